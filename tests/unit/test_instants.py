"""Datetimes become microseconds at the door, exactly, and come back in UTC."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from teamsched.errors import InvalidTypeError, InvalidValueError, NaiveDatetimeError
from teamsched.instants import (
    DAY,
    EPOCH,
    HOUR,
    MINUTE,
    SECOND,
    WEEK,
    local_micros,
    to_datetime,
    to_instant,
    to_micros,
    to_timedelta,
)

BERLIN = ZoneInfo("Europe/Berlin")


class NoOffset(tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, _: datetime | None) -> None:
        """Return that it is not known."""

    dst = tzname = utcoffset


def test_the_units() -> None:
    """All of them are microseconds."""
    units = [
        (SECOND, "seconds"),
        (MINUTE, "minutes"),
        (HOUR, "hours"),
        (DAY, "days"),
        (WEEK, "weeks"),
    ]
    for unit, name in units:
        assert unit == to_micros(timedelta(**{name: 1}))


@pytest.mark.parametrize(
    ("moment", "instant"),
    [
        (EPOCH, 0),
        (datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC), 1),
        (datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), -1),
        (datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))), 0),
        (datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=1))), -HOUR),
        (datetime(1970, 1, 1, tzinfo=timezone(timedelta(seconds=1))), -SECOND),
        (datetime(1970, 1, 1, tzinfo=timezone(timedelta(microseconds=-1))), 1),
        (datetime(2026, 3, 2, 10, tzinfo=UTC), 1_772_445_600_000_000),
        (datetime(2025, 10, 26, 2, 30, tzinfo=BERLIN), 1_761_438_600_000_000),
        (datetime(2025, 10, 26, 2, 30, tzinfo=BERLIN, fold=1), 1_761_442_200_000_000),
        (datetime(2025, 3, 30, 2, 30, tzinfo=BERLIN), 1_743_298_200_000_000),
        (datetime(1, 1, 1, tzinfo=UTC), -62_135_596_800_000_000),
        (datetime.max.replace(tzinfo=UTC), 253_402_300_799_999_999),
    ],
)
def test_an_aware_datetime_is_an_instant(moment: datetime, instant: int) -> None:
    """Odd offsets, repeated and skipped hours, and the first and last years are all exact."""
    assert to_instant(moment) == instant
    assert to_datetime(instant) == moment.astimezone(UTC)
    assert to_datetime(instant).tzinfo is UTC


@pytest.mark.parametrize(
    "moment", [datetime(2026, 3, 2, 10), datetime(2026, 3, 2, 10, tzinfo=NoOffset())]
)
def test_naive_datetimes_are_refused(moment: datetime) -> None:
    """Without an offset nobody can know which instant is meant; the message says what helps."""
    with pytest.raises(NaiveDatetimeError, match=r"^start: .* \(maybe localize\(\) it in a zone\)"):
        to_instant(moment, "start")
    with pytest.raises(NaiveDatetimeError, match=r"^datetime: expected an aware datetime"):
        to_instant(moment)


@pytest.mark.parametrize("value", [date(2026, 3, 2), "2026-03-02T10:00Z", 0, None])
def test_other_values_are_refused(value: Any) -> None:
    """Dates, texts and numbers are no times."""
    with pytest.raises(InvalidTypeError, match=r"^start: expected an aware datetime, got "):
        to_instant(value, "start")


@pytest.mark.parametrize("instant", [-62_135_596_800_000_001, 253_402_300_800_000_000, 10**30])
def test_instants_have_years_of_four_digits(instant: int) -> None:
    """One microsecond before year 1 or after 9999 there are no datetimes."""
    with pytest.raises(
        InvalidValueError, match=r"^instant: expected an instant of the years 1 to "
    ):
        to_datetime(instant)


def test_a_wall_clock_has_no_offset() -> None:
    """Local microseconds count what the clock shows, in any zone and in none."""
    shown = datetime(1970, 1, 2, 3, 4, 5, 6)
    for zone in (None, UTC, BERLIN, timezone(timedelta(hours=-7))):
        assert local_micros(shown.replace(tzinfo=zone)) == (
            DAY + 3 * HOUR + 4 * MINUTE + 5 * SECOND + 6
        )


@pytest.mark.parametrize(
    "length", [timedelta(0), timedelta(days=1, microseconds=1), timedelta(microseconds=-1)]
)
def test_lengths_round_trip(length: timedelta) -> None:
    """A timedelta is a whole number of microseconds and comes back as it was."""
    assert to_timedelta(to_micros(length)) == length


def test_a_length_is_a_timedelta() -> None:
    """A number has no unit."""
    assert to_micros(timedelta(seconds=2)) == 2 * SECOND
    with pytest.raises(InvalidTypeError, match=r"^by: expected a timedelta, got 30$"):
        to_micros(30, "by")  # type: ignore[arg-type]
