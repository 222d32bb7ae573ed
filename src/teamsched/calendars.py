"""Calendars as a host hands them in: which of their spans block, and which are not known."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from teamsched.checks import collection, instance, one_of
from teamsched.errors import InvalidValueError
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import UNKNOWN, Busy, BusyStatus

Calendar: TypeAlias = Iterable[Busy | Interval] | IntervalSet | Literal[BusyStatus.UNKNOWN]
"""A member's busy time, or UNKNOWN where it could not be read."""

UnknownPolicy = Literal["blocks", "allowed"]

BLOCKING = frozenset(
    {BusyStatus.TENTATIVE, BusyStatus.BUSY, BusyStatus.OUT_OF_OFFICE, BusyStatus.ELSEWHERE}
)
"""The statuses that block by default: all but free, and unknown by a policy of its own."""

NEVER = IntervalSet()
"""No time at all."""

Read: TypeAlias = tuple[tuple[Busy, ...] | IntervalSet, IntervalSet, IntervalSet]
"""What blocks, the same merged, and what is unknown and allowed."""

NOTHING: Read = ((), NEVER, NEVER)
"""What is read from an empty calendar."""


def statuses_that_block(
    blocking: Iterable[BusyStatus], unknown: UnknownPolicy
) -> frozenset[BusyStatus]:
    """Return the statuses that block, UNKNOWN among them where that is the policy."""
    one_of("unknown", unknown, ("blocks", "allowed"))
    listed = collection("blocking", blocking, "statuses of busy time")
    statuses = frozenset(BusyStatus(one_of("blocking", one, BusyStatus)) for one in listed)
    if UNKNOWN in statuses:
        raise InvalidValueError(
            "blocking", expected="statuses other than unknown, which has a policy", got=listed
        )
    return statuses | ({UNKNOWN} if unknown == "blocks" else frozenset())


def read_calendar(
    field: str,
    calendar: Calendar,
    *,
    frame: Interval,
    blocking: frozenset[BusyStatus],
    settled: frozenset[str],
) -> Read:
    """Return what a calendar blocks, and what of it is unknown and allowed.

    Args:
        field: What errors call the calendar.
        calendar: The calendar.
        frame: What a calendar that could not be read stands for.
        blocking: The statuses that block.
        settled: The ids of the bookings that are known, so that their entries say nothing new.
    """
    if isinstance(calendar, IntervalSet):
        return (calendar, calendar, NEVER) if BusyStatus.BUSY in blocking else NOTHING
    if calendar == UNKNOWN:
        calendar = (Busy(frame, status=UNKNOWN),)
    spans = [
        item
        if isinstance(item, Busy)
        else Busy(instance(field, item, Interval, "Busy or Interval values"))
        for item in collection(field, calendar, "an iterable of Busy or Interval")
    ]
    spans = [one for one in spans if one.booking not in settled]
    blocks = tuple(sorted({one for one in spans if one.status in blocking}, key=_busy_order))
    allowed = [one.span for one in spans if one.status is UNKNOWN and UNKNOWN not in blocking]
    return blocks, IntervalSet(one.span for one in blocks), IntervalSet(allowed)


def _busy_order(busy: Busy) -> tuple[Interval, str, str, str, str, bool]:
    return (
        busy.span,
        busy.status.value,
        busy.source or "",
        busy.booking or "",
        busy.calendar,
        busy.all_day,
    )
