"""Seats that change hands at once: who fills them, what it costs, and who had them at first."""

import pytest

from teamsched import Booking, BookingStateError, Filled, InvalidInputError, Ledger
from teamsched.entries import Entry, GivesBack, Kind, Loss, Posting
from teamsched.handovers import first_holder, reseated, taken_over
from tests.unit.distribution.life import SPAN, at

TWO = (Filled("one", "a", pool="p"), Filled("two", "b", pool="q"))


def held(*pages: str) -> list[Filled]:
    """Return the same two seats, filled by others."""
    return [Filled(seat.seat, page) for seat, page in zip(TWO, pages, strict=True)]


def panel(*, seats: tuple[Filled, ...] = TWO, prices: tuple[int, int] = (3, 5)) -> Booking:
    """Return a booking of two seats, each charged in its own pool."""
    booked = Entry(
        Kind.BOOKED,
        at=at(0),
        postings=[
            Posting(seat.pool, seat.page, received=1, units=-price, held=10)
            for seat, price in zip(seats, prices, strict=True)
        ],
        gives_back=[GivesBack("p", [Loss.REASSIGNED]), GivesBack("q", [Loss.REASSIGNED])],
    )
    return Booking("b-1", "demo", SPAN, seats=seats, history=[booked])


def accounts(booking: Booking) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return what a ledger of the booking says, pool by pool."""
    ledger = Ledger.of([booking])
    return {
        (pool, page): (tally.received, tally.removed, tally.units)
        for pool in ("p", "q")
        for page, tally in ledger.account(pool).items()
    }


def test_who_stays_keeps_a_place_as_it_is() -> None:
    """With its account, even if they only stand in there."""
    covered = (Filled("one", "a", pool="p", account="x"), TWO[1])
    assert taken_over(covered, held("a", "b")) == covered


def test_who_takes_over_gets_the_pool_and_the_account() -> None:
    """The account stays where they only cover."""
    seats = taken_over(TWO, held("b", "c"))
    assert seats == (Filled("one", "b", pool="p"), Filled("two", "c", pool="q"))
    covering = taken_over(TWO, held("b", "c"), covering=True)
    assert [seat.account for seat in covering] == ["a", "b"]


@pytest.mark.parametrize(
    "wrong",
    [
        held("a", "a"),
        held("c", "c"),
        held("a", "c")[:1],
        [*held("c", "d"), TWO[0]],
        "ab",
        ["a", "b"],
    ],
)
def test_places_that_are_not_those_of_the_booking_are_refused(wrong: list[Filled]) -> None:
    """And so is somebody twice."""
    with pytest.raises(InvalidInputError) as error:
        taken_over(TWO, wrong)
    assert error.value.field == "seats"


def test_places_of_one_seat_are_kept_by_those_who_had_them() -> None:
    """Newcomers fill the rest, in whatever order they come."""
    places = [Filled("pool", "a"), Filled("pool", "b"), Filled("host", "c")]
    new = [Filled("host", "d"), Filled("pool", "e"), Filled("pool", "a")]
    assert [seat.page for seat in reseated(places, new)] == ["a", "e", "d"]
    for wrong in (new[:2], [*new, Filled("pool", "f")], [Filled("other", "a"), *new[1:]]):
        with pytest.raises(InvalidInputError):
            reseated(places, wrong)


def test_who_moves_within_a_booking_pays_for_the_new_place() -> None:
    """Each place keeps its price, whoever has it; both sides are counted in its own pool."""
    swapped = panel().reseated(held("b", "c"), at=at(1))
    assert accounts(swapped) == {
        ("p", "a"): (1, 1, 0),
        ("p", "b"): (1, 0, -3),
        ("q", "b"): (1, 1, 0),
        ("q", "c"): (1, 0, -5),
    }


def test_in_one_pool_the_prices_are_not_mixed_up() -> None:
    """What is lost comes first, so that who moves loses the price of the place they leave."""
    one_pool = (TWO[0], Filled("two", "b", pool="p"))
    swapped = panel(seats=one_pool).reseated(held("b", "c"), at=at(1))
    after = swapped.reseated([swapped.seats[0], Filled("two", "d")], at=at(2))
    last = after.reseated([Filled("one", "e"), after.seats[1]], at=at(3))
    owed = {page: units for (_, page), (_, _, units) in accounts(last).items()}
    assert owed == {"a": 0, "b": 0, "c": 0, "d": -5, "e": -3}


def test_reseating_is_reassigning_or_covering_where_one_seat_changes() -> None:
    """The three verbs agree, and none makes a revision of nothing."""
    booking = panel()
    assert booking.reseated(held("c", "b"), at=at(1)) == booking.reassigned("c", at=at(1))
    covered = booking.reseated(held("a", "c"), at=at(1), credit="cover", reason="ill")
    assert covered == booking.covered("c", of="b", at=at(1), reason="ill")
    assert booking.reseated(held("a", "b"), at=at(1)) is booking
    with pytest.raises(BookingStateError):
        booking.cancelled(at=at(1)).reseated(held("c", "b"), at=at(2))
    with pytest.raises(InvalidInputError):
        booking.reseated(held("c", "b"), at=at(1), credit="half")  # type: ignore[arg-type]


def test_rescheduling_may_change_several_seats() -> None:
    """As if each had been handed over, at the new time; not together with a single one."""
    moved = panel().rescheduled(SPAN, at=at(1), seats=held("c", "d"))
    assert [(seat.page, seat.account, seat.pool) for seat in moved.seats] == [
        ("c", "c", "p"),
        ("d", "d", "q"),
    ]
    assert accounts(moved)["q", "b"][:2] == (1, 1)
    same = panel().rescheduled(SPAN, at=at(1), seats=TWO)
    assert accounts(same) == accounts(panel())
    assert same.history[-1].postings == ()
    with pytest.raises(InvalidInputError):
        panel().rescheduled(SPAN, at=at(1), to="c", seats=held("c", "d"))


def test_the_first_holder_is_followed_back_through_the_history() -> None:
    """Through covers, swaps within the booking and other times, seat by seat."""
    booking = panel(seats=(TWO[0], Filled("two", "b", pool="p")))
    booking = booking.reseated(held("b", "c"), at=at(1))
    booking = booking.covered("z", of="b", at=at(2))
    booking = booking.rescheduled(SPAN, at=at(3), to="d", of="c")
    assert [seat.page for seat in booking.seats] == ["z", "d"]
    assert [first_holder(booking.history, seat) for seat in booking.seats] == ["a", "b"]
    uncounted = Filled("one", "a", counted=False)
    assert first_holder((), uncounted) == "a"
