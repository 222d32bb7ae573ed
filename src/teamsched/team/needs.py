"""What a host has to load before it asks, and what it has to lock while it books."""

from collections.abc import Iterable, Iterator
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
            into the window, and those that count in its days, weeks and months. Where entries of
            the calendars name bookings, load these as well: one that was moved or cancelled leaves
            an entry that blocks until it is known.
        depends_on: The ids of pools, pages and members: read their versions before the facts,
            and check those that the assignment names when the booking is saved.
        looks_ahead: Whether what is offered at one start depends on the whole window: then book on
            a snapshot of the window that was shown, not on one of that start alone.
        customer: Load all bookings to come of this customer as well, and lock them; None if it
            does not matter what else a customer has booked.
    """

    busy: Interval
    bookings: Interval
    depends_on: frozenset[str]
    looks_ahead: bool
    customer: str | None = None


def needs_of(
    directory: Directory,
    seats: Iterable[Seat],
    event_type: EventType,
    window: Interval,
    *,
    customer: str | None = None,
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
    for page, caps in _caps_on(directory, seats, event_type):
        for cap in caps:
            zone = directory.pages[page][1].hours.zone
            bookings = _with_periods(bookings, cap, window, zone)
    members = {directory.pages[page][1].id for page in pages}
    return Needs(
        reach,
        bookings,
        depends_on=frozenset(pools.union(pages, members)),
        looks_ahead=isinstance(event_type.horizon, BookableDays)
        or any(directory.pools[pool].distribution.looks_ahead for pool in pools),
        customer=None if event_type.per_customer is None else customer,
    )


def needs_together(several: Iterable[Needs]) -> Needs:
    """Return what to load and lock when it depends on the facts which of several questions it is.

    One question needs what it needs. Of several, who is asked decides what is offered on the
    whole page.
    """
    some = list(several)
    return Needs(
        _hull([one.busy for one in some]),
        _hull([one.bookings for one in some]),
        depends_on=frozenset().union(*(one.depends_on for one in some)),
        looks_ahead=len(some) > 1 or some[0].looks_ahead,
        customer=some[0].customer,
    )


def _hull(spans: list[Interval]) -> Interval:
    return Interval(min(one.start for one in spans), max(one.end for one in spans))


def _caps_on(
    directory: Directory, seats: Iterable[Seat], event_type: EventType
) -> Iterator[tuple[str, tuple[Cap, ...]]]:
    """Yield the pages of some seats, each with the caps that may concern it."""
    for seat in seats:
        members = directory.pools[seat.pool].memberships if seat.pool else ()
        drawn = {member.page: member.caps for member in members}
        for page in seat.pages:
            own = directory.pages[page][1].caps
            yield page, (*own, *event_type.caps, *drawn.get(page, ()))


def _with_periods(span: Interval, cap: Cap, window: Interval, zone: tzinfo) -> Interval:
    first = period_span(cap, window.start, zone)
    last = period_span(cap, window.end - _TICK, zone)
    return Interval(min(span.start, first.start), max(span.end, last.end))
