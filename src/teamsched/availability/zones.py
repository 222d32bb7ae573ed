"""Wall clocks: what a zone's clocks show at an instant, and at which instants they show something.

Theory of operation
-------------------
A zone is a staircase of constant offsets from UTC. Everything here asks for the steps: inside one,
an instant and what the wall clock shows differ by a constant, and integers do the rest.

The steps are found by comparing the offsets at the two ends of six days. Where they are equal
there is no change between: a change that cancels out needs two, and since 1970 no zone has changed
twice within six days. Where they differ, the change is found by bisection, to the second.

A local time may be shown once, never (the clocks jump over it) or twice (they are put back).
So hours are *preimages*: all instants at which the wall clock reads inside a window. Mapping the
ends of the window would open at 03:15 a door whose hours, 02:15 to 02:45, did not exist that day.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

from teamsched import sweep
from teamsched.checks import instance, one_of
from teamsched.errors import (
    ExpansionLimitError,
    InvalidValueError,
    RepeatedTimeError,
    SkippedTimeError,
)
from teamsched.instants import DAY, SECOND, local_micros, to_datetime, to_instant
from teamsched.intervals import IntervalSet, canonical
from teamsched.zonekeys import is_hashable, zone_of

MAX_DAYS = 100_000
"""Longest window in which wall clocks are followed, in days."""

Disambiguate: TypeAlias = Literal["compatible", "earlier", "later", "reject"]
"""What to make of a wall-clock time that is skipped or repeated; see :func:`localize`."""

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


# From instants to the wall clock


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


# From the wall clock to instants


def preimage(segments: Iterable[Segment], local: sweep.Bounds) -> sweep.Bounds:
    """Return the instants of some segments at which the wall clock reads inside *local*.

    Args:
        segments: What ``offset_segments`` returns.
        local: A set of what wall clocks show, in microseconds since 1970 began on them.
    """
    bounds: list[int] = []
    for start, end, offset in segments:
        piece = [bound - offset for bound in sweep.clipped(local, start + offset, end + offset)]
        if bounds and piece and bounds[-1] == piece[0]:
            bounds.pop()
            del piece[0]
        bounds += piece
    return tuple(bounds)


def wall_clock_window(start: datetime, end: datetime, *, zone: str | tzinfo) -> IntervalSet:
    """Return when the wall clock of a zone reads inside ``[start, end)``.

        >>> night = datetime(2025, 10, 26, 1), datetime(2025, 10, 26, 4)
        >>> wall_clock_window(*night, zone="Europe/Berlin")  # 02:00 to 03:00 comes twice
        <IntervalSet 1 interval, 4:00:00, 2025-10-25 23:00Z … 2025-10-26 03:00Z>

    It is empty where the clocks jump over the window, and may be two intervals where they are put
    back.

    Args:
        start: A naive datetime.
        end: A naive datetime after it.
        zone: Whose clocks.
    """
    low, high = wall_clock("start", start), wall_clock("end", end)
    if low >= high:
        raise InvalidValueError("end", expected=f"a time after {start}", got=end)
    segments = offset_segments(zone_of(zone), low - DAY, high + DAY)
    return canonical(preimage(segments, (low, high)))


def localize(
    local: datetime, *, zone: str | tzinfo, disambiguate: Disambiguate = "compatible"
) -> datetime:
    """Return the aware datetime at which the wall clock of a zone shows *local*.

        >>> localize(datetime(2026, 3, 2, 9), zone="Europe/Berlin").isoformat()
        '2026-03-02T09:00:00+01:00'

    Where clocks are put back, a time comes twice: ``"earlier"`` and ``"compatible"`` are the first,
    ``"later"`` the second. Where they jump forward, a time is skipped: ``"later"`` and
    ``"compatible"`` read it with the offset before the jump and land after it, ``"earlier"`` with
    the offset after the jump and lands before it. The result always shows what wall clocks show.

    Args:
        local: A naive datetime; its fold does not count.
        zone: Whose clocks.
        disambiguate: Which instant to take, or ``"reject"``.

    Raises:
        SkippedTimeError: The clocks jump over the time, and that is rejected.
        RepeatedTimeError: The time comes twice, and that is rejected.
    """
    one_of("disambiguate", disambiguate, get_args(Disambiguate))
    clocks = zone_of(zone)
    return to_datetime(resolve(clocks, wall_clock("local", local), disambiguate)).astimezone(clocks)


def wall_clock(field: str, value: datetime) -> int:
    """Return what a naive datetime shows, as microseconds since 1970 began on its wall clock."""
    expected = "a naive datetime: what the wall clock of the zone shows"
    if instance(field, value, datetime, expected).tzinfo is not None:
        raise InvalidValueError(field, expected=expected, got=value)
    return local_micros(value)


def shown_at(zone: tzinfo, local: int) -> list[int]:
    """Return the instants at which the wall clock shows *local*: none, one or two."""
    return [
        local - offset
        for start, end, offset in offset_segments(zone, local - DAY, local + DAY)
        if start <= local - offset < end
    ]


def resolve(zone: tzinfo, local: int, disambiguate: Disambiguate) -> int:
    """Return the instant that *local* stands for; see :func:`localize`."""
    shown = shown_at(zone, local)
    if len(shown) == 1:
        return shown[0]
    if shown:
        if disambiguate == "reject":
            raise _repeated(zone, local)
        return shown[-1] if disambiguate == "later" else shown[0]
    change, before, after = _gap(zone, local)
    if disambiguate == "reject":
        raise _skipped(zone, local, change + before, change + after)
    return local - after if disambiguate == "earlier" else local - before


def _gap(zone: tzinfo, local: int) -> Segment:
    """Return when the clocks jump over *local*, and the offsets before and after."""
    segments = offset_segments(zone, local - DAY, local + DAY)
    return next(
        (change, before, after)
        for (_, change, before), (_, _, after) in pairwise(segments)
        if change + before <= local < change + after
    )


def _repeated(zone: tzinfo, local: int) -> RepeatedTimeError:
    expected = f"a time that comes only once in {zone} (maybe disambiguate='earlier' or 'later')"
    return RepeatedTimeError("local", expected=expected, got=_plain(local))


def _skipped(zone: tzinfo, local: int, last: int, first: int) -> SkippedTimeError:
    expected = (
        f"a time that exists in {zone}, whose clocks go from {_plain(last)} to {_plain(first)}"
        " (maybe disambiguate='compatible')"
    )
    return SkippedTimeError("local", expected=expected, got=_plain(local))


def _plain(local: int) -> str:
    return f"{to_datetime(local):%Y-%m-%d %H:%M:%S}".removesuffix(":00")
