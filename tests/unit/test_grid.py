"""Grids of starts: how they are made, what is refused, and how they look."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from teamsched.errors import InvalidTypeError, NaiveDatetimeError
from teamsched.grid import StartGrid
from teamsched.intervals import IntervalSet

NINE, TEN, NOON = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10, 12))
HOURS = IntervalSet.parse("2026-03-02T09:30Z/12:30Z")
grid: Any = StartGrid


def test_starts_come_in_any_order_and_zone() -> None:
    """Starts are sorted instants, each of them once, and come back in UTC."""
    there = TEN.astimezone(timezone(timedelta(hours=-5)))
    made = StartGrid.of(iter([NOON, there, NINE, TEN]))
    assert list(made) == [NINE, TEN, NOON]
    assert len(made) == 3
    assert made == StartGrid.of([NINE, TEN, NOON])


@pytest.mark.parametrize("starts", [[0], [], [0, 5], [0, 5, 10]])
def test_equal_grids_are_equal_values(starts: list[int]) -> None:
    """It doesn't matter whether a list or a range is handed in, however few starts there are."""
    regular = range(0, 5 * len(starts), 5)
    assert StartGrid(regular) == StartGrid(starts) == StartGrid(reversed(regular))
    assert hash(StartGrid(regular)) == hash(StartGrid(starts))
    assert StartGrid(starts) != StartGrid([*starts, 99])


def test_fitting_starts_are_a_grid_again() -> None:
    """Slots have to lie inside the hours as a whole, to the minute."""
    made = StartGrid.of([NINE, TEN, NOON])
    assert list(made.fitting(HOURS, lasting=timedelta(minutes=30))) == [TEN, NOON]
    assert list(made.fitting(HOURS, lasting=timedelta(minutes=31))) == [TEN]
    assert made.fitting(IntervalSet(), lasting=timedelta(minutes=1)) == StartGrid([])


def test_wrong_starts_and_lengths_are_named() -> None:
    """Starts are aware datetimes, and a slot lasts a timedelta."""
    with pytest.raises(NaiveDatetimeError, match=r"^starts: expected an aware datetime"):
        StartGrid.of([datetime(2026, 3, 2)])
    with pytest.raises(InvalidTypeError, match=r"^starts: expected an aware datetime, got '9:00'$"):
        grid.of(["9:00"])
    with pytest.raises(InvalidTypeError, match=r"^lasting: expected a timedelta, got 30$"):
        grid.of([NINE]).fitting(HOURS, lasting=30)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (StartGrid([]), "<StartGrid empty>"),
        (StartGrid.of([NINE]), "<StartGrid 1 start, 2026-03-02 09:00Z … 2026-03-02 09:00Z>"),
        (
            StartGrid.of([NINE, NOON, TEN]),
            "<StartGrid 3 starts, 2026-03-02 09:00Z … 2026-03-02 12:00Z>",
        ),
    ],
)
def test_the_repr_shows_how_many(made: StartGrid, text: str) -> None:
    """How many starts, the first and the last."""
    assert repr(made) == text
