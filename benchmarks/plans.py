"""Bookings of somebody who is away, handed out: a sick day, and somebody who leaves.

The slow and obvious way takes the jobs one by one and looks along every path for the member with
the least load, as the theorem is proved. Where jobs overlap there is no obvious way to the best;
there the plan is compared with taking the free member of least load, which is not the best.
"""

from collections.abc import Mapping, Sequence
from random import Random

from benchmarks.timing import Race, Work, race
from teamsched.balancing import AtMost, Balance, balance, overlaps
from teamsched.intervals import Interval

MINUTE = 60_000_000
DAY = 1440 * MINUTE

Jobs = Mapping[str, Sequence[str]]
Loads = Mapping[str, int]


def plans(*, rounds: int) -> Mapping[str, Race]:
    """Time a sick day of 40 bookings, and 1,000 of somebody who leaves, apart and overlapping."""
    sick, leaver = _jobs(40, members=20, choices=8), _jobs(1_000, members=100, choices=20)
    spans = _spans(leaver[0], days=120)
    return {
        "plan, a sick day of 40": _apart(*sick, rounds=rounds),
        "plan, 1,000 bookings": _apart(*leaver, rounds=rounds),
        "plan, 1,000 that overlap": _overlapping(*leaver, overlaps(spans), rounds=rounds),
    }


def _jobs(count: int, *, members: int, choices: int) -> tuple[Jobs, Loads]:
    random = Random(count)
    names = [f"m{number:03}" for number in range(members)]
    load = {name: random.randrange(20) for name in names}
    return {f"j{number:04}": random.sample(names, choices) for number in range(count)}, load


def _spans(jobs: Jobs, *, days: int) -> Mapping[str, Interval]:
    random = Random(days)
    spans = {}
    for job in jobs:
        start = random.randrange(days) * DAY + 30 * MINUTE * random.randrange(16)
        spans[job] = Interval.from_bounds(start, start + 30 * MINUTE * random.choice([1, 2]))
    return spans


def _apart(jobs: Jobs, load: Loads, *, rounds: int) -> Race:
    shared = balance(jobs, load)
    assert shared.optimal
    assert not shared.unplaced
    assert _squares(load, shared.given) == _squares(load, along_every_path(jobs, load))
    return race(
        {
            "teamsched": Work(lambda: balance(jobs, load)),
            "along every path": Work(lambda: along_every_path(jobs, load)),
        },
        rounds=rounds,
    )


def _overlapping(jobs: Jobs, load: Loads, limits: Sequence[AtMost], *, rounds: int) -> Race:
    def plan() -> Balance:
        return balance(jobs, load, limits=limits)

    shared, greedy = plan(), one_by_one(jobs, load, limits)
    assert shared.optimal
    assert len(shared.given) >= len(greedy)
    assert _squares(load, shared.given) <= _squares(load, greedy)
    return race(
        {
            "teamsched": Work(plan),
            "one by one, not the best": Work(lambda: one_by_one(jobs, load, limits)),
        },
        rounds=rounds,
    )


def _squares(load: Loads, given: Mapping[str, str]) -> int:
    loads = dict(load)
    for member in given.values():
        loads[member] += 1
    return sum(number**2 for number in loads.values())


def along_every_path(jobs: Jobs, load: Loads) -> Mapping[str, str]:
    """Give each job to the least loaded member that can be reached by moving others along."""
    loads, has, given = dict(load), {name: set[str]() for name in load}, dict[str, str]()
    for job, people in jobs.items():
        origin: dict[str, tuple[str, str | None]] = dict.fromkeys(people, (job, None))
        reached = list(people)
        for name in reached:  # which grows
            for other in sorted(has[name]):
                for free in jobs[other]:
                    if free not in origin:
                        origin[free] = other, name
                        reached.append(free)
        taking: str | None = min(reached, key=lambda name: (loads[name], name))
        assert taking is not None
        loads[taking] += 1
        while taking is not None:
            moved, before = origin[taking]
            if before is not None:
                has[before].discard(moved)
            has[taking].add(moved)
            given[moved] = taking
            taking = before
    return given


def one_by_one(jobs: Jobs, load: Loads, limits: Sequence[AtMost]) -> Mapping[str, str]:
    """Give each job to whoever has least of those who have nothing at that time."""
    loads, given = dict(load), dict[str, str]()
    beside: dict[str, set[str]] = {job: set() for job in jobs}
    for limit in limits:
        for job in limit.jobs:
            beside[job] |= limit.jobs
    for job, people in jobs.items():
        taken = {given[other] for other in beside[job] if other in given}
        free = [name for name in people if name not in taken]
        if free:
            given[job] = min(free, key=lambda name: (loads[name], name))
            loads[given[job]] += 1
    return given
