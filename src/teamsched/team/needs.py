"""What a host has to load before it asks, and what it has to lock while it books."""

from collections.abc import Iterable
from datetime import timedelta, tzinfo

import attrs

from teamsched.availability import period_span
from teamsched.event_types import MAX_BUFFER, EventType
from teamsched.horizons import BookableDays
from teamsched.intervals import Interval
from teamsched.model import Cap
from teamsched.requests import Seat
from teamsched.team.directory import Directory

_TICK = timedelta(microseconds=1)


@attrs.frozen
class Needs:
    """What one question depends on.

    Attributes:
        busy: Load the calendars for this span: the window with the booking and its buffers.
        bookings: Load the bookings that touch this span: also those whose own buffers may reach
            into the window, and those that count in its days, weeks and months.
        depends_on: The ids of pools, pages and members: read their versions before the facts,
            and check those that the assignment names when the booking is saved.
        looks_ahead: Whether what is offered at one start depends on the whole window: then book on
            a snapshot of the window that was shown, not on one of that start alone.
    """

    busy: Interval
    bookings: Interval
    depends_on: frozenset[str]
    looks_ahead: bool


def needs_of(
    directory: Directory, seats: Iterable[Seat], event_type: EventType, window: Interval
) -> Needs:
    """Return what to load and lock to fill some seats within a window."""
    seats = tuple(seats)
    pages = [page for seat in seats for page in seat.pages]
    pools = {seat.pool for seat in seats if seat.pool is not None}
    reach = window.padded(
        before=event_type.buffer_before, after=event_type.duration + event_type.buffer_after
    )
    # What is booked keeps the buffers it was booked with, whatever the event types have now.
    bookings = window.padded(before=MAX_BUFFER, after=event_type.duration + MAX_BUFFER)
    for page in pages:
        member = directory.pages[page][1]
        for cap in (*member.caps, *event_type.caps):
            bookings = _with_periods(bookings, cap, window, member.hours.zone)
    members = {directory.pages[page][1].id for page in pages}
    return Needs(
        reach,
        bookings,
        depends_on=frozenset(pools.union(pages, members)),
        looks_ahead=isinstance(event_type.horizon, BookableDays)
        or any(directory.pools[pool].distribution.looks_ahead for pool in pools),
    )


def _with_periods(span: Interval, cap: Cap, window: Interval, zone: tzinfo) -> Interval:
    first = period_span(cap, window.start, zone)
    last = period_span(cap, window.end - _TICK, zone)
    return Interval(min(span.start, first.start), max(span.end, last.end))
