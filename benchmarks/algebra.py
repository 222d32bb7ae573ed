"""Two sets of ten thousand intervals: union, intersection and difference, by three libraries."""

from collections.abc import Mapping
from random import Random
from typing import TypeAlias

import numpy as np
import portion
from numpy.typing import NDArray

from benchmarks.timing import Work
from benchmarks.workloads import MINUTE
from teamsched import IntervalSet

INTERVALS = 10_000

Bounds: TypeAlias = tuple[int, ...]
Ints: TypeAlias = NDArray[np.int64]
Contenders: TypeAlias = Mapping[str, Work]


def operations() -> Mapping[str, Contenders]:
    """Return who does each operation, and how; all of them have given the same answer."""
    random = Random(2026)
    a, b = _bounds(random), _bounds(random)
    ours = IntervalSet.from_bounds(a), IntervalSet.from_bounds(b)
    portions = _portion(a), _portion(b)
    arrays = np.array(a, np.int64), np.array(b, np.int64)
    found: dict[str, Contenders] = {
        "union": {
            "teamsched": Work(lambda: ours[0] | ours[1]),
            "portion": Work(lambda: portions[0] | portions[1]),
            "numpy": Work(lambda: _union(*arrays)),
        },
        "intersection": {
            "teamsched": Work(lambda: ours[0] & ours[1]),
            "portion": Work(lambda: portions[0] & portions[1]),
            "numpy": Work(lambda: _intersection(*arrays)),
        },
        "difference": {
            "teamsched": Work(lambda: ours[0] - ours[1]),
            "portion": Work(lambda: portions[0] - portions[1]),
            "numpy": Work(lambda: _difference(*arrays)),
        },
    }
    for name, contenders in found.items():
        expected, *others = (_plain(work.do()) for work in contenders.values())
        assert all(other == expected for other in others), name
    return found


def _bounds(random: Random) -> Bounds:
    """Return busy times on quarters of an hour, as long as the time between them."""
    quarters = random.sample(range(30 * INTERVALS), 2 * INTERVALS)
    return tuple(quarter * 15 * MINUTE for quarter in sorted(quarters))


def _portion(bounds: Bounds) -> portion.Interval:
    pairs = zip(bounds[::2], bounds[1::2], strict=True)
    return portion.Interval(*(portion.closedopen(low, high) for low, high in pairs))


def _plain(answer: object) -> Bounds:
    if isinstance(answer, IntervalSet):
        return answer.bounds
    if isinstance(answer, np.ndarray):
        return tuple(answer.tolist())
    assert isinstance(answer, portion.Interval)
    assert all(piece == portion.closedopen(piece.lower, piece.upper) for piece in answer)
    return tuple(edge for piece in answer for edge in (piece.lower, piece.upper))


# The same in NumPy. Sorted, all starts and all ends tell the coverage; see teamsched.sweep. It
# sorts two sorted runs faster with "stable" than with the default.


def _sides(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    starts = np.concatenate([a[::2], b[::2]])
    ends = np.concatenate([a[1::2], b[1::2]])
    starts.sort(kind="stable")
    ends.sort(kind="stable")
    return starts, ends


def _interleaved(lows: Ints, highs: Ints) -> Ints:
    flat = np.empty(2 * len(lows), np.int64)
    flat[::2], flat[1::2] = lows, highs
    return flat


def _union(a: Ints, b: Ints) -> Ints:
    starts, ends = _sides(a, b)
    apart = np.empty(len(starts) + 1, np.bool_)
    apart[0] = apart[-1] = True
    np.less(ends[:-1], starts[1:], out=apart[1:-1])
    return _interleaved(starts[apart[:-1]], ends[apart[1:]])


def _intersection(a: Ints, b: Ints) -> Ints:
    starts, ends = _sides(a, b)
    lows, highs = starts[1:], ends[:-1]
    real = lows < highs
    return _interleaved(lows[real], highs[real])


def _difference(a: Ints, b: Ints) -> Ints:
    inside = b[(b > a[0]) & (b < a[-1])]
    outside_at_first = np.searchsorted(b, a[0], side="right") % 2 == 0
    outside_at_last = np.searchsorted(b, a[-1], side="left") % 2 == 0
    gaps = [a[:1]] * bool(outside_at_first) + [inside] + [a[-1:]] * bool(outside_at_last)
    return _intersection(a, np.concatenate(gaps))
