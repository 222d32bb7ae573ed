"""Read what an iCalendar export blocks: text in, busy time out.

icalendar reads the text and recurring-ical-events knows what becomes of a series. What is added
here is what a scheduler needs: every time becomes an instant, every status is told apart, and a
text from somewhere else can't cost more than some named limits.
Install it with ``pip install 'teamsched[ical]'``.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from typing import Any

try:
    from icalendar import Calendar
    from icalendar.parser import Contentlines

    from teamsched.interop.ical_limits import MAX_OCCURRENCES, MAX_STEPS, Allowance, values
    from teamsched.interop.ical_series import Event, occurrences
    from teamsched.interop.ical_times import MAX_CHANGES, TZID, ZONE, Times
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"calendars are read with {error.name}: install it with pip install 'teamsched[ical]'",
        name=error.name,
    ) from error

from teamsched.availability import zone_of
from teamsched.checks import instance
from teamsched.errors import (
    ExpansionLimitError,
    InvalidTypeError,
    InvalidValueError,
    TeamschedError,
)
from teamsched.instants import to_datetime
from teamsched.intervals import Interval
from teamsched.model import Busy, BusyStatus

__all__ = [
    "MAX_CHANGES",
    "MAX_COMPONENTS",
    "MAX_OCCURRENCES",
    "MAX_SOURCE",
    "MAX_STEPS",
    "MAX_TEXT",
    "read_busy",
]

MAX_TEXT = 10_000_000
"""Longest text that is read, in characters, or in bytes if it is bytes."""

MAX_COMPONENTS = 20_000
"""Most components of one text: events, zones and their parts, alarms."""

MAX_SOURCE = 80
"""Longest summary that is repeated, in characters."""

_FOREIGN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What icalendar and recurring-ical-events raise where a text makes no sense to them."""

_EXPECTED = "an iCalendar text, from BEGIN:VCALENDAR to END:VCALENDAR"

_unfolded: Callable[[str], list[str]] = Contentlines.from_ical  # icalendar has no types for it

_TIMES = r"DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID"
_READ = re.compile(
    rf"(?:BEGIN|END|{_TIMES}|DURATION|RRULE|UID|SEQUENCE|STATUS|TRANSP|CLASS|SUMMARY|FREEBUSY"
    r"|X-MICROSOFT-CDO-BUSYSTATUS|TZID|TZOFFSETFROM|TZOFFSETTO|X-LIC-LOCATION)[;:].*[^:]",
    re.IGNORECASE,
)
"""Lines that matter; those without a value don't."""
_TIME = re.compile(rf"(?:{_TIMES});", re.IGNORECASE)
_TZID = re.compile(r";TZID=", re.IGNORECASE)
_ZONE = re.compile(r"(BEGIN|END):VTIMEZONE\s*", re.IGNORECASE)

_Said = tuple[int, int, BusyStatus, str | None]
"""From and to when, how busy, and what is on."""

_OUTLOOK = {
    "FREE": BusyStatus.FREE,
    "TENTATIVE": BusyStatus.TENTATIVE,
    "BUSY": BusyStatus.BUSY,
    "OOF": BusyStatus.OUT_OF_OFFICE,
    "WORKINGELSEWHERE": BusyStatus.ELSEWHERE,
}
_FREE_BUSY = {
    "FREE": BusyStatus.FREE,
    "BUSY-TENTATIVE": BusyStatus.TENTATIVE,
    "BUSY-UNAVAILABLE": BusyStatus.OUT_OF_OFFICE,
}


def read_busy(
    text: str | bytes, *, window: Interval, zone: str | tzinfo, source: str | None = None
) -> tuple[Busy, ...]:
    r"""Return what a calendar export holds within a window, in order.

        >>> text = '''BEGIN:VCALENDAR
        ... BEGIN:VEVENT
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

    The spans are whole, even if they begin before the window or end after it. What is cancelled or
    lasts no time is left out. What is transparent is there with the status ``"free"``, which
    blocks nothing. Outlook's X-MICROSOFT-CDO-BUSYSTATUS, if there is one, counts for more than
    TRANSP and STATUS. Periods of VFREEBUSY count as well. The source is the event's summary, cut
    at ``MAX_SOURCE`` characters, or ``"private"`` if the event's class is another than public.

    Series follow RFC 5545: an occurrence lasts as long as the first one in elapsed time, dates are
    whole local days, and a time that the clocks skip is no occurrence. Zones are those that the
    time zone database knows by their TZID, else the calendar's own. X-WR-TIMEZONE is not read, nor
    is who accepted: an invitation blocks until it is cancelled.

    Args:
        text: The calendar, or several one after another; in bytes, as UTF-8.
        window: What to look at.
        zone: The zone of dates, and of times that have none.
        source: What to say instead of the summaries, where titles are nobody's business.

    Raises:
        InvalidValueError: The text is no calendar, is cut off, or something in it makes no sense.
        ExpansionLimitError: It has more in it than the limits of this module allow.
    """
    instance("window", window, Interval, "an Interval")
    if source is not None:
        instance("source", source, str, "a text")
    default, decoded = zone_of(zone), _checked(text)
    low, high = window.bounds
    found = set()
    for start, end, status, said in _read(decoded, default, window):
        if low < end and start < high and start < end:
            span = Interval(to_datetime(start), to_datetime(end))
            found.add(Busy(span, status=status, source=said if source is None else source))
    return tuple(sorted(found, key=lambda busy: (busy.span, busy.status, busy.source or "")))


def _read(text: str, default: tzinfo, window: Interval) -> list[_Said]:
    """Return what a text says; whatever the calendar libraries stumble over is an error of ours."""
    allowance, said = Allowance(), list[_Said]()
    try:
        for calendar in _calendars(text):
            times = Times(calendar, default=default, window=window, allowance=allowance)
            said += _of_events(calendar, times, window, allowance)
            said += _of_free_busy(calendar, times)
    except TeamschedError:
        raise
    except _FOREIGN as error:
        raise InvalidValueError("text", expected=_EXPECTED, got=repr(error)) from error
    return said


# The text


def _checked(text: str | bytes) -> str:
    if not isinstance(text, str | bytes):
        raise InvalidTypeError("text", expected="a text or bytes", got=text)
    if len(text) > MAX_TEXT:
        raise InvalidValueError("text", expected=f"at most {MAX_TEXT} characters", got=len(text))
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidValueError("text", expected="a text in UTF-8", got=text) from None
    return decoded.removeprefix("\ufeff")


def _calendars(text: str) -> list[Any]:
    """Return the calendars of a text, of which only the lines that matter are read."""
    lines = [_without_zones(line) for line in _unfolded(text) if _READ.fullmatch(line)]
    _check_nesting(lines)
    calendars: list[Any] = Calendar.from_ical("\r\n".join(lines), multiple=True)
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        raise InvalidValueError("text", expected=_EXPECTED, got=text)
    return calendars


def _check_nesting(lines: Iterable[str]) -> None:
    """Require that everything ends which begins, in order: else what comes next would be lost."""
    count, opened = 0, list[str]()
    for line in lines:
        kind, _, name = line.upper().partition(":")
        if kind == "BEGIN":
            count += 1
            if count > MAX_COMPONENTS:
                raise ExpansionLimitError("components of a calendar", limit=MAX_COMPONENTS)
            opened.append(name.strip())
        elif kind == "END" and (not opened or opened.pop() != name.strip()):
            raise InvalidValueError("text", expected=_EXPECTED, got=line)
    if opened:
        raise InvalidValueError("text", expected=_EXPECTED, got=f"no END:{opened[-1]}")


def _without_zones(line: str) -> str:
    """Return a line in which icalendar finds no zone: see :mod:`teamsched.interop.ical_times`."""
    if _TIME.match(line):
        return _TZID.sub(f";{TZID}=", line)
    return _ZONE.sub(rf"\1:{ZONE}", line)


# What is on


def _of_events(
    calendar: Any, times: Times, window: Interval, allowance: Allowance
) -> Iterator[_Said]:
    by_uid: dict[str, list[Event]] = {}
    for number, part in enumerate(calendar.walk("VEVENT")):
        uid = str(part.get("UID", "")) or f"\0{number}"
        by_uid.setdefault(uid, []).append(Event.of(part, times, allowance))
    for series in by_uid.values():
        for component, start, end in occurrences(series, window, allowance):
            if _word(component, "STATUS") != "CANCELLED":
                yield start, end, _status(component), _source(component)


def _of_free_busy(calendar: Any, times: Times) -> Iterator[_Said]:
    for part in calendar.walk("VFREEBUSY"):
        listed = times.listed(part, "FREEBUSY")
        for found, (moment, length) in zip(values(part, "FREEBUSY"), listed, strict=True):
            kind = str(found.params.get("FBTYPE", "")).upper()
            status = _FREE_BUSY.get(kind, BusyStatus.BUSY)
            yield moment.instant, moment.instant + (length or 0), status, None


def _text(component: Any, name: str) -> str:
    found = component.get(name, "")
    return str(found[0] if isinstance(found, list) else found)


def _word(component: Any, name: str) -> str:
    return _text(component, name).strip().upper()


def _status(component: Any) -> BusyStatus:
    outlook = _OUTLOOK.get(_word(component, "X-MICROSOFT-CDO-BUSYSTATUS"))
    if outlook is not None:
        return outlook
    if _word(component, "TRANSP") == "TRANSPARENT":
        return BusyStatus.FREE
    return BusyStatus.TENTATIVE if _word(component, "STATUS") == "TENTATIVE" else BusyStatus.BUSY


def _source(component: Any) -> str | None:
    if _word(component, "CLASS") not in ("", "PUBLIC"):
        return "private"
    printable = (char if char.isprintable() else " " for char in _text(component, "SUMMARY"))
    summary = " ".join("".join(printable).split())
    if len(summary) > MAX_SOURCE:
        summary = summary[: MAX_SOURCE - 1] + "…"
    return summary or None
