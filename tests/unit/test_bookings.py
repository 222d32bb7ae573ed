"""Bookings and what their verbs record: who loses what, who gets what back, and what is refused.

The panel of these tests seats Ana from ``sales``, Bo from ``support`` and, by name, a room. Sales
give all back to the ends that they name; support gives nothing back.
"""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from teamsched.bookings import Booking
from teamsched.entries import UNIT, Entry, GivesBack, Kind, Loss, Posting
from teamsched.errors import (
    BookingStateError,
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    NaiveDatetimeError,
    UnknownIdError,
)
from teamsched.filled import Filled
from teamsched.intervals import Interval
from teamsched.statuses import Status

SPAN = Interval.parse("2026-03-02T09:00Z/09:30Z")
HALF = UNIT // 2
LENGTH = 30 * 60 * 1_000_000
"""How long the panel takes, in microseconds."""


def at(minute: int) -> datetime:
    return datetime(2026, 3, 1, 9, minute, tzinfo=UTC)


def booked(*losses: Loss) -> Entry:
    """Return how the panel was decided; sales give back when it is lost in one of these ways."""
    return Entry(
        Kind.BOOKED,
        at=at(0),
        postings=[
            Posting("sales", "ana", received=1, units=-UNIT, held=LENGTH),
            Posting("sales", "ana", units=HALF),
            Posting("sales", "dua", units=HALF),
            Posting("support", "bo", received=1, units=-UNIT, held=LENGTH),
            Posting("support", "bo", units=UNIT),
            Posting(None, "room", received=1, held=LENGTH),
        ],
        gives_back=[GivesBack("sales", losses)],
        by="customer",
    )


def panel(*losses: Loss) -> Booking:
    return Booking(
        "b-1",
        "demo",
        SPAN,
        seats=[
            Filled("host", "ana", pool="sales"),
            Filled("engineer", "bo", pool="support", member="bo at home"),
            Filled("room", "room"),
        ],
        history=[booked(*losses)],
        page="demos",
    )


PLAIN = Booking("b-2", "demo", SPAN, seats=[Filled("host", "ana")])
GRANTS = [Posting("sales", "ana", units=-HALF), Posting("sales", "dua", units=-HALF)]
"""What takes the shares of the panel back from everybody."""


def losing(*, price: int = 0, held: int = -LENGTH) -> list[Posting]:
    """Return the postings that take the panel from its three holders."""
    return [
        Posting("sales", "ana", removed=1, units=price, held=held),
        Posting("support", "bo", removed=1, held=held),
        Posting(None, "room", removed=1, held=held),
    ]


def posted(booking: Booking) -> list[Posting]:
    """Return what the last entry of a booking posts."""
    return list(booking.history[-1].postings)


def sums(booking: Booking, pool: str | None = "sales") -> dict[str, tuple[int, int, int, int]]:
    """Return what the whole history adds up to: received, removed, units, held; without zeros."""
    found: dict[str, tuple[int, int, int, int]] = {}
    for entry in booking.history:
        for one in entry.postings:
            if one.pool == pool:
                more = one.received, one.removed, one.units, one.held
                known = found.get(one.page, (0, 0, 0, 0))
                found[one.page] = tuple(map(sum, zip(known, more, strict=True)))  # type: ignore[assignment]
    return {page: sums for page, sums in found.items() if any(sums)}


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
    assert posted(panel().cancelled(at=at(5))) == losing()


def test_a_cancellation_gives_back_what_was_decided() -> None:
    """Where the pool gives back, the price returns to the holder and the shares to their givers."""
    after = panel(Loss.CUSTOMER_CANCELLED).cancelled(at=at(5))
    assert posted(after) == [*losing(price=UNIT), *GRANTS]
    assert sums(after) == {"ana": (1, 1, 0, 0)}, "booking and cancelling is nothing to the credits"


WAYS: dict[Loss, Callable[[Booking], Booking]] = {
    Loss.CUSTOMER_CANCELLED: lambda booking: booking.cancelled(at=at(5)),
    Loss.HOST_CANCELLED: lambda booking: booking.cancelled(by="host", at=at(5)),
    Loss.RESCHEDULE_REQUESTED: lambda booking: booking.reschedule_requested(at=at(5)),
    Loss.NO_SHOW: lambda booking: booking.no_show(at=at(5)),
    Loss.REASSIGNED: lambda booking: booking.reassigned("cem", at=at(5)),
    Loss.RESCHEDULED: lambda booking: booking.rescheduled(SPAN, to="cem", at=at(5)),
}


@pytest.mark.parametrize("loss", Loss)
@pytest.mark.parametrize("named", Loss)
def test_only_the_named_losses_give_back(loss: Loss, named: Loss) -> None:
    """What is given back after a no-show is not given back after a cancellation."""
    first = posted(WAYS[loss](panel(named)))[0]
    assert (first.page, first.removed, first.units) == ("ana", 1, UNIT if loss is named else 0)


@pytest.mark.parametrize("loss", Loss)
def test_the_terms_of_the_time_outweigh_the_old_ones(loss: Loss) -> None:
    """Told what its pool gives back now, a verb goes by that: both ways, and for that pool only."""
    verbs: dict[Loss, Callable[[Booking, GivesBack], Booking]] = {
        Loss.CUSTOMER_CANCELLED: lambda one, now: one.cancelled(at=at(5), terms=[now]),
        Loss.HOST_CANCELLED: lambda one, now: one.cancelled(by="host", at=at(5), terms=[now]),
        Loss.RESCHEDULE_REQUESTED: lambda one, now: one.reschedule_requested(at=at(5), terms=[now]),
        Loss.NO_SHOW: lambda one, now: one.no_show(at=at(5), terms=[now]),
        Loss.REASSIGNED: lambda one, now: one.reassigned("cem", at=at(5), terms=[now]),
        Loss.RESCHEDULED: lambda one, now: one.rescheduled(SPAN, to="cem", at=at(5), terms=[now]),
    }
    everything, nothing = GivesBack("sales", Loss), GivesBack("sales", [])
    elsewhere = GivesBack("support", [])
    for old, now, units in (
        (Loss, nothing, 0),
        ((), everything, UNIT),
        (Loss, elsewhere, UNIT),
        ((), GivesBack("support", Loss), 0),
    ):
        assert posted(verbs[loss](panel(*old), now))[0].units == units
    untold = WAYS[loss](panel(*Loss))
    assert untold == verbs[loss](panel(*Loss), elsewhere)


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
    spent = panel(*Loss).no_show(at=at(5))
    assert posted(spent) == [*losing(price=UNIT, held=0), *GRANTS]
    assert sums(spent)["ana"] == (1, 1, 0, LENGTH)
    after = spent.cancelled(at=at(6))
    assert (after.status, after.rev, after.occupies) == (Status.CANCELLED, 3, False)
    assert sums(after) == {"ana": (1, 1, 0, 0)}


# The rest of a life


def test_a_reschedule_request_ends_a_booking() -> None:
    """The customer books anew; that a booking was cancelled before or after is nothing to it."""
    asked = panel(*Loss).reschedule_requested(at=at(5))
    last = asked.history[-1]
    assert (asked.status, asked.rev, asked.occupies) == (Status.CANCELLED, 2, False)
    assert (last.kind, last.by, last.at) == (Kind.RESCHEDULE_REQUESTED, "host", at(5))
    assert posted(asked) == [*losing(price=UNIT), *GRANTS]
    assert asked.cancelled(at=at(6)) is asked
    cancelled = panel(*Loss).cancelled(at=at(5))
    assert cancelled.reschedule_requested(at=at(6)) is cancelled


def test_a_completed_booking_has_taken_place() -> None:
    """It posts nothing, and is lost once if it is cancelled or a no-show after all."""
    done = panel(*Loss).completed(at=at(5))
    assert (done.status, done.rev, done.active, done.occupies) == (
        Status.COMPLETED,
        2,
        False,
        True,
    )
    assert (done.history[-1].kind, posted(done)) == (Kind.COMPLETED, [])
    assert done.completed(at=at(6)) is done
    for after, held in (
        (done.cancelled(at=at(6)), 0),
        (done.no_show(at=at(6)), LENGTH),
        (done.no_show(at=at(6)).cancelled(at=at(7)), 0),
    ):
        assert sums(after) == {"ana": (1, 1, 0, held)}


def test_another_time_costs_nothing() -> None:
    """Who holds it holds more minutes, or fewer; nobody receives or loses anything."""
    hour = Interval.parse("2026-03-03T09:00Z/10:00Z")
    moved = panel(*Loss).rescheduled(hour, at=at(5))
    last = moved.history[-1]
    assert (moved.status, moved.rev, moved.span, moved.seats) == (
        Status.RESCHEDULED,
        2,
        hour,
        panel().seats,
    )
    assert (last.kind, last.by, moved.active) == (Kind.RESCHEDULED, "customer", True)
    assert posted(moved) == [Posting(seat.pool, seat.page, held=LENGTH) for seat in panel().seats]
    assert posted(panel().rescheduled(SPAN, by="host", at=at(5))) == []
    assert sums(moved.rescheduled(SPAN, at=at(6))) == sums(panel(*Loss))


def test_another_time_with_somebody_else() -> None:
    """The new holder receives it and the old one loses it, each with its own length."""
    hour = Interval.parse("2026-03-03T09:00Z/10:00Z")
    moved = panel(*Loss).rescheduled(hour, to="cem", at=at(5), by="host")
    assert moved.seats[0] == Filled("host", "cem", pool="sales")
    assert sums(moved) == {
        "ana": (1, 1, HALF, 0),
        "dua": (0, 0, HALF, 0),
        "cem": (1, 0, -UNIT, 2 * LENGTH),
    }
    assert sums(moved, "support")["bo"] == (1, 0, 0, 2 * LENGTH)
    same = panel(*Loss).rescheduled(hour, to="ana", at=at(5))
    assert same == panel(*Loss).rescheduled(hour, at=at(5))
    other = panel().rescheduled(hour, of="bo", to="eli", member="elias", at=at(5))
    assert other.seats[1] == Filled("engineer", "eli", pool="support", member="elias")


# Standing in


def test_who_stands_in_spends_the_time_only() -> None:
    """The seat changes hands, and the account that it counts in does not."""
    covered = panel(*Loss).covered("cem", at=at(5), reason="ill")
    last = covered.history[-1]
    assert covered.seats[0] == Filled("host", "cem", pool="sales", account="ana")
    assert (covered.status, covered.rev) == (Status.SCHEDULED, 2)
    assert (last.kind, last.by, last.reason) == (Kind.COVERED, "host", "ill")
    assert posted(covered) == [
        Posting("sales", "ana", held=-LENGTH),
        Posting("sales", "cem", held=LENGTH),
    ]
    assert covered.covered("cem", at=at(6)) is covered
    further = covered.covered("dua", at=at(6))
    assert further.seats[0] == Filled("host", "dua", pool="sales", account="ana")
    assert sums(further)["ana"] == (1, 0, HALF - UNIT, 0)


def test_an_end_is_of_the_account() -> None:
    """Who is stood in for loses the booking; who stands in has their time again."""
    covered = panel(*Loss).covered("cem", at=at(5))
    assert sums(covered.cancelled(at=at(6))) == {"ana": (1, 1, 0, 0)}
    assert sums(covered.no_show(at=at(6))) == {"ana": (1, 1, 0, 0), "cem": (0, 0, 0, LENGTH)}


@pytest.mark.parametrize("losses", [(), tuple(Loss)])
def test_a_booking_goes_back_to_its_account(losses: tuple[Loss, ...]) -> None:
    """However who is stood in for takes it back, it was theirs all along."""
    before = panel(*losses)
    covered = before.covered("cem", at=at(5))
    for back in (
        covered.covered("ana", at=at(6)),
        covered.reassigned("ana", at=at(6)),
        covered.rescheduled(SPAN, to="ana", at=at(6)),
    ):
        assert back.seats == before.seats
        assert sums(back) == sums(before)


def test_a_stand_in_may_take_over() -> None:
    """Then the account follows the time."""
    taken = panel(*Loss).covered("cem", at=at(5)).reassigned("cem", at=at(6))
    assert taken.seats[0] == Filled("host", "cem", pool="sales")
    assert sums(taken) == sums(panel(*Loss).reassigned("cem", at=at(6)))
    onward = panel(*Loss).covered("cem", at=at(5)).reassigned("eli", at=at(6))
    assert sums(onward) == sums(panel(*Loss).reassigned("eli", at=at(6)))


# Reassigning


def test_a_reassignment_moves_one_seat() -> None:
    """Left out, it is the primary seat; the others stay as they are."""
    before = panel()
    after = before.reassigned("cem", at=at(5))
    assert after.seats == (Filled("host", "cem", pool="sales"), *before.seats[1:])
    assert (after.status, after.rev) == (Status.SCHEDULED, 2)
    assert (after.history[-1].kind, after.history[-1].by) == (Kind.REASSIGNED, "host")
    assert list(after.history[-1].postings) == [
        Posting("sales", "ana", removed=1, held=-LENGTH),
        Posting("sales", "cem", received=1, units=-UNIT, held=LENGTH),
    ]


def test_any_seat_can_be_handed_over() -> None:
    """A seat is named; the member behind the new page is that of the same id, if not said."""
    after = panel().reassigned("eli", of="bo", at=at(5))
    assert after.seats[1] == Filled("engineer", "eli", pool="support")
    other = panel().reassigned("eli", of="bo", member="elias", at=at(5))
    assert other.seats[1] == Filled("engineer", "eli", pool="support", member="elias")
    moved = panel().reassigned("hall", of="room", at=at(5))
    assert list(moved.history[-1].postings) == [
        Posting(None, "room", removed=1, held=-LENGTH),
        Posting(None, "hall", received=1, held=LENGTH),
    ]


def test_a_reassignment_returns_the_price_where_that_was_decided() -> None:
    """The new holder pays what the old one is given back; the shares stay where they are."""
    after = panel(Loss.REASSIGNED).reassigned("cem", at=at(5), reason="ill")
    assert posted(after) == [
        Posting("sales", "ana", removed=1, units=UNIT, held=-LENGTH),
        Posting("sales", "cem", received=1, units=-UNIT, held=LENGTH),
    ]
    assert after.history[-1].reason == "ill"


def test_there_and_back_is_nothing_to_credits() -> None:
    """From Ana to Cem and to Ana again: both stand as before, where the price is given back."""
    after = panel(Loss.REASSIGNED).reassigned("cem", at=at(5)).reassigned("ana", at=at(6))
    assert after.seats == panel().seats
    assert sums(after) == {
        "ana": (2, 1, HALF - UNIT, LENGTH),
        "dua": (0, 0, HALF, 0),
        "cem": (1, 1, 0, 0),
    }


def test_the_last_holder_loses_what_is_cancelled() -> None:
    """After a reassignment an end is the new holder's, who is given back the price."""
    after = panel(*Loss).reassigned("cem", at=at(5)).cancelled(at=at(6))
    assert sums(after) == {"ana": (1, 1, 0, 0), "cem": (1, 1, 0, 0)}


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
        (lambda ended: ended.completed(at=at(6)), "completed"),
        (lambda ended: ended.covered("cem", at=at(6)), "covered"),
        (lambda ended: ended.rescheduled(SPAN, at=at(6)), "rescheduled"),
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


@pytest.mark.parametrize("ended", [panel().no_show(at=at(5)), panel().completed(at=at(5))])
def test_what_has_ended_stays_with_its_people(ended: Booking) -> None:
    """A no-show and a completed booking can only be taken off, not moved."""
    verbs: list[Callable[[], Booking]] = [
        lambda: ended.reassigned("cem", at=at(6)),
        lambda: ended.covered("cem", at=at(6)),
        lambda: ended.rescheduled(SPAN, at=at(6)),
    ]
    for verb in verbs:
        with pytest.raises(BookingStateError, match=f"is {ended.status.value}: it can't be"):
            verb()
    with pytest.raises(BookingStateError, match="is no_show: it can't be completed"):
        panel().no_show(at=at(5)).completed(at=at(6))


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
        lambda: booking.covered("cem", at=late),
        lambda: booking.completed(at=late),
        lambda: booking.reschedule_requested(at=late),
        lambda: booking.rescheduled(SPAN, at=late),
    ]
    for verb in verbs:
        with pytest.raises(NaiveDatetimeError, match=r"^at: expected an aware datetime"):
            verb()
    with pytest.raises(InvalidValueError, match=r"^by: expected one of 'customer', 'host', got 'a"):
        booking.cancelled(by="admin", at=at(5))  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match=r"^by: expected one of 'customer', 'host', got 'a"):
        booking.rescheduled(SPAN, by="admin", at=at(5))  # type: ignore[arg-type]
    with pytest.raises(InvalidTypeError, match=r"^span: expected an Interval, got 3"):
        booking.rescheduled(3, at=at(5))  # type: ignore[arg-type]
    with pytest.raises(InvalidTypeError, match=r"^terms: expected GivesBacks, got 'sales'"):
        booking.cancelled(at=at(5), terms=["sales"])  # type: ignore[list-item]
    with pytest.raises(InvalidTypeError, match=r"^reason: expected a text or None, got 3"):
        booking.reassigned("cem", at=at(5), reason=3)  # type: ignore[arg-type]
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
        PLAIN.no_show(at=at(5)).cancelled(at=at(6)),
        PLAIN.covered("bo", at=at(5)),
        PLAIN.covered("bo", at=at(5)).reassigned("ana", at=at(6)),
        PLAIN.rescheduled(Interval.parse("2026-03-03T09:00Z/10:00Z"), to="bo", at=at(5)),
        PLAIN.reschedule_requested(at=at(5)),
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
    assert Filled("host", "ana", member="a").account == "ana"


def test_texts_of_a_database_become_statuses() -> None:
    """What was stored as text is read as text."""
    booking: Any = attrs.evolve(PLAIN, status="no_show")
    assert booking.status is Status.NO_SHOW


def test_bookings_are_values() -> None:
    """Equal ones have equal hashes; they are copied and pickled with all of their history."""
    booking = panel(*Loss).reassigned("cem", at=at(5)).cancelled(at=at(6))
    for same in (
        pickle.loads(pickle.dumps(booking)),  # noqa: S301 (it is our own)
        copy.deepcopy(booking),
        panel(*Loss).reassigned("cem", at=at(5)).cancelled(at=at(6)),
    ):
        assert same == booking
        assert hash(same) == hash(booking)


make: Any = Booking
changed: Any = attrs.evolve
filled: Any = Filled


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
            r"^status: expected one of 'held', .*got 'lost'$",
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
        (lambda: filled("", "ana"), InvalidValueError, r"^seat: expected an id"),
        (lambda: filled("host", None), InvalidTypeError, r"^page: expected an id"),
        (lambda: filled("host", "ana", member=""), InvalidValueError, r"^member: expected an id"),
        (lambda: filled("host", "ana", pool=3), InvalidTypeError, r"^pool: expected an id"),
        (lambda: filled("host", "ana", account=""), InvalidValueError, r"^account: expected an id"),
    ],
)
def test_the_wrong_field_is_named(
    wrong: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """A row that makes no sense is refused, with the field and what was expected."""
    with pytest.raises(error, match=message):
        wrong()


UNCOUNTED: list[Callable[[Booking], Booking]] = [
    lambda booking: booking.cancelled(at=at(1)),
    lambda booking: booking.reschedule_requested(at=at(1)),
    lambda booking: booking.no_show(at=at(1)),
    lambda booking: booking.no_show(at=at(1)).cancelled(at=at(2)),
    lambda booking: booking.reassigned("cem", at=at(1)),
    lambda booking: booking.reassigned("cem", at=at(1)).cancelled(at=at(2)),
    lambda booking: booking.covered("cem", at=at(1)),
    lambda booking: booking.covered("cem", at=at(1)).reassigned("dua", at=at(2)),
    lambda booking: booking.rescheduled(Interval.lasting(SPAN.start, 2 * SPAN.duration), at=at(1)),
    lambda booking: booking.rescheduled(SPAN, to="cem", at=at(1)),
]


@pytest.mark.parametrize("happens", UNCOUNTED)
def test_a_seat_that_does_not_count_is_in_no_account(happens: Callable[[Booking], Booking]) -> None:
    """Whatever happens to it, nothing is posted, and whoever it goes to doesn't count either."""
    seat = Filled("host", "ana", pool="sales", counted=False)
    made = Entry(Kind.BOOKED, at=at(0), gives_back=[GivesBack("sales", Loss)])
    after = happens(Booking("b-3", "demo", SPAN, seats=[seat], history=[made]))
    assert len(after.history) > 1
    assert not any(entry.postings for entry in after.history)
    assert not after.seats[0].counted


def test_seats_that_count_are_lost_beside_one_that_does_not() -> None:
    """The room is of no account, and the others are."""
    before = panel()
    room = attrs.evolve(before.seats[2], counted=False)
    after = attrs.evolve(before, seats=[*before.seats[:2], room]).cancelled(at=at(1))
    assert [posting.page for posting in after.history[-1].postings] == ["ana", "bo"]


def test_whether_a_seat_counts_is_said_plainly() -> None:
    """Nothing else is taken for a yes or no."""
    nonsense: Any = 1
    with pytest.raises(InvalidTypeError, match="counted"):
        Filled("host", "ana", counted=nonsense)
