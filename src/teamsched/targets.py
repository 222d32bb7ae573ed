"""What fills a seat, as rules name it: a page, a pool, or a draw from a pool."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from teamsched.checks import collection, identifier, whole
from teamsched.errors import InvalidTypeError
from teamsched.requests import Draw

Target: TypeAlias = Draw | str
"""The id of a page or pool, or a draw from a pool."""

MAX_ADDITIONAL = 200
"""Most seats of a rule, besides the primary one."""


def target(field: str, value: object) -> Target:
    """Return *value* if it can name what fills a seat."""
    if isinstance(value, Draw):
        return value
    if isinstance(value, str):
        return identifier(field, value)
    raise InvalidTypeError(field, expected="the id of a page or pool, or a Draw", got=value)


def targets(field: str, value: object, *, most: int = MAX_ADDITIONAL) -> tuple[Target, ...]:
    """Return the items of an iterable of targets."""
    found = collection(field, value, "ids of pages or pools, or Draws")
    whole(field, len(found), low=0, high=most)
    return tuple(target(field, one) for one in found)


def source_of(named: Target) -> str:
    """Return the id of the page or pool that a target names."""
    return named.pool if isinstance(named, Draw) else named


def plain_target(named: Target) -> dict[str, Any] | str:
    """Return a target as plain data."""
    return named.to_dict() if isinstance(named, Draw) else named


def read_target(given: object, *, place: str) -> Target:
    """Return the target that plain data at a place stands for."""
    if isinstance(given, Mapping):
        return Draw.from_dict(given, place=place)
    return target(place, given)
