"""Schedules: dates that differ from the week, and time off."""

import copy
import pickle
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from teamsched.availability import Recurrence, RecurringHours, Schedule, WeeklyHours
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.intervals import Interval, IntervalSet
from teamsched.zonekeys import zone_of

WEEKLY = WeeklyHours.parse("Mon 22-6; Tue-Fri 9-17", zone="UTC")
MONDAY, TUESDAY = date(2025, 6, 2), date(2025, 6, 3)
DAYS = Interval.parse("2025-06-02T12:00Z/2025-06-04T12:00Z")
OFF = Interval.parse("2025-06-03T05:00Z/2025-06-03T10:00Z")
CLINIC = RecurringHours(
    Recurrence("FREQ=DAILY", start=datetime(2025, 6, 1, 9), zone="UTC"), timedelta(hours=3)
)


def opened(**options: Any) -> str:
    """Return when a schedule is open from Monday noon to Wednesday noon, without the dates."""
    text = Schedule(WEEKLY, **options).open_during(DAYS).isoformat()
    return text.replace("2025-06-0", "").replace(":00Z", "").replace("T", " ")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "2 22:00/3 06:00, 3 09:00/3 17:00, 4 09:00/4 12:00"),
        ({"overrides": {TUESDAY: ""}}, "2 22:00/3 06:00, 4 09:00/4 12:00"),
        ({"overrides": {MONDAY: []}}, "3 09:00/3 17:00, 4 09:00/4 12:00"),
        (
            {"overrides": {TUESDAY: "5-7, 11-12"}},
            "2 22:00/3 07:00, 3 11:00/3 12:00, 4 09:00/4 12:00",
        ),
        ({"overrides": {TUESDAY: [("20:00", "10:00")]}}, "2 22:00/3 06:00, 3 20:00/4 12:00"),
        ({"overrides": {date(2025, 6, 1): "20-13:00"}}, None),
        ({"time_off": [OFF]}, "2 22:00/3 05:00, 3 10:00/3 17:00, 4 09:00/4 12:00"),
        ({"time_off": IntervalSet([OFF]), "overrides": {TUESDAY: "9-12"}}, None),
        ({"time_off": [DAYS]}, ""),
    ],
)
def test_schedules_are_open(options: Any, expected: str | None) -> None:
    """An override replaces what begins on its date and nothing else; time off is taken out."""
    if "time_off" not in options and expected is None:
        expected = "2 12:00/2 13:00, 2 22:00/3 06:00, 3 09:00/3 17:00, 4 09:00/4 12:00"
    elif expected is None:
        expected = "2 22:00/3 05:00, 3 10:00/3 12:00, 4 09:00/4 12:00"
    assert opened(**options) == expected


def test_overrides_are_dates_of_the_zone() -> None:
    """A Tuesday in Kathmandu begins while it is Monday in UTC."""
    weekly = WeeklyHours.always(zone="Asia/Kathmandu")
    schedule = Schedule(weekly, overrides={TUESDAY: ""})
    gap = schedule.open_during(DAYS).gaps(DAYS)
    assert gap.isoformat() == "2025-06-02T18:15:00Z/2025-06-03T18:15:00Z"


def test_equal_schedules_are_equal_values() -> None:
    """However they were written, they are one key, and survive copies."""
    schedule = Schedule(WEEKLY, overrides={TUESDAY: "12-15,9-12", MONDAY: []}, time_off=[OFF])
    same = Schedule(
        WeeklyHours.parse("Tue-Fri 9-17; Mon 22-6", zone="UTC"),
        overrides={MONDAY: "", TUESDAY: [("09:00", "15:00")]},
        time_off=[(OFF.start, OFF.end)],
    )
    assert {schedule: 1}[same] == 1
    assert schedule.overrides == ((MONDAY, ""), (TUESDAY, "09:00-15:00"))
    assert pickle.loads(pickle.dumps(schedule)) == copy.deepcopy(schedule) == schedule  # noqa: S301 (it is our own)
    assert attrs.evolve(schedule) == schedule
    assert attrs.evolve(schedule, time_off=()) != schedule
    assert attrs.evolve(schedule, overrides=()) != schedule


def test_time_off_can_be_set_apart() -> None:
    """Those who differ only in their time off have the rest in common."""
    schedule = Schedule(WEEKLY, overrides={TUESDAY: "9-12"}, time_off=[OFF])
    common = schedule.without_time_off()
    assert common == Schedule(WEEKLY, overrides={TUESDAY: "9-12"})
    assert common.without_time_off() is common
    assert schedule.without_time_off() is common
    assert common.open_during(DAYS) - schedule.time_off == schedule.open_during(DAYS)
    assert schedule.zone is WEEKLY.zone is zone_of("UTC")


def test_time_off_goes_with_any_hours() -> None:
    """What recurs has time off like a week, and it can be set apart as well."""
    schedule = Schedule(CLINIC, time_off=[OFF])
    assert schedule.open_during(DAYS).isoformat() == (
        "2025-06-03T10:00:00Z/2025-06-03T12:00:00Z, 2025-06-04T09:00:00Z/2025-06-04T12:00:00Z"
    )
    assert schedule.without_time_off().open_during(DAYS) == CLINIC.open_during(DAYS)
    assert schedule.zone is CLINIC.zone


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "<Schedule Mon 22:00-06:00; Tue-Fri 09:00-17:00, UTC>"),
        (
            {"overrides": {MONDAY: "", TUESDAY: ""}, "time_off": [OFF]},
            "<Schedule Mon 22:00-06:00; Tue-Fri 09:00-17:00, UTC, overrides: 2, time off: 1>",
        ),
    ],
)
def test_repr_is_short(options: Any, expected: str) -> None:
    """It shows the week, whose clocks it follows, and how much differs."""
    assert repr(Schedule(WEEKLY, **options)) == expected


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"hours": "Mon 9-17"}, InvalidTypeError, "hours: expected hours, such as WeeklyHours"),
        ({"hours": Schedule(WEEKLY)}, InvalidTypeError, "hours: expected hours that are no Sched"),
        (
            {"hours": CLINIC, "overrides": {MONDAY: ""}},
            InvalidValueError,
            "overrides: expected none beside such hours",
        ),
        (
            {"overrides": [(MONDAY, "9-12"), (TUESDAY, ""), (MONDAY, "13-17")]},
            InvalidValueError,
            "overrides: expected every date once, got datetime.date(2025, 6, 2)",
        ),
        ({"overrides": "9-17"}, InvalidTypeError, "overrides: expected a mapping from dates"),
        ({"overrides": ["9-17"]}, InvalidTypeError, "overrides: expected a mapping from dates"),
        ({"overrides": [(MONDAY,)]}, InvalidTypeError, "overrides: expected a mapping from dates"),
        ({"overrides": {"2025-06-02": ""}}, InvalidTypeError, "overrides: expected a mapping from"),
        ({"overrides": {datetime(2025, 6, 2): ""}}, InvalidTypeError, "overrides: expected a map"),
        ({"overrides": {MONDAY: "Mon 9-17"}}, InvalidValueError, "overrides: expected a time such"),
        ({"overrides": {MONDAY: None}}, InvalidTypeError, "overrides: expected windows such as"),
        ({"time_off": OFF}, InvalidTypeError, "time_off: expected intervals"),
    ],
)
def test_slips_are_named(options: Any, error: type[Exception], message: str) -> None:
    """The message says what was expected of which part."""
    with pytest.raises(error) as caught:
        Schedule(**{"hours": WEEKLY, **options})
    assert str(caught.value).startswith(message)


def test_a_window_is_an_interval() -> None:
    """A slip is named."""
    with pytest.raises(InvalidTypeError, match=r"^window: expected an Interval"):
        Schedule(WEEKLY).open_during("2025")  # type: ignore[arg-type]
