"""Limits on what one page takes, as the reference system counts them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest

from teamsched import Cap, Interval, Member, Membership, Request
from teamsched.errors import InvalidValueError
from tests.features.counter import Counter, hourly, turns_of
from tests.features.desk import HOURS, at, hour

WORKDAYS = range(2, 7)
"""Monday to Friday, of March 2026."""


def limited(day: int | None = None, week: int | None = None) -> list[Cap]:
    """Return the limits of an event type."""
    limits: list[tuple[int | None, Literal["day", "week"]]] = [(day, "day"), (week, "week")]
    return [Cap(limit, per) for limit, per in limits if limit is not None]


def taken(order: str, a: list[Cap], b: list[Cap]) -> list[int]:
    """Return how many bookings each workday takes, if one event type is asked for, then another.

    Each booking is of the first event type in the order that still has a time on the day.
    """
    desk = Counter("x", hourly("a", caps=a), hourly("b", caps=b), host="x")
    return [book_all_day(desk, day, order) for day in WORKDAYS]


def book_all_day(desk: Counter, day: int, order: str) -> int:
    """Book the first start of a day until nothing is left; return how many that were."""
    for number in range(9):
        left = [kind for kind in order if desk.starts(day, event_type=kind)]
        if not left:
            return number
        start = desk.starts(day, event_type=left[0])[0]
        desk.book(at(start, day), event_type=left[0])
    return 9


@pytest.mark.parametrize("order", ["ab", "ba"])
@pytest.mark.parametrize(
    ("a", "b", "each_day"),
    [
        (limited(day=3), limited(day=3), [3, 3, 3, 3, 3]),
        (limited(week=3), limited(week=3), [3, 0, 0, 0, 0]),
        (limited(day=1, week=3), limited(day=1, week=3), [1, 1, 1, 0, 0]),
        (limited(day=2, week=3), limited(day=1, week=2), [2, 1, 0, 0, 0]),
    ],
)
def test_f68_the_highest_limit_counts_and_not_the_sum(
    order: str, a: list[Cap], b: list[Cap], each_day: list[int]
) -> None:
    """A page counts its bookings of all event types, and each event type has its own limit."""
    assert taken(order, a, b) == each_day


def test_f68_a_day_with_room_for_one_event_type_may_have_none_for_the_other() -> None:
    """Of 2 and 1 a day, the one with 1 is closed after any booking."""
    desk = Counter(
        "x", hourly("a", caps=limited(day=2)), hourly("b", caps=limited(day=1)), host="x"
    )
    desk.book("09:00", event_type="a")
    assert desk.starts(event_type="b") == []
    assert "10:00" in desk.starts(event_type="a")
    (why,) = desk.offer(event_type="b").why_not(at("10:00")).reasons
    assert (why.code, why.page, why.params["of"]) == ("cap", "x", "event_type")


PER_CALENDAR = [
    Cap(3, "day", counts="event_type"),
    Cap(5, "week", counts="event_type"),
]


def test_f69_three_on_monday_leave_two_for_the_rest_of_the_week() -> None:
    """Limits are stacked, and the strictest counts: 3 a day and 5 a week."""
    desk = Counter("x", hourly(caps=PER_CALENDAR), host="x")
    for start in ("09:00", "10:00", "11:00"):
        desk.book(start)
    assert desk.starts() == []
    desk.book(at("09:00", 3))
    assert desk.starts(day=4)
    desk.book(at("09:00", 5))
    assert [desk.starts(day) for day in range(2, 9)] == [[]] * 7


def test_f69_a_month_is_a_limit_as_well() -> None:
    """Day, week and month stack."""
    desk = Counter(
        "x", hourly(caps=[*PER_CALENDAR, Cap(1, "month", counts="event_type")]), host="x"
    )
    desk.book("09:00")
    assert desk.starts(day=3) == []
    desk.window = Interval.lasting(at("00:00", 30), timedelta(days=3))
    assert {slot.start.month for slot in desk.offer().slots} == {4}


def test_f69_calendars_do_not_share_their_counts() -> None:
    """What somebody hosts elsewhere is none of it."""
    desk = Counter("x", hourly("a", caps=PER_CALENDAR), hourly("b", caps=PER_CALENDAR), host="x")
    for start in ("09:00", "10:00", "11:00"):
        desk.book(start, event_type="a")
    assert desk.starts(event_type="a") == []
    assert desk.starts(event_type="b")[0] == "12:00"


def test_f69_co_hosts_are_exempt() -> None:
    """Whom a booking has as a co-host is limited by nothing but their time."""
    kind = hourly(caps=[Cap(1, "day", counts="event_type")])
    desk = Counter("xy", kind, host="pool", additional=["y"], pools=[turns_of("pool", "x")])
    desk.book("09:00")
    assert desk.starts() == []
    desk.rules = Counter("xy", kind, host="y", additional=["x"]).rules
    assert desk.starts()[0] == "10:00"


# Limits of memberships, which are ours


def member_limited(cap: Cap) -> Counter:
    """Return a desk with two pools that share somebody, who is limited in one of them."""
    pools = [turns_of("few", Membership("x", caps=[cap])), turns_of("many", "x")]
    return Counter("x", hourly(), host="few", pools=pools)


@pytest.mark.parametrize(("counts", "left"), [("pool", True), ("page", False)])
def test_a_membership_limits_what_is_drawn_from_its_pool(
    counts: Literal["pool", "page"], left: bool
) -> None:
    """It is judged in its own pool only, and counts what its pool gave, or all of it."""
    desk = member_limited(Cap(1, "day", counts=counts))
    desk.rules = Counter("x", hourly(), host="many").rules
    desk.book("09:00")
    assert desk.starts()
    desk.rules = Counter("x", hourly(), host="few").rules
    assert bool(desk.starts()) is left
    if left:
        desk.book("10:00")
    (why,) = desk.offer().why_not(at("12:00")).reasons
    assert (why.code, why.page, why.params["of"]) == ("cap", "x", "pool")
    assert "cap of the pool few reached, 1 of 1 bookings a day" in str(why)
    desk.rules = Counter("x", hourly(), host="many").rules
    assert desk.starts()


def test_a_membership_into_which_nothing_fits_is_always_closed() -> None:
    """It says so about the page, as others of the pool may take it."""
    desk = member_limited(Cap(0, "day"))
    assert desk.starts() == []
    (why,) = desk.offer().why_not(at("12:00")).reasons
    assert (why.code, why.page) == ("cap", "x")


def test_the_days_of_memberships_limits_have_to_be_loaded() -> None:
    """What counts in the month of a start has to be known."""
    desk = member_limited(Cap(1, "month"))
    needs = desk.team.needs(Request("page", "call"), hour("12:00", 30))
    assert needs.bookings.start <= at("00:00", 1)


@pytest.mark.parametrize(
    "made", [lambda caps: Member("x", HOURS, caps=caps), lambda caps: hourly(caps=caps)]
)
def test_only_memberships_count_what_is_drawn_from_a_pool(made: Callable[..., object]) -> None:
    """A member and an event type have no pool of which to count."""
    with pytest.raises(InvalidValueError, match="caps"):
        made([Cap(1, "day", counts="pool")])
