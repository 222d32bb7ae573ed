"""Jobs handed out well where limits cross: placed, moved along chains, and improved step by step.

What comes out keeps every limit, and is seldom far from the best, but nothing is proved. A *chain*
places a job where another is in its way, that one where a third is, and the last where there is
room.
"""

from collections.abc import Iterator, Sequence

from teamsched.flows import Limit, Problem

MAX_TRIED = 60
"""How many jobs a chain is looked for through, for a job that nobody has."""

MAX_TRIED_TO_IMPROVE = 6
"""The same for a job that somebody has."""

MAX_ROUNDS = 8
"""How often all jobs are gone through for improvements."""

Move = tuple[int, int]
"""A job, and who gets it."""


def broken(problem: Problem, given: Sequence[int | None]) -> Iterator[tuple[int, list[int]]]:
    """Yield the limits that a way to hand out the jobs breaks: whose, and by which jobs."""
    has: dict[int, set[int]] = {}
    for job, member in enumerate(given):
        if member is not None:
            has.setdefault(member, set()).add(job)
    for member in sorted(has):
        for jobs, most in problem.limits[member]:
            if len(both := jobs & has[member]) > most:
                yield member, sorted(both)


def mended(
    problem: Problem, given: Sequence[int | None], held: Sequence[int | None], *, unit: int
) -> tuple[int | None, ...]:
    """Return a good way to hand out the jobs that keeps all limits.

    Args:
        given: The best way if limits could be broken: where to begin.
        held: Who has each job now, if anybody. That keeps all limits.
        unit: Costs that differ by less are as good as equal.
    """
    desk = _Desk(problem)
    for job, member in enumerate(held):
        if member is not None:
            desk.put(job, member)
    for job, member in enumerate(given):
        if member is not None and held[job] is None and desk.fits(job, member):
            desk.put(job, member)
    enough = problem.total(given) // unit
    for _ in range(MAX_ROUNDS):
        if not desk.improve((enough + 1) * unit):
            break
    return tuple(desk.given)


class _Desk:
    """Who has which job, and how that can be changed."""

    __slots__ = ("_has", "_limits", "_problem", "given")

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.given: list[int | None] = [None] * len(problem.costs)
        self._has: list[set[int]] = [set() for _ in problem.loads]
        self._limits: list[dict[int, list[Limit]]] = [{} for _ in problem.loads]
        for member, limits in enumerate(problem.limits):
            for limit in limits:
                for job in limit[0]:
                    self._limits[member].setdefault(job, []).append(limit)

    def improve(self, enough: int) -> bool:
        """Go through all jobs once, and move each to where that makes things better, if anywhere.

        Args:
            enough: What it must cost less than for that to be good enough.

        Returns:
            Whether anything is better now and could be better still.
        """
        total, better = self._problem.total(self.given), False
        for job, member in enumerate(self.given):
            if total < enough:
                return False
            if member is None:
                tried, saved = MAX_TRIED, -(self._problem.dropping[job] or 0)
            else:
                tried, saved = MAX_TRIED_TO_IMPROVE, self.put(job, None)
            cost, moves = self._best_chain(job, tried, less_than=-saved)
            if moves:
                self._follow(moves)
                total += saved + cost
                better = True
            elif member is not None:
                self.put(job, member)
        return better

    def put(self, job: int, member: int | None) -> int:
        """Give a job to a member, or to nobody, and return what that costs besides dropping it."""
        old, change = self.given[job], 0
        if old is not None:
            self._has[old].remove(job)
            change -= self._problem.costs[job][old] + self._step(old)
        if member is not None:
            change += self._problem.costs[job][member] + self._step(member)
            self._has[member].add(job)
        self.given[job] = member
        return change

    def _step(self, member: int) -> int:
        return self._problem.step(member, len(self._has[member]))

    def fits(self, job: int, member: int) -> bool:
        """Tell whether a member can have one more job as things are."""
        return all(
            len(jobs & self._has[member]) < most for jobs, most in self._limits[member].get(job, ())
        )

    def _best_chain(self, job: int, tried: int, *, less_than: int) -> tuple[int, list[Move]]:
        """Return the best chain that places a job which nobody has, and what it costs.

        Args:
            tried: How many jobs to look for it through.
            less_than: What it must cost less than; else there is none.
        """
        least, best = less_than, list[Move]()
        because: dict[int, Move | None] = {job: None}
        """In whose way each job is, and with whom."""
        paid = {job: 0}
        """What it costs so far to take each out of the way."""
        asking = [job]
        for one in asking:  # which grows
            for member, cost in self._problem.costs[one].items():
                here = paid[one] + cost
                better, more = here + self._step(member) < least, len(asking) < tried
                if member == self.given[one] or not (better or more):
                    continue
                in_the_way = self._in_the_way(one, member)
                if in_the_way is None and better:
                    moves = _chain(because, one, member)
                    total = self._cost_of(moves)
                    if total is not None and total < least:
                        least, best = total, moves
                elif in_the_way is not None and more:
                    for other in sorted(in_the_way - because.keys()):
                        because[other] = one, member
                        paid[other] = here - self._problem.costs[other][member]
                        asking.append(other)
        return least, best

    def _in_the_way(self, job: int, member: int) -> set[int] | None:
        """Return the jobs any one of which a member would have to give away; None if there is room.

        Nothing is in the way if giving one away is not enough.
        """
        found: set[int] | None = None
        for jobs, most in self._limits[member].get(job, ()):
            both = jobs & self._has[member]
            if len(both) >= most:
                enough = both if len(both) == most else set[int]()
                found = set(enough) if found is None else found & enough
        return found

    def _follow(self, moves: Sequence[Move]) -> tuple[int | None, list[tuple[int, int | None]]]:
        """Follow a chain as far as every move fits.

        Returns:
            What it adds to the cost, or None if it does not all fit; and how to go back.
        """
        cost, back = 0, list[tuple[int, int | None]]()
        for job, member in moves:
            if not self.fits(job, member):
                return None, back
            back.insert(0, (job, self.given[job]))
            cost += self.put(job, member)
        return cost, back

    def _cost_of(self, moves: Sequence[Move]) -> int | None:
        """Return what a chain adds to the cost, or None if it does not fit after all."""
        cost, back = self._follow(moves)
        for job, member in back:
            self.put(job, member)
        return cost


def _chain(because: dict[int, Move | None], job: int, member: int) -> list[Move]:
    """Return the moves that lead to a job's going to a member, the last of them first."""
    moves = [(job, member)]
    while (reason := because[moves[-1][0]]) is not None:
        moves.append(reason)
    return moves
