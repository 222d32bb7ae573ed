"""Local times are resolved, and windows of the wall clock found."""

from datetime import UTC, datetime, timedelta

import pytest
from dateutil import tz

from teamsched.availability.zones import Disambiguate, localize, wall_clock_window
from teamsched.errors import (
    InvalidTypeError,
    InvalidValueError,
    RepeatedTimeError,
    SkippedTimeError,
)
from teamsched.zonekeys import zone_of
from tests.unit.test_offsets import OneChange

SKIPPED = datetime(2025, 3, 30, 2, 30)  # in Berlin
REPEATED = datetime(2025, 10, 26, 2, 30)


@pytest.mark.parametrize(
    ("local", "disambiguate", "shown", "offset"),
    [
        (SKIPPED, "compatible", (3, 30), 2),
        (SKIPPED, "later", (3, 30), 2),
        (SKIPPED, "earlier", (1, 30), 1),
        (REPEATED, "compatible", (2, 30), 2),
        (REPEATED, "earlier", (2, 30), 2),
        (REPEATED, "later", (2, 30), 1),
        (datetime(2025, 3, 30, 3, 0), "reject", (3, 0), 2),
        (datetime(2025, 10, 26, 3, 0), "reject", (3, 0), 1),
    ],
)
def test_local_times_are_resolved(
    local: datetime, disambiguate: Disambiguate, shown: tuple[int, int], offset: int
) -> None:
    """The result shows what the wall clock shows, and is the instant that was meant."""
    moment = localize(local, zone="Europe/Berlin", disambiguate=disambiguate)
    assert (moment.hour, moment.minute) == shown
    assert moment.utcoffset() == timedelta(hours=offset)
    assert moment.tzinfo is zone_of("Europe/Berlin")


def test_the_second_of_a_repeated_time_has_a_fold() -> None:
    """A datetime tells the two apart by its fold, which stays out of the way otherwise."""
    first = localize(REPEATED.replace(fold=1), zone="Europe/Berlin", disambiguate="earlier")
    second = localize(REPEATED, zone="Europe/Berlin", disambiguate="later")
    assert (first.fold, second.fold) == (0, 1)


def test_local_times_of_other_kinds_of_zones_are_resolved() -> None:
    """A tzinfo only has to know what its clocks show at an instant."""
    berlin = tz.gettz("Europe/Berlin")
    assert berlin is not None
    second = localize(REPEATED, zone=berlin, disambiguate="later")
    assert second.astimezone(UTC) == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    noon = datetime(2025, 5, 17, 12)
    odd = wall_clock_window(noon, noon.replace(hour=14), zone=OneChange(noon.replace(tzinfo=UTC)))
    assert odd.isoformat() == "2025-05-17T12:00:00Z/2025-05-17T13:00:00Z"


def test_skipped_times_can_be_rejected() -> None:
    """The message says what the clocks did, and what to do."""
    with pytest.raises(SkippedTimeError) as caught:
        localize(SKIPPED, zone="Europe/Berlin", disambiguate="reject")
    assert str(caught.value) == (
        "local: expected a time that exists in Europe/Berlin, whose clocks go from 2025-03-30 02:00"
        " to 2025-03-30 03:00 (maybe disambiguate='compatible'), got '2025-03-30 02:30'"
    )


def test_repeated_times_can_be_rejected() -> None:
    """The message says where, and what to do."""
    with pytest.raises(RepeatedTimeError) as caught:
        localize(REPEATED, zone="Europe/Berlin", disambiguate="reject")
    assert str(caught.value) == (
        "local: expected a time that comes only once in Europe/Berlin"
        " (maybe disambiguate='earlier' or 'later'), got '2025-10-26 02:30'"
    )


def test_a_local_time_is_naive() -> None:
    """An aware datetime is an instant already, and a text is not a time yet."""
    with pytest.raises(InvalidValueError, match=r"^local: expected a naive datetime"):
        localize(datetime(2025, 3, 30, tzinfo=UTC), zone="Europe/Berlin")
    with pytest.raises(InvalidTypeError, match=r"^local: expected a naive datetime"):
        localize("2025-03-30", zone="Europe/Berlin")  # type: ignore[arg-type]


def test_disambiguation_is_one_of_four() -> None:
    """A misspelt policy is not the default."""
    with pytest.raises(InvalidValueError, match="'compatible', 'earlier', 'later', 'reject'"):
        localize(SKIPPED, zone="Europe/Berlin", disambiguate="first")  # type: ignore[arg-type]


# Windows


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-03-30T02:15", "2025-03-30T02:45", ""),
        ("2025-03-30T01:30", "2025-03-30T03:30", "2025-03-30T00:30:00Z/2025-03-30T01:30:00Z"),
        ("2025-10-26T02:00", "2025-10-26T03:00", "2025-10-26T00:00:00Z/2025-10-26T02:00:00Z"),
        (
            "2025-10-26T02:15",
            "2025-10-26T02:45",
            "2025-10-26T00:15:00Z/2025-10-26T00:45:00Z, 2025-10-26T01:15:00Z/2025-10-26T01:45:00Z",
        ),
    ],
)
def test_a_window_is_when_the_clock_reads_inside(start: str, end: str, expected: str) -> None:
    """Windows in a skipped hour are empty, those in a repeated one come twice."""
    bounds = datetime.fromisoformat(start), datetime.fromisoformat(end)
    assert wall_clock_window(*bounds, zone="Europe/Berlin").isoformat() == expected


def test_a_window_is_not_empty_and_has_naive_ends() -> None:
    """A slip is named, whichever end has it."""
    day = datetime(2025, 3, 30)
    with pytest.raises(InvalidValueError, match=r"^end: expected a time after 2025-03-30"):
        wall_clock_window(day, day, zone="UTC")
    with pytest.raises(InvalidValueError, match=r"^end: expected a naive datetime"):
        wall_clock_window(day, day.replace(tzinfo=UTC), zone="UTC")
