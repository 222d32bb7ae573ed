"""What postings add up to: an account per pool, and the idle clocks.

A fold adds up in place and is then laid onto frozen books, which makes new books and leaves the old
ones as they are. Sums don't depend on an order, and neither does the latest of some instants,
so the order in which bookings come doesn't matter either.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from teamsched.bookings import Booking, Entry, Kind
from teamsched.instants import to_instant

Pool = str | None
"""The id of a pool; None are the pages' own accounts, outside of any pool."""
Scope = tuple[str | None, str]
"""What an idle clock belongs to: the page that was booked through, and the event type."""
Mark = tuple[Pool, str, int]
"""That a page was booked in a pool at an instant."""
Presence = tuple[int, Kind]
"""The latest that is known of a page's place in a pool; at one instant, the later in a life."""

Key = TypeVar("Key")
Latest = TypeVar("Latest", int, Presence)


@attrs.frozen(order=False)
class Tally:
    """What a page's postings in one pool add up to.

    Attributes:
        received: Bookings received.
        removed: Bookings removed.
        units: Credit, in parts of UNIT a booking: above zero is owed to the page.
        last_booked: The instant of the last booking that was made with it, None is never.
    """

    received: int = 0
    removed: int = 0
    units: int = 0
    last_booked: int | None = None

    def plus(self, received: int, removed: int, units: int, last_booked: int | None) -> "Tally":
        """Return the tally with some more in it."""
        return Tally(
            self.received + received,
            self.removed + removed,
            self.units + units,
            max((t for t in (self.last_booked, last_booked) if t is not None), default=None),
        )


NOTHING = Tally()
"""The tally of a page without postings."""


@attrs.frozen(eq=False, order=False)
class Books:
    """Everything that a ledger adds up; nothing in it changes.

    Attributes:
        accounts: The tally of each page, pool by pool; pages with nothing in it are left out.
        clocks: When each page was last booked, scope by scope.
        presences: What the roster last said of each page, pool by pool.
    """

    accounts: Mapping[Pool, Mapping[str, Tally]] = attrs.field(factory=dict)
    clocks: Mapping[Scope, Mapping[str, int]] = attrs.field(factory=dict)
    presences: Mapping[str, Mapping[str, Presence]] = attrs.field(factory=dict)


def marks(booking: Booking) -> Iterator[Mark]:
    """Say who was booked when: by bookings only, a reassignment is none of the line's doing."""
    for entry in booking.history:
        if entry.kind is Kind.BOOKED:
            at = to_instant(entry.at)
            for posting in entry.postings:
                if posting.received > 0:
                    yield posting.pool, posting.page, at


def scope(booking: Booking) -> Scope:
    """Return whose idle clocks a booking sets."""
    return booking.page, booking.event_type


class Fold:
    """Sums in the making: the one thing here that changes, and nobody else sees it."""

    def __init__(self) -> None:
        self._sums: dict[Pool, dict[str, list[int]]] = defaultdict(_sums)
        self._booked: dict[Pool, dict[str, int]] = defaultdict(dict)
        self._clocks: dict[Scope, dict[str, int]] = defaultdict(dict)
        self._presences: dict[str, dict[str, Presence]] = defaultdict(dict)

    def put_in(self, booking: Booking) -> None:
        """Add a booking's whole history."""
        self._add(booking.history, 1)
        for pool, page, at in marks(booking):
            for clock in (self._booked[pool], self._clocks[scope(booking)]):
                clock[page] = max(at, clock.get(page, at))

    def take_out(self, booking: Booking) -> None:
        """Take a booking's postings out again; that it was made, and when, stays."""
        self._add(booking.history, -1)

    def enrol(self, entry: Entry) -> None:
        """Add a roster entry, which has one posting, with a pool."""
        self._add([entry], 1)
        for posting in entry.postings:
            if posting.pool is not None:
                presences = self._presences[posting.pool]
                presence = to_instant(entry.at), entry.kind
                presences[posting.page] = max(presence, presences.get(posting.page, presence))

    def _add(self, entries: Iterable[Entry], sign: int) -> None:
        for entry in entries:
            for posting in entry.postings:
                sums = self._sums[posting.pool][posting.page]
                sums[0] += sign * posting.received
                sums[1] += sign * posting.removed
                sums[2] += sign * posting.units

    def onto(self, books: Books) -> Books:
        """Return the books with all of this in them; only the accounts it changes are copied."""
        accounts = dict(books.accounts)
        for pool, pages in self._sums.items():
            account = accounts[pool] = dict(accounts.get(pool, {}))
            for page, (received, removed, units) in pages.items():
                before = account.pop(page, NOTHING)
                booked = self._booked[pool].get(page)
                after = before.plus(received, removed, units, booked)
                if after != NOTHING:
                    account[page] = after
        return Books(
            accounts,
            _with_latest(books.clocks, self._clocks),
            _with_latest(books.presences, self._presences),
        )


def _sums() -> dict[str, list[int]]:
    return defaultdict(lambda: [0, 0, 0])


def _with_latest(
    old: Mapping[Key, Mapping[str, Latest]], new: Mapping[Key, Mapping[str, Latest]]
) -> Mapping[Key, Mapping[str, Latest]]:
    """Return the old values with the new ones that are later, or about other pages."""
    merged = dict(old)
    for key, pages in new.items():
        latest = dict(old.get(key, {}))
        for page, value in pages.items():
            latest[page] = max(value, latest.get(page, value))
        merged[key] = latest
    return merged
