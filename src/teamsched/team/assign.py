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

import attrs

from teamsched.availability import find_openings
from teamsched.distribution import Line, Ranking, ResourcePool
from teamsched.entries import Posting
from teamsched.filled import Filled
from teamsched.grid import StartGrid
from teamsched.instants import to_micros
from teamsched.panels import Places
from teamsched.picking import fill_within, options_within
from teamsched.reasons import Reason
from teamsched.requests import Request
from teamsched.team.assignment import Assignment, Pick
from teamsched.team.explain import has_a_seat, why_not_seat
from teamsched.team.seating import SeatPlan, Situation


def assign(situation: Situation, index: int) -> Assignment:
    """Return the assignment for an offered start of the grid."""
    choice = _Choice(situation, index)
    fill_within(situation.seats_at(index), situation.bounds, choice.choose)
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
        self._filled: list[SeatPlan] = []

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
        self._filled.append(plan)
        return pick.filled.member

    def _named(self, plan: SeatPlan, page: str) -> Pick:
        filled = Filled(plan.seat.name, page, member=plan.members[page])
        return Pick(filled, None, (Posting(None, page, received=1),))

    def _drawn(self, plan: SeatPlan, pool: ResourcePool, line: Line, pages: list[str]) -> Pick:
        ranking = pool.distribution.rank(line, pages, tie=self._tie)
        return self._charged(plan, pool, line, ranking, pages, able=pages)

    def _claimed(self, plan: SeatPlan, pool: ResourcePool, line: Line, pages: list[str]) -> Pick:
        """Return the pick of whoever the customer belongs to, whatever the method says."""
        ranking = Ranking(pages, partial(_by_claim, pages))
        if plan.seat.claims.counted:
            able = self._able(plan, line)
            return self._charged(plan, pool, line, ranking, pages, able=able)
        return self._uncounted(plan, ranking, pages)

    def _uncounted(self, plan: SeatPlan, ranking: Ranking, pages: list[str]) -> Pick:
        """Return the pick of the first in a ranking, which leaves no trace in the pool."""
        page = ranking.order[0]
        filled = Filled(plan.seat.name, page, member=plan.members[page], counted=False)
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
        if plan.seat.counts_in == "none":
            return self._uncounted(plan, ranking, pages)
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
        situation = self._situation
        seats = [
            attrs.evolve(some, people=some.people | people) if one.number == plan.number else some
            for one, some in zip(situation.plans, situation.seats_at(self._index), strict=True)
        ]
        can = options_within(seats, situation.bounds, situation.plans.index(plan))
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
        if self._places_of(plan):
            return tuple
        return partial(why_not_seat, self._situation, plan, self._situation.slot(self._index))

    def _why_elsewhere(self, plan: SeatPlan, pages: list[str]) -> Iterator[Reason]:
        """Yield why people who could fill a seat are left out: they sit, or will, elsewhere."""
        seated = {pick.filled.member: pick.filled.seat for pick in self._picks}
        spare = self._spare(plan, pages)
        for page in plan.pages_at(self._index):
            seat = seated.get(plan.members[page])
            if seat is not None:
                yield has_a_seat(page, seat)
            elif plan.members[page] in spare:
                text = "with them a constraint could not be kept"
                yield Reason("constraint", page, text=text)
            elif page not in pages:
                yield Reason("needed_elsewhere", page, text="needed for another seat")

    def _spare(self, plan: SeatPlan, pages: list[str]) -> frozenset[str]:
        """Return who is no choice for a seat only because of some constraint."""
        situation = self._situation
        if not situation.limits:
            return frozenset()
        number = situation.plans.index(plan)
        seated = frozenset(pick.filled.member for pick in self._picks)
        left = [Places(frozenset(), 0, 0)] * number
        for seat in situation.seats_at(self._index)[number:]:
            taken = 0 if left[number:] else self._places_of(plan)
            least, most = max(0, seat.needed - taken), seat.most - taken
            later = seat.preferred and not plan.seat.preferred
            left.append(Places(seat.people - seated, least, most, later))
        can = options_within(left, (), number)
        return can - {plan.members[page] for page in pages}

    def _places_of(self, plan: SeatPlan) -> int:
        """Return how many places of a seat are taken."""
        return sum(one is plan for one in self._filled)

    def assignment(self) -> Assignment:
        """Return the assignment once every place is filled."""
        situation = self._situation
        order = {plan.seat.name: plan.number for plan in situation.plans}
        seats = sorted((pick.filled for pick in self._picks), key=lambda one: order[one.seat])
        pools = {plan.pool.id for plan in situation.plans if plan.pool is not None}
        pages, slot = situation.snapshot.pages, situation.slot(self._index)
        return Assignment(
            span=slot,
            event_type=situation.event_type,
            page=situation.request.page if situation.request else None,
            customer=situation.request.customer if situation.request else None,
            picks=tuple(self._picks),
            seats=tuple(seats),
            depends_on=frozenset(pools.union(*((seat.page, seat.member) for seat in seats))),
            unknown=frozenset(
                seat.member for seat in seats if pages[seat.page].unknown.overlaps(slot)
            ),
            zone=situation.zone,
            isolated=frozenset(seat.member for seat in seats if pages[seat.page].isolated),
        )


def _by_claim(pages: Iterable[str]) -> Mapping[str, Reason]:
    text = "the customer belongs to them, and they are free"
    return {page: Reason("claim", page, text=text) for page in pages}


def _tie(situation: Situation, index: int) -> bytes:
    """Return the key that settles ties, so that the same question has the same answer."""
    request = situation.request
    facts = {
        "event_type": situation.event_type.id,
        "page": request.page if request else None,
        "answers": dict(request.answers) if request else {},
        "customer": request.customer if request else None,
        "filters": _wanted(request) if request else {},
        "owners": request.owners if request else (),
        "duration": to_micros(situation.event_type.duration),
        "start": situation.grid.instants[index],
    }
    key = blake2b(situation.seed.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    canonical = dumps(facts, sort_keys=True, separators=(",", ":"))
    return blake2b(canonical.encode(), key=key, digest_size=32).digest()


def _wanted(request: Request) -> Mapping[str, list[str]]:
    return {name: sorted(map(repr, values)) for name, values in request.filters.items()}
