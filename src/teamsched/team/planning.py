"""Plan the seats of one request: in which order they are filled, and who is shown for each."""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from functools import partial

import attrs

from teamsched.availability import Role, find_openings, page_grid
from teamsched.distribution import Ledger, Line, ResourcePool
from teamsched.errors import InvalidValueError
from teamsched.event_types import EventType
from teamsched.grid import StartGrid
from teamsched.intervals import IntervalSet
from teamsched.requests import Request, Seat
from teamsched.rules import NoRoute
from teamsched.snapshot import Snapshot
from teamsched.team.limits import Limit
from teamsched.team.seating import Background, SeatPlan, Situation, role_in
from teamsched.team.sessions import Sessions, sessions_with_room
from teamsched.team.wishes import SeatPart


def situation_of(
    parts: Iterable[SeatPart],
    *,
    request: Request | None,
    event_type: EventType,
    snapshot: Snapshot,
    ledger: Ledger,
    grid: StartGrid,
    on_grid: int,
    zone: tzinfo,
    pools: Mapping[str, ResourcePool],
    members: Mapping[str, str],
    no_route: NoRoute | None,
    seed: str,
    dates: IntervalSet | None,
    limits: tuple[Limit, ...],
    background: Background,
) -> Situation:
    """Return all that is known when some seats are to be filled, planned.

    Where a method looks ahead, the whole page is planned first: it is judged by that.
    """
    parts = tuple(parts)
    page_id = request.page if request else None
    sessions = sessions_with_room(snapshot, event_type, page_id, zone=zone, dates=dates).within(
        limits, preferred={part.seat.name for part in parts if part.seat.preferred}
    )
    replan = partial(
        plan_seats,
        parts,
        snapshot=snapshot,
        ledger=ledger,
        event_type=event_type,
        pools=pools,
        members=members,
        page=page_id,
        sessions=sessions,
        dates=dates,
    )
    situation = partial(
        Situation,
        request=request,
        event_type=event_type,
        snapshot=snapshot,
        zone=zone,
        sessions=sessions,
        dates=dates,
        no_route=no_route,
        seed=seed,
        limits=limits,
        background=background,
    )
    drawn_from = [pools[part.seat.pool] for part in parts if part.seat.pool]
    if any(pool.distribution.looks_ahead for pool in drawn_from):
        page = page_grid(snapshot.window, event_type, zone=zone)
        judged = situation(grid=page, on_grid=page.full, plans=replan(grid=page), replan=replan)
        replan = partial(replan, settled=judged.yielding().plans)
    return situation(grid=grid, on_grid=on_grid, plans=replan(grid=grid), replan=replan)


def plan_seats(
    parts: Iterable[SeatPart],
    *,
    snapshot: Snapshot,
    ledger: Ledger,
    event_type: EventType,
    grid: StartGrid,
    pools: Mapping[str, ResourcePool],
    members: Mapping[str, str],
    page: str | None,
    sessions: Sessions,
    dates: IntervalSet | None,
    settled: tuple[SeatPlan, ...] = (),
) -> tuple[SeatPlan, ...]:
    """Plan the seats in the order in which they are filled.

    Seats that need everybody who may fill them come first, then the others as declared, and at
    last those that are only preferred.
    Where a method shows no more people than its seat needs, these people sit there: the methods
    of later seats pass them over, without their losing their place in line.

    A method that looks ahead has judged all the starts of the page before, in *settled*: whom it
    shows there it shows here. Other methods are asked anew.
    """
    plans: list[SeatPlan] = []
    seated: dict[str, str] = {}
    line_of = partial(
        ResourcePool.line,
        ledger=ledger,
        page=page,
        event_type=event_type.id,
        lasting=event_type.duration,
        now=snapshot.now,
    )
    drafts = [
        _Draft.of(part, pools[part.seat.pool] if part.seat.pool else None, line_of)
        for part in parts
    ]
    if not all(page in snapshot.pages for draft in drafts for page in draft.seat.pages):
        raise InvalidValueError("snapshot", expected="a snapshot of this team", got=snapshot)
    hosted = sessions.hosted(grid, [(draft.part, draft.candidates) for draft in drafts])
    before = {plan.part.key: plan for plan in settled if plan.lasts}
    for draft in sorted(drafts, key=lambda one: (one.seat.preferred, one.has_a_choice(members))):
        pages = draft.candidates
        openings = find_openings(
            snapshot,
            event_type,
            grid,
            pages=pages,
            role=_role_of(draft, snapshot, event_type),
            dates=dates,
        )
        hosting = {one: hosted[one] for one in pages if one in hosted and draft.part.number == 0}
        known = before.get(draft.part.key)
        if known is not None:
            plan = attrs.evolve(
                known,
                openings=openings,
                shown=_of(openings.starts, known.shown),
                hosting=hosting,
                joined=_of(hosting, known.shown),
            )
        else:
            judged = openings.replacing(_united(openings.starts, hosting)) if hosting else openings
            passed, shown = draft.showing(judged.starts, seated, members)
            plan = SeatPlan(
                draft.part,
                pool=draft.pool,
                line=draft.line,
                openings=openings,
                judged=judged,
                passed=passed,
                shown=_both(shown, openings.starts) if hosting else shown,
                members=members,
                hosting=hosting,
                joined=_both(hosting, shown),
                revealed=draft.part.claimed,
            )
        if not _outnumber(plan.shown, members, draft.seat.needed):
            seated |= {members[page]: draft.seat.name for page in plan.shown}
        plans.append(plan)
    return tuple(plans)


def _of(starts: Mapping[str, int], pages: Iterable[str]) -> Mapping[str, int]:
    return {page: starts[page] for page in pages if page in starts}


def _both(starts: Mapping[str, int], others: Mapping[str, int]) -> Mapping[str, int]:
    return {page: bits & others[page] for page, bits in starts.items() if page in others}


def _united(starts: Mapping[str, int], more: Mapping[str, int]) -> Mapping[str, int]:
    return {page: starts[page] | bits for page, bits in more.items()}


@attrs.frozen(eq=False)
class _Draft:
    """A part of a seat on its way to a plan: who of its pages is in line at all."""

    part: SeatPart
    pool: ResourcePool | None
    line: Line | None
    candidates: tuple[str, ...]

    @classmethod
    def of(
        cls,
        part: SeatPart,
        pool: ResourcePool | None,
        line_of: Callable[[ResourcePool], Line],
    ) -> "_Draft":
        """Return the draft of a part."""
        seat = part.seat
        if pool is None:
            return cls(part, None, None, seat.pages)
        line = line_of(pool)
        if not line.inactive and seat.pages == pool.pages:
            return cls(part, pool, line, seat.pages)
        active = set(line.pages)
        in_line = tuple(name for name in seat.pages if name in active)
        return cls(part, pool, line, in_line)

    @property
    def seat(self) -> Seat:
        """The seat."""
        return self.part.seat

    def showing(
        self, starts: Mapping[str, int], seated: Mapping[str, str], members: Mapping[str, str]
    ) -> tuple[Mapping[str, str], Mapping[str, int]]:
        """Return who is passed over, and what of some starts is shown of the others.

        A method that narrows does so by pages. Where two of them are one person's, the second
        page is passed over, until there are as many people as the seat needs. No method is asked
        about a place that is claimed.

        Args:
            starts: When each of the candidates may be booked.
            seated: The seat that each member who sits elsewhere has.
            members: The member behind each page.
        """
        if self.pool is None or self.line is None or self.part.claimed:
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
        return _outnumber(self.candidates, members, self.seat.needed)


def _outnumber(pages: Iterable[str], members: Mapping[str, str], count: int) -> bool:
    """Tell whether there are more than so many people behind some pages."""
    people = set[str]()
    for page in pages:
        people.add(members[page])
        if len(people) > count:
            return True
    return False


def _role_of(draft: _Draft, snapshot: Snapshot, event_type: EventType) -> Role:
    """Return what people are booked as; where it makes no difference, all seats share the role."""
    role = role_in(draft.pool or draft.part.origin, primary=draft.part.number == 0)
    caps = [cap for page in draft.candidates for cap in snapshot.pages[page].caps]
    caps += [*event_type.caps, *(cap for some in role.caps.values() for cap in some)]
    if all(cap.seats == "all" for cap in caps):
        return attrs.evolve(role, primary=True)
    return role
