"""Choose the people for one start: seat after seat, each by its own method, never in vain.

Every place is offered only to people with whom all later places can still be filled, so what is
offered can be assigned. Each choice is one decision of its pool's method over exactly these
people, which is what the bound of the fair methods is proved for; a second place drawn from the
same pool is decided on the line as the first has left it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import blake2b
from json import dumps
from typing import Any

from teamsched.availability import find_openings
from teamsched.distribution import Line, Ranking, ResourcePool
from teamsched.entries import Posting
from teamsched.filled import Filled
from teamsched.grid import StartGrid
from teamsched.instants import to_micros
from teamsched.matching import fill, options
from teamsched.reasons import Reason
from teamsched.requests import Request
from teamsched.team.assignment import Assignment, Pick
from teamsched.team.explain import has_a_seat, why_not_seat
from teamsched.team.seating import SeatPlan, Situation


def assign(situation: Situation, index: int) -> Assignment:
    """Return the assignment for an offered start of the grid."""
    choice = _Choice(situation, index)
    fill(situation.people_at(index), choice.choose)
    return choice.assignment()


class _Choice:
    """The places of one start, filled one after another."""

    def __init__(self, situation: Situation, index: int) -> None:
        self._situation = situation
        self._index = index
        self._places = situation.places()
        self._tie = _tie(situation, index)
        self._lines: dict[str, Line] = {}
        self._picks: list[Pick] = []

    def choose(self, place: int, people: frozenset[str]) -> str:
        """Return who of some members gets a place."""
        plan = self._places[place]
        pages = [page for page in plan.pages_at(self._index) if plan.members[page] in people]
        if plan.pool is None or plan.line is None:
            pick = self._named(plan, pages[0])
        else:
            line = self._lines.get(plan.pool.id, plan.line)
            pick = (self._claimed if plan.part.claimed else self._drawn)(
                plan, plan.pool, line, pages
            )
        self._picks.append(pick)
        return pick.filled.member

    def _named(self, plan: SeatPlan, page: str) -> Pick:
        filled = Filled(plan.seat.name, page, member=plan.members[page])
        return Pick(filled, None, (Posting(None, page, received=1),))

    def _drawn(self, plan: SeatPlan, pool: ResourcePool, line: Line, pages: list[str]) -> Pick:
        ranking = pool.distribution.rank(line, pages, tie=self._tie)
        return self._charged(plan, pool, line, ranking, pages, able=pages)

    def _claimed(self, plan: SeatPlan, pool: ResourcePool, line: Line, pages: list[str]) -> Pick:
        """Return the pick of whoever the customer belongs to, whatever the method says."""
        ranking = Ranking(pages, partial(_by_claim, pages, why=plan.part.why))
        if plan.seat.claims.counted:
            able = self._able(plan, line)
            return self._charged(plan, pool, line, ranking, pages, able=able)
        filled = Filled(plan.seat.name, pages[0], member=plan.members[pages[0]], counted=False)
        return self._because(plan, pages)(filled, ranking, ())

    def _charged(
        self,
        plan: SeatPlan,
        pool: ResourcePool,
        line: Line,
        ranking: Ranking,
        pages: list[str],
        *,
        able: list[str],
    ) -> Pick:
        """Return the pick of the first in a ranking, chosen of those who are able."""
        page = ranking.order[0]
        postings = pool.distribution.charge(line, able, page)
        self._lines[pool.id] = line.charged(postings)
        return self._because(plan, pages)(
            Filled(plan.seat.name, page, member=plan.members[page], pool=pool.id),
            ranking,
            postings,
            shares=(line.shares(self._free(plan, line), self._open(plan)),),
            gives_back=(pool.gives_back,),
        )

    def _because(self, plan: SeatPlan, pages: list[str]) -> Callable[..., Pick]:
        """Return what makes a pick that can tell why nobody else was picked."""
        elsewhere = tuple(self._why_elsewhere(plan, pages))
        return partial(Pick, elsewhere=elsewhere, why_not=self._why_nobody_else(plan))

    def _able(self, plan: SeatPlan, line: Line) -> list[str]:
        """Return who could have had a claimed place without the claim, be they shown or not.

        They are free for it, and all other places can be filled without them.
        """
        rivals = frozenset(plan.part.rivals or ())
        able = [page for page in self._free(plan, line) if page in rivals]
        people = frozenset(plan.members[page] for page in able)
        shown = self._situation.people_at(self._index)
        places = [
            some | people if one.number == plan.number else some
            for one, some in zip(self._places, shown, strict=True)
        ]
        can = options(places, self._places.index(plan))
        return [page for page in able if plan.members[page] in can]

    def _open(self, plan: SeatPlan) -> list[str]:
        """Return who of a seat's candidates is free, shown or not."""
        starts = plan.openings.starts.items()
        return [page for page, bits in starts if bits >> self._index & 1]

    def _free(self, plan: SeatPlan, line: Line) -> list[str]:
        """Return who in a line is free, be it that the customer's wishes leave them out."""
        situation, known = self._situation, plan.openings.starts
        others = [page for page in line.pages if page not in known]
        if not others:
            return self._open(plan)
        start = StartGrid([situation.grid.instants[self._index]])
        found = find_openings(
            situation.snapshot,
            situation.event_type,
            start,
            pages=others,
            primary=plan.primary,
            dates=situation.dates,
        )
        return [*self._open(plan), *(page for page, bits in found.starts.items() if bits)]

    def _why_nobody_else(self, plan: SeatPlan) -> Callable[[], Iterable[Reason]]:
        """Return what tells why others can't have a seat: once, however many places it has."""
        place = len(self._picks)
        if place and self._places[place - 1] is plan:
            return tuple
        return partial(why_not_seat, self._situation, plan, self._situation.slot(self._index))

    def _why_elsewhere(self, plan: SeatPlan, pages: list[str]) -> Iterator[Reason]:
        """Yield why people who could fill a seat are left out: they sit, or will, elsewhere."""
        seated = {pick.filled.member: pick.filled.seat for pick in self._picks}
        for page in plan.pages_at(self._index):
            seat = seated.get(plan.members[page])
            if seat is not None:
                yield has_a_seat(page, seat)
            elif page not in pages:
                yield Reason("needed_elsewhere", page, text="needed for another seat")

    def assignment(self) -> Assignment:
        """Return the assignment once every place is filled."""
        situation = self._situation
        order = {plan.seat.name: plan.number for plan in situation.plans}
        seats = sorted((pick.filled for pick in self._picks), key=lambda one: order[one.seat])
        background = situation.background
        pools = {plan.pool.id for plan in situation.plans if plan.pool is not None}
        pages, slot = situation.snapshot.pages, situation.slot(self._index)
        return Assignment(
            span=slot,
            event_type=situation.event_type,
            page=situation.request.page if situation.request else None,
            customer=situation.request.customer if situation.request else None,
            picks=tuple(self._picks),
            seats=(*seats, *_invited(background.invited, {seat.member for seat in seats})),
            depends_on=frozenset(pools.union(*((seat.page, seat.member) for seat in seats))),
            unknown=frozenset(
                seat.member for seat in seats if pages[seat.page].unknown.overlaps(slot)
            ),
            zone=situation.zone,
            isolated=frozenset(seat.member for seat in seats if pages[seat.page].isolated),
            route=background.route,
            relaxed=background.relaxed,
            ignored=background.ignored,
        )


def _invited(pages: Mapping[str, str], seated: set[str]) -> Iterator[Filled]:
    """Yield the optional seats, one for each person who has no other seat."""
    for page, member in pages.items():
        if member not in seated:
            seated.add(member)
            yield Filled(page, page, member=member, optional=True)


def _by_claim(pages: Iterable[str], *, why: str | None) -> Mapping[str, Reason]:
    if why == "host":
        text = "asked for as host, and free"
        return {page: Reason("asked_for", page, text=text) for page in pages}
    text = "the customer belongs to them, and they are free"
    return {page: Reason("claim", page, text=text) for page in pages}


def _tie(situation: Situation, index: int) -> bytes:
    """Return the key that settles ties, so that the same question has the same answer.

    When it is asked is not in it: what has been shown is booked a moment later.
    """
    request = situation.request
    facts: dict[str, Any] = {
        "event_type": situation.event_type.id,
        "page": request.page if request else None,
        "answers": dict(request.answers) if request else {},
        "customer": request.customer if request else None,
        "filters": _wanted(request) if request else {},
        "owners": request.owners if request else (),
        "duration": to_micros(situation.event_type.duration),
        "start": situation.grid.instants[index],
    }
    if request is not None:
        facts |= _if_any(
            host=request.host,
            also=request.also,
            tags=request.tags,
            provider=request.provider,
            customer_attributes=dict(request.customer_attributes),
        )
    return keyed(situation.seed, facts)


def keyed(seed: str, facts: Mapping[str, object]) -> bytes:
    """Return the key that settles ties for some facts, as a team's seed has it."""
    key = blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    canonical = dumps(facts, sort_keys=True, separators=(",", ":"))
    return blake2b(canonical.encode(), key=key, digest_size=32).digest()


def _if_any(**facts: Any) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}


def _wanted(request: Request) -> Mapping[str, list[str]]:
    return {name: sorted(map(repr, values)) for name, values in request.filters.items()}
