"""The seats of one request, planned: who may fill each, at which starts, and who is shown."""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo

import attrs

from teamsched.availability import find_openings
from teamsched.bits import any_of
from teamsched.distribution import Ledger, Line, ResourcePool
from teamsched.errors import InvalidValueError
from teamsched.grid import StartGrid
from teamsched.instants import to_micros
from teamsched.intervals import Interval, unchecked
from teamsched.matching import Starts, feasible
from teamsched.model import EventType, Request, Seat
from teamsched.openings import Openings
from teamsched.reasons import Reason
from teamsched.rules import NoRoute
from teamsched.snapshot import Snapshot


@attrs.frozen(order=False)
class SeatPlan:
    """One seat with everything that decides who fills it.

    Attributes:
        seat: The seat.
        number: Its number as declared; the primary seat is number 0.
        pool: The pool it is drawn from, None for named pages.
        line: The pool as it stands.
        openings: When each of its candidates may be booked.
        passed: The pages passed over, each with the seat that the person behind it has already.
        shown: When each may be booked, as far as the pool's method shows them.
        members: The member behind each page.
    """

    seat: Seat
    number: int
    pool: ResourcePool | None
    line: Line | None
    openings: Openings
    passed: Mapping[str, str]
    shown: Mapping[str, int]
    members: Mapping[str, str]

    @property
    def primary(self) -> bool:
        """Whether it is the primary seat."""
        return self.number == 0

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
        always = dict.fromkeys(self.openings.starts, self.openings.grid.full)
        if self.pool is None or self.line is None:
            return always
        return self.pool.distribution.shows(
            self.line, always, count=self.seat.count, seated=frozenset(self.passed)
        )

    def hidden(self) -> Mapping[str, Reason]:
        """Return why the pool's method does not show some of the candidates."""
        if self.pool is None or self.line is None:
            return {}
        return self.pool.distribution.hides(
            self.line, self.openings.starts, count=self.seat.count, seated=frozenset(self.passed)
        )


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
        plans: The seats, in the order in which they are filled.
        replan: Plans them for another grid.
        no_route: Why no rule applied, None if one did.
        seed: What settles ties, besides the request and the start.
    """

    request: Request | None
    event_type: EventType
    snapshot: Snapshot
    grid: StartGrid
    on_grid: int
    zone: tzinfo
    plans: tuple[SeatPlan, ...]
    replan: Callable[..., tuple[SeatPlan, ...]]
    no_route: NoRoute | None
    seed: str

    @property
    def primary(self) -> SeatPlan:
        """The plan of the primary seat."""
        return next(plan for plan in self.plans if plan.primary)

    def offered(self) -> int:
        """Return the bits of the starts at which distinct people fill every seat."""
        if self.no_route is not None:
            return 0
        if len(self.plans) == 1 and self.plans[0].seat.count == 1:
            return self.plans[0].anybody() & self.on_grid
        return feasible([(plan.seat.count, plan.people()) for plan in self.plans], self.on_grid)

    def slot(self, index: int) -> Interval:
        """Return the slot that starts at the start of a number."""
        start = self.grid.instants[index]
        return unchecked(start, start + to_micros(self.event_type.duration))

    def places(self) -> tuple[SeatPlan, ...]:
        """Return for each place, in the order in which they are filled, the seat it is of."""
        return tuple(plan for plan in self.plans for _ in range(plan.seat.count))

    def people_at(self, index: int) -> list[frozenset[str]]:
        """Return for each place the members who may take it at the start of a number."""
        places: list[frozenset[str]] = []
        for plan in self.plans:
            people = frozenset(plan.members[page] for page in plan.pages_at(index))
            places += [people] * plan.seat.count
        return places

    def around(self, instant: int) -> "Situation":
        """Return the same for one start that is not in question, and would not be offered."""
        grid = StartGrid([instant])
        return attrs.evolve(self, grid=grid, on_grid=0, plans=self.replan(grid=grid))


def plan_seats(
    seats: Iterable[Seat],
    *,
    snapshot: Snapshot,
    ledger: Ledger,
    event_type: EventType,
    grid: StartGrid,
    pools: Mapping[str, ResourcePool],
    members: Mapping[str, str],
    page: str | None,
) -> tuple[SeatPlan, ...]:
    """Plan the seats in the order in which they are filled.

    Seats that need everybody who may fill them come first, then the others as declared.
    Where a method shows no more people than its seat needs, these people sit there: the methods
    of later seats pass them over, without their losing their place in line.
    """
    plans: list[SeatPlan] = []
    seated: dict[str, str] = {}
    drafts = [
        _Draft.of(number, seat, pools=pools, ledger=ledger, page=page, event_type=event_type.id)
        for number, seat in enumerate(seats)
    ]
    if not all(page in snapshot.pages for draft in drafts for page in draft.seat.pages):
        raise InvalidValueError("snapshot", expected="a snapshot of this team", got=snapshot)
    for draft in sorted(drafts, key=lambda one: one.has_a_choice(members)):
        pages = draft.candidates
        openings = find_openings(
            snapshot,
            event_type,
            grid,
            pages=pages,
            # Where roles make no difference, all seats share what has been found.
            primary=draft.number == 0 or not _roles_differ(snapshot, event_type, pages),
        )
        passed, shown = draft.showing(openings.starts, seated, members)
        plan = SeatPlan(
            draft.seat,
            number=draft.number,
            pool=draft.pool,
            line=draft.line,
            openings=openings,
            passed=passed,
            shown=shown,
            members=members,
        )
        if not _outnumber(shown, members, draft.seat.count):
            seated |= {members[page]: draft.seat.name for page in shown}
        plans.append(plan)
    return tuple(plans)


@attrs.frozen(eq=False)
class _Draft:
    """A seat on its way to a plan: who of its pages is in line at all."""

    number: int
    seat: Seat
    pool: ResourcePool | None
    line: Line | None
    candidates: tuple[str, ...]

    @classmethod
    def of(
        cls,
        number: int,
        seat: Seat,
        *,
        pools: Mapping[str, ResourcePool],
        ledger: Ledger,
        page: str | None,
        event_type: str,
    ) -> "_Draft":
        """Return the draft of the seat of a number."""
        if seat.pool is None:
            return cls(number, seat, None, None, seat.pages)
        pool = pools[seat.pool]
        line = pool.line(ledger, page=page, event_type=event_type)
        if not line.inactive and seat.pages == pool.pages:
            return cls(number, seat, pool, line, seat.pages)
        active = {membership.page for membership in line.members}
        in_line = tuple(name for name in seat.pages if name in active)
        return cls(number, seat, pool, line, in_line)

    def showing(
        self, starts: Mapping[str, int], seated: Mapping[str, str], members: Mapping[str, str]
    ) -> tuple[Mapping[str, str], Mapping[str, int]]:
        """Return who is passed over, and what of some starts is shown of the others.

        A method that narrows does so by pages. Where two of them are one person's, the second
        page is passed over, until there are as many people as the seat needs.

        Args:
            starts: When each of the candidates may be booked.
            seated: The seat that each member who sits elsewhere has.
            members: The member behind each page.
        """
        if self.pool is None or self.line is None:
            return {}, starts
        name, count = self.seat.name, self.seat.count
        passed = (
            {page: seated[members[page]] for page in starts if members[page] in seated}
            if seated
            else {}
        )
        while True:
            shown = self.pool.distribution.shows(
                self.line, starts, count=count, seated=frozenset(passed)
            )
            if len(shown) >= len(starts) - len(passed):
                return passed, shown
            first_pages = {members[page]: page for page in reversed(list(shown))}
            if len(first_pages) in {count, len(shown)}:
                return passed, shown
            passed |= dict.fromkeys(shown.keys() - set(first_pages.values()), name)

    def has_a_choice(self, members: Mapping[str, str]) -> bool:
        """Tell whether more people may fill the seat than it needs."""
        return _outnumber(self.candidates, members, self.seat.count)


def _outnumber(pages: Iterable[str], members: Mapping[str, str], count: int) -> bool:
    """Tell whether there are more than so many people behind some pages."""
    people = set[str]()
    for page in pages:
        people.add(members[page])
        if len(people) > count:
            return True
    return False


def _roles_differ(snapshot: Snapshot, event_type: EventType, pages: Iterable[str]) -> bool:
    """Tell whether some cap concerns primary seats only."""
    caps = [cap for page in pages for cap in snapshot.pages[page].caps]
    return any(cap.seats == "primary" for cap in (*caps, *event_type.caps))
