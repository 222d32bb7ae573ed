"""How a page stands in a pool: what its account says, in the words of the surface."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction

import attrs

from teamsched.bookings import Booking
from teamsched.distribution.accounts import Pool, Tally
from teamsched.entries import UNIT, Kind
from teamsched.instants import to_datetime

_MINUTE = 60_000_000


@attrs.frozen(order=False)
class Standing:
    """How one page stands in a pool.

    Attributes:
        page: The id of the page.
        received: Bookings received; it only grows.
        removed: Bookings removed: cancelled, not come to, handed over; it only grows.
        credit: Bookings owed to it, below zero owed by it; see the pool's method.
        minutes: Minutes of the bookings it holds; no-shows are in it, cancelled ones are not.
        opportunities: Bookings that it was free for when they were made.
        longest_wait: The most opportunities in a row that others got.
        last_booked: When the last booking was made with it, in UTC; None is never.
    """

    page: str
    received: int
    removed: int
    credit: Fraction
    minutes: Fraction
    opportunities: int
    longest_wait: int
    last_booked: datetime | None

    @property
    def net(self) -> int:
        """What was received less what was removed."""
        return self.received - self.removed

    @classmethod
    def of(cls, page: str, tally: Tally, longest_wait: int) -> "Standing":
        """Return the standing that a tally is."""
        return cls(
            page,
            tally.received,
            tally.removed,
            Fraction(tally.units, UNIT),
            Fraction(tally.held, _MINUTE),
            tally.chances,
            longest_wait,
            None if tally.last_booked is None else to_datetime(tally.last_booked),
        )


@attrs.frozen
class Wait:
    """How many opportunities in a row others got: at present, and at most."""

    now: int = 0
    longest: int = 0

    def missed(self) -> "Wait":
        """Return the wait with one more."""
        return Wait(self.now + 1, max(self.longest, self.now + 1))


Waits = Mapping[Pool, Mapping[str, Wait]]
"""The wait of each page, pool by pool."""


def waits(bookings: Iterable[Booking], *, since: Waits, after: datetime | None) -> Waits:
    """Return how long everybody has waited, bookings taken in the order in which they were made.

    Args:
        bookings: The bookings.
        since: How long they had waited before.
        after: The time up to which that was known; what was made until then is passed over.
    """
    made = [
        (entry.at, booking.id, entry)
        for booking in bookings
        for entry in booking.history
        if entry.kind is Kind.BOOKED and (after is None or entry.at > after)
    ]
    known = {pool: dict(pages) for pool, pages in since.items()}
    for _, _, entry in sorted(made, key=lambda one: one[:2]):
        got = {(posting.pool, posting.page) for posting in entry.postings if posting.received}
        for shares in entry.shares:
            of_pool = known.setdefault(shares.pool, {})
            for page, share in zip(shares.pages, shares.free, strict=True):
                wait = of_pool.get(page, Wait())
                if (shares.pool, page) in got:
                    of_pool[page] = Wait(0, wait.longest)
                elif share:
                    of_pool[page] = wait.missed()
    return known
