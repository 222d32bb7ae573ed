"""For one event type: who may be booked to start when, as one integer of start bits per page."""

from collections.abc import Mapping

import attrs

from teamsched.bits import Planes, any_of, counts, minus, planes_of, plus
from teamsched.frozen import FrozenDict
from teamsched.grid import StartGrid


def _starts(value: Mapping[str, int]) -> Mapping[str, int]:
    return FrozenDict(value)


@attrs.frozen(order=False, repr=False)
class Openings:
    """The starts at which each page may be booked.

    Attributes:
        grid: The starts in question.
        starts: For each page its bits: bit *i* says that a booking may start at the *i*-th.
    """

    grid: StartGrid
    starts: Mapping[str, int] = attrs.field(converter=_starts)
    _planes: list[Planes] = attrs.field(factory=list, init=False, eq=False)

    def anybody(self) -> int:
        """Return the starts at which at least one page is open."""
        return any_of(self._planes[0] if self._planes else self.starts.values())

    def counts(self) -> list[int]:
        """Return for each start of the grid how many pages are open."""
        return counts(self.planes(), len(self.grid))

    def planes(self) -> Planes:
        """Return the same bit-sliced, computed once."""
        if not self._planes:
            self._planes.append(planes_of(self.starts.values()))
        return self._planes[0]

    def replacing(self, changed: Mapping[str, int]) -> "Openings":
        """Return the openings with some pages' starts replaced; counts follow by difference."""
        made = Openings(self.grid, {**self.starts, **changed})
        if self._planes:
            planes = self._planes[0]
            for page, bits in changed.items():
                planes = plus(minus(planes, self.starts.get(page, 0)), bits)
            made._planes.append(planes)
        return made

    def __repr__(self) -> str:
        some = self.anybody().bit_count()
        return f"<Openings {len(self.starts)} pages, {some} of {len(self.grid)} starts>"
