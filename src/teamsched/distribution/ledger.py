"""The ledger: what everybody in every pool has received, and is owed.

*Decide on append, add on fold.* Bookings and roster entries bring along the postings that they
were decided with, so a ledger adds them up and decides nothing. What it says therefore doesn't
depend on the order in which it got them, and is the same wherever the same ones have arrived.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cached_property, partial
from hashlib import blake2b

import attrs

from teamsched.bookings import Booking
from teamsched.checks import collection, identifier, instance, optional_id, page_ids
from teamsched.distribution.accounts import Books, Fold, Tally, marks, scope
from teamsched.distribution.checkpoints import Checkpoint, as_of
from teamsched.distribution.log import Log
from teamsched.distribution.roster import by_time, on_roster
from teamsched.distribution.standings import Standing, added_up, standings_of
from teamsched.distribution.waits import Waits, longest
from teamsched.entries import Entry, Kind
from teamsched.errors import ConflictError, InvalidValueError
from teamsched.instants import to_datetime, to_instant
from teamsched.revisions import newest


@attrs.frozen(eq=False, repr=False)
class Ledger:
    """All bookings and roster entries, and the account of every page in every pool.

        >>> from datetime import UTC, datetime
        >>> from teamsched.entries import Entry, Kind, Posting
        >>> from teamsched.filled import Filled
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
        ``standings`` and ``totals`` are linear in their pages, in all that ever waited, and in
        what was added since they were last asked for, if bookings are added as they are made; if
        they are not, they sort all bookings, once.
    """

    _log: Log
    _number: int
    _entries: frozenset[Entry]
    _books: Books
    _after: Checkpoint | None = None

    @classmethod
    def of(
        cls,
        bookings: Iterable[Booking] = (),
        roster: Iterable[Entry] = (),
        *,
        after: Checkpoint | None = None,
    ) -> "Ledger":
        """Return the ledger of some bookings and roster entries, in any order.

        Of a booking that comes in several revisions, the newest counts.

        Args:
            bookings: The bookings, with their histories.
            roster: The roster entries.
            after: What was known before. Only what was recorded after it is added, so bookings
                that have not changed since may be left out, and those that have count once.

        Raises:
            ConflictError: Two different bookings have the same id and revision.
            InvalidValueError: A roster entry is none, see :meth:`add`.
        """
        latest = newest(bookings)
        entries = frozenset(
            on_roster("roster", instance("roster", item, Entry, "Entries"))
            for item in collection("roster", roster, "Entries")
        )
        if after is not None:
            instance("after", after, Checkpoint, "a Checkpoint")
        fold = Fold(after.at if after else None)
        for booking in latest.values():
            fold.put_in(booking)
        for entry in entries:
            fold.enrol(entry)
        books = fold.onto(after.books if after else Books())
        return cls(Log(latest.values()), 0, entries, books, after)

    def add(self, item: Booking | Entry) -> "Ledger":
        """Return the ledger with a booking, or with a roster entry, in it as well.

        A newer revision of a booking replaces the older one. What the ledger has, or has a newer
        revision of, changes nothing. A roster entry tells that a page joined or left a pool, or
        paused or resumed there, and has exactly one posting, with that pool; or that accounts were
        adjusted by hand, where what one page is given is taken from another, such as the house.
        Equal entries are the same entry.

        Raises:
            ConflictError: The ledger has a different booking of that id and revision.
            InvalidValueError: The entry is none for a roster: a booking's come with the booking.
        """
        if isinstance(item, Entry):
            return self._with_entry(on_roster("item", item))
        booking = instance("item", item, Booking, "a Booking or a roster Entry")
        known = self._log.find(booking.id, self._number)
        if not _is_newer(booking, known):
            return self
        fold = self._fold()
        if known:
            if scope(known) != scope(booking) or not set(marks(known)) <= set(marks(booking)):
                # It takes back who was booked when, and a latest instant can't be subtracted.
                return Ledger.of([*self.bookings, booking], self._entries, after=self._after)
            fold.take_out(known)
        fold.put_in(booking)
        books = fold.onto(self._books)
        log, number = self._log.append(booking, self._number)
        return Ledger(log, number, self._entries, books, self._after)

    def _with_entry(self, entry: Entry) -> "Ledger":
        if entry in self._entries:
            return self
        fold = self._fold()
        fold.enrol(entry)
        books, entries = fold.onto(self._books), self._entries | {entry}
        return Ledger(self._log, self._number, entries, books, self._after)

    def _fold(self) -> Fold:
        return Fold(self._after.at if self._after else None)

    def merged(self, other: "Ledger") -> "Ledger":
        """Return the ledger of everything that is in either: the newest revisions, every entry.

        Raises:
            ConflictError: They have different bookings of one id and revision.
            InvalidValueError: They go on from different checkpoints.
        """
        instance("other", other, Ledger, "a Ledger")
        if other._after != self._after:
            raise InvalidValueError(
                "other", expected="a ledger that goes on from the same checkpoint", got=other
            )
        bookings = [*self.bookings, *other.bookings]
        return Ledger.of(bookings, self._entries | other._entries, after=self._after)

    def only(self, *, event_type: str | None = None, page: str | None = None) -> "Ledger":
        """Return the ledger of some of the bookings, with the whole roster.

        What members were levelled or adjusted by is of no event type or page: it counts in every
        part.

        Args:
            event_type: The id of the event type they are of.
            page: The id of the page they were booked through.

        Raises:
            InvalidValueError: The ledger goes on from a checkpoint, which can't be told apart.
        """
        wanted = optional_id("event_type", event_type), optional_id("page", page)
        if self._after is not None:
            expected = "one without a checkpoint before it, which can't be told apart"
            raise InvalidValueError("ledger", expected=expected, got=self)
        of_kind = (one for one in self.bookings if wanted[0] in {None, one.event_type})
        return Ledger.of((one for one in of_kind if wanted[1] in {None, one.page}), self._entries)

    def without(self, *booking_ids: str) -> "Ledger":
        """Return the ledger as if some bookings had never been made, to decide them anew."""
        kept = [one for one in self.bookings if one.id not in booking_ids]
        return Ledger.of(kept, self._entries, after=self._after)

    def checkpoint(self, at: datetime) -> Checkpoint:
        """Return what this ledger says of everything that was recorded up to a time.

        A host that keeps it may drop the bookings that have ended by then and the roster entries
        until then, and goes on with ``Ledger.of(…, after=checkpoint)``. What is recorded with an
        earlier time but comes in later is taken to be in it: leave time for that. Whom a customer
        had before is asked of the bookings that are at hand, see :meth:`last_with`.

        Raises:
            InvalidValueError: It is before the checkpoint that this ledger goes on from.
        """
        until = to_datetime(to_instant(at, "at"))
        if self._after is not None and until < self._after.at:
            raise InvalidValueError("at", expected=f"a time from {self._after.at} on", got=at)
        earlier = Ledger.of(
            [as_of(booking, until) for booking in self.bookings],
            [entry for entry in self._entries if entry.at <= until],
            after=self._after,
        )
        return Checkpoint(until, earlier._books, earlier._waits)

    # What is in it

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """The newest revision of every booking, by id."""
        return tuple(sorted(self._log.visible(self._number), key=lambda booking: booking.id))

    def booking(self, id: str) -> Booking | None:
        """Return the newest revision of one booking, None if it has none."""
        return self._log.find(instance("id", id, str, "the id of a booking"), self._number)

    @property
    def roster(self) -> tuple[Entry, ...]:
        """The roster entries, by time."""
        return tuple(sorted(self._entries, key=by_time))

    @cached_property
    def version(self) -> str:
        """A digest: equal for equal contents, however the ledger came by them.

        It goes by the ids and revisions of the bookings, the roster and the checkpoint before.
        """
        before = self._after and self._after.to_dict()
        digest = blake2b(ascii(before).encode(), digest_size=16)
        for booking in self.bookings:
            digest.update(ascii((booking.id, booking.rev)).encode())
        for entry in self.roster:
            digest.update(ascii(by_time(entry)).encode())
        return digest.hexdigest()

    # What it adds up to

    def standings(
        self, pool: str | None, members: Iterable[str] = (), *, now: datetime | None = None
    ) -> tuple[Standing, ...]:
        """Return how everybody stands in a pool, by page id.

        Args:
            pool: The id of the pool, None for what the pages received outside of pools.
            members: Pages to be listed even if nothing was ever posted to them.
            now: The present, by which holds and adjustments may have expired; left out, none has.
        """
        account = self.account(pool, now=now)
        return standings_of(members, account, self._waits.get(pool, {}))

    def totals(
        self, members: Iterable[str] = (), *, now: datetime | None = None
    ) -> tuple[Standing, ...]:
        """Return how everybody stands in all pools and outside of them together, by page id.

        Args:
            members: Pages to be listed even if nothing was ever posted to them.
            now: The present, by which holds and adjustments may have expired; left out, none has.
        """
        accounts = [self.account(pool, now=now) for pool in self._books.pools]
        return standings_of(members, added_up(accounts), longest(self._waits))

    @cached_property
    def _waits(self) -> Waits:
        since, after = (self._after.waits, self._after.at) if self._after else ({}, None)
        return self._log.waits(self._number, since=since, after=after)

    def account(self, pool: str | None, *, now: datetime | None = None) -> Mapping[str, Tally]:
        """Return the tallies of a pool, page by page; see :meth:`standings`."""
        until = None if now is None else to_instant(now, "now")
        return self._books.account(optional_id("pool", pool), until)

    def lapsing(self, pool: str, *, now: datetime | None = None) -> Mapping[str, int]:
        """Return the units of a pool's tallies that will lapse, by page; see :meth:`account`."""
        until = None if now is None else to_instant(now, "now")
        return self._books.lapsing(identifier("pool", pool), until)

    def clocks(
        self, page: str | None, event_type: str, *, now: datetime | None = None
    ) -> Mapping[str, int]:
        """Return the instants at which pages last got a booking of that kind through that page.

        Any booking counts, whatever the pool, and even if it was cancelled later; a hold does
        until it expires or is given up.

        Args:
            now: The present, by which holds may have expired; left out, none has.
        """
        key = optional_id("page", page), identifier("event_type", event_type)
        return self._books.clocks_of(key, None if now is None else to_instant(now, "now"))

    def away(self, pool: str) -> Mapping[str, tuple[Kind, datetime]]:
        """Return who is not in a pool's line because of the roster, why, and since when.

        Who leaves is away until they join, who pauses until they resume or join. At one instant
        joining comes first, then leaving, pausing and resuming.
        """
        away = self._books.away(identifier("pool", pool))
        return {page: (kind, to_datetime(since)) for page, (kind, since) in away.items()}

    def arrivals(self, pool: str) -> Mapping[str, datetime]:
        """Return when pages last joined a pool, of those whose joining is on the roster."""
        arrivals = self._books.arrivals(identifier("pool", pool))
        return {page: to_datetime(at) for page, at in arrivals.items()}

    def known(self, pool: str) -> frozenset[str]:
        """Return the pages of which something is recorded in a pool."""
        return self._books.known(identifier("pool", pool))

    def last_with(self, customer: str, pages: Collection[str]) -> str | None:
        """Return with whom of some pages a customer last booked, None for nobody.

        The booking that was made last counts, with whoever it belongs to now, be it that somebody
        stands in; of several seats the first one that qualifies. Cancelled bookings, holds and
        bookings without a history don't count.
        """
        wanted = frozenset(page_ids("pages", pages))
        return self._log.last_with(identifier("customer", customer), wanted, self._number)

    # As a value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ledger):
            return NotImplemented
        mine = self._entries, self.bookings, self._after
        return mine == (other._entries, other.bookings, other._after)

    def __hash__(self) -> int:
        return hash(self.version)

    def __reduce__(self) -> tuple[object, ...]:
        return partial(Ledger.of, after=self._after), (self.bookings, self.roster)

    def __repr__(self) -> str:
        bookings, entries = len(self.bookings), len(self._entries)
        plural, ending = "s" * (bookings != 1), "y" if entries == 1 else "ies"
        return f"<Ledger {bookings} booking{plural}, {entries} roster entr{ending}>"


def _is_newer(booking: Booking, known: Booking | None) -> bool:
    if known and known.rev == booking.rev and known != booking:
        raise ConflictError(booking.id, rev=booking.rev)
    return known is None or booking.rev > known.rev
