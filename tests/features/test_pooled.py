"""Rows F21 to F30: pooled availability, with priority and without."""

from collections import Counter

import pytest

from teamsched import (
    UNKNOWN,
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


def even(counts: Counter[str], pages: str, most: float) -> bool:
    """Tell whether everybody has got about as many, by a chi-square test."""
    expected = counts.total() / len(pages)
    return sum((counts[page] - expected) ** 2 / expected for page in pages) < most


def test_f23_equals_are_settled_by_lot_and_the_seed_replays_it() -> None:
    """The same seed draws the same lot; over many seeds everybody has the same chance."""
    desk = pooled("abcd")

    def drawn(seed: int) -> str:
        desk.seed = str(seed)
        return members(desk, "09:00")[0]

    assert [drawn(7) for _ in range(3)] == [drawn(7)] * 3
    counts = Counter(drawn(seed) for seed in range(400))
    assert even(counts, "abcd", 16.27)  # three degrees of freedom: one in a thousand


def test_f23_who_was_booked_at_the_same_time_is_equal_too() -> None:
    """And under one seed every customer draws anew: nobody is preferred for good."""
    desk = pooled("ab")
    desk.block("a", hour("10:00"))
    desk.block("b", hour("09:00"))
    for clock in ("09:00", "10:00"):
        desk.now = at("00:00", day=1)
        desk.book(clock)
    assert len({one.last_booked for one in desk.standings()}) == 1
    counts = Counter(
        members(desk, "12:00", customer=f"customer {number}")[0] for number in range(200)
    )
    assert even(counts, "ab", 10.83)  # one degree of freedom: one in a thousand


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
    """However long they have been idle: the second longest gets it, and nobody if there is none."""
    desk = pooled("abc")
    desk.block("b", hour("09:00"))
    desk.block("c", hour("09:00"), hour("10:00"))
    assert holder(desk, "09:00") == "a"
    assert holder(desk, "10:00") == "b"
    assert members(desk, "12:00") == ("c",)
    left_out = [Membership("a"), Membership("b"), Membership("c", participating=False)]
    everybody = desk.pool
    desk.pool = pool_of(*left_out, distribution=PooledAvailability())
    desk.block("a", hour("11:00"))
    desk.block("b", hour("11:00"))
    assert "11:00" not in desk.starts()  # only c would have time
    assert desk.offer().who(at("12:00")) == ("a", "b")
    assert holder(desk, "12:00") == "a"
    desk.pool = everybody
    calendar, desk.busy["c"] = desk.busy["c"], UNKNOWN  # it can't be read
    assert desk.offer().who(at("13:00")) == ("a", "b")
    desk.busy["c"] = calendar
    assert holder(desk, "13:00") == "c"


def test_f26_who_pauses_is_passed_over() -> None:
    """Until they resume; having been away, they have been idle longest."""
    desk = pooled("ab")
    desk.block("b", hour("09:00"))
    assert holder(desk, "09:00") == "a"
    desk.ledger = desk.ledger.add(desk.pool.pausing("b", desk.ledger, at=desk.tick()))
    assert [holder(desk, clock) for clock in ("10:00", "11:00")] == ["a", "a"]
    desk.ledger = desk.ledger.add(desk.pool.resuming("b", desk.ledger, at=desk.tick()))
    assert holder(desk, "12:00") == "b"


def test_f27_the_highest_priority_of_those_who_are_free() -> None:
    """Availability first, then priority."""
    desk = by_priority(a=10, b=5, c=2)
    desk.block("a", hour("09:00"))
    assert holder(desk, "09:00") == "b"
    assert holder(desk, "10:00") == "a"


def test_f28_equal_priority_goes_by_idle_time() -> None:
    """Between two of them, whoever was booked longer ago; who is lower has no say in it."""
    desk = by_priority(a=5, b=5, c=4)
    desk.block("b", hour("09:00"))
    assert holder(desk, "09:00") == "a"
    later = [f"{clock}:00" for clock in range(10, 17)]
    assert "".join(holder(desk, clock) for clock in later) == "bababab"


def test_f28_equal_idle_time_goes_by_lot() -> None:
    """Among those of the highest priority who are free, and nobody else."""
    desk = by_priority(a=5, b=5, c=4)
    drawn = Counter[str]()
    for seed in range(200):
        desk.seed = str(seed)
        drawn.update(members(desk, "09:00"))
    assert set(drawn) == {"a", "b"}
    assert even(drawn, "ab", 10.83)


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
