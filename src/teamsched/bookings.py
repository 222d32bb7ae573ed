"""Bookings and the entries of their history: what a host application stores.

*Decide on append, add on fold.* Every entry carries the postings that it was decided with, so a
ledger only ever adds postings up, and never has to know a pool's method, weights or members of
the time. A booking is the unit of persistence: its history is one column.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from math import lcm
from typing import Literal

import attrs

from teamsched.checks import (
    collection,
    instance,
    is_a,
    is_id,
    is_length,
    is_optional_id,
    one_of,
    whole,
)
from teamsched.errors import BookingStateError, InvalidValueError, UnknownIdError
from teamsched.instants import to_datetime, to_instant
from teamsched.intervals import Interval

UNIT = lcm(*range(1, 41))
"""What one booking is worth in a ledger: it splits exactly over up to 40 equal shares."""


class Status(StrEnum):
    """Where a booking stands."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Kind(StrEnum):
    """What an entry records."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    REASSIGNED = "reassigned"
    JOINED = "joined"
    PAUSED = "paused"
    RESUMED = "resumed"


ROSTER_KINDS = frozenset({Kind.JOINED, Kind.PAUSED, Kind.RESUMED})
"""The kinds that tell of a member's place in a pool, not of a booking."""


def _utc(value: datetime) -> datetime:
    return to_datetime(to_instant(value, "at"))


@attrs.frozen(order=False)
class Posting:
    """What an entry adds to the account of one page.

    Attributes:
        pool: The pool whose account it is; None is the page's own, outside of any pool.
        page: The id of the page.
        received: Bookings received.
        removed: Bookings removed.
        units: Credit, in parts of UNIT a booking: above zero is owed to the page.
    """

    pool: str | None
    page: str
    received: int = attrs.field(default=0, kw_only=True)
    removed: int = attrs.field(default=0, kw_only=True)
    units: int = attrs.field(default=0, kw_only=True)


def _postings(value: Iterable[Posting]) -> tuple[Posting, ...]:
    postings = collection("postings", value, "Postings")
    return tuple(instance("postings", posting, Posting, "Postings") for posting in postings)


def _kind(value: object) -> Kind:
    return one_of("kind", value, Kind)


def _kinds(value: Iterable[Kind]) -> frozenset[Kind]:
    kinds = collection("kinds", value, "Kinds")
    return frozenset(one_of("kinds", kind, Kind) for kind in kinds)


@attrs.frozen(order=False)
class GivesBack:
    """Which ends of a booking give back what it was charged in one pool."""

    pool: str
    kinds: frozenset[Kind] = attrs.field(converter=_kinds)


def _gives_back(value: Iterable[GivesBack]) -> tuple[GivesBack, ...]:
    given = collection("gives_back", value, "GivesBacks")
    return tuple(instance("gives_back", one, GivesBack, "GivesBacks") for one in given)


@attrs.frozen(order=False)
class Entry:
    """One thing that happened, with everything that was decided when it did.

    Attributes:
        kind: What happened.
        at: When it was recorded, in UTC.
        postings: What it adds to whose account.
        gives_back: For a booking: what its later ends will give back, pool by pool.
        by: Who did it, such as "customer" or "host".
    """

    kind: Kind = attrs.field(converter=_kind)
    at: datetime = attrs.field(converter=_utc, kw_only=True)
    postings: tuple[Posting, ...] = attrs.field(default=(), converter=_postings, kw_only=True)
    gives_back: tuple[GivesBack, ...] = attrs.field(default=(), converter=_gives_back, kw_only=True)
    by: str | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(order=False)
class Filled:
    """One filled seat of a booking.

    Attributes:
        seat: The name of the seat.
        page: The page that fills it.
        member: The member behind the page; left out, the member of the same id.
        pool: The pool it was drawn from, None for a named page.
    """

    seat: str = attrs.field(validator=is_id)
    page: str = attrs.field(validator=is_id)
    member: str = attrs.field(
        default=attrs.Factory(lambda self: self.page, takes_self=True),
        validator=is_id,
        kw_only=True,
    )
    pool: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)


def _filled(value: object) -> tuple[Filled, ...]:
    seats = collection("seats", value, "Filled seats")
    return tuple(instance("seats", seat, Filled, "Filled seats") for seat in seats)


def _status(value: object) -> Status:
    return one_of("status", value, Status)


def _history(value: Iterable[Entry]) -> tuple[Entry, ...]:
    entries = collection("history", value, "Entries")
    return tuple(instance("history", entry, Entry, "Entries") for entry in entries)


@attrs.frozen(order=False)
class Booking:
    """A booking as the host application stores it: one row, its history one column.

    The verbs return a new booking with the next revision and leave this one as it is.

    Attributes:
        id: Its id; the host chooses it, and the same id twice is the same booking.
        event_type: The id of what was booked.
        span: When it takes place, without its buffers.
        seats: Who holds it now; the first seat is the primary one.
        status: Where it stands.
        rev: 1 when made, one more with each change.
        history: What happened to it; empty for a booking that no ledger should count.
        page: The page it was booked through.
        customer: Who booked it, in your words.
        buffer_before: The time it keeps free before it.
        buffer_after: The time it keeps free after it.
    """

    id: str = attrs.field(validator=is_id)
    event_type: str = attrs.field(validator=is_id)
    span: Interval = attrs.field(validator=is_a(Interval, "an Interval"))
    seats: tuple[Filled, ...] = attrs.field(converter=_filled, kw_only=True)
    status: Status = attrs.field(default=Status.SCHEDULED, converter=_status, kw_only=True)
    rev: int = attrs.field(default=1, kw_only=True)
    history: tuple[Entry, ...] = attrs.field(default=(), converter=_history, kw_only=True)
    page: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    customer: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    buffer_before: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)
    buffer_after: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)

    def __attrs_post_init__(self) -> None:
        whole("rev", self.rev, low=1)

    @property
    def occupies(self) -> bool:
        """Whether it takes its people's time and counts against their caps."""
        return self.status is not Status.CANCELLED

    @property
    def primary(self) -> tuple[Filled, ...]:
        """Who holds the primary seat: all its places, if it takes several people."""
        return tuple(seat for seat in self.seats if seat.seat == self.seats[0].seat)

    @property
    def first_holders(self) -> tuple[str, ...]:
        """The pages that received it when it was booked, whoever holds it now."""
        return tuple(
            posting.page for entry in self._booked for posting in entry.postings if posting.received
        )

    @property
    def active(self) -> bool:
        """Whether it is still to take place, as far as anybody has said."""
        return self.status is Status.SCHEDULED

    def cancelled(self, *, by: Literal["customer", "host"] = "customer", at: datetime) -> "Booking":
        """Return the booking cancelled; cancelling twice changes nothing.

        A no-show may be cancelled, it has given back before what it gives back.
        """
        one_of("by", by, ("customer", "host"))
        if self.status is Status.CANCELLED:
            return self
        postings = self._removals(Kind.CANCELLED) if self.active else ()
        return self._changed(
            Status.CANCELLED, Entry(Kind.CANCELLED, at=at, postings=postings, by=by)
        )

    def no_show(self, *, at: datetime) -> "Booking":
        """Return the booking with the customer marked as not having come; it is final.

        Raises:
            BookingStateError: The booking has been cancelled.
        """
        if self.status is Status.NO_SHOW:
            return self
        self._require_active("marked as a no-show")
        entry = Entry(Kind.NO_SHOW, at=at, postings=self._removals(Kind.NO_SHOW), by="host")
        return self._changed(Status.NO_SHOW, entry)

    def reassigned(
        self, to: str, *, at: datetime, of: str | None = None, member: str | None = None
    ) -> "Booking":
        """Return the booking with one seat handed over; to its holder, it changes nothing.

        It only records the change: it does not ask whether the new holder is free.

        Args:
            to: The page that takes over.
            at: When.
            of: The page that hands over; left out, the holder of the primary seat.
            member: The member behind the page; left out, the member of the same id.

        Raises:
            BookingStateError: The booking has ended.
            UnknownIdError: That page has no seat in it.
            InvalidValueError: The new holder has another seat already.
        """
        self._require_active("reassigned")
        index = self._seat_of(of)
        old = self.seats[index]
        if old.page == to:
            return self
        new = Filled(old.seat, to, member=to if member is None else member, pool=old.pool)
        if new.member in {seat.member for seat in self.seats if seat is not old}:
            raise InvalidValueError("to", expected="somebody without a seat in it", got=to)
        entry = Entry(Kind.REASSIGNED, at=at, postings=self._handover(old, new), by="host")
        seats = (*self.seats[:index], new, *self.seats[index + 1 :])
        return attrs.evolve(self._changed(self.status, entry), seats=seats)

    def _changed(self, status: Status, entry: Entry) -> "Booking":
        return attrs.evolve(self, status=status, rev=self.rev + 1, history=(*self.history, entry))

    def _require_active(self, step: str) -> None:
        if not self.active:
            raise BookingStateError(self.id, status=self.status.value, step=step)

    def _seat_of(self, page: str | None) -> int:
        pages = [seat.page for seat in self.seats]
        if page is None and pages:
            return 0
        if page not in pages:
            raise UnknownIdError("of", expected=f"one of {pages}", got=page)
        return pages.index(page)

    # What was decided when it was booked

    @property
    def _booked(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.history if entry.kind is Kind.BOOKED)

    def _returned(self, pool: str | None, kind: Kind) -> bool:
        return any(
            back.pool == pool and kind in back.kinds
            for entry in self._booked
            for back in entry.gives_back
        )

    def _price(self, pool: str | None) -> int:
        """Return what holding one seat drawn from a pool was charged."""
        return max(
            (
                -posting.units
                for entry in self._booked
                for posting in entry.postings
                if posting.pool == pool and posting.received
            ),
            default=0,
        )

    def _shares(self, pool: str | None) -> tuple[Posting, ...]:
        return tuple(
            posting
            for entry in self._booked
            for posting in entry.postings
            if posting.pool == pool and not posting.received
        )

    def _removals(self, kind: Kind) -> tuple[Posting, ...]:
        """Return the postings of an end: each holder loses the booking in each pool once."""
        if not self._booked:
            return ()
        postings = [
            Posting(
                seat.pool,
                seat.page,
                removed=1,
                units=self._price(seat.pool) if self._returned(seat.pool, kind) else 0,
            )
            for seat in self.seats
        ]
        for pool in dict.fromkeys(seat.pool for seat in self.seats):
            if self._returned(pool, kind):
                postings += [attrs.evolve(p, units=-p.units) for p in self._shares(pool)]
        return tuple(postings)

    def _handover(self, old: Filled, new: Filled) -> tuple[Posting, ...]:
        if not self._booked:
            return ()
        price = self._price(old.pool)
        returned = price if self._returned(old.pool, Kind.REASSIGNED) else 0
        return (
            Posting(old.pool, old.page, removed=1, units=returned),
            Posting(new.pool, new.page, received=1, units=-price),
        )
