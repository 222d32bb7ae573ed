"""Schedules of people who travel: at every instant one wall clock counts."""

import copy
from datetime import date, datetime
from typing import Any

import attrs
import pytest

from teamsched import Interval, Schedule, Travel, WeeklyHours
from teamsched.availability import Recurrence, RecurringHours
from teamsched.availability.travel import MAX_TRAVELS
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.instants import to_timedelta

HOME = WeeklyHours.parse("daily 09:00-17:00", zone="Europe/Berlin")
SECOND, FIFTH = date(2026, 3, 2), date(2026, 3, 5)


def opened(*travel: Travel, hours: WeeklyHours = HOME, days: str = "01/07", **more: Any) -> str:
    """Return when a schedule is open during some days of March 2026, in UTC."""
    first, last = days.split("/")
    window = Interval.parse(f"2026-03-{first}T00:00Z/2026-03-{last}T00:00Z")
    text = Schedule(hours, travel=travel, **more).open_during(window).isoformat()
    return text.replace("2026-03-0", "").replace(":00Z", "").replace("T", " ")


def test_hours_are_those_of_the_clocks_where_somebody_is() -> None:
    """9 to 17 is by the clocks there on the dates of a travel, both included."""
    there = Travel(date(2026, 3, 3), date(2026, 3, 4), "America/New_York")
    assert opened(there) == (
        "1 08:00/1 16:00, 2 08:00/2 16:00, 3 14:00/3 22:00, 4 14:00/4 22:00, "
        "5 08:00/5 16:00, 6 08:00/6 16:00"
    )


def test_overrides_are_of_the_dates_there() -> None:
    """A date with hours of its own is one of the clocks that count."""
    there = Travel(SECOND, SECOND, "Asia/Tokyo")
    overrides = {SECOND: "10:00-11:00"}
    assert opened(there, days="01/03", overrides=overrides) == "1 08:00/1 15:00, 2 01:00/2 02:00"


def test_what_runs_past_midnight_ends_with_the_travel() -> None:
    """From the instant at which the dates there are over, the clocks at home count again."""
    night = WeeklyHours.parse("daily 22:00-02:00", zone="UTC")
    there = Travel(SECOND, SECOND, "Etc/GMT-3")  # three hours ahead of UTC
    assert opened(there, hours=night, days="02/04") == (
        "2 19:00/2 21:00, 2 22:00/3 02:00, 3 22:00/4 00:00"
    )


def test_of_two_travels_that_meet_the_later_counts() -> None:
    """Dates that follow one another in two zones may overlap: no instant has two clocks."""
    west = Travel(SECOND, SECOND, "America/New_York")  # from 2 05:00 to 3 05:00 UTC
    east = Travel(date(2026, 3, 3), date(2026, 3, 3), "Asia/Tokyo")  # from 2 15:00 to 3 15:00
    for travels in ((west, east), (east, west)):
        assert opened(*travels, days="02/04") == "2 14:00/2 15:00, 3 00:00/3 08:00, 3 15:00/3 16:00"


def test_time_off_is_off_wherever_somebody_is() -> None:
    """It is made of instants."""
    there = Travel(SECOND, SECOND, "America/New_York")
    off = [Interval.parse("2026-03-02T15:00Z/2026-03-02T20:00Z")]
    assert opened(there, days="02/03", time_off=off) == "2 14:00/2 15:00, 2 20:00/2 22:00"


def test_the_zone_stays_that_of_home() -> None:
    """Days and weeks of caps don't move with somebody."""
    assert Schedule(HOME, travel=[Travel(SECOND, FIFTH, "Asia/Tokyo")]).zone is HOME.zone


def test_travels_are_part_of_the_value() -> None:
    """Equal travels in any order make equal schedules, and others don't."""
    one, two = Travel(SECOND, SECOND, "Asia/Tokyo"), Travel(FIFTH, FIFTH, "UTC")
    schedule = Schedule(HOME, travel=[two, one])
    assert schedule == Schedule(HOME, travel=[one, two])
    assert hash(schedule) == hash(Schedule(HOME, travel=[one, two]))
    assert schedule != Schedule(HOME, travel=[one])
    assert schedule.travel == (one, two)
    assert copy.deepcopy(schedule) == schedule
    assert attrs.evolve(schedule, time_off=[]) == schedule
    assert repr(schedule) == "<Schedule daily 09:00-17:00, Europe/Berlin, travel: 2>"


def test_a_date_is_in_one_travel_only() -> None:
    """Nobody is in two zones on one date."""
    one = Travel(SECOND, FIFTH, "Asia/Tokyo")
    with pytest.raises(InvalidValueError, match=r"^travel: expected every date in one travel only"):
        Schedule(HOME, travel=[Travel(FIFTH, FIFTH, "UTC"), one])


def test_what_is_no_travel_is_refused() -> None:
    """Dates have no times and the last one is not before the first; and only weeks can travel."""
    with pytest.raises(InvalidTypeError, match=r"^first: expected a date without a time"):
        Travel(datetime(2026, 3, 2), FIFTH, "UTC")
    with pytest.raises(InvalidValueError, match=r"^last: expected 2026-03-05 or later"):
        Travel(FIFTH, SECOND, "UTC")
    with pytest.raises(InvalidTypeError, match=r"^travel: expected Travels"):
        Schedule(HOME, travel=[SECOND])  # type: ignore[list-item]
    clinic = RecurringHours(
        Recurrence("FREQ=DAILY", start=datetime(2026, 3, 1, 9), zone="UTC"), to_timedelta(3600)
    )
    with pytest.raises(InvalidValueError, match=r"^travel: expected none beside such hours"):
        Schedule(clinic, travel=[Travel(SECOND, FIFTH, "UTC")])
    many = [Travel(SECOND, SECOND, "UTC")] * (MAX_TRAVELS + 1)
    with pytest.raises(InvalidValueError, match=r"^travel: "):
        Schedule(HOME, travel=many)
