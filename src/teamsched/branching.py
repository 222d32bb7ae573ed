"""The best way to hand out jobs where limits cross, proved by branch and bound, or a good one.

The flow that leaves out the limits which cross is a bound below. A job that then breaks one is
either not that member's, or it is and leaves less room for others: both are problems of the same
kind, and whichever has the lowest bound is looked at next.
"""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

import attrs

from teamsched.chains import broken, mended
from teamsched.flows import Problem, forest_of, solve

Given = tuple[int | None, ...]


def settle(
    problem: Problem, held: Sequence[int | None], *, unit: int, effort: int
) -> tuple[Given, bool]:
    """Return a way to hand out the jobs within all limits, and whether it is proved the best.

        >>> both = frozenset({0, 1}), 1
        >>> jobs = [{0: 0, 1: 0}, {0: 0}]
        >>> apart = Problem(jobs, [9, 9], loads=[0, 9], scales=[0, 0], limits=[[both], [both]])
        >>> settle(apart, [None, None], unit=1, effort=100)
        ((1, 0), True)

    Args:
        held: Who has each job now, if anybody; those can't be left undone.
        unit: Costs that differ by less are as good as equal where limits cross.
        effort: After how many jobs handed out to give up, all problems together.
    """
    forest = forest_of(problem.limits)
    first = solve(problem, forest)
    assert first is not None, "everybody could keep what they hold"
    if next(broken(problem, first), None) is None:
        return first, True
    best = mended(problem, first, held, unit=unit)
    worth, serial = problem.total(best) // unit, 0
    # Of equal bounds the latest: that is the one with most decided.
    heap = [(problem.total(first) // unit, serial, first, problem)]
    while heap and heap[0][0] < worth:
        _, _, given, current = heappop(heap)
        for narrower in _branches(current, given):
            if effort < len(given):
                return best, False
            effort -= len(given)
            found = solve(narrower, forest)
            bound = worth if found is None else problem.total(found) // unit
            if found is None or bound >= worth:
                continue
            if next(broken(problem, found), None) is None:
                best, worth = found, bound
            else:
                serial -= 1
                heappush(heap, (bound, serial, found, narrower))
    return best, True


def _branches(problem: Problem, given: Given) -> Iterator[Problem]:
    """Yield the problem without a job for a member whose limit is broken, and with it settled."""
    for member, jobs in broken(problem, given):
        for job in jobs:
            if not _settled(problem, job):
                yield _without(problem, [job], member)
                yield _with(problem, job, member)
                return


def _settled(problem: Problem, job: int) -> bool:
    return problem.dropping[job] is None and len(problem.costs[job]) == 1


def _without(problem: Problem, jobs: Sequence[int], member: int) -> Problem:
    costs = list(problem.costs)
    for job in jobs:
        costs[job] = {one: cost for one, cost in costs[job].items() if one != member}
    return attrs.evolve(problem, costs=costs)


def _with(problem: Problem, job: int, member: int) -> Problem:
    costs, dropping = list(problem.costs), list(problem.dropping)
    costs[job], dropping[job] = {member: costs[job][member]}, None
    settled = attrs.evolve(problem, costs=costs, dropping=dropping)
    full = set[int]()
    for jobs, most in problem.limits[member]:
        if job in jobs:
            theirs = {one for one in jobs if _settled(settled, one) and member in costs[one]}
            if len(theirs) >= most:
                full |= jobs - theirs
    return _without(settled, sorted(full), member)
