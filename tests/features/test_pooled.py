"""Rows F21 to F30: pooled availability, with priority and without."""

from collections import Counter

import pytest

from teamsched import (
    Member,
    Membership,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    Rule,
)
from teamsched.errors import InvalidInputError
from tests.features.desk import HOURS, Desk, at, hour, pool_of


def pooled(members: str = "abc") -> Desk:
    """Return a desk with pooled availability."""
    return Desk(members, PooledAvailability())


def by_priority(**priorities: int) -> Desk:
    """Return a desk with priorities."""
    members = [Membership(page, priority=some) for page, some in priorities.items()]
    pool = pool_of(*members, distribution=PooledAvailabilityWithPriority())
    return Desk("".join(priorities), pool=pool)


def members(desk: Desk, clock: str, **more: object) -> tuple[str, ...]:
    """Return who would get a start."""
    found = desk.assign(clock, **more)
    assert found is not None
    return found.members


def holder(desk: Desk, clock: str, **more: object) -> str:
    """Book a start and return who got it."""
    return desk.book(clock, **more).seats[0].page


def test_f21_what_is_offered_is_everybodys_time() -> None:
    """A start that one of them can take is offered."""
    desk = pooled("ab")
    desk.block("a", hour("10:00"), hour("11:00"))
    desk.block("b", hour("10:00"), hour("12:00"))
    assert desk.starts() == [f"{clock:02}:00" for clock in (9, 11, 12, 13, 14, 15, 16)]


def test_f22_idle_time_counts_from_when_a_booking_was_made() -> None:
    """Not from when it takes place."""
    desk = pooled("ab")
    desk.block("b", hour("16:00"))
    assert holder(desk, "16:00") == "a"  # a long time ahead, and made first
    desk.block("a", hour("09:00"))
    assert holder(desk, "09:00") == "b"
    assert holder(desk, "12:00") == "a"


def test_f23_equals_are_settled_by_lot_and_the_seed_replays_it() -> None:
    """The same seed draws the same lot; over many seeds everybody has the same chance."""
    desk = pooled("abcd")

    def drawn(seed: int) -> str:
        desk.seed = str(seed)
        return members(desk, "09:00")[0]

    assert [drawn(7) for _ in range(3)] == [drawn(7)] * 3
    draws = 400
    counts = Counter(drawn(seed) for seed in range(draws))
    expected = draws / 4
    chi_square = sum((counts[page] - expected) ** 2 / expected for page in "abcd")
    assert chi_square < 16.27  # three degrees of freedom: one in a thousand


def test_f24_a_clock_for_each_page_and_event_type() -> None:
    """A booking through another page, or of another event type, leaves the clock alone."""
    desk = pooled("ab")
    desk.rules += [Rule("demo", "pool")]
    desk.block("b", hour("09:00"))
    assert holder(desk, "09:00") == "a"
    desk.block("a", hour("13:00"))
    assert holder(desk, "13:00", page="other") == "b"
    assert members(desk, "12:00", page="other") == ("a",)
    assert members(desk, "12:00") == ("b",)
    desk.block("a", hour("14:00"))
    assert holder(desk, "14:00", event_type="demo") == "b"
    assert members(desk, "12:00", event_type="demo") == ("a",)
    assert members(desk, "12:00") == ("b",)


def test_f25_who_is_new_has_been_idle_longest() -> None:
    """A new member gets the next booking that they can take."""
    desk = pooled("ab")
    desk.turns(4)
    desk.members.append(Member("d", HOURS))
    desk.busy["d"] = [hour("15:00", day=3)]
    desk.pool = desk.pool.including("d")
    assert desk.book(at("15:00", day=3)).seats[0].page != "d"
    assert desk.book(at("16:00", day=3)).seats[0].page == "d"


def test_f26_who_does_not_take_part_is_passed_over() -> None:
    """However long they have been idle."""
    desk = pooled("abc")
    desk.block("b", hour("09:00"))
    desk.block("c", hour("09:00"), hour("10:00"))
    assert holder(desk, "09:00") == "a"
    assert holder(desk, "10:00") == "b"
    left_out = [Membership("a"), Membership("b"), Membership("c", participating=False)]
    desk.pool = pool_of(*left_out, distribution=PooledAvailability())
    assert holder(desk, "12:00") == "a"
    desk.pool = pool_of("a", "b", "c", distribution=PooledAvailability())
    assert holder(desk, "13:00") == "c"


def test_f27_the_highest_priority_of_those_who_are_free() -> None:
    """Availability first, then priority."""
    desk = by_priority(a=10, b=5, c=2)
    desk.block("a", hour("09:00"))
    assert holder(desk, "09:00") == "b"
    assert holder(desk, "10:00") == "a"


def test_f28_equal_priority_goes_by_idle_time() -> None:
    """Between two of them, whoever was booked longer ago."""
    desk = by_priority(a=5, b=5)
    desk.block("b", hour("09:00"))
    assert holder(desk, "09:00") == "a"
    assert holder(desk, "10:00") == "b"
    assert holder(desk, "11:00") == "a"


@pytest.mark.parametrize("priority", [0, 11, -1, 2.5, "5", True])
def test_f29_priority_is_one_to_ten_and_five_by_default(priority: object) -> None:
    """Anything else is refused."""
    assert Membership("a").priority == 5
    assert Membership("a", priority=1) != Membership("a", priority=10)
    with pytest.raises(InvalidInputError, match=r"^priority: expected a whole number"):
        Membership("a", priority=priority)  # type: ignore[arg-type]


def test_f30_a_lower_priority_starves() -> None:
    """Priority is no weight: whoever is lower gets nothing while the higher one is free."""
    desk = by_priority(a=6, b=5)
    starts = [slot.span.start for slot in desk.offer().slots[:20]]
    assert [desk.book(start).seats[0].page for start in starts] == ["a"] * 20
