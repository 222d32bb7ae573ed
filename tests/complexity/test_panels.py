"""Panels with bounds are solved once for each pattern of who is free, however many the starts."""

from random import Random

import pytest

from teamsched import bounded, panels
from teamsched.bits import ones
from teamsched.panels import Bound, feasible_within
from tests.complexity.counted import Bits, Steps

PEOPLE = 20


@pytest.mark.parametrize("starts", [10, 1_000, 100_000])
def test_a_pattern_is_solved_once(monkeypatch: pytest.MonkeyPatch, starts: int) -> None:
    """Five patterns are five questions, and their operations don't grow with the starts."""
    asked: list[object] = []
    solve = bounded.can_be_filled

    def counting(*question: object) -> bool:
        asked.append(question)
        return solve(*question)

    monkeypatch.setattr(panels, "can_be_filled", counting)
    steps = Steps()
    fifth = sum(1 << start for start in range(0, starts, 5))
    people = {
        f"{person:02}": Bits((fifth << person % 5 | fifth << (person + 1) % 5), steps)
        for person in range(PEOPLE)
    }
    bounds = [Bound(frozenset(f"{person:02}" for person in range(some, 20, 5)), high=1)
              for some in range(5)]  # fmt: skip
    seats = [(2, 2, people), (1, 1, people)]
    full = ones(starts)
    work = steps.of(lambda: feasible_within(seats, bounds, Bits(full, steps)))
    assert len(asked) == 5
    assert work <= 1_500


def test_people_who_are_alike_are_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who of fifty is free makes no difference where nothing tells them apart: only how many."""
    asked: list[object] = []
    solve = bounded.can_be_filled

    def counting(*question: object) -> bool:
        asked.append(question)
        return solve(*question)

    monkeypatch.setattr(panels, "can_be_filled", counting)
    rng = Random(1)
    people = {f"{person}": rng.getrandbits(5_000) for person in range(50)}
    few = frozenset(str(person) for person in range(3))
    feasible_within([(1, 1, people), (2, 2, people)], [Bound(few, low=1, high=1)], ones(5_000))
    assert len(asked) <= 4 * 4
