"""A panel of three pools that overlap: when it can meet, at all starts at once and one by one."""

from collections.abc import Iterable, Mapping
from random import Random

from benchmarks.timing import Race, Work, race
from teamsched.bits import ones
from teamsched.matching import Shortage, feasible, seating
from teamsched.panels import Bound, Places, can_fill, feasible_within

STARTS = 60 * 24 * 4
POOL = 50
SHARED = 25
"""How many people a pool has in common with the next."""
RARE = 5
"""One of two to the power of this many starts is free, so that some panels lack people."""


def panels(*, rounds: int) -> Mapping[str, Race]:
    """Time three pools of fifty over 60 days at 15 minutes, without and with constraints."""
    pools = _pools(Random(1))
    seats = [(2, 2, pool) for pool in pools]
    full = ones(STARTS)
    people = [[_free(pool, start) for pool in pools] for start in range(STARTS)]
    places = [[some for some in three for _ in range(2)] for three in people]
    asked = [[Places(some, 2, 2) for some in three] for three in people]
    bounds = _bounds()

    def at_once() -> int:
        return feasible([(count, pool) for count, _, pool in seats], full)

    def one_by_one() -> int:
        return _bits(not isinstance(seating(some), Shortage) for some in places)

    def within_at_once() -> int:
        return feasible_within(seats, bounds, full)

    def within_one_by_one() -> int:
        return _bits(can_fill(some, bounds) for some in asked)

    assert 0 < at_once().bit_count() < STARTS
    assert at_once() == one_by_one()
    assert within_at_once() == within_one_by_one() != at_once()
    ways = {"teamsched": Work(at_once, 100), "start by start": Work(one_by_one)}
    bounded = {"teamsched": Work(within_at_once), "start by start": Work(within_one_by_one)}
    return {
        "panel of three pools": race(ways, rounds=rounds),
        "panel with constraints": race(bounded, rounds=rounds),
    }


def _pools(rng: Random) -> list[Mapping[str, int]]:
    free = {f"p{person}": _rarely(rng) for person in range(POOL + 2 * SHARED)}
    names = list(free)
    return [
        {name: free[name] for name in names[first : first + POOL]}
        for first in (0, SHARED, 2 * SHARED)
    ]


def _rarely(rng: Random) -> int:
    bits = ones(STARTS)
    for _ in range(RARE):
        bits &= rng.getrandbits(STARTS)
    return bits


def _free(pool: Mapping[str, int], start: int) -> frozenset[str]:
    return frozenset(name for name, bits in pool.items() if bits >> start & 1)


def _bounds() -> list[Bound]:
    """Return the bounds: somebody senior is there, and no more than three of one department."""
    people = range(POOL + 2 * SHARED)
    senior = frozenset(f"p{person}" for person in people if person % 10 == 0)
    department = frozenset(f"p{person}" for person in people if person % 3 == 0)
    return [Bound(senior, low=1), Bound(department, high=3)]


def _bits(answers: Iterable[bool]) -> int:
    return int("".join("01"[one] for one in answers)[::-1], 2)
