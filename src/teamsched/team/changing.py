"""What a team answers about what is booked already: other times, other people."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from teamsched.bookings import Booking, Credit
from teamsched.checks import identifier, instance
from teamsched.distribution import Ledger
from teamsched.entries import GivesBack
from teamsched.errors import UnknownIdError
from teamsched.event_types import EventType
from teamsched.intervals import Interval
from teamsched.rules import Route
from teamsched.snapshot import Snapshot
from teamsched.team.answering import Question
from teamsched.team.assignment import Refusal
from teamsched.team.candidates import Candidates
from teamsched.team.directory import Directory
from teamsched.team.ladder import Way
from teamsched.team.needs import Needs, needs_of
from teamsched.team.offer import Offer
from teamsched.team.reassigning import Panels, Reassignment, reassignment
from teamsched.team.rescheduling import Left, People, Rescheduling, as_long, seats_to_load
from teamsched.team.routing import inside
from teamsched.team.searching import Search, Within, as_booked, seats_considered
from teamsched.team.slots import Slot
from teamsched.team.starts import asked_grid

_TICK = timedelta(microseconds=1)


class Changing:
    """The part of a team that answers about bookings which exist."""

    __slots__ = ()

    _directory: Directory
    _seed: str

    @property
    def terms(self) -> tuple[GivesBack, ...]:
        """What the pools give back at present, for the verbs of bookings."""
        return tuple(pool.gives_back for pool in self._directory.pools.values())

    def _event_type(self, name: str) -> EventType:
        known = self._directory.event_types
        if identifier("event_type", name) not in known:
            raise UnknownIdError("event_type", expected=f"one of {list(known)}", got=name)
        return known[name]

    def within_route(self, booking: Booking, seat: str) -> tuple[str, ...]:
        """Return who may hold a seat of a booking today by the route that it was made by.

        They are in the pool now, and have what the rule and the customer asked for; whether they
        take part and are free is another question. For a named page, it is that page; on a static
        page, whoever offers what is booked.

        Args:
            booking: A booking that was made by an offer.
            seat: The name of one of its seats.

        Raises:
            UnknownIdError: The booking has no such seat.
            InvalidValueError: No route was kept with the booking.
        """
        return inside(self._directory, booking, seat)

    def needs_to_reschedule(
        self, booking: Booking, window: Interval, *, duration: timedelta | None = None
    ) -> Needs:
        """Return what to load, and what to lock, to :meth:`reschedule` within a window.

        Args:
            booking: The booking.
            window: Where starts may lie.
            duration: How long; left out, as long as it is now.
        """
        instance("booking", booking, Booking, "a Booking")
        instance("window", window, Interval, "an Interval")
        kind = as_long(self._event_type(booking.event_type), booking, duration)
        return needs_of(self._directory, seats_to_load(self._directory, booking), kind, window)

    def needs_to_reassign(self, booking: Booking, *, within: Within = "route") -> Needs:
        """Return what to load, and what to lock, for :meth:`candidates` and :meth:`reassign`.

        Args:
            booking: The booking.
            within: Who is considered, as for ``candidates``.
        """
        instance("booking", booking, Booking, "a Booking")
        kind = as_booked(self._event_type(booking.event_type), booking)
        moment = Interval.lasting(booking.span.start, _TICK)
        seats = seats_considered(self._directory, booking, within)
        return needs_of(self._directory, seats, kind, moment)

    def reschedule(
        self,
        booking: Booking,
        snapshot: Snapshot,
        ledger: Ledger,
        *,
        people: People = "same",
        left: Left = "refuse",
        duration: timedelta | None = None,
        zone: str | tzinfo | None = None,
        starts: Iterable[datetime | Slot] | None = None,
    ) -> Offer:
        """Return what may be booked instead of a booking, as if it were not there.

        What is assigned makes the new revision by ``assignment.rescheduling(booking, at=now)``.

        Args:
            booking: The booking.
            snapshot: Who is free when.
            ledger: What has been booked.
            people: Who is to be in it: the "same" people; these as "preferred", where all of them
                are free, and elsewhere others in all seats that pools fill; people distributed
                "anew" by the pools' methods; or the "original" ones, who first received it.
            left: Where one of them can't be booked any more, whether to "refuse", or to "replace"
                them alone from their pool.
            duration: How long, as far as the snapshot knows hours; left out, as long as it is now.
            zone: The zone whose wall clock the starts follow; left out, that of its page, or else
                of its people.
            starts: Ask about these starts only.

        Raises:
            BookingStateError: The booking has ended.
            UnknownIdError: The event type is not in this team.
            InvalidValueError: The booking takes nobody's time, or is to last longer than the
                snapshot knows hours.
        """
        instance("booking", booking, Booking, "a Booking")
        check_facts(snapshot, ledger)
        again = Rescheduling.of(
            self._directory,
            booking,
            as_long(self._event_type(booking.event_type), booking, duration),
            snapshot,
            ledger,
            people=people,
            left=left,
            zone=zone,
        )
        question = Question(
            self._directory,
            again.snapshot,
            again.ledger,
            zone=again.zone,
            seed=self._seed,
            request=again.request,
        )
        asked = None if starts is None else asked_grid(starts)
        route = Route(None, (), constraints=again.constraints)
        way = Way(again.refused or route, again.event_type)
        return question.on_page([way], asked, filled=again.ways)

    def candidates(
        self,
        booking: Booking,
        snapshot: Snapshot,
        ledger: Ledger,
        *,
        of: str | None = None,
        within: Within = "route",
    ) -> Candidates:
        """Return everybody who could take over a seat of a booking, as its pool would pick them.

        Args:
            booking: The booking.
            snapshot: Who is free when; the booking has to lie in its window.
            ledger: What has been booked.
            of: The page that hands over; left out, the primary holder.
            within: Who is considered: whom the "route" that led to the booking leaves, the whole
                "pool" of the seat, or everybody in the team, "anywhere".

        Raises:
            BookingStateError: The booking is not scheduled, or has ended.
            UnknownIdError: That page has no seat in it.
        """
        search = self._search(booking, snapshot, ledger, within)
        return search.others(search.place_of(of))

    def reassign(
        self,
        booking: Booking,
        snapshot: Snapshot,
        ledger: Ledger,
        *,
        of: str | None = None,
        to: str | None = None,
        credit: Credit = "transfer",
        within: Within = "route",
        allow_busy: bool = False,
        panels: Panels = "replace",
        swaps: int = 0,
    ) -> Reassignment | Refusal:
        """Return how a seat of a booking is given to somebody else; or why it can't be.

        Args:
            booking: The booking.
            snapshot: Who is free when; the booking has to lie in its window.
            ledger: What has been booked.
            of: The page that hands over; left out, the primary holder.
            to: The page that takes over; left out, the first who is free.
            credit: Whether what the seat was charged follows by "transfer", or somebody only
                stands in, as a "cover".
            within: Who may take over, as for :meth:`candidates`.
            allow_busy: Whether they may be busy then: the answer says so.
            panels: Whether in a booking with several people one may be "replace"d, or to "refuse".
            swaps: How many others in the booking may change seats, where nobody else can take this
                one; as few as possible do.

        Raises:
            BookingStateError: The booking is not scheduled, or has ended.
            UnknownIdError: A page is not in it, or not in this team.
        """
        return reassignment(
            self._search(booking, snapshot, ledger, within),
            of=of,
            to=to,
            credit=credit,
            allow_busy=allow_busy,
            panels=panels,
            swaps=swaps,
        )

    def _search(
        self, booking: Booking, snapshot: Snapshot, ledger: Ledger, within: Within
    ) -> Search:
        instance("booking", booking, Booking, "a Booking")
        check_facts(snapshot, ledger)
        return Search.of(
            self._directory,
            booking,
            self._event_type(booking.event_type),
            snapshot,
            ledger,
            within=within,
            seed=self._seed,
        )


def check_facts(snapshot: object, ledger: object) -> None:
    """Require what every answer rests on."""
    instance("snapshot", snapshot, Snapshot, "a Snapshot")
    instance("ledger", ledger, Ledger, "a Ledger")
