"""Rows F07 to F20: round robin, as a customer and a host meet it."""

from collections import Counter

import attrs
import pytest

from teamsched import (
    Loss,
    Member,
    Membership,
    PooledAvailability,
    ResourcePool,
    RoundRobin,
    attribute,
)
from tests.features.desk import HOURS, WEEK, Desk, at, drawing, hour, pool_of


def test_f07_only_the_next_in_line_is_shown() -> None:
    """What is offered is what the next in line can take, however free the others are."""
    desk = Desk("ab")
    desk.block("a", hour("10:00"))
    assert "10:00" not in desk.starts()
    assert desk.starts() == ["09:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00"]
    assert all(desk.offer().who(slot) == ("a",) for slot in desk.offer().slots)


def test_f08_the_turn_passes_with_a_booking_and_not_before() -> None:
    """Looking, and asking who it would be, leaves the line as it is."""
    desk = Desk("ab")
    for _ in range(5):
        assert desk.offer().who(at("09:00")) == ("a",)
        assert desk.assign("09:00") is not None
    desk.book("09:00")
    assert desk.offer().who(at("10:00")) == ("b",)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_f09_everybody_gets_the_same_number(size: int) -> None:
    """After each round of bookings, everybody has one more."""
    desk = Desk("abcde"[:size])
    for rounds in (1, 2, 3):
        assert Counter(desk.turns(size)) == Counter("abcde"[:size])
        assert set(desk.received().values()) == {rounds}


def test_f09_who_fell_behind_catches_up() -> None:
    """Numbers come out even, not turns: who could take nothing for a while is next until then."""
    desk = Desk("abc", RoundRobin(when_blocked="next_per_start"))
    desk.block("b", hour("09:00"), hour("10:00"))
    assert desk.turns(4) == "acac"
    later = [desk.book(f"{clock}:00").seats[0].page for clock in range(11, 16)]
    assert later[:2] == ["b", "b"]
    assert set(later[2:]) == set("abc")
    assert desk.received() == {"a": 3, "b": 3, "c": 3}


def test_f10_a_blocked_line_blocks() -> None:
    """If the next in line has no time at all, nothing is offered; or whatever else is chosen."""
    desk = Desk("ab")
    desk.block("a", WEEK)
    assert desk.offer().refusal is not None
    assert desk.starts() == []
    assert "not_next_in_line" in desk.offer().why_not(at("09:00")).codes
    for blocked in ("next_per_start", "next_in_horizon"):
        desk.pool = pool_of("a", "b", distribution=RoundRobin(when_blocked=blocked))
        assert desk.offer().who(at("09:00")) == ("b",)
        assert desk.book("09:00").seats[0].page == "b"
        assert desk.pool.line(desk.ledger).tally("a").units == 0  # it keeps its place
        desk.ledger = Desk().ledger
    desk.pool = pool_of("a", "b", distribution=RoundRobin())
    assert desk.starts() == []


def test_f11_a_cancellation_moves_to_the_front() -> None:
    """Who loses a booking is next, until they have caught up."""
    desk = Desk("abc")
    bookings = [desk.book(clock) for clock in ("09:00", "10:00", "11:00")]
    desk.cancel(bookings[1])
    assert desk.offer().who(at("14:00")) == ("b",)
    assert desk.turns(1) == "b"
    assert Counter(desk.turns(3)) == Counter("abc")


def test_f11_who_is_to_blame_may_matter() -> None:
    """What is given back may be what customers cancelled, and nothing else."""
    for by, turn in (("customer", "b"), ("host", "a")):
        desk = Desk("abc", RoundRobin(correction=[Loss.CUSTOMER_CANCELLED]))
        bookings = [desk.book(clock) for clock in ("09:00", "10:00", "11:00")]
        desk.cancel(bookings[1], by=by)
        assert desk.removed() == {"a": 0, "b": 1, "c": 0}
        assert desk.turns(1) == turn


def test_f12_a_no_show_is_compensated() -> None:
    """A customer who doesn't come is no booking received."""
    desk = Desk("abc")
    bookings = [desk.book(clock) for clock in ("09:00", "10:00", "11:00")]
    missed = desk.keep(bookings[1].no_show(at=desk.tick()))
    assert desk.removed() == {"a": 0, "b": 1, "c": 0}
    assert desk.offer().who(at("14:00")) == ("b",)
    desk.cancel(missed)  # gives nothing back once more
    assert desk.turns(1) == "b"
    assert desk.received() == {"a": 1, "b": 2, "c": 1}
    assert Counter(desk.turns(3)) == Counter("abc")


def test_f13_a_reassignment_moves_the_turn() -> None:
    """Who hands over is next; who takes over waits a turn longer."""
    desk = Desk("abc")
    first, _, _ = (desk.book(clock) for clock in ("09:00", "10:00", "11:00"))
    desk.keep(first.reassigned("b", at=desk.tick()))
    assert desk.received() == {"a": 1, "b": 2, "c": 1}
    assert desk.removed() == {"a": 1, "b": 0, "c": 0}
    assert desk.turns(1) == "a"
    assert desk.turns(3) == "cab"


def test_f14_a_request_to_reschedule_is_a_removal() -> None:
    """When the host asks the customer to book anew, the host's member is next."""
    desk = Desk("abc")
    bookings = [desk.book(clock) for clock in ("09:00", "10:00", "11:00")]
    asked = desk.keep(bookings[1].reschedule_requested(at=desk.tick()))
    assert not asked.occupies
    assert desk.removed() == {"a": 0, "b": 1, "c": 0}
    assert desk.turns(1) == "b"
    assert Counter(desk.turns(3)) == Counter("abc")


def test_f15_rescheduling_on_the_same_page_changes_nothing() -> None:
    """Another time with the same person is the same booking."""
    desk = Desk("abc")
    first = desk.book("09:00")
    before, line = desk.standings(), desk.pool.line(desk.ledger)
    moved = desk.keep(first.rescheduled(hour("15:00"), at=desk.tick()))
    assert desk.standings() == before
    assert desk.pool.line(desk.ledger) == line
    assert moved.span == hour("15:00")
    assert "15:00" in desk.starts()  # it is b's turn, and only a's time is taken


def test_f16_rescheduling_to_another_page_moves_the_counts() -> None:
    """The old page has one removed, the new page one received."""
    desk = Desk("abc")
    first, _, _ = (desk.book(clock) for clock in ("09:00", "10:00", "11:00"))
    desk.keep(first.rescheduled(hour("15:00"), to="b", at=desk.tick()))
    assert desk.received() == {"a": 1, "b": 2, "c": 1}
    assert desk.removed() == {"a": 1, "b": 0, "c": 0}
    assert desk.turns(1) == "a"


def test_f17_switching_correction_off_takes_nothing_back() -> None:
    """What was earned before stays; what is removed after earns nothing, then or later."""
    desk = Desk("abc")
    bookings = [desk.book(clock) for clock in ("09:00", "10:00", "11:00")]
    desk.cancel(bookings[1])
    corrected = desk.pool
    desk.pool = attrs.evolve(corrected, distribution=RoundRobin(correction=False))
    desk.cancel(bookings[2])
    desk.pool = corrected
    assert desk.removed() == {"a": 0, "b": 1, "c": 1}
    assert desk.turns(4) == "bacb"


def test_f17_switched_on_it_is_for_what_is_removed_from_then_on() -> None:
    """What was booked while it was off included."""
    desk = Desk("abc", RoundRobin(correction=False))
    bookings = [desk.book(clock) for clock in ("09:00", "10:00", "11:00")]
    desk.cancel(bookings[1])
    desk.pool = pool_of("a", "b", "c", distribution=RoundRobin())
    desk.cancel(bookings[2])
    assert desk.removed() == {"a": 0, "b": 1, "c": 1}
    assert desk.turns(4) == "cabc"


def test_f18_correction_is_on_where_there_is_any() -> None:
    """A new round robin corrects; pooled availability has nothing to correct."""
    assert RoundRobin() == RoundRobin(correction=True) != RoundRobin(correction=False)
    assert ResourcePool("pool", ["a"], distribution=RoundRobin()).gives_back.losses
    assert not ResourcePool("pool", ["a"], distribution=PooledAvailability()).gives_back.losses
    with pytest.raises(TypeError, match="correction"):
        PooledAvailability(correction=True)  # type: ignore[call-arg]


def test_f19_two_removals_are_caught_up_twice() -> None:
    """Every booking that is removed comes back."""
    desk = Desk("ab")
    bookings = [desk.book(clock) for clock in ("09:00", "10:00", "11:00", "12:00")]
    for lost in (bookings[1], bookings[3]):
        desk.cancel(lost)
    assert desk.turns(2) == "bb"
    assert Counter(desk.turns(4)) == Counter("aabb")


def test_f20_who_is_filtered_out_keeps_the_place() -> None:
    """The first in line who fits gets it, and who was skipped is still next."""
    speakers = {"a": "en", "b": "es", "c": "es"}
    members = [Member(name, HOURS, attributes={"language": it}) for name, it in speakers.items()]
    desk = Desk(members)
    spanish = {"language": ["es"]}
    assert desk.offer(filters=spanish).who(at("09:00")) == ("b",)
    assert desk.book("09:00", filters=spanish).seats[0].page == "b"
    assert desk.turns(1) == "a"

    by_rule = Desk(members)
    by_rule.rules = drawing(where=attribute("language") == "es")
    assert by_rule.book("09:00").seats[0].page == "b"
    by_rule.rules = drawing()
    assert by_rule.turns(1) == "a"


def test_weights_and_members_left_out_keep_f09() -> None:
    """Two to one: who weighs twice as much gets two of three."""
    members = [Membership("a", weight=2), Membership("b")]
    desk = Desk("ab", pool=pool_of(*members, distribution=RoundRobin()))
    assert Counter(desk.turns(9)) == {"a": 6, "b": 3}
