"""Sessions of several bookings, as the reference system fills them."""

from typing import Any

import pytest

from teamsched import Busy, Cap, EventType
from tests.features.counter import Counter, hourly, names, turns_of
from tests.features.desk import at, hour

TEN = hour("10:00")


def group(capacity: int, **more: Any) -> EventType:
    return hourly(capacity=capacity, **more)


def concurrent(capacity: int, **more: Any) -> EventType:
    return hourly(capacity=capacity, sessions="concurrent", **more)


def people(desk: Counter, when: str, number: int) -> list[str]:
    """Book a start so many times; return who takes part in each booking."""
    return [names(desk.book(when)) for _ in range(number)]


# F70: what a calendar says


def two_for_john(*entries: Busy, **more: Any) -> Counter:
    desk = Counter(["John"], group(2, calendar_busy="takes_a_place", **more), host="John")
    desk.busy["John"] = list(entries)
    return desk


def test_f70_an_entry_of_the_calendar_takes_one_place() -> None:
    """Of two places, something else at that time leaves one."""
    desk = two_for_john(Busy(TEN, source="dentist"))
    assert desk.offer().places(at("09:00")) == 2
    assert desk.offer().places(at("10:00")) == 1
    made = desk.assign("10:00")
    assert made is not None
    (overlap,) = made.overlaps
    assert (overlap.code, overlap.page, overlap.span) == ("takes_a_place", "John", TEN)
    assert made.explain().splitlines()[-1].endswith("Mon 2 Mar 10:00–11:00 (dentist)")
    desk.book("10:00")
    assert "10:00" not in desk.starts()
    assert desk.offer().places(at("10:00")) == 0


def test_f70_an_entry_takes_a_place_of_a_session_that_has_begun() -> None:
    """It may have come later; what is more than the places is of no account."""
    desk = two_for_john()
    desk.book("10:00")
    assert desk.offer().places(at("10:00")) == 1
    desk.busy["John"] = [Busy(TEN)]
    assert "10:00" not in desk.starts()


def test_f70_two_entries_take_both_places() -> None:
    """Each that overlaps the slot takes one, and each is a reason."""
    first, last = Busy(hour("09:30")), Busy(hour("10:30"))
    desk = two_for_john(first, last)
    assert desk.offer().places(at("09:00")) == 1
    assert "10:00" not in desk.starts()
    assert [one.span for one in desk.offer().why_not(at("10:00")).reasons] == [
        first.span,
        last.span,
    ]


@pytest.mark.parametrize("more", [{"calendar": "additional"}, {"all_day": True}], ids=str)
def test_f70_entries_of_other_calendars_and_of_whole_days_block(more: dict[str, Any]) -> None:
    """They take all places."""
    desk = two_for_john(Busy(TEN, **more))
    assert "10:00" not in desk.starts()
    desk.busy["John"] = []
    desk.book("10:00")
    desk.busy["John"] = [Busy(TEN, **more)]
    assert "10:00" not in desk.starts()
    assert "11:00" in desk.starts()


def test_f70_free_entries_take_no_place() -> None:
    """What does not block takes none."""
    assert two_for_john(Busy(TEN, status="free")).offer().places(at("10:00")) == 2


def test_f70_buffers_against_the_calendar_are_ignored() -> None:
    """Neither a place nor the time beside an entry is lost to a buffer."""
    buffered = {"buffer_before": TEN.duration, "buffer_after": TEN.duration}
    desk = two_for_john(Busy(TEN, calendar="additional"), **buffered)
    assert desk.starts()[:3] == ["09:00", "11:00", "12:00"]


def test_f70_what_is_booked_here_counts_once() -> None:
    """An entry that is one of the session's bookings takes no second place."""
    desk = two_for_john()
    booking = desk.book("10:00")
    desk.busy["John"] = [Busy(TEN, booking=booking.id)]
    assert desk.offer().places(at("10:00")) == 1


def test_f70_by_default_a_calendar_blocks() -> None:
    """A session is not opened beside something else, nor joined."""
    desk = Counter(["John"], group(3), host="John")
    desk.book("10:00")
    desk.book("11:00")
    desk.busy["John"] = [Busy(TEN), Busy(hour("12:00"))]
    assert desk.starts()[:4] == ["09:00", "11:00", "13:00", "14:00"]


# F71: groups


def test_f71_the_first_host_is_filled_before_the_second() -> None:
    """Of three seats each: the first three bookings are John's, the fourth is Sarah's."""
    team = turns_of("team", "John", "Sarah")
    desk = Counter(["John", "Sarah"], group(3), host="team", pools=[team])
    assert people(desk, "09:00", 4) == ["John", "John", "John", "Sarah"]


def test_f71_the_first_guest_fixes_the_pair() -> None:
    """With one host, each slot has one co-host, and the next slot draws the next."""
    co_hosts = turns_of("co-hosts", "Sarah", "James")
    desk = Counter(
        ["John", "Sarah", "James"],
        group(3),
        host="John",
        additional=["co-hosts"],
        pools=[co_hosts],
    )
    assert people(desk, "09:00", 3) == ["John+Sarah"] * 3
    assert "09:00" not in desk.starts()
    assert people(desk, "10:00", 3) == ["John+James"] * 3


def test_f71_two_teams_form_a_new_pair_once_the_first_is_full() -> None:
    """From those who are left."""
    hosts, co_hosts = turns_of("hosts", "John", "Nolan"), turns_of("co-hosts", "Sarah", "James")
    desk = Counter(
        ["John", "Nolan", "Sarah", "James"],
        group(2),
        host="hosts",
        additional=["co-hosts"],
        pools=[hosts, co_hosts],
    )
    assert people(desk, "09:00", 4) == ["John+Sarah"] * 2 + ["Nolan+James"] * 2
    assert "09:00" not in desk.starts()


def test_f71_a_place_that_is_given_up_is_taken_again() -> None:
    """Cancelled or moved, the session has room for another."""
    desk = Counter(["John"], group(2), host="John")
    first, second = desk.book("09:00"), desk.book("09:00")
    assert "09:00" not in desk.starts()
    desk.cancel(first)
    assert desk.offer().places(at("09:00")) == 1
    moved = second.rescheduled(hour("12:00"), at=desk.tick())
    desk.keep(moved)
    assert desk.offer().places(at("09:00")) == 2
    assert desk.offer().places(at("12:00")) == 1


def test_f71_the_explanation_says_what_is_joined() -> None:
    """And how many places are left, and that nobody else was asked."""
    team = turns_of("team", "John", "Sarah")
    desk = Counter(["John", "Sarah"], group(3), host="team", pools=[team])
    opened = desk.assign("09:00")
    assert opened is not None
    assert "opens a session, with 2 places left" in opened.explain()
    desk.book("09:00")
    joined = desk.assign("09:00")
    assert joined is not None
    assert (joined.joins, joined.places_left) == (("b1",), 1)
    assert joined.explain().splitlines()[1:] == [
        "joins b1, with 1 place left",
        "team → John",
        "  John: is in the session of Mon 2 Mar 09:00–10:00 (b1)",
        "  Sarah: free, but whoever joins a session gets its people",
    ]
    assert desk.offer().who(at("09:00")) == ("John",)


# F72: concurrent sessions


def test_f72_a_fixed_host_keeps_the_co_host_of_the_slot() -> None:
    """A pairing that is used again spends no turn of the co-hosts."""
    co_hosts = turns_of("co-hosts", "Sarah", "James", "Connor")
    desk = Counter(
        ["John", "Sarah", "James", "Connor"],
        concurrent(2),
        host="John",
        additional=["co-hosts"],
        pools=[co_hosts],
    )
    assert people(desk, "09:00", 2) == ["John+Sarah"] * 2
    assert "09:00" not in desk.starts()
    assert people(desk, "10:00", 2) == ["John+James"] * 2
    assert people(desk, "11:00", 2) == ["John+Connor"] * 2


def test_f72_guests_of_one_session_cost_its_co_host_one_turn() -> None:
    """After a full slot and two that have one booking each, the first co-host is next again."""
    co_hosts = turns_of("co-hosts", "Sarah", "James", "Connor")
    desk = Counter(
        ["John", "Sarah", "James", "Connor"],
        concurrent(2),
        host="John",
        additional=["co-hosts"],
        pools=[co_hosts],
    )
    starts = ("09:00", "09:00", "10:00", "11:00", "12:00")
    assert [names(desk.book(start)) for start in starts] == [
        "John+Sarah",
        "John+Sarah",
        "John+James",
        "John+Connor",
        "John+Sarah",
    ]


def test_f72_hosts_take_turns_and_pairings_stick() -> None:
    """Team A with John and Nolan, team B with Sarah, James and Connor, two bookings each."""
    hosts = turns_of("A", "John", "Nolan")
    co_hosts = turns_of("B", "Sarah", "James", "Connor")
    desk = Counter(
        ["John", "Nolan", "Sarah", "James", "Connor"],
        concurrent(2),
        host="A",
        additional=["B"],
        pools=[hosts, co_hosts],
    )
    nine = people(desk, "09:00", 4)
    assert nine == ["John+Sarah", "Nolan+James", "John+Sarah", "Nolan+James"]
    assert "09:00" not in desk.starts()
    ten = people(desk, "10:00", 4)
    assert ten == ["John+Connor", "Nolan+Sarah", "John+Connor", "Nolan+Sarah"]


def test_f72_each_member_of_a_team_has_as_many_as_the_limit() -> None:
    """One team: each booking goes by the method, until all of them are full."""
    desk = Counter("xyz", concurrent(2), host="pool", pools=[turns_of("pool", "x", "y", "z")])
    assert people(desk, "09:00", 6) == ["x", "y", "z"] * 2
    assert "09:00" not in desk.starts()


def test_f72_a_session_of_who_is_not_next_is_not_shown() -> None:
    """Round robin shows the times of the next in line, sessions with room among them."""
    desk = Counter("xy", concurrent(2), host="pool", pools=[turns_of("pool", "x", "y")])
    desk.book("09:00")
    desk.busy["y"] = [hour("09:00")]
    assert "09:00" not in desk.starts()
    assert desk.offer().why_not(at("09:00")).codes == {"booked", "not_next_in_line", "busy"}
    desk.book("10:00")
    assert desk.offer().places(at("09:00")) == 1


def test_a_cap_counts_a_session_once() -> None:
    """Guests are not counted, sessions are."""
    desk = Counter(["John"], group(3, caps=[Cap(2, "day")]), host="John")
    assert people(desk, "09:00", 3) == ["John"] * 3
    desk.book("10:00")
    assert desk.starts() == ["10:00"]
