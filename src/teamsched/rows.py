"""The row of a booking: what a host application stores of it, and what that says by itself."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Self, get_args

import attrs

from teamsched.booked_routes import BookedRoute
from teamsched.changes import Change, ChangePolicy
from teamsched.charges import Charges, length_of
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
from teamsched.entries import Entry, GivesBack, Kind, Loss
from teamsched.errors import BookingStateError, InvalidValueError, UnknownIdError
from teamsched.filled import Filled
from teamsched.handovers import uninvited
from teamsched.instants import to_datetime, to_instant
from teamsched.intervals import Interval
from teamsched.reasons import Explanation, Reason
from teamsched.statuses import ACTIVE, AGREED, Approval, Status


def _filled(value: object) -> tuple[Filled, ...]:
    seats = collection("seats", value, "Filled seats")
    return tuple(instance("seats", seat, Filled, "Filled seats") for seat in seats)


def _status(value: object) -> Status:
    return one_of("status", value, Status)


def _utc_or_never(value: datetime | None) -> datetime | None:
    return None if value is None else to_datetime(to_instant(value, "expires"))


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
        expires: When a hold ends unless it is confirmed, in UTC; None for whatever is none.
        approval: Whether it is, or was, to be approved when it was booked, and holds its time
            meanwhile: "automatic", "holds" or "open", as its event type had it.
        changes: Until when the customer may change it, as its event type had it.
        route: The route it was made by, for changes that are to stay inside it.
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
    expires: datetime | None = attrs.field(default=None, converter=_utc_or_never, kw_only=True)
    approval: Approval = attrs.field(default="automatic", kw_only=True)
    changes: ChangePolicy = attrs.field(
        factory=ChangePolicy, validator=is_a(ChangePolicy, "a ChangePolicy"), kw_only=True
    )
    route: BookedRoute | None = attrs.field(
        default=None, validator=is_a(BookedRoute | None, "a BookedRoute or None"), kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        whole("rev", self.rev, low=1)
        one_of("approval", self.approval, get_args(Approval))
        if (self.status is Status.HELD) is (self.expires is None):
            expected = "an aware datetime for a hold, None for anything else"
            raise InvalidValueError("expires", expected=expected, got=self.expires)
        if self.status is Status.REQUESTED and self.approval == "automatic":
            expected = "'holds' or 'open' for what was requested"
            raise InvalidValueError("approval", expected=expected, got=self.approval)

    @property
    def occupies(self) -> bool:
        """Whether it takes its people's time and counts against their caps, a hold while it lasts.

        What is requested does if it "holds" its time.
        """
        if self.status is Status.REQUESTED:
            return self.approval == "holds"
        return self.status is not Status.CANCELLED

    def occupies_at(self, now: datetime) -> bool:
        """Whether it takes its people's time, as of now: a hold does until it expires."""
        expired = self.expires is not None and to_instant(self.expires) <= to_instant(now, "now")
        return self.occupies and not expired

    @property
    def primary(self) -> tuple[Filled, ...]:
        """Who holds the primary seat: all its places, if it takes several people."""
        return tuple(seat for seat in self.seats if seat.seat == self.seats[0].seat)

    @property
    def taking_time(self) -> tuple[Filled, ...]:
        """The seats whose people give their time: all but the optional ones."""
        return tuple(seat for seat in self.seats if not seat.optional)

    @property
    def first_holders(self) -> tuple[str, ...]:
        """The pages that received it when it was booked, whoever holds it now."""
        booked = (entry for entry in self.history if entry.kind is Kind.BOOKED)
        return tuple(
            posting.page for entry in booked for posting in entry.postings if posting.received
        )

    @property
    def active(self) -> bool:
        """Whether it is still to take place, as far as anybody has said; a hold is no booking."""
        return self.status in ACTIVE

    def why_not_change(self, change: Change, *, at: datetime) -> Explanation:
        """Return why the customer may not change it at some time, nothing if they may.

        What is held or requested binds nobody, and a hold is given up, not rescheduled. Hosts are
        never bound: the verbs don't ask. It knows nothing of pages that are disabled by now, as
        ``team.why_not_change`` does.

        Args:
            change: What the customer wants: to "cancel" it or to "reschedule" it.
            at: When they want it changed.
        """
        one_of("change", change, get_args(Change))
        to_instant(at, "at")
        ended = self.status not in ACTIVE
        if ended and not (change == "cancel" and self.status is Status.HELD):
            status = self.status.value
            words = f"what is {status} can't be changed so"
            params = {"change": change, "status": status}
            return Explanation([Reason("booking_status", params=params, text=words)])
        if self.status not in AGREED:
            return Explanation()
        return self.changes.why_not(change, self.span, at=at)

    # What the verbs are made of

    def _seat_of(self, page: str | None) -> int:
        pages = [seat.page for seat in self.seats]
        if page is None and pages:
            return 0
        if page not in pages:
            raise UnknownIdError("of", expected=f"one of {pages}", got=page)
        return pages.index(page)

    def _with_seat(
        self, index: int, to: str, member: str | None, *, covering: bool = False
    ) -> tuple[Filled, ...]:
        """Return the seats with one of them filled by somebody else; by its holder, as it is."""
        old = self.seats[index]
        account = old.account if covering else to
        new = attrs.evolve(old, page=to, member=to if member is None else member, account=account)
        if old.page == to == old.account:
            return self.seats
        if new.member in {seat.member for seat in self.taking_time if seat is not old}:
            raise InvalidValueError("to", expected="somebody without a seat in it", got=to)
        return uninvited((*self.seats[:index], new, *self.seats[index + 1 :]))

    def _recording(self, *entries: Entry) -> Self:
        """Return the booking with some entries more, as its next revision."""
        return attrs.evolve(self, rev=self.rev + 1, history=(*self.history, *entries))

    def _held_by(
        self,
        seats: tuple[Filled, ...],
        kind: Kind,
        *,
        at: datetime,
        terms: Iterable[GivesBack] = (),
        reason: str | None,
    ) -> Self:
        """Return the booking with its seats filled by others, if they are others."""
        if seats == self.seats:
            return self
        charges, held = Charges.of(self.history, terms), length_of(self.span)
        postings = charges.exchanged(self.seats, seats, Loss.REASSIGNED, held=held)
        entry = Entry(kind, at=at, postings=postings, by="host", reason=reason)
        return attrs.evolve(self, seats=seats)._recording(entry)

    def _require(self, statuses: Collection[Status], step: str) -> None:
        if self.status not in statuses:
            raise BookingStateError(self.id, status=self.status.value, step=step)
