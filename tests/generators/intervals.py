"""Interval sets for properties: narrow ones on a few ticks, rich ones on any datetimes.

A tick is one instant, a microsecond. Nothing lies between two ticks, so a narrow interval set *is*
the set of its ticks, and ``ticks_of`` turns the laws of interval sets into those of ``set[int]``.
There are so few ticks that spans touch, overlap and coincide all the time; they lie around the
epoch, so that half of them are negative.

Sets are canonical by construction: distinct boundaries, sorted, and an even number of them. Nothing
is drawn and thrown away, and nothing of the algebra under test takes part.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from teamsched.instants import to_datetime
from teamsched.intervals import Interval, IntervalSet

TICKS = range(-16, 16)
"""The ticks that narrow sets are made of; a boundary may also be the one after the last."""

TICK = timedelta(microseconds=1)
"""How long a tick lasts."""

FRAME = Interval.from_bounds(TICKS.start, TICKS.stop)
"""All ticks as one interval."""

ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Antarctica/Troll",
)
"""Zones with awkward offsets: halves and quarters of hours, backwards summers, a skipped day."""


def _in_pairs(edges: list[int]) -> tuple[int, ...]:
    return tuple(sorted(edges)[: len(edges) & ~1])


edges = st.integers(TICKS.start, TICKS.stop)

bounds = st.lists(edges, unique=True, max_size=14).map(_in_pairs)
"""Boundaries of a narrow set, such as ``(-3, 0, 1, 7)``; none of them in one case of a few."""

interval_sets = bounds.map(IntervalSet.from_bounds)
"""Narrow interval sets, of up to seven spans."""

intervals = (
    st.lists(edges, unique=True, min_size=2, max_size=2)
    .map(sorted)
    .map(lambda pair: Interval.from_bounds(*pair))
)
"""Narrow intervals: two different ticks."""

ticks = st.integers(TICKS.start - 2, TICKS.stop + 1)
"""Ticks, some of which lie beyond every narrow set."""

spans = st.lists(intervals, max_size=8)
"""Narrow intervals in any order: they repeat, overlap and touch."""

shifts = st.integers(-40, 40)
"""By how many ticks something is moved, also to beyond where it was."""

moments = st.datetimes(
    datetime(2, 1, 1),
    datetime(9998, 12, 31),
    timezones=st.sampled_from(ZONES).map(ZoneInfo) | st.timezones(),
)
"""Aware datetimes of any zone and any year; both sides of a repeated hour, and skipped ones."""


def _ordered(pair: tuple[datetime, datetime]) -> list[datetime]:
    return sorted(moment.astimezone(UTC) for moment in pair)


rich_intervals = (
    st.tuples(moments, moments)
    .map(_ordered)
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: Interval(*pair))
)
rich_interval_sets = st.lists(rich_intervals, max_size=6).map(IntervalSet)
"""Interval sets on any datetimes, mostly of centuries that overlap."""


def ticks_of(given: IntervalSet | Interval) -> set[int]:
    """Return the ticks that lie inside."""
    flat = given.bounds
    return {
        tick for low, high in zip(flat[::2], flat[1::2], strict=True) for tick in range(low, high)
    }


def set_of(inside: Iterable[int]) -> IntervalSet:
    """Return the interval set of some ticks, each as a span of its own."""
    return IntervalSet(Interval.lasting(to_datetime(tick), TICK) for tick in inside)
