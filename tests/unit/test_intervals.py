"""Intervals and sets of them: what goes in, what is refused, and how they look."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from teamsched import isotext
from teamsched.errors import (
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    NaiveDatetimeError,
)
from teamsched.intervals import Interval, IntervalSet

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


def at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


NAIVE = datetime(2026, 3, 2, 9)
EARLIEST = datetime.min.replace(tzinfo=timezone(HOUR))
LATEST = datetime.max.replace(tzinfo=timezone(-HOUR))
AGES = timedelta(days=3_000_000)
SPAN = Interval(at(9), at(17))
WEEK = IntervalSet.parse("2026-03-02T09:00Z/17:00Z, 2026-03-03T09:00Z/12:00Z")

# The same for wrong calls, which a type checker would not let pass.
any_span: Any = Interval
any_set: Any = IntervalSet
span: Any = SPAN
week: Any = WEEK


# Making intervals


def test_any_zone_goes_in_and_utc_comes_back() -> None:
    """The zone of a datetime is forgotten, its instant is kept."""
    made = Interval(datetime(2026, 3, 2, 10, tzinfo=BERLIN), at(17))
    assert made == SPAN
    assert (made.start, made.end) == (at(9), at(17))
    assert (made.start.tzinfo, made.end.tzinfo) == (UTC, UTC)
    assert made.in_zone(BERLIN)[0].isoformat() == "2026-03-02T10:00:00+01:00"
    assert made.in_zone("Europe/Berlin") == made.in_zone(BERLIN)


def test_length_is_elapsed_time() -> None:
    """The night on which clocks go forward is eleven hours long, whatever they show."""
    evening = datetime(2026, 3, 28, 20, tzinfo=BERLIN)
    morning = datetime(2026, 3, 29, 8, tzinfo=BERLIN)
    assert Interval(evening, morning).duration == 11 * HOUR
    assert Interval.lasting(evening, 11 * HOUR) == Interval(evening, morning)


def test_both_sides_of_a_repeated_hour() -> None:
    """From a quarter to three to a quarter past two is half an hour, if the clocks go back."""
    before = datetime(2025, 10, 26, 2, 45, tzinfo=BERLIN)
    after = datetime(2025, 10, 26, 2, 15, tzinfo=BERLIN, fold=1)
    assert Interval(before, after).duration == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: any_span(NAIVE, at(17)), NaiveDatetimeError, r"^start: expected an aware"),
        (lambda: any_span(at(9), NAIVE), NaiveDatetimeError, r"^end: expected an aware"),
        (lambda: any_span("9", at(17)), InvalidTypeError, r"^start: expected an aware datetime"),
        (lambda: any_span(at(9), None), InvalidTypeError, r"^end: expected an aware datetime"),
        (lambda: any_span(at(9), 8 * HOUR), InvalidTypeError, r"^end: expected an aware datetime"),
        (
            lambda: any_span(at(9), at(9)),
            InvalidValueError,
            r"^end: expected a time after 2026-03-02 09:00:00\+00:00, got ",
        ),
        (lambda: any_span(at(9), at(8)), InvalidValueError, r"^end: expected a time after"),
        (lambda: any_span.lasting(NAIVE, HOUR), NaiveDatetimeError, r"^start: "),
        (lambda: any_span.lasting(at(9), 60), InvalidTypeError, r"^length: expected a timedelta"),
        (lambda: any_span.lasting(at(9), 0 * HOUR), InvalidValueError, r"^end: expected a time af"),
        (lambda: any_span.lasting(at(9), -HOUR), InvalidValueError, r"^end: expected a time after"),
        (lambda: any_span.from_bounds(3, 3), InvalidValueError, r"^end: expected a time after"),
        (lambda: any_span.from_bounds("a", "b"), InvalidTypeError, r"^start: expected an instant"),
        (lambda: any_span.from_bounds(1, 2.5), InvalidTypeError, r"^end: expected an instant: "),
        (lambda: any_span.from_bounds(False, True), InvalidTypeError, r"^start: expected an ins"),
        (lambda: any_span.from_bounds(0, 10**30), InvalidValueError, r"^end: .* years 1 to 9999"),
        (lambda: any_span.from_bounds(-(10**30), 0), InvalidValueError, r"^start: .* 1 to 9999"),
        (lambda: any_span(EARLIEST, at(9)), InvalidValueError, r"^start: expected an instant of"),
        (lambda: any_span(at(9), LATEST), InvalidValueError, r"^end: expected an instant of the"),
        (lambda: any_span.lasting(at(9), AGES), InvalidValueError, r"^end: .* years 1 to 9999"),
        (lambda: span.shift(AGES), InvalidValueError, r"^start: expected an instant of the yea"),
        (lambda: span.shift(-AGES), InvalidValueError, r"^start: expected an instant of the yea"),
        (lambda: span.padded(before=AGES, after=HOUR), InvalidValueError, r"^start: .* 1 to 99"),
        (lambda: span.padded(before=HOUR, after=AGES), InvalidValueError, r"^end: .* 1 to 9999"),
        (lambda: span.shift(3), InvalidTypeError, r"^by: expected a timedelta, got 3$"),
        (lambda: span.padded(before=1, after=HOUR), InvalidTypeError, r"^before: "),
        (lambda: span.padded(before=HOUR, after=1), InvalidTypeError, r"^after: "),
        (lambda: span.padded(before=-8 * HOUR, after=0 * HOUR), InvalidValueError, r"^end: "),
        (lambda: NAIVE in span, NaiveDatetimeError, r"^datetime: expected an aware datetime"),
        (lambda: 9 in span, InvalidTypeError, r"^datetime: expected an aware datetime, got 9$"),
    ],
)
def test_what_is_no_interval_is_refused(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """An interval has two aware ends in order, and what is wrong is named."""
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: any_set(SPAN), InvalidTypeError, r"^spans: expected intervals or pairs"),
        (lambda: any_set("2026"), InvalidTypeError, r"^spans: expected intervals or pairs"),
        (lambda: any_set(3), InvalidTypeError, r"^spans: expected intervals or pairs"),
        (lambda: any_set([at(9), at(17)]), InvalidTypeError, r"^spans: expected intervals"),
        (lambda: any_set([[at(9), at(17)]]), InvalidTypeError, r"^spans: expected intervals"),
        (lambda: any_set([(at(9), at(10), at(11))]), InvalidTypeError, r"^spans: expected"),
        (lambda: any_set([(NAIVE, at(17))]), NaiveDatetimeError, r"^start: expected an aware"),
        (lambda: any_set([(at(17), at(9))]), InvalidValueError, r"^end: expected a time after"),
        (lambda: any_set.from_bounds([1, 2, 3]), InvalidValueError, r"^bounds: expected pairs"),
        (lambda: any_set.from_bounds([1, 1]), InvalidValueError, r"^bounds: .* rising"),
        (lambda: any_set.from_bounds([1, 2, 2, 3]), InvalidValueError, r"^bounds: .* rising"),
        (lambda: any_set.from_bounds([2, 1]), InvalidValueError, r"^bounds: .* rising"),
        (lambda: any_set.from_bounds(["a", 3]), InvalidTypeError, r"^bounds: expected an instant"),
        (lambda: any_set.from_bounds([0, 10**30]), InvalidValueError, r"^bounds: .* 1 to 9999"),
        (lambda: any_set.from_bounds(3), InvalidTypeError, r"^bounds: expected instants, got 3$"),
        (lambda: any_set.from_bounds("12"), InvalidTypeError, r"^bounds: expected instants"),
        (lambda: any_set.at_least(0, [WEEK]), InvalidValueError, r"^k: expected a whole numb"),
        (lambda: any_set.at_least(True, [WEEK]), InvalidTypeError, r"^k: expected a whole"),
        (lambda: any_set.at_least(1, [SPAN]), InvalidTypeError, r"^sets: expected an Interval"),
        (lambda: any_set.at_least(1, WEEK), InvalidTypeError, r"^sets: expected an IntervalS"),
        (lambda: any_set.at_least(1, 3), InvalidTypeError, r"^sets: expected IntervalSets"),
        (lambda: week.union([SPAN]), InvalidTypeError, r"^other: expected an IntervalSet"),
        (lambda: week.intersection(SPAN), InvalidTypeError, r"^other: expected an IntervalSet"),
        (lambda: week.difference(SPAN), InvalidTypeError, r"^other: expected an IntervalSet"),
        (lambda: week.symmetric_difference(3), InvalidTypeError, r"^other: expected an Interval"),
        (lambda: week.isdisjoint(SPAN), InvalidTypeError, r"^other: expected an IntervalSet"),
        (lambda: week.issubset(SPAN), InvalidTypeError, r"^other: expected an IntervalSet"),
        (lambda: week.covers(WEEK), InvalidTypeError, r"^other: expected an Interval, got"),
        (lambda: week.overlaps(WEEK), InvalidTypeError, r"^other: expected an Interval, got"),
        (lambda: week.touching(at(9)), InvalidTypeError, r"^other: expected an Interval, got"),
        (lambda: week.gaps(WEEK), InvalidTypeError, r"^within: expected an Interval, got"),
        (lambda: week.clip(WEEK), InvalidTypeError, r"^within: expected an Interval, got"),
        (lambda: week.between(NAIVE, at(17)), NaiveDatetimeError, r"^start: expected an aware"),
        (lambda: week.between(at(17), at(9)), InvalidValueError, r"^end: expected a time after"),
        (lambda: week.shift(AGES), InvalidValueError, r"^start: expected an instant of the yea"),
        (lambda: week.shift(-AGES), InvalidValueError, r"^start: expected an instant of the yea"),
        (lambda: week.shift(3), InvalidTypeError, r"^by: expected a timedelta, got 3$"),
        (lambda: week.at(NAIVE), NaiveDatetimeError, r"^moment: expected an aware datetime"),
        (lambda: NAIVE in week, NaiveDatetimeError, r"^datetime: expected an aware datetime"),
        (lambda: SPAN in week, InvalidTypeError, r"^datetime: expected an aware datetime"),
    ],
)
def test_what_a_set_cannot_use_is_refused(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """A set is made of spans and asked about times, spans and sets, each where it belongs."""
    with pytest.raises(error, match=message):
        make()


def test_operators_leave_other_types_to_python() -> None:
    """With something else than a set an operator is Python's own TypeError, as with its sets."""
    ways: list[Callable[[Any], object]] = [
        lambda other: WEEK | other,
        lambda other: WEEK & other,
        lambda other: WEEK - other,
        lambda other: WEEK ^ other,
        lambda other: week <= other,
        lambda other: other | WEEK,
    ]
    for way in ways:
        for other in ({1}, SPAN, None, 3):
            with pytest.raises(TypeError, match=r"not supported|unsupported operand"):
                way(other)
    assert week != {1}
    assert span != (at(9), at(17))


# Values


def test_values_cannot_be_changed() -> None:
    """Neither an interval nor a set takes or loses anything."""
    for value in (SPAN, WEEK):
        for name in ("_start", "_bounds", "start", "anything"):
            with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
                setattr(value, name, 3)
        assert not hasattr(value, "__dict__")
    bounds = [1, 2]
    made = IntervalSet.from_bounds(bounds)
    bounds.append(3)
    assert made.bounds == (1, 2)


def test_intervals_sort_by_start_then_end() -> None:
    """Sorted intervals are in the order of a calendar."""
    late, short, long = (
        Interval(at(10), at(11)),
        Interval(at(9), at(10)),
        Interval(at(9), at(12)),
    )
    assert sorted([late, long, short]) == [short, long, late]


def test_a_set_is_a_sequence() -> None:
    """It has a length, indices from both ends, slices and a truth value."""
    assert len(WEEK) == 2
    assert WEEK[0] == SPAN
    assert WEEK[-1] == Interval(at(9, day=3), at(12, day=3))
    assert list(WEEK) == [WEEK[0], WEEK[1]]
    assert WEEK
    assert not IntervalSet()
    with pytest.raises(IndexError):
        WEEK[2]


def test_the_empty_set_has_nothing() -> None:
    """No span, no length, no time; its gaps are all of a frame."""
    empty = IntervalSet()
    assert (empty.span, empty.measure, list(empty), len(empty)) == (None, 0 * HOUR, [], 0)
    assert empty.at(at(9)) is None
    assert empty == IntervalSet([]) == IntervalSet.parse("") == WEEK - WEEK
    assert empty.gaps(SPAN) == IntervalSet([SPAN])
    assert not empty.covers(SPAN)
    assert not empty.overlaps(SPAN)
    assert IntervalSet.at_least(1, []) == empty


def test_ends_are_half_open() -> None:
    """A span has its start and not its end; spans that touch share nothing and join."""
    for value in (SPAN, WEEK):
        assert at(9) in value
        assert at(17) not in value
    later = Interval(at(17), at(18))
    assert SPAN.abuts(later)
    assert later.abuts(SPAN)
    assert not SPAN.overlaps(later)
    assert list(IntervalSet([later, SPAN])) == [Interval(at(9), at(18))]


# Text


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-03-02T09:00Z/2026-03-02T17:00Z", at(9), at(17)),
        ("2026-03-02T09:00Z/17:00Z", at(9), at(17)),
        ("2026-03-02T09:00Z/17:00", at(9), at(17)),
        ("2026-03-02 09:00Z / 17:00:00", at(9), at(17)),
        ("2026-03-02T10:00+01:00/18:00", at(9), at(17)),
        ("2026-03-02T10:00+01:00/17:00Z", at(9), at(17)),
        ("2026-03-02T10:00+0100/18:00", at(9), at(17)),
        ("2026-03-02T10:00+01:00/18:00+01:00", at(9), at(17)),
        ("2026-03-02T04:00-05:00/2026-03-02T18:00+01:00", at(9), at(17)),
        ("2026-03-02T10:00+01:00/2026-03-02T18:00", at(9), at(17)),
        ("2026-03-02T10:00+01:00/20260303T0130", at(9), at(0, 30, day=3)),
        ("2026-03-02T10:00+01:00/2026-03-03", at(9), at(23)),
        ("2026-W10-1T09:00Z/17:00", at(9), at(17)),
        ("2026-03-02T09:00Z/09:00:00.5", at(9), at(9) + timedelta(microseconds=500_000)),
    ],
)
def test_iso_intervals_are_read(text: str, start: datetime, end: datetime) -> None:
    """The end may leave out the date and the offset, which are then the start's."""
    assert Interval.parse(text) == Interval(start, end)
    assert IntervalSet.parse(f" {text} , {text},") == IntervalSet([(start, end)])


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", InvalidValueError, r"^text: expected an ISO 8601 interval such as 2026-03-02T09:00Z/"),
        ("tomorrow", InvalidValueError, r"^text: expected an ISO 8601 interval"),
        ("2026-03-02T09:00Z", InvalidValueError, r"^text: expected an ISO 8601 interval"),
        ("2026-03-02T09:00Z/PT1H", InvalidValueError, r"^text: expected an ISO 8601 interval"),
        ("2026-03-02T09:00Z/25:00", InvalidValueError, r"^text: expected an ISO 8601 interval"),
        ("2026-02-30T09:00Z/10:00", InvalidValueError, r"^text: expected an ISO 8601 interval"),
        ("2026-03-02T09:00Z/10:00/11:00", InvalidValueError, r"^text: expected an ISO 8601"),
        ("2026-03-02T09:00/17:00", NaiveDatetimeError, r"^start: expected an aware datetime"),
        ("2026-03-02T09:00/2026-03-02T17:00Z", NaiveDatetimeError, r"^start: expected an aware"),
        ("2026-03-02/2026-03-03", NaiveDatetimeError, r"^start: expected an aware datetime"),
        (
            "2026-03-02T22:00Z/06:00",
            InvalidValueError,
            r"^end: expected a time after 2026-03-02 22",
        ),
        (3, InvalidTypeError, r"^text: expected an ISO 8601 interval, got 3$"),
    ],
)
def test_other_texts_are_refused(text: Any, error: type[InvalidInputError], message: str) -> None:
    """What is no interval is shown; an end at an earlier time of day is not taken for tomorrow."""
    with pytest.raises(error, match=message):
        Interval.parse(text)


def test_the_length_of_a_text_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of many intervals is read up to a cap, and what is longer is not even looked at."""
    monkeypatch.setattr(isotext, "MAX_PARSED", len("2026-03-02T09:00Z/17:00"))
    assert IntervalSet.parse("2026-03-02T09:00Z/17:00") == IntervalSet([SPAN])
    with pytest.raises(InvalidValueError, match=r"^text: expected at most 23 characters, got 24$"):
        IntervalSet.parse("2026-03-02T09:00Z/17:00 ")
    with pytest.raises(InvalidTypeError, match=r"^text: expected ISO 8601 intervals, got 3$"):
        IntervalSet.parse(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (SPAN, "<Interval 2026-03-02 09:00Z … 17:00Z>"),
        (Interval(at(22), at(6, day=3)), "<Interval 2026-03-02 22:00Z … 2026-03-03 06:00Z>"),
        (
            Interval.lasting(at(9), timedelta(seconds=5)),
            "<Interval 2026-03-02 09:00Z … 09:00:05Z>",
        ),
        (
            Interval.lasting(at(9), timedelta(microseconds=1500)),
            "<Interval 2026-03-02 09:00Z … 09:00:00.0015Z>",
        ),
        (IntervalSet(), "<IntervalSet empty>"),
        (
            IntervalSet([SPAN]),
            "<IntervalSet 1 interval, 8:00:00, 2026-03-02 09:00Z … 17:00Z>",
        ),
        (
            WEEK,
            "<IntervalSet 2 intervals, 11:00:00, 2026-03-02 09:00Z … 2026-03-03 12:00Z>",
        ),
    ],
)
def test_reprs_are_short_and_exact(value: object, text: str) -> None:
    """In UTC, a date once if it is the same, and seconds only if there are some."""
    assert repr(value) == text


def test_iso_text_is_utc() -> None:
    """Text out is ISO 8601 in full, in UTC, to the second or the microsecond."""
    moved = SPAN.in_zone(timezone(timedelta(hours=5, minutes=45)))
    assert Interval(*moved).isoformat() == "2026-03-02T09:00:00Z/2026-03-02T17:00:00Z"
    assert str(SPAN) == "2026-03-02 09:00Z … 17:00Z"
    assert WEEK.isoformat() == (
        "2026-03-02T09:00:00Z/2026-03-02T17:00:00Z, 2026-03-03T09:00:00Z/2026-03-03T12:00:00Z"
    )
    assert IntervalSet().isoformat() == ""
    assert Interval.from_bounds(0, 1).isoformat() == (
        "1970-01-01T00:00:00Z/1970-01-01T00:00:00.000001Z"
    )


def test_a_set_from_a_set_is_that_set() -> None:
    """Making a set of a set, of its intervals or of pairs, in any zone, gives an equal set."""
    pairs = [one.in_zone(BERLIN) for one in reversed(WEEK)]
    assert IntervalSet(WEEK) == IntervalSet(list(WEEK)) == IntervalSet(pairs) == WEEK
