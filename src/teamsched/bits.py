"""Sets of starts as integers, and how many of many sets a start is in.

Theory of operation
-------------------
Bit *i* of an integer speaks of the *i*-th start. Any of some pages is ``|``, all of them ``&``,
and a season of starts is settled in a few operations on one long integer, in C.

Counting is bit-sliced: plane *j* holds bit *j* of every start's count. A carry-save adder turns
three planes of one weight into one of that weight and one of the next, about five operations
an operand. Comparing all counts with a constant is one pass over the planes, and taking a page
out or putting one in is one subtraction or addition, without touching the others.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import compress, count, islice
from operator import ge, lt, or_

from teamsched import sweep

Planes = tuple[int, ...]
"""Bit-sliced counts: plane *j* holds bit *j* of each start's count."""

_FLAGS = bytes.maketrans(b"01", b"\x00\x01")
_SET = ord("1")


def ones(width: int) -> int:
    """Return the integer of *width* set bits."""
    return (1 << width) - 1


def positions(bits: int) -> Iterable[int]:
    """Return the numbers of the set bits, rising.

    >>> list(positions(0b1101))
    [0, 2, 3]
    """
    return compress(count(), format(bits, "b")[::-1].encode().translate(_FLAGS))


def any_of(sets: Iterable[int]) -> int:
    """Return what is in at least one of the sets."""
    return reduce(or_, sets, 0)


def filled(lows: Sequence[int], highs: Sequence[int], width: int) -> int:
    """Return the bits of the runs ``[lows[i], highs[i])`` below *width*.

    Both sides must rise; runs may be empty, overlap, and reach out on both sides.

        >>> bin(filled([0, 1, 5], [2, 3, 9], 7))
        '0b1100111'

    """
    lows, highs = _within(lows, highs, width)
    if any(map(ge, highs, islice(lows, 1, None))):
        lows, highs = sweep.joined(lows, highs)
    edges = no_edges(width)
    for low in lows:
        edges[~low] = _SET
    for high in highs:
        edges[~high] = _SET
    return inside(edges)


def no_edges(width: int) -> bytearray:
    """Return what :func:`inside` reads, with no edge yet: ``edges[-1 - i] ^= 1`` puts one at *i*."""
    return bytearray(b"0") * (width + 1)


def inside(edges: bytearray) -> int:
    """Return the bits inside of runs, from the edges where they begin and end.

        >>> bin(inside(bytearray(b"1000100")))
        '0b111100'

    Every edge is a digit of one binary number, the last start first, so two edges at one place
    cancel. The running parity of the edges, by doubling, is the inside.
    """
    bits, reach = int(edges, 2), 1
    while reach < len(edges):
        bits ^= bits << reach
        reach *= 2
    return bits & ones(len(edges) - 1)


def _within(lows: Sequence[int], highs: Sequence[int], width: int) -> tuple[list[int], list[int]]:
    """Return the runs that are not empty, cut to ``[0, width)``."""
    real = list(map(lt, lows, highs))
    first, last = bisect_left(highs, 1), bisect_left(lows, width)
    kept = real[first:last]
    lows, highs = list(lows[first:last]), list(highs[first:last])
    if not all(kept):
        lows, highs = list(compress(lows, kept)), list(compress(highs, kept))
    if lows and lows[0] < 0:
        lows = [max(low, 0) for low in lows]
    if highs and highs[-1] > width:
        highs = [min(high, width) for high in highs]
    return lows, highs


def planes_of(sets: Iterable[int]) -> Planes:
    """Return how many of the sets each start is in.

    >>> [bin(plane) for plane in planes_of([0b11, 0b01, 0b01])]
    ['0b11', '0b1']
    """
    column, planes = list(sets), []
    while column:
        carries = []
        while len(column) > 2:  # noqa: PLR2004 (a full adder takes three)
            a, b, c = column.pop(), column.pop(), column.pop()
            half = a ^ b
            column.append(half ^ c)
            carries.append((a & b) | (half & c))
        if len(column) == 2:  # noqa: PLR2004 (a half adder takes two)
            a, b = column
            column = [a ^ b]
            carries.append(a & b)
        planes.append(column[0])
        column = [carry for carry in carries if carry]
    return _trimmed(planes)


def _trimmed(planes: list[int]) -> Planes:
    while planes and not planes[-1]:
        planes.pop()
    return tuple(planes)


def plus(planes: Planes, bits: int) -> Planes:
    """Return the counts with one more set."""
    result, carry = [], bits
    for plane in planes:
        result.append(plane ^ carry)
        carry &= plane
    return _trimmed([*result, carry])


def minus(planes: Planes, bits: int) -> Planes:
    """Return the counts with one of the counted sets taken out."""
    result, borrow = [], bits
    for plane in planes:
        result.append(plane ^ borrow)
        borrow &= ~plane
    return _trimmed(result)


def at_least(planes: Planes, k: int, full: int) -> int:
    """Return the starts, of those in *full*, whose count is at least *k*."""
    if k <= 0:
        return full
    if k >> len(planes):
        return 0
    greater, equal = 0, full
    for weight in reversed(range(len(planes))):
        if k >> weight & 1:
            equal &= planes[weight]
        else:
            greater |= equal & planes[weight]
            equal &= ~planes[weight]
    return (greater | equal) & full


def counts(planes: Planes, width: int) -> list[int]:
    """Return every start's count, the first start first.

    >>> counts(planes_of([0b11, 0b01, 0b01]), 3)
    [3, 1, 0]
    """
    lanes = 0
    for weight, plane in enumerate(planes):
        flags = format(plane, f"0{width}b").encode().translate(_FLAGS)
        lanes += int.from_bytes(_in_lanes(flags), "little") << weight
    return memoryview(lanes.to_bytes(4 * width, "little")).cast("I").tolist()[::-1]


def _in_lanes(flags: bytes) -> bytes:
    lanes = bytearray(4 * len(flags))
    lanes[::4] = flags
    return bytes(lanes)
