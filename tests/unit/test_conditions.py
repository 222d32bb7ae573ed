"""Conditions: how they are made, read and printed, and what they refuse."""

import os
import subprocess
import sys
from collections.abc import Callable
from enum import IntEnum, StrEnum
from typing import Any

import attrs
import pytest

from teamsched.conditions import (
    Condition,
    all_of,
    answer,
    any_of,
    attribute,
    comparison,
    condition_on,
    customer,
    facts,
    value,
)
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from teamsched.logic import MAX_NESTING, MAX_PARTS

SIZE, COUNTRY, VIP = answer("size"), answer("country"), answer("vip")
NAN, INFINITE = float("nan"), float("inf")
any_field: Any = SIZE
any_condition: Any = SIZE > 3


@pytest.mark.parametrize(
    ("condition", "text", "printed"),
    [
        (SIZE > 3, "size > 3", "(answer('size') > 3)"),
        (COUNTRY == "DE", "country == 'DE'", "(answer('country') == 'DE')"),
        (attribute("n") != 0.5, "n != 0.5", "(attribute('n') != 0.5)"),
        (
            COUNTRY.is_in(["DE", "FR"]),
            "country in ('DE', 'FR')",
            "answer('country').is_in(['DE', 'FR'])",
        ),
        (COUNTRY.is_in([]), "country in ()", "answer('country').is_in([])"),
        (COUNTRY.not_in(["DE"]), "country not in ('DE')", "answer('country').not_in(['DE'])"),
        (
            customer("plan").contains("pro"),
            "customer's plan contains 'pro'",
            "customer('plan').contains('pro')",
        ),
        (
            COUNTRY.starts_with("D"),
            "country starts with 'D'",
            "answer('country').starts_with('D')",
        ),
        (COUNTRY.exists(), "country exists", "answer('country').exists()"),
        (all_of(), "always", "all_of()"),
        (any_of(), "never", "any_of()"),
        (any_of(VIP.exists()), "vip exists", "any_of(answer('vip').exists())"),
        (
            any_of((SIZE > 3) | (SIZE < 1), VIP.exists()),
            "(size > 3 or size < 1) or vip exists",
            "any_of(((answer('size') > 3) | (answer('size') < 1)), answer('vip').exists())",
        ),
        (
            (SIZE > 3) & (SIZE < 9) & VIP.exists(),
            "size > 3 and size < 9 and vip exists",
            "((answer('size') > 3) & (answer('size') < 9) & answer('vip').exists())",
        ),
        (
            (SIZE > 3) & ~(COUNTRY == "DE"),
            "size > 3 and not country == 'DE'",
            "((answer('size') > 3) & ~(answer('country') == 'DE'))",
        ),
        (
            (SIZE > 3) & ((SIZE < 9) | (COUNTRY == "DE")),
            "size > 3 and (size < 9 or country == 'DE')",
            "((answer('size') > 3) & ((answer('size') < 9) | (answer('country') == 'DE')))",
        ),
        (
            ~((SIZE > 3) | (SIZE < 2)),
            "not (size > 3 or size < 2)",
            "~((answer('size') > 3) | (answer('size') < 2))",
        ),
    ],
)
def test_conditions_are_read_aloud_and_printed(
    condition: Condition, text: str, printed: str
) -> None:
    """As text a condition is for people, with brackets where they matter; its repr is Python."""
    assert str(condition) == text
    assert repr(condition) == printed


def test_one_and_true_are_different_questions() -> None:
    """Python says that 1 == True; the conditions on them hold of different facts and differ."""
    one, true = SIZE == 1, SIZE == True  # noqa: E712 (that is the point)
    assert (one.holds({"size": 1}), one.holds({"size": True})) == (True, False)
    assert (true.holds({"size": 1}), true.holds({"size": True})) == (False, True)
    assert one != true
    assert SIZE.is_in([1]) != SIZE.is_in([True])
    assert one == (SIZE == 1.0)
    assert hash(one) == hash(SIZE == 1.0)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: answer(""), InvalidValueError, r"^name: expected an id"),
        (lambda: attribute(3), InvalidTypeError, r"^name: expected an id"),  # type: ignore[arg-type]
        (lambda: any_field == None, InvalidTypeError, r"^size: expected a text, a number, a bool"),  # noqa: E711 (that is refused)
        (lambda: any_field == COUNTRY, InvalidTypeError, r"^size: expected a text, a number, a b"),
        (lambda: any_field < {3}, InvalidTypeError, r"^size: expected a text, a number, a bool or"),
        (
            lambda: any_field == [1],
            InvalidTypeError,
            r"^size: expected a text, a number, a bool or",
        ),
        (lambda: any_field == NAN, InvalidValueError, r"^size: expected a finite number"),
        (lambda: any_field.is_in("DE"), InvalidTypeError, r"^size: expected an iterable of values"),
        (lambda: any_field.is_in(3), InvalidTypeError, r"^size: expected an iterable of values"),
        (lambda: any_field.is_in([None]), InvalidTypeError, r"^size: expected a text, a number"),
        (lambda: any_field == INFINITE, InvalidValueError, r"^size: expected a finite number"),
        (lambda: any_field == 10**309, InvalidValueError, r"^size: expected a finite number"),
        (lambda: any_field == "x" * 10_001, InvalidValueError, r"^size: expected at most 10000 c"),
        (lambda: any_field == ["x"] * 1001, InvalidValueError, r"^size: .* at most 1000, got 1001"),
        (lambda: any_field.not_in("DE"), InvalidTypeError, r"^size: expected an iterable of value"),
        (lambda: any_field.is_in(range(1001)), InvalidValueError, r"^size: .* at most 1000, got 1"),
        (lambda: any_field.contains(None), InvalidTypeError, r"^size: expected a text, a number"),
        (lambda: any_field.starts_with({}), InvalidTypeError, r"^size: expected a text, a number"),
        (lambda: all_of(SIZE), InvalidTypeError, r"^conditions: expected conditions"),  # type: ignore[arg-type]
        (lambda: comparison("time", "x", "==", 1), InvalidValueError, r"^source: expected one of"),
        (lambda: comparison("answer", "", "==", 1), InvalidValueError, r"^field: expected an id"),
        (lambda: comparison("answer", "x", "=", 1), InvalidValueError, r"^op: expected one of '=="),
        (lambda: comparison("answer", "x", "in", 1), InvalidTypeError, r"^value: expected an iter"),
        (
            lambda: condition_on(("answer", "customer"), "when", attribute("x") == 1),
            InvalidValueError,
            r"^when: expected a condition on answers and the customer, made with answer\(name\) or",
        ),
        (lambda: bool(any_condition), InvalidTypeError, r"^condition: .* &, \| and ~, and is_in"),
        (lambda: bool(any_field), InvalidTypeError, r"^condition: .* &, \| and ~, and is_in"),
        (lambda: any_field and any_condition, InvalidTypeError, r"^condition: .* not a truth val"),
        (lambda: 1 < any_field < 5, InvalidTypeError, r"^condition: .* not a truth value as and, "),
        (lambda: any_field in ["DE", "FR"], InvalidTypeError, r"^condition: .* is_in\(\) for memb"),
    ],
)
def test_what_is_no_condition_is_refused(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """Values are texts, numbers, bools and lists of texts; the message says what to use instead."""
    with pytest.raises(error, match=message):
        make()


def test_only_conditions_are_joined() -> None:
    """A field or a bool is no condition, and Python says so."""
    ways: list[Callable[[Any], object]] = [
        lambda other: any_condition & other,
        lambda other: any_condition | other,
        lambda other: other & any_condition,
    ]
    for way in ways:
        for other in (VIP, True, None):
            with pytest.raises(TypeError, match="unsupported operand"):
                way(other)
    with pytest.raises(TypeError, match="bad operand type for unary ~"):
        _ = ~any_field


def test_values_are_what_can_be_compared() -> None:
    """Lists of texts become tuples; facts are checked and copied name by name."""
    assert value("x", ["a", "b"]) == ("a", "b")
    assert [value("x", one) for one in ("", 0, 0.5, True, ())] == ["", 0, 0.5, True, ()]
    given: dict[str, Any] = {"a": 1, "b": ["x"]}
    checked = facts("answers", given)
    given["a"] = 2
    assert checked == {"a": 1, "b": ("x",)}
    for wrong, message in (
        ([("a", 1)], r"^answers: expected a mapping of names to values"),
        ({3: 1}, r"^answers: expected an id"),
        ({"a": None}, r"^answers\['a'\]: expected a text, a number, a bool or texts, got None$"),
    ):
        with pytest.raises(InvalidTypeError, match=message):
            facts("answers", wrong)


def test_fields_compare_by_making_conditions() -> None:
    """Fields are keys by their name and source; whether they are equal is not asked of them."""
    assert hash(answer("size")) == hash(SIZE)
    assert isinstance(SIZE == 3, Condition)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        any_field.name = "other"


PROGRAM = "from teamsched import answer; print(answer('a').is_in({'DE', 'FR', 'IT', 'ES', 'NL'}))"


def test_the_order_of_a_set_does_not_show() -> None:
    """A set of values makes the same condition in every process, whatever its hashes are."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert outputs == {"a in ('DE', 'ES', 'FR', 'IT', 'NL')\n"}
    assert COUNTRY.is_in({"FR", "DE"}) == COUNTRY.is_in(["DE", "FR"])
    assert COUNTRY.is_in(["FR", "DE"]) != COUNTRY.is_in(["DE", "FR"])


def test_conditions_are_bounded() -> None:
    """Nesting and size end at their bounds, whichever way a condition is made."""
    deep, long = SIZE > 3, SIZE > 3
    for _ in range(MAX_NESTING - 1):
        deep = ~deep
    for _ in range(MAX_PARTS - 2):
        long &= SIZE > 3
    ways: list[Callable[[], object]] = [
        lambda: ~deep,
        lambda: deep & deep,
        lambda: any_of(deep),
        lambda: VIP.exists() | deep,
    ]
    for too_much in ways:
        with pytest.raises(InvalidValueError, match=r"^levels of conditions: .* most 50, got 51$"):
            too_much()
    with pytest.raises(InvalidValueError, match=r"^parts of a condition: .* most 1000, got 1001$"):
        long &= SIZE > 3


def test_a_chain_is_one_level() -> None:
    """However many conditions a sign joins one after another, they are not nested."""
    size = answer("size")
    chain = size.exists()
    for number in range(2 * MAX_NESTING):
        chain |= size > number
    assert chain == any_of(size.exists(), *(size > n for n in range(2 * MAX_NESTING)))


class Colour(StrEnum):
    RED = "red"


class Level(IntEnum):
    TOP = 3


def test_members_of_enums_become_plain() -> None:
    """What is compared and saved is the text or the number, not the member."""
    made = [value("x", one) for one in (Colour.RED, Level.TOP, [Colour.RED])]
    assert made == ["red", 3, ("red",)]
    assert [type(one) for one in made] == [str, int, tuple]
    assert type(made[2][0]) is str  # type: ignore[index]
