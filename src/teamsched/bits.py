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

from collections.abc import Iterable
from functools import reduce
from itertools import compress, count
from operator import or_
from struct import unpack

Planes = tuple[int, ...]
"""Bit-sliced counts: plane *j* holds bit *j* of each start's count."""

_FLAGS = bytes.maketrans(b"01", b"\x00\x01")
BIT = (1, 2, 4, 8, 16, 32, 64, 128)
"""The bits of a byte."""


def ones(width: int) -> int:
    """Return the integer of *width* set bits."""
    return (1 << width) - 1


def flags_of(bits: int) -> bytes:
    """Return every bit as a byte of 0 or 1, the first start first: what ``compress`` selects by."""
    return format(bits, "b")[::-1].encode().translate(_FLAGS)


def positions(bits: int) -> Iterable[int]:
    """Return the numbers of the set bits, rising.

    >>> list(positions(0b1101))
    [0, 2, 3]
    """
    return compress(count(), flags_of(bits))


def any_of(sets: Iterable[int]) -> int:
    """Return what is in at least one of the sets."""
    return reduce(or_, sets, 0)


def filled(lows: Iterable[int], highs: Iterable[int], width: int) -> int:
    """Return the bits of the runs ``[lows[i], highs[i])`` below *width*.

    Runs may be empty, overlap, and reach out on both sides. Where there are many and they don't
    overlap, :func:`runs` is faster.

        >>> bin(filled([0, 1, 5], [2, 3, 9], 7))
        '0b1100111'

    """
    bits = 0
    for low, high in zip(lows, highs, strict=True):
        bits |= ones(max(0, min(high, width))) & ~ones(max(0, low))
    return bits


def no_bits(width: int) -> bytearray:
    """Return bytes to set bits in: bit *i* is ``BIT[i & 7]`` of byte ``i >> 3``."""
    return bytearray(width // 8 + 1)


def runs(begins: bytearray, ends: bytearray) -> int:
    """Return the bits of disjoint runs, from the bits at which they begin and end.

        >>> bin(runs(bytearray([0b0000100]), bytearray([0b1000000])))
        '0b111100'

    A run is ``2**end - 2**begin``, so all of them are one subtraction.
    """
    return int.from_bytes(ends, "little") - int.from_bytes(begins, "little")


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

    Every plane is written in binary digits, a byte each, and what tells 0 from 1 in a byte is its
    lowest bit. Weighed and added, eight planes are one byte of the counts, which have four.
    """
    digits, lowest = f"0{width}b", int.from_bytes(b"\1" * width, "big")
    lanes = bytearray(4 * width)
    for place in range(0, len(planes), 8):
        column = 0
        for weight, plane in enumerate(planes[place : place + 8]):
            column += (int.from_bytes(format(plane, digits).encode(), "big") & lowest) << weight
        lanes[place // 8 :: 4] = column.to_bytes(width, "little")
    return list(unpack(f"<{width}I", lanes))
