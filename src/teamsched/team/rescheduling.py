"""What may be booked instead of a booking: with the same people, or with others."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta, tzinfo
from typing import Literal, get_args

import attrs

from teamsched.bookings import Booking
from teamsched.checks import instance, one_of
from teamsched.constraints import Constraint
from teamsched.distribution import Ledger
from teamsched.errors import BookingStateError, InvalidValueError
from teamsched.event_types import MAX_STEP, EventType
from teamsched.filled import Filled
from teamsched.handovers import first_holder
from teamsched.reasons import Reason
from teamsched.requests import Request, Seat
from teamsched.rules import NoRoute
from teamsched.snapshot import Snapshot
from teamsched.team.directory import Directory
from teamsched.team.presence import insiders, pool_of, why_disabled, why_gone, zone_of_booking
from teamsched.team.wishes import Parts, SeatPart
from teamsched.zonekeys import zone_of

People = Literal["same", "preferred", "anew", "original"]
Left = Literal["refuse", "replace"]


@attrs.frozen(eq=False)
class Rescheduling:
    """What is asked when something is to take place at another time.

    Attributes:
        booking: What is booked now.
        event_type: What is to be booked instead.
        snapshot: Who is free when, without the booking.
        zone: The zone whose wall clock the starts follow.
        ledger: What the pools' methods go by.
        ways: How its seats may be filled; where there are two ways, the second is preferred.
        refused: Why there is no way at all, None if there is one.
        pinned: Whether it is to be just the people who are in it: whatever holds for others.
    """

    booking: Booking
    event_type: EventType
    snapshot: Snapshot
    zone: tzinfo
    ledger: Ledger
    ways: tuple[Parts, ...] = ()
    refused: NoRoute | None = None
    pinned: bool = False

    @classmethod
    def of(
        cls,
        directory: Directory,
        booking: Booking,
        event_type: EventType,
        snapshot: Snapshot,
        ledger: Ledger,
        *,
        people: People,
        left: Left,
        zone: str | tzinfo | None,
    ) -> "Rescheduling":
        """Return what is asked, with the ways in which the seats may be filled once more.

        What is distributed anew is so as if the booking had never been made: it does not count
        against those who have it. A seat that is left vacant is filled on the ledger as it stands.

        Args:
            directory: The team.
            booking: The booking.
            event_type: What is to be booked instead.
            snapshot: Who is free when.
            ledger: What has been booked.
            people: Who is to be in it.
            left: What becomes of a seat whose holder can't be booked any more.
            zone: The zone whose wall clock the starts follow; None is its own.

        Raises:
            BookingStateError: The booking has ended.
            InvalidValueError: No zone is given, and nothing of it is in the team any more; nobody
                gives their time in it; or it is to last longer than the snapshot knows.
        """
        one_of("people", people, get_args(People))
        one_of("left", left, get_args(Left))
        if not booking.active:
            raise BookingStateError(booking.id, status=booking.status.value, step="rescheduled")
        if not booking.taking_time:
            expected = "a booking that takes somebody's time"
            raise InvalidValueError("booking", expected=expected, got=booking)
        beyond = snapshot.frame.end - snapshot.window.end
        if event_type.duration > beyond:
            expected = f"at most {beyond}: beyond that, the snapshot knows nothing of hours"
            raise InvalidValueError("duration", expected=expected, got=event_type.duration)
        local = zone_again(directory, booking, zone)
        question = cls(booking, event_type, snapshot.without(booking.id), local, ledger)
        seats = booking.taking_time if people != "original" else _at_first(directory, booking)
        gone = {
            seat.page: reason
            for seat in seats
            if (reason := why_gone(directory, booking, seat, ledger, snapshot.now)) is not None
        }
        if people in {"anew", "preferred"}:
            anew = attrs.evolve(question, ledger=ledger.without(booking.id))
            return anew._distributed(directory, gone, preferring=people == "preferred")
        vacant = frozenset(gone if left == "replace" else ())
        refused = [
            gone[seat.page]
            for seat in seats
            if seat.page in gone and (seat.page not in vacant or pool_of(directory, seat) is None)
        ]
        if refused:
            return attrs.evolve(question, refused=NoRoute(refused))
        ways = (_way(directory, booking, seats, vacant),)
        return attrs.evolve(question, ways=ways, pinned=people == "same" and not vacant)

    def _distributed(
        self, directory: Directory, gone: Mapping[str, Reason], *, preferring: bool
    ) -> "Rescheduling":
        """Return the same with seats filled by their pools, be it where nothing else is left."""
        seats = self.booking.taking_time
        drawn = frozenset(seat.page for seat in seats if pool_of(directory, seat) is not None)
        refused = [gone[page] for page in gone if page not in drawn]
        if refused:
            return attrs.evolve(self, refused=NoRoute(refused))
        vacant = [drawn, *([frozenset(gone)] if preferring else [])]
        return attrs.evolve(
            self, ways=tuple(_way(directory, self.booking, seats, some) for some in vacant)
        )

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """What else has to be so of those who take part, by the route that was kept."""
        route = self.booking.route
        return () if route is None or self.pinned else route.constraints

    @property
    def request(self) -> Request | None:
        """What the customer asks for once more, None if it was through no page."""
        if self.booking.page is None:
            return None
        customer = self.booking.customer
        return Request(self.booking.page, self.booking.event_type, customer=customer)


def _at_first(directory: Directory, booking: Booking) -> tuple[Filled, ...]:
    """Return the seats as those would fill them who received them at first."""
    members = directory.members_of
    firsts = [first_holder(booking.history, seat) for seat in booking.taking_time]
    return tuple(
        seat
        if seat.page == first
        else attrs.evolve(seat, page=first, member=members.get(first, first), account=first)
        for seat, first in zip(booking.taking_time, firsts, strict=True)
    )


def _way(
    directory: Directory, booking: Booking, seats: Iterable[Filled], vacant: frozenset[str]
) -> Parts:
    """Return the seats of a booking with some of their places to be filled anew."""
    by_name: dict[str, list[Filled]] = {}
    for seat in seats:
        by_name.setdefault(seat.seat, []).append(seat)
    return tuple(
        part
        for number, places in enumerate(by_name.values())
        for part in _parts(directory, booking, number, places, vacant)
    )


def _parts(
    directory: Directory,
    booking: Booking,
    number: int,
    places: list[Filled],
    vacant: frozenset[str],
) -> Iterator[SeatPart]:
    """Yield the places of a seat that are kept, as a claim keeps one, and those to be filled."""
    name = places[0].seat
    kept = [place.page for place in places if place.page not in vacant]
    if kept:
        origin = pool_of(directory, places[0])
        yield SeatPart(Seat(name, kept, count=len(kept)), number, rivals=(), origin=origin)
    empty = [place for place in places if place.page in vacant]
    if not empty:
        return
    inside = insiders(directory, booking, empty[0])
    excluded = [reason for page in inside if (reason := why_disabled(directory, page))]
    closed = {reason.page for reason in excluded}
    pages = [page for page in inside if page not in closed]
    seat = Seat(name, pages, count=len(empty), pool=empty[0].pool, excluded=excluded)
    yield SeatPart(seat, number)


def seats_to_load(directory: Directory, booking: Booking) -> tuple[Seat, ...]:
    """Return seats that everybody fits into who may be in a booking when it is rescheduled."""
    found = []
    for number, seat in enumerate(booking.taking_time):
        first = first_holder(booking.history, seat)
        pages = dict.fromkeys([seat.page, first, *insiders(directory, booking, seat)])
        pool = pool_of(directory, seat)
        known = [page for page in pages if page in directory.pages]
        found.append(Seat(f"place {number}", known, pool=None if pool is None else pool.id))
    return tuple(found)


def zone_again(directory: Directory, booking: Booking, zone: str | tzinfo | None) -> tzinfo:
    """Return the zone whose wall clock the starts of a booking follow: a given one or its own.

    Raises:
        InvalidValueError: None is given, and nothing of the booking is in the team any more.
    """
    found = zone_of_booking(directory, booking) if zone is None else zone_of(zone)
    if found is None:
        raise InvalidValueError("zone", expected="a zone: that of the booking is gone", got=None)
    return found


def as_long(
    event_type: EventType, booking: Booking, duration: timedelta | None = None
) -> EventType:
    """Return an event type that lasts as long as a booking, or as is asked, whatever it offers.

    What a customer may book does not limit what they have booked.
    """
    length = booking.span.duration if duration is None else duration
    event_type = attrs.evolve(event_type, per_customer=None)
    if instance("duration", length, timedelta, "a timedelta") == event_type.duration:
        return event_type
    step = min(length, MAX_STEP) if event_type.marks else event_type.step
    return attrs.evolve(event_type, duration=length, durations=(), step=step)
