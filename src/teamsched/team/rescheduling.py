"""What may be booked instead of a booking: with the same people, or with others."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from itertools import count as numbers
from typing import Literal, get_args

import attrs

from teamsched.bookings import Booking
from teamsched.checks import instance, one_of
from teamsched.distribution import Ledger
from teamsched.errors import BookingStateError, InvalidValueError
from teamsched.event_types import MAX_STEP, EventType
from teamsched.filled import Filled
from teamsched.handovers import first_holder
from teamsched.reasons import Reason
from teamsched.requests import Request, Seat
from teamsched.rules import NoRoute
from teamsched.team.directory import Directory
from teamsched.team.presence import insiders, pool_of, why_disabled, why_gone, zone_of_booking
from teamsched.team.wishes import SeatPart
from teamsched.zonekeys import zone_of

People = Literal["same", "preferred", "anew", "original"]
Left = Literal["refuse", "replace"]
Way = tuple[SeatPart, ...]


@attrs.frozen(eq=False)
class Rescheduling:
    """How the seats of a booking may be filled when it takes place at another time.

    Attributes:
        ways: The seats in each way; where there are two, the second is preferred.
        refused: Why there is no way at all, None if there is one.
        ledger: What the pools' methods go by.
    """

    ways: tuple[Way, ...]
    refused: NoRoute | None
    ledger: Ledger


def rescheduling(
    directory: Directory,
    booking: Booking,
    ledger: Ledger,
    *,
    now: datetime,
    people: People,
    left: Left,
) -> Rescheduling:
    """Return how the seats of a booking may be filled once more.

    What is distributed anew is so as if the booking had never been made: it does not count against
    those who have it. A seat that is left vacant is filled on the ledger as it stands.

    Args:
        directory: The team.
        booking: The booking.
        ledger: What has been booked.
        now: The present.
        people: Who is to be in it.
        left: What becomes of a seat whose holder can't be booked any more.
    """
    one_of("people", people, get_args(People))
    one_of("left", left, get_args(Left))
    if not booking.active:
        raise BookingStateError(booking.id, status=booking.status.value, step="rescheduled")
    seats = booking.seats if people != "original" else _at_first(directory, booking)
    gone = {
        seat.page: reason
        for seat in seats
        if (reason := why_gone(directory, booking, seat, ledger, now)) is not None
    }
    if people in {"anew", "preferred"}:
        preferring = people == "preferred"
        return _distributed(directory, booking, gone, ledger, preferring=preferring)
    vacant = frozenset(gone if left == "replace" else ())
    refused = [
        reason
        for seat in seats
        if (reason := gone.get(seat.page)) is not None
        and (seat.page not in vacant or not insiders(directory, seat))
    ]
    ways = () if refused else (_way(directory, seats, vacant),)
    return Rescheduling(ways, NoRoute(refused) if refused else None, ledger)


def _distributed(
    directory: Directory,
    booking: Booking,
    gone: Mapping[str, Reason],
    ledger: Ledger,
    *,
    preferring: bool,
) -> Rescheduling:
    """Return how seats are filled by their pools' methods, be it where nothing else is left."""
    drawn = {seat.page for seat in booking.seats if pool_of(directory, seat) is not None}
    refused = [gone[page] for page in gone if page not in drawn]
    if refused:
        return Rescheduling((), NoRoute(refused), ledger)
    vacant = [frozenset(drawn), *([frozenset(gone)] if preferring else [])]
    ways = tuple(_way(directory, booking.seats, some) for some in vacant)
    return Rescheduling(ways, None, ledger.without(booking.id))


def _at_first(directory: Directory, booking: Booking) -> tuple[Filled, ...]:
    """Return the seats as those would fill them who received them at first."""
    members = directory.members_of
    firsts = [first_holder(booking.history, seat) for seat in booking.seats]
    return tuple(
        seat
        if seat.page == first
        else attrs.evolve(seat, page=first, member=members.get(first, first), account=first)
        for seat, first in zip(booking.seats, firsts, strict=True)
    )


def _way(directory: Directory, seats: Iterable[Filled], vacant: frozenset[str]) -> Way:
    """Return the seats of a booking with some of their places to be filled anew."""
    by_name: dict[str, list[Filled]] = {}
    for seat in seats:
        by_name.setdefault(seat.seat, []).append(seat)
    parts = zip(numbers(), by_name.items(), strict=False)
    return tuple(part for number, one in parts for part in _parts(directory, number, *one, vacant))


def _parts(
    directory: Directory, number: int, name: str, places: list[Filled], vacant: frozenset[str]
) -> Iterator[SeatPart]:
    """Yield the places that are kept, which nobody is distributed to, and those to be filled."""
    kept = [place.page for place in places if place.page not in vacant]
    if kept:
        yield SeatPart(Seat(name, kept, count=len(kept)), number, rivals=())
    empty = [place for place in places if place.page in vacant]
    if not empty:
        return
    excluded = [
        reason
        for page in insiders(directory, empty[0])
        if (reason := why_disabled(directory, page)) is not None
    ]
    closed = {reason.page for reason in excluded}
    pages = [page for page in insiders(directory, empty[0]) if page not in closed]
    seat = Seat(name, pages, count=len(empty), pool=empty[0].pool, excluded=excluded)
    yield SeatPart(seat, number)


def seats_to_load(directory: Directory, booking: Booking) -> tuple[Seat, ...]:
    """Return seats that everybody fits into who may be in a booking when it is rescheduled."""
    found = []
    for number, seat in enumerate(booking.seats):
        first = first_holder(booking.history, seat)
        pages = dict.fromkeys([seat.page, first, *insiders(directory, seat)])
        pool = pool_of(directory, seat)
        known = [page for page in pages if page in directory.pages]
        found.append(Seat(f"place {number}", known, pool=None if pool is None else pool.id))
    return tuple(found)


def asked_again(booking: Booking) -> Request | None:
    """Return what the customer asks for once more, None if it was through no page."""
    if booking.page is None:
        return None
    return Request(booking.page, booking.event_type, customer=booking.customer)


def zone_again(directory: Directory, booking: Booking, zone: str | tzinfo | None) -> tzinfo:
    """Return the zone whose wall clock the starts of a booking follow: a given one or its own.

    Raises:
        InvalidValueError: None is given, and nothing of the booking is in the team any more.
    """
    found = zone_of_booking(directory, booking) if zone is None else zone_of(zone)
    if found is None:
        raise InvalidValueError("zone", expected="a zone: that of the booking is gone", got=None)
    return found


def as_long(event_type: EventType, length: timedelta) -> EventType:
    """Return an event type that lasts as long as something that was booked, whatever it offers."""
    instance("duration", length, timedelta, "a timedelta")
    if length == event_type.duration:
        return event_type
    step = min(length, MAX_STEP) if event_type.marks else event_type.step
    return attrs.evolve(event_type, duration=length, durations=(), step=step)
