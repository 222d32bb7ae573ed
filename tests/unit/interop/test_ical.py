"""What calendar exports block: feature by feature, then the caps, then what is refused."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

ical = pytest.importorskip("teamsched.interop.ical")

from teamsched import Busy, Interval  # noqa: E402 (after the extra is known to be there)
from teamsched.errors import (  # noqa: E402
    ExpansionLimitError,
    InvalidTypeError,
    InvalidValueError,
    UnknownZoneError,
)
from teamsched.instants import HOUR, to_instant  # noqa: E402
from teamsched.interop import ical_limits as limits, ical_times as zones  # noqa: E402
from teamsched.interop.ical import read_busy  # noqa: E402

BERLIN = "Europe/Berlin"
AROUND_THE_CHANGE = Interval.parse("2026-03-23T00:00Z/2026-04-06T00:00Z")

NINE = ("DTSTART;TZID=Europe/Berlin:20260323T090000", "DURATION:PT1H")
"""Monday 23 March 2026 from 09:00 to 10:00, in the week before the clocks go forward."""


def calendar(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def read(*lines: str, zone: str = BERLIN, window: Interval = AROUND_THE_CHANGE) -> tuple[Busy, ...]:
    return read_busy(calendar(*lines), window=window, zone=zone)


def shown(found: Sequence[Busy], zone: str = BERLIN) -> list[str]:
    """Show spans as a wall clock does, the end by its time only."""
    clock = ZoneInfo(zone)
    spans = [busy.span.in_zone(clock) for busy in found]
    return [f"{start:%m-%d %H:%M}/{end:%H:%M}" for start, end in spans]


# Single events


def test_times_of_a_zone() -> None:
    """A TZID says whose clock shows the time."""
    found = read(event("DTSTART;TZID=America/New_York:20260324T090000", "DURATION:PT1H"))
    assert found[0].span == Interval.parse("2026-03-24T13:00Z/14:00Z")


def test_times_in_utc() -> None:
    """A Z says that it is UTC."""
    found = read(event("DTSTART:20260324T090000Z", "DTEND:20260324T100000Z"))
    assert found[0].span == Interval.parse("2026-03-24T09:00Z/10:00Z")


@pytest.mark.parametrize(
    ("zone", "span"),
    [("Europe/Berlin", "2026-03-24T08:00Z/09:00Z"), ("Asia/Kathmandu", "2026-03-24T03:15Z/04:15Z")],
)
def test_floating_times(zone: str, span: str) -> None:
    """A time without a zone is of the zone that the host names."""
    found = read(event("DTSTART:20260324T090000", "DTEND:20260324T100000"), zone=zone)
    assert found[0].span == Interval.parse(span)


def test_a_zone_may_be_an_object() -> None:
    """Whoever pins zone data passes tzinfo objects."""
    text = calendar(event("DTSTART:20260324T090000", "DURATION:PT1H"))
    found = read_busy(text, window=AROUND_THE_CHANGE, zone=UTC)
    assert found[0].span == Interval.parse("2026-03-24T09:00Z/10:00Z")


@pytest.mark.parametrize(
    ("end", "span"),
    [
        (["DTEND;VALUE=DATE:20260331"], "2026-03-28T23:00Z/2026-03-30T22:00Z"),  # 47 hours
        (["DURATION:P2D"], "2026-03-28T23:00Z/2026-03-30T22:00Z"),
        (["DURATION:PT36H"], "2026-03-28T23:00Z/2026-03-30T10:00Z"),
        ([], "2026-03-28T23:00Z/2026-03-29T22:00Z"),  # 23 hours
        (["DTEND;VALUE=DATE:20260329"], "2026-03-28T23:00Z/2026-03-29T22:00Z"),
    ],
)
def test_dates_are_whole_local_days(end: list[str], span: str) -> None:
    """Days last from one local midnight to another, a day at least."""
    assert read(event("DTSTART;VALUE=DATE:20260329", *end))[0].span == Interval.parse(span)


@pytest.mark.parametrize(
    ("zone", "day", "span"),
    [
        # The clocks of Cairo go from 00:00 to 01:00.
        ("Africa/Cairo", "20250425", "2025-04-24T22:00Z/2025-04-25T21:00Z"),
        ("Africa/Cairo", "20250424", "2025-04-23T22:00Z/2025-04-24T22:00Z"),
        # Those of Havana from 01:00 back to 00:00: midnight comes twice.
        ("America/Havana", "20261101", "2026-11-01T04:00Z/2026-11-02T05:00Z"),
    ],
)
def test_days_begin_when_their_first_time_comes(zone: str, day: str, span: str) -> None:
    """That is after 00:00 where midnight is skipped, and the first one where it is repeated."""
    expected = Interval.parse(span)
    window = expected.padded(before=timedelta(days=2), after=timedelta(days=2))
    found = read(event(f"DTSTART;VALUE=DATE:{day}"), zone=zone, window=window)
    assert found[0].span == expected


def test_a_day_that_never_was() -> None:
    """Apia went from 29 to 31 December 2011, so an event on the 30th lasts no time."""
    window = Interval.parse("2011-12-25T00:00Z/2012-01-05T00:00Z")
    days = [event(f"DTSTART;VALUE=DATE:201112{day}") for day in (29, 30, 31)]
    spans = [busy.span for busy in read(*days, zone="Pacific/Apia", window=window)]
    assert [str(span) for span in spans] == [
        "2011-12-29 10:00Z … 2011-12-30 10:00Z",
        "2011-12-30 10:00Z … 2011-12-31 10:00Z",
    ]


@pytest.mark.parametrize(
    ("end", "minutes"),
    [
        ("DTEND;TZID=Europe/Berlin:20260329T040000", 120),
        ("DTEND:20260329T020000Z", 120),
        ("DURATION:PT3H", 180),
        ("DURATION:P1DT1H", 23 * 60 + 60),
        ("DURATION:P1W", 7 * 24 * 60 - 60),
    ],
)
def test_lengths_across_a_change_of_the_clocks(end: str, minutes: int) -> None:
    """Ends are what the clock shows, hours elapse, and the days of a duration are local days."""
    found = read(event("DTSTART;TZID=Europe/Berlin:20260329T010000", end))
    assert found[0].span.duration == timedelta(minutes=minutes)


@pytest.mark.parametrize("end", [[], ["DTEND:20260324T090000Z"], ["DURATION:PT0S"]])
def test_events_of_no_length_are_left_out(end: list[str]) -> None:
    """A reminder takes no time."""
    assert read(event("DTSTART:20260324T090000Z", *end)) == ()


def test_spans_are_whole_and_in_order() -> None:
    """What only reaches into the window is there unclipped, what only touches it is not."""
    window = Interval.parse("2026-03-24T12:00Z/18:00Z")
    found = read(
        event("SUMMARY:late", "DTSTART:20260324T170000Z", "DURATION:PT2H"),
        event("SUMMARY:early", "DTSTART:20260324T110000Z", "DURATION:PT2H"),
        event("SUMMARY:before", "DTSTART:20260324T110000Z", "DURATION:PT1H"),
        event("SUMMARY:after", "DTSTART:20260324T180000Z", "DURATION:PT1H"),
        window=window,
    )
    assert [(busy.source, str(busy.span)) for busy in found] == [
        ("early", "2026-03-24 11:00Z … 13:00Z"),
        ("late", "2026-03-24 17:00Z … 19:00Z"),
    ]


# How busy, and with what


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([], "busy"),
        (["TRANSP:OPAQUE", "STATUS:CONFIRMED"], "busy"),
        (["TRANSP:TRANSPARENT"], "free"),
        (["STATUS:TENTATIVE"], "tentative"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF"], "out_of_office"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"], "tentative"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "STATUS:TENTATIVE"], "busy"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE", "TRANSP:OPAQUE"], "free"),
        # Outlook exports this as transparent, which it is not.
        (["X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", "TRANSP:TRANSPARENT"], "elsewhere"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:SOMETHING", "transp:transparent"], "free"),
    ],
)
def test_statuses(lines: list[str], status: str) -> None:
    """Outlook's own status counts for most, then TRANSP, then STATUS."""
    assert [busy.status for busy in read(event(*NINE, *lines))] == [status]


def test_what_is_cancelled_is_left_out() -> None:
    """A cancelled event is nothing at all, whatever else it says."""
    assert read(event(*NINE, "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY")) == ()


@pytest.mark.parametrize(
    ("lines", "source"),
    [
        (["SUMMARY:Stand-up"], "Stand-up"),
        ([r"SUMMARY;LANGUAGE=en:Lunch\, with \nguests\; \\o/"], "Lunch, with guests; \\o/"),
        (["SUMMARY:" + "long " * 20], "long " * 15 + "long…"),
        (["SUMMARY:red \x1b[31m alert"], "red [31m alert"),
        (["SUMMARY:folded over", "  two lines"], "folded over two lines"),
        (["SUMMARY: "], None),
        ([], None),
        (["SUMMARY:Doctor", "CLASS:PRIVATE"], "private"),
        (["SUMMARY:Doctor", "CLASS:CONFIDENTIAL"], "private"),
        (["SUMMARY:Fair", "CLASS:PUBLIC"], "Fair"),
    ],
)
def test_sources(lines: list[str], source: str | None) -> None:
    """Reasons repeat the summary, on one line of bounded length, unless it is private."""
    assert [busy.source for busy in read(event(*NINE, *lines))] == [source]


def test_titles_can_be_kept_out() -> None:
    """A host may say where something comes from instead of what it is."""
    text = calendar(event(*NINE, "SUMMARY:Doctor"))
    found = read_busy(text, window=AROUND_THE_CHANGE, zone=BERLIN, source="own calendar")
    assert found[0].source == "own calendar"


# Series


def test_rules_follow_the_wall_clock() -> None:
    """A weekly meeting stays at its local time when the clocks change."""
    found = read(event(*NINE, "RRULE:FREQ=WEEKLY;BYDAY=MO,FR"))
    assert shown(found) == [
        "03-23 09:00/10:00",
        "03-27 09:00/10:00",
        "03-30 09:00/10:00",
        "04-03 09:00/10:00",
    ]
    assert str(found[2].span) == "2026-03-30 07:00Z … 08:00Z"


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=3", "23 24 25"),
        ("FREQ=DAILY;UNTIL=20260325T080000Z", "23 24 25"),
        ("FREQ=DAILY;UNTIL=20260325T075959Z", "23 24"),
        ("FREQ=DAILY;UNTIL=20260325", "23 24 25"),
        ("FREQ=DAILY;INTERVAL=4;", "23 27 31 04"),
        ("freq=weekly;byday=TU", "23 24 31"),  # the start is an occurrence in any case
        ("FREQ=MONTHLY;BYDAY=-1SU", "23 29"),
        ("FREQ=YEARLY", "23"),
    ],
)
def test_rules(rule: str, days: str) -> None:
    """A rule says on which days it happens again."""
    found = read(event(*NINE, f"RRULE:{rule}"))
    assert [f"{busy.span.start:%d}" for busy in found] == days.split()


def test_series_that_began_long_ago() -> None:
    """Some programs let birthdays begin in 1604; a rule without end isn't followed from there."""
    found = read(
        event("DTSTART;VALUE=DATE:16040328", "RRULE:FREQ=YEARLY", "SUMMARY:birthday"),
        event("DTSTART:19700101T090000Z", "DURATION:PT1S", "RRULE:FREQ=HOURLY", "SUMMARY:tick"),
        window=Interval.parse("2026-03-28T10:00Z/11:30Z"),
    )
    assert [busy.source for busy in found] == ["birthday", "tick", "tick"]


def test_added_and_removed_dates() -> None:
    """RDATE adds dates and periods, EXDATE removes dates in whatever zone they are written."""
    found = read(
        event(
            *NINE,
            "RRULE:FREQ=DAILY;COUNT=7",
            "RDATE;TZID=Europe/Berlin:20260331T150000,20260331T170000",
            "RDATE;VALUE=PERIOD:20260401T120000Z/PT3H,20260401T160000Z/20260401T163000Z",
            "EXDATE;TZID=Europe/Berlin:20260323T090000,20260324T090000",
            "EXDATE:20260325T080000Z",
            "EXDATE;VALUE=DATE:20260326",
            "EXDATE;TZID=America/New_York:20260327T040000",
            "EXDATE:",
        )
    )
    assert shown(found) == [
        "03-28 09:00/10:00",
        "03-29 09:00/10:00",
        "03-31 15:00/16:00",
        "03-31 17:00/18:00",
        "04-01 14:00/17:00",
        "04-01 18:00/18:30",
    ]


def test_a_removed_date_takes_no_other_with_it() -> None:
    """That 10:00 in Berlin is 09:00 in UTC removes nothing that is at 09:00 in Berlin."""
    found = read(
        event(
            *NINE,
            "RRULE:FREQ=DAILY;BYHOUR=8,9,10;COUNT=3",
            "EXDATE;TZID=Europe/Berlin:20260323T100000",
        )
    )
    assert shown(found) == ["03-23 09:00/10:00", "03-24 08:00/09:00"]


def test_a_long_added_period_reaches_into_the_window() -> None:
    """A period counts with its own length, however short the event is."""
    found = read(
        event(*NINE, "RDATE;VALUE=PERIOD:20260325T000000Z/P4D"),
        window=Interval.parse("2026-03-28T00:00Z/06:00Z"),
    )
    assert [str(busy.span) for busy in found] == ["2026-03-25 00:00Z … 2026-03-29 00:00Z"]


def test_days_recur_as_days() -> None:
    """A series of dates has whole local days, also where one has 23 hours."""
    found = read(event("DTSTART;VALUE=DATE:20260329", "RRULE:FREQ=DAILY;COUNT=2"))
    assert [busy.span.duration for busy in found] == [timedelta(hours=23), timedelta(hours=24)]


def test_days_that_begin_late_recur() -> None:
    """A series of dates is not broken where the clocks skip midnight."""
    window = Interval.parse("2025-04-24T00:00Z/2025-04-26T12:00Z")
    lines = ("DTSTART;VALUE=DATE:20250420", "RRULE:FREQ=DAILY")
    found = read(event(*lines, "EXDATE;VALUE=DATE:20250426"), zone="Africa/Cairo", window=window)
    assert shown(found, "Africa/Cairo") == [
        "04-24 00:00/01:00",
        "04-25 01:00/00:00",
    ]


def test_times_that_the_clocks_skip_are_no_occurrences() -> None:
    """RFC 5545, section 3.3.10: 02:30 does not exist on 29 March, and does not count."""
    found = read(
        event(
            "DTSTART;TZID=Europe/Berlin:20260328T023000",
            "DURATION:PT1H",
            "RRULE:FREQ=DAILY;COUNT=2",
        )
    )
    assert shown(found) == ["03-28 02:30/03:30", "03-30 02:30/03:30"]


def test_occurrences_last_as_long_as_the_first() -> None:
    """RFC 5545, section 3.8.5.3: each lasts as long, in elapsed time, as what has an end lasts."""
    found = read(
        event(
            "DTSTART;TZID=Europe/Berlin:20260327T220000",
            "DTEND;TZID=Europe/Berlin:20260328T060000",
            "RRULE:FREQ=DAILY;COUNT=3",
        )
    )
    assert shown(found) == ["03-27 22:00/06:00", "03-28 22:00/07:00", "03-29 22:00/06:00"]


# Changes to series

DAILY = ("UID:daily", *NINE, "RRULE:FREQ=DAILY;COUNT=5")


def test_a_moved_occurrence() -> None:
    """RECURRENCE-ID moves one occurrence, and renames it."""
    found = read(
        event(*DAILY, "SUMMARY:usual"),
        event(
            "UID:daily",
            "RECURRENCE-ID;TZID=Europe/Berlin:20260324T090000",
            "DTSTART;TZID=Europe/Berlin:20260324T150000",
            "DURATION:PT2H",
            "SUMMARY:moved",
        ),
    )
    assert shown(found)[:3] == ["03-23 09:00/10:00", "03-24 15:00/17:00", "03-25 09:00/10:00"]
    assert [busy.source for busy in found] == ["usual", "moved", "usual", "usual", "usual"]


@pytest.mark.parametrize("place", ["20260324T080000Z", "20260324T090000"])
def test_the_place_may_be_written_otherwise(place: str) -> None:
    """RECURRENCE-ID names the instant, whatever the zone that it is written in."""
    moved = event(
        "UID:daily", f"RECURRENCE-ID:{place}", "DTSTART:20260324T120000Z", "DURATION:PT1H"
    )
    assert shown(read(event(*DAILY), moved))[1] == "03-24 13:00/14:00"


def test_an_occurrence_moved_in_from_outside() -> None:
    """What was to happen after the window, or before it, may happen within."""
    window = Interval.parse("2026-03-24T00:00Z/2026-03-25T00:00Z")
    lines = ("UID:daily", "DTSTART:20260324T150000Z", "DURATION:PT1H")
    for place in ("20260327T080000Z", "20260323T080000Z"):
        found = read(event(*DAILY), event(*lines, f"RECURRENCE-ID:{place}"), window=window)
        assert shown(found) == ["03-24 09:00/10:00", "03-24 16:00/17:00"]


def test_a_cancelled_occurrence() -> None:
    """One occurrence can be cancelled by itself."""
    cancelled = event(
        "UID:daily",
        "RECURRENCE-ID:20260324T080000Z",
        "DTSTART:20260324T080000Z",
        "STATUS:CANCELLED",
    )
    assert len(read(event(*DAILY), cancelled)) == 4


def test_this_and_future() -> None:
    """All later occurrences move by the same time of day, and last as long as the changed one."""
    changed = event(
        "UID:daily",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260325T080000Z",
        "DTSTART;TZID=Europe/Berlin:20260325T110000",
        "DURATION:PT30M",
    )
    found = read(event("UID:daily", *NINE, "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4"), changed)
    assert shown(found) == [
        "03-23 09:00/10:00",
        "03-25 11:00/11:30",
        "03-30 11:00/11:30",
        "04-01 11:00/11:30",
    ]


def test_the_latest_revision_counts() -> None:
    """Of two versions of one event or one change, the one with the higher SEQUENCE counts."""

    def version(sequence: int, hour: int, *lines: str) -> str:
        return event(
            "UID:daily", f"SEQUENCE:{sequence}", f"DTSTART:20260324T{hour}0000Z", "DURATION:PT1H",
            *lines,
        )  # fmt: skip

    assert shown(read(version(2, 12), version(1, 10))) == ["03-24 13:00/14:00"]
    place = "RECURRENCE-ID:20260324T080000Z"
    changes = version(2, 12, place), version(1, 10, place)
    assert shown(read(event(*DAILY), *changes))[1] == "03-24 13:00/14:00"


def test_a_change_without_its_series() -> None:
    """Whoever is invited to one occurrence has the change only."""
    assert shown(read(event("UID:x", "RECURRENCE-ID:20260320T080000Z", *NINE))) == [
        "03-23 09:00/10:00"
    ]


def test_nothing_is_lost_where_ids_are_shared_or_missing() -> None:
    """Unrelated events with one UID, or with none, all block."""
    other = ("DTSTART:20260324T090000Z", "DURATION:PT1H")
    assert len(read(event(*NINE), event(*other))) == 2
    assert len(read(event("UID:x", *NINE), event("UID:x", *other))) == 2
    weekly = event("UID:x", *other, "RRULE:FREQ=DAILY;COUNT=2")
    assert len(read(event(*DAILY), weekly.replace("UID:x", "UID:daily"))) == 7


# Free/busy


def test_free_busy() -> None:
    """Periods of VFREEBUSY have a status by their FBTYPE, and no source."""
    found = read(
        "BEGIN:VFREEBUSY",
        "FREEBUSY:20260324T090000Z/20260324T100000Z,20260325T090000Z/PT30M",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260326T090000Z/PT30M",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260327T090000Z/PT30M",
        "FREEBUSY;FBTYPE=FREE:20260328T090000Z/PT30M",
        "FREEBUSY;FBTYPE=X-SOMETHING:20260329T090000Z/PT30M",
        "END:VFREEBUSY",
    )
    expected = ["busy", "busy", "tentative", "out_of_office", "free", "busy"]
    assert [busy.status for busy in found] == expected
    assert [busy.source for busy in found] == [None] * 6
    assert str(found[1].span) == "2026-03-25 09:00Z … 09:30Z"


def test_what_is_no_event_blocks_nothing() -> None:
    """Tasks, notes and the alarms of an event are left alone."""
    alarm = ["BEGIN:VALARM", "TRIGGER:-PT10M", "DURATION:PT5H", "SUMMARY:wake", "END:VALARM"]
    found = read(
        event(*NINE, "SUMMARY:meet", *alarm),
        *("BEGIN:VTODO", "DTSTART:20260324T090000Z", "DURATION:PT1H", "END:VTODO"),
        *("BEGIN:VJOURNAL", "DTSTART:20260324T090000Z", "END:VJOURNAL"),
    )
    assert [(busy.source, busy.span.duration) for busy in found] == [("meet", timedelta(hours=1))]


# Zones


@pytest.mark.parametrize(
    "tzid",
    [
        "Europe/Berlin",
        "W. Europe Standard Time",
        "/Europe/Berlin",
        "/example.org/20260101/Europe/Berlin",
        '"Europe/Berlin"',
    ],
)
def test_names_of_zones(tzid: str) -> None:
    """Zones go by the names of the database, by those of Windows, and by paths to either."""
    found = read(event(f"DTSTART;TZID={tzid}:20260330T090000", "DURATION:PT1H"))
    assert str(found[0].span) == "2026-03-30 07:00Z … 08:00Z"


def zone_part(kind: str, before: str, after: str, *lines: str) -> list[str]:
    return [
        f"BEGIN:{kind}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}", *lines, f"END:{kind}"
    ]  # fmt: skip


def defined(*parts: list[str]) -> list[str]:
    lines = [line for part in parts for line in part]
    return ["BEGIN:VTIMEZONE", "TZID:Our clocks", *lines, "END:VTIMEZONE"]


LIKE_BERLIN = defined(
    zone_part(
        "STANDARD",
        "+0200",
        "+0100",
        "DTSTART:16011028T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    ),
    zone_part(
        "DAYLIGHT",
        "+0100",
        "+0200",
        "DTSTART:16010325T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    ),
)
OURS = ("DTSTART;TZID=Our clocks:20260323T090000", "DURATION:PT1H")


def test_zones_that_the_calendar_defines() -> None:
    """A VTIMEZONE counts if its name is unknown; some programs let its rules begin in 1601."""
    found = read(event(*OURS, "RRULE:FREQ=WEEKLY"), *LIKE_BERLIN)
    assert [str(busy.span) for busy in found] == [
        "2026-03-23 08:00Z … 09:00Z",
        "2026-03-30 07:00Z … 08:00Z",
    ]


def test_defined_zones_with_listed_changes() -> None:
    """A VTIMEZONE may list its changes, or have just one offset."""
    listed = defined(
        zone_part("STANDARD", "+0300", "+0300", "DTSTART;VALUE=DATE:19700101"),
        zone_part(
            "DAYLIGHT",
            "+0300",
            "+0430",
            "DTSTART:20250101T000000",
            "RDATE:20260329T000000,20270329T000000",
        ),
        zone_part("STANDARD", "+0430", "+0300", "DTSTART:20251001T000000"),
    )
    found = read(*listed, event(*OURS, "RRULE:FREQ=WEEKLY"))
    assert [f"{busy.span.start:%H:%M}" for busy in found] == ["06:00", "04:30"]


def test_the_database_counts_before_the_calendar() -> None:
    """What a calendar says of a zone that everybody knows is not believed."""
    wrong = "\n".join(LIKE_BERLIN).replace("Our clocks", BERLIN).replace("+0100", "+0500")
    assert shown(read(*wrong.split("\n"), event(*NINE))) == ["03-23 09:00/10:00"]


def test_a_known_name_may_stand_beside_an_unknown_one() -> None:
    """X-LIC-LOCATION tells what a name of one's own stands for."""
    zone = defined(zone_part("STANDARD", "+0000", "+0000", "DTSTART:19700101T000000"))
    zone.insert(2, "X-LIC-LOCATION:Asia/Kathmandu")
    assert str(read(*zone, event(*OURS))[0].span) == "2026-03-23 03:15Z … 04:15Z"


def test_calendars_do_not_see_each_others_zones() -> None:
    """A name means what its own calendar says, whichever was read before."""
    for offset, hour in (("+0100", 8), ("+0300", 6), ("-0500", 14)):
        zone = defined(zone_part("STANDARD", offset, offset, "DTSTART:19700101T000000"))
        assert read(*zone, event(*OURS))[0].span.start.hour == hour
    with pytest.raises(InvalidValueError):
        read(event(*OURS))


def test_a_defined_zone_is_a_tzinfo() -> None:
    """It shows local times, the skipped and the repeated ones too."""
    spring, autumn = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
    winter, summer = HOUR, 2 * HOUR
    changes = [(to_instant(spring), winter, summer), (to_instant(autumn), summer, winter)]
    zone = zones.DefinedZone("Ours", changes)
    moment = datetime(2026, 7, 1, 10, tzinfo=zone)
    assert moment.astimezone(UTC).hour == 8
    assert datetime(2026, 7, 1, 8, tzinfo=UTC).astimezone(zone).hour == 10
    repeated = datetime(2026, 10, 25, 2, 30, tzinfo=zone)
    assert repeated.utcoffset() == timedelta(hours=2)
    assert repeated.replace(fold=1).utcoffset() == timedelta(hours=1)
    assert (moment.tzname(), moment.dst(), zone.utcoffset(None)) == ("Ours", None, None)


# The text


def test_bytes_and_marks_and_bare_newlines() -> None:
    """Text comes as UTF-8 or as str, with a mark before it or not, whatever its line ends."""
    text = calendar(event(*NINE, "SUMMARY:Café"))
    for variant in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.replace("\r", "")):
        found = read_busy(variant, window=AROUND_THE_CHANGE, zone=BERLIN)
        assert [busy.source for busy in found] == ["Café"]


def test_several_calendars_in_one_text() -> None:
    """A text may hold more than one calendar."""
    text = calendar(event(*NINE)) + calendar(event("DTSTART:20260324T090000Z", "DURATION:PT1H"))
    assert len(read_busy(text, window=AROUND_THE_CHANGE, zone=BERLIN)) == 2


def test_equal_spans_come_once() -> None:
    """An event that is there twice says nothing new."""
    assert len(read(event(*NINE), event(*NINE))) == 1


# Caps: everything that could grow has one, and reaching it takes moments

BARREN = [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    "FREQ=WEEKLY;BYSETPOS=300;BYDAY=MO",
    "FREQ=MONTHLY;BYDAY=10MO",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYSECOND=0,15,30,45",
        "FREQ=DAILY;BYHOUR=0,6,12,18;BYMINUTE=" + ",".join(map(str, range(60))) + ";BYSECOND=1,2,3,4,5,6",  # noqa: E501
        "FREQ=MINUTELY;COUNT=999999999",
        "FREQ=DAILY;COUNT=1000001",
    ],
)  # fmt: skip
def test_malicious_rules_are_stopped(rule: str) -> None:
    """A rule with too many instances is refused, not followed."""
    with pytest.raises(ExpansionLimitError):
        read(event(*NINE, f"RRULE:{rule}"))


@pytest.mark.parametrize("rule", BARREN)
def test_rules_that_never_come_true(rule: str) -> None:
    """A rule without instances leaves the start alone; too many such rules are refused at once."""
    assert len(read(event(*NINE, f"RRULE:{rule}"))) == 1
    with pytest.raises(ExpansionLimitError) as caught:
        read(*[event(*NINE, f"RRULE:{rule}")] * 1001)
    assert caught.value.limit == limits.MAX_STEPS


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=MINUTELY",
        "RDATE:20260324T090000Z" + ",20260324T090000Z" * 11_000,
        "EXDATE:20260324" + ",20260324" * 11_000,
    ],
)
def test_occurrences_are_limited(line: str) -> None:
    """The cap holds for all series of a text together."""
    with pytest.raises(ExpansionLimitError) as caught:
        read(event(*NINE, line), event(*NINE, line))
    assert caught.value.limit == limits.MAX_OCCURRENCES


def test_as_many_occurrences_as_are_allowed_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cap holds to the occurrence."""
    monkeypatch.setattr(limits, "MAX_OCCURRENCES", 20)
    lines = ("DTSTART:20260324T090000Z", "DURATION:PT1M")
    assert len(read(event(*lines, "RRULE:FREQ=HOURLY;COUNT=20"))) == 20
    with pytest.raises(ExpansionLimitError):
        read(event(*lines, "RRULE:FREQ=HOURLY;COUNT=21"))


def test_changes_to_all_later_ones_are_limited() -> None:
    """Each looks at every occurrence, so many of both are refused."""
    later = event("UID:daily", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260324T080000Z", *NINE)
    with pytest.raises(ExpansionLimitError) as caught:
        read(event("UID:daily", *NINE, "RRULE:FREQ=HOURLY"), *[later] * 3_000)
    assert caught.value.limit == limits.MAX_STEPS


def test_components_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events, zones and alarms count, nested or not."""
    monkeypatch.setattr(ical, "MAX_COMPONENTS", 10)
    assert len(read(*["BEGIN:X"] * 8, *["END:X"] * 8, event(*NINE))) == 1
    with pytest.raises(ExpansionLimitError) as caught:
        read(*["BEGIN:X"] * 9, *["END:X"] * 9, event(*NINE))
    assert caught.value.limit == 10


def test_the_text_is_limited() -> None:
    """A text that is too long is not even looked at."""
    for text in ("x" * (ical.MAX_TEXT + 1), b"x" * (ical.MAX_TEXT + 1)):
        with pytest.raises(InvalidValueError, match=f"at most {ical.MAX_TEXT} characters"):
            read_busy(text, window=AROUND_THE_CHANGE, zone=BERLIN)


def test_changes_of_clocks_are_limited() -> None:
    """A VTIMEZONE can't list its changes without end."""
    many = ",".join(f"{year:04}0101T000000" for year in range(1, 1003))
    zone = defined(
        zone_part("STANDARD", "+0000", "+0100", "DTSTART:19700101T000000", f"RDATE:{many}")
    )
    with pytest.raises(ExpansionLimitError) as caught:
        read(*zone, event(*OURS))
    assert caught.value.limit == zones.MAX_CHANGES


# What is refused


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body>Not found</body></html>",
        "BEGIN:VEVENT\nEND:VEVENT\n",
        "BEGIN:VCALENDAR\n",
        calendar(event(*NINE))[:-20],
        calendar("BEGIN:VEVENT", *NINE),
        calendar("END:VEVENT"),
        calendar(event("BEGIN:VALARM", *NINE)),
        calendar(event(*NINE)) + "BEGIN:VCALENDAR",
        calendar(event("DTSTART;VALUE=DATE-TIME,X:20260302T090000")),
        b"BEGIN:VCALENDAR\nX:\xff\nEND:VCALENDAR",
    ],
)
def test_texts_that_are_no_calendars(text: str | bytes) -> None:
    """An error page, a cut off download or another encoding is refused as such."""
    with pytest.raises(InvalidValueError) as caught:
        read_busy(text, window=AROUND_THE_CHANGE, zone=BERLIN)
    assert caught.value.field == "text"


@pytest.mark.parametrize(
    ("field", "lines"),
    [
        ("DTSTART", ["DTEND:20260324T090000Z"]),
        ("DTSTART", ["DTSTART:"]),
        ("DTSTART", ["DTSTART:090000"]),
        ("DTSTART", ["DTSTART:yesterday"]),
        ("DTSTART", ["DTSTART:20260230T090000Z"]),
        ("DTSTART", ["DTSTART;VALUE=DATE:20260230"]),
        ("DTSTART", ["DTSTART;TZID=Nowhere/At all:20260324T090000"]),
        ("DTSTART", ["DTSTART;TZID=localtime:20260324T090000"]),
        ("DTSTART", [*NINE, NINE[0]]),
        ("DTEND", [NINE[0], "DTEND:20260323T075959Z"]),
        ("DTEND", ["DTSTART;VALUE=DATE:20260324", "DTEND;VALUE=DATE:20260323"]),
        ("DURATION", [NINE[0], "DURATION:an hour"]),
        ("DURATION", [NINE[0], "DURATION:-PT1H"]),
        ("DURATION", [NINE[0], "DURATION:P99999999999D"]),
        ("RRULE", [*NINE, "RRULE:FREQ=OFTEN"]),
        ("RRULE", [*NINE, "RRULE:FREQ=DAILY;INTERVAL=0"]),
        ("RRULE", [*NINE, "RRULE:FREQ=DAILY;INTERVAL=-1"]),
        ("RRULE", [*NINE, "RRULE:FREQ=DAILY;COUNT=0"]),
        ("RRULE", [*NINE, "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260401"]),
        ("RRULE", [*NINE, "RRULE:FREQ=DAILY;BYEASTER=1"]),
        ("RRULE", [*NINE, "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"]),
        ("RDATE", [*NINE, "RDATE:20260324T090000Z/yesterday"]),
        ("EXDATE", [*NINE, "EXDATE:20260324T090000Z,never"]),
        ("RECURRENCE-ID", [*NINE, "RECURRENCE-ID:once"]),
    ],
)
def test_what_makes_no_sense_is_named(field: str, lines: list[str]) -> None:
    """The error names the event and its property."""
    with pytest.raises(InvalidValueError) as caught:
        read(event("UID:42@example.org", *lines))
    assert caught.value.field == f"VEVENT['42@example.org'].{field}"
    assert str(caught.value).startswith(f"VEVENT['42@example.org'].{field}: expected ")


@pytest.mark.parametrize(
    ("field", "zone"),
    [
        ("VTIMEZONE['Our clocks']", defined()),
        ("VTIMEZONE['Our clocks'].STANDARD", defined(zone_part("STANDARD", "+0100", "+0100"))),
        ("VTIMEZONE['Our clocks'].STANDARD", defined(["BEGIN:STANDARD", "END:STANDARD"])),
        ("text", defined(zone_part("STANDARD", "+0100", "+9900", "DTSTART:19700101T000000"))),
        (
            "VTIMEZONE['Our clocks'].RRULE",
            defined(zone_part("STANDARD", "+0100", "+0200", "DTSTART:19700101T000000", "RRULE:X")),
        ),
    ],
)
def test_zones_that_make_no_sense_are_named(field: str, zone: list[str]) -> None:
    """The error names the zone and its property."""
    with pytest.raises(InvalidValueError) as caught:
        read(*zone, event(*OURS))
    assert caught.value.field == field


def test_zones_that_nobody_needs_may_make_no_sense() -> None:
    """What no time refers to is not looked at."""
    assert len(read(*defined(), event(*NINE))) == 1


def test_what_is_handed_in_is_checked() -> None:
    """Arguments of the wrong kind are programming errors, and named."""
    text = calendar(event(*NINE))
    with pytest.raises(InvalidTypeError, match=r"^text: "):
        read_busy(None, window=AROUND_THE_CHANGE, zone=BERLIN)  # type: ignore[arg-type]
    with pytest.raises(InvalidTypeError, match=r"^window: "):
        read_busy(text, window="today", zone=BERLIN)  # type: ignore[arg-type]
    with pytest.raises(UnknownZoneError, match=r"^zone: "):
        read_busy(text, window=AROUND_THE_CHANGE, zone="Europe/Atlantis")
    with pytest.raises(InvalidTypeError, match=r"^source: "):
        read_busy(text, window=AROUND_THE_CHANGE, zone=BERLIN, source=1)  # type: ignore[arg-type]


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lacks the extra is told how to install it."""
    for name in [name for name in sys.modules if name.startswith("teamsched.interop.ical")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "recurring_ical_events", None)
    with pytest.raises(ModuleNotFoundError, match=r"teamsched\[ical\]") as caught:
        __import__("teamsched.interop.ical")
    assert caught.value.name == "recurring_ical_events"
