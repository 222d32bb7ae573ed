"""Laws of wall clocks, hours and grids, mostly against a walk minute by minute.

The walk asks ``zoneinfo`` what the wall clock shows at every minute, around changes of the clocks
by an hour, by half an hour, at midnight, backwards, and by a whole day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import assume, given, settings, strategies as st

from teamsched.availability import (
    Schedule,
    WeeklyHours,
    day_grid,
    localize,
    wall_clock_window,
    zone_of,
)
from teamsched.availability.zones import Disambiguate
from teamsched.errors import RepeatedTimeError, SkippedTimeError
from teamsched.instants import HOUR, MINUTE, to_datetime, to_instant
from teamsched.intervals import Interval, IntervalSet
from teamsched.offsets import offset_segments
from tests.generators.cases import CLOCK_CHANGES

ONE_MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Pairs = Sequence[tuple[str, str]]


# What is drawn

changes = st.sampled_from([(zone, datetime.fromisoformat(text)) for zone, text in CLOCK_CHANGES])


@st.composite
def local_times(draw: st.DrawFn) -> tuple[str, datetime]:
    """A local time within a day and a half of a change of the clocks, on the wall of its zone."""
    zone, change = draw(changes)
    minutes = draw(st.integers(-130, 130) | st.integers(-2160, 2160))
    local = change.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return zone, local + timedelta(minutes=minutes)


@st.composite
def windows(draw: st.DrawFn) -> tuple[str, Interval]:
    """A window around a change of the clocks, up to four days long."""
    zone, change = draw(changes)
    start = change + timedelta(minutes=draw(st.integers(-3000, 1000)))
    return zone, Interval.lasting(start, timedelta(minutes=draw(st.integers(1, 5760))))


def text_of(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


# Most times are near those at which clocks change.
times_of_day = st.integers(0, 1439) | st.integers(0, 240) | st.integers(1320, 1439)
pairs = st.tuples(times_of_day.map(text_of), (times_of_day | st.just(1440)).map(text_of))
days = st.lists(pairs, max_size=3)
weeks = st.dictionaries(st.sampled_from(NAMES), days)


# The walk


@lru_cache(200_000)
def shown_at(zone: str, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def minutes_of(window: Interval) -> Iterator[datetime]:
    low, high = (bound // MINUTE for bound in window.bounds)
    return (to_datetime(minute * MINUTE) for minute in range(low, high))


def walk(zone: str, window: Interval, inside: Callable[[datetime], bool]) -> IntervalSet:
    """Return the minutes of a window at which what the wall clock shows is inside."""
    return IntervalSet(
        Interval.lasting(moment, ONE_MINUTE)
        for moment in minutes_of(window)
        if inside(shown_at(zone, moment))
    )


def is_open(week: Mapping[str, Pairs], dates: Mapping[date, Pairs], local: datetime) -> bool:
    """Tell whether windows that begin on this day or the day before are open."""
    for day, length in ((local.date(), 0), (local.date() - ONE_DAY, 1440)):
        minute = local.hour * 60 + local.minute + length
        for start, end in dates.get(day, week.get(NAMES[day.weekday()], ())):
            first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
            if first <= minute < (last if last > first else last + 1440):
                return True
    return False


# Local times


@given(local_times())
def test_compatible_is_fold_zero(drawn: tuple[str, datetime]) -> None:
    """PEP 495 without a fold, RFC 5545 and "compatible" agree; so local times round-trip."""
    zone, local = drawn
    plain = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = localize(local, zone=zone)
    assert to_instant(found) == to_instant(plain)
    assert found.replace(tzinfo=None, fold=0) == shown_at(zone, plain)
    assert found.fold == plain.astimezone(ZoneInfo(zone)).fold
    assert to_instant(localize(local.replace(fold=1), zone=zone)) == to_instant(found)


@given(local_times())
def test_earlier_is_before_later(drawn: tuple[str, datetime]) -> None:
    """They are one instant exactly if the time comes once, and then it can't be rejected."""
    zone, local = drawn

    def instant(disambiguate: Disambiguate) -> int:
        return to_instant(localize(local, zone=zone, disambiguate=disambiguate))

    comes = [
        moment
        for moment in minutes_of(
            Interval.lasting((local - ONE_DAY).replace(tzinfo=UTC), 2 * ONE_DAY)
        )
        if shown_at(zone, moment) == local
    ]
    try:
        assert instant("reject") == instant("earlier") == instant("later")
        assert len(comes) == 1
    except SkippedTimeError:
        assert not comes
        assert instant("earlier") < instant("later") == instant("compatible")
    except RepeatedTimeError:
        assert comes == [to_datetime(instant("earlier")), to_datetime(instant("later"))]
        assert instant("earlier") == instant("compatible")


@given(local_times(), st.integers(1, 4000))
def test_a_window_is_when_the_clock_reads_inside(drawn: tuple[str, datetime], length: int) -> None:
    """Every minute at which the wall clock reads inside is in, and no other."""
    zone, start = drawn
    end = start + timedelta(minutes=length)
    around = Interval((start - ONE_DAY).replace(tzinfo=UTC), (end + ONE_DAY).replace(tzinfo=UTC))
    assert wall_clock_window(start, end, zone=zone) == walk(
        zone, around, lambda local: start <= local < end
    )


@given(changes)
def test_days_tile_the_line(change: tuple[str, datetime]) -> None:
    """Days follow each other without a gap or an overlap, though not all are 24 hours long."""
    zone, moment = change
    first = shown_at(zone, moment).replace(hour=0, minute=0) - 2 * ONE_DAY
    dates = [
        wall_clock_window(first + n * ONE_DAY, first + (n + 1) * ONE_DAY, zone=zone)
        for n in range(5)
    ]
    whole = IntervalSet.at_least(1, dates)
    assert len(whole) == 1
    assert IntervalSet.at_least(2, dates) == IntervalSet()
    lengths = [day.measure / timedelta(hours=1) for day in dates]
    assert set(lengths) <= {0, 23, 23.5, 24, 24.5, 25}
    assert whole == wall_clock_window(first, first + 5 * ONE_DAY, zone=zone)


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    st.integers(
        to_instant(datetime(1970, 1, 8, tzinfo=UTC)), to_instant(datetime(2100, 1, 1, tzinfo=UTC))
    ),
    st.integers(1, 400 * 24),
)
def test_offsets_are_those_of_every_zone(key: str, low: int, hours: int) -> None:
    """Every zone there is, at any time since 1970, has the offsets that zoneinfo says."""
    zone = zone_of(key)
    segments = offset_segments(zone, low, low + hours * HOUR)
    assert sum(end - start for start, end, _ in segments) == hours * HOUR
    for start, end, ahead in segments:
        for instant in (start, (start + end) // 2, end - 1):
            offset = to_datetime(instant).astimezone(zone).utcoffset()
            assert offset == timedelta(microseconds=ahead)


# Hours


@given(weeks, st.dictionaries(st.integers(-2, 4), days, max_size=3), windows())
def test_hours_are_open_when_the_clock_says_so(
    week: dict[str, Pairs], others: dict[int, Pairs], drawn: tuple[str, Interval]
) -> None:
    """Weekly hours with overrides are what the walk finds; without overrides they are plain."""
    zone, window = drawn
    first = shown_at(zone, window.start).date()
    dates = {first + timedelta(days=number): pairs for number, pairs in others.items()}
    weekly = WeeklyHours.from_mapping(week, zone=zone)
    schedule = Schedule(weekly, overrides=dates)
    assert schedule.open_during(window) == walk(zone, window, lambda at: is_open(week, dates, at))
    assert weekly.open_during(window) == Schedule(weekly).open_during(window)


@given(weeks, windows(), st.integers(1, 5759))
def test_parts_of_a_window_make_the_whole(
    week: dict[str, Pairs], drawn: tuple[str, Interval], minutes: int
) -> None:
    """Wherever a window is split, both parts together are as open as the whole."""
    zone, window = drawn
    split = window.start + timedelta(minutes=minutes)
    assume(split < window.end)
    hours = WeeklyHours.from_mapping(week, zone=zone)
    parts = [
        hours.open_during(Interval(*ends)) for ends in ((window.start, split), (split, window.end))
    ]
    assert parts[0] | parts[1] == hours.open_during(window)


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(times_of_day, unique=True)), windows())
def test_hours_and_their_complement_are_always(
    edges: dict[str, list[int]], drawn: tuple[str, Interval]
) -> None:
    """What is open every other time between some times of day, and what is not, share nothing."""
    zone, window = drawn
    turns: list[dict[str, Pairs]] = [{}, {}]
    for name in NAMES:
        bounds = [0, *sorted(set(edges.get(name, ())) - {0}), 1440]
        spans = [(text_of(a), text_of(b)) for a, b in pairwise(bounds)]
        for turn in range(2):
            turns[turn][name] = spans[turn::2]
    one, other = (WeeklyHours.from_mapping(turn, zone=zone).open_during(window) for turn in turns)
    assert one & other == IntervalSet()
    assert one | other == WeeklyHours.always(zone=zone).open_during(window) == IntervalSet([window])


@given(weeks, st.integers(-12, 14), st.integers(-100, 100), windows())
def test_weeks_repeat_where_clocks_do_not_change(
    week: dict[str, Pairs], ahead: int, later: int, drawn: tuple[str, Interval]
) -> None:
    """With a fixed offset, whatever its name, later weeks are open as this one is."""
    _, window = drawn
    hours = WeeklyHours.from_mapping(week, zone=f"Etc/GMT{-ahead:+}")  # the sign is theirs
    opened, weeks_later = hours.open_during(window), timedelta(weeks=later)
    assert hours.open_during(window.shift(weeks_later)) == opened.shift(weeks_later)
    fixed = WeeklyHours.from_mapping(week, zone=timezone(timedelta(hours=ahead)))
    assert fixed.open_during(window) == opened


@given(weeks)
def test_text_gives_back_the_hours(week: dict[str, Pairs]) -> None:
    """Whatever the hours, their text reads back as an equal value."""
    hours = WeeklyHours.from_mapping(week, zone="UTC")
    assert WeeklyHours.parse(str(hours), zone="UTC") == hours
    assert WeeklyHours(hours.windows, zone="UTC") == hours


# Grids


@given(windows(), st.integers(1, 200) | st.sampled_from([15, 30, 60]), st.integers(0, 300))
def test_grids_are_what_the_wall_clock_shows(
    drawn: tuple[str, Interval], step: int, offset: int
) -> None:
    """A minute is on the grid exactly if the wall clock shows the offset and some steps."""
    zone, window = drawn
    grid = day_grid(
        window, zone=zone, step=timedelta(minutes=step), offset=timedelta(minutes=offset)
    )
    assert list(grid) == [
        moment
        for moment in minutes_of(window)
        if (shown_at(zone, moment).hour * 60 + shown_at(zone, moment).minute - offset) % step == 0
    ]
