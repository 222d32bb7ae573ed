"""Who could take over one seat of a booking: everybody, in the order in which a pool picks them."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Literal

import attrs

from teamsched.bookings import Booking
from teamsched.distribution import Ranking, Standing
from teamsched.filled import Filled
from teamsched.reasons import Reason, clock_span
from teamsched.zonekeys import zone_of

Availability = Literal["free", "busy", "error"]


@attrs.frozen(order=False)
class Candidate:
    """Somebody who could take over a seat, or why they can't.

    Attributes:
        page: Their page.
        member: The member behind it.
        availability: Whether they are "free" then, are "busy" or don't work, or can't be asked at
            all: an "error".
        reasons: Why they are not free.
        standing: What they have received in the pool of the seat, or outside of pools.
        unknown: Whether their calendar could not be read, and that was allowed.
    """

    page: str
    member: str
    availability: Availability
    reasons: tuple[Reason, ...]
    standing: Standing
    unknown: bool = False
    _ranking: Ranking | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def rank(self) -> Reason | None:
        """Why they are at their place in the order, None for who is in no line."""
        return None if self._ranking is None else self._ranking.reasons[self.page]

    def words(self, zone: tzinfo) -> str:
        """Return the candidate in a line."""
        load = f"{self.standing.net} booking{'' if self.standing.net == 1 else 's'}"
        why = "; ".join(reason.words(zone) for reason in self._told())
        unknown = ", calendar not known" if self.unknown else ""
        return f"{self.page:<12} {self.availability:<6} {load:<12}{unknown} {why}".rstrip()

    def _told(self) -> Iterator[Reason]:
        rank = self.rank if self.availability == "free" else None
        for reason in self.reasons if rank is None else (rank,):
            yield attrs.evolve(reason, page=None)


@attrs.frozen(order=False, repr=False)
class Candidates:
    """Everybody who could take over one seat of a booking, whoever the pool would pick first.

    Those who are free come first, then those who are busy, then those who can't be asked; each in
    the order of the pool's method, and after them who is in no line.

    Attributes:
        booking: The booking.
        seat: The seat as it is filled now.
        all: Everybody.
        zone: The zone whose wall clock the words show.
    """

    booking: Booking
    seat: Filled
    all: tuple[Candidate, ...]
    zone: tzinfo = attrs.field(eq=False)

    @property
    def free(self) -> tuple[Candidate, ...]:
        """Those who are free, the best first."""
        return tuple(one for one in self.all if one.availability == "free")

    @property
    def best(self) -> Candidate | None:
        """Whoever the pool would pick, None if nobody is free."""
        return next(iter(self.free), None)

    def find(self, page: str) -> Candidate | None:
        """Return the candidate of a page, None if it is none."""
        return next((one for one in self.all if one.page == page), None)

    def explain(self, zone: str | tzinfo | None = None) -> str:
        """Return the candidates as a table, a line each."""
        shown = self.zone if zone is None else zone_of(zone)
        head = f"{self.seat.seat} of {self.booking.id}, {clock_span(self.booking.span, shown)}"
        lines = [f"{head}, now {self.seat.page}"]
        return "\n".join([*lines, *(one.words(shown) for one in self.all)])

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __repr__(self) -> str:
        some = ", ".join(f"{one.page} {one.availability}" for one in self.all)
        return f"<Candidates for {self.seat.seat} of {self.booking.id}: {some or 'nobody'}>"
