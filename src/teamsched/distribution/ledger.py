"""The ledger: what everybody in every pool has received, and is owed.

*Decide on append, add on fold.* Bookings and roster entries bring along the postings that they
were decided with, so a ledger adds them up and decides nothing. What it says therefore doesn't
depend on the order in which it got them, and is the same wherever the same ones have arrived.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from hashlib import blake2b
from types import MappingProxyType

import attrs

from teamsched.bookings import ROSTER_KINDS, UNIT, Booking, Entry, Kind
from teamsched.checks import collection, identifier, instance
from teamsched.distribution.accounts import NOTHING, Books, Fold, Tally, marks, scope
from teamsched.distribution.log import Log
from teamsched.errors import ConflictError, InvalidValueError
from teamsched.instants import to_datetime, to_instant
from teamsched.revisions import newest


@attrs.frozen(order=False)
class Standing:
    """How one page stands in a pool.

    Attributes:
        page: The id of the page.
        received: Bookings received; it only grows.
        removed: Bookings removed: cancelled, not come to, reassigned away; it only grows.
        credit: Bookings owed to it, below zero owed by it; see the pool's method.
        last_booked: When the last booking was made with it, in UTC; None is never.
    """

    page: str
    received: int
    removed: int
    credit: Fraction
    last_booked: datetime | None

    @property
    def net(self) -> int:
        """What was received less what was removed."""
        return self.received - self.removed


@attrs.frozen(eq=False, repr=False)
class Ledger:
    """All bookings and roster entries, and the account of every page in every pool.

        >>> from datetime import UTC, datetime
        >>> from teamsched.bookings import Filled, Posting
        >>> from teamsched.intervals import Interval
        >>> booked = Entry(
        ...     Kind.BOOKED,
        ...     at=datetime(2026, 3, 1, tzinfo=UTC),
        ...     postings=[Posting("sales", "ana", received=1)],
        ... )
        >>> booking = Booking(
        ...     "b-1",
        ...     "demo",
        ...     Interval.parse("2026-03-02T09:00Z/09:30"),
        ...     seats=[Filled("host", "ana", pool="sales")],
        ...     history=[booked],
        ... )
        >>> ledger = Ledger.of([booking])
        >>> [(standing.page, standing.net) for standing in ledger.standings("sales")]
        [('ana', 1)]
        >>> ledger.add(booking) is ledger
        True

    Make one with :meth:`of`. It never changes: adding makes a new one, which shares most of the
    old one. Ledgers with equal bookings and roster entries are equal.

    Complexity:
        ``of`` is linear in the postings. ``add`` is linear in the accounts that it changes, and
        copies all bookings only when something else has been added to the same ledger before.
    """

    _log: Log
    _number: int
    _entries: frozenset[Entry]
    _books: Books

    @classmethod
    def of(cls, bookings: Iterable[Booking] = (), roster: Iterable[Entry] = ()) -> "Ledger":
        """Return the ledger of some bookings and roster entries, in any order.

        Of a booking that comes in several revisions, the newest counts.

        Raises:
            ConflictError: Two different bookings have the same id and revision.
            InvalidValueError: A roster entry is none, see :meth:`add`.
        """
        latest = newest(bookings)
        entries = frozenset(
            _on_roster("roster", instance("roster", item, Entry, "Entries"))
            for item in collection("roster", roster, "Entries")
        )
        fold = Fold()
        for booking in latest.values():
            fold.put_in(booking)
        for entry in entries:
            fold.enrol(entry)
        return cls(Log(latest.values()), 0, entries, fold.onto(Books()))

    def add(self, item: Booking | Entry) -> "Ledger":
        """Return the ledger with a booking, or with a roster entry, in it as well.

        A newer revision of a booking replaces the older one. What the ledger has, or has a newer
        revision of, changes nothing. A roster entry tells that a page joined a pool or that it
        paused or resumed there, and has exactly one posting, with that pool.

        Raises:
            ConflictError: The ledger has a different booking of that id and revision.
            InvalidValueError: The entry is none for a roster: a booking's come with the booking.
        """
        if isinstance(item, Entry):
            return self._with_entry(_on_roster("item", item))
        booking = instance("item", item, Booking, "a Booking or a roster Entry")
        known = self._log.find(booking.id, self._number)
        if not _is_newer(booking, known):
            return self
        fold = Fold()
        if known:
            if scope(known) != scope(booking) or not set(marks(known)) <= set(marks(booking)):
                # It takes back who was booked when, and a latest instant can't be subtracted.
                return Ledger.of([*self.bookings, booking], self._entries)
            fold.take_out(known)
        fold.put_in(booking)
        books = fold.onto(self._books)
        log, number = self._log.append(booking, self._number)
        return Ledger(log, number, self._entries, books)

    def _with_entry(self, entry: Entry) -> "Ledger":
        if entry in self._entries:
            return self
        fold = Fold()
        fold.enrol(entry)
        return Ledger(self._log, self._number, self._entries | {entry}, fold.onto(self._books))

    # What is in it

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """The newest revision of every booking, by id."""
        return tuple(sorted(self._log.visible(self._number), key=lambda booking: booking.id))

    def booking(self, id: str) -> Booking | None:
        """Return the newest revision of one booking, None if it has none."""
        return self._log.find(id, self._number)

    @property
    def roster(self) -> tuple[Entry, ...]:
        """The roster entries, by time."""
        return tuple(sorted(self._entries, key=_by_time))

    @cached_property
    def version(self) -> str:
        """A digest: equal for equal contents, however the ledger came by them.

        It goes by the ids and revisions of the bookings, and by the roster.
        """
        digest = blake2b(digest_size=16)
        for booking in self.bookings:
            digest.update(ascii((booking.id, booking.rev)).encode())
        for entry in self.roster:
            digest.update(ascii(_by_time(entry)).encode())
        return digest.hexdigest()

    # What it adds up to

    def standings(self, pool: str | None, members: Iterable[str] = ()) -> tuple[Standing, ...]:
        """Return how everybody stands in a pool, by page id.

        Args:
            pool: The id of the pool, None for what the pages received outside of pools.
            members: Pages to be listed even if nothing was ever posted to them.
        """
        account = self.account(pool)
        pages = {identifier("members", page) for page in collection("members", members, "page ids")}
        return tuple(
            _standing(page, account.get(page, NOTHING)) for page in sorted(pages | account.keys())
        )

    def account(self, pool: str | None) -> Mapping[str, Tally]:
        """Return the tallies of a pool, page by page; a page without one has nothing."""
        return MappingProxyType(self._books.accounts.get(pool, {}))

    def clocks(self, page: str | None, event_type: str) -> Mapping[str, int]:
        """Return the instants at which pages last got a booking of that kind through that page.

        Any booking counts, whatever the pool, and even if it was cancelled later.
        """
        return MappingProxyType(self._books.clocks.get((page, event_type), {}))

    def paused(self, pool: str) -> Mapping[str, datetime]:
        """Return who pauses in a pool, and since when.

        The latest roster entry of a page counts. Of several at the same time, resuming counts
        before pausing, and pausing before joining.
        """
        presences = self._books.presences.get(pool, {})
        return {
            page: to_datetime(since)
            for page, (since, kind) in presences.items()
            if kind is Kind.PAUSED
        }

    # As a value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ledger):
            return NotImplemented
        return self._entries == other._entries and self.bookings == other.bookings

    def __hash__(self) -> int:
        return hash(self.version)

    def __reduce__(self) -> tuple[object, ...]:
        return Ledger.of, (self.bookings, self.roster)

    def __repr__(self) -> str:
        bookings, entries = len(self.bookings), len(self._entries)
        return (
            f"<Ledger {bookings} booking{'' if bookings == 1 else 's'}, "
            f"{entries} roster {'entry' if entries == 1 else 'entries'}>"
        )


def _is_newer(booking: Booking, known: Booking | None) -> bool:
    if known and known.rev == booking.rev and known != booking:
        raise ConflictError(booking.id, rev=booking.rev)
    return known is None or booking.rev > known.rev


def _on_roster(field: str, entry: Entry) -> Entry:
    """Return *entry* if it tells of a page's place in one pool."""
    pools = [posting.pool for posting in entry.postings]
    if entry.kind in ROSTER_KINDS and len(pools) == 1 and pools[0] is not None:
        return entry
    kinds = ", ".join(sorted(ROSTER_KINDS))
    raise InvalidValueError(
        field, expected=f"an entry of the kinds {kinds}, with one posting to a pool", got=entry
    )


def _by_time(entry: Entry) -> tuple[int, str, str]:
    postings = [attrs.astuple(posting) for posting in entry.postings]
    return to_instant(entry.at), entry.kind.value, ascii((postings, entry.by))


def _standing(page: str, tally: Tally) -> Standing:
    booked = None if tally.last_booked is None else to_datetime(tally.last_booked)
    credit = Fraction(tally.units, UNIT)
    return Standing(page, tally.received, tally.removed, credit, booked)
