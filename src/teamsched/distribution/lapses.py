"""What counts for a time only: holds, and adjustments by hand that expire.

It is kept apart from what counts for good, so a present is all that it takes to leave out what
has expired. Whatever ends a hold takes it out again, and what it becomes is in the entry that does:
so the same sums come out in any order, and at any present nothing counts twice.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

import attrs

from teamsched.entries import Entry
from teamsched.instants import to_instant

Scope = tuple[str | None, str]
"""What an idle clock belongs to: the page that was booked through, and the event type."""


@attrs.frozen(order=False)
class Lapse:
    """What a page's account, and its idle clock, show until it lapses.

    Attributes:
        until: The instant from which on it counts no longer.
        page: The id of the page.
        received: Bookings received.
        units: Credit, in the units of the tally.
        held: Microseconds of the bookings it holds.
        scope: Whose idle clock shows when a hold was made; None for what is no page's booking.
        at: The instant at which it was made, likewise.
    """

    until: int
    page: str
    received: int = 0
    units: int = 0
    held: int = 0
    scope: Scope | None = None
    at: int | None = None

    @property
    def account(self) -> tuple[int, str, Scope | None, int | None]:
        """What has to be the same of two lapses for them to be added up."""
        return self.until, self.page, self.scope, self.at

    def plus(self, other: "Lapse") -> "Lapse":
        """Return the sum of two lapses of one account."""
        return attrs.evolve(
            self,
            received=self.received + other.received,
            units=self.units + other.units,
            held=self.held + other.held,
        )

    @property
    def clock(self) -> int | None:
        """When the page was booked, as far as that is known from here."""
        return self.at if self.received > 0 else None


def lapses_of(
    entry: Entry, scope: Scope | None, *, times: int
) -> Iterator[tuple[str | None, Lapse]]:
    """Yield what an entry that expires adds so many times, each with its pool.

    Args:
        entry: The entry.
        scope: Whose idle clocks it sets, None if none.
        times: How many times: -1 takes it out again.
    """
    if entry.expires is None:
        return
    until, at = to_instant(entry.expires), to_instant(entry.at)
    for one in entry.postings:
        set_clock = scope is not None and one.received > 0
        yield (
            one.pool,
            Lapse(
                until,
                one.page,
                received=times * one.received,
                units=times * one.units,
                held=times * one.held,
                scope=scope if set_clock else None,
                at=at if set_clock else None,
            ),
        )


def added_up(lapses: Iterable[Lapse]) -> tuple[Lapse, ...]:
    """Return the sums of some lapses, the earliest first, without those that come to nothing."""
    sums: dict[object, Lapse] = {}
    for lapse in lapses:
        known = sums.get(lapse.account)
        sums[lapse.account] = lapse if known is None else known.plus(lapse)
    left = [one for one in sums.values() if one.received or one.units or one.held]
    # A page may be booked through no page: None is neither less nor more than a text.
    return tuple(sorted(left, key=lambda one: (one.until, ascii(one.account))))


def not_lapsed(lapses: tuple[Lapse, ...], now: int | None) -> tuple[Lapse, ...]:
    """Return what has not lapsed by now, of lapses the earliest of which comes first."""
    if now is None:
        return lapses
    return lapses[bisect_right(lapses, now, key=attrgetter("until")) :]
