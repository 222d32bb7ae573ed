"""Give a seat of a booking to somebody else: to whom, with how few changes, and why."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Literal, get_args

import attrs

from teamsched.bookings import Booking, Credit
from teamsched.checks import instance, one_of, optional_id, whole
from teamsched.entries import GivesBack
from teamsched.errors import UnknownIdError
from teamsched.event_types import EventType
from teamsched.filled import Filled
from teamsched.intervals import Interval
from teamsched.reasons import Reason, clock_span, distinct
from teamsched.team.assignment import Refusal
from teamsched.team.candidates import Candidate, Candidates
from teamsched.team.explain import has_a_seat
from teamsched.team.searching import Search
from teamsched.zonekeys import zone_of

Panels = Literal["replace", "refuse"]

MAX_SWAPS = 200
"""Most further panelists who change seats so that one can leave."""


@attrs.frozen(order=False)
class Handover:
    """One seat that changes hands.

    Attributes:
        seat: The seat as it was filled.
        to: Who takes it over.
    """

    seat: Filled
    to: Candidate

    def words(self, zone: tzinfo) -> str:
        """Return in a line who takes over what, and why."""
        reasons = self.to.reasons or ((self.to.rank,) if self.to.rank else ())
        why = "; ".join(attrs.evolve(one, page=None).words(zone) for one in reasons)
        double = "double-booked, " if self.to.availability == "busy" else ""
        unknown = "calendar not known, " if self.to.unknown else ""
        told = f"{double}{unknown}{why}".removesuffix(", ")
        return f"{self.seat.seat}: {self.seat.page} → {self.to.page}" + (f" ({told})" * bool(told))


@attrs.frozen(order=False, repr=False)
class Reassignment:
    """A decision to give a seat to somebody else. It changes nothing until its booking is saved.

    Attributes:
        original: The booking as it was.
        handovers: The seats that change hands, the one that was asked about first; others only
            where somebody moved within the booking.
        credit: Whether the accounts follow, by "transfer", or others only "cover".
        depends_on: The ids of the pools, pages and members whose facts it rests on.
        zone: The zone whose wall clock its explanation shows.
        isolated: The members whose pages know nothing of one another's bookings.
    """

    original: Booking
    handovers: tuple[Handover, ...]
    credit: Credit
    depends_on: frozenset[str]
    zone: tzinfo = attrs.field(eq=False)
    isolated: frozenset[str] = frozenset()

    @cached_property
    def seats(self) -> tuple[Filled, ...]:
        """The seats of the booking as they are to be filled, place by place."""
        given = {one.seat.page: one.to for one in self.handovers}
        return tuple(
            attrs.evolve(seat, page=given[seat.page].page, member=given[seat.page].member)
            if seat.page in given and not seat.optional
            else seat
            for seat in self.original.seats
        )

    @property
    def members(self) -> tuple[str, ...]:
        """The members who are to take part, the one of the primary seat first."""
        return tuple(seat.member for seat in self.seats if not seat.optional)

    @property
    def double_booked(self) -> tuple[str, ...]:
        """The members who take over although they are busy then, or don't work."""
        return tuple(one.to.member for one in self.handovers if one.to.availability == "busy")

    @property
    def moved(self) -> tuple[str, ...]:
        """The members who had a seat already, and leave it for another."""
        before = {seat.member for seat in self.original.taking_time}
        return tuple(one.to.member for one in self.handovers if one.to.member in before)

    @property
    def unknown(self) -> frozenset[str]:
        """The members whose calendars could not be read and were allowed all the same."""
        return frozenset(one.to.member for one in self.handovers if one.to.unknown)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why each of those who take over was picked, and what they have then if they are busy."""
        return tuple(
            reason
            for one in self.handovers
            for reason in ((one.to.rank,) if one.to.rank else ()) + one.to.reasons
        )

    @property
    def guards(self) -> tuple[tuple[str, Interval], ...]:
        """For each who takes over the time that no other booking may take, as of an assignment.

        For isolated ones it has the page. There is none for those who are double-booked.
        """
        busy = self.double_booked
        return tuple(
            (one.to.page if one.to.member in self.isolated else one.to.member, self.original.span)
            for one in self.handovers
            if one.to.member not in busy
        )

    def explain(self, zone: str | tzinfo | None = None) -> str:
        """Return what changes and why, a line each."""
        shown = self.zone if zone is None else zone_of(zone)
        lines = [f"{self.original.id}, {clock_span(self.original.span, shown)}"]
        return "\n".join([*lines, *(one.words(shown) for one in self.handovers)])

    def booking(
        self, *, at: datetime, terms: Iterable[GivesBack] = (), reason: str | None = None
    ) -> Booking:
        """Return the booking to save in place of the original.

        Args:
            at: When it is handed over.
            terms: What the pools' methods give back now, where that has changed.
            reason: Why, in your words.
        """
        return self.original.reseated(
            self.seats, at=at, credit=self.credit, terms=terms, reason=reason
        )

    def __repr__(self) -> str:
        moves = ", ".join(f"{one.seat.page} → {one.to.page}" for one in self.handovers)
        return f"<Reassignment of {self.original.id}: {moves}>"


def reassignment(
    search: Search,
    *,
    of: str | None,
    to: str | None,
    credit: Credit,
    allow_busy: bool,
    panels: Panels,
    swaps: int,
) -> Reassignment | Refusal:
    """Return how a seat is given to somebody else; or why it can't be.

    Args:
        search: The booking, and who could take which seat of it.
        of: The page that hands over; left out, the primary holder.
        to: The page that takes over; left out, the first who is free.
        credit: Whether the accounts follow, or somebody only stands in.
        allow_busy: Whether somebody who is busy may take over.
        panels: Whether one of several people may be replaced at all.
        swaps: How many others may change their seats for it, if it takes that.

    Raises:
        UnknownIdError: A page is not there.
    """
    one_of("credit", credit, get_args(Credit))
    one_of("panels", panels, get_args(Panels))
    instance("allow_busy", allow_busy, bool, "True or False")
    whole("swaps", swaps, low=0, high=MAX_SWAPS)
    number = search.place_of(of)
    if optional_id("to", to) is not None and to not in search.directory.pages:
        raise UnknownIdError("to", expected="the id of a page of this team", got=to)
    chain = _Chain(search, number, to)
    refused = tuple(_refused_at_all(search, panels))
    found = () if refused else chain.free(swaps) or (chain.busy() if allow_busy else ())
    if found:
        return _decided(search, found, credit)
    return Refusal(refused or distinct(chain.why_nobody()), zone=search.zone)


def _refused_at_all(search: Search, panels: Panels) -> Iterator[Reason]:
    booking = search.booking
    if panels == "refuse" and len(booking.taking_time) > 1:
        yield Reason("panel", text="a booking with several people is not reassigned")
    yield from why_together(search.event_type)


def why_together(event_type: EventType) -> Iterator[Reason]:
    """Yield why bookings of an event type are not given away one by one, if they are not."""
    if event_type.capacity > 1:
        params = {"capacity": event_type.capacity}
        text = f"{event_type.id} is for several customers at once, who keep together"
        yield Reason("group", params=params, text=text)


def nobody_else(seat: str) -> Reason:
    """Return the reason that a seat has nobody besides who is in it."""
    return Reason("nobody_else", params={"seat": seat}, text=f"nobody else may take {seat}")


def _decided(search: Search, found: tuple[Handover, ...], credit: Credit) -> Reassignment:
    ids = {name for one in found for name in (one.to.page, one.to.member)}
    pools = {one.seat.pool for one in found if one.seat.pool is not None}
    pages = search.snapshot.pages
    return Reassignment(
        search.booking,
        found,
        credit,
        frozenset(ids | pools),
        search.zone,
        isolated=frozenset(one.to.member for one in found if pages[one.to.page].isolated),
    )


class _Chain:
    """The seats of one booking, one of which is to be left by whoever has it."""

    def __init__(self, search: Search, number: int, to: str | None) -> None:
        self._search = search
        self._first = number
        self._to = to
        self._seats = search.booking.taking_time
        self._place_of = {seat.member: place for place, seat in enumerate(self._seats)}
        self._known: dict[int, Candidates] = {}

    def candidates(self, place: int) -> Candidates:
        """Return who could take a place, be it that they sit in another."""
        if place not in self._known:
            here = {self._seats[place].member, self._seats[self._first].member}
            self._known[place] = self._search.candidates(place, without=here)
        return self._known[place]

    def free(self, swaps: int) -> tuple[Handover, ...]:
        """Return the fewest handovers to people who are free, () if there are none.

        A seat is taken by somebody who has none, or else by somebody who leaves theirs to others:
        a shortest chain, found breadth first. Of equally short ones the first in the order of the
        pools.
        """
        chains = deque[tuple[int, tuple[Handover, ...]]]([(self._first, ())])
        seen = {self._first}
        while chains:
            place, before = chains.popleft()
            able = [one for one in self._wanted(place) if one.availability == "free"]
            for one in able:
                chain = (*before, Handover(self._seats[place], one))
                if one.member not in self._place_of and not any(self._broken_by(chain)):
                    return chain
            if len(before) == swaps:
                continue
            for one in able:
                other = self._place_of.get(one.member)
                if other is not None and other not in seen:
                    seen.add(other)
                    chains.append((other, (*before, Handover(self._seats[place], one))))
        return ()

    def busy(self) -> tuple[Handover, ...]:
        """Return the handover to the first who is busy and has no seat, () if there is nobody."""
        for one in self._wanted(self._first):
            chain = (Handover(self._seats[self._first], one),)
            fits = one.member not in self._place_of and not any(self._broken_by(chain))
            if one.availability == "busy" and fits:
                return chain
        return ()

    def _broken_by(self, chain: Iterable[Handover]) -> Iterator[Reason]:
        """Yield the constraints that some handovers break."""
        seats = {seat.member: seat for seat in self._seats}
        for one in chain:
            filled = attrs.evolve(one.seat, page=one.to.page, member=one.to.member)
            seats[one.seat.member] = filled
        return self._search.broken_by(seats.values())

    def _wanted(self, place: int) -> Iterable[Candidate]:
        """Return who could take a place, only whoever is asked for if it is the first."""
        found = self.candidates(place).all
        if self._to is None or place != self._first:
            return found
        return [one for one in found if one.page == self._to]

    def why_nobody(self) -> Iterator[Reason]:
        """Yield why nobody can take the place as things are."""
        wanted, first = list(self._wanted(self._first)), self._seats[self._first]
        if self._to is not None and self._search.directory.members_of[self._to] == first.member:
            yield has_a_seat(self._to, first.seat)
        elif not wanted:
            yield self._why_none()
        for one in wanted:
            if one.member in self._place_of:
                there = self._seats[self._place_of[one.member]].seat
                yield has_a_seat(one.page, there)
            yield from one.reasons
            if not one.reasons and one.member not in self._place_of:
                yield from self._broken_by([Handover(self._seats[self._first], one)])

    def _why_none(self) -> Reason:
        seat = self._seats[self._first].seat
        if self._to is None:
            return nobody_else(seat)
        params = {"seat": seat, "within": self._search.within}
        return Reason("outside_route", self._to, params=params, text=f"may not take {seat}")
