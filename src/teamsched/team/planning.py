"""Plan the seats of one request: in which order they are filled, and who is shown for each."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import attrs

from teamsched.availability import find_openings
from teamsched.distribution import Ledger, Line, ResourcePool
from teamsched.errors import InvalidValueError
from teamsched.grid import StartGrid
from teamsched.model import EventType
from teamsched.requests import Seat
from teamsched.snapshot import Snapshot
from teamsched.team.seating import SeatPlan, with_claim


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
    settled: tuple[SeatPlan, ...] = (),
) -> tuple[SeatPlan, ...]:
    """Plan the seats in the order in which they are filled.

    Seats that need everybody who may fill them come first, then the others as declared.
    Where a method shows no more people than its seat needs, these people sit there: the methods
    of later seats pass them over, without their losing their place in line.

    A method that looks ahead has judged all the starts of the page before, in *settled*: whom it
    shows there it shows here.
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
        _Draft.of(number, seat, pools[seat.pool] if seat.pool else None, line_of)
        for number, seat in enumerate(seats)
    ]
    if not all(page in snapshot.pages for draft in drafts for page in draft.seat.pages):
        raise InvalidValueError("snapshot", expected="a snapshot of this team", got=snapshot)
    before = {plan.number: plan for plan in settled}
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
        known = before.get(draft.number)
        if known is not None:
            same = {page: openings.starts[page] for page in known.shown}
            plan = attrs.evolve(known, openings=openings, shown=same)
        else:
            passed, shown = draft.showing(openings.starts, seated, members)
            plan = SeatPlan(
                draft.seat,
                number=draft.number,
                pool=draft.pool,
                line=draft.line,
                openings=openings,
                judged=openings,
                passed=passed,
                shown=shown,
                members=members,
            )
        if not _outnumber(plan.shown, members, draft.seat.count):
            seated |= {members[page]: draft.seat.name for page in plan.shown}
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
        pool: ResourcePool | None,
        line_of: Callable[[ResourcePool], Line],
    ) -> "_Draft":
        """Return the draft of the seat of a number."""
        if pool is None:
            return cls(number, seat, None, None, seat.pages)
        line = line_of(pool)
        if not line.inactive and seat.pages == pool.pages:
            return cls(number, seat, pool, line, seat.pages)
        active = set(line.pages)
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
                return passed, with_claim(self.seat, shown, starts)
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
