"""Weekly hours: how they are written, what is equal, and when they are open."""

import copy
import pickle
from datetime import UTC, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from dateutil import tz

from teamsched.availability import WeeklyHours
from teamsched.availability.clock import MAX_TEXT
from teamsched.availability.hours import MAX_WINDOWS
from teamsched.errors import (
    ExpansionLimitError,
    InvalidTypeError,
    InvalidValueError,
    UnknownZoneError,
)
from teamsched.intervals import Interval, IntervalSet

WEEK = Interval.parse("2025-06-02T00:00Z/2025-06-09T00:00Z")  # from a Monday


def hours(text: str, zone: str = "UTC") -> WeeklyHours:
    """Read hours."""
    return WeeklyHours.parse(text, zone=zone)


# Text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        (" ;\n ", ""),
        ("Mon 09:00-17:00", "Mon 09:00-17:00"),
        ("Mon-Fri 9-17", "Mon-Fri 09:00-17:00"),
        ("Mon-Thu 09:00-12:00, 13:00-18:00", "Mon-Thu 09:00-12:00, 13:00-18:00"),
        ("Mon-Fri 9–12,13–17; Sat 22-3", "Mon-Fri 09:00-12:00, 13:00-17:00; Sat 22:00-03:00"),
        ("Fri-Mon 10-11", "Mon,Fri-Sun 10:00-11:00"),
        ("Sun-Sat 10-11", "daily 10:00-11:00"),
        ("Mon,Wed 09:00-10:00", "Mon,Wed 09:00-10:00"),
        ("mo, we-th , SATURDAY 9-10", "Mon,Wed-Thu,Sat 09:00-10:00"),
        ("Mon 9-10, Tue 9-10, 11-12", "Mon 09:00-10:00; Tue 09:00-10:00, 11:00-12:00"),
        ("Mon 9-10\nTue 9-10;", "Mon-Tue 09:00-10:00"),
        ("Daily 00:00-24:00", "daily 00:00-24:00"),
        ("Mon 0-24, 12-13", "Mon 00:00-24:00"),
        ("Mon 9-12, 12-15, 11-13", "Mon 09:00-15:00"),
        ("Mon 13-17, 9-12", "Mon 09:00-12:00, 13:00-17:00"),
        ("Mon 22-0", "Mon 22:00-24:00"),
        ("Mon 9-9", "Mon 09:00-09:00"),
        ("Mon 0-0", "Mon 00:00-24:00"),
        ("Mon 0-24, 22-2", "Mon 00:00-24:00, 02:00-02:00"),
        ("Mon 9-9, 20-17", "Mon 09:00-09:00, 17:00-17:00"),
        ("Mon 22-2; Tue 0-2", "Mon 22:00-02:00; Tue 00:00-02:00"),
        ("Mon 09:00:30-10:00:00.25", "Mon 09:00:30-10:00:00.25"),
        ("Mon 9-10; Mon 11-12", "Mon 09:00-10:00, 11:00-12:00"),
    ],
)
def test_text_is_read_and_written(text: str, canonical: str) -> None:
    """Whatever can be written has one canonical text, which reads back as an equal value."""
    assert str(hours(text)) == canonical
    assert hours(canonical) == hours(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon", "a time such as 09:00 after 'Mon', got ''"),
        ("Mon 9", "a dash after 'Mon 9', got ''"),
        ("Mon 9-", "a time such as 17:00 after 'Mon 9-', got ''"),
        ("Mon 9-25", "a time such as 17:00 after 'Mon 9-', got '25'"),
        ("Mon 9-24:01", "a time such as 17:00 after 'Mon 9-', got '24:01'"),
        ("Mon 24:00-1", "a time such as 09:00 after 'Mon', got '24:00-1'"),
        ("Mon 9:60-10", "a time such as 09:00 after 'Mon', got '9:60-10'"),
        ("Mon 9:5-10", "a time such as 09:00 after 'Mon', got '9:5-10'"),
        ("Mon 900-1000", "a time such as 09:00 after 'Mon', got '900-1000'"),
        ("Mon 9-10,", "a time such as 09:00 after 'Mon 9-10,', got ''"),
        ("Mon 9-10 Tue 9-10", "a comma, a semicolon or the end after 'Mon 9-10', got 'Tue 9-10'"),
        ("Mon, 9-10", "a weekday such as Mon after 'Mon,', got '9-10'"),
        ("Mon- 9-10", "a weekday such as Mon after 'Mon-', got '9-10'"),
        ("9-10", "a weekday such as Mon at the start, got '9-10'"),
        ("M 9-10", "a weekday such as Mon at the start, got 'M 9-10'"),
        ("Mond 9-10; Mondays 9-10", "a weekday such as Mon after 'Mond 9-10;', got 'Mondays 9-10'"),
        ("Daily-Mon 9-10", "a time such as 09:00 after 'Daily', got '-Mon 9-10'"),
        (
            "Mon-Fri 09:00-12:00, 13:00-17:00; Sat nine",
            "a time such as 09:00 after '… 09:00-12:00, 13:00-17:00; Sat', got 'nine'",
        ),
    ],
)
def test_slips_are_shown_in_their_place(text: str, expected: str) -> None:
    """The message says what should stand there, after what, and what does."""
    with pytest.raises(InvalidValueError) as caught:
        hours(text)
    assert str(caught.value) == f"text: expected {expected}"


def test_text_is_a_text_of_bounded_length() -> None:
    """The cap holds to the character."""
    assert hours("Mon 9-10" + " " * (MAX_TEXT - 8)) == hours("Mon 9-10")
    with pytest.raises(InvalidValueError, match="at most 10000 characters, got 10001"):
        hours("Mon 9-10" + " " * (MAX_TEXT - 7))
    with pytest.raises(InvalidTypeError, match=r"^text: expected weekly hours"):
        hours(None)  # type: ignore[arg-type]


# Values


def test_windows_are_canonical() -> None:
    """The windows of one day are joined and sorted; what begins on another day stays apart."""
    made = WeeklyHours(
        [(1, "00:00", "02:00"), (0, time(22), time(0)), (0, timedelta(hours=23), "02:00")],
        zone="UTC",
    )
    assert made.windows == (
        (0, timedelta(hours=22), timedelta(hours=26)),
        (1, timedelta(0), timedelta(hours=2)),
    )
    assert made == hours("Mon 22-2; Tue 0-2") != hours("Mon 22-24; Tue 0-2")


def test_equal_hours_are_equal_values() -> None:
    """They have equal hashes too, survive copies, and can be moved to another zone."""
    made = hours("Mon-Fri 9-17", "Europe/Berlin")
    same = hours("Fri,Mon-Thu 9-12, 12-17", "Europe/Berlin")
    assert made == same
    assert hash(made) == hash(same)
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made  # noqa: S301 (it is our own)
    assert attrs.evolve(made, zone="Europe/Paris") == hours("Mon-Fri 9-17", "Europe/Paris") != made


def test_hours_of_a_zone_without_a_hash_have_one() -> None:
    """They can be dictionary keys like all others."""
    zone = tz.gettz("Europe/Berlin")
    assert zone is not None
    made, same = (WeeklyHours.parse("Mon 9-17", zone=zone) for _ in range(2))
    assert {made: 1}[same] == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Fri 9-17", "<WeeklyHours Mon-Fri 09:00-17:00, Europe/Berlin>"),
        ("", "<WeeklyHours never open, Europe/Berlin>"),
    ],
)
def test_repr_is_short(text: str, expected: str) -> None:
    """It shows the hours and whose clocks they follow."""
    assert repr(hours(text, "Europe/Berlin")) == expected


def test_mappings_are_read() -> None:
    """Weekdays go by two or more letters, windows are pairs or text."""
    days = {"mon": [["09:00", "12:00"], ("13:00", time(17))], "Tu": "10-12, 14-16", "sunday": []}
    made = WeeklyHours.from_mapping(days, zone="UTC")
    assert str(made) == "Mon 09:00-12:00, 13:00-17:00; Tue 10:00-12:00, 14:00-16:00"


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ([("mon", "9-17")], "days: expected a mapping from weekdays to windows"),
        ({"m": "9-17"}, "days: expected weekdays such as 'mon', got 'm'"),
        ({0: "9-17"}, "days: expected weekdays such as 'mon', got 0"),
        ({"mon": "9-17 "}, None),
        ({"mon": "9-17, tue"}, "days: expected another window or the end after '9-17'"),
        ({"mon": ["9-17"]}, "days: expected windows such as '09:00-12:00"),
        ({"mon": [("9", "10", "11")]}, "days: expected pairs of times, got"),
        ({"mon": [("9", "noon")]}, "days: expected a time such as 09:00, got 'noon'"),
        ({"mon": [("24:00", "1:00")]}, "days: expected a start before 24:00, got '24:00'"),
        ({"mon": [(9, 17)]}, "days: expected a time such as '09:00', a naive time or a timedelta"),
        ({"mon": [(time(9, tzinfo=UTC), "17")]}, "days: expected a time such as '09:00', a naive"),
        ({"mon": [("9", timedelta(days=2))]}, "days: expected an end before the end of the next"),
        ({"mon": [(timedelta(-1), "9")]}, "days: expected a start before 24:00"),
    ],
)
def test_slips_in_mappings_are_named(days: Any, message: str | None) -> None:
    """The message says what was expected of which part."""
    if message is None:
        WeeklyHours.from_mapping(days, zone="UTC")
    else:
        with pytest.raises((InvalidValueError, InvalidTypeError)) as caught:
            WeeklyHours.from_mapping(days, zone="UTC")
        assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("windows", "error", "message"),
    [
        ("Mon 9-17", InvalidTypeError, "windows: expected triples (weekday, start, end)"),
        ([("mon", "9", "17")], InvalidTypeError, "weekday: expected a whole number"),
        ([(7, "9", "17")], InvalidValueError, "weekday: expected a whole number"),
        ([(0, "9")], InvalidValueError, "windows: expected triples (weekday, start, end)"),
        ([(0, "9", "17")] * (MAX_WINDOWS + 1), InvalidValueError, "windows: expected at most 1000"),
    ],
)
def test_slips_in_windows_are_named(windows: Any, error: type[Exception], message: str) -> None:
    """The constructor takes triples, and not too many."""
    with pytest.raises(error) as caught:
        WeeklyHours(windows, zone="UTC")
    assert str(caught.value).startswith(message)


def test_the_cap_on_windows_holds() -> None:
    """As many as are allowed are taken."""
    assert WeeklyHours([(0, "9", "17")] * MAX_WINDOWS, zone="UTC") == hours("Mon 9-17")


def test_the_zone_has_to_exist() -> None:
    """Hours without clocks mean nothing."""
    with pytest.raises(UnknownZoneError):
        hours("Mon 9-17", "Mars/Olympus")


# Open time


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("", "UTC", ""),
        ("Mon 9-17", "UTC", "2025-06-02T09:00:00Z/2025-06-02T17:00:00Z"),
        ("Mon 9-17", "Asia/Kathmandu", "2025-06-02T03:15:00Z/2025-06-02T11:15:00Z"),
        ("Mon 22-3", "UTC", "2025-06-02T22:00:00Z/2025-06-03T03:00:00Z"),
        (
            "Sun 22-3",
            "UTC",
            "2025-06-02T00:00:00Z/2025-06-02T03:00:00Z, 2025-06-08T22:00:00Z/2025-06-09T00:00:00Z",
        ),
        ("Mon 22-3; Tue 2-4", "UTC", "2025-06-02T22:00:00Z/2025-06-03T04:00:00Z"),
        ("Mon 22-6; Tue 2-4", "UTC", "2025-06-02T22:00:00Z/2025-06-03T06:00:00Z"),
        ("Sun 0-24, 22-9", "UTC", None),
        ("daily 0-24", "Asia/Tokyo", "2025-06-02T00:00:00Z/2025-06-09T00:00:00Z"),
    ],
)
def test_hours_are_open_in_a_week(text: str, zone: str, expected: str | None) -> None:
    """Hours past midnight reach into the window, join what they touch and are cut at its edges."""
    opened = hours(text, zone).open_during(WEEK)
    if expected is None:
        expected = (
            "2025-06-02T00:00:00Z/2025-06-02T09:00:00Z, 2025-06-08T00:00:00Z/2025-06-09T00:00:00Z"
        )
    assert opened.isoformat() == expected


@pytest.mark.parametrize(
    ("date", "length"),
    [("2025-03-29", 8), ("2025-03-30", 9), ("2025-10-25", 10), ("2025-10-26", 9)],
)
def test_night_shifts_follow_the_clocks(date: str, length: int) -> None:
    """A shift from 21:00 to 06:00 is an hour shorter or longer when the clocks change."""
    start = datetime.fromisoformat(date).replace(hour=12, tzinfo=UTC)
    window = Interval.lasting(start, timedelta(days=1))
    assert hours("daily 21-6", "Europe/Berlin").open_during(window).measure == timedelta(
        hours=length
    )


def test_always_is_always() -> None:
    """It has one name, and leaves nothing out of a week in which a day was skipped."""
    window = Interval.parse("2011-12-26T00:00Z/2012-01-02T00:00Z")
    always = WeeklyHours.always(zone="Pacific/Apia")
    assert always == hours("daily 0-24", "Pacific/Apia")
    assert always.open_during(window) == IntervalSet([window])


def test_windows_have_a_limit_and_are_intervals() -> None:
    """A slip or a window of centuries is refused before anything is worked out."""
    with pytest.raises(ExpansionLimitError):
        hours("daily 9-17").open_during(Interval.from_bounds(0, 10**16))
    with pytest.raises(InvalidTypeError, match=r"^window: expected an Interval"):
        hours("daily 9-17").open_during(IntervalSet())  # type: ignore[arg-type]
