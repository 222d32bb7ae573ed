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
from teamsched.interop.ical.moments import Moment, Moments
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
        field: What errors call it.
        start: When it starts.
        length: How long it lasts, in microseconds; days are days of the wall clock.
        replaces: The occurrence whose place it takes, None for a whole series.
        moments: What its further times mean.
    """

    component: Component
    field: str
    start: Moment
    length: int
    replaces: Moment | None
    moments: Moments

    @classmethod
    def of(cls, component: Component, moments: Moments) -> "Event":
        """Return the event that a VEVENT describes.

        Raises:
            InvalidValueError: It has no start, or a time in it makes no sense.
        """
        field = component.label
        start = moments.only(component, "DTSTART")
        if start is None:
            raise InvalidValueError(f"{field}.DTSTART", expected="a start", got="none")
        length = moments.length(component, start)
        return cls(
            component, field, start, length, moments.only(component, "RECURRENCE-ID"), moments
        )

    @property
    def sequence(self) -> int:
        """The number of its revision."""
        digits = self.component.first("SEQUENCE").strip()[:_MAX_DIGITS]
        return int(digits) if digits.isascii() and digits.isdigit() else 0

    @property
    def recurs(self) -> bool:
        """Whether it may take place more than once."""
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
    series: Sequence[Event], window: Interval, allowance: Allowance
) -> Iterator[Found]:
    """Yield the occurrences of the events with one UID; some outside the window are among them.

    Raises:
        InvalidValueError: A rule or a time in it makes no sense.
        ExpansionLimitError: There are too many.
    """
    whole = [event for event in series if event.replaces is None]
    newest = max((event.sequence for event in whole), default=0)
    current = [event for event in whole if event.sequence == newest]
    changes = [event for event in series if event.replaces is not None]
    if changes:
        yield from _merged([*current[:1], *changes], window, allowance)
        del current[:1]
    for event in current:
        if event.recurs:
            yield from _merged([event], window, allowance)
        else:
            allowance.look_at(1)
            yield event.found(event.start.local, event.length, event.start.zone)


def _merged(
    series: Sequence[Event], window: Interval, allowance: Allowance
) -> Iterator[Found]:
    """Yield the occurrences of a series and its changes."""
    zone = series[0].start.zone
    reach = max(event.reach for event in series)
    within = window.padded(before=to_timedelta(reach + DAY), after=to_timedelta(reach + DAY))
    calendar = Calendar()
    for number, event in enumerate(series):
        plain = _plain(event, zone, within, allowance)
        plain.add(_NUMBER, str(number))
        calendar.add_component(plain)
    low, high = window.bounds
    try:
        found = recurring_ical_events.of(calendar).between(_naive(low - DAY), _naive(high + DAY))
    except OverflowError:
        expected = "times that lie less than some thousand years apart"
        raise InvalidValueError(series[0].field, expected=expected, got=series[0].start) from None
    for plain in found:
        start, end = local_micros(plain["DTSTART"].dt), local_micros(plain["DTEND"].dt)
        yield series[int(plain[_NUMBER])].found(start, end - start, zone)


def _plain(event: Event, zone: tzinfo, within: Interval, allowance: Allowance) -> PlainEvent:
    """Return an event with nothing in it but local times of one zone."""
    start = _naive(event.start.seen_in(zone))
    plain = PlainEvent()
    plain.add("UID", event.field)
    plain.add("SEQUENCE", event.sequence)
    plain.add("DTSTART", start)
    plain.add("DTEND", start + to_timedelta(event.length))
    if event.replaces is not None:
        later = {"RANGE": "THISANDFUTURE"} if event.changes_later_ones else {}
        plain.add("RECURRENCE-ID", _naive(event.replaces.seen_in(zone)), parameters=later)
        return plain
    dates: list[datetime | tuple[datetime, timedelta]] = []
    for local in _unrolled(event, zone, within, allowance):
        dates.append(_naive(local))
    ...
    return plain
