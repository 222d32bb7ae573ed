"""How much everybody has, as plans count it: what a pool counts, or what is booked."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heapreplace

import attrs

from teamsched.balancing import Balance
from teamsched.distribution import Ledger, ResourcePool
from teamsched.team.jobs import Job, Work

_WEIGHTLESS = 1_000
"""How little they carry who have no weight: they get something where nobody else can."""


@attrs.frozen(eq=False)
class Measure:
    """What everybody has who has one of some jobs, or could.

    Attributes:
        now: How many bookings each member has, as things are.
        besides: The same without those of the jobs that they may keep.
        weights: How much each can carry.
    """

    now: Mapping[str, int]
    besides: Mapping[str, int]
    weights: Mapping[str, int]

    @classmethod
    def of(
        cls, work: Work, ledger: Ledger, jobs: Sequence[Job], staying: Mapping[str, Job]
    ) -> "Measure":
        """Return what everybody has.

        If all jobs count in one pool, and nobody else is considered, it is what they have in it.

        Args:
            work: The team, and what is booked.
            ledger: What has been booked.
            jobs: The jobs.
            staying: Those that whoever has them may keep.
        """
        members = work.directory.members_of
        pages = dict.fromkeys(page for job in jobs for page in (*job.pages, *job.seated))
        people = sorted({members[page] for page in pages}.union(job.member for job in jobs))
        pool = _only_pool(work, jobs)
        has = _booked(work) if pool is None else _standing(work, ledger, pool)
        weights = {} if pool is None else _weights(work, pool)
        now = {member: has.get(member, 0) for member in people}
        kept = Counter(job.member for job in staying.values())
        besides = {member: load - kept[member] for member, load in now.items()}
        return cls(now, besides, {one: weights[one] for one in people if one in weights})

    def uneven(self, loads: Mapping[str, int]) -> Fraction:
        """Return how uneven some loads are: their squares, each divided by the weight."""
        weights = self.weights
        return sum((Fraction(n**2, weights.get(one, 1)) for one, n in loads.items()), Fraction())

    def most_even(self, found: Balance, people: Collection[str]) -> bool:
        """Tell whether nothing could be more even, even if some people could take everything."""
        if found.unplaced:
            return False
        loads = {one: self.besides[one] for one in people}
        weights = {one: self.weights.get(one, 1) for one in loads}
        heap = [(Fraction(2 * load + 1, weights[one]), one) for one, load in loads.items()]
        heapify(heap)
        for _ in found.given:
            _, one = heap[0]
            loads[one] += 1
            heapreplace(heap, (Fraction(2 * loads[one] + 1, weights[one]), one))
        return self.uneven({one: found.loads[one] for one in people}) <= self.uneven(loads)


def _only_pool(work: Work, jobs: Sequence[Job]) -> ResourcePool | None:
    pools = {job.seat.pool for job in jobs}
    if len(pools) != 1 or work.within == "anywhere" or not all(job.plain for job in jobs):
        return None
    return work.directory.pools.get(pools.pop() or "")


def _booked(work: Work) -> Mapping[str, int]:
    members = work.directory.members_of
    return Counter(
        members.get(seat.page, seat.member)
        for booking in work.snapshot.bookings
        if booking.active
        for seat in booking.taking_time
    )


def _standing(work: Work, ledger: Ledger, pool: ResourcePool) -> Mapping[str, int]:
    members, found = work.directory.members_of, Counter[str]()
    for standing in ledger.standings(pool.id, pool.pages, now=work.snapshot.now):
        found[members.get(standing.page, standing.page)] += standing.net
    return found


def _weights(work: Work, pool: ResourcePool) -> dict[str, int]:
    found = Counter[str]()
    for one in pool.memberships:
        found[work.directory.members_of[one.page]] += one.weight
    if all(found.values()):
        return found
    return {member: weight * _WEIGHTLESS or 1 for member, weight in found.items()}
