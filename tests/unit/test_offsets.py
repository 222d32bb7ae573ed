"""Clocks are followed step by step."""

from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

import pytest
from dateutil import tz

from teamsched import offsets
from teamsched.errors import (
    ExpansionLimitError,
)
from teamsched.instants import DAY, HOUR, MINUTE, to_datetime, to_instant
from teamsched.offsets import offset_segments
from teamsched.zonekeys import zone_of


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
    assert offset_segments(zone, 0, offsets.MAX_DAYS * DAY) == [(0, offsets.MAX_DAYS * DAY, 0)]
    with pytest.raises(ExpansionLimitError, match="more than 100000"):
        offset_segments(zone, 0, offsets.MAX_DAYS * DAY + 1)
