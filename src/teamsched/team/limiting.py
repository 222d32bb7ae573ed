"""What one person can't have together of the jobs of a plan: two at a time, too many a day."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

import attrs

from teamsched.availability import local_date, rooms
from teamsched.balancing import AtMost, overlaps
from teamsched.snapshot import Snapshot
from teamsched.team.jobs import Job

_NONE = timedelta(0)

Able = Mapping[str, Mapping[str, str]]
"""For each job by its id who could take it: the members, the best first, and the page of each."""


def apart(jobs: Sequence[Job]) -> tuple[AtMost, ...]:
    """Return that nobody can have two jobs that overlap or leave too little time between.

    Of two buffers that face each other the larger counts. It is too large for the gap exactly if
    the jobs overlap with what is before each, or with what is after each.
    """
    buffers = {(job.event_type.buffer_before, job.event_type.buffer_after) for job in jobs}
    if len(buffers) == 1:
        gap = max(*buffers.pop())
        return overlaps({job.id: job.booking.span.padded(before=_NONE, after=gap) for job in jobs})
    before, after = {}, {}
    for job in jobs:
        span, kind = job.booking.span, job.event_type
        before[job.id] = span.padded(before=kind.buffer_before, after=_NONE)
        after[job.id] = span.padded(before=_NONE, after=kind.buffer_after)
    return (*overlaps(before), *overlaps(after))


@attrs.frozen
class Shared:
    """A day, week or month of somebody's cap, and the jobs that would count in it.

    Attributes:
        member: Whose it is.
        sizes: How much of it each job would take.
        left: How much of it there is.
    """

    member: str
    sizes: Mapping[str, int]
    left: int

    @property
    def counted(self) -> AtMost | None:
        """The same as a number of jobs; None if they differ in size."""
        if len(set(self.sizes.values())) > 1:
            return None
        size = next(iter(self.sizes.values()))
        return AtMost([*self.sizes], self.left // size, member=self.member)

    def cautious(self, held: Mapping[str, str]) -> AtMost:
        """Return a limit that keeps the period from overflowing, be there more that fits.

        Args:
            held: Who has which jobs now, and may keep them.
        """
        others = [job for job in self.sizes if held.get(job) != self.member]
        left = self.left - _kept(self.member, self.sizes, held)
        largest = max((self.sizes[job] for job in others), default=1)
        return AtMost(others, left // largest, member=self.member)

    def narrowed(self, given: Mapping[str, str]) -> AtMost | None:
        """Return a limit that an overfull period breaks, and nothing that fits; None if it fits.

        Jobs that are too much together are too much with larger ones in their place.
        """
        own = sorted(
            (job for job in self.sizes if given.get(job) == self.member),
            key=lambda job: (-self.sizes[job], job),
        )
        totals = list(accumulate(self.sizes[job] for job in own))
        cover = next((n for n, total in enumerate(totals, 1) if total > self.left), None)
        if cover is None:
            return None
        largest, some = self.sizes[own[0]], set(own[:cover])
        larger = {job for job, size in self.sizes.items() if size >= largest}
        return AtMost(some | larger, cover - 1, member=self.member)


def capped(
    jobs: Iterable[Job], able: Able, snapshot: Snapshot, held: Mapping[str, str]
) -> list[Shared]:
    """Return how much of their jobs the caps of everybody let them take.

    What somebody has of them already, they may keep, be it too much.

    Args:
        jobs: The jobs.
        able: Who could take them.
        snapshot: Who has what besides them.
        held: Who has which of them now, and may keep it.
    """
    sizes: dict[Hashable, dict[str, int]] = {}
    shared: dict[Hashable, tuple[str, int]] = {}
    for page, some in _by_page(jobs, able, snapshot):
        layers, first = snapshot.pages[page], some[0]
        days = [local_date(job.booking.span.start, layers.zone) for job in some]
        for room in rooms(layers, first.event_type, page, first.role):
            periods: dict[date, list[str]] = {}
            left = {}
            for job, day in zip(some, days, strict=True):
                period, remains = room.at(day)
                left[period] = remains
                periods.setdefault(period, []).append(job.id)
            for period, ids in periods.items():
                key = (layers.member, room.key, period)
                shared[key] = layers.member, left[period]
                sizes.setdefault(key, {}).update(dict.fromkeys(ids, room.size))
    return [
        Shared(member, sizes[key], max(0, left, _kept(member, sizes[key], held)))
        for key, (member, left) in shared.items()
        if sum(sizes[key].values()) > left
    ]


def _by_page(
    jobs: Iterable[Job], able: Able, snapshot: Snapshot
) -> Iterator[tuple[str, list[Job]]]:
    """Yield the pages that have caps, with the jobs that they could take, those alike together."""
    alike: dict[object, list[Job]] = {}
    for job in jobs:
        alike.setdefault((job.event_type, job.role), []).append(job)
    for some in alike.values():
        found: dict[str, list[Job]] = {}
        for job in some:
            for page in able[job.id].values():
                found.setdefault(page, []).append(job)
        first = some[0]
        for page, theirs in found.items():
            layers = snapshot.pages.get(page)
            if layers is not None and (layers.caps or first.event_type.caps or first.role.caps):
                yield page, theirs


def _kept(member: str, sizes: Mapping[str, int], held: Mapping[str, str]) -> int:
    return sum(size for job, size in sizes.items() if held.get(job) == member)
