"""Moments: what the times in a calendar mean, once it is known whose clock shows them."""

from collections.abc import Iterator
from datetime import UTC, timedelta, tzinfo

import attrs

from teamsched.availability.zones import offset_segments, resolve
from teamsched.errors import InvalidValueError
from teamsched.instants import DAY, SECOND
from teamsched.interop.ical.text import Component, Property
from teamsched.interop.ical.values import read_duration, read_time
from teamsched.interop.ical.zones import Zones


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


@attrs.frozen(eq=False)
class Moments:
    """Reads the times of one calendar.

    Attributes:
        default: The zone of dates, and of times that have none.
        zones: The zones of the calendar.
    """

    default: tzinfo
    zones: Zones

    def only(self, component: Component, name: str) -> Moment | None:
        """Return the one moment that a property of a name has, None if there is none."""
        found = component.all(name)
        if not found:
            return None
        field = f"{component.label}.{name}"
        if len(found) > 1:
            raise InvalidValueError(field, expected="one at most", got=len(found))
        return self._moment(field, found[0], found[0].value)

    def listed(self, component: Component, name: str) -> Iterator[tuple[Moment, int | None]]:
        """Yield the moments that all properties of a name list; of periods, with their lengths."""
        for found in component.all(name):
            yield from self.in_list(f"{component.label}.{name}", found)

    def in_list(self, field: str, found: Property) -> Iterator[tuple[Moment, int | None]]:
        """Yield the moments that one property lists; of periods, with their lengths."""
        for text in found.value.split(","):
            first, slash, last = text.partition("/")
            start = self._moment(field, found, first)
            yield start, self._until(field, found, start, last) if slash else None

    def length(self, component: Component, start: Moment) -> int:
        """Return how long an event lasts, in microseconds; days are days of the wall clock.

        Without an end it lasts no time, or a day if it starts on one.
        """
        end = self.only(component, "DTEND")
        duration = component.first("DURATION")
        if end is not None:
            return _between(f"{component.label}.DTEND", start, end)
        if duration:
            return _lasting(f"{component.label}.DURATION", start, duration)
        return DAY if start.is_day else 0

    def _until(self, field: str, found: Property, start: Moment, text: str) -> int:
        if text.strip().startswith(("P", "+P", "-P")):
            return _lasting(field, start, text)
        return _between(field, start, self._moment(field, found, text))

    def _moment(self, field: str, found: Property, text: str) -> Moment:
        written = read_time(field, text.strip())
        tzid = found.params.get("TZID")
        if written.is_utc:
            zone: tzinfo = UTC
        elif tzid is None or written.is_day:
            zone = self.default
        else:
            zone = self.zones.zone(field, tzid)
        return Moment(written.local, zone, written.is_day)


def _between(field: str, start: Moment, end: Moment) -> int:
    """Return the time between two moments, on the wall clock between two dates.

    It is a day at least between dates: for some programs a day ends where it starts.
    """
    days = start.is_day and end.is_day
    length = end.local - start.local if days else end.instant - start.instant
    if length < 0:
        raise InvalidValueError(field, expected="an end after the start", got=length)
    return max(length, DAY) if days else length


def _lasting(field: str, start: Moment, text: str) -> int:
    """Return how long a duration lasts from a moment: its days are days of the wall clock."""
    duration = read_duration(field, text.strip())
    days, rest = duration.days * DAY, duration.seconds * SECOND
    if start.is_day and duration == timedelta(duration.days):
        return max(days, DAY)
    return resolve(start.zone, start.local + days, "compatible") + rest - start.instant
