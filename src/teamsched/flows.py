"""Jobs handed out at the least cost, where limits lie within one another or apart.

Theory of operation
-------------------
Each job is a unit that flows to a member, up through the limits that it counts for there, and pays
what one more costs that member. That cost rises with every job, so the flow of least cost is found
by adding one job after another along the cheapest path, on which jobs handed out before may move
on (Harvey, Ladner, Lovász and Tamir 2006 for the case without limits). To leave a job undone is
one more place where the path may end, for a price.

Limits of one member that lie within one another or apart form a tree: a unit passes one arc for
each limit. Those that cross an earlier one stay outside, and whoever asked looks after them.

Paths are searched by A*: a *level* for each node says what it costs at least from there to the end.
Levels only rise, by what the last search found, so most searches see little of the graph.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heappop, heappush

import attrs

Limit = tuple[frozenset[int], int]
"""Jobs, and how many of them one member can have."""

Edge = tuple[int, int, int]
"""Where one gets to, whom a job would then belong to, and what that costs."""


@attrs.frozen
class Problem:
    """Jobs and members by number.

    Attributes:
        costs: For each job who could take it, and what that costs besides the load.
        dropping: What it costs to leave each job undone, or None if that can't be.
        loads: What each member has already.
        scales: What the squares of each member's loads are multiplied by.
        limits: For each member the jobs of which they can have only so many.
    """

    costs: Sequence[Mapping[int, int]]
    dropping: Sequence[int | None]
    loads: Sequence[int]
    scales: Sequence[int]
    limits: Sequence[Sequence[Limit]]

    def step(self, member: int, extra: int) -> int:
        """Return what one more job costs a member who has some of these already."""
        return self.scales[member] * (2 * (self.loads[member] + extra) + 1)

    def total(self, given: Sequence[int | None]) -> int:
        """Return what it costs to hand out the jobs like this."""
        total, extra = 0, [0] * len(self.loads)
        for job, member in enumerate(given):
            if member is None:
                total += self.dropping[job] or 0
            else:
                total += self.costs[job][member] + self.step(member, extra[member])
                extra[member] += 1
        return total


@attrs.frozen
class Forest:
    """The limits that lie within one another or apart, as a tree for each member.

    Attributes:
        parents: The node above each; the first nodes are the members themselves, and have none.
        most: How many jobs can pass each node that is a limit; None for members.
        leaves: For each member the lowest node of the jobs that have a limit.
        crossing: For each member the limits that are not in the tree.
    """

    parents: Sequence[int]
    most: Sequence[int | None]
    leaves: Sequence[Mapping[int, int]]
    crossing: Sequence[Sequence[Limit]]


def forest_of(limits: Sequence[Sequence[Limit]]) -> Forest:
    """Return the trees of limits; wider limits come first, and what crosses one stays outside."""
    parents: list[int] = [-1] * len(limits)
    most: list[int | None] = [None] * len(limits)
    leaves: list[dict[int, int]] = []
    crossing: list[list[Limit]] = []
    for member, own in enumerate(limits):
        lowest: dict[int, int] = {}
        outside: list[Limit] = []
        for jobs, number in sorted(own, key=lambda one: (-len(one[0]), sorted(one[0]), one[1])):
            above = {lowest.get(job, member) for job in jobs}
            if len(above) > 1:
                outside.append((jobs, number))
                continue
            lowest |= dict.fromkeys(jobs, len(parents))
            parents += above
            most.append(number)
        leaves.append(lowest)
        crossing.append(outside)
    return Forest(parents, most, leaves, crossing)


class Flow:
    """Jobs that are handed out one after another, always at the least cost altogether."""

    __slots__ = ("_below", "_edges", "_forest", "_held", "_level", "_problem", "_used", "given")

    def __init__(self, problem: Problem, forest: Forest) -> None:
        self._problem, self._forest = problem, forest
        self.given: list[int | None] = [None] * len(problem.costs)
        nodes = range(len(forest.parents))
        self._used = [0] * len(nodes)
        self._held: list[dict[int, int]] = [{} for _ in nodes]
        """At each node the jobs that came in there, with what they cost."""
        self._below: list[set[int]] = [set() for _ in nodes]
        """Below each node those that send something up."""
        self._level = [problem.step(member, 0) for member in range(len(problem.loads))]
        for node in nodes[len(self._level) :]:
            self._level.append(self._level[forest.parents[node]])
        self._edges = [
            [(forest.leaves[one].get(job, one), one, cost) for one, cost in wanted.items()]
            for job, wanted in enumerate(problem.costs)
        ]

    def add(self, job: int) -> bool:
        """Hand out one more job, or leave it or another undone if that is cheapest.

        Returns:
            False if there is no way to, and nothing has changed.
        """
        search = _Search(self._level_of)
        search.end(-1, job, self._problem.dropping[job])
        search.look(self._edges[job], 0, -1, job)
        while (node := search.next_node()) is not None:
            self._end_at(node, search)
            self._go_on_from(node, search)
        if search.least is None:
            return False
        for node in search.done:
            self._level[node] = max(self._level[node], search.least - search.reached[node])
        self._move(search)
        return True

    def _level_of(self, node: int) -> int:
        """Return what it costs at least from here to the end; where nothing is, the way is up."""
        while not self._used[node] and self._forest.parents[node] >= 0:
            node = self._forest.parents[node]
        return self._level[node]

    def _end_at(self, node: int, search: "_Search") -> None:
        """End a path here: a member has one more, or a job that came in here is left undone."""
        here = search.reached[node]
        if self._forest.most[node] is None:
            search.end(node, -1, here + self._problem.step(node, self._used[node]))
        for job, cost in self._held[node].items():
            price = self._problem.dropping[job]
            search.end(node, job, None if price is None else here - cost + price)

    def _go_on_from(self, node: int, search: "_Search") -> None:
        """Go on from here: up if there is room, else in the place of another."""
        here, limit = search.reached[node], self._forest.most[node]
        if limit is not None and self._used[node] < limit:
            search.look([(self._forest.parents[node], -1, 0)], here, node, -1)
        search.look([(under, -1, 0) for under in sorted(self._below[node])], here, node, -1)
        for job, cost in self._held[node].items():
            search.look(self._edges[job], here - cost, node, job)

    def _move(self, search: "_Search") -> None:
        """Move along the path found, from its end: each job takes the place of the next."""
        node, dropped = search.ends_at
        if dropped < 0:
            self._used[node] += 1
        elif node >= 0:
            del self._held[node][dropped]
            self.given[dropped] = None
        while node >= 0:
            before, job, member = search.origin[node]
            if job < 0:
                self._pass(before, node)
            else:
                if before >= 0:
                    del self._held[before][job]
                self._held[node][job] = self._problem.costs[job][member]
                self.given[job] = member
            node = before

    def _pass(self, before: int, node: int) -> None:
        """Send one more up from a node to the one above, or one less up to it."""
        upwards = self._forest.parents[before] == node
        under, above = (before, node) if upwards else (node, before)
        self._level[under] = self._level_of(under)
        self._used[under] += 1 if upwards else -1
        if self._used[under]:
            self._below[above].add(under)
        else:
            self._below[above].discard(under)


class _Search:
    """The cheapest path from a new job to where it may end.

    Attributes:
        reached: What it costs to get to each node.
        origin: Where each was reached from, by which job, and whom it would then belong to.
        done: The nodes that can't be reached more cheaply, in order.
        least: What the cheapest path costs, if there is one.
        ends_at: The node where that ends, and the job that is left undone there, or -1.
    """

    __slots__ = ("_heap", "_level_of", "done", "ends_at", "least", "origin", "reached")

    def __init__(self, level_of: Callable[[int], int]) -> None:
        self._level_of = level_of
        self._heap: list[tuple[int, int, int]] = []
        self.reached: dict[int, int] = {}
        self.origin: dict[int, tuple[int, int, int]] = {}
        self.done: list[int] = []
        self.least: int | None = None
        self.ends_at = (-1, -1)

    def look(self, edges: Iterable[Edge], base: int, before: int, job: int) -> None:
        """Note where one can get to from a node, at some cost so far."""
        reached, level_of, least = self.reached, self._level_of, self.least
        for node, member, cost in edges:
            value = base + cost
            if node in reached and value >= reached[node]:
                continue
            bound = value + level_of(node)
            if least is None or bound < least:
                reached[node] = value
                self.origin[node] = (before, job, member)
                # Of equals the one noted last: that goes straight for an end.
                heappush(self._heap, (bound, -len(self.origin), node))

    def next_node(self) -> int | None:
        """Return the most promising node, or None if no other path can be cheaper."""
        while self._heap and (self.least is None or self._heap[0][0] < self.least):
            value, _, node = heappop(self._heap)
            if value == self.reached[node] + self._level_of(
                node
            ):  # else reached more cheaply since
                self.done.append(node)
                return node
        return None

    def end(self, node: int, dropped: int, cost: int | None) -> None:
        """Note where a path may end, at what cost altogether."""
        if cost is not None and (self.least is None or cost < self.least):
            self.least, self.ends_at = cost, (node, dropped)


def solve(problem: Problem, forest: Forest) -> tuple[int | None, ...] | None:
    """Return who gets each job at the least cost, or None if one that must be done can't be.

    What the forest leaves outside is not looked at.

        >>> jobs = [{0: 0, 1: 0}, {0: 0}]
        >>> easy = Problem(jobs, [99, 99], loads=[0, 0], scales=[1, 1], limits=[[], []])
        >>> solve(easy, forest_of(easy.limits))
        (1, 0)

    Complexity:
        For each job one search, at most over everybody who could take any of them.
    """
    flow = Flow(problem, forest)
    must = sorted(range(len(problem.costs)), key=lambda job: problem.dropping[job] is not None)
    if not all(map(flow.add, must)):
        return None
    return tuple(flow.given)
