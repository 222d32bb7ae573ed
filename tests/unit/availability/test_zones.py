"""Clocks are followed step by step, and local times resolved."""

from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

import pytest
from dateutil import tz

from teamsched.availability import zones
from teamsched.availability.zones import (
    Disambiguate,
    localize,
    offset_segments,
    wall_clock_window,
)
from teamsched.errors import (
    ExpansionLimitError,
    InvalidTypeError,
    InvalidValueError,
    RepeatedTimeError,
    SkippedTimeError,
)
from teamsched.instants import DAY, HOUR, MINUTE, to_datetime, to_instant
from teamsched.zonekeys import zone_of

SKIPPED = datetime(2025, 3, 30, 2, 30)  # in Berlin
REPEATED = datetime(2025, 10, 26, 2, 30)


class OneChange(tzinfo):
    """A zone whose clocks change once, by an hour; it counts how often it is asked."""

    def __init__(self, change: datetime) -> None:
        self.change = change
        self.asked = 0

    def fromutc(self, moment: datetime) -> datetime:
        """Return what the clocks show."""
        self.asked += 1
        later = moment.replace(tzinfo=UTC) >= self.change
        return moment + timedelta(hours=1 if later else 0)

    def utcoffset(self, _: datetime | None) -> None:
        """Return nothing: local times are not looked up."""

    def dst(self, _: datetime | None) -> None:
        """Return nothing: the kind of offset does not matter."""

    def tzname(self, _: datetime | None) -> str:
        """Return a name."""
        return "odd"


# Steps


def steps(zone: tzinfo, low: datetime, high: datetime) -> list[tuple[str, int]]:
    """Return when each step of a zone begins, and how many minutes ahead its clocks are."""
    found = offset_segments(zone, to_instant(low), to_instant(high))
    assert found[0][0] == to_instant(low)
    assert found[-1][1] == to_instant(high)
    assert all(a[1] == b[0] and a[2] != b[2] for a, b in pairwise(found))
    return [(f"{to_datetime(start):%m-%d %H:%M:%S}", ahead // MINUTE) for start, _, ahead in found]


def test_steps_of_a_year_are_found_to_the_second() -> None:
    """A year in Berlin has three steps, however many blocks of time it covers."""
    year = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert steps(zone_of("Europe/Berlin"), *year) == [
        ("01-01 00:00:00", 60),
        ("03-30 01:00:00", 120),
        ("10-26 01:00:00", 60),
    ]
    odd = OneChange(datetime(2025, 5, 17, 11, 12, 13, tzinfo=UTC))
    assert steps(odd, *year) == [("01-01 00:00:00", 0), ("05-17 11:12:13", 60)]


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_edges_of_what_is_remembered_hide_no_change(seconds: int) -> None:
    """A change around the edge of a block of time, or of six days in it, is found."""
    for days in (690 * 30, 690 * 30 + 6):
        edge = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=seconds)
        around = edge - timedelta(days=40), edge + timedelta(days=40)
        assert [when for when, _ in steps(OneChange(edge), *around)][1:] == [
            f"{edge:%m-%d %H:%M:%S}"
        ]


def test_steps_are_remembered() -> None:
    """Sixty days cost an offset for six days each, and nothing when they are asked for again."""
    zone = OneChange(datetime(2020, 1, 1, tzinfo=UTC))
    low = to_instant(datetime(2026, 3, 2, tzinfo=UTC))
    offset_segments(zone, low, low + 60 * DAY)
    assert zone.asked <= 20
    asked = zone.asked
    for hours in range(1000):
        offset_segments(zone, low + hours * HOUR // 100, low + 60 * DAY)
    assert zone.asked == asked


def test_zones_without_a_hash_are_followed() -> None:
    """What can't be remembered is worked out."""
    low, high = datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC)
    zone = tz.gettz("Europe/Berlin")
    assert zone is not None
    assert zone.__hash__ is None
    assert steps(zone, low, high) == steps(zone_of("Europe/Berlin"), low, high)


def test_the_first_and_the_last_offset_hold_beyond_the_years_of_datetimes() -> None:
    """Instants outside the years 1 to 9999 do no harm."""
    beyond = to_instant(datetime(9999, 12, 31, tzinfo=UTC)) + 1000 * DAY
    assert offset_segments(zone_of("Asia/Tokyo"), beyond, beyond + DAY) == [
        (beyond, beyond + DAY, 9 * HOUR)
    ]


def test_clocks_are_followed_for_a_limited_time() -> None:
    """The cap holds to the day."""
    zone = zone_of("UTC")
    assert offset_segments(zone, 0, zones.MAX_DAYS * DAY) == [(0, zones.MAX_DAYS * DAY, 0)]
    with pytest.raises(ExpansionLimitError, match="more than 100000"):
        offset_segments(zone, 0, zones.MAX_DAYS * DAY + 1)


# Local times


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
