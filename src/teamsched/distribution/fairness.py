"""How even some loads are, by the common indices.

All of them are told apart from who bears which load, and from the unit that loads are counted in.
Nothing at all is shared evenly. What is rational stays exact; logarithms are floats.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import fsum, log

from teamsched.checks import collection
from teamsched.errors import InvalidTypeError, InvalidValueError

Number = int | Fraction


def jain(loads: Sequence[Number]) -> Fraction:
    """Return Jain's index: from 1/n, where one bears everything, to 1, where all bear the same.

    >>> jain([20, 10, 5, 5])
    Fraction(8, 11)
    """
    found = _loads(loads)
    squares = len(found) * sum(load * load for load in found)
    return Fraction(sum(found) ** 2, squares) if squares else Fraction(1)


def gini(loads: Sequence[Number]) -> Fraction:
    """Return the Gini coefficient: from 0, where all bear the same, to 1 − 1/n.

    >>> gini([20, 10, 5, 5])
    Fraction(5, 16)
    """
    found = sorted(_loads(loads))
    count = len(found)
    whole = count * sum(found)
    ranked = sum((2 * rank - count - 1) * load for rank, load in enumerate(found, start=1))
    return Fraction(ranked, whole) if whole else Fraction(0)


def theil(loads: Sequence[Number]) -> float:
    """Return Theil's T: from 0, where all bear the same, to ln n.

    >>> round(theil([20, 10, 5, 5]), 3)
    0.173
    """
    found = _loads(loads)
    total = sum(found)
    ratios = [float(Fraction(load * len(found), total)) for load in found if load]
    return max(0.0, fsum(ratio * log(ratio) for ratio in ratios) / max(1, len(found)))


def entropy(loads: Sequence[Number]) -> float:
    """Return the entropy, normalised: from 0, where one of several bears everything, to 1.

    >>> round(entropy([20, 10, 5, 5]), 3)
    0.875
    """
    found = theil(loads)
    return 1 - found / log(len(loads)) if len(loads) > 1 else 1.0


def relative(loads: Sequence[Number], shares: Sequence[Number]) -> list[Fraction] | None:
    """Return loads in proportion to shares, so that all are equal where each bears its share.

        >>> relative([8, 4, 0], [2, 1, 0])
        [Fraction(4, 1), Fraction(4, 1)]

    Who has no share, and no load, is left out. If nobody has a share, all have the same.

    Returns:
        None where no index has a meaning: somebody has a load and no share, or a load below zero.
    """
    due = shares if any(shares) else [1] * len(loads)
    pairs = [(load, share) for load, share in zip(loads, due, strict=True) if load or share]
    if any(load < 0 or not share for load, share in pairs):
        return None
    return [Fraction(load) / share for load, share in pairs]


def gap(loads: Sequence[Number], shares: Sequence[Number]) -> Fraction:
    """Return how much more the first bears than the last, had everybody the same share.

    >>> gap([13, 10, 7], [1, 1, 1]), gap([8, 4], [2, 1])
    (Fraction(6, 1), Fraction(0, 1))
    """
    due = shares if any(shares) else [1] * len(loads)
    pairs = [(load, share) for load, share in zip(loads, due, strict=True) if share]
    if not pairs:
        return Fraction(0)
    mean = Fraction(sum(share for _, share in pairs)) / len(pairs)
    levelled = [load * mean / share for load, share in pairs]
    return max(levelled) - min(levelled)


def _loads(value: Sequence[Number]) -> Sequence[Number]:
    """Return some loads, none of them below zero."""
    expected = "whole numbers or Fractions of zero or more"
    loads = collection("loads", value, expected)
    for load in loads:
        if isinstance(load, bool) or not isinstance(load, int | Fraction):
            raise InvalidTypeError("loads", expected=expected, got=load)
        if load < 0:
            raise InvalidValueError("loads", expected=expected, got=load)
    return loads
