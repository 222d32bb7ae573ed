"""Decision diagrams: sets of points that are equal exactly when their numbers are."""

from functools import reduce
from itertools import product
from random import Random

import pytest

from teamsched import diagrams
from teamsched.diagrams import EMPTY, FULL, Diagrams
from teamsched.errors import ExpansionLimitError

WIDTHS = (2, 3, 1, 4)
POINTS = list(product(*map(range, WIDTHS)))


def some_set(rng: Random, sets: Diagrams, levels: int) -> tuple[int, frozenset[tuple[int, ...]]]:
    """Return a set, and the points that are in it."""
    if not levels:
        level = rng.randrange(len(WIDTHS))
        choices = [n for n in range(WIDTHS[level]) if rng.random() < 0.5]
        points = frozenset(point for point in POINTS if point[level] in choices)
        return sets.choosing(level, choices), points
    a, left = some_set(rng, sets, levels - 1)
    b, right = some_set(rng, sets, rng.randrange(levels))
    match rng.choice(["both", "either", "without"]):
        case "both":
            return sets.both(a, b), left & right
        case "either":
            return sets.either(a, b), left | right
    return sets.without(a), frozenset(POINTS) - left


@pytest.mark.parametrize("seed", range(10))
def test_sets_are_the_points_in_them(seed: int) -> None:
    """Whatever is made of sets has the points it should, and one number for the same points."""
    rng, sets = Random(seed), Diagrams(WIDTHS)
    numbers: dict[frozenset[tuple[int, ...]], int] = {}
    for _ in range(200):
        found, points = some_set(rng, sets, rng.randrange(5))
        assert numbers.setdefault(points, found) == found
        for point in rng.sample(POINTS, 3):
            costs = [
                [int(n != one) for n in range(w)] for one, w in zip(point, WIDTHS, strict=True)
            ]
            nearest = list(sets.cheapest(found, costs))
            apart = {other: sum(map(int.__ne__, point, other)) for other in points}
            least = min(apart.values(), default=None)
            assert {apart[one] for one in nearest} == ({least} if apart else set())
            assert len(set(nearest)) == len(nearest)
            closest = [one for one in apart if apart[one] == least]
            assert levels(point, nearest) == levels(point, closest)
    assert len(set(numbers.values())) == len(numbers)
    assert numbers.get(frozenset(), EMPTY) == EMPTY
    assert numbers.get(frozenset(POINTS), FULL) == FULL


def levels(point: tuple[int, ...], others: list[tuple[int, ...]]) -> set[tuple[bool, ...]]:
    """Return the levels at which others choose differently."""
    return {tuple(map(int.__ne__, point, other)) for other in others}


def test_what_makes_no_difference_is_not_spread_out() -> None:
    """Among equally cheap choices of a level that does not matter there is one point only."""
    sets, free = Diagrams([3, 2, 3]), [(0,) * 3, (0,) * 2, (0,) * 3]
    assert list(sets.cheapest(FULL, free)) == [(0, 0, 0)]
    assert list(sets.cheapest(sets.choosing(1, [1]), free)) == [(0, 1, 0)]
    assert list(sets.cheapest(sets.choosing(2, [1, 2]), free)) == [(0, 0, 1)]
    both = sets.either(
        sets.choosing(0, [1]), sets.both(sets.choosing(0, [2]), sets.choosing(1, [1]))
    )
    assert list(sets.cheapest(both, free)) == [(1, 0, 0), (2, 1, 0)]
    assert list(sets.cheapest(EMPTY, free)) == []
    assert list(Diagrams([]).cheapest(FULL, [])) == [()]


def test_room_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs more nodes than there may be stops at the named cap."""
    monkeypatch.setattr(diagrams, "MAX_NODES", 20)
    sets = Diagrams([2] * 8)
    # The worst order: each pair is as far apart as can be.
    pairs = [(sets.choosing(one, [1]), sets.choosing(one + 4, [1])) for one in range(4)]
    with pytest.raises(ExpansionLimitError, match=r"^decision diagram: more than 20 results"):
        reduce(sets.either, [sets.both(*pair) for pair in pairs])
