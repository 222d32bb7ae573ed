"""The seats of one request, planned: who may fill each, at which starts, and who is shown."""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from functools import cached_property

import attrs

from teamsched.availability import Role
from teamsched.bits import any_of
from teamsched.booked_routes import BookedRoute
from teamsched.distribution import Line, ResourcePool
from teamsched.event_types import EventType
from teamsched.grid import StartGrid
from teamsched.instants import to_micros
from teamsched.intervals import Interval, IntervalSet, unchecked
from teamsched.matching import Starts
from teamsched.openings import Openings
from teamsched.panels import Bound, Places, Seat as SeatStarts, feasible_within
from teamsched.reasons import Reason
from teamsched.requests import Request, Seat
from teamsched.rules import NoRoute
from teamsched.snapshot import Snapshot
from teamsched.team.customers import why_no_more
from teamsched.team.limits import Limit
from teamsched.team.sessions import Session, Sessions
from teamsched.team.wishes import SeatPart


@attrs.frozen(order=False)
class SeatPlan:
    """One seat, or a part of it, with everything that decides who fills it.

    Attributes:
        part: The seat or the part of it.
        pool: The pool it is drawn from, None for named pages.
        line: The pool as it stands.
        openings: When each of its candidates may be booked.
        judged: What the pool's method goes by: the same with the sessions that a candidate hosts,
            for all starts of the page if the method looks ahead.
        passed: The pages passed over, each with the seat that the person behind it has already.
        shown: When each may be booked, as far as the pool's method shows them.
        members: The member behind each page.
        hosting: The starts at which each has a session with room to be drawn for.
        joined: The same, as far as the pool's method shows them.
        revealed: Whether everybody is shown, whatever the method: the place is claimed, or else
            nothing would be left to book.
    """

    part: SeatPart
    pool: ResourcePool | None
    line: Line | None
    openings: Openings
    judged: Openings
    passed: Mapping[str, str]
    shown: Mapping[str, int]
    members: Mapping[str, str]
    hosting: Mapping[str, int]
    joined: Mapping[str, int]
    revealed: bool = False

    @property
    def seat(self) -> Seat:
        """The seat."""
        return self.part.seat

    @property
    def number(self) -> int:
        """Its number as declared; the primary seat is number 0."""
        return self.part.number

    @property
    def lasts(self) -> bool:
        """Whether who is shown is settled for all the starts of a page at once."""
        ahead = self.pool is not None and self.pool.distribution.looks_ahead
        return ahead or self.revealed

    @property
    def primary(self) -> bool:
        """Whether it is the primary seat."""
        return self.number == 0

    @property
    def role(self) -> Role:
        """What whoever fills it is booked as."""
        return role_in(self.pool or self.part.origin, primary=self.primary)

    def anybody(self) -> int:
        """Return the starts at which at least one page is shown."""
        if self.shown is self.openings.starts:
            return self.openings.anybody()
        return any_of(self.shown.values())

    def people(self) -> Starts:
        """Return when each member may fill the seat, through whatever page of theirs."""
        names = [self.members[page] for page in self.shown]
        merged = dict(zip(names, self.shown.values(), strict=True))
        if len(merged) == len(names):
            return merged
        merged.clear()
        for member, bits in zip(names, self.shown.values(), strict=True):
            merged[member] = merged.get(member, 0) | bits
        return merged

    def pages_at(self, index: int) -> tuple[str, ...]:
        """Return the pages that are shown at the start of a number."""
        return tuple(page for page, bits in self.shown.items() if bits >> index & 1)

    def visible(self) -> Mapping[str, int]:
        """Return when each page would be shown if everybody were always free."""
        always = dict.fromkeys(self.judged.starts, self.judged.grid.full)
        if self.pool is None or self.line is None or self.revealed:
            return always
        return self.pool.distribution.shows(
            self.line, always, count=self.seat.count, seated=frozenset(self.passed)
        )

    def hidden(self) -> Mapping[str, Reason]:
        """Return why the pool's method does not show some of the candidates."""
        if self.pool is None or self.line is None or self.revealed:
            return {}
        return self.pool.distribution.hides(
            self.line, self.judged.starts, count=self.seat.count, seated=frozenset(self.passed)
        )

    def places(self, pages: Iterable[str]) -> Places:
        """Return the places of the seat, for the people behind some pages."""
        people = frozenset(self.members[page] for page in pages)
        seat = self.seat
        return Places(people, seat.needed, seat.count, seat.preferred)

    def unhidden(self) -> "SeatPlan":
        """Return the plan with everybody shown."""
        return attrs.evolve(
            self, shown=self.openings.starts, joined=self.hosting, passed={}, revealed=True
        )


def role_in(pool: ResourcePool | None, *, primary: bool) -> Role:
    """Return what is booked in a seat that is drawn from a pool, or from none."""
    caps = {one.page: one.caps for one in pool.memberships if one.caps} if pool else {}
    return Role(primary, pool.id, caps) if pool and caps else Role(primary)


@attrs.frozen(order=False)
class Background:
    """What an answer rests on besides people and their time.

    Attributes:
        route: What is kept with a booking; None for a search without a page.
        invited: The pages of people who are invited besides, with the member behind each.
        relaxed: What had to be relaxed, since nothing could be booked by the rule itself.
        ignored: What of the request could not be done.
        tried: How many fallbacks of the rule have no slot either.
    """

    route: BookedRoute | None = None
    invited: Mapping[str, str] = attrs.field(factory=dict)
    relaxed: tuple[Reason, ...] = ()
    ignored: tuple[Reason, ...] = ()
    tried: int = 0


@attrs.frozen(eq=False)
class Situation:
    """All that is known when one request is answered.

    Attributes:
        request: What was asked for; None for a search without a page.
        event_type: What is to be booked.
        snapshot: Who is free when.
        grid: The starts in question.
        on_grid: The bits of those starts that the page's own grid has.
        zone: The zone whose wall clock the page follows.
        dates: What a horizon of days leaves of the window, None if it is no such horizon.
        plans: The seats, in the order in which they are filled.
        sessions: The sessions that have room.
        replan: Plans them for another grid.
        no_route: Why no rule applied, None if one did.
        seed: What settles ties, besides the request and the start.
        limits: What else has to be so of those who take part.
        background: What the answer rests on besides.
    """

    request: Request | None
    event_type: EventType
    snapshot: Snapshot
    grid: StartGrid
    on_grid: int
    zone: tzinfo
    dates: IntervalSet | None
    plans: tuple[SeatPlan, ...]
    sessions: Sessions
    replan: Callable[..., tuple[SeatPlan, ...]]
    no_route: NoRoute | None
    seed: str
    limits: tuple[Limit, ...] = ()
    background: Background = attrs.field(factory=Background)

    @property
    def primary(self) -> tuple[SeatPlan, ...]:
        """The plans of the primary seat: two where a place of it is claimed, else one."""
        return tuple(plan for plan in self.plans if plan.primary)

    @cached_property
    def refused(self) -> tuple[Reason, ...]:
        """Why the customer may book nothing at all, whoever is free."""
        return tuple(why_no_more(self.request, self.event_type, self.snapshot))

    def offered(self) -> int:
        """Return the bits of the starts at which distinct people fill every seat, as asked."""
        if self.no_route is not None or self.refused:
            return 0
        return self.fresh() | self._joinable()

    def fresh(self) -> int:
        """Return the starts at which that is so of people who are free, without any session."""
        if not self.limits and len(self.plans) == 1 and self.plans[0].seat.needed == 1:
            return self.plans[0].anybody() & self.on_grid
        return feasible_within([_starts(plan) for plan in self.plans], self.bounds, self.on_grid)

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """How many of whom may take part, in terms of the plans."""
        names = [plan.seat.name for plan in self.plans]
        return tuple(limit.bound(names) for limit in self.limits)

    def _joinable(self) -> int:
        bits = 0
        for instant in self.sessions.starting:
            index = self.grid.index(instant)
            if index is not None and self.sessions_at(index):
                bits |= 1 << index
        return bits & self.on_grid

    def sessions_at(self, index: int) -> list[Session]:
        """Return the sessions that may be joined at the start of a number, the oldest first.

        In a group that is whatever the methods show, and else if they show all of its hosts.
        """
        candidates = [(plan.part, plan.openings.starts) for plan in self.plans]
        found = self.sessions.at(self.grid.instants[index], candidates)
        if self.sessions.group:
            return found
        shown = {
            page for plan in self.primary for page in plan.joined if plan.joined[page] >> index & 1
        }
        return [session for session in found if shown.issuperset(session.hosts)]

    def withheld(self) -> int:
        """Return the starts that could be booked, but that the pools' methods don't show."""
        everybody = attrs.evolve(self, plans=tuple(plan.unhidden() for plan in self.plans))
        return everybody.offered() & ~self.offered()

    def yielding(self) -> "Situation":
        """Return the same with nobody hidden by a method that yields, if else nothing is left."""
        if self.offered():
            return self
        plans = tuple(
            plan.unhidden() if plan.pool and plan.pool.distribution.yields else plan
            for plan in self.plans
        )
        revealed = attrs.evolve(self, plans=plans)
        return revealed if revealed.offered() else self

    def slot(self, index: int) -> Interval:
        """Return the slot that starts at the start of a number."""
        start = self.grid.instants[index]
        return unchecked(start, start + to_micros(self.event_type.duration))

    def places(self) -> tuple[SeatPlan, ...]:
        """Return for each place, in the order in which they are filled, the seat it is of."""
        return tuple(plan for plan in self.plans for _ in range(plan.seat.count))

    def seats_at(self, index: int) -> list[Places]:
        """Return for each seat the members who may take a place at the start of a number."""
        return [plan.places(plan.pages_at(index)) for plan in self.plans]

    def around(self, instant: int) -> "Situation":
        """Return the same for one start that is not in question, and would not be offered."""
        grid = StartGrid([instant])
        return attrs.evolve(self, grid=grid, on_grid=0, plans=self.replan(grid=grid))


def _starts(plan: SeatPlan) -> SeatStarts:
    """Return when a seat can be filled; one that is only preferred asks for nobody."""
    if plan.seat.preferred:
        return 0, 0, {}
    return plan.seat.needed, plan.seat.count, plan.people()
