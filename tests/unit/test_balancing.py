"""Jobs handed out by hand: what comes before what, and what can't be asked."""

import os
import subprocess
import sys
from typing import Any

import pytest

from teamsched.balancing import AtMost, balance, overlaps
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.intervals import Interval

BOTH = ["ana", "bo"]


def test_whoever_has_least_gets_more() -> None:
    """Loads are levelled, with what everybody has already."""
    shared = balance({"a": BOTH, "b": BOTH, "c": BOTH}, {"ana": 2})
    assert sorted(shared.given.values()) == ["ana", "bo", "bo"]
    assert shared.optimal


def test_nobody_is_unplaced_for_want_of_moving() -> None:
    """One by one, the first job would take the only one who can do the second."""
    only = AtMost(["a", "b"])
    shared = balance({"a": BOTH, "b": ["ana"]}, limits=[only])
    assert shared.given == {"a": "bo", "b": "ana"}
    shared = balance({"a": BOTH, "b": ["ana"], "c": []}, {"bo": 99}, limits=[only])
    assert shared.given == {"a": "bo", "b": "ana"}
    assert shared.unplaced == ("c",)


def test_preferences_settle_what_is_equal() -> None:
    """Whoever is named first is taken where loads come to the same, and not where they don't."""
    assert balance({"a": ["bo", "ana"]}).given == {"a": "bo"}
    assert balance({"a": {"bo", "ana"}}).given == {"a": "ana"}
    assert balance({"a": ["bo", "ana"]}, {"bo": 1}).given == {"a": "ana"}


def test_loads_are_what_everybody_has_then() -> None:
    """With those who could take nothing, and those who had nothing."""
    shared = balance({"a": BOTH, "b": BOTH}, {"ana": 1, "zoe": 4})
    assert shared.loads == {"ana": 2, "bo": 1, "zoe": 4}
    assert shared.sum_of_squares == 4 + 1 + 16


def test_weights_are_what_somebody_can_carry() -> None:
    """Twice the weight, twice the load."""
    shared = balance(dict.fromkeys("abcdef", BOTH), weights={"ana": 2})
    assert sorted(shared.given.values()) == ["ana"] * 4 + ["bo"] * 2


def test_a_member_can_have_nothing_more() -> None:
    """A limit of none is none, and is for its member alone."""
    nothing = AtMost(["a"], 0, member="ana")
    assert balance({"a": BOTH}, {"bo": 9}, limits=[nothing]).given == {"a": "bo"}
    assert balance({"a": ["ana"]}, limits=[nothing]).unplaced == ("a",)


def test_limits_lie_within_one_another() -> None:
    """A week of three, with two on Monday, leaves one for Tuesday."""
    days = AtMost(["m1", "m2", "m3"], 2), AtMost(["m1", "m2", "m3", "t1", "t2"], 3)
    jobs = {job: ["ana"] for job in ("m1", "m2", "m3", "t1", "t2")}
    shared = balance(jobs, limits=days, effort=0)
    assert shared.optimal, "without a search"
    assert len(shared.unplaced) == 2
    assert sum(job.startswith("m") for job in shared.unplaced) in {1, 2}


def test_held_jobs_move_only_to_place_others() -> None:
    """A booking changes hands if that places another one, not for the sake of loads."""
    at_once = AtMost(["a", "old"])
    jobs = {"a": ["ana"], "old": BOTH}
    assert balance(jobs, held={"old": "ana"}).given == {"a": "ana", "old": "ana"}
    shared = balance(jobs, held={"old": "ana"}, limits=[at_once])
    assert shared.given == {"a": "ana", "old": "bo"}
    full = AtMost(["old"], 0, member="bo")
    shared = balance(jobs, held={"old": "ana"}, limits=[at_once, full])
    assert shared.given == {"old": "ana"}
    assert shared.unplaced == ("a",)


def test_a_chain_of_held_jobs_moves() -> None:
    """Bo makes room for Ana's, and Cem for Bo's; no more than that moves."""
    jobs = {"new": ["ana"], "one": BOTH, "two": ["bo", "cem"], "three": ["cem", "dua"]}
    held = {"one": "ana", "two": "bo", "three": "dua"}
    shared = balance(jobs, {"dua": 9}, held=held, limits=[AtMost([*jobs])])
    assert shared.given == {"new": "ana", "one": "bo", "three": "dua", "two": "cem"}


def test_overlapping_jobs_that_dont_meet_all_at_once() -> None:
    """The long one meets both others, which don't meet: two people do, where limits cross."""
    spans = {
        "early": Interval.from_bounds(0, 2),
        "late": Interval.from_bounds(3, 5),
        "long": Interval.from_bounds(1, 4),
    }
    limits = overlaps(spans)
    assert [sorted(limit.jobs) for limit in limits] == [["early", "long"], ["late", "long"]]
    shared = balance(dict.fromkeys(spans, BOTH), {"bo": 1}, limits=limits)
    assert shared.given == {"early": "ana", "late": "ana", "long": "bo"}
    assert shared.optimal


def test_without_effort_nothing_is_claimed() -> None:
    """Where the limits that cross cost something, only a search can tell that this is the best."""
    spans = {
        "early": Interval.from_bounds(0, 2),
        "late": Interval.from_bounds(3, 5),
        "long": Interval.from_bounds(1, 4),
    }
    jobs: dict[str, list[str]] = {"early": BOTH, "late": ["ana"], "long": ["ana"]}
    quick = balance(jobs, limits=overlaps(spans), effort=0)
    assert (len(quick.unplaced), quick.optimal) == (1, False)
    thorough = balance(jobs, limits=overlaps(spans))
    assert (len(thorough.unplaced), thorough.optimal) == (1, True)


def test_nothing_to_do_is_done() -> None:
    """No jobs are no plan, and the best one."""
    nothing = balance({})
    assert (nothing.given, nothing.unplaced, nothing.optimal) == ({}, (), True)
    assert overlaps({}) == ()


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"jobs": [["ana"]]}, "jobs"),
        ({"jobs": {"a": "ana"}}, "jobs"),
        ({"jobs": {"": ["ana"]}}, "jobs"),
        ({"jobs": {}, "load": {"ana": 1.5}}, "load"),
        ({"jobs": {}, "load": {"ana": True}}, "load"),
        ({"jobs": {"a": ["ana"]}, "weights": {"ana": 0}}, "weights"),
        ({"jobs": {}, "limits": ["a"]}, "limits"),
        ({"jobs": {}, "effort": -1}, "effort"),
        ({"jobs": {"a": ["ana"]}, "held": {"a": "bo"}}, "held"),
        ({"jobs": {"a": ["ana"]}, "held": {"b": "ana"}}, "held"),
        (
            {
                "jobs": {"a": ["ana"], "b": ["ana"]},
                "held": {"a": "ana", "b": "ana"},
                "limits": [AtMost(["a", "b"])],
            },
            "held",
        ),
    ],
)
def test_what_cannot_be_asked(question: dict[str, Any], field: str) -> None:
    """Each mistake is named by its field."""
    with pytest.raises((InvalidTypeError, InvalidValueError), match=rf"^{field}: "):
        balance(**question)


@pytest.mark.parametrize(
    ("limit", "field"),
    [(("ab",), "jobs"), ((["a"], -1), "most"), ((["a"], True), "most")],
)
def test_what_is_no_limit(limit: tuple[Any, ...], field: str) -> None:
    """So is each mistake in a limit."""
    with pytest.raises((InvalidTypeError, InvalidValueError), match=rf"^{field}: "):
        AtMost(*limit)
    with pytest.raises(InvalidValueError, match=r"^member: "):
        AtMost(["a"], member="")


SCRIPT = """
from teamsched.balancing import AtMost, balance
people = {"ana", "bo", "cem", "dua", "eli", "fay"}
jobs = {f"j{n}": {p for p in people if (len(p) * n) % 5 != 2} for n in range(12)}
limits = [AtMost({f"j{n}", f"j{n + 1}", f"j{(n * 7) % 12}"}) for n in range(11)]
print(balance(jobs, limits=limits))
"""


def test_hashes_are_nothing() -> None:
    """The same question has the same answer, however sets happen to iterate."""
    answers = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
