"""Several lengths and horizons of days, as the roof answers with them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from teamsched import (
    Assignment,
    BookableDays,
    Claims,
    DateRange,
    Draw,
    Interval,
    InvalidInputError,
    Ledger,
    Member,
    Offer,
    PooledAvailability,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    WeeklyHours,
)
from teamsched.errors import InvalidValueError
from tests.unit.team.cast import DAY, MONDAY, at, call, member, page, span, team

ANA = Request("ana", "call")
HALF, TWO = timedelta(minutes=30), timedelta(hours=2)
WEEK = Interval.lasting(MONDAY, timedelta(days=7))
FROM_TUESDAY = DateRange(date(2026, 3, 3), date(2026, 3, 4))


def offered(
    *, window: Interval = WEEK, asked: Request = ANA, starts: Any = None, **kind: Any
) -> Offer:
    group = team(member("ana"), event_types=[call(**kind)])
    snapshot = group.snapshot(now=MONDAY, window=window)
    return group.offer(asked, snapshot, Ledger.of(), starts=starts)


def days_of(offer: Offer) -> list[int]:
    return [day.day for day in offer.slots.by_day()]


# Lengths


def test_a_request_may_ask_for_another_length() -> None:
    """The booking is as long as was asked for, on the starts of the event type."""
    asked = Request("ana", "call", duration=HALF)
    offer = offered(window=DAY, asked=asked, durations=[HALF])
    assert [f"{slot.start:%H:%M}" for slot in offer.slots] == ["09:00", "10:00", "11:00"]
    made = offer.assign(at("11:00"))
    assert isinstance(made, Assignment)
    assert made.booking("b", at=MONDAY).span == span("11:00", "11:30")


def test_other_lengths_are_refused_wherever_they_are_asked_for() -> None:
    """In requests and in searches, whether something is offered or loaded."""
    group = team(member("ana"), event_types=[call(durations=[HALF])])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    wrong = Request("ana", "call", duration=TWO)
    asks: list[Callable[[], object]] = [
        lambda: group.offer(wrong, snapshot, Ledger.of()),
        lambda: group.needs(wrong, DAY),
        lambda: group.find("call", ["ana"], snapshot, zone="UTC", duration=TWO),
        lambda: group.needs_to_find("call", ["ana"], DAY, duration=TWO),
    ]
    for ask in asks:
        with pytest.raises(InvalidInputError, match=r"^duration: expected one of 1:00:00, 0:30:00"):
            ask()


def test_a_longer_length_is_known_to_the_end() -> None:
    """A snapshot knows what lies beyond its window as far as the longest booking reaches."""
    asked = Request("ana", "call", duration=TWO)
    offer = offered(window=span("10:00", "10:01"), asked=asked, durations=[TWO])
    assert [slot.span for slot in offer.slots] == [span("10:00", "12:00")]


def test_needs_reach_as_far_as_what_is_asked_for() -> None:
    """A longer booking needs more of the calendar."""
    group = team(member("ana"), event_types=[call(durations=[TWO])])
    assert group.needs(ANA, DAY).busy.end == DAY.end + timedelta(hours=1)
    assert group.needs(Request("ana", "call", duration=TWO), DAY).busy.end == DAY.end + TWO
    assert group.needs_to_find("call", ["ana"], DAY, duration=TWO).busy.end == DAY.end + TWO


def test_another_length_is_another_lot() -> None:
    """Who gets a booking by lot does not follow from who would get a longer one."""
    names = list("abcdefgh")
    pool = ResourcePool("p", names, distribution=PooledAvailability())
    kind = call(durations=[HALF])
    group = team(*map(member, names), event_types=[kind], pools=[pool], seed="seed")
    snapshot = group.snapshot(now=MONDAY, window=WEEK)
    lots = [
        [
            group.find("call", ["p"], snapshot, zone="UTC", duration=length).assign(start)
            for start in (at("09:00"), at("10:00"), at("11:00"))
        ]
        for length in (HALF, None)
    ]
    short, long = ([one.members for one in some if isinstance(one, Assignment)] for some in lots)
    assert len(short) == len(long) == 3
    assert short != long


# Days


def test_bookable_days_need_to_know_today() -> None:
    """Where the window begins later, the days before it can't be counted: that is an error."""
    with pytest.raises(InvalidValueError, match=r"^window: expected one that begins by 2026-03-02"):
        offered(window=span("00:01", "23:00"), horizon=BookableDays(3))
    assert offered(window=span("00:00", "23:00"), horizon=BookableDays(3)).slots


def test_bookable_days_look_ahead() -> None:
    """A booking is decided on the window that was shown."""
    limited = team(member("ana"), event_types=[call(horizon=BookableDays(3))])
    assert limited.needs(ANA, WEEK).looks_ahead
    assert limited.needs_to_find("call", ["ana"], WEEK).looks_ahead
    for horizon in (None, timedelta(3), FROM_TUESDAY):
        assert not team(event_types=[call(horizon=horizon)]).needs(ANA, WEEK).looks_ahead


def test_starts_beyond_are_told_why() -> None:
    """Off the grid or on it, asked about or not."""
    beyond = offered(horizon=BookableDays(2))
    assert days_of(beyond) == [2, 3]
    assert beyond.why_not(at("09:00", 4)).codes == {"too_far"}
    assert beyond.why_not(at("09:07", 4)).codes == {"too_far", "off_grid"}
    dated = offered(horizon=FROM_TUESDAY)
    assert days_of(dated) == [3, 4]
    (reason,) = dated.why_not(at("09:00", 2)).reasons
    assert dict(reason.params) == {"first": FROM_TUESDAY.first, "last": FROM_TUESDAY.last}


def test_an_empty_page_is_told_so() -> None:
    """Where no date is left, or only starts beyond are asked about, that is the reason."""
    dated = offered(horizon=DateRange(date(2026, 4, 1), date(2026, 4, 2))).refusal
    assert dated is not None
    assert dated.codes == {"outside_dates"}
    beyond = offered(horizon=BookableDays(2), starts=[at("09:00", 4), at("10:00", 5)]).refusal
    assert beyond is not None
    assert beyond.codes == {"too_far"}
    nobody = offered(horizon=BookableDays(2), hours=WeeklyHours([], zone="UTC")).refusal
    assert nobody is not None
    assert nobody.codes == {"outside_event_hours"}


def test_a_range_may_be_open_at_both_ends() -> None:
    """All dates there are are no limit."""
    assert offered(horizon=DateRange(date.min, date.max)).slots == offered().slots


def test_what_looks_ahead_sees_no_more_than_the_dates() -> None:
    """Who has time after the last date only is not waited for."""
    pool = ResourcePool("p", ["ana", "bo"], distribution=RoundRobin(when_blocked="next_in_horizon"))
    kind = call(horizon=DateRange(date(2026, 3, 2), date(2026, 3, 2)))
    group = team(event_types=[kind], pools=[pool], pages=[page(Rule("call", "p"))])
    busy = {"ana": [DAY], "bo": list[Interval]()}
    snapshot = group.snapshot(now=MONDAY, window=WEEK, busy=busy)
    offer = group.offer(Request("page", "call"), snapshot, Ledger.of())
    assert days_of(offer) == [2]
    assert offer.who(at("09:00")) == ("bo",)


def test_days_on_which_only_an_owner_has_time_count() -> None:
    """A soft claim is a second way to book: a day counts if either way has a start."""
    people = [
        member("ana", hours="Tue 09:00-12:00"),
        member("bo", hours="Mon,Wed 09:00-12:00"),
    ]
    pool = ResourcePool("p", ["ana", "bo"], distribution=RoundRobin())
    rule = Rule("call", Draw("p", claims=Claims(owner="soft")))
    group = team(
        *people, event_types=[call(horizon=BookableDays(2))], pools=[pool], pages=[page(rule)]
    )
    snapshot = group.snapshot(now=MONDAY, window=WEEK)
    asked = Request("page", "call", owners=["bo"])
    assert days_of(group.offer(asked, snapshot, Ledger.of())) == [2, 3]
    plain = group.offer(Request("page", "call"), snapshot, Ledger.of())
    assert days_of(plain) == [3]


def test_a_date_that_comes_twice_is_one_day() -> None:
    """Where clocks are put back over midnight, a date goes on after the next has begun."""
    kind = call(horizon=BookableDays(1))
    zone = "America/Havana"
    always = Member("ana", WeeklyHours.always(zone=zone))
    # At 1:00 on 1 November 2026 clocks in Havana are put back to midnight.
    window = Interval.lasting(datetime(2026, 11, 1, 4, tzinfo=UTC), timedelta(days=2))
    group = team(always, event_types=[kind])
    snapshot = group.snapshot(now=window.start, window=window)
    slots = group.offer(ANA, snapshot, Ledger.of()).slots
    assert [day.day for day in slots.by_day()] == [1]
    assert len(slots) == 25
