"""Laws of reading calendars: what series block, how windows relate, and that nothing else escapes.

The calendars are like those that people export, with a few things in them that nobody should write.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, strategies as st

pytest.importorskip("teamsched.interop.ical")

from teamsched import Busy, Interval, TeamschedError
from teamsched.interop.ical import read_busy

DAY = timedelta(days=1)
ZONES = ("Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
FIRST = date(2026, 3, 25)
WINDOW = Interval.parse("2026-03-10T00:00Z/2026-04-20T00:00Z")

DEFINED = """\
BEGIN:VTIMEZONE
TZID:Ours
BEGIN:STANDARD
DTSTART:16011028T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*parts: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", DEFINED.strip(), *parts, "END:VCALENDAR", ""])


def event(*lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(zone: str, number: int, hour: int) -> datetime:
    """Return a time of day some days after the first, on the clock of a zone."""
    day = FIRST + number * DAY
    return datetime(day.year, day.month, day.day, hour, 15, tzinfo=ZoneInfo(zone))


# Series


@st.composite
def daily_series(draw: st.DrawFn) -> tuple[list[str], list[tuple[datetime, timedelta]]]:
    """A daily series with some occurrences removed and some moved, and what is left of it.

    The hours are not among those that clocks skip or repeat.
    """
    zone = draw(st.sampled_from(ZONES))
    hours = draw(st.lists(st.integers(5, 22), min_size=1, max_size=3, unique=True))
    days = draw(st.integers(1, 9))
    minutes = st.integers(1, 180).map(lambda number: timedelta(minutes=number))
    usual = draw(minutes)
    numbers = range(days)
    removed = draw(st.sets(st.tuples(st.sampled_from(numbers), st.sampled_from(hours))))
    moved = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(numbers), st.sampled_from(hours)),
            st.tuples(st.integers(-9, 20), st.integers(5, 22), minutes),
            max_size=4,
        )
    )
    lines = [
        "UID:series",
        f"DTSTART;TZID={zone}:{FIRST:%Y%m%d}T{min(hours):02}1500",
        f"DURATION:PT{usual // timedelta(minutes=1)}M",
        f"RRULE:FREQ=DAILY;BYHOUR={','.join(map(str, hours))};COUNT={days * len(hours)}",
        *(
            draw(
                st.sampled_from(
                    [
                        f"EXDATE:{written(local(zone, *place))}",
                        f"EXDATE;TZID={zone}:{local(zone, *place):%Y%m%dT%H%M%S}",
                    ]
                )
            )
            for place in sorted(removed)
        ),
    ]
    left = [
        (local(zone, number, hour), usual)
        for number in numbers
        for hour in hours
        if (number, hour) not in removed and (number, hour) not in moved
    ]
    parts = [event(*lines)]
    for place, (number, hour, length) in moved.items():
        start = local(zone, number, hour)
        parts.append(
            event(
                "UID:series",
                f"RECURRENCE-ID:{written(local(zone, *place))}",
                f"DTSTART:{written(start)}",
                f"DURATION:PT{length // timedelta(minutes=1)}M",
            )
        )
        if place not in removed:
            left.append((start, length))
    return draw(st.permutations(parts)), left


@given(daily_series())
def test_series_block_what_is_left_of_them(
    drawn: tuple[list[str], list[tuple[datetime, timedelta]]],
) -> None:
    """Every occurrence blocks, except the removed ones, and the moved ones where they are now."""
    parts, left = drawn
    found = read_busy(calendar(*parts), window=WINDOW, zone="UTC")
    expected = {Interval.lasting(start, length) for start, length in left}
    assert [busy.span for busy in found] == sorted(expected)


# Anything that a calendar may hold

times = st.builds(
    lambda day, minute: (
        f"{datetime(2026, 3, 1) + timedelta(days=day, minutes=minute):%Y%m%dT%H%M%S}"
    ),
    st.integers(0, 50),
    st.integers(0, 1439),
)
dates = st.integers(0, 50).map(lambda number: f"{date(2026, 3, 1) + number * DAY:%Y%m%d}")
far = st.sampled_from(["00010101T000000", "16010101", "99991231T235959Z", "99991231", "1234", ""])
whens = st.one_of(
    times.map(lambda text: f":{text}"),
    times.map(lambda text: f":{text}Z"),
    dates.map(lambda text: f";VALUE=DATE:{text}"),
    st.builds(
        lambda tzid, text: f";TZID={tzid}:{text}",
        st.sampled_from([*ZONES, "Ours", "W. Europe Standard Time", "/x/Africa/Cairo"]),
        times,
    ),
)
odd_whens = st.one_of(
    far.map(lambda text: f":{text}"),
    far.map(lambda text: f";TZID=Ours:{text}"),
    times.map(lambda text: f";TZID=Nowhere:{text}"),
    times.map(lambda text: f";VALUE=PERIOD:{text}/PT5H"),
    times.map(lambda text: f";RANGE=THISANDFUTURE:{text}"),
    st.builds(
        lambda kinds, text: f";VALUE={kinds}:{text}",
        st.sampled_from(["DATE-TIME,X", "DATE,DATE", "PERIOD,X", "TEXT", "BINARY", ","]),
        times,
    ),
    st.builds(lambda *texts: ":" + ",".join(texts), times, dates),
)
rules = st.builds(
    lambda frequency, parts: ";".join([f"FREQ={frequency}", *parts]),
    st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "SECONDLY", "NEVER"]),
    st.lists(
        st.sampled_from(
            [
                *("COUNT=3", "COUNT=0", "INTERVAL=2", "INTERVAL=0", "INTERVAL=999999999"),
                *("UNTIL=20260405", "UNTIL=20260405T120000Z", "UNTIL=00010101T000000", "UNTIL="),
                *("BYDAY=MO,WE", "BYDAY=-1SU", "BYDAY=50FR,MO", "BYMONTHDAY=31", "BYMONTH=2"),
                *("BYSETPOS=-1", "BYHOUR=2", "BYSECOND=0", "BYYEARDAY=100", "BYWEEKNO=14", "X=Y"),
            ]
        ),
        max_size=3,
        unique=True,
    ),
)
lines = st.one_of(
    st.builds(
        "".join,
        st.tuples(
            st.sampled_from(["DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"]),
            whens | odd_whens,
        ),
    ),
    rules.map(lambda rule: f"RRULE:{rule}"),
    st.sampled_from(
        [
            *("UID:a", "UID:b", "SEQUENCE:1", "SEQUENCE:one", "STATUS:CANCELLED", "SUMMARY:x"),
            *("DURATION:PT1H", "DURATION:P1DT2H", "DURATION:-P1D", "DURATION:P999999999D"),
            *("TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:OOF", "CLASS:PRIVATE", "no line"),
            *("BEGIN:VALARM", "END:VALARM", "END:VEVENT", "BEGIN:VEVENT", ' "', "DTSTART;:x"),
            "FREEBUSY:20260324T090000Z/PT1H",
        ]
    ),
)
events = st.builds(
    lambda when, more: event(f"DTSTART{when}", *more), whens, st.lists(lines, max_size=5)
)
calendars = st.lists(events, max_size=4).map(lambda parts: calendar(*parts))
zones = st.sampled_from(["Europe/Berlin", "Africa/Cairo", "Pacific/Apia", "America/Havana"])


def readable(text: str | bytes, zone: str, window: Interval = WINDOW) -> tuple[Busy, ...] | None:
    """Read a calendar; None if it is refused, and by one of our errors."""
    try:
        return read_busy(text, window=window, zone=zone)
    except TeamschedError:
        return None


@given(calendars, zones)
@example(calendar(event("DTSTART:00010101T000000", "RRULE:FREQ=YEARLY")), "Europe/Berlin")
@example(calendar(event("DTSTART;VALUE=DATE-TIME,X:20260302T090000")), "Europe/Berlin")
@example(calendar(event("DTSTART:99991231T235959", "DURATION:P1D", "EXDATE:19700101")), "UTC")
def test_whatever_stands_in_a_calendar(text: str, zone: str) -> None:
    """It is read, or refused by an error of ours; and what is read lies in the window."""
    for busy in readable(text, zone) or ():
        assert busy.span.overlaps(WINDOW)
        assert repr(busy.span)


PIECES = (",X", ",", ";", ":", "=", ";VALUE=DATE", ";VALUE=DATE-TIME,X", ";VALUE=PERIOD,", "\n")
"""What stands between the parts of a line, and out of place makes other parts of them."""


@given(calendars, st.data())
def test_damaged_calendars(text: str, data: st.DataObject) -> None:
    """A text with a piece cut out, doubled or made up is read, or refused by an error of ours."""
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    pieces = st.sampled_from(["", text[first:last] * 2, *PIECES])
    middle = data.draw(pieces | st.text(max_size=20))
    damaged = text[:first] + middle + text[last:]
    readable(damaged, "Europe/Berlin")
    readable(damaged.encode("utf-8", "surrogatepass"), "Europe/Berlin")


@given(st.text() | st.binary())
def test_anything_else(text: str | bytes) -> None:
    """What is no calendar is refused by an error of ours."""
    assert readable(text, "UTC") is None


@given(calendars, zones, st.data())
def test_windows_select(text: str, zone: str, data: st.DataObject) -> None:
    """A narrower window finds exactly what the wider one finds in it."""
    wide = readable(text, zone)
    offset, hours = data.draw(st.integers(0, 38 * 24)), data.draw(st.integers(1, 48))
    start = WINDOW.start + timedelta(hours=offset)
    narrow = Interval.lasting(start, timedelta(hours=hours))
    found = readable(text, zone, narrow)
    if wide is not None and found is not None:
        assert found == tuple(busy for busy in wide if busy.span.overlaps(narrow))


@given(st.lists(events, max_size=4), st.randoms(use_true_random=False))
def test_order_does_not_matter(parts: Sequence[str], random: Random) -> None:
    """Events of different ids may come in any order."""
    named = [part.replace("\n", f"\nUID:{number}\n", 1) for number, part in enumerate(parts)]
    shuffled = random.sample(named, len(named))
    assert readable(calendar(*named), "UTC") == readable(calendar(*shuffled), "UTC")
