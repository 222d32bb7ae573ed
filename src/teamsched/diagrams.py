"""Sets of points as decision diagrams: huge sets in little room, and equal ones are equal numbers.

A point makes one choice at each level; a set is a number that stands for a node of the diagram.
The algorithms are those of Bryant (1986), with as many branches as a level has choices.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from teamsched.errors import ExpansionLimitError

MAX_NODES = 200_000
"""Most nodes of all the diagrams that share one table."""

EMPTY, FULL = 0, 1
"""The set of no points, and that of all."""

Costs: TypeAlias = Sequence[Sequence[int]]
"""What each choice of each level costs."""


class Diagrams:
    """Sets of points, which share their nodes.

        >>> sets = Diagrams([2, 3])
        >>> odd, last = sets.choosing(0, [1]), sets.choosing(1, [2])
        >>> list(sets.cheapest(sets.both(odd, last), [(0, 1), (0, 1, 1)]))
        [(1, 2)]
        >>> sets.both(odd, sets.without(odd)) == EMPTY
        True

    Args:
        widths: How many choices each level has.
    """

    __slots__ = ("_both", "_nodes", "_numbers", "_without", "widths")

    def __init__(self, widths: Sequence[int]) -> None:
        self.widths = tuple(widths)
        end = len(self.widths)
        self._nodes: list[tuple[int, tuple[int, ...]]] = [(end, ()), (end, ())]
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._without: dict[int, int] = {EMPTY: FULL, FULL: EMPTY}

    def choosing(self, level: int, choices: Iterable[int]) -> int:
        """Return the points that make one of some choices at a level."""
        chosen = set(choices)
        return self._node(level, tuple(int(n in chosen) for n in range(self.widths[level])))

    def _node(self, level: int, children: tuple[int, ...]) -> int:
        if len(set(children)) == 1:
            return children[0]
        node = level, children
        if node not in self._numbers:
            if len(self._nodes) >= MAX_NODES:
                hint = "maybe fewer rules or options at a time"
                raise ExpansionLimitError("decision diagram", limit=MAX_NODES, hint=hint)
            self._numbers[node] = len(self._nodes)
            self._nodes.append(node)
        return self._numbers[node]

    def both(self, a: int, b: int) -> int:
        """Return the points of both sets; O(nodes of one × nodes of the other) at most."""
        if EMPTY in (a, b):
            return EMPTY
        if FULL in (a, b) or a == b:
            return max(a, b)
        key = (a, b) if a < b else (b, a)
        if key not in self._both:
            level = min(self._nodes[a][0], self._nodes[b][0])
            pairs = zip(self._children(a, level), self._children(b, level), strict=True)
            self._both[key] = self._node(level, tuple(self.both(c, d) for c, d in pairs))
        return self._both[key]

    def without(self, a: int) -> int:
        """Return the points that are not in a set."""
        if a not in self._without:
            level, children = self._nodes[a]
            self._without[a] = self._node(level, tuple(map(self.without, children)))
        return self._without[a]

    def either(self, a: int, b: int) -> int:
        """Return the points of one set or the other."""
        return self.without(self.both(self.without(a), self.without(b)))

    def _children(self, a: int, level: int) -> tuple[int, ...]:
        own, children = self._nodes[a]
        return children if own == level else (a,) * self.widths[level]

    def cheapest(self, a: int, costs: Costs) -> Iterator[tuple[int, ...]]:
        """Yield the points of a set that cost least.

        Of choices that make no difference only the first of the cheapest is taken.

        Args:
            a: The set.
            costs: What each choice of each level costs; one of each level costs nothing.
        """
        if a != EMPTY:
            yield from self._cheapest(a, 0, costs, {FULL: 0})

    def _cheapest(
        self, a: int, level: int, costs: Costs, prices: dict[int, int]
    ) -> Iterator[tuple[int, ...]]:
        if level == len(self.widths):
            yield ()
            return
        if self._nodes[a][0] > level:
            choices = [(costs[level].index(0), a)]
        else:
            total = self._totals(a, costs, prices)
            best = min(total.values())
            choices = self._apart(a, [choice for choice in total if total[choice] == best])
        for choice, child in choices:
            for rest in self._cheapest(child, level + 1, costs, prices):
                yield (choice, *rest)

    def _apart(self, a: int, choices: Iterable[int]) -> list[tuple[int, int]]:
        """Return those choices at a node that lead to different sets, and the sets."""
        children: dict[int, int] = {}
        for choice in choices:
            children.setdefault(self._nodes[a][1][choice], choice)
        return [(choice, child) for child, choice in children.items()]

    def _totals(self, a: int, costs: Costs, prices: dict[int, int]) -> dict[int, int]:
        """Return for each choice at a node that leads to points what the cheapest of them costs."""
        level, children = self._nodes[a]
        return {
            choice: costs[level][choice] + self._price(child, costs, prices)
            for choice, child in enumerate(children)
            if child != EMPTY
        }

    def _price(self, a: int, costs: Costs, prices: dict[int, int]) -> int:
        if a not in prices:
            prices[a] = min(self._totals(a, costs, prices).values())
        return prices[a]
