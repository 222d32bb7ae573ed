"""How one booking is split among several: by weight, exactly, and part by part."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

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
Weigh = Callable[[Membership], int]


def nominal(member: Membership) -> int:
    """Return the weight that a member has in the pool."""
    return member.weight


def shares(
    total: int, nodes: Sequence[Node], among: Collection[str], weigh: Weigh = nominal
) -> Mapping[str, int]:
    """Split a whole number over those of some nodes' members who are among some pages.

        >>> team = Branch(3, (Membership("ana"), Membership("bo")))
        >>> shares(12, [team, Membership("cy")], {"ana", "cy"})
        {'ana': 9, 'cy': 3}

    What a branch gets is split within it. Where nobody has a weight, all have the same.

    Args:
        total: What is split.
        nodes: The members, and the branches that they make up.
        among: The pages that get a share.
        weigh: The weight of a member.
    """
    present = [node for node in nodes if _holds(node, among)]
    weights = tuple(node.weight if isinstance(node, Branch) else weigh(node) for node in present)
    found: dict[str, int] = {}
    for node, part in zip(present, _split(total, weights), strict=True):
        if isinstance(node, Branch):
            found.update(shares(part, node.nodes, among, weigh))
        else:
            found[node.page] = part
    return found


def _holds(node: Node, among: Collection[str]) -> bool:
    if isinstance(node, Branch):
        return any(_holds(inner, among) for inner in node.nodes)
    return node.page in among


@lru_cache(maxsize=1024)
def _split(total: int, weights: tuple[int, ...]) -> list[int]:
    if not weights:
        return []
    return split(total, weights if any(weights) else [1] * len(weights))
