"""Bookings and what their verbs record: who loses what, who gets what back, and what is refused.

The panel of these tests seats Ana from ``sales``, Bo from ``support`` and, by name, a room. Sales
give all back to the ends that they name; support gives nothing back.
"""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from teamsched.bookings import (
    ROSTER_KINDS,
    UNIT,
    Booking,
    Entry,
    Filled,
    GivesBack,
    Kind,
    Posting,
    Status,
)
from teamsched.errors import (
    BookingStateError,
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    NaiveDatetimeError,
    UnknownIdError,
)
from teamsched.intervals import Interval

SPAN = Interval.parse("2026-03-02T09:00Z/09:30Z")
HALF = UNIT // 2


def at(minute: int) -> datetime:
    return datetime(2026, 3, 1, 9, minute, tzinfo=UTC)


def booked(*ends: Kind) -> Entry:
    """Return how the panel was decided; sales give back when it ends in one of these ways."""
    return Entry(
        Kind.BOOKED,
        at=at(0),
        postings=[
            Posting("sales", "ana", received=1, units=-UNIT),
            Posting("sales", "ana", units=HALF),
            Posting("sales", "dua", units=HALF),
            Posting("support", "bo", received=1, units=-UNIT),
            Posting("support", "bo", units=UNIT),
            Posting(None, "room", received=1),
        ],
        gives_back=[GivesBack("sales", ends)],
        by="customer",
    )


def panel(*ends: Kind) -> Booking:
    return Booking(
        "b-1",
        "demo",
        SPAN,
        seats=[
            Filled("host", "ana", pool="sales"),
            Filled("engineer", "bo", pool="support", member="bo at home"),
            Filled("room", "room"),
        ],
        history=[booked(*ends)],
        page="demos",
    )


PLAIN = Booking("b-2", "demo", SPAN, seats=[Filled("host", "ana")])
KEPT = [
    Posting("sales", "ana", removed=1),
    Posting("support", "bo", removed=1),
    Posting(None, "room", removed=1),
]
RETURNED = [
    Posting("sales", "ana", removed=1, units=UNIT),
    Posting("support", "bo", removed=1),
    Posting(None, "room", removed=1),
    Posting("sales", "ana", units=-HALF),
    Posting("sales", "dua", units=-HALF),
]


# Cancelling


def test_a_cancellation_is_a_new_revision() -> None:
    """The verb returns a booking with one more revision and entry, and leaves the old one alone."""
    before = panel()
    after = before.cancelled(at=at(5))
    assert (before.status, before.rev, len(before.history)) == (Status.SCHEDULED, 1, 1)
    assert (after.status, after.rev) == (Status.CANCELLED, 2)
    assert after.history[:-1] == before.history
    assert attrs.evolve(after, status=before.status, rev=1, history=before.history) == before
    last = after.history[-1]
    assert (last.kind, last.at, last.by) == (Kind.CANCELLED, at(5), "customer")
    assert panel().cancelled(by="host", at=at(5)).history[-1].by == "host"


def test_every_holder_loses_a_cancelled_booking() -> None:
    """Each seat's holder is told that the booking is gone, in the pool that it was drawn from."""
    assert list(panel().cancelled(at=at(5)).history[-1].postings) == KEPT


def test_a_cancellation_gives_back_what_was_decided() -> None:
    """Where the pool gives back, the price returns to the holder and the shares to their givers."""
    after = panel(Kind.CANCELLED).cancelled(at=at(5))
    assert list(after.history[-1].postings) == RETURNED
    in_sales = [
        posting.units
        for entry in after.history
        for posting in entry.postings
        if posting.pool == "sales"
    ]
    assert sum(in_sales) == 0, "booking and cancelling is nothing to the credits"


def test_only_the_named_ends_give_back() -> None:
    """What is given back to a no-show is not given back to a cancellation."""
    assert list(panel(Kind.NO_SHOW).cancelled(at=at(5)).history[-1].postings) == KEPT
    assert list(panel(Kind.CANCELLED).no_show(at=at(5)).history[-1].postings) == KEPT
    assert list(panel(Kind.NO_SHOW).no_show(at=at(5)).history[-1].postings) == RETURNED


def test_cancelling_twice_changes_nothing() -> None:
    """The second time it is the same booking, whoever asks and when."""
    once = panel().cancelled(at=at(5))
    assert once.cancelled(by="host", at=at(6)) is once


# No-shows


def test_a_no_show_is_recorded_by_the_host() -> None:
    """It still took its people's time, but it is not to come any more."""
    after = panel().no_show(at=at(5))
    assert (after.status, after.rev, after.occupies, after.active) == (
        Status.NO_SHOW,
        2,
        True,
        False,
    )
    assert (after.history[-1].kind, after.history[-1].by) == (Kind.NO_SHOW, "host")
    assert after.no_show(at=at(6)) is after


def test_a_no_show_may_be_cancelled_and_gives_back_once() -> None:
    """What it gives back it has given back; the cancellation only frees the time."""
    ends = (Kind.NO_SHOW, Kind.CANCELLED)
    after = panel(*ends).no_show(at=at(5)).cancelled(at=at(6))
    assert (after.status, after.rev, after.occupies) == (Status.CANCELLED, 3, False)
    assert [list(entry.postings) for entry in after.history[1:]] == [RETURNED, []]


# Reassigning


def test_a_reassignment_moves_one_seat() -> None:
    """Left out, it is the primary seat; the others stay as they are."""
    before = panel()
    after = before.reassigned("cem", at=at(5))
    assert after.seats == (Filled("host", "cem", pool="sales"), *before.seats[1:])
    assert (after.status, after.rev) == (Status.SCHEDULED, 2)
    assert (after.history[-1].kind, after.history[-1].by) == (Kind.REASSIGNED, "host")
    assert list(after.history[-1].postings) == [
        Posting("sales", "ana", removed=1),
        Posting("sales", "cem", received=1, units=-UNIT),
    ]


def test_any_seat_can_be_handed_over() -> None:
    """A seat is named; the member behind the new page is that of the same id, if not said."""
    after = panel().reassigned("eli", of="bo", at=at(5))
    assert after.seats[1] == Filled("engineer", "eli", pool="support")
    other = panel().reassigned("eli", of="bo", member="elias", at=at(5))
    assert other.seats[1] == Filled("engineer", "eli", pool="support", member="elias")
    moved = panel().reassigned("hall", of="room", at=at(5))
    assert list(moved.history[-1].postings) == [
        Posting(None, "room", removed=1),
        Posting(None, "hall", received=1, units=0),
    ]


def test_a_reassignment_returns_the_price_where_that_was_decided() -> None:
    """The new holder pays what the old one is given back; the shares stay where they are."""
    after = panel(Kind.REASSIGNED).reassigned("cem", at=at(5))
    assert list(after.history[-1].postings) == [
        Posting("sales", "ana", removed=1, units=UNIT),
        Posting("sales", "cem", received=1, units=-UNIT),
    ]


def test_there_and_back_is_nothing_to_credits() -> None:
    """From Ana to Cem and to Ana again: both stand as before, where the price is given back."""
    after = panel(Kind.REASSIGNED).reassigned("cem", at=at(5)).reassigned("ana", at=at(6))
    assert after.seats == panel().seats
    units: dict[str, int] = {}
    for entry in after.history[1:]:
        for posting in entry.postings:
            units[posting.page] = units.get(posting.page, 0) + posting.units
    assert units == {"ana": 0, "cem": 0}


def test_the_last_holder_loses_what_is_cancelled() -> None:
    """After a reassignment an end is the new holder's, who is given back the price."""
    after = panel(Kind.CANCELLED).reassigned("cem", at=at(5)).cancelled(at=at(6))
    assert after.history[-1].postings[0] == Posting("sales", "cem", removed=1, units=UNIT)
    assert "ana" not in {p.page for p in after.history[-1].postings if p.removed}


def test_reassigning_to_the_holder_changes_nothing() -> None:
    """Whoever has the seat may be given it again."""
    booking = panel()
    assert booking.reassigned("ana", at=at(5)) is booking
    assert booking.reassigned("bo", of="bo", at=at(5)) is booking


# What is refused


@pytest.mark.parametrize(
    ("verb", "step"),
    [
        (lambda ended: ended.reassigned("cem", at=at(6)), "reassigned"),
        (lambda ended: ended.reassigned("ana", at=at(6)), "reassigned"),
        (lambda ended: ended.no_show(at=at(6)), "marked as a no-show"),
    ],
)
def test_a_cancelled_booking_takes_no_more_steps(
    verb: Callable[[Booking], Booking], step: str
) -> None:
    """It can be cancelled again, which is nothing; anything else names its status and the step."""
    with pytest.raises(
        BookingStateError, match=f"'b-1' is cancelled: it can't be {step}"
    ) as caught:
        verb(panel().cancelled(at=at(5)))
    assert (caught.value.booking, caught.value.status, caught.value.step) == (
        "b-1",
        "cancelled",
        step,
    )


def test_a_no_show_cannot_be_reassigned() -> None:
    """It has ended."""
    with pytest.raises(BookingStateError, match="is no_show: it can't be reassigned"):
        panel().no_show(at=at(5)).reassigned("cem", at=at(6))


def test_a_seat_that_is_not_there_is_named() -> None:
    """The message lists who holds one, and nobody gets a second."""
    with pytest.raises(UnknownIdError, match=r"^of: .* \['ana', 'bo', 'room'\], got 'x'$"):
        panel().reassigned("cem", of="x", at=at(5))
    with pytest.raises(InvalidValueError, match=r"^to: .* without a seat in it, got 'room'$"):
        panel().reassigned("room", at=at(5))
    with pytest.raises(UnknownIdError, match=r"^of: expected one of \[\], got None$"):
        Booking("b", "demo", SPAN, seats=[]).reassigned("cem", at=at(5))


def test_verbs_want_aware_times_and_known_words() -> None:
    """What is wrong is named, and the booking is as it was."""
    booking, late = panel(), datetime(2026, 3, 1)
    verbs: list[Callable[[], Booking]] = [
        lambda: booking.cancelled(at=late),
        lambda: booking.no_show(at=late),
        lambda: booking.reassigned("cem", at=late),
    ]
    for verb in verbs:
        with pytest.raises(NaiveDatetimeError, match=r"^at: expected an aware datetime"):
            verb()
    with pytest.raises(InvalidValueError, match=r"^by: expected one of 'customer', 'host', got 'a"):
        booking.cancelled(by="admin", at=at(5))  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match=r"expected an id: a text of 1 to 200 characters"):
        booking.reassigned("", at=at(5))
    assert booking == panel()


# Bookings that no ledger counts


def test_without_a_history_nothing_is_posted() -> None:
    """Nobody received it, so nobody loses it, however it goes on."""
    for after in (
        PLAIN.cancelled(at=at(5)),
        PLAIN.no_show(at=at(5)),
        PLAIN.reassigned("bo", at=at(5)),
        PLAIN.reassigned("bo", at=at(5)).reassigned("cem", at=at(6)),
        PLAIN.reassigned("bo", at=at(5)).cancelled(at=at(6)),
    ):
        assert after.history
        assert [posting for entry in after.history for posting in entry.postings] == []


# As values


def test_the_holders_of_the_beginning_are_remembered() -> None:
    """Who received a booking first is in its history, whoever holds it now."""
    assert panel().first_holders == ("ana", "bo", "room")
    assert panel().reassigned("cem", at=at(5)).first_holders == ("ana", "bo", "room")
    assert PLAIN.first_holders == ()


def test_defaults_are_those_of_a_new_booking() -> None:
    """Scheduled, in its first revision, without history, page, customer or buffers."""
    assert (PLAIN.status, PLAIN.rev, PLAIN.history) == (Status.SCHEDULED, 1, ())
    assert (PLAIN.page, PLAIN.customer) == (None, None)
    assert PLAIN.buffer_before == PLAIN.buffer_after == timedelta(0)
    assert PLAIN.occupies
    assert PLAIN.active
    assert Filled("host", "ana").member == "ana"
    assert (Filled("host", "ana").pool, Filled("host", "ana", member="a").member) == (None, "a")
    posting = Posting("sales", "ana")
    assert (posting.received, posting.removed, posting.units) == (0, 0, 0)
    entry = Entry(Kind.BOOKED, at=at(0))
    assert (entry.postings, entry.gives_back, entry.by) == ((), (), None)


def test_texts_of_a_database_become_kinds_and_statuses() -> None:
    """What was stored as text is read as text; times of any zone are kept in UTC."""
    local = at(5).astimezone(timezone(timedelta(hours=2)))
    entry: Any = Entry("booked", at=local)
    assert (entry.kind, entry.at, entry.at.tzinfo) == (Kind.BOOKED, at(5), UTC)
    booking: Any = attrs.evolve(PLAIN, status="no_show")
    assert booking.status is Status.NO_SHOW
    back: Any = GivesBack("sales", ["cancelled", "no_show", "cancelled"])  # type: ignore[list-item]
    assert back.kinds == {Kind.CANCELLED, Kind.NO_SHOW}


def test_bookings_are_values() -> None:
    """Equal ones have equal hashes; they are copied and pickled with all of their history."""
    booking = panel(Kind.CANCELLED).reassigned("cem", at=at(5)).cancelled(at=at(6))
    for same in (
        pickle.loads(pickle.dumps(booking)),  # noqa: S301 (it is our own)
        copy.deepcopy(booking),
        panel(Kind.CANCELLED).reassigned("cem", at=at(5)).cancelled(at=at(6)),
    ):
        assert same == booking
        assert hash(same) == hash(booking)


def test_the_unit_splits_evenly() -> None:
    """One booking's worth of credit can be shared among any forty people without a rest."""
    assert all(UNIT % people == 0 for people in range(1, 41))
    assert {Kind.JOINED, Kind.PAUSED, Kind.RESUMED} == ROSTER_KINDS


make: Any = Booking
changed: Any = attrs.evolve
entry: Any = Entry
filled: Any = Filled
gives_back: Any = GivesBack


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda: make("", "e", SPAN, seats=[]), InvalidValueError, r"^id: expected an id"),
        (lambda: make("b", 3, SPAN, seats=[]), InvalidTypeError, r"^event_type: expected an id"),
        (lambda: make("b", "e", "9", seats=[]), InvalidTypeError, r"^span: expected an Interval"),
        (lambda: make("b", "e", SPAN, seats="ana"), InvalidTypeError, r"^seats: expected Filled"),
        (lambda: make("b", "e", SPAN, seats=["ana"]), InvalidTypeError, r"^seats: expected Filled"),
        (lambda: changed(PLAIN, rev=0), InvalidValueError, r"^rev: expected a whole number"),
        (
            lambda: changed(PLAIN, status="lost"),
            InvalidValueError,
            r"^status: expected one of 'scheduled', .*got 'lost'$",
        ),
        (lambda: changed(PLAIN, history=3), InvalidTypeError, r"^history: expected Entries"),
        (lambda: changed(PLAIN, history=[3]), InvalidTypeError, r"^history: expected Entries"),
        (lambda: changed(PLAIN, page=""), InvalidValueError, r"^page: expected an id"),
        (lambda: changed(PLAIN, customer=3), InvalidTypeError, r"^customer: expected an id"),
        (
            lambda: changed(PLAIN, buffer_before=-timedelta.resolution),
            InvalidValueError,
            r"^buffer_before: expected a timedelta of zero or more",
        ),
        (
            lambda: changed(PLAIN, buffer_after=5),
            InvalidTypeError,
            r"^buffer_after: expected a timedelta, got 5$",
        ),
        (lambda: entry("lost", at=at(0)), InvalidValueError, r"^kind: expected one of 'booked', "),
        (lambda: entry("booked", at=3), InvalidTypeError, r"^at: expected an aware datetime"),
        (lambda: entry("booked", at=at(0), postings=3), InvalidTypeError, r"^postings: expected P"),
        (lambda: entry("booked", at=at(0), postings=[3]), InvalidTypeError, r"^postings: expected"),
        (lambda: entry("booked", at=at(0), gives_back=[3]), InvalidTypeError, r"^gives_back: expe"),
        (lambda: gives_back("sales", ["lost"]), InvalidValueError, r"^kinds: expected one of"),
        (lambda: gives_back("sales", "cancelled"), InvalidTypeError, r"^kinds: expected Kinds"),
        (lambda: filled("", "ana"), InvalidValueError, r"^seat: expected an id"),
        (lambda: filled("host", None), InvalidTypeError, r"^page: expected an id"),
        (lambda: filled("host", "ana", member=""), InvalidValueError, r"^member: expected an id"),
        (lambda: filled("host", "ana", pool=3), InvalidTypeError, r"^pool: expected an id"),
    ],
)
def test_the_wrong_field_is_named(
    wrong: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """A row that makes no sense is refused, with the field and what was expected."""
    with pytest.raises(error, match=message):
        wrong()
