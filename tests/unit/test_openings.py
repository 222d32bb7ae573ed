"""Openings: who may be booked when, counted, and counted on when one page changes."""

import copy
import pickle
from random import Random

import pytest

from teamsched.errors import InvalidTypeError
from teamsched.grid import StartGrid
from teamsched.openings import Openings

GRID = StartGrid(range(0, 40, 10))
OPENINGS = Openings(GRID, {"ana": 0b0111, "bo": 0b0101, "cem": 0})


def test_counts_and_anybody() -> None:
    """Each start has as many as are open at it, and somebody where the count is above zero."""
    assert OPENINGS.counts() == [2, 1, 2, 0]
    assert OPENINGS.anybody() == 0b0111
    assert Openings(GRID, {}).counts() == [0, 0, 0, 0]
    assert Openings(GRID, {}).anybody() == 0
    assert Openings(StartGrid([]), {"ana": 0}).counts() == []


def test_planes_are_computed_once() -> None:
    """Asking again gives the same object."""
    openings = Openings(GRID, OPENINGS.starts)
    assert openings.planes() is openings.planes()


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("seed", range(50))
def test_replacing_counts_as_a_fresh_count_does(seed: int, counted: bool) -> None:
    """Replaced, added and emptied pages leave counts equal to those of everything anew."""
    rng = Random(seed)
    grid = StartGrid(range(rng.randrange(1, 70)))
    names = [f"page {number}" for number in range(12)]
    openings = Openings(grid, {name: rng.randint(0, grid.full) for name in names[:9]})
    for _ in range(5):
        if counted:
            openings.counts()
        changed = {
            name: rng.choice([0, grid.full, rng.randint(0, grid.full)])
            for name in rng.sample(names, rng.randrange(4))
        }
        before = dict(openings.starts)
        replaced = openings.replacing(changed)
        assert dict(openings.starts) == before
        openings = replaced
        assert dict(openings.starts) == {**before, **changed}
        fresh = Openings(grid, openings.starts)
        assert openings == fresh
        assert openings.planes() == fresh.planes()
        assert openings.counts() == fresh.counts()


def test_openings_are_values() -> None:
    """They are copied and pickled, and what they were made of can't reach into them."""
    starts = {"ana": 0b1}
    openings = Openings(GRID, starts)
    starts["ana"] = 0
    assert openings.starts["ana"] == 0b1
    with pytest.raises(InvalidTypeError):
        openings.starts["ana"] = 0  # type: ignore[index]
    assert pickle.loads(pickle.dumps(openings)) == openings  # noqa: S301 (it is our own)
    assert copy.deepcopy(openings) == openings


def test_the_repr_shows_how_much() -> None:
    """How many pages, and at how many of the starts somebody is open."""
    assert repr(OPENINGS) == "<Openings 3 pages, 3 of 4 starts>"
