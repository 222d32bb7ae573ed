"""Read what an iCalendar text blocks."""

from collections.abc import Iterator
from datetime import tzinfo
from itertools import chain

from teamsched.availability.zones import zone_of
from teamsched.checks import instance
from teamsched.instants import to_datetime
from teamsched.interop.ical.limits import Allowance
from teamsched.interop.ical.moments import Moments
from teamsched.interop.ical.series import Event, occurrences
from teamsched.interop.ical.text import Component, calendars_of
from teamsched.interop.ical.zones import Zones
from teamsched.intervals import Interval
from teamsched.model import Busy, BusyStatus

MAX_SOURCE = 80
"""Longest summary that is repeated, in characters."""

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
    TRANSP and STATUS. The source is the event's summary, cut at ``MAX_SOURCE`` characters, or
    ``"private"`` if the event's class is another than public.

    Series follow RFC 5545: an occurrence lasts as long as the first one in elapsed time, dates are
    whole local days, and a time that the clocks skip is no occurrence. Times go by the zones that
    the time zone database knows by their TZID, else by the VTIMEZONE of the calendar.
    X-WR-TIMEZONE is not read, nor is who accepted: an invitation blocks until it is cancelled.

    Args:
        text: The calendar, or several; in bytes, as UTF-8.
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
    default, allowance = zone_of(zone), Allowance()
    low, high = window.bounds
    found = set()
    for calendar in calendars_of(text):
        moments = Moments(default, Zones(calendar, window, allowance))
        events = _of_events(calendar, moments, window, allowance)
        for start, end, status, said in chain(events, _of_free_busy(calendar, moments)):
            if low < end and start < high and start < end:
                span = Interval(to_datetime(start), to_datetime(end))
                found.add(Busy(span, status=status, source=said if source is None else source))
    return tuple(sorted(found, key=lambda busy: (busy.span, busy.status, busy.source or "")))


def _of_events(
    calendar: Component, moments: Moments, window: Interval, allowance: Allowance
) -> Iterator[_Said]:
    by_uid: dict[str, list[Event]] = {}
    for number, part in enumerate(calendar.parts):
        if part.name == "VEVENT":
            uid = part.first("UID") or f"\0{number}"
            by_uid.setdefault(uid, []).append(Event.of(part, moments))
    for series in by_uid.values():
        for component, start, end in occurrences(
            series, moments=moments, window=window, allowance=allowance
        ):
            if component.word("STATUS") != "CANCELLED":
                yield start, end, _status(component), _source(component)


def _status(component: Component) -> BusyStatus:
    outlook = _OUTLOOK.get(component.word("X-MICROSOFT-CDO-BUSYSTATUS"))
    if outlook is not None:
        return outlook
    if component.word("TRANSP") == "TRANSPARENT":
        return BusyStatus.FREE
    return BusyStatus.TENTATIVE if component.word("STATUS") == "TENTATIVE" else BusyStatus.BUSY


def _source(component: Component) -> str | None:
    if component.word("CLASS") not in ("", "PUBLIC"):
        return "private"
    printable = (char if char.isprintable() else " " for char in component.first("SUMMARY"))
    summary = " ".join("".join(printable).split())
    if len(summary) > MAX_SOURCE:
        summary = summary[: MAX_SOURCE - 1] + "…"
    return summary or None


def _of_free_busy(calendar: Component, moments: Moments) -> Iterator[_Said]:
    for part in calendar.parts:
        if part.name == "VFREEBUSY":
            for found in part.all("FREEBUSY"):
                kind = found.params.get("FBTYPE", "").upper()
                for moment, length in moments.in_list(f"{part.label}.FREEBUSY", found):
                    start = moment.instant
                    yield start, start + (length or 0), _FREE_BUSY.get(kind, BusyStatus.BUSY), None
