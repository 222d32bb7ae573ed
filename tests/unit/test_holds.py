"""Holds and requests: which verb each status allows, and what they are made of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from teamsched.bookings import Booking
from teamsched.charges import making
from teamsched.entries import UNIT, Entry, GivesBack, Kind, Loss, Posting
from teamsched.errors import BookingStateError, InvalidTypeError, InvalidValueError
from teamsched.filled import Filled
from teamsched.intervals import Interval
from teamsched.statuses import Approval, Status

SPAN = Interval.parse("2026-03-02T09:00Z/09:30Z")
LATER = Interval.parse("2026-03-03T09:00Z/09:30Z")
TURN = Posting("sales", "ana", received=1, units=-UNIT)


def at(minute: int) -> datetime:
    return datetime(2026, 3, 1, 9, minute, tzinfo=UTC)


def made(approval: Approval = "automatic", *, hold_until: int | None = None) -> Booking:
    """Return a booking of one seat, or a hold of it."""
    until = None if hold_until is None else at(hold_until)
    terms = [GivesBack("sales", [Loss.HOST_CANCELLED])]
    entry = making(SPAN, at=at(0), postings=[TURN], shares=[], gives_back=terms, hold_until=until)
    asked = Status.SCHEDULED if approval == "automatic" else Status.REQUESTED
    return Booking(
        "b-1",
        "demo",
        SPAN,
        seats=[Filled("host", "ana", pool="sales")],
        status=asked if until is None else Status.HELD,
        expires=until,
        approval=approval,
        history=[entry],
    )


# Which verb each status allows

BY_STATUS: dict[Status, Booking] = {
    Status.HELD: made(hold_until=5),
    Status.REQUESTED: made("holds"),
    Status.SCHEDULED: made(),
    Status.RESCHEDULED: made().rescheduled(LATER, at=at(1)),
    Status.COMPLETED: made().completed(at=at(1)),
    Status.CANCELLED: made().cancelled(at=at(1)),
    Status.NO_SHOW: made().no_show(at=at(1)),
}
VERBS: dict[str, Callable[[Booking], Booking]] = {
    "confirmed": lambda booking: booking.confirmed(at=at(2)),
    "approved": lambda booking: booking.approved(at=at(2)),
    "declined": lambda booking: booking.declined(at=at(2)),
    "cancelled": lambda booking: booking.cancelled(at=at(2)),
    "reschedule_requested": lambda booking: booking.reschedule_requested(at=at(2)),
    "no_show": lambda booking: booking.no_show(at=at(2)),
    "completed": lambda booking: booking.completed(at=at(2)),
    "rescheduled": lambda booking: booking.rescheduled(LATER, at=at(2)),
    "reassigned": lambda booking: booking.reassigned("bo", at=at(2)),
    "covered": lambda booking: booking.covered("bo", at=at(2)),
}
NO = "refused"
TABLE = {  # held, requested, scheduled, rescheduled, completed, cancelled, no-show
    "confirmed": ("scheduled", NO, NO, NO, NO, NO, NO),
    "approved": (NO, "scheduled", NO, NO, NO, NO, NO),
    "declined": (NO, "cancelled", NO, NO, NO, NO, NO),
    "cancelled": ("cancelled",) * 7,
    "reschedule_requested": (NO, *("cancelled",) * 6),
    "no_show": (NO, NO, "no_show", "no_show", "no_show", NO, "no_show"),
    "completed": (NO, NO, "completed", "completed", "completed", NO, NO),
    "rescheduled": (NO, "requested", "rescheduled", "rescheduled", NO, NO, NO),
    "reassigned": (NO, "requested", "scheduled", "rescheduled", NO, NO, NO),
    "covered": (NO, "requested", "scheduled", "rescheduled", NO, NO, NO),
}


def test_the_table_is_whole() -> None:
    """Every status has a column, and stands where it should."""
    assert list(BY_STATUS) == list(Status)
    assert all(booking.status is status for status, booking in BY_STATUS.items())
    assert TABLE.keys() == VERBS.keys()


@pytest.mark.parametrize(
    ("verb", "status", "after"),
    [
        (verb, status, after)
        for verb, row in TABLE.items()
        for status, after in zip(Status, row, strict=True)
    ],
)
def test_each_status_allows_some_verbs(verb: str, status: Status, after: str) -> None:
    """A verb leads where the table says, or is refused in so many words and changes nothing."""
    booking = BY_STATUS[status]
    if after == NO:
        with pytest.raises(BookingStateError, match=f"is {status.value}: it can't be") as caught:
            VERBS[verb](booking)
        assert (caught.value.booking, caught.value.status) == ("b-1", status.value)
    else:
        found = VERBS[verb](booking)
        assert found.status.value == after
        assert found.rev == booking.rev + (found != booking)


# What holds and requests record


@pytest.mark.parametrize(
    ("approval", "status"),
    [("automatic", "scheduled"), ("holds", "requested"), ("open", "requested")],
)
def test_a_confirmed_hold_is_what_it_would_have_been(approval: Approval, status: str) -> None:
    """The charge of the hold becomes one for good, and what needs approval is requested."""
    hold = made(approval, hold_until=5)
    found = hold.confirmed(at=at(4))
    assert (found.status.value, found.expires, found.rev) == (status, None, 2)
    held, booked = found.history
    assert held == hold.history[0]
    assert (booked.kind, booked.at, booked.expires) == (Kind.BOOKED, at(4), None)
    assert (booked.postings, booked.gives_back) == (held.postings, held.gives_back)


@pytest.mark.parametrize("minute", [5, 6])
def test_an_expired_hold_is_not_confirmed(minute: int) -> None:
    """From the instant on at which it expires, for others may have the time."""
    hold = made(hold_until=5)
    with pytest.raises(BookingStateError, match=r"is held: it can't be confirmed, for it expired"):
        hold.confirmed(at=at(minute))
    assert hold.confirmed(at=at(5) - timedelta(microseconds=1)).active


@pytest.mark.parametrize("minute", [2, 5, 30])
def test_a_hold_that_ends_takes_nothing_away(minute: int) -> None:
    """Nobody has received it for good, so nobody loses it."""
    found = made(hold_until=5).cancelled(at=at(minute))
    assert (found.status, found.expires) == (Status.CANCELLED, None)
    assert [entry.kind for entry in found.history] == [Kind.HELD, Kind.CANCELLED]
    assert found.history[-1].postings == ()


def test_a_confirmed_hold_is_lost_once() -> None:
    """What it was charged is in its history twice, and is given back once."""
    found = made(hold_until=5).confirmed(at=at(1)).cancelled(by="host", at=at(2))
    assert [p.units for p in found.history[-1].postings if p.removed] == [UNIT]


def test_a_hold_that_no_ledger_counts_is_confirmed_all_the_same() -> None:
    """Without a history it gets none."""
    found = attrs.evolve(made(hold_until=5), history=()).confirmed(at=at(1))
    assert (found.status, found.history, found.rev) == (Status.SCHEDULED, (), 2)


def test_an_answer_is_recorded() -> None:
    """Who gave it, and why; a request that is declined is lost as if the host cancelled."""
    request = made("open")
    approved = request.approved(at=at(1), by="kim", reason="a good lead").history[-1]
    assert approved == Entry(Kind.APPROVED, at=at(1), by="kim", reason="a good lead")
    declined = request.declined(at=at(1), by="kim", reason="spam").history[-1]
    assert (declined.kind, declined.by, declined.reason) == (Kind.DECLINED, "kim", "spam")
    (lost,) = declined.postings
    assert (lost.removed, lost.units, lost.held) == (1, UNIT, -30 * 60 * 1_000_000)
    terms = [GivesBack("sales", [])]
    assert request.declined(at=at(1), terms=terms).history[-1].postings[0].units == 0


# Whether they take time


def test_who_takes_time_when() -> None:
    """A hold until it expires, a request as its event type has it, and what is not cancelled."""
    hold = made(hold_until=5)
    assert [hold.occupies_at(at(minute)) for minute in (0, 4, 5, 6)] == [True, True, False, False]
    assert hold.occupies
    assert not hold.active
    assert made("holds").occupies_at(at(30))
    assert not made("open").occupies_at(at(30))
    assert made("open").approved(at=at(1)).occupies_at(at(30))
    others = {status: BY_STATUS[status].occupies_at(at(30)) for status in list(Status)[2:]}
    assert others == {status: status is not Status.CANCELLED for status in others}
    assert made("open").active


# What is refused


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda: made(hold_until=0), InvalidValueError, "hold_until: expected later than"),
        (
            lambda: making(SPAN, at=at(0), postings=[], shares=[], gives_back=[], hold_until=5),  # type: ignore[arg-type]
            InvalidTypeError,
            "hold_until: expected an aware datetime",
        ),
        (
            lambda: attrs.evolve(made(), expires=at(5)),
            InvalidValueError,
            "expires: expected an aware datetime for a hold, None for anything else",
        ),
        (
            lambda: attrs.evolve(made(hold_until=5), expires=None),
            InvalidValueError,
            "expires: expected an aware datetime for a hold, None for anything else",
        ),
        (
            lambda: attrs.evolve(made(), approval="maybe"),  # type: ignore[arg-type]
            InvalidValueError,
            "approval: expected one of 'automatic', 'holds'",
        ),
        (
            lambda: attrs.evolve(made("open"), approval="automatic"),
            InvalidValueError,
            "approval: expected 'holds' or 'open'",
        ),
        (
            lambda: Entry(Kind.HELD, at=at(0)),
            InvalidValueError,
            "expires: expected when the hold expires",
        ),
        (
            lambda: made(hold_until=5).occupies_at(at(0).replace(tzinfo=None)),
            InvalidValueError,
            "now: expected an aware datetime",
        ),
        (
            lambda: made("open").approved(at=at(0), by=7),  # type: ignore[arg-type]
            InvalidTypeError,
            "by: expected a text",
        ),
    ],
)
def test_the_wrong_field_is_named(wrong: Any, error: type[Exception], message: str) -> None:
    """A row that makes no sense is refused, with the field and what was expected."""
    with pytest.raises(error, match=f"^{message}"):
        wrong()
