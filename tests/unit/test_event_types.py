"""Event types of several lengths, and where their starts lie."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from teamsched import BookableDays, DateRange, EventType
from teamsched.errors import InvalidTypeError, InvalidValueError

HOUR, HALF = timedelta(hours=1), timedelta(minutes=30)


def call(**more: Any) -> EventType:
    return EventType("call", **{"duration": HOUR, **more})


def test_another_length_leaves_the_starts_where_they_were() -> None:
    """Whatever is asked for, step, offset, marks and caps are those of the event type."""
    kind = call(durations=[HALF, 2 * HOUR], offset=timedelta(minutes=10))
    for length in (HALF, 2 * HOUR):
        other = kind.lasting(length)
        assert (other.duration, other.step, other.offset) == (length, HOUR, kind.offset)
    marked = call(durations=[HALF], marks=[0, 15]).lasting(HALF)
    assert (marked.duration, marked.marks) == (HALF, (0, 15))


def test_the_usual_length_is_the_event_type_itself() -> None:
    """Asked for or not, and whether it is listed or not."""
    kind = call(durations=[HALF])
    assert kind.lasting(None) is kind
    assert kind.lasting(HOUR) is kind


def test_other_lengths_are_refused() -> None:
    """The choices are named, the usual one first and once."""
    kind = call(durations=[HALF, HOUR])
    with pytest.raises(InvalidValueError, match=r"^duration: expected one of 1:00:00, 0:30:00, "):
        kind.lasting(timedelta(minutes=45))
    with pytest.raises(InvalidTypeError, match=r"^duration: expected a timedelta"):
        kind.lasting(30)  # type: ignore[arg-type]


def test_the_longest_is_one_of_all_lengths() -> None:
    """So far beyond a window a booking may reach."""
    assert call().longest == HOUR
    assert call(durations=[HALF]).longest == HOUR
    assert call(durations=[HALF, 2 * HOUR]).longest == 2 * HOUR


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"durations": [timedelta(0)]}, "durations: expected lengths above zero"),
        ({"durations": [timedelta(days=32)]}, "durations: expected lengths above zero"),
        ({"durations": [HALF] * 101}, "durations: "),
        ({"marks": [60]}, "marks: "),
        ({"marks": [-1]}, "marks: "),
        ({"marks": [0], "offset": HALF}, "marks: expected either marks, or a step and an offset"),
        ({"marks": [0], "step": HALF}, "marks: expected either marks, or a step and an offset"),
        ({"horizon": timedelta(-1)}, "horizon: expected a timedelta of zero or more"),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], words: str) -> None:
    """The field is named, before anything is made."""
    with pytest.raises(InvalidValueError, match=f"^{words}"):
        call(**options)


def test_what_is_no_horizon_is_refused() -> None:
    """A number of days alone could be either kind."""
    with pytest.raises(InvalidTypeError, match=r"^horizon: expected a timedelta, BookableDays"):
        call(horizon=3)


def test_horizons_of_days_are_checked() -> None:
    """At least a day, dates without times, and no end before the start."""
    for days in (0, 367):
        with pytest.raises(InvalidValueError, match=r"^days: "):
            BookableDays(days)
    with pytest.raises(InvalidTypeError, match=r"^first: expected a date without a time"):
        DateRange(datetime(2026, 3, 2), date(2026, 3, 3))
    with pytest.raises(InvalidValueError, match=r"^last: expected 2026-03-02 or later"):
        DateRange(date(2026, 3, 2), date(2026, 3, 1))
