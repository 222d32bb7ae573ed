"""Times of calendars: whose clock shows them, and what it shows.

A TZID is a name of the time zone database, or becomes one: Windows has names of its own, and some
programs put a path before it. Only what is unknown even so goes by the VTIMEZONE that the calendar
brings along, since these are often cut short or out of date.

icalendar is not asked for zones: it keeps those that calendars define for the whole process, so
what one calendar says of a name would hold for the next one.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

import attrs
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from teamsched.availability.zones import resolve
from teamsched.checks import MAX_ID
from teamsched.errors import ExpansionLimitError, InvalidValueError, UnknownZoneError
from teamsched.instants import (
    DAY,
    EPOCH,
    FIRST,
    LAST,
    SECOND,
    local_micros,
    to_instant,
    to_micros,
    to_timedelta,
)
from teamsched.interop.ical_limits import Allowance, label, rules_of, unrolled, values
from teamsched.intervals import Interval
from teamsched.offsets import offset_segments
from teamsched.zonekeys import zone_of

MAX_CHANGES = 1_000
"""Most changes of the clocks in one zone that a calendar defines."""

ZONE = "X-ZONE"
"""What stands for VTIMEZONE, so that icalendar leaves it alone."""
TZID = "X-TZID"
"""What stands for TZID in a property, likewise."""

_BEFORE, _AFTER = 5 * 366 * DAY, 2 * 366 * DAY
"""How long before and after the window the clocks of such a zone are followed."""

Change = tuple[int, int, int]
"""The instant at which an offset begins, the offset before it, and the offset."""


@attrs.frozen
class Moment:
    """What a wall clock shows, and whose.

    Attributes:
        local: The local time, in microseconds since 1970 began on that clock.
        zone: Whose clock.
        is_day: Whether only a date is known, of which this is the midnight.
    """

    local: int
    zone: tzinfo
    is_day: bool = False

    @property
    def instant(self) -> int:
        """The instant at which the clock shows it first; where midnight is skipped, the day's."""
        return resolve(self.zone, self.local, "compatible")

    def seen_in(self, zone: tzinfo) -> int:
        """Return what the clock of another zone shows then."""
        return self.local if zone == self.zone else seen_in(zone, self.instant)


def seen_in(zone: tzinfo, instant: int) -> int:
    """Return what the clock of a zone shows at an instant."""
    return instant + offset_segments(zone, instant, instant + 1)[0][2]


class Times:
    """Reads the times of one calendar.

    Args:
        calendar: The calendar, with the zones that it defines.
        default: The zone of dates, and of times that have none.
        window: What will be asked about.
        allowance: What the calendar may cost.
    """

    def __init__(
        self, calendar: Any, *, default: tzinfo, window: Interval, allowance: Allowance
    ) -> None:
        self._default = default
        self._defined = {
            str(part.get("TZID")): part for part in calendar.subcomponents if part.name == ZONE
        }
        self._window = window
        self._allowance = allowance
        self._found: dict[str, tzinfo] = {}

    # Moments and lengths

    def only(self, component: Any, name: str) -> Moment | None:
        """Return the one moment that a property of a name has, None if there is none."""
        found = values(component, name)
        field = f"{label(component)}.{name}"
        if len(found) > 1:
            raise InvalidValueError(field, expected="one at most", got=len(found))
        return self._moment(field, found[0].dt, found[0].params) if found else None

    def listed(self, component: Any, name: str) -> Iterator[tuple[Moment, int | None]]:
        """Yield the moments that the properties of a name list; of periods, with their lengths."""
        field = f"{label(component)}.{name}"
        for found in values(component, name):
            for item in found.dts if hasattr(found, "dts") else [found]:
                first, last = item.dt if isinstance(item.dt, tuple) else (item.dt, None)
                start = self._moment(field, first, found.params)
                yield start, None if last is None else self._until(field, start, last, found.params)

    def length(self, component: Any, start: Moment) -> int:
        """Return how long an event lasts, in microseconds; days are days of the wall clock.

        Without an end it lasts no time, or a day if it starts on one.
        """
        end = self.only(component, "DTEND")
        if end is not None:
            return _between(f"{label(component)}.DTEND", start, end)
        durations = values(component, "DURATION")
        if durations:
            return _lasting(f"{label(component)}.DURATION", start, durations[0].dt)
        return DAY if start.is_day else 0

    def _until(self, field: str, start: Moment, last: date | timedelta, params: Any) -> int:
        if isinstance(last, timedelta):
            return _lasting(field, start, last)
        return _between(field, start, self._moment(field, last, params))

    def _moment(self, field: str, value: date, params: Any) -> Moment:
        if not isinstance(value, date):
            raise InvalidValueError(field, expected="a date or a date and time", got=value)
        if not isinstance(value, datetime):
            midnight = (value.toordinal() - EPOCH.toordinal()) * DAY
            return Moment(midnight, self._default, is_day=True)
        if value.tzinfo is not None:
            return Moment(local_micros(value), UTC)
        tzid = params.get(TZID)
        zone = self._default if tzid is None else self._zone(field, str(tzid))
        return Moment(local_micros(value), zone)

    # Zones

    def _zone(self, field: str, tzid: str) -> tzinfo:
        if tzid not in self._found:
            self._found[tzid] = self._find(field, tzid)
        return self._found[tzid]

    def _find(self, field: str, tzid: str) -> tzinfo:
        defined = self._defined.get(tzid)
        names = [tzid] if defined is None else [tzid, str(defined.get("X-LIC-LOCATION", ""))]
        for name in names:
            for key in _keys(name):
                try:
                    return zone_of(key)
                except UnknownZoneError:
                    continue
        if defined is None:
            expected = "a TZID that the calendar defines or the time zone database knows"
            raise InvalidValueError(field, expected=expected, got=tzid)
        return self._build(f"VTIMEZONE[{tzid[:MAX_ID]!r}]", tzid, defined)

    def _build(self, field: str, tzid: str, defined: Any) -> tzinfo:
        """Return the zone that a VTIMEZONE defines, as it is around the window."""
        parts = [part for part in defined.subcomponents if part.name in ("STANDARD", "DAYLIGHT")]
        changes = sorted(change for part in parts for change in self._changes(field, part))
        if not changes:
            raise InvalidValueError(field, expected="a STANDARD or DAYLIGHT part", got="none")
        if len(changes) > MAX_CHANGES:
            raise ExpansionLimitError(f"changes of {field}", limit=MAX_CHANGES)
        return DefinedZone(tzid, changes)

    def _changes(self, field: str, part: Any) -> Iterator[Change]:
        """Return the changes that one part of a zone makes."""
        try:
            start = self._moment(f"{field}.DTSTART", part["DTSTART"].dt, {}).local
            before, after = (to_micros(part[name].td) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        except (AttributeError, LookupError):
            expected = "a DTSTART, a TZOFFSETFROM and a TZOFFSETTO"
            raise InvalidValueError(f"{field}.{part.name}", expected=expected, got=part) from None
        listed = (moment.local for moment, _ in self.listed(part, "RDATE"))
        onsets = {local - before for local in (start, *listed)}
        low, high = self._window.bounds
        low, high = max(low - _BEFORE, start - DAY, FIRST), min(high + _AFTER, LAST)
        if low < high:
            onsets |= unrolled(
                rules_of(part, field, self._allowance),
                start=start,
                zone=timezone(to_timedelta(before)),
                within=Interval.from_bounds(low, high),
                gap="compatible",
                allowance=self._allowance,
            )
        return ((onset, before, after) for onset in onsets)


def _between(field: str, start: Moment, end: Moment) -> int:
    """Return the time between two moments, on the wall clock if the first one is a date.

    It is a day at least between dates: for some programs a day ends where it starts.
    """
    on_wall = end.seen_in(start.zone) - start.local
    length = on_wall if start.is_day else end.instant - start.instant
    if length < 0:
        raise InvalidValueError(field, expected="an end after the start", got=to_timedelta(length))
    return max(length, DAY) if start.is_day and end.is_day else length


def _lasting(field: str, start: Moment, duration: timedelta) -> int:
    """Return how long a duration lasts from a moment: its days are days of the wall clock."""
    if duration < timedelta(0):
        raise InvalidValueError(field, expected="a duration of zero or more", got=duration)
    days, rest = duration.days * DAY, duration.seconds * SECOND
    if start.is_day:
        return days + rest or DAY
    return resolve(start.zone, start.local + days, "compatible") + rest - start.instant


def _keys(name: str) -> Iterator[str]:
    """Yield what the time zone database may call a name, the likeliest first."""
    key = name[:MAX_ID].strip("/ ")
    yield key
    yield WINDOWS_TO_OLSON.get(key, "")
    while name.startswith("/") and "/" in key:
        key = key.partition("/")[2]
        yield key


class DefinedZone(tzinfo):
    """A zone whose changes are known one by one.

    Args:
        name: What the calendar calls it.
        changes: The changes, in order.
    """

    def __init__(self, name: str, changes: list[Change]) -> None:
        self._name = name
        self._instants = [instant for instant, _, _ in changes]
        self._offsets = [changes[0][1], *(after for _, _, after in changes)]

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time of a time in UTC."""
        instant = to_instant(moment.replace(tzinfo=UTC))
        offset = self._offsets[bisect_right(self._instants, instant)]
        return moment + to_timedelta(offset)

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return by how much a local time is ahead of UTC."""
        if moment is None:
            return None
        local = local_micros(moment)
        return to_timedelta(local - resolve(self, local, "later" if moment.fold else "compatible"))

    def dst(self, _: datetime | None) -> timedelta | None:
        """Return None: the offset is all that is known."""

    def tzname(self, _: datetime | None) -> str:
        """Return what the calendar calls it."""
        return self._name
