"""Rows F49, F50, F57 and F58: other times, with whom, and what that does to the counts."""

from collections.abc import Iterable
from typing import Any

import pytest

from teamsched import (
    Assignment,
    Booking,
    BookingPage,
    BookingStateError,
    Busy,
    Cap,
    Draw,
    FairShare,
    Member,
    Membership,
    Offer,
    PooledAvailability,
    ResourcePool,
    RoundRobin,
    Rule,
)
from teamsched.distribution import DistributionMethod
from tests.features.desk import HOURS, Desk, at, hour, pool_of

METHODS: list[DistributionMethod] = [
    RoundRobin(),
    RoundRobin(when_blocked="next_in_horizon"),
    PooledAvailability(),
    FairShare(),
]


def instead(desk: Desk, booking: Booking, **more: Any) -> Offer:
    """Return what may be booked instead of a booking."""
    team = desk.team
    snapshot = team.snapshot(
        now=desk.now, window=desk.window, busy=desk.busy, bookings=desk.ledger.bookings
    )
    return team.reschedule(booking, snapshot, desk.ledger, **more)


def clocks(offer: Offer, day: int = 2) -> list[str]:
    """Return the starts of a day, by the clock."""
    starts = [slot.span.start for slot in offer.slots]
    return [f"{start:%H:%M}" for start in starts if start.day == day]


def move(desk: Desk, booking: Booking, when: str, **more: Any) -> Booking:
    """Book another time that is offered instead."""
    found = instead(desk, booking, **more).assign(at(when))
    assert isinstance(found, Assignment), found
    return desk.keep(
        found.rescheduling(booking, at=desk.tick(), terms=[pool.gives_back for pool in pools(desk)])
    )


def pools(desk: Desk) -> Iterable[ResourcePool]:
    return (desk.pool, *desk.more_pools)


def panel(*methods: DistributionMethod) -> Desk:
    """Return a desk that seats one of a and b with one of c and d, and with e."""
    first, second = methods or (RoundRobin(), RoundRobin())
    desk = Desk("abcde", pool=ResourcePool("pool", list("ab"), distribution=first))
    desk.more_pools = [ResourcePool("p2", list("cd"), distribution=second)]
    desk.rules = [Rule("call", "pool", additional=["p2", "e"])]
    return desk


def holders(booking: Booking) -> list[str]:
    return [seat.page for seat in booking.seats]


# F49


@pytest.mark.parametrize("method", METHODS)
def test_f49_a_panel_is_rescheduled_with_its_people(method: DistributionMethod) -> None:
    """What is offered is when exactly these are free, whoever else of their pools is."""
    desk = panel(method, method)
    booked = desk.book("09:00")
    first, second, third = holders(booked)
    desk.block(first, hour("10:00"))
    desk.block(second, hour("11:00"))
    desk.block(third, hour("12:00"))
    others = {"a": "b", "b": "a", "c": "d", "d": "c"}
    for other in (others[first], others[second]):
        desk.block(other, hour("13:00"), hour("14:00"), hour("15:00"), hour("16:00"))
    assert clocks(instead(desk, booked)) == ["09:00", "13:00", "14:00", "15:00", "16:00"]


def test_f49_rescheduling_a_panel_spends_no_turn() -> None:
    """Nobody's line moves, and no account changes."""
    desk = panel()
    booked = desk.book("09:00")
    before = {pool.id: desk.ledger.standings(pool.id, pool.pages) for pool in pools(desk)}
    moved = move(desk, booked, "12:00")
    assert (holders(moved), moved.span, moved.status) == (
        ["a", "c", "e"],
        hour("12:00"),
        "rescheduled",
    )
    assert {pool.id: desk.ledger.standings(pool.id, pool.pages) for pool in pools(desk)} == before
    assert holders(desk.book("09:00")) == ["b", "d", "e"]


def test_f49_why_a_panel_has_no_time_names_its_people() -> None:
    """The reasons are about the people of the booking, not about those who could replace them."""
    desk = panel()
    booked = desk.book("09:00")
    desk.block("c", hour("10:00"))
    assert {one.page for one in instead(desk, booked).why_not(at("10:00")).reasons} == {"c", None}
    assert not instead(desk, booked).why_not(at("11:00"))


# F50


def test_f50_cancelling_a_panel_frees_everybody() -> None:
    """All its people have their time again, and each loses it in their own pool."""
    desk = panel()
    booked = desk.book("09:00")
    both = [desk.pool, *desk.more_pools]
    assert "09:00" not in desk.starts()
    desk.keep(booked.cancelled(at=desk.tick(), terms=[pool.gives_back for pool in both]))
    assert desk.starts()[0] == "09:00"
    assert all(desk.starts(page=one)[0] == "09:00" for one in "ace")
    removed = {
        one.page: one.removed for pool in both for one in desk.ledger.standings(pool.id, pool.pages)
    }
    assert removed == {"a": 1, "b": 0, "c": 1, "d": 0}
    assert [one.removed for one in desk.ledger.standings(None, ["e"])] == [1]


# F57


@pytest.mark.parametrize("cover", [False, True], ids=["transfer", "cover"])
def test_f57_after_a_reassignment_it_goes_by_the_original_page(cover: bool) -> None:
    """When the original holder is free is what counts, and they hold it again."""
    desk = Desk("abc")
    booked = desk.book("09:00")
    handed = (
        booked.covered("b", at=desk.tick()) if cover else booked.reassigned("b", at=desk.tick())
    )
    desk.keep(handed)
    again = desk.keep(
        handed.covered("c", at=desk.tick()) if cover else handed.reassigned("c", at=desk.tick())
    )
    desk.block("a", hour("10:00"))
    desk.block("c", hour("11:00"))
    assert clocks(instead(desk, again, people="original"))[:3] == ["09:00", "11:00", "12:00"]
    assert clocks(instead(desk, again))[:3] == ["09:00", "10:00", "12:00"]
    moved = move(desk, again, "11:00", people="original")
    assert (holders(moved), moved.seats[0].account) == (["a"], "a")
    if cover:
        assert desk.received() == {"a": 1, "b": 0, "c": 0}
    else:
        assert desk.received() == {"a": 2, "b": 1, "c": 1}
        assert desk.removed() == {"a": 1, "b": 1, "c": 1}


def test_f57_each_seat_of_a_panel_goes_back_to_its_first_holder() -> None:
    """Seat by seat, whoever had it in between."""
    desk = panel()
    booked = desk.book("09:00")
    other = desk.keep(booked.reassigned("d", of="c", at=desk.tick()))
    other = desk.keep(other.reassigned("b", of="a", at=desk.tick()))
    assert holders(move(desk, other, "12:00", people="original")) == ["a", "c", "e"]


# F58


@pytest.mark.parametrize("method", METHODS)
def test_f58_a_booking_from_a_pool_stays_with_its_page(method: DistributionMethod) -> None:
    """Only the times of whoever has it are offered, whoever is next in line by now."""
    desk = Desk("ab", distribution=method)
    booked = desk.book("09:00")
    (mine,) = holders(booked)
    (other,) = {"a", "b"} - {mine}
    desk.block(mine, hour("10:00"))
    desk.block(other, hour("11:00"))
    assert clocks(instead(desk, booked))[:3] == ["09:00", "11:00", "12:00"]
    before = desk.standings()
    assert holders(move(desk, booked, "11:00")) == [mine]
    assert desk.standings() == before


def test_f58_a_page_that_takes_no_bookings_leaves_no_time() -> None:
    """Then the customer can't reschedule, and is told who it is."""
    second = BookingPage("second", "a")
    desk = Desk("ab", pool=pool_of(*map(Membership, ["second", "b"]), distribution=RoundRobin()))
    desk.pages = [second]
    booked = desk.book("09:00")
    desk.pages = [BookingPage("second", "a", enabled=False)]
    offer = instead(desk, booked)
    assert not offer.slots
    assert offer.refusal is not None
    assert [(one.code, one.page) for one in offer.refusal.reasons] == [("disabled", "second")]
    assert offer.why_not(at("12:00")).codes == {"disabled"}


def test_f58_who_has_left_is_replaced_if_asked() -> None:
    """Only their seat is filled anew, from its pool; the counts follow."""
    desk = panel()
    booked = desk.book("09:00")
    desk.ledger = desk.ledger.add(desk.more_pools[0].leaving("c", desk.ledger, at=desk.tick()))
    assert instead(desk, booked).why_not(at("12:00")).codes == {"left"}
    moved = move(desk, booked, "12:00", left="replace")
    assert holders(moved) == ["a", "d", "e"]
    standings = {one.page: one for one in desk.ledger.standings("p2", list("cd"))}
    assert (standings["c"].removed, standings["d"].received) == (1, 1)
    assert sum(one.removed for one in desk.ledger.standings("pool")) == 0


def test_f58_who_is_gone_from_the_team_is_named() -> None:
    """A page that is no more, and a member whom the pool has no longer."""
    desk = Desk("abc", pool=pool_of("a", "b", distribution=RoundRobin()))
    booked = desk.book("09:00")
    desk.pool = pool_of("b", "c", distribution=RoundRobin())
    assert instead(desk, booked).why_not(at("12:00")).codes == {"not_in_pool"}
    desk.members = [Member(one, HOURS) for one in "bc"]
    del desk.busy["a"]
    assert instead(desk, booked).why_not(at("12:00")).codes == {"gone"}
    assert holders(move(desk, booked, "12:00", left="replace")) == ["b"]


# Beyond the reference system: with others


def test_rescheduling_may_prefer_the_same_people() -> None:
    """Where they are free it is theirs; elsewhere it goes to whoever is next."""
    desk = Desk("abc")
    booked = desk.book("09:00")
    desk.turns(2)
    desk.block("a", hour("12:00"))
    offer = instead(desk, booked, people="preferred")
    assert holders_at(offer, "13:00") == ["a"]
    assert "12:00" not in clocks(offer), "a is next in line, and the line waits"
    desk.pool = pool_of("a", "b", "c", distribution=RoundRobin(when_blocked="next_per_start"))
    offer = instead(desk, booked, people="preferred")
    assert (holders_at(offer, "12:00"), holders_at(offer, "13:00")) == (["b"], ["a"])


def test_rescheduling_may_distribute_anew() -> None:
    """It goes by the ledger as if it had not been booked; the counts follow whoever gets it."""
    desk = Desk("abc", distribution=PooledAvailability())
    booked = desk.book("09:00")
    first = holders(booked)[0]
    desk.block(first, hour("12:00"))
    moved = move(desk, booked, "12:00", people="anew")
    assert holders(moved) != [first]
    assert desk.removed()[first] == 1
    assert desk.received()[holders(moved)[0]] == 1
    assert holders_at(instead(desk, moved, people="anew"), "13:00")


@pytest.mark.parametrize("people", ["same", "preferred", "anew", "original"])
@pytest.mark.parametrize("method", METHODS)
def test_rescheduling_to_the_same_time_is_possible(method: DistributionMethod, people: str) -> None:
    """A booking is not in its own way, neither by its time, its caps nor its calendar entry."""
    members = [Member(one, HOURS, caps=[Cap(1, "day")]) for one in "ab"]
    desk = Desk(members, distribution=method)
    booked = desk.book("09:00")
    (mine,) = holders(booked)
    desk.busy[mine].append(Busy(booked.span, booking=booked.id))
    offer = instead(desk, booked, people=people)
    assert "09:00" in clocks(offer)
    assert holders_at(offer, "09:00") == [mine]


def test_what_has_ended_is_not_rescheduled() -> None:
    """That is an error of whoever asks, as it is for the verbs."""
    desk = Desk("ab")
    booked = desk.book("09:00")
    for ended in (
        booked.cancelled(at=desk.tick()),
        booked.completed(at=desk.tick()),
        booked.no_show(at=desk.tick()),
    ):
        with pytest.raises(BookingStateError):
            instead(desk, ended)


def test_several_places_of_one_pool_are_kept_or_filled_one_by_one() -> None:
    """Who has one of two places keeps it while the other is filled anew."""
    desk = Desk("abcd", rules=[Rule("call", Draw("pool", count=2))])
    booked = desk.book("09:00")
    assert sorted(holders(booked)) == ["a", "b"]
    desk.ledger = desk.ledger.add(desk.pool.leaving("a", desk.ledger, at=desk.tick()))
    moved = move(desk, booked, "12:00", left="replace")
    assert [seat.page for seat in moved.seats if seat.page == "b"] == ["b"]
    assert holders(moved)[holders(booked).index("b")] == "b"
    assert set(holders(moved)) < {"b", "c", "d"}


def holders_at(offer: Offer, when: str) -> list[str]:
    found = offer.assign(at(when))
    assert isinstance(found, Assignment), found
    return [seat.page for seat in found.seats]


def test_the_caps_of_a_pool_hold_for_whom_it_gave() -> None:
    """A booking moves to a day only if that leaves room; its own old time takes none."""
    daily = Membership("a", caps=[Cap(1, "day", counts="pool")])
    desk = Desk("a", pool=ResourcePool("pool", [daily], distribution=RoundRobin()))
    first = desk.book(at("09:00", 2))
    desk.book(at("09:00", 3))
    days = {slot.start.day for slot in instead(desk, first).slots}
    assert 3 not in days
    assert {2, 4, 5} <= days
