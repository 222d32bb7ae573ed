"""Zones of calendars.

A TZID is a name of the time zone database, or becomes one: Windows has names of its own, and some
programs put a path before it. Only what is unknown even so goes by the VTIMEZONE that the calendar
brings along, since these are often cut short or out of date.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from teamsched.availability.zones import resolve, zone_of
from teamsched.checks import MAX_ID
from teamsched.errors import ExpansionLimitError, InvalidValueError, UnknownZoneError
from teamsched.instants import DAY, local_micros, to_instant, to_timedelta
from teamsched.interop.ical.limits import Allowance, unrolled
from teamsched.interop.ical.text import Component
from teamsched.interop.ical.values import read_offset, read_time
from teamsched.intervals import Interval

MAX_CHANGES = 1_000
"""Most changes of the clocks in one zone that a calendar defines."""

_BEFORE, _AFTER = 5 * 366 * DAY, 2 * 366 * DAY
"""How long before and after the window the clocks of such a zone are followed."""

Change = tuple[int, int, int]
"""The instant at which an offset begins, the offset before it, and the offset."""


class Zones:
    """The zones of one calendar.

    Args:
        calendar: The calendar, with the zones that it defines.
        window: What will be asked about.
        allowance: What the calendar may cost.
    """

    def __init__(self, calendar: Component, window: Interval, allowance: Allowance) -> None:
        self._defined = {
            part.first("TZID"): part for part in calendar.parts if part.name == "VTIMEZONE"
        }
        self._window = window
        self._allowance = allowance
        self._found: dict[str, tzinfo] = {}

    def zone(self, field: str, tzid: str) -> tzinfo:
        """Return the zone of a name.

        Raises:
            InvalidValueError: Nobody knows it.
        """
        if tzid not in self._found:
            self._found[tzid] = self._find(field, tzid)
        return self._found[tzid]

    def _find(self, field: str, tzid: str) -> tzinfo:
        defined = self._defined.get(tzid)
        names = [tzid] if defined is None else [tzid, defined.first("X-LIC-LOCATION")]
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
        changes = sorted(
            change
            for part in defined.parts
            if part.name in ("STANDARD", "DAYLIGHT")
            for change in self._changes(f"{defined.label}.{part.name}", part)
        )
        if not changes:
            expected = "a STANDARD or DAYLIGHT part"
            raise InvalidValueError(defined.label, expected=expected, got="none")
        if len(changes) > MAX_CHANGES:
            raise ExpansionLimitError(f"changes of {defined.label}", limit=MAX_CHANGES)
        return DefinedZone(defined.first("TZID"), changes)

    def _changes(self, field: str, part: Component) -> Iterator[Change]:
        """Return the changes that one part of a zone makes."""
        before = read_offset(f"{field}.TZOFFSETFROM", part.first("TZOFFSETFROM"))
        after = read_offset(f"{field}.TZOFFSETTO", part.first("TZOFFSETTO"))
        start = read_time(f"{field}.DTSTART", part.first("DTSTART")).local
        onsets = {start - before}
        for dates in part.all("RDATE"):
            for text in dates.value.split(","):
                onsets.add(read_time(f"{field}.RDATE", text.partition("/")[0]).local - before)
        low, high = self._window.bounds
        low, high = max(low - _BEFORE, start - DAY), high + _AFTER
        if low < high:
            onsets |= unrolled(
                part,
                start=start,
                zone=timezone(to_timedelta(before)),
                within=Interval.from_bounds(low, high),
                gap="compatible",
                allowance=self._allowance,
            )
        return ((onset, before, after) for onset in onsets)


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
