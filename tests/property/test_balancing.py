"""Jobs handed out against brute force: as many as can be, as evenly as can be, within limits."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from random import Random

import attrs
import pytest

from teamsched import branching
from teamsched.balancing import AtMost, Balance, balance, overlaps
from teamsched.branching import Given
from teamsched.flows import Problem
from teamsched.intervals import Interval

CASES = 600
LONG_CASES = 10_000
BATCHES = 20

NAMES = ("ana", "bo", "cem")
Worth = tuple[int, int, Fraction, int]
"""Jobs left undone, jobs that change hands, the sum of squares, and that of the preferences."""


@attrs.frozen
class Case:
    """A question, as it is asked."""

    jobs: Mapping[str, Sequence[str]]
    load: Mapping[str, int]
    weights: Mapping[str, int]
    limits: Sequence[AtMost]
    held: Mapping[str, str]

    def answer(self, **options: int) -> Balance:
        return balance(
            self.jobs,
            self.load,
            weights=self.weights,
            limits=self.limits,
            held=self.held,
            **options,
        )

    def keeps_limits(self, given: Mapping[str, str]) -> bool:
        return all(
            sum(given.get(job) == member for job in limit.jobs) <= limit.most
            for limit in self.limits
            for member in ([limit.member] if limit.member else NAMES)
        )

    def worth(self, given: Mapping[str, str]) -> Worth:
        has = [given.get(job) for job in self.jobs]
        loads = {one: self.load.get(one, 0) + has.count(one) for one in NAMES}
        return (
            has.count(None),
            sum(given[job] != member for job, member in self.held.items()),
            sum((Fraction(n**2, self.weights.get(one, 1)) for one, n in loads.items()), Fraction()),
            sum(people.index(given[job]) for job, people in self.jobs.items() if job in given),
        )

    def best(self) -> Worth | None:
        """Try every way to hand out the jobs; None if those who hold some break a limit."""
        if not self.keeps_limits(self.held):
            return None
        return min(self.worth(given) for given in self._ways() if self.keeps_limits(given))

    def _ways(self) -> Iterator[Mapping[str, str]]:
        choices = [
            [*people] if job in self.held else [*people, None] for job, people in self.jobs.items()
        ]
        for chosen in product(*choices):
            pairs = zip(self.jobs, chosen, strict=True)
            yield {job: one for job, one in pairs if one is not None}


def some_jobs(random: Random, most: int = 6) -> dict[str, Sequence[str]]:
    return {
        f"j{number}": random.sample(NAMES, random.randrange(len(NAMES) + 1))
        for number in range(random.randrange(1, most))
    }


def some_load(random: Random) -> dict[str, int]:
    return {name: random.randrange(-1, 5) for name in NAMES if random.random() < 0.8}


def plain_case(random: Random) -> Case:
    return Case(some_jobs(random), some_load(random), {}, [], {})


def weighted_case(random: Random) -> Case:
    weights = {name: random.randrange(1, 5) for name in NAMES if random.random() < 0.8}
    return Case(some_jobs(random), some_load(random), weights, [], {})


def capped_case(random: Random) -> Case:
    """Days within weeks, and somebody's own number besides."""
    jobs = some_jobs(random)
    names = [*jobs]
    cut = random.randrange(len(names) + 1)
    sets = [names, names[:cut], names[cut:], names[: cut // 2]]
    limits = [
        AtMost(some, random.randrange(3), member=random.choice([None, *NAMES]))
        for some in sets
        if random.random() < 0.6
    ]
    return Case(jobs, some_load(random), {}, limits, {})


def some_spans(random: Random, jobs: Iterable[str]) -> dict[str, Interval]:
    return {
        job: Interval.from_bounds(start := random.randrange(6), start + random.randrange(1, 5))
        for job in jobs
    }


def overlapping_case(random: Random) -> Case:
    jobs = some_jobs(random, 7)
    return Case(jobs, some_load(random), {}, overlaps(some_spans(random, jobs)), {})


def crossing_case(random: Random) -> Case:
    """Any limits at all, and weights."""
    jobs = some_jobs(random, 7)
    limits = [
        AtMost(
            random.sample([*jobs], random.randrange(len(jobs) + 1)),
            random.randrange(3),
            member=random.choice([None, *NAMES]),
        )
        for _ in range(random.randrange(5))
    ]
    weights = {name: random.randrange(1, 3) for name in NAMES}
    return Case(jobs, some_load(random), weights, limits, {})


def paired_case(random: Random) -> Case:
    """Jobs that can't be together in pairs, as colours of a map: where a search is needed most."""
    names = [f"j{number}" for number in range(5)]
    jobs = {name: random.sample(NAMES, random.randrange(1, 4)) for name in names}
    limits = [AtMost(pair) for pair in combinations(names, 2) if random.random() < 0.5]
    return Case(jobs, some_load(random), {}, limits, {})


def held_case(random: Random) -> Case:
    """Overlapping jobs, of which some are held, by people who can have them."""
    case = overlapping_case(random)
    held: dict[str, str] = {}
    for job, people in case.jobs.items():
        if people and random.random() < 0.6:
            with_it = held | {job: random.choice(people)}
            held = with_it if case.keeps_limits(with_it) else held
    return attrs.evolve(case, held=held)


NESTED = (plain_case, weighted_case, capped_case)
CROSSING = (overlapping_case, crossing_case, paired_case, held_case)
Make = Callable[[Random], Case]


def check(make: Make, seed: int) -> None:
    """The answer keeps all limits, says what it is, and nothing is better."""
    case = make(Random(f"{make.__name__} {seed}"))
    best, answer = case.best(), case.answer()
    assert best is not None
    assert case.keeps_limits(answer.given)
    assert answer.given.keys() | set(answer.unplaced) == case.jobs.keys()
    assert not answer.given.keys() & set(answer.unplaced)
    assert all(one in case.jobs[job] for job, one in answer.given.items())
    assert answer.optimal
    worth = case.worth(answer.given)
    assert worth[:3] == best[:3]
    assert worth == best or make in CROSSING


def check_without_effort(make: Make, seed: int) -> bool:
    """Without any search the answer is a good one all the same, and optimal where it says so.

    Returns:
        Whether it is the best.
    """
    case = make(Random(f"{make.__name__} {seed}"))
    best, answer = case.best(), case.answer(effort=0)
    assert best is not None
    assert case.keeps_limits(answer.given)
    worth = case.worth(answer.given)
    assert worth[:3] >= best[:3]
    assert worth[:3] == best[:3] or not answer.optimal
    return worth[:3] == best[:3]


@pytest.mark.parametrize("make", [*NESTED, *CROSSING])
def test_nothing_is_better(make: Make) -> None:
    """Brute force finds no better way to hand out the jobs."""
    for seed in range(CASES):
        check(make, seed)


@pytest.mark.parametrize("make", CROSSING)
def test_a_quick_answer_is_good(make: Make) -> None:
    """Chains alone find the best nearly always; where they don't, nothing is claimed."""
    found = sum(check_without_effort(make, seed) for seed in range(CASES))
    assert found >= 0.98 * CASES


@pytest.mark.parametrize("make", CROSSING)
def test_the_search_alone_finds_the_best(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing depends on how good the answer is that the search begins with."""

    def unmended(
        problem: Problem, given: Given, held: Sequence[int | None], *, unit: int
    ) -> Sequence[int | None]:
        assert unit
        assert len(problem.costs) == len(given)
        return held

    monkeypatch.setattr(branching, "mended", unmended)
    for seed in range(CASES // 3):
        check(make, seed)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("make", [*NESTED, *CROSSING])
def test_nothing_is_better_in_many_cases(make: Make, batch: int) -> None:
    """It holds for ten thousand of each kind, too."""
    size = LONG_CASES // BATCHES
    for seed in range(CASES + batch * size, CASES + (batch + 1) * size):
        check(make, seed)


@pytest.mark.parametrize("make", [*NESTED, *CROSSING])
def test_order_is_nothing(make: Make) -> None:
    """The same jobs, loads and limits in another order are handed out the same."""
    for seed in range(CASES // 4):
        random = Random(seed)
        case = make(random)

        def shuffled(mapping: Mapping[str, object], random: Random = random) -> dict[str, object]:
            return dict(random.sample([*mapping.items()], len(mapping)))

        other = Case(
            shuffled(case.jobs),  # type: ignore[arg-type]
            shuffled(case.load),  # type: ignore[arg-type]
            shuffled(case.weights),  # type: ignore[arg-type]
            random.sample(case.limits, len(case.limits)),
            shuffled(case.held),  # type: ignore[arg-type]
        )
        assert other.answer() == case.answer()


@pytest.mark.parametrize("make", [*NESTED, *CROSSING])
def test_ids_are_names(make: Make) -> None:
    """Nobody but somebody named is asked for: more loads and limits of others change nothing."""
    for seed in range(CASES // 4):
        case = make(Random(seed))
        more = attrs.evolve(
            case,
            load={**case.load, "zoe": 9},
            weights={**case.weights, "zoe": 7},
            limits=[*case.limits, AtMost(["j0"], 0, member="zoe"), AtMost(["none", "such"], 0)],
        )
        assert more.answer().given == case.answer().given


def test_jobs_apart_in_time_overlap_in_no_limit() -> None:
    """Two jobs share a limit exactly if they share some time, and no limit lies in another."""
    for seed in range(CASES):
        random = Random(seed)
        spans = some_spans(random, [f"j{number}" for number in range(7)])
        limits = overlaps(spans)
        for one in spans:
            for other in spans:
                together = any({one, other} <= limit.jobs for limit in limits)
                assert one == other or together == spans[one].overlaps(spans[other])
        assert not any(a.jobs <= b.jobs for a in limits for b in limits if a is not b)
