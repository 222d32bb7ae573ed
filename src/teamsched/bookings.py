"""Bookings: what a host application stores, one row each, the history one column.

A verb returns the booking with one more entry in its history. The entry says what it adds to whose
account: what the booking was charged is in the entry that made it, and whether it is given back
is decided by the verb, by the terms of the time or by those that it is told.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import attrs

from teamsched.charges import Charges, length_of, making_good
from teamsched.checks import instance, one_of
from teamsched.entries import Entry, GivesBack, Kind, Loss
from teamsched.errors import BookingStateError, InvalidValueError
from teamsched.filled import Filled
from teamsched.handovers import taken_over
from teamsched.intervals import Interval
from teamsched.rows import Row
from teamsched.statuses import ACTIVE, AGREED, Status, status_when_made

By = Literal["customer", "host"]
Credit = Literal["transfer", "cover"]


@attrs.frozen(order=False)
class Booking(Row):
    """A booking as the host application stores it: one row, its history one column.

    The verbs return a new booking with the next revision and leave this one as it is. Those that
    take a booking away from somebody give back what its pools' methods promised when it was made;
    with *terms*, such as ``team.terms``, what they promise now.
    Its fields are those of its :class:`~teamsched.rows.Row`.
    """

    # How it comes about

    def confirmed(self, *, at: datetime) -> "Booking":
        """Return the booking that a hold becomes: scheduled, or requested if it is to be approved.

        What the hold was charged for a time, the booking is charged for good.

        Args:
            at: When: idle times count from there.

        Raises:
            BookingStateError: It is no hold, or expired by then.
        """
        self._require({Status.HELD}, "confirmed")
        if not self.occupies_at(at):
            step = f"confirmed, for it expired at {self.expires}"
            raise BookingStateError(self.id, status=self.status.value, step=step)
        status = status_when_made(self.approval)
        made = [making_good(entry, at=at) for entry in self.history if entry.kind is Kind.HELD]
        booked = attrs.evolve(self, status=status, expires=None)
        return booked._recording(*made)

    def approved(self, *, at: datetime, by: str = "host", reason: str | None = None) -> "Booking":
        """Return the booking scheduled that was requested.

        It only records the approval. Where requests leave their time open, somebody else may have
        taken it: ask ``team.reschedule`` for this start first.

        Args:
            at: When.
            by: Who approves, in your words.
            reason: Why, in your words.

        Raises:
            BookingStateError: It isn't requested.
        """
        self._require({Status.REQUESTED}, "approved")
        entry = Entry(Kind.APPROVED, at=at, by=by, reason=reason)
        return attrs.evolve(self, status=Status.SCHEDULED)._recording(entry)

    def declined(
        self,
        *,
        at: datetime,
        by: str = "host",
        reason: str | None = None,
        terms: Iterable[GivesBack] = (),
    ) -> "Booking":
        """Return the booking cancelled that was requested; it is lost as if the host cancelled.

        Args:
            at: When.
            by: Who declines, in your words.
            reason: Why, in your words.
            terms: What the pools' methods give back now, where that has changed.

        Raises:
            BookingStateError: It isn't requested.
        """
        self._require({Status.REQUESTED}, "declined")
        return self._ended(
            Status.CANCELLED,
            Kind.DECLINED,
            Loss.HOST_CANCELLED,
            by=by,
            at=at,
            terms=terms,
            reason=reason,
        )

    # How it goes on

    def cancelled(
        self, *, by: By = "customer", at: datetime, terms: Iterable[GivesBack] = ()
    ) -> "Booking":
        """Return the booking cancelled; cancelling twice changes nothing.

        A no-show may be cancelled: that frees its time, and gives nothing back once more. A hold
        that is cancelled, be it that it expired, is as if it had never been.

        Args:
            by: Who cancels.
            at: When.
            terms: What the pools' methods give back now, where that has changed.
        """
        one_of("by", by, ("customer", "host"))
        loss = Loss.CUSTOMER_CANCELLED if by == "customer" else Loss.HOST_CANCELLED
        return self._ended(Status.CANCELLED, Kind.CANCELLED, loss, by=by, at=at, terms=terms)

    def reschedule_requested(self, *, at: datetime, terms: Iterable[GivesBack] = ()) -> "Booking":
        """Return the booking cancelled because the host asks the customer to book anew.

        Args:
            at: When.
            terms: What the pools' methods give back now, where that has changed.

        Raises:
            BookingStateError: It is a hold, of which nobody has heard.
        """
        self._require(set(Status) - {Status.HELD}, "asked to be rescheduled")
        return self._ended(
            Status.CANCELLED,
            Kind.RESCHEDULE_REQUESTED,
            Loss.RESCHEDULE_REQUESTED,
            by="host",
            at=at,
            terms=terms,
        )

    def no_show(self, *, at: datetime, terms: Iterable[GivesBack] = ()) -> "Booking":
        """Return the booking with the customer marked as not having come; its time is spent.

        Args:
            at: When.
            terms: What the pools' methods give back now, where that has changed.

        Raises:
            BookingStateError: The booking has been cancelled, or was not agreed on.
        """
        agreed = AGREED | {Status.COMPLETED, Status.NO_SHOW}
        self._require(agreed, "marked as a no-show")
        return self._ended(
            Status.NO_SHOW, Kind.NO_SHOW, Loss.NO_SHOW, by="host", at=at, terms=terms
        )

    def completed(self, *, at: datetime) -> "Booking":
        """Return the booking as having taken place; completing twice changes nothing.

        Raises:
            BookingStateError: The booking has been cancelled or was not agreed on, or the customer
                did not come.
        """
        if self.status is Status.COMPLETED:
            return self
        self._require(AGREED, "completed")
        return attrs.evolve(self, status=Status.COMPLETED)._recording(Entry(Kind.COMPLETED, at=at))

    def rescheduled(
        self,
        span: Interval,
        *,
        at: datetime,
        by: By = "customer",
        to: str | None = None,
        of: str | None = None,
        member: str | None = None,
        seats: Iterable[Filled] | None = None,
        terms: Iterable[GivesBack] = (),
    ) -> "Booking":
        """Return the booking at another time, with the same people or with some of them replaced.

        It only records the change: it does not ask whether anybody is free. What the booking was
        charged stays as it is, even if it takes longer now; what is requested stays requested.

        Args:
            span: When it takes place now.
            at: When that was decided.
            by: Who decided it.
            to: The page that takes over; left out, nobody does.
            of: The page that hands over; left out, the holder of the primary seat.
            member: The member behind the new page; left out, the member of the same id.
            seats: Instead, who fills each of its places then, as for :meth:`reseated`.
            terms: What the pools' methods give back now, where that has changed.

        Raises:
            BookingStateError: The booking has ended, or is a hold.
            UnknownIdError: No seat of it is held by *of*.
            InvalidValueError: The new holder has another seat already, or *seats* are not its.
        """
        self._require(ACTIVE, "rescheduled")
        one_of("by", by, ("customer", "host"))
        instance("span", span, Interval, "an Interval")
        if seats is None:
            index = self._seat_of(of)
            held = self.seats if to is None else self._with_seat(index, to, member)
        elif to is None:
            held = taken_over(self.seats, seats)
        else:
            raise InvalidValueError("to", expected="nobody where all seats are given", got=to)
        longer = length_of(span) - length_of(self.span)
        charges = Charges.of(self.history, terms)
        postings = [
            *charges.exchanged(self.seats, held, Loss.RESCHEDULED, held=length_of(self.span)),
            *charges.prolonged(held, by=longer),
        ]
        status = self.status if self.status is Status.REQUESTED else Status.RESCHEDULED
        changed = attrs.evolve(self, seats=held, status=status, span=span)
        return changed._recording(Entry(Kind.RESCHEDULED, at=at, postings=postings, by=by))

    def reassigned(
        self,
        to: str,
        *,
        at: datetime,
        of: str | None = None,
        member: str | None = None,
        terms: Iterable[GivesBack] = (),
        reason: str | None = None,
    ) -> "Booking":
        """Return the booking with one seat handed over; to its holder, it changes nothing.

        It only records the change: it does not ask whether the new holder is free.

        Args:
            to: The page that takes over, the booking with what it was charged.
            at: When.
            of: The page that hands over; left out, the holder of the primary seat.
            member: The member behind the page; left out, the member of the same id.
            terms: What the pools' methods give back now, where that has changed.
            reason: Why, in your words.

        Raises:
            BookingStateError: The booking has ended, or is a hold.
            UnknownIdError: That page has no seat in it.
            InvalidValueError: The new holder has another seat already.
        """
        self._require(ACTIVE, "reassigned")
        seats = self._with_seat(self._seat_of(of), to, member)
        return self._held_by(seats, Kind.REASSIGNED, at=at, terms=terms, reason=reason)

    def covered(
        self,
        to: str,
        *,
        at: datetime,
        of: str | None = None,
        member: str | None = None,
        reason: str | None = None,
    ) -> "Booking":
        """Return the booking with somebody standing in: the time is theirs, the account is not.

        Who is stood in for keeps the booking in their account, and loses it there if it ends.

        Args:
            to: The page that stands in.
            at: When.
            of: The page that is stood in for; left out, the holder of the primary seat.
            member: The member behind the page; left out, the member of the same id.
            reason: Why, in your words.

        Raises:
            BookingStateError: The booking has ended, or is a hold.
            UnknownIdError: That page has no seat in it.
            InvalidValueError: Who is to stand in has another seat already.
        """
        self._require(ACTIVE, "covered")
        index = self._seat_of(of)
        seats = self._with_seat(index, to, member, covering=True)
        return self._held_by(seats, Kind.COVERED, at=at, reason=reason)

    def reseated(
        self,
        seats: Iterable[Filled],
        *,
        at: datetime,
        credit: Credit = "transfer",
        terms: Iterable[GivesBack] = (),
        reason: str | None = None,
    ) -> "Booking":
        """Return the booking with several seats handed over at once; if none is, as it is.

        It only records the change: it does not ask whether anybody is free.

        Args:
            seats: Who fills each of its places from now on, in order: the page and the member
                count. They may be people who leave other places of it.
            at: When.
            credit: Whether what each place was charged follows, by "transfer", or others only
                "cover".
            terms: What the pools' methods give back now, where that has changed.
            reason: Why, in your words.

        Raises:
            BookingStateError: The booking has ended, or is a hold.
            InvalidValueError: These are not its places, or somebody would have two of them.
        """
        self._require(ACTIVE, "reassigned")
        covering = one_of("credit", credit, ("transfer", "cover")) == "cover"
        held = taken_over(self.seats, seats, covering=covering)
        kind = Kind.COVERED if covering else Kind.REASSIGNED
        return self._held_by(held, kind, at=at, terms=terms, reason=reason)

    # How they are made

    def _ended(
        self,
        status: Status,
        kind: Kind,
        loss: Loss,
        *,
        by: str,
        at: datetime,
        terms: Iterable[GivesBack],
        reason: str | None = None,
    ) -> "Booking":
        """Return the booking with an end; only the first one takes it away from its accounts."""
        if self.status is status:
            return self
        charges = Charges.of(self.history, terms)
        ended = attrs.evolve(self, status=status, expires=None)
        freed = 0 if ended.occupies else length_of(self.span)
        if self.status is Status.NO_SHOW:
            postings = charges.prolonged(self.seats, by=-freed)
        else:
            postings = charges.lost(self.seats, loss, held=freed)
        return ended._recording(Entry(kind, at=at, postings=postings, by=by, reason=reason))
