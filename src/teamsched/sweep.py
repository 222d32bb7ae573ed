"""Set algebra on flat, sorted tuples of boundaries: the engine of interval sets.

Theory of operation
-------------------
A set of half-open spans is one flat tuple ``(s0, e0, s1, e1, …)``, strictly increasing.
Strictly: spans are not empty, do not overlap and do not touch, so a set has one form only.
Whether a point is inside is the parity of how many boundaries are at or before it.

Everything that counts coverage rests on one fact.
Sort all starts into ``S`` and all ends into ``E``, each by itself.
A point is covered at least *k* times exactly when it lies in some ``[S[i+k-1], E[i])``:
if *i* ends have passed, at least *i + k* starts must have.
Both ends of these pieces rise with *i*, so one more comparison of each end with the next start
joins the pieces that touch or overlap. Sorting sorted runs is merging them, in C, and what is left
is one pass with one comparison for each piece.

The functions work on any ordered integers and know nothing of time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain, compress, islice
from operator import lt, ne

Bounds = tuple[int, ...]
"""Boundaries of a canonical set: strictly increasing, of even number."""


def is_canonical(bounds: Sequence[int]) -> bool:
    """Tell whether *bounds* is the one form of a set."""
    return len(bounds) % 2 == 0 and all(map(lt, bounds, islice(bounds, 1, None)))


def normalised(spans: Iterable[tuple[int, int]]) -> Bounds:
    """Return the set that non-empty spans cover, in whatever order they come.

    >>> normalised([(5, 9), (1, 3), (3, 4), (6, 7)])
    (1, 4, 5, 9)
    """
    ordered = sorted(spans)
    return tuple(_joined([s for s, _ in ordered], sorted([e for _, e in ordered])))


def at_least(k: int, sets: Sequence[Bounds]) -> Bounds:
    """Return where at least *k* ≥ 1 of the sets are.

    >>> at_least(2, [(0, 5), (0, 10), (5, 12)])
    (0, 10)
    """
    starts, ends = _sorted_side(sets, 0), _sorted_side(sets, 1)
    if k == 1:
        return tuple(_joined(starts, ends))
    pieces = _real(starts[k - 1 :], ends)
    # Where all of several canonical sets are, pieces can't touch: a set would have to.
    return tuple(pieces if k == len(sets) else _joined(pieces[::2], pieces[1::2]))


def _sorted_side(sets: Sequence[Bounds], side: int) -> list[int]:
    edges: list[int] = []
    for bounds in sets:
        edges += bounds[side::2]
    edges.sort()
    return edges


def _real(lows: Sequence[int], highs: Sequence[int]) -> list[int]:
    """Return the boundaries of those spans ``[lows[i], highs[i])`` that are not empty.

    There may be more of one side than of the other, what is left over bounds nothing.
    """
    edges = []
    for low, high in zip(lows, highs, strict=False):
        if low < high:
            edges.append(low)
            edges.append(high)
    return edges


def _joined(lows: Sequence[int], highs: Sequence[int]) -> list[int]:
    """Join the spans ``[lows[i], highs[i])`` that touch or overlap; both sides must rise.

    >>> _joined([1, 3, 5], [3, 4, 9])
    [1, 4, 5, 9]
    """
    if not lows:
        return []
    edges = [lows[0]]
    for end, start in zip(highs, lows[1:], strict=False):
        if end < start:
            edges.append(end)
            edges.append(start)
    edges.append(highs[-1])
    return edges


def union(a: Bounds, b: Bounds) -> Bounds:
    """Return what is in *a* or in *b*."""
    if not (a and b):
        return a or b
    return at_least(1, (a, b))


def intersection(a: Bounds, b: Bounds) -> Bounds:
    """Return what is in both."""
    if not (a and b):
        return ()
    return at_least(2, (a, b))


def complement(a: Bounds, low: int, high: int) -> Bounds:
    """Return what of ``[low, high)`` is not in *a*, which must lie within it.

    The boundaries stay, every one changes sides; only at the edges a span can come out empty.
    """
    first = a[1:] if a and a[0] == low else (low, *a)
    return first[:-1] if a and a[-1] == high else (*first, high)


def difference(a: Bounds, b: Bounds) -> Bounds:
    """Return what is in *a* and not in *b*.

    That is what *a* and the complement of *b* share, so the pieces are as in :func:`at_least`.
    The complement starts before everything, which opens no shared piece, and at the ends of *b*;
    it ends at the starts of *b*, and after everything, which closes none.
    """
    if not (a and b):
        return a
    near = touching(b, a[0], a[-1])
    return tuple(_real(sorted(a[::2] + near[1::2]), sorted(a[1::2] + near[::2])))


def symmetric_difference(a: Bounds, b: Bounds) -> Bounds:
    """Return what is in exactly one of both: boundaries of one parity, equal ones cancel."""
    merged = sorted(a + b)
    differs = list(map(ne, merged, islice(merged, 1, None)))
    alone = map(min, chain((True,), differs), chain(differs, (True,)))
    return tuple(compress(merged, alone))


def clipped(a: Bounds, low: int, high: int) -> Bounds:
    """Return what of *a* lies within ``[low, high)``.

    >>> clipped((0, 5, 7, 9), 3, 8)
    (3, 5, 7, 8)
    """
    if low >= high:
        return ()
    first, last = bisect_right(a, low), bisect_left(a, high)
    return (low,) * (first & 1) + a[first:last] + (high,) * (last & 1)


def contains(a: Bounds, point: int) -> bool:
    """Tell whether a point is inside."""
    return bisect_right(a, point) & 1 == 1


def covers(a: Bounds, low: int, high: int) -> bool:
    """Tell whether all of the non-empty ``[low, high)`` is inside."""
    index = bisect_right(a, low)
    return index & 1 == 1 and high <= a[index]


def overlaps(a: Bounds, low: int, high: int) -> bool:
    """Tell whether any of the non-empty ``[low, high)`` is inside."""
    index = bisect_right(a, low)
    return index & 1 == 1 or (index < len(a) and a[index] < high)


def touching(a: Bounds, low: int, high: int) -> Bounds:
    """Return the whole spans of *a* that overlap ``[low, high)``, not clipped."""
    first, last = bisect_right(a, low), bisect_left(a, high)
    return a[first & ~1 : last + (last & 1)]


def measure(a: Bounds) -> int:
    """Return the length of everything inside."""
    return sum(a[1::2]) - sum(a[::2])
