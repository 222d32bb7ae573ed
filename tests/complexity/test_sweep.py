"""Operations on sets take steps in proportion to their boundaries, questions bisect."""

from collections.abc import Callable
from functools import partial
from random import Random

import pytest

from teamsched import sweep
from teamsched.sweep import Bounds
from tests.complexity.counted import Counted, Steps

SIZE = 1_000
"""How many spans the smaller sets have."""

Operation = Callable[[Bounds, Bounds], object]

OPERATIONS: dict[str, Operation] = {
    "union": sweep.union,
    "intersection": sweep.intersection,
    "difference": sweep.difference,
    "symmetric difference": sweep.symmetric_difference,
    "at least two of three": lambda a, b: sweep.at_least(2, (a, b, a)),
    "is canonical": lambda a, _: sweep.is_canonical(a),
}

QUESTIONS: dict[str, Callable[[Bounds, int, int], object]] = {
    "contains": lambda a, low, _: sweep.contains(a, low),
    "covers": sweep.covers,
    "overlaps": sweep.overlaps,
    "touching": sweep.touching,
    "clipped": sweep.clipped,
}


def a_set(rng: Random, spans: int, steps: Steps) -> Bounds:
    edges = sorted(rng.sample(range(20 * spans), 2 * spans))
    return tuple(Counted(edge, steps) for edge in edges)


def steps_of(operation: Operation, spans: int) -> int:
    rng, steps = Random(spans), Steps()
    a, b = a_set(rng, spans, steps), a_set(rng, spans, steps)
    return steps.of(lambda: operation(a, b))


@pytest.mark.parametrize("name", OPERATIONS)
def test_twice_the_spans_take_twice_the_steps(name: str) -> None:
    """Sets are sorted already, so nothing grows faster than they do."""
    small, large = steps_of(OPERATIONS[name], SIZE), steps_of(OPERATIONS[name], 2 * SIZE)
    assert large <= 2.1 * small


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_boundary_takes_a_few_comparisons(name: str) -> None:
    """Merging runs compares each boundary about twice, and what follows about once more."""
    sets = 3 if name == "at least two of three" else 2
    assert steps_of(OPERATIONS[name], SIZE) <= 4 * sets * 2 * SIZE


@pytest.mark.parametrize("name", ["union", "intersection", "difference"])
def test_with_nothing_there_is_nothing_to_do(name: str) -> None:
    """With the empty set every operation is free of charge."""
    steps = Steps()
    a = a_set(Random(1), SIZE, steps)
    assert steps.of(lambda: OPERATIONS[name](a, ())) == 0
    assert steps.of(lambda: OPERATIONS[name]((), a)) == 0


def test_spans_in_disorder_are_sorted_once() -> None:
    """Building from spans in any order is a sort: n log n comparisons, and n to join."""

    def steps_for(spans: int) -> int:
        rng, steps = Random(7), Steps()
        starts = [rng.randrange(20 * spans) for _ in range(spans)]
        pairs = [(Counted(low, steps), Counted(low + 5, steps)) for low in starts]
        return steps.of(lambda: sweep.normalised(pairs))

    assert steps_for(2 * SIZE) <= 2.4 * steps_for(SIZE)


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_bisect(name: str) -> None:
    """A question about a set twice as long takes one more comparison for each end, if any."""

    def most(spans: int) -> int:
        rng, steps = Random(3), Steps()
        a = a_set(rng, spans, steps)
        asked = [
            partial(QUESTIONS[name], a, low, low + 40) for low in rng.sample(range(20 * spans), 300)
        ]
        return max(map(steps.of, asked))

    small, large = most(SIZE), most(2 * SIZE)
    assert small <= 2 * (2 * SIZE).bit_length() + 2
    assert large <= small + 2
