"""Conditions from plain data: what is refused, and where it is said to be."""

from collections.abc import Callable
from typing import Any

import pytest

from teamsched.claims import Claims
from teamsched.condition_documents import condition_from_dict
from teamsched.conditions import answer, customer
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from teamsched.logic import MAX_NESTING
from teamsched.requests import Draw
from teamsched.rules import MasterPage, Router

A: dict[Any, Any] = {"field": "a", "op": "exists"}


def nested(levels: int) -> dict[str, Any]:
    made: dict[str, Any] = dict(A)
    for _ in range(levels - 1):
        made = {"all": [made]}
    return made


def test_a_source_is_left_out_for_answers_only() -> None:
    """Answers are the usual source, and may be named all the same."""
    assert answer("a").exists().to_dict() == A
    assert condition_from_dict({"source": "answer", **A}) == answer("a").exists()
    assert customer("a").exists().to_dict() == {"source": "customer", **A}


@pytest.mark.parametrize(
    ("document", "error", "message"),
    [
        (
            3,
            InvalidTypeError,
            r"^\$: expected an object with 'all', 'any', 'not', or 'field' and '",
        ),
        ({"field": "a"}, InvalidValueError, r"^\$: expected an object with 'op', got"),
        ({"field": "a", "op": "=="}, InvalidValueError, r"^\$: expected an object with 'value'"),
        ({**A, "value": 1}, InvalidValueError, r"^\$: expected no members but .*, got 'value'$"),
        ({"all": [], "any": []}, InvalidValueError, r"^\$: expected no members but 'all', got 'an"),
        ({"any": [A, {"not": 3}]}, InvalidTypeError, r"^\$\.any\[1\]\.not: expected an object"),
        ({"all": "ab"}, InvalidTypeError, r"^\$\.all: expected a list, got 'ab'$"),
        ({"all": [A] * 1001}, InvalidValueError, r"^\$\.all\.length: .* most 1000, got 1001$"),
        (
            {"not": {**A, "op": "has"}},
            InvalidValueError,
            r"^\$\.not: expected an object with 'value",
        ),
        (
            {"all": [{**A, "op": "=", "value": 1}]},
            InvalidValueError,
            r"^\$\.all\[0\]\.op: expected o",
        ),
        (
            {"all": [{**A, "op": [], "value": 1}]},
            InvalidValueError,
            r"^\$\.all\[0\]\.op: expected on",
        ),
        ({**A, "field": 3}, InvalidTypeError, r"^\$\.field: expected an id"),
        (
            {**A, "source": "time"},
            InvalidValueError,
            r"^\$\.source: expected one of 'answer', 'cus",
        ),
        (
            {**A, "op": "in", "value": "DE"},
            InvalidTypeError,
            r"^\$\.value: expected an iterable of",
        ),
        (
            {**A, "op": "in", "value": [{}]},
            InvalidTypeError,
            r"^\$\.value: expected a text, a numb",
        ),
        ({3: A}, InvalidValueError, r"^\$: expected an object with 'field'"),
        ({**A, 3: A}, InvalidValueError, r"^\$: expected no members but .*, got 3$"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(
    document: Any, error: type[InvalidInputError], message: str
) -> None:
    """Each thing that can be wrong with a condition is found where it is."""
    with pytest.raises(error, match=message):
        condition_from_dict(document)


def test_size_and_nesting_of_documents_are_bounded() -> None:
    """The deepest and the largest are read; beyond them the place is named, however deep."""
    assert condition_from_dict(nested(MAX_NESTING)).to_dict() == nested(MAX_NESTING)
    place = r"^\$" + r"\.all\[0\]" * MAX_NESTING
    for levels in (MAX_NESTING + 1, 50_000):
        with pytest.raises(InvalidValueError, match=place + ": expected at most 50 levels, got"):
            condition_from_dict(nested(levels))
    most = {"any": [{"all": [A] * 499}, {"all": [A] * 498}]}
    assert condition_from_dict(most).to_dict() == most
    many = {"not": {"any": [{"all": [A] * 499}, {"all": [A] * 499}]}}
    with pytest.raises(InvalidValueError, match=r"^\$\.not: .* at most 1000, got 1001$"):
        condition_from_dict(many)


DRAW = {"pool": "sales"}
RULE: dict[str, Any] = {"event_type": "demo", "primary": "sales"}


def page(*rules: object, **changes: object) -> Callable[[], object]:
    document = {"id": "p", "zone": "UTC", "rules": [RULE | {"when": A}, *rules]} | changes
    return lambda: MasterPage.from_dict(document)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: Claims.from_dict({"owner": "yes"}),
            InvalidValueError,
            r"^\$\.owner: expected one",
        ),
        (
            lambda: Claims.from_dict({"counted": 1}),
            InvalidTypeError,
            r"^\$\.counted: expected True",
        ),
        (
            lambda: Claims.from_dict([]),
            InvalidTypeError,
            r"^\$: expected an object with nothing th",
        ),
        (lambda: Draw.from_dict({}), InvalidValueError, r"^\$: expected an object with 'pool'"),
        (lambda: Draw.from_dict(DRAW | {"count": 0}), InvalidValueError, r"^\$\.count: expected a"),
        (
            lambda: Draw.from_dict(DRAW | {"where": A}),
            InvalidValueError,
            r"^\$\.where: expected a c",
        ),
        (
            lambda: Draw.from_dict(DRAW | {"claims": {"owner": 1}}, place="$.x"),
            InvalidValueError,
            r"^\$\.x\.claims\.owner: expected one of",
        ),
        (page(id=""), InvalidValueError, r"^\$\.id: expected an id"),
        (page(zone="X/Y"), InvalidValueError, r"^\$\.zone: expected a key of the time zone dat"),
        (page(rules=3), InvalidTypeError, r"^\$\.rules: expected a list of rules, or an object"),
        (page(rules={}), InvalidValueError, r"^\$\.rules\.scenario: expected one of 'static'"),
        (
            page(RULE, RULE),
            InvalidValueError,
            r"^\$\.rules\[2\]: expected no rule for 'demo' after",
        ),
        (page({}), InvalidValueError, r"^\$\.rules\[1\]: expected an object with 'event_type'"),
        (
            page(RULE | {"primary": 1}),
            InvalidTypeError,
            r"^\$\.rules\[1\]\.primary: expected the id",
        ),
        (
            page(RULE | {"additional": ["sales"]}),
            InvalidValueError,
            r"^\$\.rules\[1\]\.additional: expected 'sales' once in a rule",
        ),
        (
            page(RULE | {"additional": ["a", {"pool": "b", "count": "2"}]}),
            InvalidTypeError,
            r"^\$\.rules\[1\]\.additional\[1\]\.count: expected a whole number",
        ),
        (
            page(RULE | {"when": {"all": [A, {**A, "op": "?", "value": 1}]}}),
            InvalidValueError,
            r"^\$\.rules\[1\]\.when\.all\[1\]\.op: expected one of",
        ),
        (
            page(RULE | {"when": {"source": "attribute", **A}}),
            InvalidValueError,
            r"^\$\.rules\[1\]\.when: expected a condition on answers, the customer",
        ),
        (
            lambda: Router.from_dict({"rules": [{"to": ""}]}),
            InvalidValueError,
            r"^\$\.rules\[0\]\.to",
        ),
        (
            lambda: Router.from_dict({"rules": [], "fallback": 1}),
            InvalidTypeError,
            r"^\$\.fallback:",
        ),
    ],
)
def test_what_is_wrong_with_rules_is_named_by_its_place(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """From the outermost object to the innermost, the place leads to what is wrong."""
    with pytest.raises(error, match=message):
        make()
