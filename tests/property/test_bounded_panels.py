"""Panels with bounds, quorums and preferred seats against brute force.

The oracle tries every number of people in every seat, and everybody on every place.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations, product
from random import Random

import attrs
import pytest

from teamsched import bounded
from teamsched.bits import ones
from teamsched.errors import ExpansionLimitError, InvalidValueError
from teamsched.panels import (
    Bound,
    Places,
    can_fill,
    feasible_within,
    violated,
)
from teamsched.picking import fill_within, options_within

CASES = 1_000
LONG_CASES = 20_000
BATCHES = 20
NAMES = ("ana", "bo", "cem", "dua", "eli", "fay")
WIDTH = 4

Way = tuple[tuple[str, ...], ...]
"""Who sits in each seat, place by place."""


# The oracle


def ways_to_sit(seats: Sequence[Places], taken: frozenset[str] = frozenset()) -> Iterator[Way]:
    """Yield every way in which distinct people sit, as many in each seat as it allows."""
    if not seats:
        yield ()
        return
    first, rest = seats[0], seats[1:]
    for count in range(first.least, first.most + 1):
        for sitting in permutations(sorted(first.people - taken), count):
            for others in ways_to_sit(rest, taken | set(sitting)):
                yield (sitting, *others)


def keeps(way: Way, bounds: Sequence[Bound]) -> bool:
    """Tell whether there are neither too few nor too many of anybody."""
    for bound in bounds:
        seats = range(len(way)) if bound.seats is None else bound.seats
        number = sum(one in bound.people for seat in seats for one in way[seat])
        if number < bound.low or (bound.high is not None and number > bound.high):
            return False
    return True


def needed(seats: Sequence[Places]) -> list[Places]:
    return [Places(frozenset(), 0, 0) if seat.preferred else seat for seat in seats]


def ways_within(seats: Sequence[Places], bounds: Sequence[Bound]) -> list[Way]:
    return [way for way in ways_to_sit(needed(seats)) if keeps(way, bounds)]


def possible(seats: Sequence[Places], bounds: Sequence[Bound]) -> bool:
    """Tell whether there is any way; in which order people sit in a seat makes no difference."""

    def sets(seat: Places) -> list[frozenset[str]]:
        sizes = range(seat.least, seat.most + 1)
        return [frozenset(some) for size in sizes for some in combinations(seat.people, size)]

    for way in product(*map(sets, needed(seats))):
        people = [one for some in way for one in some]
        if len(people) == len(set(people)) and keeps(tuple(map(tuple, way)), bounds):
            return True
    return False


def sizes(way: Way) -> list[int]:
    return [len(sitting) for sitting in way]


def best(ways: Sequence[Way], tastes: Sequence[Sequence[str]]) -> Way:
    """Return the way with the most people, seat by seat, and of these the one preferred."""
    most = max(map(sizes, ways))
    return min(
        (way for way in ways if sizes(way) == most),
        key=lambda way: [tastes[seat].index(one) for seat, some in enumerate(way) for one in some],
    )


def best_of_all(
    seats: Sequence[Places], bounds: Sequence[Bound], tastes: Sequence[Sequence[str]]
) -> Way | None:
    """Return who sits where once everybody has: those who are needed first."""
    ways = ways_within(seats, bounds)
    if not ways:
        return None
    first = best(ways, tastes)
    taken = frozenset(one for some in first for one in some)
    later = [
        Places(seat.people - taken, 0, seat.most) if seat.preferred else Places(frozenset(), 0, 0)
        for seat in seats
    ]
    together = [
        tuple(one + more for one, more in zip(first, way, strict=True))
        for way in ways_to_sit(later)
    ]
    return best([way for way in together if keeps(way, bounds)], tastes)


# What is drawn


def drawn_seats(rng: Random) -> list[Places]:
    people = NAMES[: rng.randint(2, len(NAMES))]
    seats = []
    for _ in range(rng.randint(1, 4)):
        most = rng.choice([1, 1, 1, 2, 3])
        least = rng.choice([most, most, rng.randint(0, most)])
        some = frozenset(rng.sample(people, rng.randint(1, len(people))))
        seats.append(Places(some, least, most, preferred=rng.random() < 0.2))
    return seats


def drawn_bounds(rng: Random, seats: int) -> list[Bound]:
    bounds = []
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        people = frozenset(rng.sample(NAMES, rng.randint(1, 4)))
        low = rng.choice([0, 0, 1, 2])
        high = rng.choice([None, max(1, low), max(1, low) + 1])
        some = frozenset(rng.sample(range(seats), rng.randint(1, seats)))
        bounds.append(Bound(people, low, high, rng.choice([None, None, some])))
    return bounds


@attrs.frozen
class Case:
    """A panel at one start, and in what order people are liked for each seat."""

    seats: list[Places]
    bounds: list[Bound]
    tastes: list[list[str]]

    @classmethod
    def drawn(cls, rng: Random) -> "Case":
        seats = drawn_seats(rng)
        tastes = [rng.sample(NAMES, len(NAMES)) for _ in seats]
        return cls(seats, drawn_bounds(rng, len(seats)), tastes)


Check = Callable[[Random], None]


def check_starts(rng: Random) -> None:
    """A start is feasible exactly if there is a way; somebody may have fewer starts for a seat."""
    case = Case.drawn(rng)
    free = {one: rng.getrandbits(WIDTH) | rng.getrandbits(WIDTH) for one in NAMES}
    seats = [
        (
            seat.least,
            seat.most,
            {
                one: free[one] & (rng.getrandbits(WIDTH) | -rng.choice([0, 1, 1, 1]))
                for one in sorted(seat.people)
            },
        )
        for seat in needed(case.seats)
    ]
    expected = 0
    for start in range(WIDTH):
        there = [
            Places(frozenset(one for one, bits in people.items() if bits >> start & 1), least, most)
            for least, most, people in seats
        ]
        expected |= possible(there, case.bounds) << start
    asked = rng.getrandbits(WIDTH)
    assert feasible_within(seats, case.bounds, ones(WIDTH)) == expected, case
    assert feasible_within(seats, case.bounds, asked) == expected & asked, case


def check_one_start(rng: Random) -> None:
    """What can be filled is what there is a way for, and removing what is violated makes one."""
    case = Case.drawn(rng)
    fits = can_fill(case.seats, case.bounds)
    assert fits == possible(case.seats, case.bounds), case
    if not possible(case.seats, []):
        return
    broken = violated(case.seats, case.bounds)
    assert (not broken) == fits, case
    kept = [one for number, one in enumerate(case.bounds) if number not in broken]
    assert possible(case.seats, kept), case
    for number in broken:
        assert not possible(case.seats, [*kept, case.bounds[number]]), case


def check_choice(rng: Random) -> None:
    """Each place in order gets the best it can have so that all others can still be filled."""
    case = Case.drawn(rng)
    expected = best_of_all(case.seats, case.bounds, case.tastes)
    first = [sum(seat.most for seat in case.seats[:n]) for n in range(len(case.seats) + 1)]
    found: list[list[str]] = [[] for _ in case.seats]

    def choose(place: int, people: frozenset[str]) -> str:
        seat = next(n for n in range(len(case.seats)) if place < first[n + 1])
        assert place == first[seat] + len(found[seat]), case
        found[seat].append(min(people, key=case.tastes[seat].index))
        return found[seat][-1]

    if expected is None:
        with pytest.raises(InvalidValueError):
            fill_within(case.seats, case.bounds, choose)
        return
    fill_within(case.seats, case.bounds, choose)
    assert tuple(map(tuple, found)) == expected, case


def check_options(rng: Random) -> None:
    """Whoever can have a place is whoever has one in some way with the most people."""
    case = Case.drawn(rng)
    ways = ways_within(case.seats, case.bounds)
    most = max(map(sizes, ways), default=[])
    for number, seat in enumerate(case.seats):
        if not seat.preferred:
            expected = {one for way in ways if sizes(way) == most for one in way[number]}
            assert options_within(case.seats, case.bounds, number) == expected, (case, number)


CHECKS = [check_starts, check_one_start, check_choice, check_options]


@pytest.mark.parametrize("check", CHECKS)
def test_bounded_panels(check: Check) -> None:
    """What each check says holds for every random panel."""
    for seed in range(CASES):
        check(Random(seed))


@pytest.mark.long
@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("check", CHECKS)
def test_many_bounded_panels(check: Check, batch: int) -> None:
    """It holds for twenty times as many, too."""
    size = LONG_CASES // BATCHES
    for seed in range(CASES + batch * size, CASES + (batch + 1) * size):
        check(Random(seed))


def test_panels_are_of_every_kind() -> None:
    """Some lack people, some can't keep their bounds, some can: the checks can fail."""
    cases = [Case.drawn(Random(seed)) for seed in range(CASES)]
    enough = [case for case in cases if can_fill(case.seats)]
    fitting = [case for case in enough if can_fill(case.seats, case.bounds)]
    assert len(enough) < CASES * 0.9
    assert CASES / 10 < len(enough) - len(fitting) < CASES / 2
    assert sum(any(seat.preferred for seat in case.seats) for case in fitting) > CASES / 20


# Too hard


def pairs_apart(apart: Sequence[tuple[int, int]]) -> list[Bound]:
    return [Bound(frozenset({f"p{one}", f"p{other}"}), high=1) for one, other in apart]


def test_what_is_too_hard_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit nothing is said about the panel: no guess is an answer."""
    rng = Random(1)
    pairs = [pair for pair in combinations(range(40), 2) if rng.random() < 0.4]
    seat = Places(frozenset(f"p{one}" for one in range(40)), 14, 14)
    monkeypatch.setattr(bounded, "MAX_TOTALS", 500)
    bounded.can_be_filled.cache_clear()
    with pytest.raises(ExpansionLimitError, match="ways to keep constraints: more than 500"):
        can_fill([seat], pairs_apart(pairs))


def test_pairs_of_people_apart() -> None:
    """A ring of ten people, none with their neighbours: five can meet, six can't."""
    ring = pairs_apart([(one, (one + 1) % 10) for one in range(10)])
    people = frozenset(f"p{one}" for one in range(10))
    assert can_fill([Places(people, 5, 5)], ring)
    assert not can_fill([Places(people, 6, 6)], ring)
