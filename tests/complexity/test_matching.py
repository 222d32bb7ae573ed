"""Seats without people in common are settled one by one, and a place is tried only once."""

from collections.abc import Iterator
from random import Random

import pytest

from teamsched.matching import feasible, fill, options, seating
from tests.complexity.counted import Bits, Steps

PEOPLE = 50


class Asked(frozenset[str]):
    """Who could take a place; it counts how often somebody goes through them."""

    steps: Steps

    def __iter__(self) -> Iterator[str]:
        self.steps.count += 1
        return super().__iter__()


def asked(people: set[str], steps: Steps) -> Asked:
    place = Asked(people)
    place.steps = steps
    return place


class Name(str):  # noqa: SLOT000 (it has its steps)
    """An id that counts how often it is looked up."""

    steps: Steps

    __eq__ = str.__eq__

    def __hash__(self) -> int:
        self.steps.count += 1
        return super().__hash__()


def named(number: int, steps: Steps) -> Name:
    name = Name(f"{number:03}")
    name.steps = steps
    return name


def steps_to_settle(seats: int, *, shared: bool, count: int = 1) -> int:
    """Return the set operations it takes to find the starts at which seats can be filled."""
    rng, steps = Random(seats), Steps()
    found = [
        (
            count,
            {
                f"{0 if shared else seat} {person}": Bits(rng.getrandbits(64) | 1, steps)
                for person in range(PEOPLE)
            },
        )
        for seat in range(seats)
    ]
    return steps.of(lambda: feasible(found, Bits(-1, steps)))


@pytest.mark.parametrize("seats", [1, 2, 4, 8])
def test_seats_apart_are_settled_one_by_one(seats: int) -> None:
    """Each seat is the union of its people, and nothing else is looked at."""
    assert steps_to_settle(seats, shared=False) == seats * (PEOPLE + 1)


@pytest.mark.parametrize("seats", [2, 4, 6])
def test_seats_in_common_are_settled_set_by_set(seats: int) -> None:
    """Every set of seats is one count of its people: at most five operations each."""
    sets = 2**seats - 1
    once_over_the_people = seats * PEOPLE + 5 * PEOPLE + 60
    assert steps_to_settle(seats, shared=True) <= sets * once_over_the_people


@pytest.mark.parametrize("count", [2, 10, 40])
def test_more_people_a_seat_cost_nothing(count: int) -> None:
    """At least forty of a pool is the same count as at least two, compared with forty."""
    assert steps_to_settle(1, shared=False, count=count) <= 5 * PEOPLE + 30


@pytest.mark.parametrize("places", [5, 50, 200])
def test_everybody_in_their_own_place(places: int) -> None:
    """Where nobody has to move, every place is looked at once."""
    steps = Steps()
    given = [asked({f"{place:03}"}, steps) for place in range(places)]
    assert steps.of(lambda: seating(given)) == places


@pytest.mark.parametrize("places", [5, 50, 200])
def test_a_place_is_looked_at_once_in_a_turn(places: int) -> None:
    """Seating one more moves each of the others at most once, even along the longest chain."""
    steps = Steps()
    given = [asked({f"{place:03}", f"{place + 1:03}"}, steps) for place in range(places)]
    last = asked({"000"}, steps)
    assert steps.of(lambda: seating([*given, last])) <= places + 1 + places + 1


@pytest.mark.parametrize("places", [10, 40])
def test_a_shortage_is_found_in_polynomial_time(places: int) -> None:
    """Too few people for many places are found without trying their arrangements."""
    steps = Steps()
    people = {f"{person:03}" for person in range(places - 1)}
    given = [asked(people, steps) for _ in range(places)]
    assert steps.of(lambda: seating(given)) <= places * places


@pytest.mark.parametrize(("places", "people"), [(5, 25), (20, 100), (40, 200)])
def test_a_choice_is_one_search(places: int, people: int) -> None:
    """Whom else a place could have is found for all of them at once, not for one after another."""
    steps = Steps()
    pool = frozenset(named(number, steps) for number in range(people))
    given = [pool] * places
    assert steps.of(lambda: fill(given, lambda _, some: min(some))) <= 5 * places * people
    assert steps.of(lambda: options(given, 0)) <= 5 * places * people


@pytest.mark.parametrize("places", [10, 40, 80])
def test_a_choice_along_a_chain_is_one_search(places: int) -> None:
    """Where each place shares its people with the next, a choice looks at each of them once."""
    steps = Steps()
    people = [named(number, steps) for number in range(places + 1)]
    given = [frozenset(people[number : number + 2]) for number in range(places)]
    assert steps.of(lambda: fill(given, lambda _, some: max(some))) <= 6 * places * places


def test_a_chain_may_be_long() -> None:
    """Moving thousands along is no deeper than moving one."""
    chain = [{f"{place:05}", f"{place + 1:05}"} for place in range(5_000)]
    settled = seating([*chain, {"00000"}])
    assert settled == (*(f"{place + 1:05}" for place in range(5_000)), "00000")
