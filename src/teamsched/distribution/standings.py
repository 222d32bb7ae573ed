"""How a page stands in a pool: what its account says, in the words of the surface."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction

import attrs

from teamsched.checks import page_ids
from teamsched.distribution.accounts import NOTHING, Tally
from teamsched.distribution.waits import Wait
from teamsched.entries import HOUSE, UNIT
from teamsched.instants import to_datetime

_MINUTE = 60_000_000


@attrs.frozen(order=False)
class Standing:
    """How one page stands in a pool.

    Attributes:
        page: The id of the page.
        received: Bookings received; it only grows.
        removed: Bookings removed: cancelled, not come to, handed over; it only grows.
        credit: What is owed to it, below zero owed by it: bookings, or minutes where the pool's
            method counts them. ``RoundRobin`` and ``FairShare`` go by it, others don't.
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


def standings_of(
    members: Iterable[str], account: Mapping[str, Tally], waits: Mapping[str, Wait]
) -> tuple[Standing, ...]:
    """Return how everybody with an account stands, and some members besides, by page id."""
    pages = {*page_ids("members", members), *account} - {HOUSE}
    return tuple(
        Standing.of(page, account.get(page, NOTHING), waits.get(page, Wait()).longest)
        for page in sorted(pages)
    )


def added_up(accounts: Iterable[Mapping[str, Tally]]) -> Mapping[str, Tally]:
    """Return the tallies of some accounts together, page by page."""
    tallies: dict[str, Tally] = {}
    for account in accounts:
        for page, tally in account.items():
            tallies[page] = tallies.get(page, NOTHING).plus(tally, tally.last_booked)
    return tallies
