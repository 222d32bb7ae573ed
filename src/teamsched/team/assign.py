"""Choose the people for one start: seat after seat, each by its own method, never in vain.

Every place is offered only to people with whom all later places can still be filled, so what is
offered can be assigned. Each choice is one decision of its pool's method over exactly these
people, which is what the bound of the fair methods is proved for; a second place drawn from the
same pool is decided on the line as the first has left it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain

import attrs

from teamsched.availability import admitted_entries, find_openings
from teamsched.distribution import Line, Ranking, ResourcePool
from teamsched.entries import Posting
from teamsched.filled import Filled
from teamsched.grid import StartGrid
from teamsched.intervals import Interval
from teamsched.panels import Places
from teamsched.picking import fill_within, options_within
from teamsched.reasons import Reason
from teamsched.team.assignment import Assignment, Pick
from teamsched.team.explain import has_a_seat, why_not_seat
from teamsched.team.hosts import fresh_hosts, hosts_at
from teamsched.team.seating import SeatPlan, Situation
from teamsched.team.sessions import Session
from teamsched.team.ties import tie_of


def assign(situation: Situation, index: int) -> Assignment:
    """Return the assignment for an offered start of the grid."""
    choice = _Choice(situation, index)
    session = choice.session()
    if session is None:
        fill_within(situation.seats_at(index), situation.bounds, choice.choose)
    else:
        choice.join(session)
    return choice.assignment(session)


class _Choice:
    """The places of one start, filled one after another."""

    def __init__(self, situation: Situation, index: int) -> None:
        self._situation = situation
        self._index = index
        self._places = situation.places()
        self._tie = tie_of(situation, index)
        self._lines: dict[str, Line] = {}
        self._picks: list[Pick] = []
        self._filled: list[SeatPlan] = []
        self._hosts: Ranking | None = None
        self._joined: Session | None = None

    # Sessions

    def session(self) -> Session | None:
        """Return the session that the booking joins, None if it opens one.

        Of concurrent ones it is the one whose host the method draws, of everybody who could be the
        host: that is decided here, be it that a session is opened.
        """
        situation = self._situation
        sessions = situation.sessions_at(self._index)
        if not sessions or situation.sessions.group:
            return next(iter(sessions), None)
        plan = situation.primary[0]
        hosts = hosts_at(situation, self._index)
        pages = [page for page in hosts if page in plan.openings.starts]
        if plan.pool is not None and plan.line is not None and not plan.part.claimed:
            self._hosts = plan.pool.distribution.rank(plan.line, pages, tie=self._tie)
            pages = list(self._hosts.order)
        return next((one for one in sessions if pages[0] in one.hosts), None)

    def join(self, session: Session) -> None:
        """Fill the places with the people of a session."""
        self._joined, plans = session, self._situation.plans
        seated = session.seated([(plan.part, plan.openings.starts) for plan in plans])
        held = {part.key: own for part, own in seated or ()}
        for plan in plans:
            for seat in held[plan.part.key]:
                self._picks.append(self._kept(plan, seat.page, session))
                self._filled.append(plan)

    def _kept(self, plan: SeatPlan, page: str, session: Session) -> Pick:
        """Return the pick of somebody who is in a session: only its hosts are charged again."""
        ranking = Ranking([page], partial(_by_session, page, session))
        if not plan.primary:
            pool = plan.pool.id if plan.pool is not None else None
            filled = Filled(
                plan.seat.name, page, member=plan.members[page], pool=pool, counted=False
            )
            return self._because(plan, [page])(filled, ranking, ())
        if plan.pool is None or plan.line is None:
            return self._named(plan, page)
        line = self._lines.get(plan.pool.id, plan.line)
        if plan.part.claimed:
            return self._claimed(plan, plan.pool, line, [page])
        if self._hosts is not None and self._hosts.order[0] == page:
            ranking, able = self._hosts, list(self._hosts.order)
        else:
            fresh = fresh_hosts(self._situation, self._index)
            able = [page, *(one for one in fresh if one in plan.openings.starts)]
        return self._charged(plan, plan.pool, line, ranking, list(ranking.order), able=able)

    # Fresh people

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
        if self._hosts is not None and plan is self._situation.primary[0]:
            ranking, self._hosts = self._hosts, None
            pages = list(ranking.order)
        else:
            ranking = pool.distribution.rank(line, pages, tie=self._tie)
        return self._charged(plan, pool, line, ranking, pages, able=pages)

    def _claimed(self, plan: SeatPlan, pool: ResourcePool, line: Line, pages: list[str]) -> Pick:
        """Return the pick of whoever the customer belongs to, whatever the method says."""
        ranking = Ranking(pages, partial(_by_claim, pages, why=plan.part.why))
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

        They are free for it, and all other places can be filled without them; or they host the
        session that is joined.
        """
        rivals, hosts = frozenset(plan.part.rivals or ()), self._hosts_joined()
        able = [page for page in self._free(plan, line) if page in rivals]
        people = frozenset(plan.members[page] for page in able if page not in hosts)
        situation = self._situation
        seats = [
            attrs.evolve(some, people=some.people | people) if one.number == plan.number else some
            for one, some in zip(situation.plans, situation.seats_at(self._index), strict=True)
        ]
        can = options_within(seats, situation.bounds, situation.plans.index(plan))
        return [page for page in able if page in hosts or plan.members[page] in can]

    def _hosts_joined(self) -> tuple[str, ...]:
        """Return the hosts of the session that is joined, if one is."""
        return self._joined.hosts if self._joined is not None else ()

    def _open(self, plan: SeatPlan) -> list[str]:
        """Return who of a seat's candidates is free, shown or not, or hosts what is joined."""
        starts, hosts = plan.openings.starts.items(), self._hosts_joined()
        return [page for page, bits in starts if bits >> self._index & 1 or page in hosts]

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
            role=plan.role,
            dates=situation.dates,
        )
        return [*self._open(plan), *(page for page, bits in found.starts.items() if bits)]

    def _why_nobody_else(self, plan: SeatPlan) -> Callable[[], Iterable[Reason]]:
        """Return what tells why others can't have a seat: once, however many places it has."""
        if self._places_of(plan):
            return tuple
        slot, joined = self._situation.slot(self._index), self._joined
        if joined is None:
            return partial(why_not_seat, self._situation, plan, slot)
        own = {seat.page for seat in joined.seats}
        return lambda: (
            one for one in why_not_seat(self._situation, plan, slot) if one.page not in own
        )

    def _why_elsewhere(self, plan: SeatPlan, pages: list[str]) -> Iterator[Reason]:
        """Yield why people who could fill a seat are left out: they sit, or will, elsewhere."""
        seated = {pick.filled.member: pick.filled.seat for pick in self._picks}
        spare = self._spare(plan, pages)
        for page in plan.pages_at(self._index):
            seat = seated.get(plan.members[page])
            if seat is not None:
                yield has_a_seat(page, seat)
            elif page not in pages and self._joined is not None:
                text = "free, but whoever joins a session gets its people"
                yield Reason("kept_together", page, text=text)
            elif plan.members[page] in spare:
                text = "with them a constraint could not be kept"
                yield Reason("constraint", page, text=text)
            elif page not in pages:
                yield Reason("needed_elsewhere", page, text="needed for another seat")

    def _spare(self, plan: SeatPlan, pages: list[str]) -> frozenset[str]:
        """Return who is no choice for a seat only because of some constraint."""
        situation = self._situation
        if not situation.limits or self._joined is not None:
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

    def assignment(self, session: Session | None) -> Assignment:
        """Return the assignment once every place is filled."""
        situation = self._situation
        order = {plan.seat.name: plan.number for plan in situation.plans}
        seats = sorted((pick.filled for pick in self._picks), key=lambda one: order[one.seat])
        background = situation.background
        pools = {plan.pool.id for plan in situation.plans if plan.pool is not None}
        pages, slot = situation.snapshot.pages, situation.slot(self._index)
        beside = [tuple(_beside(situation, slot, seat.page)) for seat in seats]
        room = situation.event_type.capacity - max(map(len, beside))
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
            joins=session.bookings if session is not None else (),
            places_left=(session.room if session is not None else room) - 1,
            overlaps=tuple(chain.from_iterable(beside)),
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


def _beside(situation: Situation, slot: Interval, page: str) -> Iterator[Reason]:
    """Yield what somebody's calendar has at the time of the session, and takes a place of it."""
    snapshot, event_type = situation.snapshot, situation.event_type
    for busy in admitted_entries(snapshot, event_type, slot, page=page):
        yield Reason(
            "takes_a_place",
            page,
            busy.span,
            {"status": busy.status.value, "source": busy.source},
            text="an entry of the calendar takes a place of the session:",
            note=busy.source or "",
        )


def _by_session(page: str, session: Session) -> Mapping[str, Reason]:
    text = "is in the session of"
    params, note = {"bookings": session.bookings}, ", ".join(session.bookings)
    return {page: Reason("in_session", page, session.span, params, text=text, note=note)}


def _by_claim(pages: Iterable[str], *, why: str | None) -> Mapping[str, Reason]:
    if why == "host":
        text = "asked for as host, and free"
        return {page: Reason("asked_for", page, text=text) for page in pages}
    text = "the customer belongs to them, and they are free"
    return {page: Reason("claim", page, text=text) for page in pages}
