"""Reading plain data, as JSON has it: whatever is wrong is named by its place.

Places are written as in JSONPath: ``$.rules[2].when.all[0].op``.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from teamsched.checks import identifier, whole
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

ROOT = "$"
"""The place of a whole document."""


def members(
    place: str, given: object, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Mapping[str, Any]:
    """Return *given* if it is an object that has all it needs, and nothing unheard of.

    >>> members("$", {"pol": "sales"}, required=("pool",))
    Traceback (most recent call last):
    teamsched.errors.InvalidValueError: $: expected an object with 'pool', got {'pol': 'sales'}
    """
    if not isinstance(given, Mapping):
        needs = ", ".join(map(repr, required)) or "nothing that is needed"
        raise InvalidTypeError(place, expected=f"an object with {needs}", got=given)
    missing = [name for name in required if name not in given]
    if missing:
        raise InvalidValueError(place, expected=f"an object with {missing[0]!r}", got=given)
    for name in given:
        if name not in required + optional:
            known = ", ".join(map(repr, required + optional))
            raise InvalidValueError(place, expected=f"no members but {known}", got=name)
    return given


def items(place: str, given: object, *, most: int) -> list[Any]:
    """Return the items of a list that is not too long."""
    if not isinstance(given, list | tuple):
        raise InvalidTypeError(place, expected="a list", got=given)
    whole(f"{place}.length", len(given), low=0, high=most)
    return list(given)


def read_id(given: object, *, place: str) -> str:
    """Return *given* if it can be an id."""
    return identifier(place, given)


class Reader(Protocol[T_co]):
    """What reads one object, and names what is wrong by its place."""

    def __call__(self, given: object, *, place: str) -> T_co:
        """Return what plain data at a place stands for."""


def each(place: str, given: object, read: Reader[T], *, most: int) -> list[T]:
    """Return what the items of a list stand for, each read at its place."""
    return [
        read(one, place=f"{place}[{number}]")
        for number, one in enumerate(items(place, given, most=most))
    ]


@contextmanager
def reading(place: str, **names: str) -> Iterator[None]:
    """Let what is refused within name its place in the document.

    Args:
        place: The object whose members are read.
        names: What fields are called there, where that is not their own names.

    >>> from teamsched.checks import identifier
    >>> with reading("$.rules[2]", event_type="event"):
    ...     identifier("event_type", 3)
    Traceback (most recent call last):
    teamsched.errors.InvalidTypeError: $.rules[2].event: expected an id: ...
    """
    try:
        yield
    except InvalidInputError as error:
        if error.field.startswith(place):  # it was read further in
            raise
        field = names.get(error.field, error.field)
        where = f"{place}.{field}" if field else place
        raise type(error)(where, expected=error.expected, got=error.got) from None
