"""What is known of somebody, by name: answers and attributes, as values that can be compared."""

from collections.abc import Mapping
from sys import float_info
from typing import TypeAlias

from teamsched.checks import identifier, whole
from teamsched.errors import InvalidTypeError, InvalidValueError

Scalar: TypeAlias = str | int | float | bool
Value: TypeAlias = Scalar | tuple[str, ...]
Facts: TypeAlias = Mapping[str, Value]

MAX_TEXT = 10_000
"""Longest text of a value, in characters."""
MAX_ITEMS = 1_000
"""Most texts of one value."""
MAX_FACTS = 1_000
"""Most facts about somebody."""
MAX_NUMBER = float_info.max
"""Greatest number, which decimals and JSON can still hold."""


def value(field: str, given: object) -> Value:
    """Return *given* as a plain value that conditions can compare; lists of texts become tuples.

    >>> value("langs", ["de", "en"])
    ('de', 'en')
    """
    if isinstance(given, list | tuple) and all(isinstance(item, str) for item in given):
        whole(field, len(given), low=0, high=MAX_ITEMS)
        return tuple(_text(field, item) for item in given)
    if isinstance(given, bool):
        return given
    if isinstance(given, str):
        return _text(field, given)
    if isinstance(given, int | float):
        return _number(field, given)
    raise InvalidTypeError(field, expected="a text, a number, a bool or texts", got=given)


def _text(field: str, given: str) -> str:
    if len(given) > MAX_TEXT:
        raise InvalidValueError(field, expected=f"at most {MAX_TEXT} characters", got=given)
    return str.__str__(given)  # members of enums become plain


def _number(field: str, given: float) -> float:
    if not abs(given) <= MAX_NUMBER:  # nor is NaN
        raise InvalidValueError(field, expected="a finite number", got=given)
    return int(given) if isinstance(given, int) else float(given)


def facts(field: str, given: object) -> Facts:
    """Return a mapping of names to values, checked and copied."""
    if not isinstance(given, Mapping):
        raise InvalidTypeError(field, expected="a mapping of names to values", got=given)
    whole(field, len(given), low=0, high=MAX_FACTS)
    return {identifier(field, name): value(f"{field}[{name!r}]", v) for name, v in given.items()}


def alike(a: Value, b: Value) -> bool:
    """Tell whether two values are equal: whole and decimal numbers are alike, bools are not."""
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def ordered(a: Value, b: Value) -> bool:
    """Tell whether one of two values comes before the other: two numbers or two texts do."""
    numbers = isinstance(a, int | float) and isinstance(b, int | float)
    booleans = isinstance(a, bool) or isinstance(b, bool)
    return (numbers and not booleans) or (isinstance(a, str) and isinstance(b, str))


def contains(whole_value: Value, part: Value) -> bool:
    """Tell whether a text has a part, or a list an item; nothing else contains anything."""
    return isinstance(part, str) and isinstance(whole_value, str | tuple) and part in whole_value


def starts_with(whole_value: Value, part: Value) -> bool:
    """Tell whether a text starts with another."""
    return isinstance(part, str) and isinstance(whole_value, str) and whole_value.startswith(part)
