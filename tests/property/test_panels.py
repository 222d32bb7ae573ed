"""Panels against brute force: who can fill the seats when, who is chosen, and what is missing.

A random panel has few people, few starts and many seats, so that seats compete for the same people
at some starts and not at others. The oracle tries every way to seat distinct people.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random

import attrs
import pytest

from teamsched import matching
from teamsched.bits import any_of, at_least, ones, planes_of
from teamsched.errors import InvalidValueError
from teamsched.matching import (
    MAX_COUNTED_SEATS,
    Shortage,
    Starts,
    best,
    feasible,
    fill,
    options,
    seating,
    shortages,
)

CASES = 3_000
LONG_CASES = 20_000
BATCHES = 20

NAMES = ("ana", "bo", "cem", "dua", "eli", "fay")
WIDTH = 5
"""How many starts a panel has."""

Seat = tuple[int, Starts]
Places = list[frozenset[str]]


# The oracle


def ways_to_sit(
    places: Sequence[Iterable[str]], seated: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Try everybody on every place, and yield the ways in which nobody sits twice."""
    if not places:
        yield seated
        return
    for person in places[0]:
        if person not in seated:
            yield from ways_to_sit(places[1:], (*seated, person))


def can_sit(places: Sequence[Iterable[str]]) -> bool:
    return next(ways_to_sit(places), None) is not None


def places_at(seats: Sequence[Seat], start: int) -> Places:
    """Return for each place of a panel who could take it at a start."""
    return [
        frozenset(person for person, bits in starts.items() if bits >> start & 1)
        for count, starts in seats
        for _ in range(count)
    ]


def starts_of(seats: Sequence[Seat], width: int = WIDTH) -> int:
    """Return the starts at which there is a way to sit."""
    return sum(1 << start for start in range(width) if can_sit(places_at(seats, start)))


# What is drawn


def drawn_candidates(rng: Random, seats: int, people: Sequence[str]) -> list[list[str]]:
    """Draw who is asked for each seat: anybody, or neighbours, so that seats form a chain.

    In a chain, seats that have nobody in common compete all the same, through those between them.
    """
    if rng.random() < 0.5:
        few, many = sorted(rng.randint(0, len(people)) for _ in range(2))
        return [rng.sample(people, rng.choice([few, many, many])) for _ in range(seats)]
    chain = [list(people[number % len(people) :][:2]) for number in range(seats)]
    return rng.sample(chain, seats)


@attrs.frozen
class Panel:
    """Seats at random, which share people, each with starts of its own."""

    seats: tuple[Seat, ...]

    @classmethod
    def drawn(cls, rng: Random) -> "Panel":
        people = NAMES[: rng.randint(1, len(NAMES))]
        free = {person: rng.getrandbits(WIDTH) | rng.getrandbits(WIDTH) for person in people}
        return cls(
            tuple(
                (
                    rng.choice([1, 1, 1, 1, 2, 3]),
                    # Somebody may have fewer starts for one seat than for another.
                    {
                        person: free[person] & (rng.getrandbits(WIDTH) | -rng.choice([0, 1, 1]))
                        for person in some
                    },
                )
                for some in drawn_candidates(rng, rng.randint(1, 5), people)
            )
        )

    def starts(self, full: int = ones(WIDTH)) -> int:
        return feasible(self.seats, full)

    def changed(self, number: int, count: int, starts: Starts) -> "Panel":
        return Panel((*self.seats[:number], (count, starts), *self.seats[number + 1 :]))


def drawn_places(rng: Random) -> Places:
    """Draw who could take each place; in some cases nothing stands in the way."""
    people = NAMES[: rng.randint(1, len(NAMES))]
    candidates = drawn_candidates(rng, rng.randint(0, len(people) + 2), people)
    if rng.random() < 0.3:
        seated = rng.sample(people, len(people))
        return [frozenset([*some, own]) for some, own in zip(candidates, seated, strict=False)]
    return list(map(frozenset, candidates))


Check = Callable[[Random], None]


# When: the bit mask


def check_starts(rng: Random) -> None:
    """A start is feasible exactly if distinct people fill every place, among the starts asked."""
    panel = Panel.drawn(rng)
    expected = starts_of(panel.seats)
    asked = rng.getrandbits(WIDTH)
    assert panel.starts() == expected, panel
    assert panel.starts(asked) == expected & asked, panel


def check_changes(rng: Random) -> None:
    """Seats in another order change nothing; people only add starts, and needs only remove them."""
    panel = Panel.drawn(rng)
    number = rng.randrange(len(panel.seats))
    count, starts = panel.seats[number]
    before = panel.starts()
    somebody, bits = rng.choice([*NAMES, "gus"]), rng.getrandbits(WIDTH)
    more_people = panel.changed(number, count, {**starts, somebody: starts.get(somebody, 0) | bits})
    assert Panel(tuple(rng.sample(panel.seats, len(panel.seats)))).starts() == before, panel
    assert before & ~more_people.starts() == 0, (panel, more_people)
    assert panel.changed(number, count + 1, starts).starts() & ~before == 0, panel
    assert Panel((*panel.seats, (1, starts))).starts() & ~before == 0, panel


def check_pools(rng: Random) -> None:
    """A panel is never easier than its seats; with pools of their own it is as easy as they are."""
    panel = Panel.drawn(rng)
    apart = [
        (count, {f"{person} {number}": bits for person, bits in starts.items()})
        for number, (count, starts) in enumerate(panel.seats)
    ]
    each = [at_least(planes_of(starts.values()), count, ones(WIDTH)) for count, starts in apart]
    all_at_once = ones(WIDTH)
    for (_, starts), bits in zip(apart, each, strict=True):
        assert bits & ~any_of(starts.values()) == 0, panel
        assert panel.starts() & ~bits == 0, panel
        all_at_once &= bits
    assert feasible(apart, ones(WIDTH)) == all_at_once, panel
    person, bits = rng.choice(NAMES), rng.getrandbits(WIDTH)
    assert Panel((*panel.seats, (1, {person: bits}))).starts() & ~bits == 0, panel


# Who


def check_seating(rng: Random) -> None:
    """Distinct people sit on places of theirs, or a shortage shows why nobody could seat them."""
    places = drawn_places(rng)
    settled = seating(places)
    assert isinstance(settled, Shortage) != can_sit(places), places
    if isinstance(settled, Shortage):
        check_shortage(places, settled)
    else:
        assert settled in set(ways_to_sit(places)), places


def check_fill(rng: Random) -> None:
    """Each choice is among all that leave the rest fillable: the greedy way is the best one."""
    places = drawn_places(rng)
    tastes = [rng.sample(NAMES, len(NAMES)) for _ in places]
    ways = list(ways_to_sit(places))
    if not ways:
        with pytest.raises(InvalidValueError, match="places: expected places that can be filled"):
            fill(places, lambda _, people: min(people))
        return
    chosen: list[str] = []

    def choose(place: int, people: frozenset[str]) -> str:
        assert place == len(chosen), places
        assert people == {way[place] for way in ways if way[:place] == tuple(chosen)}, (
            places,
            chosen,
        )
        chosen.append(min(people, key=tastes[place].index))
        return chosen[-1]

    filled = fill(places, choose)
    assert filled == tuple(chosen), places
    assert filled == min(
        ways, key=lambda way: [taste.index(one) for taste, one in zip(tastes, way, strict=True)]
    )


def check_options(rng: Random) -> None:
    """The options of a place are all who have it in some way to sit."""
    places = drawn_places(rng)
    ways = list(ways_to_sit(places))
    for number in range(len(places)):
        assert options(places, number) == {way[number] for way in ways}, (places, number)


# What is missing


def check_shortage(places: Places, short: Shortage) -> None:
    """Its people are all who could take its places, and they are too few."""
    assert list(short.places) == sorted(set(short.places)), places
    assert short.people == frozenset().union(*(places[number] for number in short.places)), places
    assert len(short.people) < len(short.places), places


def check_shortages(rng: Random) -> None:
    """Each stands in the way once people are found for those before it, and the last one does last.

    It takes in all places that its people are then the only ones for.
    """
    places = drawn_places(rng)
    found = shortages(places)
    assert (found == ()) == can_sit(places), places
    people = list(places)
    for number, short in enumerate(found):
        check_shortage(places, short)
        assert not can_sit(people), (places, found)
        known = frozenset().union(*(people[place] for place in short.places))
        only_theirs = [place for place, some in enumerate(people) if some <= known]
        assert list(short.places) == only_theirs, (places, found)
        lacking = len(short.places) - len(known)
        assert lacking > 0, (places, found)
        new = {f"new {number} {one}" for one in range(lacking)}
        people = [
            some | new if place in short.places else some for place, some in enumerate(people)
        ]
    assert can_sit(people), (places, found)


CHECKS = [
    check_starts,
    check_changes,
    check_pools,
    check_seating,
    check_fill,
    check_options,
    check_shortages,
]


def run(check: Check, first: int, cases: int) -> None:
    for seed in range(first, first + cases):
        check(Random(seed))


@pytest.mark.parametrize("check", CHECKS)
def test_panels(check: Check) -> None:
    """What each check says holds for every random panel."""
    run(check, 0, CASES)


def test_panels_are_of_every_kind() -> None:
    """Some can be filled at all starts, some at none, some at a few: the checks can fail."""
    masks = [Panel.drawn(Random(seed)).starts() for seed in range(CASES)]
    always, never = masks.count(ones(WIDTH)), masks.count(0)
    assert min(always, never, CASES - always - never) > CASES / 20
    places = [drawn_places(Random(seed)) for seed in range(CASES)]
    assert CASES / 4 < sum(map(can_sit, places)) < CASES * 3 / 4


# Seats without number


def large_panel(rng: Random) -> Panel:
    """Draw a panel of more seats than are counted; each has somebody of its own, mostly free."""
    seats = rng.randint(MAX_COUNTED_SEATS + 1, MAX_COUNTED_SEATS + 3)
    people = [f"person {number}" for number in range(seats + 1)]
    mostly = ones(WIDTH)
    return Panel(
        tuple(
            (
                1,
                {
                    rng.choice(people): rng.getrandbits(WIDTH),
                    people[number]: mostly & ~(rng.getrandbits(WIDTH) & rng.getrandbits(WIDTH)),
                },
            )
            for number in range(seats)
        )
    )


def test_more_seats_than_are_counted() -> None:
    """Beyond the limit each start is settled by itself, and the answer is the same."""
    masks = set()
    for seed in range(200):
        panel = large_panel(Random(seed))
        assert panel.starts() == starts_of(panel.seats), panel
        masks.add(panel.starts())
    assert len(masks) > WIDTH


def test_both_ways_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted for all starts at once is what comes out start by start."""
    panels = [Panel.drawn(Random(seed)) for seed in range(CASES // 4)]
    counted = [panel.starts() for panel in panels]
    monkeypatch.setattr(matching, "MAX_COUNTED_SEATS", 0)
    assert [panel.starts() for panel in panels] == counted


@pytest.mark.parametrize("seats", [MAX_COUNTED_SEATS, MAX_COUNTED_SEATS + 1])
def test_at_the_limit_of_counted_seats(seats: int) -> None:
    """A ring of seats, each sharing its people with the next, can take one person each, no more."""
    ring = [(1, {f"p{number}": 0b11, f"p{(number + 1) % seats}": 0b10}) for number in range(seats)]
    assert feasible(ring, 0b111) == 0b11
    assert feasible([*ring[1:], (2, ring[0][1])], 0b111) == 0


def test_the_best_panel_scores_most() -> None:
    """No other people who fill the places score more together, whatever the scores."""
    for seed in range(CASES):
        random = Random(seed)
        places = [
            frozenset(random.sample(NAMES, random.randrange(1, len(NAMES))))
            for _ in range(random.randrange(5))
        ]
        score = {name: random.randrange(-3, 9) for name in NAMES}
        found = best(places, sorted(NAMES, key=lambda one: -score[one]))
        totals = [sum(score[one] for one in way) for way in ways_to_sit(places)]
        if isinstance(found, Shortage):
            assert not totals
        else:
            assert found in ways_to_sit(places)
            assert sum(score[one] for one in found) == max(totals)


# Nobody, and nothing to do


def test_nobody_is_nobody() -> None:
    """A seat for which there is nobody, or not enough, is never filled; no seats always are."""
    assert feasible([], 0b101) == 0b101
    assert feasible([(1, {})], 0b11) == 0
    assert feasible([(1, {"ana": 0b11}), (1, {})], 0b11) == 0
    assert feasible([(3, {"ana": 0b11, "bo": 0b11})], 0b11) == 0
    assert feasible([(1, {"ana": 0})], 0b11) == 0
    assert seating([]) == fill([], lambda _, people: min(people)) == ()
    assert shortages([]) == ()
    assert seating([frozenset()]) == Shortage((0,), frozenset())
    assert options([frozenset({"ana"}), frozenset()], 0) == frozenset()


def test_seating_does_not_depend_on_the_order_of_people() -> None:
    """Who sits where is settled by ids and places, not by the order in which a set iterates."""
    orders = [["dua", "ana", "cem", "bo"], ["bo", "cem", "dua", "ana"]]
    assert len({seating([order, ["ana", "bo"], ["ana"]]) for order in orders}) == 1


@pytest.mark.long
@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("check", CHECKS)
def test_many_panels(check: Check, batch: int) -> None:
    """It holds for ten times as many, too."""
    run(check, CASES + batch * (LONG_CASES // BATCHES), LONG_CASES // BATCHES)
