"""How even some loads are."""

from fractions import Fraction
from math import log
from typing import Any

import pytest

from teamsched.distribution.fairness import entropy, gap, gini, jain, relative, theil
from teamsched.errors import InvalidTypeError, InvalidValueError


@pytest.mark.parametrize(
    ("loads", "jains", "ginis", "entropies"),
    [
        ([13, 10, 10, 7], 0.957, 0.1125, 0.9835),
        ([20, 10, 5, 5], 0.727, 0.3125, 0.875),
        ([40, 0, 0, 0], 0.25, 0.75, 0.0),
    ],
)
def test_indices_of_known_loads(
    loads: list[int], jains: float, ginis: float, entropies: float
) -> None:
    """They are as worked out by hand."""
    assert float(jain(loads)) == pytest.approx(jains, abs=5e-4)
    assert float(gini(loads)) == ginis
    assert entropy(loads) == pytest.approx(entropies, abs=5e-4)
    assert theil(loads) == pytest.approx((1 - entropies) * log(4), abs=1e-3)


@pytest.mark.parametrize("loads", [[], [0], [7], [0, 0, 0]])
def test_nothing_and_nobody_are_even(loads: list[int]) -> None:
    """Where there is nothing to share, or nobody to share with, everything is as it should be."""
    found: Any = jain(loads), gini(loads), theil(loads), entropy(loads)
    assert found == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("loads", "error"),
    [([1, -1], InvalidValueError), ([1.0], InvalidTypeError), ([True], InvalidTypeError)],
)
@pytest.mark.parametrize("index", [jain, gini, theil, entropy])
def test_loads_are_exact_and_not_below_zero(loads: Any, error: type[Exception], index: Any) -> None:
    """No index has a meaning for anything else."""
    with pytest.raises(error, match="loads"):
        index(loads)


@pytest.mark.parametrize(
    ("loads", "shares", "expected"),
    [
        ([8, 4], [2, 1], [4, 4]),
        ([8, 4], [0, 0], [8, 4]),
        ([8, 0], [2, 0], [4]),
        ([8, 0], [2, 1], [4, 0]),
        ([8, 1], [2, 0], None),
        ([8, -1], [2, 1], None),
        ([], [], []),
    ],
)
def test_loads_relative_to_shares(
    loads: list[int], shares: list[int], expected: list[Fraction] | None
) -> None:
    """Whoever bears their share has the same as everybody who does."""
    assert relative(loads, shares) == expected


@pytest.mark.parametrize(
    ("loads", "shares", "expected"),
    [
        ([13, 10, 7], [5, 5, 5], 6),
        ([13, 10, 7], [0, 0, 0], 6),
        ([9, 3], [2, 1], Fraction(9, 4)),
        ([8, 4], [2, 1], 0),
        ([5, 3, 3], [0, 1, 1], 0),
        ([2, -1], [1, 1], 3),
        ([], [], 0),
    ],
)
def test_gap(loads: list[int], shares: list[int], expected: Fraction) -> None:
    """It is counted in bookings of somebody with a mean share; who has none is left out."""
    assert gap(loads, shares) == expected
