"""Zones, followed as a staircase of constant offsets from UTC.

Theory of operation
-------------------
Everything that reads wall clocks asks for the steps of the staircase: inside one, an instant and
what the wall clock shows differ by a constant, and integers do the rest.

The steps are found by comparing the offsets at the two ends of six days. Where they are equal
there is no change between: a change that cancels out needs two, and since 1970 no zone has changed
twice within six days. Where they differ, the change is found by bisection, to the second.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from teamsched.errors import ExpansionLimitError
from teamsched.instants import DAY, SECOND, local_micros, to_datetime, to_instant
from teamsched.zonekeys import is_hashable

MAX_DAYS = 100_000
"""Longest window in which wall clocks are followed, in days."""

Segment: TypeAlias = tuple[int, int, int]
"""Start, end and the offset from UTC between them, all in microseconds."""

Sample: TypeAlias = tuple[int, int]
"""An instant and the offset from UTC at it."""

_CHUNK = 6 * DAY
_BLOCK = 5 * _CHUNK
_CACHED_BLOCKS = 4096

# Datetimes end with the years 1 and 9999; the first and the last offsets hold beyond.
_FIRST = to_instant(datetime(1, 1, 3, tzinfo=UTC))
_LAST = to_instant(datetime(9999, 12, 29, tzinfo=UTC))


def offset_segments(zone: tzinfo, low: int, high: int) -> list[Segment]:
    """Return the pieces of constant offset that tile ``[low, high)``; neighbours differ.

    Raises:
        ExpansionLimitError: It is longer than ``MAX_DAYS``.

    Complexity:
        One offset for six days, and those are remembered for each zone.
    """
    if high - low > MAX_DAYS * DAY:
        raise ExpansionLimitError("days of wall-clock time", limit=MAX_DAYS)
    block = _block if is_hashable(zone) else _block.__wrapped__
    found: list[Segment] = []
    for number in range(low // _BLOCK, -(-high // _BLOCK)):
        for start, end, offset in block(zone, number):
            if start >= high or end <= low:
                continue
            if found and found[-1][2] == offset:
                start = found.pop()[0]  # noqa: PLW2901 (it goes on over the edge of a block)
            found.append((max(start, low), min(end, high), offset))
    return found


@lru_cache(_CACHED_BLOCKS)
def _block(zone: tzinfo, number: int) -> tuple[Segment, ...]:
    """Return the pieces of constant offset that tile one of the blocks of time."""
    low, high = number * _BLOCK, (number + 1) * _BLOCK
    samples = [(edge, _offset(zone, edge)) for edge in range(low, high + 1, _CHUNK)]
    steps = [samples[0]]
    for first, last in pairwise(samples):
        steps += _changes(zone, first, last)
    ends = [start for start, _ in steps[1:]] + [high]
    return tuple((start, end, offset) for (start, offset), end in zip(steps, ends, strict=True))


def _changes(zone: tzinfo, first: Sample, last: Sample) -> Iterator[Sample]:
    """Yield when, after *first* and up to *last*, another offset begins, and which."""
    (low, before), (high, after) = first, last
    if before == after:
        return
    if high - low <= SECOND:
        yield last
        return
    middle = low + (high - low) // 2 // SECOND * SECOND
    halfway = middle, _offset(zone, middle)
    yield from _changes(zone, first, halfway)
    yield from _changes(zone, halfway, last)


def _offset(zone: tzinfo, instant: int) -> int:
    known = min(max(instant, _FIRST), _LAST)
    return local_micros(to_datetime(known).astimezone(zone)) - known
