"""Two sets of ten thousand intervals: union, intersection and difference, by three libraries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

import numpy as np
import portion
from numpy.typing import NDArray

from benchmarks.workloads import EPOCH, MINUTE
from teamsched import IntervalSet

INTERVALS = 10_000

Bounds: TypeAlias = tuple[int, ...]
Ints: TypeAlias = NDArray[np.int64]
Operation: TypeAlias = Callable[[], Any]


@dataclass(frozen=True)
class Algebra:
    """The same two sets for everybody."""

    ours: tuple[IntervalSet, IntervalSet]
    portions: tuple[portion.Interval, portion.Interval]
    arrays: tuple[Ints, Ints]


def two_sets() -> Algebra:
    """Return two sets of busy times of some twenty years, which meet all the time."""
    random = Random(2026)
    a, b = _bounds(random), _bounds(random)
    return Algebra(
        (IntervalSet.from_bounds(a), IntervalSet.from_bounds(b)),
        (_portion(a), _portion(b)),
        (np.array(a, np.int64), np.array(b, np.int64)),
    )


def _bounds(random: Random) -> Bounds:
    minutes = random.sample(range(2 * INTERVALS * 500 // 15), 2 * INTERVALS)
    return tuple(minute * 15 * MINUTE for minute in sorted(minutes))


def _portion(bounds: Bounds) -> portion.Interval:
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    return portion.Interval(*(portion.closedopen(low, high) for low, high in pairs))
