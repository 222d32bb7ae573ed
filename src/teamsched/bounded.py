"""Seats to be filled within bounds on who takes part: whether there is a way at all.

Theory of operation
-------------------
Without bounds Hall's condition settles it. With them it is a small integer program, and hard in
general: two people who must not meet are an edge, and independent sets are panels.

What keeps it small is that people are alike: of those who can take the same seats and are counted
by the same bounds only the number matters. A seat is a bound as well, on how many sit there, so
one vector of totals says all about what has been decided. People are decided kind by kind and seat
by seat; equal totals are looked at once, and totals that can still become nothing else than
allowed are taken as settled, which makes most of them equal. Whoever no bound counts is left to
Hall in the end.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import attrs

from teamsched.errors import ExpansionLimitError
from teamsched.matching import Shortage, seating

MAX_TOTALS = 50_000
"""Most totals that are looked at before a panel is refused as too hard."""

Limits = tuple[int, int]
"""The least and the most."""


@attrs.frozen
class Alike:
    """People between whom nothing makes a difference.

    Attributes:
        seats: The seats that they can take, as bits.
        bounds: The bounds that count them, as bits.
        count: How many they are.
    """

    seats: int
    bounds: int
    count: int


@attrs.frozen
class Range:
    """A seat that takes some number of people.

    Attributes:
        least: How many it needs.
        most: How many it can take.
        bounds: The bounds that count whoever sits there, as bits.
    """

    least: int
    most: int
    bounds: int


Totals = tuple[int, ...]
"""How many sit in each seat, and how many each bound counts."""


@lru_cache(maxsize=8192)
def can_be_filled(
    seats: tuple[Range, ...], bounds: tuple[Limits, ...], people: tuple[Alike, ...]
) -> bool:
    """Tell whether distinct people can fill all seats within all bounds.

    >>> both = (Range(1, 1, 0b1), Range(1, 1, 0b1))
    >>> can_be_filled(both, ((0, 1),), (Alike(0b11, 0b1, 2),))
    False
    >>> can_be_filled(both, ((0, 1),), (Alike(0b11, 0b1, 2), Alike(0b10, 0, 1)))
    True

    Raises:
        ExpansionLimitError: Too many bounds are entangled to say.
    """
    return _Search(seats, bounds, people).succeeds()


class _Search:
    """One question, and what is known before it is looked into."""

    def __init__(
        self, seats: Sequence[Range], bounds: Sequence[Limits], people: Sequence[Alike]
    ) -> None:
        self._seats = seats
        self._limits = [*((seat.least, seat.most) for seat in seats), *bounds]
        self._others = [some for some in people if not some.bounds and some.count]
        counted = sorted(
            (some for some in people if some.bounds and some.count),
            key=lambda some: (some.bounds, some.seats),
        )
        self._steps = [
            (some, seat, self._counted_as(some, seat))
            for some in counted
            for seat in range(len(seats))
            if some.seats >> seat & 1
        ]
        self._left = self._still_to_come()
        self._completed: dict[Totals, bool] = {}

    def _counted_as(self, some: Alike, seat: int) -> tuple[int, ...]:
        """Return which totals somebody adds to in a seat."""
        bounds = some.bounds & self._seats[seat].bounds
        first = len(self._seats)
        return (
            seat,
            *(first + n for n in range(len(self._limits) - first) if bounds >> n & 1),
        )

    def _still_to_come(self) -> list[list[int]]:
        """Return for each step how much may still be added to each total, from there on."""
        left = [[0] * len(self._limits)]
        for some, _, adds in reversed(self._steps):
            more = [*left[-1]]
            for total in adds:
                more[total] += some.count
            left.append(more)
        return left[::-1]

    def succeeds(self) -> bool:
        start = self._settled(0, [0] * len(self._limits))
        if start is None:
            return False
        first = (0, self._number_at(0), start)
        seen, waiting = {first}, [first]
        while waiting:
            step, number, totals = waiting.pop()
            if step == len(self._steps):
                if self._others_can_fill(totals):
                    return True
                continue
            for found in self._next(step, number, totals):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
            if len(seen) > MAX_TOTALS:
                hint = "maybe fewer constraints, or fewer people who differ"
                raise ExpansionLimitError("ways to keep constraints", limit=MAX_TOTALS, hint=hint)
        return False

    def _number_at(self, step: int) -> int:
        return self._steps[step][0].count if step < len(self._steps) else 0

    def _next(self, step: int, number: int, totals: Totals) -> Iterator[tuple[int, int, Totals]]:
        """Yield what may be decided in a step: how many of the people left sit in that seat."""
        some, _, adds = self._steps[step]
        same = step + 1 < len(self._steps) and self._steps[step + 1][0] is some
        for sitting in range(number + 1):
            added = [*totals]
            for total in adds:
                added[total] += sitting
            if any(added[total] > self._limits[total][1] for total in adds):
                return
            settled = self._settled(step + 1, added)
            if settled is not None:
                yield step + 1, number - sitting if same else self._number_at(step + 1), settled

    def _settled(self, step: int, totals: list[int]) -> Totals | None:
        """Return totals with those that nothing can spoil at their least; None if one is lost."""
        left = self._left[step]
        for total, (low, high) in enumerate(self._limits):
            now = totals[total]
            if now >= low:
                if now + left[total] <= high:
                    totals[total] = low
            elif total >= len(self._seats) and now + left[total] < low:
                return None
        return tuple(totals)

    def _others_can_fill(self, totals: Totals) -> bool:
        """Tell whether people whom no bound counts can fill what is left of the seats."""
        lacking = tuple(
            max(0, seat.least - sitting) for seat, sitting in zip(self._seats, totals, strict=False)
        )
        if lacking not in self._completed:
            self._completed[lacking] = self._completes(lacking)
        return self._completed[lacking]

    def _completes(self, lacking: Totals) -> bool:
        needed = sum(lacking)
        places = [
            [
                f"{kind} {number}"
                for kind, some in enumerate(self._others)
                if some.seats >> seat & 1
                for number in range(min(some.count, needed))
            ]
            for seat, count in enumerate(lacking)
            for _ in range(count)
        ]
        return not isinstance(seating(places), Shortage)
