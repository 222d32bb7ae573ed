"""Series of events: which occurrences there are once some are moved, changed or cancelled.

Theory of operation
-------------------
recurring-ical-events knows what a RECURRENCE-ID does to a series, with SEQUENCE, EXDATE, RDATE and
THISANDFUTURE. It is handed every series in a plain form: the local times of one zone, and in place
of a rule the times that the rule leads to around the window. For a rule it would follow from its
start, however long that takes. And where clocks are an hour ahead of UTC it takes an occurrence at
09:00 for the one at 10:00 that was removed, since it compares local times and UTC at once.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo

import attrs
import recurring_ical_events
from icalendar import Calendar, Event as PlainEvent

from teamsched.availability.zones import resolve
from teamsched.errors import InvalidValueError
from teamsched.instants import DAY, local_micros, to_datetime, to_timedelta
from teamsched.interop.ical.limits import Allowance, unrolled
from teamsched.interop.ical.moments import Moment, Moments, seen_in
from teamsched.interop.ical.text import Component
from teamsched.intervals import Interval

_NUMBER = "X-NUMBER"
_MAX_DIGITS = 18

Found = tuple[Component, int, int]
"""The component that describes an occurrence, and the instants from and to which it lasts."""


@attrs.frozen(eq=False)
class Event:
    """One event as it stands in a calendar: a single one, a series, or a change to a series.

    Attributes:
        component: The event's component.
        start: When it starts.
        length: How long it lasts, in microseconds; days are days of the wall clock.
        replaces: The occurrence whose place it takes, None for a whole series.
    """

    component: Component
    start: Moment
    length: int
    replaces: Moment | None

    @classmethod
    def of(cls, component: Component, moments: Moments) -> "Event":
        """Return the event that a VEVENT describes.

        Raises:
            InvalidValueError: It has no start, or a time in it makes no sense.
        """
        start = moments.only(component, "DTSTART")
        if start is None:
            raise InvalidValueError(f"{component.label}.DTSTART", expected="a start", got="none")
        length = moments.length(component, start)
        return cls(component, start, length, moments.only(component, "RECURRENCE-ID"))

    @property
    def sequence(self) -> int:
        """The number of its revision."""
        digits = self.component.first("SEQUENCE").strip()[:_MAX_DIGITS]
        return int(digits) if digits.isascii() and digits.isdigit() else 0

    @property
    def recurs(self) -> bool:
        """Whether there is more to it than its start."""
        return any(self.component.all(name) for name in ("RRULE", "RDATE", "EXDATE"))

    @property
    def changes_later_ones(self) -> bool:
        """Whether it takes the place of all later occurrences, too."""
        found = self.component.all("RECURRENCE-ID")
        return bool(found) and found[0].params.get("RANGE", "").upper() == "THISANDFUTURE"

    @property
    def reach(self) -> int:
        """How far from the place of an occurrence it may still be busy."""
        moved = 0 if self.replaces is None else abs(self.start.instant - self.replaces.instant)
        return self.length + moved

    def found(self, start: int, length: int, zone: tzinfo) -> Found:
        """Return the occurrence that starts at a local time."""
        first = resolve(zone, start, "compatible")
        if self.start.is_day:
            return self.component, first, resolve(zone, start + length, "compatible")
        return self.component, first, first + length


def occurrences(
    series: Sequence[Event], *, moments: Moments, window: Interval, allowance: Allowance
) -> Iterator[Found]:
    """Yield the occurrences of the events with one UID; some outside the window are among them.

    Of several that are no change to a series, those with the highest SEQUENCE count.

    Raises:
        InvalidValueError: A rule or a time in it makes no sense.
        ExpansionLimitError: There are too many.
    """
    whole = [event for event in series if event.replaces is None]
    newest = max((event.sequence for event in whole), default=0)
    current = [event for event in whole if event.sequence == newest]
    changes = [event for event in series if event.replaces is not None]
    groups = [[event] for event in current]
    if changes:
        groups[:1] = [[*current[:1], *changes]]
    for group in groups:
        if len(group) > 1 or group[0].recurs:
            yield from _merged(group, moments=moments, window=window, allowance=allowance)
        else:
            event = group[0]
            yield event.found(event.start.local, event.length, event.start.zone)


def _merged(
    series: Sequence[Event], *, moments: Moments, window: Interval, allowance: Allowance
) -> Iterator[Found]:
    """Yield the occurrences of a series and its changes."""
    zone = series[0].start.zone
    reach = to_timedelta(max(event.reach for event in series) + DAY)
    within = window.padded(before=reach, after=reach)
    later = sum(event.changes_later_ones for event in series)
    calendar = Calendar()
    for number, event in enumerate(series):
        plain = _plain(event, zone)
        plain.add(_NUMBER, str(number))
        if event.replaces is None:
            dates = _dates(event, moments=moments, within=within, allowance=allowance)
            allowance.take(len(dates) * later)
            for name, value in dates:
                plain.add(name, value)
        calendar.add_component(plain)
    low, high = window.bounds
    query = recurring_ical_events.of(calendar)
    try:
        found = query.between(_naive(low - DAY), _naive(high + DAY))
    except OverflowError:
        expected = "times that lie less than some thousand years apart"
        field = series[0].component.label
        raise InvalidValueError(field, expected=expected, got=series[0].start) from None
    for plain in found:
        start, end = local_micros(plain["DTSTART"].dt), local_micros(plain["DTEND"].dt)
        yield series[int(plain[_NUMBER])].found(start, end - start, zone)


def _plain(event: Event, zone: tzinfo) -> PlainEvent:
    """Return an event with nothing in it but local times of one zone."""
    start = _naive(event.start.seen_in(zone))
    plain = PlainEvent()
    plain.add("UID", "series")
    plain.add("SEQUENCE", event.sequence)
    plain.add("DTSTART", start)
    plain.add("DTEND", start + to_timedelta(event.length))
    if event.replaces is not None:
        later = {"RANGE": "THISANDFUTURE"} if event.changes_later_ones else {}
        plain.add("RECURRENCE-ID", _naive(event.replaces.seen_in(zone)), parameters=later)
    return plain


def _dates(
    event: Event, *, moments: Moments, within: Interval, allowance: Allowance
) -> list[tuple[str, date | tuple[datetime, timedelta]]]:
    """Return when a series recurs within an interval, in the local time of its zone, or does not.

    Each is a property, RDATE or EXDATE, with its value.
    """
    component, zone = event.component, event.start.zone
    instants = unrolled(
        component,
        start=event.start.local,
        zone=zone,
        within=within,
        gap="compatible" if event.start.is_day else "skip",
        allowance=allowance,
    )
    found: list[tuple[str, date | tuple[datetime, timedelta]]] = []
    for instant in sorted(instants):
        local = seen_in(zone, instant)
        found.append(("RDATE", _naive(local // DAY * DAY if event.start.is_day else local)))
    for moment, length in moments.listed(component, "RDATE"):
        allowance.look_at(1)
        start = _naive(moment.seen_in(zone))
        found.append(("RDATE", start if length is None else (start, to_timedelta(length))))
    for moment, _ in moments.listed(component, "EXDATE"):
        excluded = _naive(moment.seen_in(zone))
        found.append(("EXDATE", excluded.date() if moment.is_day else excluded))
    return found


def _naive(local: int) -> datetime:
    return to_datetime(local).replace(tzinfo=None)
