"""When there are starts, how far ahead, and which of them are shown: rows F61 to F67, and F78."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from teamsched import (
    Assignment,
    BookableDays,
    Busy,
    BusyStatus,
    DateRange,
    Draw,
    EventType,
    Interval,
    Ledger,
    Member,
    Offer,
    Request,
    ResourcePool,
    RoundRobin,
    Schedule,
    Slot,
    Team,
    WeeklyHours,
)

HOUR = timedelta(hours=1)
HALF = timedelta(minutes=30)
DAY = timedelta(days=1)
NINE_TO_FIVE = WeeklyHours.parse("daily 09:00-17:00", zone="UTC")


def at(clock: str, day: int = 2) -> datetime:
    """Return a time in March 2026, in UTC; the second is a Monday."""
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}+00:00")


SUNDAY = at("00:00", 1)


def span(start: str, end: str, day: int = 2) -> Interval:
    return Interval(at(start, day), at(end, day))


def offered(
    hours: Any = NINE_TO_FIVE,
    *,
    busy: Iterable[Busy | Interval] = (),
    now: datetime = SUNDAY,
    window: Interval | None = None,
    starts: list[datetime] | None = None,
    **kind: Any,
) -> Offer:
    """Return what the page of one person offers of one event type, on Monday if not said."""
    team = Team(
        [Member("ana", hours)], event_types=[EventType("call", **{"duration": HOUR} | kind)]
    )
    snapshot = team.snapshot(
        now=now, window=window or Interval.lasting(at("00:00"), DAY), busy={"ana": list(busy)}
    )
    return team.offer(Request("ana", "call"), snapshot, Ledger.of(), starts=starts)


def shown(slots: Iterable[Slot]) -> list[str]:
    """Return starts by the clock of their zone."""
    return [f"{slot.start:%H:%M}" for slot in slots]


def days_of(offer: Offer) -> list[int]:
    return [day.day for day in offer.slots.by_day()]


# F61: hours that recur, and dates that differ


def test_f61_a_date_replaces_the_week() -> None:
    """A date has its own hours instead of those of its weekday, more or fewer or none."""
    weekly = WeeklyHours.parse("Mon-Fri 09:00-11:00", zone="UTC")
    overrides = {date(2026, 3, 2): "14:00-16:00", date(2026, 3, 3): "", date(2026, 3, 7): "9-10"}
    hours = Schedule(weekly, overrides=overrides)
    week = Interval.lasting(at("00:00"), 7 * DAY)
    by_day = offered(hours, window=week).slots.by_day()
    assert {day.day: shown(slots) for day, slots in by_day.items()} == {
        2: ["14:00", "15:00"],
        **{day: ["09:00", "10:00"] for day in (4, 5, 6)},
        7: ["09:00"],
    }


def test_f61_a_date_on_which_the_clocks_change() -> None:
    """Hours of such a date are what its clocks show: an hour is missing, or comes twice."""
    weekly = WeeklyHours.parse("Sun 09:00-10:00", zone="Europe/Berlin")
    overrides = {date(2026, 3, 29): "01:00-04:00", date(2026, 10, 25): "01:00-04:00"}
    hours = Schedule(weekly, overrides=overrides)
    spring = Interval.lasting(datetime(2026, 3, 28, 22, tzinfo=UTC), DAY)
    autumn = Interval.lasting(datetime(2026, 10, 24, 22, tzinfo=UTC), DAY)
    assert shown(offered(hours, window=spring).slots) == ["01:00", "03:00"]
    assert shown(offered(hours, window=autumn).slots) == ["01:00", "02:00", "02:00", "03:00"]


# F62: what of a calendar blocks


@pytest.mark.parametrize("status", [one for one in BusyStatus if one != "unknown"])
def test_f62_free_does_not_block_and_all_else_does(status: BusyStatus) -> None:
    """Tentative, busy, out of office and working elsewhere take time away; free does not."""
    offer = offered(busy=[Busy(span("10:00", "11:00"), status=status)])
    assert ("10:00" in shown(offer.slots)) == (status == "free")
    assert offer.why_not(at("10:00")).codes == (set() if status == "free" else {"busy"})


# F63: buffers


def test_f63_a_buffer_is_kept_on_both_sides_of_busy_time() -> None:
    """Around 10 to 11, half an hour is kept free: before it nothing, after it 11:30 is next."""
    buffers: dict[str, Any] = {"buffer_before": HALF, "buffer_after": HALF}
    meeting = [span("10:00", "11:00")]
    offer = offered(busy=meeting, duration=HALF, step=HALF, **buffers)
    assert shown(offer.slots)[:3] == ["09:00", "11:30", "12:00"]
    hourly = offered(busy=meeting, step=HALF, **buffers)
    assert shown(hourly.slots)[:2] == ["11:30", "12:00"]
    assert hourly.why_not(at("09:00")).codes == {"buffer"}


def test_f63_a_buffer_makes_no_gaps_between_what_is_offered() -> None:
    """What is merely offered is no busy time, and the edges of a day need no buffer."""
    offer = offered(buffer_before=HALF, buffer_after=HALF)
    assert shown(offer.slots) == [f"{hour:02}:00" for hour in range(9, 17)]


# F64: starting times, and their spacing


def test_f64_starts_lie_at_marks_of_the_hour() -> None:
    """Only certain minutes of the hour are starts, however long a booking is."""
    hours = WeeklyHours.parse("daily 09:00-11:00", zone="UTC")
    offer = offered(hours, duration=HALF, marks=[0, 15, 45])
    assert shown(offer.slots) == ["09:00", "09:15", "09:45", "10:00", "10:15"]
    assert offer.why_not(at("09:30")).codes == {"off_grid"}
    assert shown(offered(hours, duration=HALF, marks=[45], starts=[at("09:30")]).slots) == []


def test_f64_marks_are_those_of_the_wall_clock() -> None:
    """Half an hour off UTC, a quarter past is a quarter past by the clocks of the page."""
    hours = WeeklyHours.parse("daily 09:00-11:00", zone="Asia/Kolkata")
    assert shown(offered(hours, duration=HALF, marks=[15]).slots) == ["09:15", "10:15"]


def test_f64_spacing_keeps_starts_apart() -> None:
    """From 9 to 11, with four marks an hour and 45 minutes between: 9:00, 9:45 and so on."""
    hours = WeeklyHours.parse("daily 09:00-11:00", zone="UTC")
    offer = offered(hours, duration=HALF, marks=[0, 15, 30, 45])
    spaced = offer.slots.spaced(timedelta(minutes=45))
    assert shown(spaced) == ["09:00", "09:45", "10:30"]
    assert isinstance(offer.assign(at("09:15")), Assignment), "what is not shown can be booked"


# F65: lead time


def test_f65_the_first_start_is_as_late_as_the_lead_time() -> None:
    """At 13:00, three hours ahead, the first start is 16:00."""
    offer = offered(now=at("13:00"), notice=3 * HOUR)
    assert shown(offer.slots) == ["16:00"]
    assert offer.why_not(at("15:00")).codes == {"too_soon"}


# F66: how far ahead

WEDNESDAY = at("08:00", 4)
TWO_WEEKS = Interval.lasting(at("00:00", 2), 14 * DAY)
WORKDAYS = WeeklyHours.parse("Mon-Fri 09:00-17:00", zone="UTC")


def the_example(**kind: Any) -> Offer:
    """Monday to Friday, all of Thursday busy, Friday full, opened on Wednesday."""
    all_day = Busy(span("00:00", "23:59", 5), all_day=True)
    busy: list[Busy | Interval] = [all_day, span("08:00", "18:00", 6)]
    return offered(WORKDAYS, busy=busy, now=WEDNESDAY, window=TWO_WEEKS, **kind)


def test_f66_days_without_slots_count_by_the_calendar() -> None:
    """Two days from now are two days, whatever they hold: only Wednesday is left of them."""
    assert days_of(the_example(horizon=2 * DAY)) == [4]
    assert days_of(the_example(horizon=5 * DAY)) == [4]
    assert days_of(the_example(horizon=5 * DAY + HOUR)) == [4, 9]


def test_f66_bookable_days_are_those_with_slots() -> None:
    """Two days with slots are Wednesday, today, and the Monday that follows."""
    offer = the_example(horizon=BookableDays(2))
    assert days_of(offer) == [4, 9]
    assert offer.why_not(at("09:00", 10)).codes == {"too_far"}
    assert not offer.why_not(at("16:00", 9))


def test_f66_today_counts_only_while_it_has_slots_left() -> None:
    """Opened on Wednesday night, the two days are Monday and Tuesday."""
    busy = [span("00:00", "23:59", 5), span("00:00", "23:59", 6)]
    late = offered(
        WORKDAYS, busy=busy, now=at("16:30", 4), window=TWO_WEEKS, horizon=BookableDays(2)
    )
    assert days_of(late) == [9, 10]


def test_f66_days_that_other_rules_close_do_not_count() -> None:
    """Notice closes Wednesday, and so it is Monday and Tuesday."""
    assert days_of(the_example(horizon=BookableDays(2), notice=DAY)) == [9, 10]


def test_f66_what_a_method_hides_is_no_slot() -> None:
    """A day on which only somebody who is not next in line has time does not count."""
    always = WeeklyHours.parse("daily 09:00-10:00", zone="UTC")
    pool = ResourcePool("pool", ["ana", "bo"], distribution=RoundRobin())
    team = Team(
        [Member("ana", always), Member("bo", always)],
        event_types=[EventType("call", duration=HOUR, horizon=BookableDays(1))],
        pools=[pool],
    )
    busy = {"ana": [span("00:00", "23:00", 2)], "bo": list[Interval]()}
    snapshot = team.snapshot(now=at("00:00"), window=TWO_WEEKS, busy=busy)
    assert days_of(team.find("call", [Draw("pool")], snapshot, zone="UTC")) == [3]


def test_f66_a_booking_is_judged_by_the_whole_window() -> None:
    """Asked about one start, it is as bookable as it was among all of them."""
    offer = the_example(horizon=BookableDays(2), starts=[at("09:00", 9), at("09:00", 10)])
    assert days_of(offer) == [9]


def test_f66_a_fixed_range_of_dates() -> None:
    """Some dates, both included, whenever they are asked about."""
    offer = the_example(horizon=DateRange(date(2026, 3, 9), date(2026, 3, 10)))
    assert days_of(offer) == [9, 10]
    assert offer.why_not(at("09:00", 11)).codes == {"outside_dates"}
    assert offer.why_not(at("16:00", 4)).codes == {"outside_dates"}


# F67: starts shown per day


def test_f67_a_few_starts_of_each_day_are_shown() -> None:
    """Of 9 to 17 by half hours, three are 9, 12 and 15; once 9:00 is booked, 9:30 is shown."""
    kind: dict[str, Any] = {"duration": HALF}
    assert shown(offered(**kind).slots.spread(3)) == ["09:00", "12:00", "15:00"]
    booked = offered(busy=[span("09:00", "09:30")], **kind)
    assert shown(booked.slots.spread(3)) == ["09:30", "12:00", "14:30"]
    assert isinstance(booked.assign(at("10:00")), Assignment), "what is not shown can be booked"


def test_f67_each_day_has_its_own() -> None:
    """The number is one of each local date."""
    week = Interval.lasting(at("00:00"), 2 * DAY)
    by_day = offered(window=week, duration=HALF).slots.spread(2).by_day()
    assert [shown(day) for day in by_day.values()] == [["09:00", "13:00"]] * 2


# F78: the customer's clocks and hours


def test_f78_a_customer_sees_their_own_clocks_and_hours() -> None:
    """9 to 17 in New York is 14 to 22 in London, or 14 to 17 in the working hours there."""
    eastern = WeeklyHours.parse("daily 09:00-17:00", zone="America/New_York")
    slots = offered(eastern, window=Interval.lasting(at("05:00"), DAY)).slots
    london = slots.in_zone("Europe/London")
    assert shown(london) == [f"{hour}:00" for hour in range(14, 22)]
    assert shown(london.between(time(9), time(17))) == ["14:00", "15:00", "16:00"]
    at_work = WeeklyHours.parse("Mon-Fri 09:00-17:00", zone="Europe/London")
    assert shown(london.during(at_work)) == ["14:00", "15:00", "16:00"]
    assert shown(slots.during(at_work)) == ["09:00", "10:00", "11:00"]


def test_f78_hours_follow_the_clocks_of_the_zone_that_is_shown() -> None:
    """Once the clocks of America have changed London sees an hour earlier, until its own have."""
    eastern = WeeklyHours.parse("daily 09:00-17:00", zone="America/New_York")
    for day, first in ((9, "13:00"), (30, "14:00")):
        window = Interval.lasting(at("05:00", day), DAY)
        london = offered(eastern, window=window).slots.in_zone("Europe/London")
        assert shown(london)[0] == first
        assert shown(london.between("09:00", "17:00"))[-1] == "16:00"
