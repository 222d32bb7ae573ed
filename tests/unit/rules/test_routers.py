"""Routers: the first branch that applies, the fallback, and the path to either."""

from collections.abc import Callable
from typing import Any

import pytest

from teamsched.conditions import answer, attribute, customer
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from teamsched.rules import Branch, Destination, Router

LARGE = answer("size") >= 50
PRO = customer("plan") == "pro"
ROUTER = Router([Branch("key", when=LARGE & PRO), Branch("sales", when=LARGE)], fallback="desk")
any_router: Any = Router
any_branch: Any = Branch


@pytest.mark.parametrize(
    ("answers", "known", "to", "rule"),
    [
        ({"size": 50}, {"plan": "pro"}, "key", 0),
        ({"size": 50}, {}, "sales", 1),
        ({"size": 50, "plan": "pro"}, {}, "sales", 1),
        ({"size": 49}, {"plan": "pro"}, "desk", None),
        ({}, {"size": 50}, "desk", None),
    ],
)
def test_the_first_branch_that_applies_is_taken(
    answers: dict[str, Any], known: dict[str, Any], to: str, rule: int | None
) -> None:
    """Of two that apply the first; what is known of the customer is no answer."""
    assert ROUTER.route(answers, customer=known) == Destination(to, rule)


def test_without_a_fallback_it_leads_nowhere() -> None:
    """A branch without a condition always applies, and what comes after it never does."""
    assert Router([]).route({}) == Destination(None, None)
    assert Router([Branch("a"), Branch("b")]).route({}) == Destination("a", 0)


def test_the_path_ends_where_it_leads() -> None:
    """Each branch up to the one that applies, with what settles it and what was given."""
    assert list(map(str, ROUTER.trace({"size": 50}))) == [
        "rule 0 does not apply: customer's plan == 'pro' (not given)",
        "rule 1 applies: size >= 50 (given 50)",
    ]
    assert list(map(str, ROUTER.trace({}))) == [
        "rule 0 does not apply: size >= 50 (not given), customer's plan == 'pro' (not given)",
        "rule 1 does not apply: size >= 50 (not given)",
    ]
    assert [(step.rule, step.applies) for step in ROUTER.trace({"size": 60})] == [
        (0, False),
        (1, True),
    ]
    assert len(ROUTER.trace({"size": 60}, customer={"plan": "pro"})) == 1
    assert repr(Router([Branch("a")]).trace({})) == "(<Step rule 0 applies>,)"


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Branch(""), InvalidValueError, r"^to: expected an id"),
        (
            lambda: any_branch("a", when=True),
            InvalidTypeError,
            r"^when: expected a condition on answers",
        ),
        (
            lambda: Branch("a", when=attribute("b") == 1),
            InvalidValueError,
            r"^when: expected a con",
        ),
        (lambda: any_router(3), InvalidTypeError, r"^rules: expected Branches, got 3"),
        (lambda: any_router(["a"]), InvalidTypeError, r"^rules: expected Branches, got 'a'"),
        (lambda: Router([Branch("a")] * 1001), InvalidValueError, r"^rules: .* at most 1000"),
        (lambda: Router([], fallback=""), InvalidValueError, r"^fallback: expected an id"),
        (
            lambda: ROUTER.route({"a": None}),
            InvalidTypeError,
            r"^answers\['a'\]: expected a text, a",
        ),
        (
            lambda: ROUTER.trace({}, customer={"": 1}),
            InvalidValueError,
            r"^customer: expected an id",
        ),
    ],
)
def test_the_wrong_field_is_named(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """What can't be a router, or be routed, is refused with what was expected."""
    with pytest.raises(error, match=message):
        make()
