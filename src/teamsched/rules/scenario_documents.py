"""Scenarios from plain data, as JSON has it, and what that data looks like."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, get_args

from teamsched.checks import identifier, one_of, page_ids, whole
from teamsched.condition_documents import closed
from teamsched.documents import ROOT, each, items, members, reading
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.rules.scenarios import (
    MAX_CATEGORIES,
    MAX_EVENT_TYPES,
    MAX_PAGES,
    MAX_PRIORITY,
    Assign,
    BookingPagesFirst,
    BookingPagesOnly,
    EventTypesFirst,
    PageScenario,
    StaticRules,
)

_SCENARIOS: Mapping[str, type[PageScenario]] = {
    kind.name: kind for kind in (StaticRules, EventTypesFirst, BookingPagesFirst, BookingPagesOnly)
}
_ID = {"$ref": "#/$defs/id"}


def scenario_from_dict(given: object, *, place: str = ROOT) -> PageScenario:
    """Return the scenario over booking pages that plain data stands for.

        >>> scenario_from_dict({"scenario": "event_types_first", "pages": ["ana"]})
        EventTypesFirst(pages=('ana',), event_types=None, categories={})

    Args:
        given: What may be anything.
        place: Where it stands in a greater document, for the error.

    Raises:
        InvalidInputError: It is no scenario; the field is the place of what is wrong.
    """
    if not isinstance(given, Mapping):
        expected = "a list of rules, or an object with 'scenario'"
        raise InvalidTypeError(place, expected=expected, got=given)
    with reading(place):
        kind = _SCENARIOS[one_of("scenario", given.get("scenario"), _SCENARIOS)]
    schema = _schema_of(kind)
    required = tuple(schema["required"])
    optional = tuple(name for name in schema["properties"] if name not in required)
    parts = dict(members(place, given, required=required, optional=optional))
    del parts["scenario"]
    for name in parts.keys() & _READ.keys():
        parts[name] = _READ[name](f"{place}.{name}", parts[name])
    with reading(place):
        return kind(**parts)


def _ids(place: str, given: object, *, most: int) -> list[Any]:
    return list(page_ids(place, items(place, given, most=most)))


def _categories(place: str, given: object) -> Mapping[str, Any]:
    read = _Entry("name", "of", partial(_ids, most=MAX_PAGES))
    return _distinct(place, each(place, given, read, most=MAX_CATEGORIES))


def _priorities(place: str, given: object) -> Mapping[str, Any]:
    read = _Entry("page", "priority", partial(whole, low=1, high=MAX_PRIORITY))
    return _distinct(place, each(place, given, read, most=MAX_PAGES))


class _Entry:
    """Reads one object of a list that stands for a mapping."""

    def __init__(self, name: str, inside: str, read: Callable[..., Any]) -> None:
        self._name, self._inside, self._read = name, inside, read

    def __call__(self, given: object, *, place: str) -> tuple[str, Any]:
        """Return what is named, and what is said of it."""
        known = members(place, given, required=(self._name, self._inside))
        key = identifier(f"{place}.{self._name}", known[self._name])
        return key, self._read(f"{place}.{self._inside}", known[self._inside])


def _distinct(place: str, entries: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(entries)
    if len(found) < len(entries):
        expected = "distinct entries, each of something else"
        raise InvalidValueError(place, expected=expected, got=[key for key, _ in entries])
    return found


_READ: Mapping[str, Callable[[str, object], Any]] = {
    "pages": partial(_ids, most=MAX_PAGES),
    "categories": _categories,
    "priorities": _priorities,
}


# Schemas


def scenario_schemas() -> list[dict[str, Any]]:
    """Return what the scenarios over booking pages look like.

    Left to the reader are that nothing is named twice, and that priorities have a use.
    """
    return [_schema_of(kind) for kind in _SCENARIOS.values()]


def _schema_of(kind: type[PageScenario]) -> dict[str, Any]:
    event_types = {"anyOf": [_ids_of(MAX_EVENT_TYPES), {"type": "null"}]}
    categories = _list_of(closed({"name": _ID, "of": _ids_of(MAX_PAGES)}), MAX_CATEGORIES)
    priority = {"type": "integer", "minimum": 1, "maximum": MAX_PRIORITY}
    required = {"scenario": {"const": kind.name}, "pages": _ids_of(MAX_PAGES)}
    if kind is StaticRules:
        return closed(
            required,
            event_types=event_types,
            assign={"enum": list(get_args(Assign))},
            priorities=_list_of(closed({"page": _ID, "priority": priority}), MAX_PAGES),
        )
    if kind is BookingPagesOnly:
        return closed(required | {"event_type": _ID}, categories=categories)
    return closed(required, event_types=event_types, categories=categories)


def _ids_of(most: int) -> dict[str, Any]:
    return _list_of(_ID, most)


def _list_of(what: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": what, "maxItems": most}
