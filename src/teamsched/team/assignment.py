"""Who is to hold a booking, and how that was decided."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from functools import cached_property

import attrs

from teamsched.booked_routes import BookedRoute
from teamsched.bookings import Booking, By
from teamsched.charges import making
from teamsched.distribution import Ranking
from teamsched.entries import GivesBack, Posting, Shares
from teamsched.event_types import EventType
from teamsched.filled import Filled
from teamsched.handovers import reseated
from teamsched.intervals import Interval
from teamsched.reasons import Explanation, Reason, clock_span
from teamsched.statuses import Status, status_when_made
from teamsched.team.slots import NO_SLOTS, Slots
from teamsched.zonekeys import zone_of


@attrs.frozen(repr=False)
class Refusal(Explanation):
    """Why something can't be booked, as a value.

    Attributes:
        reasons: Every reason.
        nearest: The slots nearest to what was asked for that can be booked.
    """

    nearest: Slots = attrs.field(default=NO_SLOTS, kw_only=True)


@attrs.frozen(order=False)
class Pick:
    """How one place was filled.

    Attributes:
        filled: The seat as it is filled.
        ranking: Everybody who could have had it, in order and with the reasons.
        postings: What it adds to the ledger.
        shares: What it was worth to everybody in line.
        gives_back: Which of its losses give back what it costs.
    """

    filled: Filled
    ranking: Ranking | None
    postings: tuple[Posting, ...]
    shares: tuple[Shares, ...] = ()
    gives_back: tuple[GivesBack, ...] = ()
    _elsewhere: tuple[Reason, ...] = attrs.field(default=(), eq=False, repr=False, kw_only=True)
    _why_not: Callable[[], Iterable[Reason]] = attrs.field(
        default=tuple, eq=False, repr=False, kw_only=True
    )

    @cached_property
    def unavailable(self) -> tuple[Reason, ...]:
        """Why others of the seat could not have it: worked out when it is asked for.

        Who can't have any place of the seat is told with the first of them.
        """
        return (*self._elsewhere, *self._why_not())

    def lines(self, zone: tzinfo) -> Iterator[str]:
        """Yield how the place was filled, a line each."""
        yield f"{self.filled.seat} → {self.filled.page}"
        ranked = [self.ranking.reasons[page] for page in self.ranking.order] if self.ranking else []
        for reason in (*ranked, *self.unavailable):
            yield f"  {reason.words(zone)}"


@attrs.frozen(order=False, repr=False)
class Assignment:
    """A decision: when, who, and why. It promises nothing until the host saves its booking.

    Attributes:
        span: When, without buffers.
        event_type: What is to be booked.
        page: The page it is booked through, None for a search without one.
        customer: Who asked.
        picks: How each place was filled, in the order in which they were.
        seats: The filled seats as declared, the primary one first.
        depends_on: The ids of the pools, pages and members whose facts it rests on.
        unknown: The members whose calendars could not be read and were allowed all the same.
        zone: The zone whose wall clock its explanation shows.
        joins: The ids of the bookings whose session it joins; none if it opens one.
        places_left: How many bookings may still join the session after this one.
        overlaps: What the calendars of its people hold at that time, and what was admitted because
            it takes a place of the session.
        isolated: The members whose pages know nothing of one another's bookings.
        route: The route it was made by, None for a search without one.
        relaxed: What had to be relaxed, since nothing could be booked by the rule itself.
        ignored: What of the request could not be done.
    """

    span: Interval
    event_type: EventType
    page: str | None
    customer: str | None
    picks: tuple[Pick, ...]
    seats: tuple[Filled, ...]
    depends_on: frozenset[str]
    unknown: frozenset[str]
    zone: tzinfo = attrs.field(eq=False)
    joins: tuple[str, ...] = ()
    places_left: int = 0
    overlaps: tuple[Reason, ...] = ()
    isolated: frozenset[str] = frozenset()
    route: BookedRoute | None = attrs.field(default=None, kw_only=True)
    relaxed: tuple[Reason, ...] = attrs.field(default=(), kw_only=True)
    ignored: tuple[Reason, ...] = attrs.field(default=(), kw_only=True)

    @property
    def members(self) -> tuple[str, ...]:
        """The members who are to take part, the one of the primary seat first."""
        return tuple(seat.member for seat in self.seats if not seat.optional)

    @property
    def invited(self) -> tuple[str, ...]:
        """The members who are invited besides, whatever they have in their calendars."""
        return tuple(seat.member for seat in self.seats if seat.optional)

    @property
    def guards(self) -> tuple[tuple[str, Interval], ...]:
        """For each member the time that no other booking may take; for isolated ones, each page.

        Buffers are not in it: of two that face each other the larger counts, which no constraint
        on single rows can tell. The versions of ``depends_on`` guard them, and caps, and the room
        of sessions, whose bookings share a guard: what is in ``joins`` does not count as another.
        """
        return tuple(
            (seat.page if seat.member in self.isolated else seat.member, self.span)
            for seat in self.seats
            if not seat.optional
        )

    def explain(self, zone: str | tzinfo | None = None) -> str:
        """Return who was considered, in which order, and why, a line each."""
        shown = self.zone if zone is None else zone_of(zone)
        lines = [f"{clock_span(self.span, shown)} with {', '.join(self.members)}"]
        lines += [reason.words(shown) for reason in (*self.relaxed, *self.ignored)]
        if self.event_type.capacity > 1:
            joins = f"joins {', '.join(self.joins)}" if self.joins else "opens a session"
            places = "place" if self.places_left == 1 else "places"
            lines.append(f"{joins}, with {self.places_left} {places} left")
        for pick in self.picks:
            lines += pick.lines(shown)
        lines += [f"{member}: invited, whether free or not" for member in self.invited]
        lines += [reason.words(shown) for reason in self.overlaps]
        for member in sorted(self.unknown):
            lines.append(f"{member}: the calendar could not be read, and was allowed")
        return "\n".join(lines)

    def booking(self, id: str, *, at: datetime, hold_until: datetime | None = None) -> Booking:
        """Return the booking to save: scheduled, requested if it is to be approved, or a hold.

        Args:
            id: The booking's id, the host's choice.
            at: When it is made: idle times count from there.
            hold_until: When a hold of it expires that is not confirmed; left out, it is booked.
        """
        entry = making(
            self.span,
            at=at,
            postings=[posting for pick in self.picks for posting in pick.postings],
            shares=[shares for pick in self.picks for shares in pick.shares],
            gives_back=list(dict.fromkeys(b for pick in self.picks for b in pick.gives_back)),
            hold_until=hold_until,
        )
        approval = self.event_type.approval
        return Booking(
            id,
            self.event_type.id,
            self.span,
            seats=self.seats,
            history=[entry],
            page=self.page,
            customer=self.customer,
            buffer_before=self.event_type.buffer_before,
            buffer_after=self.event_type.buffer_after,
            status=status_when_made(approval) if hold_until is None else Status.HELD,
            expires=entry.expires,
            approval=approval,
            changes=self.event_type.changes,
            route=self.route,
        )

    def rescheduling(
        self,
        booking: Booking,
        *,
        at: datetime,
        by: By = "customer",
        terms: Iterable[GivesBack] = (),
    ) -> Booking:
        """Return the booking to save in place of one that takes place now instead.

        Whoever has a seat instead of somebody else receives it, with what it was charged. It keeps
        the buffers free that were looked at.

        Args:
            booking: The booking that was asked about, in ``team.reschedule``.
            at: When that is decided.
            by: Who decided it.
            terms: What the pools' methods give back now, where that has changed.

        Raises:
            BookingStateError: The booking has ended.
            InvalidValueError: It has other seats than were filled.
        """
        seated = iter(reseated(booking.taking_time, self.seats))
        seats = [seat if seat.optional else next(seated) for seat in booking.seats]
        moved = booking.rescheduled(self.span, at=at, by=by, seats=seats, terms=terms)
        before, after = self.event_type.buffer_before, self.event_type.buffer_after
        return attrs.evolve(moved, buffer_before=before, buffer_after=after)

    def __repr__(self) -> str:
        return f"<Assignment {clock_span(self.span, self.zone)} with {', '.join(self.members)}>"
