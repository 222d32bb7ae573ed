"""Checks at the door: each names the field, what was expected and what came."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from teamsched.errors import InvalidTypeError, InvalidValueError

if TYPE_CHECKING:
    import attrs

T = TypeVar("T")

MAX_ID = 200
"""Longest id, in characters."""
_AN_ID = f"an id: a text of 1 to {MAX_ID} characters"

_ZERO = timedelta(0)


def instance(field: str, value: object, kind: type[T], expected: str) -> T:
    """Return *value* if it is a *kind*."""
    if not isinstance(value, kind):
        raise InvalidTypeError(field, expected=expected, got=value)
    return value


def whole(field: str, value: object, *, low: int, high: int | None = None) -> int:
    """Return *value* if it is a whole number from *low* to *high*."""
    expected = f"a whole number of at least {low}" + (f" and at most {high}" if high else "")
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidTypeError(field, expected=expected, got=value)
    if value < low or (high is not None and value > high):
        raise InvalidValueError(field, expected=expected, got=value)
    return value


def identifier(field: str, value: object) -> str:
    """Return *value* if it can be an id: a non-empty text of bounded length."""
    if not isinstance(value, str):
        raise InvalidTypeError(field, expected=_AN_ID, got=value)
    if not 1 <= len(value) <= MAX_ID:
        raise InvalidValueError(field, expected=_AN_ID, got=value)
    return value


def one_of(field: str, value: object, choices: Iterable[T]) -> T:
    """Return the member of *choices* that equals *value*."""
    options = tuple(choices)
    for option in options:
        if option == value:
            return option
    plain = [repr(option.value if isinstance(option, Enum) else option) for option in options]
    expected = f"one of {', '.join(plain)}"
    raise InvalidValueError(field, expected=expected, got=value)


def collection(field: str, value: object, expected: str) -> tuple[Any, ...]:
    """Return the items of an iterable that is not a text or a mapping (a likely slip)."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise InvalidTypeError(field, expected=expected, got=value)
    return tuple(value)


def optional_id(field: str, value: object) -> str | None:
    """Return *value* if it can be an id, or is None."""
    return None if value is None else identifier(field, value)


def page_ids(field: str, value: object) -> tuple[str, ...]:
    """Return the items of an iterable of page ids."""
    return tuple(identifier(field, page) for page in collection(field, value, "page ids"))


def distinct_ids(field: str, value: object) -> tuple[str, ...]:
    """Return the ids of an iterable, each once, in order."""
    found = tuple(identifier(field, one) for one in collection(field, value, "ids"))
    return tuple(dict.fromkeys(found))


# The same as validators of attrs classes, which know the field's name.


def is_a(kind: Any, expected: str) -> Callable[[object, "attrs.Attribute[Any]", object], None]:
    """Return a validator that requires a *kind*."""

    def validator(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        instance(attribute.alias or attribute.name, value, kind, expected)

    return validator


def is_id(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require an id."""
    identifier(attribute.alias or attribute.name, value)


def is_optional_id(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require an id or None."""
    if value is not None:
        identifier(attribute.alias or attribute.name, value)


def is_length(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require a timedelta that is not negative."""
    if _length(attribute, value) < _ZERO:
        field = attribute.alias or attribute.name
        raise InvalidValueError(field, expected="a timedelta of zero or more", got=value)


def is_positive_length(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require a timedelta above zero."""
    if _length(attribute, value) <= _ZERO:
        field = attribute.alias or attribute.name
        raise InvalidValueError(field, expected="a timedelta above zero", got=value)


def _length(attribute: "attrs.Attribute[Any]", value: object) -> timedelta:
    return instance(attribute.alias or attribute.name, value, timedelta, "a timedelta")


def is_optional_length(instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require a timedelta that is not negative, or None."""
    if value is not None:
        is_length(instance, attribute, value)
