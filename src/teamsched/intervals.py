"""Time as values: one span, and sets of spans.

Spans are half-open like :class:`range` and slices: ``[start, end)`` contains its start and not
its end, so spans that touch share nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo

import attrs

from teamsched import isotext, sweep
from teamsched.checks import collection, instance, whole
from teamsched.errors import InvalidValueError
from teamsched.instants import an_instant, ordered, to_datetime, to_instant, to_micros, to_timedelta
from teamsched.zonekeys import zone_of


@attrs.frozen(init=False, order=True, repr=False, str=False)
class Interval:
    """A span of time that is not empty.

        >>> from datetime import UTC, datetime
        >>> Interval(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 17, tzinfo=UTC))
        <Interval 2026-03-02 09:00Z … 17:00Z>

    Any aware datetimes go in, UTC comes back. Intervals sort by start, then by end.

    Raises:
        NaiveDatetimeError: A datetime has no zone.
        InvalidValueError: The end is not after the start, or beyond the year 9999.
    """

    _start: int
    _end: int

    def __init__(self, start: datetime, end: datetime) -> None:
        _span(self, *ordered(to_instant(start, "start"), to_instant(end, "end")))

    @staticmethod
    def lasting(start: datetime, length: timedelta) -> "Interval":
        """Return the interval that begins at *start* and lasts *length* of elapsed time."""
        low = to_instant(start, "start")
        return Interval.from_bounds(low, low + to_micros(length, "length"))

    @staticmethod
    def from_bounds(low: int, high: int) -> "Interval":
        """Return the interval of two instants: microseconds since 1970-01-01T00:00Z."""
        return unchecked(*ordered(low, high))

    @staticmethod
    def parse(text: str) -> "Interval":
        """Read an ISO 8601 interval; the end may leave out what it shares with the start.

            >>> Interval.parse("2026-03-02T09:00Z/17:00")
            <Interval 2026-03-02 09:00Z … 17:00Z>

        Raises:
            InvalidValueError: The text is not two times with a ``/`` between them.
            NaiveDatetimeError: The start has no offset.
        """
        return Interval(*isotext.interval(text))

    @property
    def start(self) -> datetime:
        """The first instant inside, in UTC."""
        return to_datetime(self._start)

    @property
    def end(self) -> datetime:
        """The first instant after it, in UTC."""
        return to_datetime(self._end)

    @property
    def bounds(self) -> tuple[int, int]:
        """Both ends as microseconds since 1970-01-01T00:00Z."""
        return self._start, self._end

    @property
    def duration(self) -> timedelta:
        """The elapsed time from start to end."""
        return to_timedelta(self._end - self._start)

    def in_zone(self, zone: str | tzinfo) -> tuple[datetime, datetime]:
        """Return start and end as that zone's wall clock shows them."""
        return self.start.astimezone(clocks := zone_of(zone)), self.end.astimezone(clocks)

    def overlaps(self, other: "Interval") -> bool:
        """Tell whether both share some time; touching is not sharing."""
        low, high = _span_of(other)
        return self._start < high and low < self._end

    def abuts(self, other: "Interval") -> bool:
        """Tell whether one ends where the other begins."""
        return self._end == _span_of(other)[0] or self._start == _span_of(other)[1]

    def encloses(self, other: "Interval") -> bool:
        """Tell whether all of *other* lies within."""
        low, high = _span_of(other)
        return self._start <= low and high <= self._end

    def __contains__(self, moment: datetime) -> bool:
        return self._start <= to_instant(moment) < self._end

    def shift(self, by: timedelta) -> "Interval":
        """Return the interval moved by some elapsed time."""
        return Interval.from_bounds(*(bound + to_micros(by, "by") for bound in self.bounds))

    def padded(self, *, before: timedelta, after: timedelta) -> "Interval":
        """Return the interval made longer at both ends."""
        low, high = to_micros(before, "before"), to_micros(after, "after")
        return Interval.from_bounds(self._start - low, self._end + high)

    def isoformat(self) -> str:
        """Return the interval as ISO 8601, in UTC.

        >>> Interval.parse("2026-03-02T10:00+01:00/11:30").isoformat()
        '2026-03-02T09:00:00Z/2026-03-02T10:30:00Z'
        """
        return f"{isotext.utc(self.start)}/{isotext.utc(self.end)}"

    def __str__(self) -> str:
        return isotext.between(self.start, self.end)

    def __repr__(self) -> str:
        return f"<Interval {self}>"


@attrs.frozen(init=False, order=False, repr=False)
class IntervalSet:
    """A set of instants, kept as spans that are sorted, disjoint and never touch.

        >>> work = IntervalSet.parse("2026-03-02T09:00Z/17:00Z, 2026-03-03T09:00Z/12:00Z")
        >>> lunch = IntervalSet.parse("2026-03-02T12:00Z/13:00Z")
        >>> work - lunch
        <IntervalSet 3 intervals, 10:00:00, 2026-03-02 09:00Z … 2026-03-03 12:00Z>

    Spans may come in any order, overlap and touch; equal sets are equal values.
    Operators and methods: ``|`` union, ``&`` intersection, ``-`` difference,
    ``^`` symmetric difference, ``<=`` issubset. The set is immutable and hashable.

    Args:
        spans: Intervals, or pairs of aware datetimes.

    Complexity:
        Building sorts, operations on sets are linear, questions about one time or span bisect.
    """

    _bounds: sweep.Bounds

    def __init__(self, spans: "Iterable[Interval | tuple[datetime, datetime]]" = ()) -> None:
        if isinstance(spans, IntervalSet):
            bounds = spans.bounds
        else:
            items = collection("spans", spans, "intervals or pairs of aware datetimes")
            bounds = sweep.normalised(map(_pair, items))
        object.__setattr__(self, "_bounds", bounds)

    @classmethod
    def from_bounds(cls, bounds: Iterable[int]) -> "IntervalSet":
        """Return the set of alternating starts and ends, as instants that strictly increase.

        Raises:
            InvalidValueError: The numbers do not strictly increase, or one is left over.
        """
        items = collection("bounds", bounds, "instants")
        flat = tuple([an_instant("bounds", bound) for bound in items])
        if not sweep.is_canonical(flat):
            raise InvalidValueError("bounds", expected="pairs of strictly rising numbers", got=flat)
        return canonical(flat)

    @classmethod
    def parse(cls, text: str) -> "IntervalSet":
        """Read ISO 8601 intervals with commas between them; an empty text is the empty set.

        Raises:
            InvalidValueError: Something in it is not an interval, or the text is too long.
        """
        return cls([Interval.parse(part) for part in isotext.parts(text)])

    @classmethod
    def at_least(cls, k: int, sets: "Iterable[IntervalSet]") -> "IntervalSet":
        """Return when at least *k* of the sets are: 1 is their union, all of them their overlap.

        >>> nine = IntervalSet.parse("2026-03-02T09:00Z/11:00Z")
        >>> ten = IntervalSet.parse("2026-03-02T10:00Z/12:00Z")
        >>> IntervalSet.at_least(2, [nine, ten, ten]).isoformat()
        '2026-03-02T10:00:00Z/2026-03-02T12:00:00Z'
        """
        whole("k", k, low=1)
        operands = collection("sets", sets, "IntervalSets")
        return canonical(sweep.at_least(k, [_bounds_of(operand, "sets") for operand in operands]))

    @property
    def bounds(self) -> sweep.Bounds:
        """Starts and ends in turn, as microseconds since 1970-01-01T00:00Z."""
        return self._bounds

    # Sets from sets

    def union(self, other: "IntervalSet") -> "IntervalSet":
        """Return what is in either."""
        return canonical(sweep.union(self._bounds, _bounds_of(other)))

    def intersection(self, other: "IntervalSet") -> "IntervalSet":
        """Return what is in both."""
        return canonical(sweep.intersection(self._bounds, _bounds_of(other)))

    def difference(self, other: "IntervalSet") -> "IntervalSet":
        """Return what is in this and not in *other*."""
        return canonical(sweep.difference(self._bounds, _bounds_of(other)))

    def symmetric_difference(self, other: "IntervalSet") -> "IntervalSet":
        """Return what is in exactly one of both."""
        return canonical(sweep.symmetric_difference(self._bounds, _bounds_of(other)))

    def gaps(self, within: Interval) -> "IntervalSet":
        """Return what of *within* this set leaves out.

        Time has no edges, so there is no complement without a frame; the result and
        ``self.clip(within)`` partition *within*.
        """
        low, high = _span_of(within, "within")
        return canonical(sweep.complement(sweep.clipped(self._bounds, low, high), low, high))

    def clip(self, within: Interval) -> "IntervalSet":
        """Return what of this set lies within one interval."""
        return canonical(sweep.clipped(self._bounds, *_span_of(within, "within")))

    def between(self, start: datetime, end: datetime) -> "IntervalSet":
        """Return what of this set lies between two times."""
        return self.clip(Interval(start, end))

    def shift(self, by: timedelta) -> "IntervalSet":
        """Return the set moved by some elapsed time."""
        micros = to_micros(by, "by")
        if self._bounds:
            ordered(self._bounds[0] + micros, self._bounds[-1] + micros)
        return canonical(tuple([bound + micros for bound in self._bounds]))

    def __or__(self, other: object) -> "IntervalSet":
        return self.union(other) if isinstance(other, IntervalSet) else NotImplemented

    def __and__(self, other: object) -> "IntervalSet":
        return self.intersection(other) if isinstance(other, IntervalSet) else NotImplemented

    def __sub__(self, other: object) -> "IntervalSet":
        return self.difference(other) if isinstance(other, IntervalSet) else NotImplemented

    def __xor__(self, other: object) -> "IntervalSet":
        if not isinstance(other, IntervalSet):
            return NotImplemented
        return self.symmetric_difference(other)

    # Questions

    def at(self, moment: datetime) -> Interval | None:
        """Return the whole interval that holds a time, or None."""
        instant = to_instant(moment, "moment")
        found = sweep.touching(self._bounds, instant, instant + 1)
        return unchecked(*found) if found else None

    def __contains__(self, moment: datetime) -> bool:
        return sweep.contains(self._bounds, to_instant(moment))

    def covers(self, other: Interval) -> bool:
        """Tell whether all of an interval is inside."""
        return sweep.covers(self._bounds, *_span_of(other))

    def overlaps(self, other: Interval) -> bool:
        """Tell whether any of an interval is inside."""
        return sweep.overlaps(self._bounds, *_span_of(other))

    def touching(self, other: Interval) -> "IntervalSet":
        """Return the whole intervals, not clipped, that overlap *other*."""
        return canonical(sweep.touching(self._bounds, *_span_of(other)))

    def isdisjoint(self, other: "IntervalSet") -> bool:
        """Tell whether both share no time."""
        return not self.intersection(other)

    def issubset(self, other: "IntervalSet") -> bool:
        """Tell whether all of this is in *other*."""
        return self.intersection(other) == self

    def __le__(self, other: object) -> bool:
        return self.issubset(other) if isinstance(other, IntervalSet) else NotImplemented

    @property
    def measure(self) -> timedelta:
        """How much time is inside."""
        return to_timedelta(sweep.measure(self._bounds))

    @property
    def span(self) -> Interval | None:
        """The smallest interval that holds everything, None for the empty set."""
        return unchecked(self._bounds[0], self._bounds[-1]) if self._bounds else None

    # The set as a sequence of intervals

    def __iter__(self) -> Iterator[Interval]:
        return map(unchecked, self._bounds[::2], self._bounds[1::2])

    def __len__(self) -> int:
        return len(self._bounds) // 2

    def __getitem__(self, index: int) -> Interval:
        return tuple(self)[index]

    def isoformat(self) -> str:
        """Return the set as ISO 8601 intervals with commas between; ``parse`` reads it back."""
        return ", ".join(interval.isoformat() for interval in self)

    def __repr__(self) -> str:
        if not self._bounds:
            return "<IntervalSet empty>"
        count = f"{len(self)} interval{'s' if len(self) > 1 else ''}"
        return f"<IntervalSet {count}, {self.measure}, {self.span}>"


def unchecked(low: int, high: int) -> Interval:
    """Return the interval of instants that are known to be in order: the engine's way in."""
    made = object.__new__(Interval)
    _span(made, low, high)
    return made


def _span(made: Interval, low: int, high: int) -> None:
    object.__setattr__(made, "_start", low)
    object.__setattr__(made, "_end", high)


def canonical(bounds: sweep.Bounds) -> IntervalSet:
    """Return the set of boundaries that are known to be canonical: the engine's way in."""
    made = object.__new__(IntervalSet)
    object.__setattr__(made, "_bounds", bounds)
    return made


def _pair(item: object) -> tuple[int, int]:
    span = Interval(*item) if isinstance(item, tuple) and len(item) == 2 else item  # noqa: PLR2004
    return instance("spans", span, Interval, "intervals or pairs of aware datetimes").bounds


def _span_of(other: Interval, field: str = "other") -> tuple[int, int]:
    return instance(field, other, Interval, "an Interval").bounds


def _bounds_of(other: IntervalSet, field: str = "other") -> sweep.Bounds:
    return instance(field, other, IntervalSet, "an IntervalSet").bounds
