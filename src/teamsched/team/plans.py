"""Plans: many bookings handed over at once, as a value that changes nothing until it is applied."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from functools import cached_property

import attrs

from teamsched.bookings import Booking, Credit
from teamsched.checks import instance
from teamsched.distribution import Ledger
from teamsched.entries import GivesBack
from teamsched.errors import StaleError
from teamsched.filled import Filled
from teamsched.frozen import FrozenDict
from teamsched.intervals import Interval
from teamsched.reasons import Reason, clock_span
from teamsched.team.assignment import Refusal
from teamsched.zonekeys import zone_of


def _frozen(loads: Mapping[str, int]) -> Mapping[str, int]:
    return FrozenDict(loads)


def revisions(ledger: Ledger, concerned: frozenset[str]) -> Mapping[str, int]:
    """Return the revisions of the bookings in a ledger that concern some pages, members, pools."""
    return {
        booking.id: booking.rev
        for booking in ledger.bookings
        if any(not concerned.isdisjoint((s.page, s.member, s.pool)) for s in booking.seats)
    }


@attrs.frozen
class Loads:
    """How much everybody has.

    Attributes:
        of: How many bookings each member has, by id.
    """

    of: Mapping[str, int] = attrs.field(converter=_frozen)

    @property
    def spread(self) -> int:
        """How much more whoever has most has than whoever has least."""
        return max(self.of.values(), default=0) - min(self.of.values(), default=0)

    @property
    def sum_of_squares(self) -> int:
        """How uneven they are: less is more even, as long as their sum is the same."""
        return sum(load**2 for load in self.of.values())

    def words(self) -> str:
        """Return the loads in a line."""
        some = ", ".join(f"{member} {load}" for member, load in self.of.items())
        return f"{some or 'nobody'} (spread {self.spread}, squares {self.sum_of_squares})"


@attrs.frozen(order=False, repr=False)
class Move:
    """One seat that changes hands by a plan.

    Attributes:
        booking: The booking as it is.
        seat: The seat as it is filled.
        to: The page that takes it over.
        member: The member behind that page.
        reasons: Why they do.
        makes_room: Whether it only moves so that another booking can be taken over.
        zone: The zone whose wall clock the words show.
    """

    booking: Booking
    seat: Filled
    to: str
    member: str
    reasons: tuple[Reason, ...]
    makes_room: bool
    zone: tzinfo = attrs.field(eq=False)
    _why_not: Callable[[], tuple[Reason, ...]] = attrs.field(default=tuple, eq=False)

    @property
    def of(self) -> str:
        """The page that hands over."""
        return self.seat.page

    @cached_property
    def others(self) -> tuple[Reason, ...]:
        """Why others can't take it: worked out when it is asked for.

        Of those who could and don't, it says nothing: they have more, or as much.
        """
        return self._why_not()

    def words(self, zone: tzinfo) -> str:
        """Return the move in a line."""
        when = clock_span(self.booking.span, zone)
        why = "; ".join(attrs.evolve(one, page=None).words(zone) for one in self.reasons)
        return f"{self.booking.id}, {when}: {self.seat.seat}: {self.of} → {self.to} ({why})"

    def explain(self, zone: str | tzinfo | None = None) -> str:
        """Return who takes it over and why, and why others can't, a line each."""
        shown = self.zone if zone is None else zone_of(zone)
        return "\n".join([self.words(shown), *(f"  {one.words(shown)}" for one in self.others)])

    def __repr__(self) -> str:
        return f"<Move of {self.booking.id}: {self.of} → {self.to}>"


@attrs.frozen(order=False, repr=False)
class Plan:
    """Who takes over which bookings, decided for all of them together.

    It is a dry run of itself: nothing changes until the bookings are saved that it makes.

    Attributes:
        moves: The seats that change hands, in the order of their times.
        unplaced: The bookings that stay as they are though they were to be handed over, and why.
        optimal: Whether it is proved that no plan is better: that none leaves fewer bookings, of
            those none moves fewer others, and of those none is more even.
        before: What everybody has who is concerned, as things are.
        after: The same by the plan.
        credit: Whether the accounts follow, by "transfer", or others only "cover".
        depends_on: The ids of the pools, pages and members whose facts it rests on.
        versions: The revisions of all their bookings in the ledger that it was made on.
        zone: The zone whose wall clock its explanation shows.
    """

    moves: tuple[Move, ...]
    unplaced: tuple[tuple[Booking, Refusal], ...]
    optimal: bool
    before: Loads
    after: Loads
    credit: Credit
    depends_on: frozenset[str]
    versions: Mapping[str, int] = attrs.field(converter=_frozen)
    zone: tzinfo = attrs.field(eq=False)

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """The bookings that change, as they are."""
        return tuple({move.booking.id: move.booking for move in self.moves}.values())

    @property
    def guards(self) -> tuple[tuple[str, Interval], ...]:
        """For each member who takes over the time that no other booking may take."""
        return tuple((move.member, move.booking.span) for move in self.moves)

    def apply(
        self,
        ledger: Ledger,
        *,
        at: datetime,
        terms: Iterable[GivesBack] = (),
        reason: str | None = None,
    ) -> tuple[Booking, ...]:
        """Return the bookings to save, in one transaction: all that change, or an error.

        The ledger must have the same bookings of everybody concerned as when the plan was made.
        That they are still the same when they are saved, and that nothing else has changed that
        the plan depends on, is yours to hold: the revisions of the bookings and the versions of
        ``depends_on``.

        Args:
            ledger: What has been booked by now.
            at: When it is handed over.
            terms: What the pools' methods give back now, where that has changed.
            reason: Why, in your words.

        Raises:
            StaleError: Some booking has come, gone or changed since the plan was made.
        """
        self._check(instance("ledger", ledger, Ledger, "a Ledger"))
        promised = tuple(terms)
        return tuple(
            booking.reseated(
                self._seats(booking), at=at, credit=self.credit, terms=promised, reason=reason
            )
            for booking in self.bookings
        )

    def _check(self, ledger: Ledger) -> None:
        now = revisions(ledger, self.depends_on)
        for id in sorted(now.keys() | self.versions.keys()):
            rev, seen = now.get(id, 0), self.versions.get(id, 0)
            if rev != seen:
                raise StaleError(id, rev=rev, seen=seen)
        for booking in self.bookings:
            known = ledger.booking(booking.id)
            if known is not None and known != booking:
                raise StaleError(booking.id, rev=booking.rev, seen=booking.rev)

    def _seats(self, booking: Booking) -> tuple[Filled, ...]:
        given = {move.of: move for move in self.moves if move.booking is booking}
        return tuple(
            attrs.evolve(seat, page=given[seat.page].to, member=given[seat.page].member)
            if seat.page in given and not seat.optional
            else seat
            for seat in booking.seats
        )

    def explain(self, zone: str | tzinfo | None = None) -> str:
        """Return what changes and why, what stays and why, and what that does to the loads."""
        return "\n".join(self._lines(self.zone if zone is None else zone_of(zone)))

    def _lines(self, zone: tzinfo) -> Iterator[str]:
        proved = "" if self.optimal else ", which may not be the best"
        yield f"{_count(len(self.moves), 'move')}, {len(self.unplaced)} unplaced{proved}"
        yield from (move.words(zone) for move in self.moves)
        for booking, refusal in self.unplaced:
            yield f"{booking.id}, {clock_span(booking.span, zone)}: stays"
            yield from (f"  {reason.words(zone)}" for reason in refusal.reasons)
        yield f"before: {self.before.words()}"
        yield f"after: {self.after.words()}"

    def __repr__(self) -> str:
        proved = "" if self.optimal else ", not proved the best"
        return f"<Plan {_count(len(self.moves), 'move')}, {len(self.unplaced)} unplaced{proved}>"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
