"""Recurrences: what rules may say, which instances count, and that every search has an end."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from teamsched.availability import Recurrence, RecurringHours
from teamsched.availability.recurrence import MAX_INSTANCES
from teamsched.errors import (
    ExpansionLimitError,
    InvalidTypeError,
    InvalidValueError,
    RepeatedTimeError,
    SkippedTimeError,
)
from teamsched.intervals import Interval, IntervalSet

START = datetime(2025, 3, 28, 2, 30)  # a Friday; in Berlin, Sunday the 30th has no 02:30


def recurrence(rule: str, **options: Any) -> Recurrence:
    """Return a recurrence in Berlin."""
    return Recurrence(rule, **{"start": START, "zone": "Europe/Berlin", **options})


def shown(rule: str, **options: Any) -> str:
    """Return the local days and hours at which a rule occurs."""
    found = recurrence(rule, **options).occurrences()
    assert all(time.tzinfo is UTC for time in found)
    zone = recurrence(rule, **options).zone
    return ", ".join(f"{time.astimezone(zone):%d %H:%M}" for time in found)


# Which instances count


@pytest.mark.parametrize(
    ("disambiguate", "expected"),
    [
        ("skip", "28 02:30, 29 02:30, 31 02:30"),
        ("compatible", "28 02:30, 29 02:30, 30 03:30"),
        ("later", "28 02:30, 29 02:30, 30 03:30"),
        ("earlier", "28 02:30, 29 02:30, 30 01:30"),
    ],
)
def test_a_skipped_instance_does_not_count(disambiguate: str, expected: str) -> None:
    """COUNT counts what happens; other policies move the instance and count it."""
    assert shown("FREQ=DAILY;COUNT=3", disambiguate=disambiguate) == expected


def test_skipped_and_repeated_instances_can_be_rejected() -> None:
    """Whoever wants to decide about each is told of it."""
    with pytest.raises(SkippedTimeError):
        shown("FREQ=DAILY;COUNT=3", disambiguate="reject")
    with pytest.raises(RepeatedTimeError):
        shown("FREQ=DAILY;COUNT=3", start=datetime(2025, 10, 25, 2, 30), disambiguate="reject")


@pytest.mark.parametrize(("disambiguate", "hour"), [("skip", 0), ("compatible", 0), ("later", 1)])
def test_a_repeated_instance_is_one(disambiguate: str, hour: int) -> None:
    """It is the first of two, except with "later"."""
    start = datetime(2025, 10, 26, 2, 30)
    found = recurrence("FREQ=DAILY;COUNT=1", start=start, disambiguate=disambiguate).occurrences()
    assert found == (datetime(2025, 10, 26, hour, 30, tzinfo=UTC),)


def test_a_skipped_start_is_skipped() -> None:
    """The start is an instance like any other."""
    assert shown("FREQ=WEEKLY;COUNT=2", start=datetime(2025, 3, 30, 2, 30)) == "06 02:30, 13 02:30"


def test_the_start_is_an_instance_if_it_fits() -> None:
    """A rule that leaves the start out leaves it out."""
    assert shown("FREQ=WEEKLY;BYDAY=MO;COUNT=2") == "31 02:30, 07 02:30"


def test_excluded_instances_count() -> None:
    """What is removed uses up COUNT; local times and instants remove alike, strangers nothing."""
    gone = [datetime(2025, 3, 29, 2, 30), datetime(2025, 3, 31, 0, 30, tzinfo=UTC)]
    others = [datetime(2025, 3, 28, 2, 31), datetime(2025, 3, 28, 2, 30, tzinfo=UTC)]
    assert shown("FREQ=DAILY;COUNT=4", exclude=gone + others) == "28 02:30, 01 02:30"


def test_included_times_are_not_doubled() -> None:
    """Further times are sorted in, once, and leave again if they are excluded too."""
    more = [datetime(2025, 3, 29, 2, 30), datetime(2025, 3, 28, 9), datetime(2025, 3, 1, 9)]
    assert shown("FREQ=DAILY;COUNT=2", include=more) == "01 09:00, 28 02:30, 28 09:00, 29 02:30"
    assert shown("FREQ=DAILY;COUNT=1", include=more, exclude=more) == "28 02:30"


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("20250329T013000Z", "28 02:30, 29 02:30"),
        ("20250329T012959Z", "28 02:30"),
        ("20250329T023000", "28 02:30, 29 02:30"),
        ("20250329T022959", "28 02:30"),
        ("20250329", "28 02:30, 29 02:30"),
        ("20250327", ""),
    ],
)
def test_until_is_inclusive(until: str, expected: str) -> None:
    """An instant, a local time, or a date to its end."""
    assert shown(f"FREQ=DAILY;UNTIL={until}") == expected


def test_until_a_date_holds_where_its_midnight_is_skipped() -> None:
    """In São Paulo the 4th began at 01:00, so the 3rd ended there."""
    start = datetime(2018, 11, 2, 23, 30)
    late = {"zone": "America/Sao_Paulo", "disambiguate": "reject", "start": start}
    assert shown("FREQ=DAILY;UNTIL=20181103", **late) == "02 23:30, 03 23:30"


def test_a_window_selects_by_start() -> None:
    """Its end is excluded, and COUNT counts from the start all the same."""
    daily = recurrence("FREQ=DAILY;COUNT=5", start=datetime(2025, 6, 1, 9), zone="UTC")
    window = Interval.parse("2025-06-02T09:00Z/2025-06-04T09:00Z")
    assert [time.day for time in daily.occurrences(window)] == [2, 3]
    assert len(daily.occurrences(window.shift(timedelta(days=3)))) == 1
    with pytest.raises(InvalidTypeError, match=r"^within: expected an Interval"):
        daily.occurrences((window.start, window.end))  # type: ignore[arg-type]


# Rules


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("freq=monthly;bymonthday=-1;count=3", "31 09:00, 28 09:00, 31 09:00"),
        ("RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=2", "06 09:00, 03 09:00"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "31 09:00, 28 09:00"),
        (
            "FREQ=MONTHLY;BYDAY=-1FR,MO,1WE;COUNT=5",
            "01 09:00, 06 09:00, 13 09:00, 20 09:00, 27 09:00",
        ),
        ("FREQ=YEARLY;BYDAY=-1WE,TH;COUNT=3", "02 09:00, 09 09:00, 16 09:00"),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=1FR,TH;COUNT=3", "02 09:00, 03 09:00, 09 09:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=1", "29 09:00"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=1", "12 09:00"),
        ("FREQ=YEARLY;BYWEEKNO=20;COUNT=2", "14 09:00, 13 09:00"),
        ("FREQ=YEARLY;BYYEARDAY=1,-1;COUNT=2", "01 09:00, 31 09:00"),
        ("FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0,30;COUNT=4", "01 09:00, 01 09:30, 01 17:00, 01 17:30"),
        ("FREQ=HOURLY;INTERVAL=5;COUNT=3", "01 09:00, 01 14:00, 01 19:00"),
        ("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,11;COUNT=4", "01 09:00, 01 09:20, 01 09:40, 01 11:00"),
        ("FREQ=SECONDLY;INTERVAL=90;COUNT=2", "01 09:00, 01 09:01"),
    ],
)
def test_rules_are_followed(rule: str, expected: str) -> None:
    """All frequencies, and all parts, in capitals or not."""
    assert shown(rule, start=datetime(2025, 1, 1, 9)) == expected


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("", "FREQ=SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY, got ''"),
        ("FREQ=FORTNIGHTLY", "FREQ=SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY"),
        ("COUNT=3", "FREQ=SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY, got 'COUNT=3'"),
        ("FREQ=DAILY;COUNT=0", "got 'COUNT=0'"),
        ("FREQ=DAILY;COUNT=-1", "got 'COUNT=-1'"),
        ("FREQ=DAILY;INTERVAL=0", "got 'INTERVAL=0'"),
        ("FREQ=DAILY;INTERVAL=1000000000", "got 'INTERVAL=1000000000'"),
        ("FREQ=DAILY;BYHOUR=24", "got 'BYHOUR=24'"),
        ("FREQ=DAILY;BYHOUR=9,", "got 'BYHOUR=9,'"),
        ("FREQ=DAILY;BYSECOND=60", "got 'BYSECOND=60'"),
        ("FREQ=DAILY;BYMONTH=0", "got 'BYMONTH=0'"),
        ("FREQ=DAILY;BYMONTH=-1", "got 'BYMONTH=-1'"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "got 'BYMONTHDAY=0'"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "go with FREQ=WEEKLY, got 'BYMONTHDAY=1'"),
        ("FREQ=WEEKLY;BYDAY=1MO", "go with FREQ=WEEKLY, got 'BYDAY=1MO'"),
        ("FREQ=MONTHLY;BYDAY=0MO", "got 'BYDAY=0MO'"),
        ("FREQ=MONTHLY;BYDAY=54MO", "got 'BYDAY=54MO'"),
        ("FREQ=MONTHLY;BYDAY=MON", "got 'BYDAY=MON'"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "go with FREQ=MONTHLY, got 'BYWEEKNO=1'"),
        ("FREQ=HOURLY;BYMONTH=1", "go with FREQ=HOURLY, got 'BYMONTH=1'"),
        ("FREQ=HOURLY;BYDAY=MO", "go with FREQ=HOURLY, got 'BYDAY=MO'"),
        ("FREQ=SECONDLY;BYHOUR=1", "go with FREQ=SECONDLY, got 'BYHOUR=1'"),
        ("FREQ=WEEKLY;WKST=MONDAY", "got 'WKST=MONDAY'"),
        ("FREQ=DAILY;UNTIL=20250230", "got 'UNTIL=20250230'"),
        ("FREQ=DAILY;UNTIL=2025-03-30", "got 'UNTIL=2025-03-30'"),
        ("FREQ=DAILY;BYEASTER=0", "got 'BYEASTER=0'"),
        (
            "FREQ=DAILY;COUNT=1;COUNT=2",
            "once each, that go with FREQ=DAILY, got 'FREQ=DAILY;COUNT=1;",
        ),
        ("FREQ=DAILY;", "parts of RFC 5545, once each"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20250330", "COUNT or UNTIL, not both, got 'FREQ=DAILY;COUNT="),
        ("FREQ=DAILY\nEXDATE:20250101", "FREQ=SECONDLY|"),
        ("FREQ=HOURLY;INTERVAL=24;BYHOUR=3", "a rule that has instances"),
        ("FREQ=DAILY" + ";BYHOUR=1" * 1000, "at most 5000 characters, got 9010"),
    ],
)
def test_slips_in_rules_are_named(rule: str, message: str) -> None:
    """The message says which part it is, and what goes with which frequency."""
    with pytest.raises(InvalidValueError) as caught:
        recurrence(rule)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"start": datetime(2025, 3, 28, tzinfo=UTC)},
            InvalidValueError,
            "start: expected a naive",
        ),
        ({"start": datetime(2025, 3, 28, 9, 0, 0, 1)}, InvalidValueError, "start: expected whole"),
        ({"start": date(2025, 3, 28)}, InvalidTypeError, "start: expected a naive datetime"),
        ({"exclude": [date(2025, 3, 28)]}, InvalidTypeError, "exclude: expected datetimes"),
        ({"include": "2025-03-28"}, InvalidTypeError, "include: expected datetimes"),
        ({"exclude": START}, InvalidTypeError, "exclude: expected datetimes"),
        ({"disambiguate": "ignore"}, InvalidValueError, "disambiguate: expected one of 'skip', "),
    ],
)
def test_slips_are_named(options: Any, error: type[Exception], message: str) -> None:
    """The message says what was expected of which part."""
    with pytest.raises(error) as caught:
        recurrence("FREQ=DAILY", **options)
    assert str(caught.value).startswith(message)


def test_equal_recurrences_are_equal_values() -> None:
    """What is excluded and included counts as instants, in any order."""
    local, instant = datetime(2025, 3, 29, 2, 30), datetime(2025, 3, 29, 1, 30, tzinfo=UTC)
    made = recurrence("FREQ=DAILY", exclude=[local, START], include=[instant])
    same = recurrence("freq=daily", exclude=[START, instant, START], include=[local])
    assert {made: 1}[same] == 1
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made  # noqa: S301 (it is our own)
    assert made != recurrence("FREQ=DAILY", exclude=[START], include=[instant])
    assert repr(made) == "<Recurrence FREQ=DAILY from 2025-03-28 02:30, Europe/Berlin>"


# Every search has an end

NEVER = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
NEAR = Interval.parse("2025-06-01T00:00Z/2025-06-02T00:00Z")


@pytest.mark.parametrize(
    "rule",
    [
        NEVER,
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=WEEKLY;BYMONTH=2;BYSETPOS=9",
        "FREQ=MINUTELY;INTERVAL=1440;BYHOUR=3",
        "FREQ=DAILY;INTERVAL=999999999;BYMONTH=2",
    ],
)
def test_rules_that_never_match_come_to_an_end(rule: str) -> None:
    """In a window there is nothing; without one the century that is searched is up."""
    assert recurrence(rule).occurrences(NEAR) == ()
    with pytest.raises(ExpansionLimitError, match=r"years of .* more than 100"):
        recurrence(rule).occurrences()


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", f"FREQ=HOURLY;COUNT={MAX_INSTANCES + 1}", "FREQ=DAILY"]
)
def test_instances_are_limited(rule: str) -> None:
    """The cap holds, whether the rule would end or not."""
    with pytest.raises(ExpansionLimitError) as caught:
        recurrence(rule).occurrences()
    assert caught.value.limit == MAX_INSTANCES


def test_as_many_instances_as_are_allowed_are_found() -> None:
    """The cap holds to the instance."""
    found = recurrence(f"FREQ=MINUTELY;COUNT={MAX_INSTANCES}", zone="UTC").occurrences()
    assert len(found) == MAX_INSTANCES


def test_years_are_limited() -> None:
    """A century is found, what may lie far beyond is not guessed."""
    assert len(recurrence("FREQ=YEARLY;COUNT=100").occurrences()) == 100
    for within in (None, Interval.parse("3025-01-01T00:00Z/3026-01-01T00:00Z")):
        with pytest.raises(ExpansionLimitError):
            recurrence("FREQ=YEARLY").occurrences(within)


def test_far_windows_are_reached_by_leaps() -> None:
    """A rule without COUNT is not followed from its start."""
    far = Interval.parse("3025-06-01T00:00Z/3025-06-02T00:00Z")
    assert len(recurrence("FREQ=HOURLY;INTERVAL=2").occurrences(far)) == 12
    assert len(recurrence("FREQ=WEEKLY;BYDAY=WE").occurrences(far)) == 1


# Hours


def test_recurring_hours_last_elapsed_time() -> None:
    """They begin by the wall clock, join where they touch, and are cut at the window."""
    every = recurrence("FREQ=DAILY;BYHOUR=1,3", start=datetime(2025, 3, 29))
    hours = RecurringHours(every, timedelta(hours=1))
    window = Interval.parse("2025-03-29T00:30Z/2025-03-30T03:00Z")
    assert hours.open_during(window).isoformat() == (
        "2025-03-29T00:30:00Z/2025-03-29T01:00:00Z, 2025-03-29T02:00:00Z/2025-03-29T03:00:00Z, "
        "2025-03-30T00:00:00Z/2025-03-30T02:00:00Z"
    )
    assert hours.zone is every.zone


def test_recurring_hours_are_values() -> None:
    """Equal ones are one key."""
    made, same = (RecurringHours(recurrence("FREQ=DAILY"), timedelta(hours=1)) for _ in range(2))
    assert {made: 1}[same] == 1


def test_recurring_hours_may_have_none() -> None:
    """A rule that never matches opens nothing."""
    assert RecurringHours(recurrence(NEVER), timedelta(hours=1)).open_during(NEAR) == IntervalSet()


def test_recurring_hours_reach_the_ends_of_the_calendar() -> None:
    """Where there are no more years, they are cut."""
    every = Recurrence("FREQ=DAILY", start=datetime(9999, 12, 31, 20), zone="UTC")
    late = RecurringHours(every, timedelta(hours=9))
    last = Interval.parse("9999-12-31T19:00Z/23:30Z")
    assert late.open_during(last).isoformat() == "9999-12-31T20:00:00Z/9999-12-31T23:30:00Z"
    first = Interval.parse("0001-01-01T01:00Z/02:00Z")
    early = RecurringHours(attrs.evolve(every, start=datetime(1, 1, 1)), timedelta(hours=9))
    assert early.open_during(first) == IntervalSet([first])


def test_slips_in_recurring_hours_are_named() -> None:
    """They take a recurrence, a length and an interval."""
    every = recurrence("FREQ=DAILY")
    with pytest.raises(InvalidTypeError, match=r"^recurrence: expected a Recurrence"):
        RecurringHours("FREQ=DAILY", timedelta(hours=1))  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match=r"^lasting: expected a timedelta above zero"):
        RecurringHours(every, timedelta(0))
    with pytest.raises(InvalidTypeError, match=r"^window: expected an Interval"):
        RecurringHours(every, timedelta(1)).open_during(every)  # type: ignore[arg-type]
