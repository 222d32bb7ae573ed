"""The starts that come into question, as a sorted sequence of instants with numbers.

Everything that is known about a page and an event type is then one integer: bit *i* speaks of
the *i*-th instant of the grid.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, compress, pairwise

import attrs

from teamsched import sweep
from teamsched.bits import BIT, filled, flags_of, no_bits, ones, runs
from teamsched.checks import collection
from teamsched.instants import to_datetime, to_instant, to_micros
from teamsched.intervals import IntervalSet


def _compact(instants: Iterable[int]) -> Sequence[int]:
    """Return sorted, distinct instants, as a range where they are one arithmetic progression."""
    if isinstance(instants, range) and instants.step > 0 and len(instants) > 1:
        return instants
    ordered = sorted(set(instants))
    if len(ordered) > 1:
        step = ordered[1] - ordered[0]
        if all(b - a == step for a, b in pairwise(ordered)):
            return range(ordered[0], ordered[-1] + step, step)
    return tuple(ordered)


@attrs.frozen(repr=False)
class StartGrid:
    """A sorted sequence of instants at which a booking may be asked to start.

        >>> from datetime import UTC, datetime
        >>> nine, ten = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10))
        >>> StartGrid.of([ten, nine, ten])
        <StartGrid 2 starts, 2026-03-02 09:00Z … 2026-03-02 10:00Z>

    Attributes:
        instants: Microseconds since 1970-01-01T00:00Z; a :class:`range` where they are regular.
    """

    instants: Sequence[int] = attrs.field(converter=_compact)

    @classmethod
    def of(cls, starts: Iterable[datetime]) -> "StartGrid":
        """Return the grid of some aware datetimes, in any order."""
        moments = collection("starts", starts, "aware datetimes")
        return cls([to_instant(moment, "starts") for moment in moments])

    def __len__(self) -> int:
        return len(self.instants)

    def __iter__(self) -> Iterator[datetime]:
        return map(to_datetime, self.instants)

    @property
    def full(self) -> int:
        """The bits of all starts."""
        return ones(len(self.instants))

    def index(self, instant: int) -> int | None:
        """Return the number of a start, None if it is not on the grid."""
        found = bisect_left(self.instants, instant)
        on_grid = found < len(self.instants) and self.instants[found] == instant
        return found if on_grid else None

    def before(self, instant: int) -> int:
        """Return how many starts come before an instant."""
        return bisect_left(self.instants, instant)

    def until(self, instant: int) -> int:
        """Return how many starts come before or at an instant."""
        return bisect_right(self.instants, instant)

    def select(self, bits: int) -> list[int]:
        """Return the instants that some bits speak of."""
        return list(compress(self.instants, flags_of(bits)))

    def fitting(self, inside: IntervalSet, *, lasting: timedelta) -> "StartGrid":
        """Return the starts of slots that lie wholly inside some hours.

        Args:
            inside: The hours.
            lasting: How long each slot is, in elapsed time.
        """
        open_bits = self.open_within(inside.bounds, to_micros(lasting, "lasting"))
        return StartGrid(self.select(open_bits))

    # What the engine asks, in bits. Where the grid is regular an index is one division.

    def open_within(self, bounds: sweep.Bounds, duration: int) -> int:
        """Return the starts *t* with all of ``[t, t + duration)`` inside: ``s <= t <= e - d``."""
        if not self.instants:
            return 0
        low, high = self.instants[0], self.instants[-1] + duration
        return self._inside(sweep.clipped(bounds, low, high), after=0, before=duration)

    def clear_of(self, bounds: sweep.Bounds, *, before: int, after: int) -> int:
        """Return the starts that some spans leave: those not in ``b - before < t < e + after``.

        For a booking, *before* is its duration and the gap it needs up to a span that follows,
        *after* the gap it needs from a span that went before.
        """
        if not self.instants:
            return 0
        low, high = self.instants[0] - after, self.instants[-1] + before
        gaps = chain((low,), sweep.clipped(bounds, low, high), (high,))
        return self._inside(gaps, after=after, before=before)

    def _inside(self, bounds: Iterable[int], *, after: int, before: int) -> int:
        """Return the starts *t* with ``s + after <= t <= e - before``: disjoint runs of them.

        The spans must lie where such a start could. Many leave no room for one, and are told by
        comparing before an index is looked for.
        """
        if not isinstance(self.instants, range):
            return self._inside_irregular(tuple(bounds), after=after, before=before)
        begins, ends = no_bits(len(self.instants)), no_bits(len(self.instants))
        step, bit = self.instants.step, BIT
        first = self.instants.start - after - step + 1
        last = self.instants.start + before - step
        spans = iter(bounds)
        for start, end in zip(spans, spans, strict=True):
            low, high = start - first, end - last
            if low < high:
                low //= step
                high //= step
                if low < high:
                    begins[low >> 3] |= bit[low & 7]
                    ends[high >> 3] |= bit[high & 7]
        return runs(begins, ends)

    def _inside_irregular(self, bounds: sweep.Bounds, *, after: int, before: int) -> int:
        lows = [bisect_left(self.instants, start + after) for start in bounds[::2]]
        highs = [bisect_right(self.instants, end - before) for end in bounds[1::2]]
        return filled(lows, highs, len(self.instants))

    def __repr__(self) -> str:
        if not self.instants:
            return "<StartGrid empty>"
        ends = " … ".join(f"{to_datetime(self.instants[i]):%Y-%m-%d %H:%M}Z" for i in (0, -1))
        count = f"{len(self)} start{'s' if len(self) > 1 else ''}"
        return f"<StartGrid {count}, {ends}>"
