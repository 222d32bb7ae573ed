"""Hand out jobs within a team: who could take them, who does, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import attrs

from teamsched.availability import find_openings, settled, why_closed
from teamsched.balancing import AtMost, Balance, balance
from teamsched.distribution import Ledger, Line
from teamsched.grid import StartGrid
from teamsched.instants import to_micros
from teamsched.reasons import Reason, distinct
from teamsched.snapshot import Snapshot
from teamsched.team.explain import has_a_seat
from teamsched.team.jobs import Job, Work
from teamsched.team.limiting import Able, Shared, apart, capped
from teamsched.team.measuring import Measure
from teamsched.team.presence import pool_of
from teamsched.team.reassigning import nobody_else
from teamsched.team.searching import constraints_broken, errors_of
from teamsched.team.ties import keyed

MAX_CUTS = 40
"""How often jobs are handed out anew because minutes of unlike lengths were too many."""

MANY = 20_000
"""How many ways to place some job are so many that first a few of them are tried."""

FEW = 16
"""How many are tried for each; if that is as even as anything could be, it is the best."""


@attrs.frozen(eq=False)
class Round:
    """Jobs handed out once.

    Attributes:
        jobs: The jobs.
        able: Who could take them, were it not for the others.
        snapshot: Who has what besides them.
        limits: What one person can't have together.
        balance: Who has them.
        measure: How much everybody has, without them and now.
        desk: What else there is to know.
    """

    jobs: Sequence[Job]
    able: Able
    snapshot: Snapshot
    limits: Sequence[AtMost]
    balance: Balance
    measure: Measure
    desk: "Desk"

    @property
    def as_even(self) -> bool:
        """Whether everything is handed out, and what everybody has is as even as it was."""
        now, after = self.measure.now, self.balance.loads
        uneven = self.measure.uneven
        return not self.balance.unplaced and uneven({**now, **after}) <= uneven(now)

    def why_not(self, job: Job, *, besides: str | None = None) -> tuple[Reason, ...]:
        """Return why those can't take a job who can't.

        Args:
            job: The job.
            besides: The member who is not asked about.
        """
        if job.refused or not (job.pages or job.seated):
            return job.refused or (nobody_else(job.seat.seat),)
        return distinct(self._why_nobody(job, besides))

    def _why_nobody(self, job: Job, besides: str | None) -> Iterator[Reason]:
        members = self.desk.members
        seats = {members.get(one.page, one.member): one for one in job.booking.taking_time}
        for page in job.seated:
            yield has_a_seat(page, seats[members[page]].seat)
        for page in job.pages:
            member = members[page]
            if member == besides:
                continue
            errors = (*self.desk.errors(job, page), *self.desk.broken(job, page))
            yield from errors
            if errors:
                continue
            if member in self.able[job.id]:
                yield from self._why_full(job, page, member)
            else:
                yield from why_closed(
                    self.snapshot, job.event_type, job.booking.span, page=page, role=job.role
                )

    def _why_full(self, job: Job, page: str, member: str) -> Iterator[Reason]:
        """Yield with what somebody who could take a job is full by the plan."""
        own = {one for one, has in self.balance.given.items() if has == member} - {job.id}
        booking_of = {one.id: one.booking for one in self.jobs}
        for limit in self.limits:
            if job.id in limit.jobs and limit.member in {None, member}:
                some = [booking_of[one] for one in sorted(limit.jobs & own)]
                if len(some) >= limit.most and some:
                    ids = tuple(one.id for one in some)
                    text = f"has {', '.join(ids)} by this plan:"
                    span, params = some[0].span, {"bookings": ids}
                    yield Reason("placed_elsewhere", page, span, params, text=text)


@attrs.frozen(eq=False)
class Desk:
    """What jobs are handed out by.

    Attributes:
        work: The team, who is free when, and who is considered.
        ledger: What has been booked.
        seed: What settles ties.
        effort: How long to look for the best where limits cross.
        away: The member whom nothing is to be given.
    """

    work: Work
    ledger: Ledger
    seed: str
    effort: int
    away: str | None = None
    _lines: dict[object, tuple[Line, Sequence[str]]] = attrs.field(factory=dict, init=False)

    @property
    def members(self) -> Mapping[str, str]:
        """The member behind each page."""
        return self.work.directory.members_of

    def hand_out(
        self, jobs: Sequence[Job] = (), *, held: Iterable[Job] = (), homes: Iterable[Job] = ()
    ) -> Round:
        """Return who has which job.

        Args:
            jobs: The jobs that somebody else is to have.
            held: Jobs that may change hands so that those can be placed.
            homes: Jobs that may change hands so that loads become even.
        """
        kept, moved = {job.id: job for job in held}, {job.id: job for job in homes}
        staying = kept | moved
        every = [*(job for job in jobs if not job.refused), *staying.values()]
        snapshot = attrs.evolve(self.work.snapshot)  # what is found here is of no use elsewhere
        for member in sorted({job.member for job in staying.values()}):
            gone = (job.booking.id for job in staying.values() if job.member == member)
            snapshot = snapshot.without_member(member, *gone)
        able = self._able(every, staying, snapshot)
        holders = {id: job.member for id, job in staying.items()}
        measure = Measure.of(self.work, self.ledger, [*jobs, *staying.values()], staying)
        ask = partial(
            balance,
            load=measure.besides,
            weights=measure.weights,
            held={id: holders[id] for id in kept},
            homes={id: holders[id] for id in moved},
            effort=self.effort,
        )
        together, caps = apart(every), capped(every, able, snapshot, holders)
        few = not staying and sum(map(len, able.values())) > MANY
        tried = _thinned(able) if few else {id: list(people) for id, people in able.items()}
        limits, found = _within(partial(ask, tried), together, caps, holders)
        if few and not measure.most_even(found, frozenset().union(*able.values())):
            tried = {id: list(people) for id, people in able.items()}
            limits, found = _within(partial(ask, tried), together, caps, holders)
        return Round([*jobs, *staying.values()], able, snapshot, limits, found, measure, self)

    def _able(self, jobs: Sequence[Job], staying: Mapping[str, Job], snapshot: Snapshot) -> Able:
        """Return for each job who could take it, were it not for the others, the best first."""
        alike: dict[object, list[Job]] = {}
        for job in jobs:
            alike.setdefault((job.event_type, job.role, job.seat.pool, job.pages), []).append(job)
        able: dict[str, dict[str, str]] = {}
        for some in alike.values():
            first = some[0]
            pages = [page for page in first.pages if not any(self.errors(first, page))]
            grid = StartGrid.of(job.booking.span.start for job in some)
            kind = settled(first.event_type)
            starts = find_openings(snapshot, kind, grid, pages=pages, role=first.role).starts
            for job in some:
                place = grid.before(job.booking.span.bounds[0])
                found = {job.member: job.seat.page} if job.id in staying else {}
                for page in self._in_order(job, pages):
                    if starts[page] >> place & 1 and not any(self.broken(job, page)):
                        found.setdefault(self.members[page], page)
                able[job.id] = found
        return able

    def errors(self, job: Job, page: str) -> Iterator[Reason]:
        """Yield why a page can't be asked to take a job, whenever that is."""
        if self.members[page] == self.away:
            yield Reason("absent", page, text="is to hand over, and takes nothing")
            return
        line, _ = self._line(job)
        yield from errors_of(self.work.directory, page, line, self.work.within)

    def broken(self, job: Job, page: str) -> Iterator[Reason]:
        """Yield the constraints of a booking that a page would break in the place of a job."""
        if not job.bound or self.work.within != "route":
            return
        filled = attrs.evolve(job.seat, page=page, member=self.members[page])
        seats = [filled if one is job.seat else one for one in job.booking.taking_time]
        yield from constraints_broken(self.work.directory, job.booking, seats)

    def _in_order(self, job: Job, pages: Iterable[str]) -> list[str]:
        """Return pages as the pool of a job would pick them if all were free, then others."""
        able = dict.fromkeys(pages)
        _, order = self._line(job)
        return list(dict.fromkeys([*(page for page in order if page in able), *able]))

    def _line(self, job: Job) -> tuple[Line | None, Sequence[str]]:
        pool, booking = pool_of(self.work.directory, job.seat), job.booking
        if pool is None:
            return None, ()
        facts = {
            "pool": pool.id,
            "page": booking.page,
            "event_type": booking.event_type,
            "duration": to_micros(booking.span.duration),
        }
        key = tuple(facts.values())
        if key not in self._lines:
            line = pool.line(
                self.ledger,
                page=booking.page,
                event_type=booking.event_type,
                lasting=booking.span.duration,
                now=self.work.snapshot.now,
            )
            tie, pages = keyed(self.seed, facts), line.pages
            order = pool.distribution.rank(line, pages, tie=tie).order if pages else ()
            self._lines[key] = line, order
        return self._lines[key]


def _within(
    ask: "partial[Balance]",
    apart: Iterable[AtMost],
    shared: Sequence[Shared],
    held: Mapping[str, str],
) -> tuple[Sequence[AtMost], Balance]:
    """Return who has which job, within all limits, and the limits.

    A number of minutes that jobs of unlike lengths share is no limit on their number. What is
    handed out without it is the best if it keeps it, and else breaks a limit that all keep which
    keep the minutes.
    """
    limits = [*apart, *(limit for one in shared if (limit := one.counted) is not None)]
    uneven = [one for one in shared if one.counted is None]
    for _ in range(MAX_CUTS):
        found = ask(limits=limits)
        broken = [cut for one in uneven if (cut := one.narrowed(found.given)) is not None]
        if not broken:
            return limits, found
        limits += broken
    limits += [one.cautious(held) for one in uneven]
    return limits, attrs.evolve(ask(limits=limits), optimal=False)


def _thinned(able: Able) -> Mapping[str, list[str]]:
    """Return a few of those who could take each job, unlike ones for jobs that are alike."""
    found = {}
    for number, (id, people) in enumerate(sorted(able.items())):
        names = list(people)
        step = max(1, len(names) // FEW)
        found[id] = names[number % step :: step]
    return found
