"""How long everybody has waited: how many opportunities in a row others got."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from teamsched.bookings import Booking
from teamsched.distribution.accounts import Pool, opportunities
from teamsched.entries import Entry, Kind


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

Made = tuple[datetime, str, Entry]
"""When a booking was made, its id, and the entry that made it."""


def made_by(booking: Booking, *, after: datetime | None) -> list[Made]:
    """Return the entries that made a booking, of those after a time."""
    return [
        (entry.at, booking.id, entry)
        for entry in booking.history
        if entry.kind is Kind.BOOKED and (after is None or entry.at > after)
    ]


@attrs.frozen(eq=False)
class Waited:
    """How long everybody has waited, and the booking up to which that is.

    Attributes:
        waits: The wait of each page.
        last: When the booking that was made last was made, and its id.
        after: The time up to which entries are passed over, as they are in the waits from which
            all began.
    """

    waits: Waits
    last: tuple[datetime, str] | None = None
    after: datetime | None = None

    def plus(self, bookings: Iterable[Booking]) -> "Waited | None":
        """Return the waits with some bookings more, None where one was made before the last."""
        made = self._made(bookings)
        if made and self.last is not None and made[0][:2] <= self.last:
            return None
        return self._with(made)

    def anew(self, bookings: Iterable[Booking]) -> "Waited":
        """Return the waits with some bookings more, all of them made after the last one."""
        return self._with(self._made(bookings))

    def _made(self, bookings: Iterable[Booking]) -> list[Made]:
        made = [one for booking in bookings for one in made_by(booking, after=self.after)]
        return sorted(made, key=lambda one: one[:2])

    def _with(self, made: list[Made]) -> "Waited":
        if not made:
            return self
        known = {pool: dict(pages) for pool, pages in self.waits.items()}
        for _, _, entry in made:
            _wait(known, entry)
        return Waited(known, made[-1][:2], self.after)


def longest(waits: Waits) -> Mapping[str, Wait]:
    """Return the longest wait of each page in any pool."""
    found: dict[str, Wait] = {}
    for pages in waits.values():
        for page, wait in pages.items():
            if page not in found or wait.longest > found[page].longest:
                found[page] = wait
    return found


def waits(bookings: Iterable[Booking], *, since: Waits, after: datetime | None) -> Waits:
    """Return how long everybody has waited, bookings taken in the order in which they were made.

    Args:
        bookings: The bookings.
        since: How long they had waited before.
        after: The time up to which that was known; what was made until then is passed over.
    """
    return Waited(since, after=after).anew(bookings).waits


def _wait(known: dict[Pool, dict[str, Wait]], entry: Entry) -> None:
    """Let everybody wait for one more booking who could have taken it and is not in it."""
    got = {(posting.pool, posting.page) for posting in entry.postings if posting.received}
    seated = {page for _, page in got}
    for pool, pages in opportunities(entry).items():
        of_pool = known.setdefault(pool, {})
        for page in pages | seated:
            wait = of_pool.get(page, Wait())
            if (pool, page) in got:
                of_pool[page] = Wait(0, wait.longest)
            elif page not in seated:
                of_pool[page] = wait.missed()
        if not of_pool:  # a stored checkpoint would not know of it
            del known[pool]
