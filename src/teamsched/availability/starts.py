"""The grid of starts: at which times of the wall clock bookings may begin."""

from collections.abc import Iterable, Iterator
from datetime import timedelta, tzinfo
from itertools import chain

from teamsched.checks import instance, whole
from teamsched.errors import ExpansionLimitError, InvalidValueError
from teamsched.event_types import EventType
from teamsched.grid import StartGrid
from teamsched.instants import DAY, HOUR, MINUTE, to_micros
from teamsched.intervals import Interval
from teamsched.offsets import Segment, offset_segments
from teamsched.zonekeys import zone_of

MAX_STARTS = 1_000_000
"""Most starts of one grid."""

_ZERO = timedelta(0)
_MINUTES = 60


def page_grid(window: Interval, event_type: EventType, *, zone: tzinfo) -> StartGrid:
    """Return the starts in a window at which a page in a zone takes bookings of an event type."""
    if event_type.marks:
        return mark_grid(window, zone=zone, marks=event_type.marks)
    return day_grid(window, zone=zone, step=event_type.step, offset=event_type.offset)


def day_grid(
    window: Interval, *, zone: str | tzinfo, step: timedelta, offset: timedelta = _ZERO
) -> StartGrid:
    """Return the starts in a window whose time of day is *offset* and some *steps*.

        >>> window = Interval.parse("2026-03-02T00:00Z/06:00")
        >>> day_grid(window, zone="Asia/Kathmandu", step=timedelta(hours=3))
        <StartGrid 2 starts, 2026-03-02 00:15Z … 2026-03-02 03:15Z>

    The times of day are what the wall clock shows: they count from every local midnight anew,
    a repeated hour has its starts twice, a skipped one has none.

    Args:
        window: Where the starts lie, its end excluded.
        zone: Whose wall clock.
        step: From one start to the next.
        offset: The time of day of one of them.

    Raises:
        ExpansionLimitError: There may be more than ``MAX_STARTS``.
    """
    low, high = instance("window", window, Interval, "an Interval").bounds
    every, phase = to_micros(step, "step"), to_micros(offset, "offset")
    if every <= 0:
        raise InvalidValueError("step", expected="a timedelta above zero", got=step)
    if high - low > MAX_STARTS * min(every, DAY):
        raise ExpansionLimitError("starts", limit=MAX_STARTS)
    segments = offset_segments(zone_of(zone), low, high)
    phases = {(phase - ahead) % every for _, _, ahead in segments}
    if DAY % every == 0 and len(phases) == 1:
        return StartGrid(range(low + (phases.pop() - low) % every, high, every))
    return StartGrid(list(chain.from_iterable(_by_day(segments, every, phase % every))))


def _by_day(segments: list[Segment], every: int, phase: int) -> Iterator[range]:
    """Yield the starts of each piece of a local day with one offset, in order."""
    for start, end, ahead in segments:
        for midnight in range((start + ahead) // DAY * DAY, end + ahead, DAY):
            first = midnight - ahead + phase
            missed = max(0, -((first - start) // every))
            yield range(first + missed * every, min(end, midnight - ahead + DAY), every)


def mark_grid(window: Interval, *, zone: str | tzinfo, marks: Iterable[int]) -> StartGrid:
    """Return the starts in a window at certain minutes of every hour.

        >>> window = Interval.parse("2026-03-02T00:00Z/01:00")
        >>> mark_grid(window, zone="Asia/Kathmandu", marks=[0, 40])
        <StartGrid 2 starts, 2026-03-02 00:15Z … 2026-03-02 00:55Z>

    The minutes are what the wall clock shows: a repeated hour has its starts twice, a skipped one
    has none.

    Args:
        window: Where the starts lie, its end excluded.
        zone: Whose wall clock.
        marks: The minutes.

    Raises:
        ExpansionLimitError: There may be more than ``MAX_STARTS``.
    """
    low, high = instance("window", window, Interval, "an Interval").bounds
    minutes = sorted({whole("marks", mark, low=0, high=_MINUTES - 1) for mark in marks})
    if (high - low) * len(minutes) > MAX_STARTS * HOUR:
        raise ExpansionLimitError("starts", limit=MAX_STARTS)
    return StartGrid(
        [
            hour + minute * MINUTE - ahead
            for start, end, ahead in offset_segments(zone_of(zone), low, high)
            for hour in range((start + ahead) // HOUR * HOUR, end + ahead, HOUR)
            for minute in minutes
            if start <= hour + minute * MINUTE - ahead < end
        ]
    )
