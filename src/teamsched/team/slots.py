"""Slots to show: what may be booked, as a zone's wall clock shows it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import overload

import attrs

from teamsched.instants import to_datetime
from teamsched.intervals import Interval, unchecked
from teamsched.reasons import clock_span
from teamsched.zonekeys import zone_of


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
    """Slots of one length, in order. Views on them never change what may be booked.

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

    def by_day(self) -> Mapping[date, "Slots"]:
        """Return the slots of each local date that has any, in order."""
        days: dict[date, list[int]] = {}
        for start in self._starts:
            local = to_datetime(start).astimezone(self._zone).date()
            days.setdefault(local, []).append(start)
        return {
            day: Slots(starts, duration=self._duration, zone=self._zone)
            for day, starts in days.items()
        }

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Slot: ...
    @overload
    def __getitem__(self, index: slice) -> "Slots": ...
    def __getitem__(self, index: int | slice) -> "Slot | Slots":
        if isinstance(index, slice):
            return Slots(self._starts[index], duration=self._duration, zone=self._zone)
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
