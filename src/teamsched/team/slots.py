"""Slots to show: what may be booked, as a zone's wall clock shows it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import overload

import attrs

from teamsched.availability import WeeklyHours
from teamsched.checks import instance, whole
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.grid import StartGrid
from teamsched.instants import to_datetime, to_micros
from teamsched.intervals import Interval, unchecked
from teamsched.model import Hours
from teamsched.reasons import clock_span
from teamsched.zonekeys import zone_of

_DAYS_A_WEEK = 7


@attrs.frozen(order=False, repr=False)
class Slot:
    """A span that may be booked. What it is, is its instants; the zone is for showing it.

    Attributes:
        span: When.
        zone: The zone whose wall clock it shows.
    """

    span: Interval
    zone: tzinfo = attrs.field(default=UTC, converter=zone_of, eq=False)

    @property
    def start(self) -> datetime:
        """When it starts, in its zone."""
        return self.span.start.astimezone(self.zone)

    @property
    def end(self) -> datetime:
        """When it ends, in its zone."""
        return self.span.end.astimezone(self.zone)

    def __str__(self) -> str:
        return clock_span(self.span, self.zone)

    def __repr__(self) -> str:
        return f"<Slot {self}>"


class Slots(Sequence[Slot]):
    """Slots of one length, in order, and views on them: the same in parts, or in another zone.

    A view has fewer slots to show, and never changes what may be booked. Views can be combined;
    what goes by dates or times of day goes by the zone that is shown.

    Args:
        starts: The instants at which they start, rising.
        duration: Their length, in microseconds.
        zone: The zone whose wall clock they show.
    """

    __slots__ = ("_duration", "_starts", "_zone")

    def __init__(self, starts: Sequence[int], *, duration: int, zone: str | tzinfo) -> None:
        self._starts = starts
        self._duration = duration
        self._zone = zone_of(zone)

    def in_zone(self, zone: str | tzinfo) -> "Slots":
        """Return the same slots as another zone's wall clock shows them."""
        return Slots(self._starts, duration=self._duration, zone=zone)

    def spread(self, per_day: int) -> "Slots":
        """Return at most so many slots of each local date, spread over what there is.

        Of *n* slots of a date it is every ceil(*n* / *per_day*)-th, from the first.
        """
        whole("per_day", per_day, low=1)
        shown = (day[:: -(-len(day) // per_day)] for day in self.by_day().values())
        return self._only(sorted(start for day in shown for start in day._starts))

    def spaced(self, gap: timedelta) -> "Slots":
        """Return slots of which no two start closer to each other, from the earliest on.

        Each that is far enough from the one before it is taken, over midnight, too.
        """
        least, kept = to_micros(instance("gap", gap, timedelta, "a timedelta")), list[int]()
        if least < 0:
            raise InvalidValueError("gap", expected="a timedelta of zero or more", got=gap)
        for start in self._starts:
            if not kept or start - kept[-1] >= least:
                kept.append(start)
        return self._only(kept)

    def between(self, start: time | str, end: time | str) -> "Slots":
        """Return the slots that lie wholly between two times of day of the zone that is shown.

        Where the end is not after the start, that is over midnight.

            >>> from teamsched.instants import HOUR
            >>> Slots(range(0, 9 * HOUR, HOUR), duration=HOUR, zone="UTC").between("02:00", "05:00")
            <Slots 3, Thu 1 Jan 02:00–03:00 to Thu 1 Jan 04:00–05:00>
        """
        days = range(_DAYS_A_WEEK)
        return self.during(WeeklyHours([(day, start, end) for day in days], zone=self._zone))

    def during(self, hours: Hours) -> "Slots":
        """Return the slots that lie wholly within some hours, such as the customer's own.

        The hours follow their own zone, whatever zone is shown.
        """
        if isinstance(hours, type) or not isinstance(hours, Hours):
            expected = "hours, such as WeeklyHours.parse(text, zone=…)"
            raise InvalidTypeError("hours", expected=expected, got=hours)
        if not self._starts:
            return self
        whole_span = unchecked(self._starts[0], self._starts[-1] + self._duration)
        opened = hours.open_during(whole_span).clip(whole_span)
        grid = StartGrid(self._starts)
        return self._only(grid.select(grid.open_within(opened.bounds, self._duration)))

    def _only(self, starts: Sequence[int]) -> "Slots":
        return Slots(starts, duration=self._duration, zone=self._zone)

    def by_day(self) -> Mapping[date, "Slots"]:
        """Return the slots of each local date that has any, in order."""
        days: dict[date, list[int]] = {}
        for start in self._starts:
            local = to_datetime(start).astimezone(self._zone).date()
            days.setdefault(local, []).append(start)
        return {day: self._only(starts) for day, starts in days.items()}

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Slot: ...
    @overload
    def __getitem__(self, index: slice) -> "Slots": ...
    def __getitem__(self, index: int | slice) -> "Slot | Slots":
        if isinstance(index, slice):
            return self._only(self._starts[index])
        start = self._starts[index]
        return Slot(unchecked(start, start + self._duration), self._zone)

    def __iter__(self) -> Iterator[Slot]:
        return (self[index] for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Slots):
            return NotImplemented
        return list(self._starts) == list(other._starts) and self._duration == other._duration

    def __hash__(self) -> int:
        return hash((tuple(self._starts), self._duration))

    def __repr__(self) -> str:
        if not self:
            return "<Slots none>"
        return f"<Slots {len(self)}, {self[0]} to {self[-1]}>"


NO_SLOTS = Slots((), duration=0, zone=UTC)
"""No slots at all."""
