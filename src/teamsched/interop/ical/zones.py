"""Zones of calendars, and the moments that they are needed for.

A ``TZID`` is a name of the time zone database, or becomes one: Windows has names of its own, some
programs put a path before it. Only what is still unknown then goes by the ``VTIMEZONE`` that the
calendar brings along, since these are often cut short or out of date.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import attrs
from icalendar import vDate, vDatetime, vUTCOffset
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from teamsched.availability.zones import resolve, zone_of
from teamsched.checks import MAX_ID
from teamsched.errors import ExpansionLimitError, InvalidValueError, UnknownZoneError
from teamsched.instants import (
    DAY,
    EPOCH,
    local_micros,
    to_instant,
    to_micros,
    to_timedelta,
)
from teamsched.interop.ical.limits import Allowance, unrolled
from teamsched.interop.ical.text import Component, Property
from teamsched.intervals import Interval

MAX_CHANGES = 1_000
"""Most changes of the clocks in one zone that a calendar defines."""

_PARTS = {"STANDARD", "DAYLIGHT"}
_BEFORE, _AFTER = 5 * 366 * DAY, 2 * 366 * DAY
"""How long before and after the window the clocks of such a zone are followed."""
_LENGTH_OF_DATE = 8


@attrs.frozen
class Moment:
    """What a wall clock shows, and whose.

    Attributes:
        local: The local time, in microseconds since 1970 began on that clock.
        zone: Whose clock.
        is_day: Whether only a date was written, which then is its midnight.
    """

    local: int
    zone: tzinfo
    is_day: bool = False

    @property
    def instant(self) -> int:
        """The instant at which the clock shows it; a date begins when its first time comes."""
        return resolve(self.zone, self.local, "compatible")


class Zones:
    """The zones of one calendar.

    Args:
        calendar: The calendar, with the zones that it defines.
        default: The zone of dates and of times without a zone.
        window: What will be asked about.
        allowance: What the calendar may cost.
    """

    def __init__(
        self, calendar: Component, *, default: tzinfo, window: Interval, allowance: Allowance
    ) -> None:
        self._default = default
        self._window = window
        self._allowance = allowance
        self._defined = {
            part.first("TZID"): part for part in calendar.parts if part.name == "VTIMEZONE"
        }
        self._known: dict[str, tzinfo] = {}

    def moment(self, field: str, text: str, tzid: str | None) -> Moment:
        """Return the moment that a DATE or a DATE-TIME stands for."""
        try:
            if len(text) == _LENGTH_OF_DATE:
                return Moment(_midnight(vDate.from_ical(text)), self._default, is_day=True)
            value = vDatetime.from_ical(text)
        except ValueError:
            expected = "a date or a time such as 20260330T090000"
            raise InvalidValueError(field, expected=expected, got=text) from None
        if value.tzinfo is not None:
            return Moment(local_micros(value), UTC)
        zone = self._default if tzid is None else self._zone(field, tzid)
        return Moment(local_micros(value), zone)

    def moments(self, field: str, found: Property) -> Iterator[Moment]:
        """Yield the moments that a property lists."""
        for text in found.value.split(","):
            yield self.moment(field, text.strip(), found.params.get("TZID"))

    def _zone(self, field: str, tzid: str) -> tzinfo:
        if tzid not in self._known:
            self._known[tzid] = self._find(field, tzid)
        return self._known[tzid]

    def _find(self, field: str, tzid: str) -> tzinfo:
        defined = self._defined.get(tzid)
        names = [tzid, defined.first("X-LIC-LOCATION") if defined else ""]
        for name in names:
            for key in _keys(name):
                try:
                    return zone_of(key)
                except UnknownZoneError:
                    continue
        if defined is None:
            expected = "a TZID that the calendar defines or the time zone database knows"
            raise InvalidValueError(field, expected=expected, got=tzid)
        return self._build(defined)

    def _build(self, defined: Component) -> tzinfo:
        """Return the zone that a VTIMEZONE defines, as it is around the window."""
        field = f"VTIMEZONE[{defined.first('TZID')[:MAX_ID]!r}]"
        changes = sorted(
            change
            for part in defined.parts
            if part.name in _PARTS
            for change in self._changes(f"{field}.{part.name}", part)
        )
        if not changes:
            raise InvalidValueError(field, expected="a STANDARD or DAYLIGHT part", got="none")
        if len(changes) > MAX_CHANGES:
            raise ExpansionLimitError(f"changes of {field}", limit=MAX_CHANGES)
        return DefinedZone(defined.first("TZID"), changes)

    def _changes(self, field: str, part: Component) -> Iterator[tuple[int, int, int]]:
        """Yield when an offset begins by one part of a zone, the offset before, and the offset."""
        before = _offset(f"{field}.TZOFFSETFROM", part.first("TZOFFSETFROM"))
        after = _offset(f"{field}.TZOFFSETTO", part.first("TZOFFSETTO"))
        start = self.moment(f"{field}.DTSTART", part.first("DTSTART"), None).local
        onsets = {start - before}
        for dates in part.all("RDATE"):
            for value in dates.value.split(","):
                begins = value.partition("/")[0]
                onsets.add(self.moment(f"{field}.RDATE", begins, None).local - before)
        low = max(start - DAY, self._window.bounds[0] - _BEFORE)
        high = self._window.bounds[1] + _AFTER
        if low < high:
            onsets |= unrolled(
                [rule.value for rule in part.all("RRULE")],
                field=f"{field}.RRULE",
                start=start,
                zone=timezone(to_timedelta(before)),
                within=Interval.from_bounds(low, high),
                gap="compatible",
                allowance=self._allowance,
            )
        return ((onset, before, after) for onset in onsets)


def _midnight(day: date) -> int:
    return (day.toordinal() - EPOCH.toordinal()) * DAY


def _keys(name: str) -> Iterator[str]:
    """Yield what a name of a zone may be called in the time zone database."""
    key = name[:MAX_ID].strip("/ ")
    yield key
    yield WINDOWS_TO_OLSON.get(key, "")
    while name.startswith("/") and "/" in key:
        key = key.partition("/")[2]
        yield key


def _offset(field: str, text: str) -> int:
    try:
        return to_micros(vUTCOffset.from_ical(text))
    except ValueError:
        expected = "an offset such as +0100"
        raise InvalidValueError(field, expected=expected, got=text) from None


class DefinedZone(tzinfo):
    """A zone of which the changes are known, one by one.

    Args:
        name: What the calendar calls it.
        changes: When each offset begins, the offset before it, and the offset.
    """

    def __init__(self, name: str, changes: list[tuple[int, int, int]]) -> None:
        self._name = name
        self._instants = [instant for instant, _, _ in changes]
        self._offsets = [changes[0][1], *(after for _, _, after in changes)]

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time of a time in UTC."""
        instant = to_instant(moment.replace(tzinfo=UTC))
        offset = self._offsets[bisect_right(self._instants, instant)]
        return (moment + to_timedelta(offset)).replace(tzinfo=self)

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return by how much a local time is ahead of UTC."""
        if moment is None:
            return None
        local = local_micros(moment)
        which = "later" if moment.fold else "compatible"
        return to_timedelta(local - resolve(self, local, which))

    def dst(self, _: datetime | None) -> timedelta | None:
        """Return None: the offset is all that is known."""

    def tzname(self, _: datetime | None) -> str:
        """Return what the calendar calls it."""
        return self._name
