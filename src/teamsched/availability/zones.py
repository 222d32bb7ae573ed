"""Wall clocks: what a zone's clocks show at an instant, and at which instants they show something.

Theory of operation
-------------------
A zone is a staircase of constant offsets from UTC: inside one step, an instant and what the wall
clock shows differ by a constant, and integers do the rest.

A local time may be shown once, never (the clocks jump over it) or twice (they are put back).
So hours are *preimages*: all instants at which the wall clock reads inside a window. Mapping the
ends of the window would open at 03:15 a door whose hours, 02:15 to 02:45, did not exist that day.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, tzinfo
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

from teamsched import sweep
from teamsched.checks import instance, one_of
from teamsched.errors import InvalidValueError, RepeatedTimeError, SkippedTimeError
from teamsched.instants import DAY, local_micros, to_datetime
from teamsched.intervals import Interval, IntervalSet, canonical
from teamsched.offsets import Segment, offset_segments
from teamsched.zonekeys import zone_of

Disambiguate: TypeAlias = Literal["compatible", "earlier", "later", "reject"]
"""What to make of a wall-clock time that is skipped or repeated; see :func:`localize`."""


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


def dates_within(window: Interval, first: date, last: date, *, zone: tzinfo) -> IntervalSet:
    """Return when, within a window, the wall clock of a zone shows one of some dates.

        >>> from teamsched import Interval
        >>> week, day = Interval.parse("2026-03-02T00:00Z/2026-03-09T00:00Z"), date(2026, 3, 4)
        >>> dates_within(week, day, day, zone=zone_of("Asia/Tokyo")).isoformat()
        '2026-03-03T15:00:00Z/2026-03-04T15:00:00Z'

    Args:
        window: What to look at.
        first: The first date.
        last: The last date, included.
        zone: Whose clocks.
    """
    low = local_micros(datetime.combine(first, time()))
    high = local_micros(datetime.combine(last, time())) + DAY
    return canonical(preimage(offset_segments(zone, *window.bounds), (low, high)))


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
