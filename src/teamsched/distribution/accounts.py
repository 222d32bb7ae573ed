"""What postings add up to: an account per pool, and the idle clocks.

A fold adds up in place and is then laid onto frozen books, which makes new books and leaves the old
ones as they are. Sums don't depend on an order, and neither does the latest of some instants,
so the order in which bookings come doesn't matter either.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import compress
from typing import TypeVar

import attrs

from teamsched.bookings import Booking
from teamsched.distribution.lapses import Lapse, Scope, added_up, lapses_of, not_lapsed
from teamsched.entries import PRESENCE_KINDS, Entry, Kind, Posting
from teamsched.frozen import FrozenDict
from teamsched.instants import to_instant

Pool = str | None
"""The id of a pool; None are the pages' own accounts, outside of any pool."""
Mark = tuple[Pool, str, int]
"""That a page was booked in a pool at an instant."""
Told = tuple[str, Kind]
"""What a roster can tell: that a page joined, left, paused or resumed."""

Key = TypeVar("Key")
What = TypeVar("What")

_ENDED_BY = {Kind.PAUSED: (Kind.JOINED, Kind.RESUMED), Kind.LEFT: (Kind.JOINED,)}
"""What ends an absence. Who pauses and leaves has left, whatever ends the pause."""


@attrs.frozen(order=False)
class Tally:
    """What a page's postings in one pool add up to.

    Attributes:
        received: Bookings received.
        removed: Bookings removed.
        units: Credit, in parts of UNIT a booking or, where a method counts them, a minute: above
            zero is owed to the page.
        held: Microseconds of the bookings it holds.
        chances: Bookings that it was free for, had a share of, and was wanted for or not.
        last_booked: The instant of the last booking that was made with it, None is never.
    """

    received: int = 0
    removed: int = 0
    units: int = 0
    held: int = 0
    chances: int = 0
    last_booked: int | None = None

    def plus(self, sums: "Sums | Tally", last_booked: int | None) -> "Tally":
        """Return the tally with some more in it."""
        return Tally(
            self.received + sums.received,
            self.removed + sums.removed,
            self.units + sums.units,
            self.held + sums.held,
            self.chances + sums.chances,
            max((t for t in (self.last_booked, last_booked) if t is not None), default=None),
        )


NOTHING = Tally()
"""The tally of a page without postings."""


class Sums:
    """A tally in the making, which is why it can change."""

    __slots__ = ("chances", "held", "received", "removed", "units")

    def __init__(self) -> None:
        self.received = self.removed = self.held = self.chances = self.units = 0

    def add(self, posting: Posting, sign: int = 1) -> None:
        """Add a posting, or take it out again."""
        self.received += sign * posting.received
        self.removed += sign * posting.removed
        self.units += sign * posting.units
        self.held += sign * posting.held


_EMPTY: Mapping[str, Tally] = FrozenDict()
_NO_CLOCKS: Mapping[str, int] = FrozenDict()


@attrs.frozen(order=False)
class Books:
    """Everything that a ledger adds up; nothing in it changes.

    Attributes:
        accounts: The tally of each page, pool by pool; pages with nothing in it are left out.
        clocks: When each page was last booked, scope by scope.
        roster: When the roster last told what of whom, pool by pool.
        lapses: What counts for a time only, pool by pool, the earliest first; it is not in the
            accounts and clocks.
    """

    accounts: Mapping[Pool, Mapping[str, Tally]] = attrs.field(factory=FrozenDict)
    clocks: Mapping[Scope, Mapping[str, int]] = attrs.field(factory=FrozenDict)
    roster: Mapping[Pool, Mapping[Told, int]] = attrs.field(factory=FrozenDict)
    lapses: Mapping[Pool, tuple[Lapse, ...]] = attrs.field(factory=FrozenDict)

    @property
    def pools(self) -> frozenset[Pool]:
        """The pools in which there is something in an account, be it for a time."""
        return frozenset([*self.accounts, *self.lapses])

    def account(self, pool: Pool, now: int | None) -> Mapping[str, Tally]:
        """Return the tallies of a pool, with what has not lapsed by now."""
        account = self.accounts.get(pool, _EMPTY)
        lapses = not_lapsed(self.lapses.get(pool, ()), now)
        if not lapses:
            return account
        whole = dict(account)
        for one in lapses:
            more = Tally(one.received, units=one.units, held=one.held)
            whole[one.page] = whole.get(one.page, NOTHING).plus(more, one.clock)
        return FrozenDict(whole)

    def lapsing(self, pool: Pool, now: int | None) -> Mapping[str, int]:
        """Return the units in a pool that have not lapsed by now, and will."""
        units: Counter[str] = Counter()
        for one in not_lapsed(self.lapses.get(pool, ()), now):
            units[one.page] += one.units
        return FrozenDict(units)

    def clocks_of(self, scope: Scope, now: int | None) -> Mapping[str, int]:
        """Return the idle clocks of a scope, with what has not lapsed by now."""
        clocks = self.clocks.get(scope, _NO_CLOCKS)
        held = [
            one
            for lapses in self.lapses.values()
            for one in not_lapsed(lapses, now)
            if one.scope == scope
        ]
        if not held:
            return clocks
        latest = dict(clocks)
        for one in held:
            if one.clock is not None:
                _keep_latest(latest, one.page, one.clock)
        return FrozenDict(latest)

    def away(self, pool: str) -> Mapping[str, tuple[Kind, int]]:
        """Return who has left a pool or pauses there, which of the two, and since when."""
        told = self.roster.get(pool, {})
        found: dict[str, tuple[Kind, int]] = {}
        for absence, ends in _ENDED_BY.items():
            for (page, kind), at in told.items():
                later = ((told[page, end], end) for end in ends if (page, end) in told)
                if kind is absence and all((at, kind) > end for end in later):
                    found[page] = kind, at
        return found

    def arrivals(self, pool: str) -> Mapping[str, int]:
        """Return when pages last joined a pool."""
        told = self.roster.get(pool, {})
        return {page: at for (page, kind), at in told.items() if kind is Kind.JOINED}

    def known(self, pool: str) -> frozenset[str]:
        """Return the pages of which something is recorded in a pool."""
        return frozenset(self.accounts.get(pool, ())).union(
            page for page, _ in self.roster.get(pool, ())
        )


def opportunities(entry: Entry) -> Mapping[str, frozenset[str]]:
    """Return whom of which pool an entry was an opportunity for: one, whatever its places."""
    able: dict[str, frozenset[str]] = {}
    for shares in entry.shares:
        free = frozenset(compress(shares.pages, shares.free))
        able[shares.pool] = able[shares.pool] | free if shares.pool in able else free
    return able


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

    def __init__(self, after: datetime | None = None) -> None:
        self._after = after
        self._sums: dict[Pool, dict[str, Sums]] = defaultdict(_sums)
        self._chances: Counter[tuple[str, frozenset[str]]] = Counter()
        self._booked: dict[Pool, dict[str, int]] = defaultdict(dict)
        self._clocks: dict[Scope, dict[str, int]] = defaultdict(dict)
        self._roster: dict[Pool, dict[Told, int]] = defaultdict(dict)
        self._lapses: dict[Pool, list[Lapse]] = defaultdict(list)

    def put_in(self, booking: Booking) -> None:
        """Add a booking's whole history, or what of it is after the time that was said."""
        self._add(booking.history, 1, scope(booking))
        for pool, page, at in marks(booking):  # those of before are there, and no later
            for clock in (self._booked[pool], self._clocks[scope(booking)]):
                _keep_latest(clock, page, at)

    def take_out(self, booking: Booking) -> None:
        """Take a booking's postings out again; that it was made, and when, stays."""
        self._add(booking.history, -1, scope(booking))

    def enrol(self, entry: Entry) -> None:
        """Add a roster entry: of a page's place in a pool, or of an adjustment by hand."""
        self._add([entry], 1)
        if entry.kind in PRESENCE_KINDS and self._is_new(entry):
            at = to_instant(entry.at)
            for posting in entry.postings:
                _keep_latest(self._roster[posting.pool], (posting.page, entry.kind), at)

    def _is_new(self, entry: Entry) -> bool:
        return self._after is None or entry.at > self._after

    def _add(self, entries: Sequence[Entry], sign: int, scope: Scope | None = None) -> None:
        for entry, following in zip(entries, (*entries[1:], None), strict=False):
            if entry.expires is not None:
                # Whatever follows a hold ends it: what comes of it is in there.
                ends = following is not None and (self._is_new(entry) or self._is_new(following))
                times = sign * (self._is_new(entry) - ends)
                for pool, lapse in lapses_of(entry, scope, times=times) if times else ():
                    self._lapses[pool].append(lapse)
            elif self._is_new(entry):
                for posting in entry.postings:
                    self._sums[posting.pool][posting.page].add(posting, sign)
                for chance in opportunities(entry).items():
                    self._chances[chance] += sign

    def onto(self, books: Books) -> Books:
        """Return the books with all of this in them; only the accounts it changes are copied."""
        self._count_chances()
        accounts = dict(books.accounts)
        for pool, pages in self._sums.items():
            account = dict(accounts.get(pool, {}))
            for page, sums in pages.items():
                before = account.pop(page, NOTHING)
                after = before.plus(sums, self._booked[pool].get(page))
                if after != NOTHING:
                    account[page] = after
            accounts[pool] = FrozenDict(account)
            if not account:
                del accounts[pool]
        lapses = dict(books.lapses)
        for pool, some in self._lapses.items():
            lapses[pool] = added_up([*lapses.get(pool, ()), *some])
            if not lapses[pool]:
                del lapses[pool]
        return Books(
            FrozenDict(accounts),
            _with_latest(books.clocks, self._clocks),
            _with_latest(books.roster, self._roster),
            FrozenDict(lapses),
        )

    def _count_chances(self) -> None:
        """Add up who was free how often; the same people were so many times."""
        for (pool, pages), times in self._chances.items():
            for page in pages:
                self._sums[pool][page].chances += times
        self._chances.clear()


def _sums() -> dict[str, Sums]:
    return defaultdict(Sums)


def _keep_latest(known: dict[What, int], what: What, instant: int) -> None:
    known[what] = max(instant, known.get(what, instant))


def _with_latest(
    old: Mapping[Key, Mapping[What, int]], new: Mapping[Key, Mapping[What, int]]
) -> Mapping[Key, Mapping[What, int]]:
    """Return the old instants with the new ones that are later, or of something else."""
    merged = dict(old)
    for key, instants in new.items():
        latest = dict(old.get(key, {}))
        for what, instant in instants.items():
            _keep_latest(latest, what, instant)
        merged[key] = FrozenDict(latest)
    return FrozenDict(merged)
