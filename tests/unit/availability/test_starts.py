"""The grid of starts is what the wall clock shows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from teamsched.availability import day_grid, zone_of
from teamsched.availability.starts import MAX_STARTS
from teamsched.errors import (
    ExpansionLimitError,
    InvalidTypeError,
    InvalidValueError,
    UnknownZoneError,
)
from teamsched.grid import StartGrid
from teamsched.instants import DAY
from teamsched.intervals import Interval


def grid(window: str, zone: str, step: int, offset: int = 0) -> StartGrid:
    """Return the grid of a window, in minutes."""
    return day_grid(
        Interval.parse(window),
        zone=zone,
        step=timedelta(minutes=step),
        offset=timedelta(minutes=offset),
    )


def shown(window: str, zone: str, step: int, offset: int = 0) -> str:
    """Return what the wall clock shows at the starts."""
    starts = grid(window, zone, step, offset)
    return " ".join(f"{start.astimezone(zone_of(zone)):%H:%M}" for start in starts)


@pytest.mark.parametrize(
    ("window", "zone", "step", "offset", "expected"),
    [
        ("2025-06-02T09:00Z/10:00", "UTC", 30, 0, "09:00 09:30"),
        ("2025-06-02T09:10Z/10:10", "UTC", 30, 0, "09:30 10:00"),
        ("2025-06-02T09:00Z/10:00", "UTC", 30, 5, "09:05 09:35"),
        ("2025-06-02T09:00Z/10:00", "UTC", 30, 65, "09:05 09:35"),
        ("2025-06-02T03:00Z/06:00", "Asia/Kathmandu", 60, 0, "09:00 10:00 11:00"),
        ("2025-06-02T22:00Z/2025-06-03T03:00Z", "UTC", 100, 0, "23:20 00:00 01:40"),
        ("2025-06-02T22:00Z/2025-06-03T03:00Z", "UTC", 100, 90, "23:10 01:30"),
        ("2025-06-02T00:00Z/2025-06-04T00:00Z", "UTC", 36 * 60, 540, "09:00 09:00"),
        ("2025-06-02T00:00Z/2025-06-04T00:00Z", "UTC", 36 * 60, 30 * 60, ""),
        # The skipped hour has no starts, the repeated one has them twice.
        ("2025-03-30T00:00Z/02:00", "Europe/Berlin", 30, 0, "01:00 01:30 03:00 03:30"),
        ("2025-10-26T00:00Z/02:00", "Europe/Berlin", 60, 0, "02:00 02:00"),
        ("2025-10-25T23:00Z/2025-10-26T02:30Z", "Europe/Berlin", 45, 0, "01:30 02:15 02:15 03:00"),
        # Half an hour comes twice: ninety minutes from one full hour to the next.
        ("2025-04-05T13:00Z/17:00", "Australia/Lord_Howe", 60, 0, "00:00 01:00 02:00 03:00"),
        # The day begins at 01:00.
        ("2018-11-04T02:00Z/05:00", "America/Sao_Paulo", 60, 0, "23:00 01:00 02:00"),
    ],
)
def test_starts_are_what_the_wall_clock_shows(
    window: str, zone: str, step: int, offset: int, expected: str
) -> None:
    """They count from local midnight, anew every day, and lie in the window, its end excluded."""
    assert shown(window, zone, step, offset) == expected


def test_a_grid_without_starts_is_empty() -> None:
    """A window may lie between two starts."""
    assert len(grid("2025-06-02T09:01Z/09:29", "UTC", 30)) == 0


@pytest.mark.parametrize(
    ("zone", "step", "regular"),
    [
        ("UTC", 15, True),
        ("Europe/Berlin", 15, True),  # over a change of the clocks, by four steps
        ("Europe/Berlin", 45, False),
        ("Australia/Lord_Howe", 60, False),
        ("UTC", 7, False),
    ],
)
def test_regular_grids_are_ranges(zone: str, step: int, *, regular: bool) -> None:
    """Where clock changes are whole steps, the grid is one arithmetic progression."""
    months = grid("2025-01-01T00:00Z/2026-01-01T00:00Z", zone, step)
    assert isinstance(months.instants, range) is regular


def test_starts_are_limited() -> None:
    """The cap holds to the start, and for steps longer than a day too."""
    minute = timedelta(minutes=1)
    window = Interval.lasting(datetime(2025, 1, 1, tzinfo=UTC), MAX_STARTS * minute)
    assert len(day_grid(window, zone="UTC", step=minute)) == MAX_STARTS
    with pytest.raises(ExpansionLimitError, match="starts: more than 1000000"):
        day_grid(window.padded(before=timedelta(0), after=minute), zone="UTC", step=minute)
    ages = Interval.from_bounds(0, (MAX_STARTS + 1) * DAY)
    with pytest.raises(ExpansionLimitError):
        day_grid(ages, zone="UTC", step=timedelta(days=3650))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"step": timedelta(0)}, InvalidValueError, "step: expected a timedelta above zero"),
        ({"step": 30}, InvalidTypeError, "step: expected a timedelta"),
        ({"offset": 5}, InvalidTypeError, "offset: expected a timedelta"),
        ({"window": "2025"}, InvalidTypeError, "window: expected an Interval"),
        ({"zone": "Mars/Olympus"}, UnknownZoneError, "zone: expected a key"),
    ],
)
def test_slips_are_named(options: dict[str, Any], error: type[Exception], message: str) -> None:
    """The message says what was expected of which part."""
    given: dict[str, Any] = {
        "window": Interval.parse("2025-06-02T09:00Z/10:00"),
        "zone": "UTC",
        "step": timedelta(hours=1),
    }
    with pytest.raises(error) as caught:
        day_grid(**(given | options))
    assert str(caught.value).startswith(message)
