"""The row of a booking: what a host application stores of it, and what that says by itself."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Self

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
from teamsched.entries import Entry, Kind
from teamsched.errors import InvalidValueError, UnknownIdError
from teamsched.filled import Filled
from teamsched.intervals import Interval
from teamsched.statuses import ACTIVE, Status


def _filled(value: object) -> tuple[Filled, ...]:
    seats = collection("seats", value, "Filled seats")
    return tuple(instance("seats", seat, Filled, "Filled seats") for seat in seats)


def _status(value: object) -> Status:
    return one_of("status", value, Status)


def _history(value: Iterable[Entry]) -> tuple[Entry, ...]:
    entries = collection("history", value, "Entries")
    return tuple(instance("history", entry, Entry, "Entries") for entry in entries)


@attrs.frozen(order=False)
class Row:
    """What is stored of a booking; what can happen to it is in ``Booking``.

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
        booked = (entry for entry in self.history if entry.kind is Kind.BOOKED)
        return tuple(
            posting.page for entry in booked for posting in entry.postings if posting.received
        )

    @property
    def active(self) -> bool:
        """Whether it is still to take place, as far as anybody has said."""
        return self.status in ACTIVE

    # What the verbs are made of

    def _seat_of(self, page: str | None) -> int:
        pages = [seat.page for seat in self.seats]
        if page is None and pages:
            return 0
        if page not in pages:
            raise UnknownIdError("of", expected=f"one of {pages}", got=page)
        return pages.index(page)

    def _successor(self, index: int, to: str, member: str | None) -> Filled:
        """Return a seat as it is filled by somebody else; by its holder, as it is."""
        old = self.seats[index]
        if old.page == to == old.account:
            return old
        new = attrs.evolve(old, page=to, member=to if member is None else member, account=to)
        if new.member in {seat.member for seat in self.seats if seat is not old}:
            raise InvalidValueError("to", expected="somebody without a seat in it", got=to)
        return new

    def _with_seat(self, index: int, seat: Filled) -> Self:
        return attrs.evolve(self, seats=(*self.seats[:index], seat, *self.seats[index + 1 :]))

    def _recording(self, entry: Entry) -> Self:
        """Return the booking with an entry, as its next revision."""
        return attrs.evolve(self, rev=self.rev + 1, history=(*self.history, entry))
