"""One more job is one more search, which sees little; limits that lie apart don't add to it."""

from collections.abc import Mapping
from functools import partial
from random import Random

import pytest

from teamsched import branching, flows
from teamsched.balancing import AtMost, balance
from teamsched.flows import Flow, Problem, forest_of, solve
from tests.complexity.counted import Steps


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Count the nodes that searches go through."""
    steps = Steps()
    plain = flows._Search.next_node

    def counting(search: flows._Search) -> int | None:
        steps.count += 1
        return plain(search)

    monkeypatch.setattr(flows._Search, "next_node", counting)
    return steps


def problem_of(jobs: int, members: int, choices: int) -> Problem:
    random = Random(jobs)
    costs: list[Mapping[int, int]] = [
        dict.fromkeys(random.sample(range(members), choices), 0) for _ in range(jobs)
    ]
    loads = [random.randrange(20) for _ in range(members)]
    return Problem(costs, [10**6] * jobs, loads, [1] * members, [[]] * members)


@pytest.mark.parametrize("jobs", [50, 200, 800])
def test_jobs_are_searches(jobs: int, steps: Steps) -> None:
    """A job is placed after looking at a few members, not at all of them each time."""
    problem = problem_of(jobs, 50, 10)
    assert steps.of(lambda: solve(problem, forest_of(problem.limits))) <= 8 * jobs


@pytest.mark.parametrize("jobs", [50, 200])
def test_no_search_sees_a_member_twice(jobs: int, steps: Steps) -> None:
    """Even the longest search goes through everybody once."""
    problem = problem_of(jobs, 20, 2)
    flow = Flow(problem, forest_of(problem.limits))
    assert max(steps.of(partial(flow.add, job)) for job in range(jobs)) <= 20 + 1


def test_limits_cost_little(steps: Steps) -> None:
    """A search passes the days on its way up, and goes down only into those that hold something."""
    jobs = {f"{number:03}": [f"m{one}" for one in range(10)] for number in range(100)}
    days = [AtMost([*jobs][day * 10 : day * 10 + 10], 9) for day in range(10)]
    free, limited = steps.of(lambda: balance(jobs)), steps.of(lambda: balance(jobs, limits=days))
    assert limited <= 8 * free


def test_effort_bounds_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more problems are looked at than the effort is worth."""
    solved = Steps()

    def counting(problem: Problem, forest: flows.Forest) -> tuple[int | None, ...] | None:
        solved.count += 1
        return solve(problem, forest)

    monkeypatch.setattr(branching, "solve", counting)
    random, count = Random(1), 30
    jobs = {f"{number:02}": random.sample("abcdef", 3) for number in range(count)}
    limits = [AtMost(random.sample([*jobs], 4)) for _ in range(30)]
    assert not balance(jobs, limits=limits, effort=10 * count - 1).optimal
    assert solved.count == 1 + 9
