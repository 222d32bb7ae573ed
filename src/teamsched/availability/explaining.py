"""Why a page can't be booked at one start: every reason, from the intervals themselves.

This asks the same question as :mod:`teamsched.availability.finding`, by other means: it looks
at one slot and one page, and at each layer apart. A page is open at a start exactly when
there is no reason.
"""

from collections.abc import Iterator
from datetime import timedelta, tzinfo

from teamsched.availability.finding import (
    event_hours,
    facing_buffers,
    replaces_hours,
    shares_calendar,
    takes_a_place,
)
from teamsched.availability.limits import HOST, FullPeriod, Role, full_at, period_span, too_long
from teamsched.bookings import Booking
from teamsched.event_types import EventType
from teamsched.horizons import DateRange
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import Busy, Cap
from teamsched.reasons import Reason
from teamsched.snapshot import Layers, Snapshot

_ZERO = timedelta(0)


def why_untimely(
    snapshot: Snapshot,
    event_type: EventType,
    slot: Interval,
    *,
    zone: tzinfo,
    dates: IntervalSet | None = None,
) -> Iterator[Reason]:
    """Yield why nobody at all can be booked for a slot, whoever they are.

    That is for its notice and horizon, for the hours of the event type, and for a cap of the
    event type that not even one booking fits into.

    Args:
        snapshot: Who is free when.
        event_type: What is to be booked.
        slot: When, without buffers.
        zone: Whose days, weeks and months are shown, as these are nobody's.
        dates: What a horizon of days leaves of the window; None is all of it.
    """
    ahead = slot.start - snapshot.now
    if ahead < _ZERO:
        yield Reason("past", params={"now": snapshot.now}, text="in the past")
    if event_type.notice and ahead < event_type.notice:
        yield Reason(
            "too_soon",
            params={"notice": event_type.notice},
            text=f"too soon: {event_type.id} needs {event_type.notice} of notice",
        )
    if isinstance(event_type.horizon, timedelta) and ahead > event_type.horizon:
        yield Reason(
            "too_far",
            params={"horizon": event_type.horizon},
            text=f"too far ahead: {event_type.id} opens {event_type.horizon} before",
        )
    if dates is not None and slot.start not in dates:
        yield _beyond_days(event_type)
    for cap in event_type.caps:
        if too_long(cap, event_type):
            period = IntervalSet([period_span(cap, slot.start, zone)])
            yield _cap_reason(FullPeriod(cap, "event_type", period, 0), event_type, event_type.id)
    own = event_hours(snapshot, event_type)
    for missing in [] if own is None else own.gaps(slot):
        yield Reason(
            "outside_event_hours", span=missing, text=f"outside the hours of {event_type.id}:"
        )


def _beyond_days(event_type: EventType) -> Reason:
    horizon = event_type.horizon
    if isinstance(horizon, DateRange):
        return Reason(
            "outside_dates",
            params={"first": horizon.first, "last": horizon.last},
            text=f"not a date of {event_type.id}, from {horizon.first} to {horizon.last}",
        )
    return Reason(
        "too_far",
        params={"horizon": horizon},
        text=f"too far ahead: {event_type.id} opens a number of bookable days before",
    )


def why_closed(
    snapshot: Snapshot,
    event_type: EventType,
    slot: Interval,
    *,
    page: str,
    role: Role = HOST,
) -> Iterator[Reason]:
    """Yield why one page can't take a slot: hours, time off, calendar, bookings, caps.

    Args:
        snapshot: Who is free when.
        event_type: What is to be booked.
        slot: When, without buffers.
        page: The page.
        role: What it is to be booked as.
    """
    yield from why_taken(snapshot, event_type, slot, page=page)
    owners = {"member": "the member", "event_type": event_type.id, "pool": f"the pool {role.pool}"}
    layers = snapshot.pages[page]
    for full in full_at(layers, event_type, page, role, moment=slot.start):
        yield _cap_reason(full, event_type, owners[full.of], page)


def why_taken(
    snapshot: Snapshot,
    event_type: EventType,
    slot: Interval,
    *,
    page: str,
    besides: frozenset[str] = frozenset(),
) -> Iterator[Reason]:
    """Yield why the time of a page is not free for a slot, whatever it has room for by caps.

    Args:
        snapshot: Who is free when.
        event_type: What is to be booked.
        slot: When, without buffers.
        page: The page.
        besides: The ids of bookings that are left out.
    """
    layers = snapshot.pages[page]
    if not replaces_hours(event_type):
        for missing in layers.hours.gaps(slot):
            yield Reason("outside_hours", page, missing, text="outside working hours:")
    for away in layers.time_off.touching(slot):
        yield Reason("time_off", page, away, text="time off")
    for busy in _in_the_way(layers, event_type, slot):
        yield _busy_reason(busy, slot, page)
    for booking in layers.bookings:
        before, after = facing_buffers(event_type, booking)
        if booking.id not in besides and booking.span.overlaps(
            slot.padded(before=before, after=after)
        ):
            yield _booked_reason(booking, slot, page)


def _in_the_way(layers: Layers, event_type: EventType, slot: Interval) -> Iterator[Busy]:
    """Yield the entries of a calendar that block a slot."""
    if not shares_calendar(event_type):
        padded = slot.padded(before=event_type.buffer_before, after=event_type.buffer_after)
        yield from _near(layers, padded)
        return
    taking = [busy for busy in _near(layers, slot) if takes_a_place(busy)]
    yield from (busy for busy in _near(layers, slot) if not takes_a_place(busy))
    if len(taking) >= event_type.capacity:
        yield from taking


def admitted_entries(
    snapshot: Snapshot, event_type: EventType, slot: Interval, *, page: str
) -> tuple[Busy, ...]:
    """Return the entries of a page's calendar that take a place of a session each."""
    if not shares_calendar(event_type):
        return ()
    return tuple(busy for busy in _near(snapshot.pages[page], slot) if takes_a_place(busy))


def _near(layers: Layers, padded: Interval) -> Iterator[Busy]:
    if isinstance(layers.busy, IntervalSet):
        return map(Busy, layers.busy.touching(padded))
    return (busy for busy in layers.busy if busy.span.overlaps(padded))


def _busy_reason(busy: Busy, slot: Interval, page: str) -> Reason:
    meets = busy.span.overlaps(slot)
    status = busy.status.value.replace("_", " ")
    return Reason(
        "busy" if meets else "buffer",
        page,
        busy.span,
        {"status": busy.status.value, "source": busy.source},
        text=status if meets else f"too close to {status}",
        note=busy.source or "",
    )


def _booked_reason(booking: Booking, slot: Interval, page: str) -> Reason:
    meets = booking.span.overlaps(slot)
    return Reason(
        "booked" if meets else "buffer",
        page,
        booking.span,
        {"booking": booking.id},
        text="booked" if meets else "too close to booking",
        note=booking.id,
    )


def _cap_reason(
    full: FullPeriod, event_type: EventType, owner: str, page: str | None = None
) -> Reason:
    cap: Cap = full.cap
    limit = f"{cap.limit} {cap.unit} a {cap.per}"
    return Reason(
        "cap",
        page,
        full.span.span,
        {"cap": cap, "of": full.of, "counted": full.counted},
        text=f"cap of {owner} too small for one booking, {limit}:"
        if too_long(cap, event_type)
        else f"cap of {owner} reached, {full.counted} of {limit}:",
    )
