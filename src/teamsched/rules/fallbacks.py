"""Fallbacks: what a rule relaxes, step by step, when nothing can be booked by it."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import attrs

from teamsched.asking import PATTERNS
from teamsched.checks import instance, whole
from teamsched.condition_documents import closed
from teamsched.documents import ROOT, each, members, reading
from teamsched.errors import InvalidValueError
from teamsched.event_types import MAX_DURATION
from teamsched.horizons import MAX_BOOKABLE_DAYS, BookableDays, DateRange, Days
from teamsched.targets import MAX_ADDITIONAL, Target, plain_target, read_target, target, targets

MAX_FALLBACKS = 20
"""Most fallbacks of one rule."""
MAX_LENGTH = timedelta(days=36_600)
"""Furthest horizon, and longest notice, of a fallback."""

_SECOND = timedelta(seconds=1)
_LENGTHS = {
    "duration": (1, MAX_DURATION // _SECOND),
    "notice": (0, MAX_LENGTH // _SECOND),
    "horizon": (0, MAX_LENGTH // _SECOND),
}


def _primary(value: object) -> Target | None:
    return None if value is None else target("primary", value)


def _additional(value: object) -> tuple[Target, ...] | None:
    return None if value is None else targets("additional", value)


@attrs.frozen(order=False)
class Fallback:
    """What is asked for instead, when neither the rule nor an earlier fallback has any slot.

        >>> from datetime import timedelta
        >>> Fallback(primary="everybody", notice=timedelta(hours=1)).to_dict()
        {'primary': 'everybody', 'notice': 3600}

    It is a change of the rule itself, not of the fallback before it: what it leaves out is as the
    rule and the event type have it. Settings are only ever relaxed: a horizon that is nearer, a
    notice or a duration that is longer than what holds anyway changes nothing.

    Attributes:
        primary: Who fills the primary seat instead.
        additional: Who fills the further seats instead; of nobody, there are none.
        horizon: How far ahead it can be booked, as an event type has it, but never without limit.
        duration: How long it takes.
        notice: How long before its start it can be booked at the latest.

    Raises:
        InvalidValueError: It changes nothing.
    """

    primary: Target | None = attrs.field(default=None, converter=_primary, kw_only=True)
    additional: tuple[Target, ...] | None = attrs.field(
        default=None, converter=_additional, kw_only=True
    )
    horizon: timedelta | Days | None = attrs.field(default=None, kw_only=True)
    duration: timedelta | None = attrs.field(default=None, kw_only=True)
    notice: timedelta | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        given = attrs.asdict(self, recurse=False)
        if all(one is None for one in given.values()):
            raise InvalidValueError("otherwise", expected="at least one change", got=self)
        for field, (low, high) in _LENGTHS.items():
            length = given[field]
            if length is None or (field == "horizon" and isinstance(length, Days)):
                continue
            instance(field, length, timedelta, "a timedelta")
            if length % _SECOND or not low <= length // _SECOND <= high:
                expected = f"whole seconds, from {low} to {high}"
                raise InvalidValueError(field, expected=expected, got=length)

    def targets(self, of_rule: tuple[Target, ...]) -> tuple[Target, ...]:
        """Return what fills the seats, the primary one first."""
        first, *others = of_rule
        primary = first if self.primary is None else self.primary
        return (primary, *(others if self.additional is None else self.additional))

    def to_dict(self) -> dict[str, Any]:
        """Return the fallback as plain data: lengths in seconds, and only what it changes."""
        plain: dict[str, Any] = {}
        if self.primary is not None:
            plain["primary"] = plain_target(self.primary)
        if self.additional is not None:
            plain["additional"] = [plain_target(one) for one in self.additional]
        if self.horizon is not None:
            plain["horizon"] = _plain_horizon(self.horizon)
        for field in ("duration", "notice"):
            length: timedelta | None = getattr(self, field)
            if length is not None:
                plain[field] = length // _SECOND
        return plain

    @classmethod
    def from_dict(cls, given: object, *, place: str = ROOT) -> "Fallback":
        """Return the fallback that plain data stands for.

        Args:
            given: What may be anything.
            place: Where it stands in a greater document, for the error.

        Raises:
            InvalidInputError: It is no fallback; the field is the place of what is wrong.
        """
        names = ("primary", "additional", "horizon", "duration", "notice")
        parts = dict(members(place, given, required=(), optional=names))
        if "primary" in parts:
            parts["primary"] = read_target(parts["primary"], place=f"{place}.primary")
        if "additional" in parts:
            parts["additional"] = each(
                f"{place}.additional", parts["additional"], read_target, most=MAX_ADDITIONAL
            )
        for field in _LENGTHS:
            if field in parts:
                read = _read_horizon if field == "horizon" else _read_length
                parts[field] = read(f"{place}.{field}", parts[field], field)
        with reading(place, otherwise=""):
            return cls(**parts)


def _plain_horizon(horizon: timedelta | Days) -> Any:
    if isinstance(horizon, BookableDays):
        return {"days": horizon.days}
    if isinstance(horizon, DateRange):
        return {"first": horizon.first.isoformat(), "last": horizon.last.isoformat()}
    return horizon // _SECOND


def _read_length(place: str, given: object, field: str) -> timedelta:
    low, high = _LENGTHS[field]
    return whole(place, given, low=low, high=high) * _SECOND


def _read_horizon(place: str, given: object, field: str) -> timedelta | Days:
    if not isinstance(given, Mapping):
        return _read_length(place, given, field)
    if "days" in given:
        with reading(place):
            return BookableDays(members(place, given, required=("days",))["days"])
    dates = members(place, given, required=("first", "last"))
    first, last = (_read_date(f"{place}.{name}", dates[name]) for name in ("first", "last"))
    with reading(place):
        return DateRange(first, last)


def _read_date(place: str, given: object) -> date:
    expected = "a date such as 2026-12-01"
    text = instance(place, given, str, expected)
    try:
        if re.fullmatch(PATTERNS["date"], text):  # one of several forms of ISO 8601
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidValueError(place, expected=expected, got=given)


def fallback_schema(target_schema: dict[str, Any]) -> dict[str, Any]:
    """Return what fallbacks look like, as JSON Schema."""
    lengths = {
        field: {"type": "integer", "minimum": low, "maximum": high}
        for field, (low, high) in _LENGTHS.items()
    }
    day = {"type": "string", "pattern": PATTERNS["date"]}
    days = {"type": "integer", "minimum": 1, "maximum": MAX_BOOKABLE_DAYS}
    return {
        "type": "object",
        "properties": {
            "primary": target_schema,
            "additional": {"type": "array", "items": target_schema, "maxItems": MAX_ADDITIONAL},
            **lengths,
            "horizon": {
                "anyOf": [
                    lengths["horizon"],
                    closed({"days": days}),
                    closed({"first": day, "last": day}),
                ]
            },
        },
        "minProperties": 1,
        "additionalProperties": False,
    }
