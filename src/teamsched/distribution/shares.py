"""How one booking is split among several: by weight, exactly, and part by part."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter

import attrs

from teamsched.model import Membership


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split a whole number in proportion to weights, by largest remainder.

        >>> split(10, [1, 1, 2])
        [3, 2, 5]

    The parts add up to the total, and each is less than one from its exact share. Of equal
    remainders the first ones are rounded up.
    """
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    left = total - sum(parts)
    for index in sorted(range(len(weights)), key=lambda index: -remainders[index])[:left]:
        parts[index] += 1
    return parts


@attrs.frozen(order=False)
class Branch:
    """A part of a line whose members share what the part gets.

    Attributes:
        weight: Its share, in proportion to that of its neighbours.
        nodes: Its members, and parts of its own.
    """

    weight: int
    nodes: "tuple[Node, ...]"


Node = Membership | Branch
Weigh = Callable[[Node], int]
"""The weight of a member or a branch, in whichever measure all of them are weighed."""

nominal: Weigh = attrgetter("weight")
"""The weight that a member or a branch has in the pool."""


def shares(
    total: int, nodes: Sequence[Node], among: Collection[str], weigh: Weigh = nominal
) -> Mapping[str, int]:
    """Split a whole number over those of some nodes' members who are among some pages.

        >>> team = Branch(3, (Membership("ana"), Membership("bo")))
        >>> shares(12, [team, Membership("cy")], {"ana", "cy"})
        {'ana': 9, 'cy': 3}

    What a branch gets is split within it; a branch that holds nobody of them gets nothing. Who has
    no weight is left out where a neighbour has one; where nobody has, all have the same.

    Each share is less than one from the exact share of what its branch got, and all add up.

    Args:
        total: What is split.
        nodes: The members, and the branches that they make up.
        among: The pages that get a share.
        weigh: The weight of a member or a branch.
    """
    pages = frozenset(among)
    present = [
        node
        for node in nodes
        if (node.page in pages if isinstance(node, Membership) else _holds(node, pages))
    ]
    weights = tuple(map(weigh, present))
    if 0 in weights and any(weights):
        present = [node for node, weight in zip(present, weights, strict=True) if weight]
        weights = tuple(filter(None, weights))
    found: dict[str, int] = {}
    for node, part in zip(present, portions(total, weights), strict=True):
        if isinstance(node, Membership):
            found[node.page] = part
        else:
            found.update(shares(part, node.nodes, pages, weigh))
    return found


def _holds(branch: Branch, pages: frozenset[str]) -> bool:
    return any(
        node.page in pages if isinstance(node, Membership) else _holds(node, pages)
        for node in branch.nodes
    )


@lru_cache(maxsize=1024)
def portions(total: int, weights: tuple[int, ...]) -> tuple[int, ...]:
    """Split a whole number in proportion to weights; if nobody has any, all get the same.

        >>> portions(10, (1, 0, 2)), portions(10, (0, 0))
        ((3, 0, 7), (5, 5))

    Pools ask for few splits, often, so these are remembered.
    """
    if not weights:
        return ()
    return tuple(split(total, weights if any(weights) else [1] * len(weights)))
