"""Panels by hand: the cases that random ones seldom are."""

import pytest

from teamsched.errors import InvalidValueError
from teamsched.matching import Shortage, best, feasible, fill, options, seating, shortages

ANA, BO = frozenset({"ana"}), frozenset({"bo"})
BOTH = ANA | BO


def test_seats_compete_through_those_between_them() -> None:
    """A chain of seats, each with people of its own in common with the next, is one group.

    Two at each end leave nobody for the middle, though no three neighbours lack anybody.
    """
    chain = [
        (2, {"ana": 1, "bo": 1}),
        (1, {"bo": 1, "cem": 1}),
        (1, {"cem": 1, "dua": 1}),
        (2, {"dua": 1, "eli": 1}),
    ]
    assert feasible(chain, 1) == 0
    assert feasible(chain[1:], 1) == feasible(chain[:-1], 1) == 1
    assert feasible([*chain[:-1], (1, chain[-1][1])], 1) == 1


def test_two_seats_need_two_people_at_once() -> None:
    """One person at two starts is not two people at one."""
    both = {"ana": 0b11, "bo": 0b01}
    assert feasible([(1, both), (1, both)], 0b11) == 0b01
    assert feasible([(2, both)], 0b11) == 0b01
    assert feasible([(1, {"ana": 0b10}), (1, {"ana": 0b11, "bo": 0b10})], 0b11) == 0b10


def test_whoever_sits_moves_to_let_others_sit() -> None:
    """The first place gives way to a later one that has nobody else."""
    assert seating([BOTH, ANA]) == ("bo", "ana")
    assert seating([BOTH, BOTH | {"cem"}, ANA, BO]) == Shortage((0, 2, 3), BOTH)


def test_choices_leave_the_rest_fillable() -> None:
    """Whoever is the only one for a later place is no option for an earlier one."""
    asked: list[tuple[int, frozenset[str]]] = []

    def choose(place: int, people: frozenset[str]) -> str:
        asked.append((place, people))
        return min(people)

    assert fill([BOTH | {"cem"}, BOTH, BO], choose) == ("cem", "ana", "bo")
    assert asked == [(0, frozenset({"cem"})), (1, ANA), (2, BO)]
    assert options([BOTH, BO], 0) == ANA
    assert options([BOTH, BO, BO], 0) == frozenset()


def test_what_cannot_be_filled_is_not_begun() -> None:
    """Nobody is asked to choose if there is no way to fill all places."""

    def choose(_: int, people: frozenset[str]) -> str:
        raise AssertionError(people)

    with pytest.raises(
        InvalidValueError, match=r"^places: expected .* got Shortage\(places=\(0, 1"
    ):
        fill([ANA, ANA], choose)


def test_shortages_are_told_apart() -> None:
    """Each group of places that lacks people is one shortage, and nothing else is."""
    assert shortages([ANA, ANA, BO, BO]) == (Shortage((0, 1), ANA), Shortage((2, 3), BO))
    assert shortages([frozenset(), BO]) == (Shortage((0,), frozenset()),)
    assert shortages([BOTH, ANA]) == ()
    assert shortages([BOTH, BO, ANA]) == (Shortage((0, 1, 2), BOTH),)


def test_the_best_people_sit_somewhere() -> None:
    """Whoever is ranked first is taken, if only by moving others; nobody unranked is."""
    assert best([BOTH, ANA], ["ana", "bo"]) == ("bo", "ana")
    assert best([BOTH | {"cem"}, ANA], ["cem", "bo", "ana"]) == ("cem", "ana")
    assert best([BOTH, BOTH], ["ana"]) == Shortage((0, 1), ANA)
    assert best([BOTH, {"cem"}], ["ana", "bo"]) == Shortage((1,), frozenset())
    assert best([], ["ana"]) == ()
