"""Read what an iCalendar export blocks: text in, busy time out.

The icalendar library reads the text and recurring-ical-events unrolls the series, with excluded
dates and moved occurrences. What is added here is what a scheduler needs: every time becomes an
instant, every status is told apart, and a text from somewhere else can't cost more than some
named limits. Install it with ``pip install 'teamsched[ical]'``.

Theory of operation
-------------------
The libraries follow a rule for as long as it takes, so each rule is looked at before they see it.
It has to be one that :class:`Recurrence` would follow, which also tells whether it has instances
near the window; one that has none is taken out, because a search for them could go on for ever.
What the others cost is estimated by the days from their start to the end of the window.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NoReturn

import icalendar
import recurring_ical_events

from teamsched.availability import Recurrence, localize, wall_clock_window, zone_of
from teamsched.checks import instance
from teamsched.errors import ExpansionLimitError, InvalidValueError, TeamschedError
from teamsched.intervals import Interval
from teamsched.model import Busy, BusyStatus

MAX_TEXT = 10_000_000
"""Longest calendar, in characters or bytes."""
MAX_COMPONENTS = 50_000
"""Most events and other parts of one text."""
MAX_DAYS = 500_000
"""Most days that all series of one text are followed for, several instances a day counted each."""
MAX_BUSY = 20_000
"""Most spans that come out of one text."""
MAX_SOURCE = 80
"""Longest summary that is repeated, in characters."""

_DAY = timedelta(days=1)
_MARGIN = 2 * _DAY
"""How far a wall clock is from UTC at most, with room."""

_A_DAY = {"HOURLY": 24, "MINUTELY": 1_440, "SECONDLY": 86_400}
_OUTLOOK = {
    "FREE": BusyStatus.FREE,
    "TENTATIVE": BusyStatus.TENTATIVE,
    "BUSY": BusyStatus.BUSY,
    "OOF": BusyStatus.OUT_OF_OFFICE,
    "WORKINGELSEWHERE": BusyStatus.ELSEWHERE,
}
_FREE_BUSY = {
    "FREE": BusyStatus.FREE,
    "BUSY": BusyStatus.BUSY,
    "BUSY-TENTATIVE": BusyStatus.TENTATIVE,
    "BUSY-UNAVAILABLE": BusyStatus.OUT_OF_OFFICE,
}


def read_busy(
    text: str | bytes, *, window: Interval, zone: str | tzinfo, source: str | None = None
) -> tuple[Busy, ...]:
    r"""Return what a calendar export holds within a window, in order.

        >>> text = '''BEGIN:VCALENDAR
        ... BEGIN:VEVENT
        ... UID:1
        ... DTSTART;TZID=Europe/Berlin:20260302T140000
        ... DURATION:PT30M
        ... RRULE:FREQ=WEEKLY
        ... SUMMARY:Stand-up
        ... END:VEVENT
        ... END:VCALENDAR'''
        >>> window = Interval.parse("2026-03-30T00:00Z/2026-03-31T00:00Z")
        >>> for busy in read_busy(text, window=window, zone="Europe/Berlin"):
        ...     print(busy.span, busy.status, busy.source)
        2026-03-30 12:00Z … 12:30Z busy Stand-up

    The spans are whole, even if they begin before the window or end after it. Cancelled events
    and those that last no time are left out. Transparent ones are there with the status "free",
    which does not block. Outlook's X-MICROSOFT-CDO-BUSYSTATUS, where there is one, counts for
    more than TRANSP and STATUS. All-day events are whole local days. Periods of VFREEBUSY count
    as well.

    Args:
        text: The calendar, or several one after another; in bytes, as UTF-8.
        window: What to look at.
        zone: The zone of dates, and of times that have none.
        source: What to say instead of the summaries, where titles are nobody's business.

    Raises:
        InvalidValueError: The text is no calendar, or something in it makes no sense.
        ExpansionLimitError: It has more in it than the limits of this module allow.
    """
    instance("window", window, Interval, "an Interval")
    local = zone_of(zone)
    found = set()
    for calendar in _calendars(text):
        _tame(calendar, window, local)
        for busy in _read(calendar, window, local, source):
            found.add(busy)
            if len(found) > MAX_BUSY:
                raise ExpansionLimitError("busy spans of a calendar", limit=MAX_BUSY)
    return tuple(sorted(found, key=lambda busy: (busy.span, busy.status, busy.source or "")))


def _refuse(error: Exception) -> NoReturn:
    raise InvalidValueError(
        "text", expected="an iCalendar text that makes sense", got=str(error)
    ) from error


def _calendars(text: str | bytes) -> list[Any]:
    instance("text", text, str | bytes, "an iCalendar text")  # type: ignore[arg-type]
    if len(text) > MAX_TEXT:
        raise InvalidValueError("text", expected=f"a length of at most {MAX_TEXT}", got=len(text))
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
        parts = sum(len(list(calendar.walk())) for calendar in calendars)
    except Exception as error:  # noqa: BLE001 (whatever a parser says of a foreign text)
        _refuse(error)
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        raise InvalidValueError("text", expected="one or more VCALENDARs", got=text[:40])
    if parts > MAX_COMPONENTS:
        raise ExpansionLimitError("parts of a calendar", limit=MAX_COMPONENTS)
    return list(calendars)


# Series, before anybody follows them


def _tame(calendar: Any, window: Interval, zone: tzinfo) -> None:
    """Take out the rules that have no instances near the window, and refuse what costs too much."""
    days = 0.0
    for event in calendar.walk("VEVENT"):
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            try:
                first = _moment(event["DTSTART"].dt, zone).replace(tzinfo=None, microsecond=0)
                text = rule.to_ical().decode()
                reach = _MARGIN + _length(event, zone)
                near = Recurrence(text, start=first, zone=UTC).occurrences(
                    window.padded(before=reach, after=reach)
                )
            except ExpansionLimitError:
                raise
            except Exception as error:  # noqa: BLE001 (a foreign text again)
                _refuse(error)
            if not near:
                del event["RRULE"]
                break
            days += max(0, (window.end.replace(tzinfo=None) - first) / _DAY) * _times_a_day(rule)
    if days > MAX_DAYS:
        raise ExpansionLimitError("days of recurring events", limit=MAX_DAYS)


def _times_a_day(rule: Any) -> int:
    times = _A_DAY.get(str(rule["FREQ"][0]).upper(), 1)
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= max(1, len(rule.get(part, ())))
    return times


# What is on


def _read(
    calendar: Any,
    window: Interval,
    zone: tzinfo,
    source: str | None,
) -> Iterator[Busy]:
    try:
        query = recurring_ical_events.of(calendar, components=["VEVENT"])
        events = query.between(window.start - _MARGIN, window.end + _MARGIN)
        spans = [*_events(events, zone, source), *_free_busy(calendar, zone, source)]
    except TeamschedError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever the libraries say of a foreign text)
        _refuse(error)
    return (busy for busy in spans if busy.span.overlaps(window))


def _events(events: Iterable[Any], zone: tzinfo, source: str | None) -> Iterator[Busy]:
    for event in events:
        start, end = _moment(event.start, zone), _moment(event.end, zone)
        cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
        if start < end and not cancelled:
            summary = str(event.get("SUMMARY", "")).strip()[:MAX_SOURCE]
            yield Busy(
                Interval(start, end), status=_status(event), source=source or summary or None
            )


def _status(event: Any) -> BusyStatus:
    outlook = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    if outlook in _OUTLOOK:
        return _OUTLOOK[outlook]
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return BusyStatus.FREE
    tentative = str(event.get("STATUS", "")).upper() == "TENTATIVE"
    return BusyStatus.TENTATIVE if tentative else BusyStatus.BUSY


def _free_busy(calendar: Any, zone: tzinfo, source: str | None) -> Iterator[Busy]:
    for part in calendar.walk("VFREEBUSY"):
        periods = part.get("FREEBUSY", [])
        for period in periods if isinstance(periods, list) else [periods]:
            kind = str(period.params.get("FBTYPE", "BUSY")).upper()
            start, end = _moment(period.start, zone), _moment(period.end, zone)
            if start < end:
                status = _FREE_BUSY.get(kind, BusyStatus.BUSY)
                yield Busy(Interval(start, end), status=status, source=source)


def _length(event: Any, zone: tzinfo) -> timedelta:
    return max(timedelta(0), _moment(event.end, zone) - _moment(event.start, zone))


def _moment(value: date | datetime, zone: tzinfo) -> datetime:
    """Return a date or a time as an aware datetime, in UTC.

    A date is the first instant of that local day, which need not be midnight.
    """
    if isinstance(value, datetime):
        return (localize(value, zone=zone) if value.tzinfo is None else value).astimezone(UTC)
    while True:
        midnight = datetime.combine(value, time.min)
        day = wall_clock_window(midnight, midnight + _DAY, zone=zone).span
        if day is not None:
            return day.start
        value += _DAY  # the zone never had that date
