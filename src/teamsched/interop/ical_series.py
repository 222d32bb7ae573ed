"""Series of events: which occurrences there are once some are moved, changed or cancelled.

Theory of operation
-------------------
recurring-ical-events knows what a RECURRENCE-ID does to a series, with SEQUENCE, EXDATE, RDATE and
THISANDFUTURE. It is handed every series in a plain form: in the local times of one zone, without
their zone, and in place of a rule with the times that the rule leads to around the window.
Otherwise it compares local times and UTC at once, and where clocks are an hour ahead of UTC it
takes an occurrence at 09:00 for the one at 10:00 that was removed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

import attrs
import recurring_ical_events
from icalendar import Calendar, Event as PlainEvent

from teamsched.availability.zones import resolve
from teamsched.errors import InvalidValueError
from teamsched.instants import DAY, local_micros, to_datetime
from teamsched.interop.ical_limits import Allowance, label, rules_of, unrolled, values
from teamsched.interop.ical_times import Moment, Times, seen_in
from teamsched.intervals import Interval

_NUMBER = "X-NUMBER"
_TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}

Found = tuple[Any, int, int]
"""The component that describes an occurrence, and the instants from and to which it lasts."""


@attrs.frozen(eq=False)
class Event:
    """One event as it stands in a calendar: a single one, a series, or a change to a series.

    Attributes:
        component: The event's component.
        start: When it starts.
        length: How long it lasts, in microseconds; days are days of the wall clock.
        replaces: The occurrence whose place it takes, None for a whole series.
        rules: By which rules it recurs.
        added: When it takes place besides, and for how long if not as long as usual.
        excluded: When it does not take place.
    """

    component: Any
    start: Moment
    length: int
    replaces: Moment | None
    rules: tuple[str, ...]
    added: tuple[tuple[Moment, int | None], ...]
    excluded: tuple[Moment, ...]

    @classmethod
    def of(cls, component: Any, times: Times, allowance: Allowance) -> "Event":
        """Return the event that a VEVENT describes.

        Raises:
            InvalidValueError: It has no start, or a time or a rule in it makes no sense.
            ExpansionLimitError: Its rules take too much.
        """
        field = label(component)
        for name, _ in component.errors:
            if name in _TIMES:
                expected = "a value as RFC 5545 writes it"
                raise InvalidValueError(
                    f"{field}.{name}", expected=expected, got=str(component[name])
                )
        start = times.only(component, "DTSTART")
        if start is None:
            raise InvalidValueError(f"{field}.DTSTART", expected="a start", got="none")
        return cls(
            component,
            start,
            length=times.length(component, start),
            replaces=times.only(component, "RECURRENCE-ID"),
            rules=rules_of(component, field, allowance),
            added=tuple(times.listed(component, "RDATE")),
            excluded=tuple(moment for moment, _ in times.listed(component, "EXDATE")),
        )

    @property
    def sequence(self) -> int:
        """The number of its revision."""
        found = values(self.component, "SEQUENCE")
        return found[0] if found and isinstance(found[0], int) else 0

    @property
    def recurs(self) -> bool:
        """Whether there is more to it than its start."""
        return bool(self.rules or self.added or self.excluded)

    @property
    def changes_later_ones(self) -> bool:
        """Whether it takes the place of all later occurrences, too."""
        place = self.component.get("RECURRENCE-ID")
        return place is not None and str(place.params.get("RANGE")).upper() == "THISANDFUTURE"

    @property
    def reach(self) -> int:
        """How far from the place of an occurrence it may still be busy."""
        moved = 0 if self.replaces is None else abs(self.start.instant - self.replaces.instant)
        return max(self.length, *(length or 0 for _, length in self.added), 0) + moved

    def found(self, start: int, length: int, zone: tzinfo) -> Found:
        """Return the occurrence that starts at a local time."""
        first = resolve(zone, start, "compatible")
        if self.start.is_day:
            return self.component, first, resolve(zone, start + length, "compatible")
        return self.component, first, first + length


def occurrences(series: Sequence[Event], window: Interval, allowance: Allowance) -> Iterator[Found]:
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
            yield from _merged(group, window, allowance)
        else:
            event = group[0]
            yield event.found(event.start.local, event.length, event.start.zone)


def _merged(series: Sequence[Event], window: Interval, allowance: Allowance) -> Iterator[Found]:
    """Yield the occurrences of a series and its changes."""
    zone = series[0].start.zone
    reach = max(event.reach for event in series) + 2 * DAY
    low, high = window.bounds
    within = Interval.from_bounds(low - reach, high + reach)
    later = sum(event.changes_later_ones for event in series)
    calendar = Calendar()
    for number, event in enumerate(series):
        plain = _plain(event, zone)
        plain.add(_NUMBER, str(number))
        if event.replaces is None:
            _add_dates(plain, event, within, allowance)
            allowance.take(later * len(plain.rdates))
        calendar.add_component(plain)
    first, last = map(_naive, within.bounds)
    try:
        found = recurring_ical_events.of(calendar).between(first, last)
    except OverflowError:
        expected = "times that lie less than some thousand years apart"
        field = label(series[0].component)
        raise InvalidValueError(field, expected=expected, got=series[0].start) from None
    for plain in found:
        start, end = local_micros(plain["DTSTART"].dt), local_micros(plain["DTEND"].dt)
        yield series[int(plain[_NUMBER])].found(start, end - start, zone)


def _plain(event: Event, zone: tzinfo) -> PlainEvent:
    """Return an event with nothing in it but local times of one zone."""
    start = event.start.seen_in(zone)
    plain = PlainEvent()
    plain.add("UID", "series")
    plain.add("SEQUENCE", event.sequence)
    plain.add("DTSTART", _naive(start))
    plain.add("DTEND", _naive(start + event.length))
    if event.replaces is not None:
        later = {"RANGE": "THISANDFUTURE"} if event.changes_later_ones else {}
        plain.add("RECURRENCE-ID", _naive(event.replaces.seen_in(zone)), parameters=later)
    return plain


def _add_dates(plain: PlainEvent, event: Event, within: Interval, allowance: Allowance) -> None:
    """Add when a series takes place within an interval, and when it does not."""
    zone = event.start.zone
    instants = unrolled(
        event.rules,
        start=event.start.local,
        zone=zone,
        within=within,
        gap="compatible" if event.start.is_day else "skip",
        allowance=allowance,
    )
    for instant in sorted(instants):
        local = seen_in(zone, instant)
        plain.add("RDATE", _naive(local // DAY * DAY if event.start.is_day else local))
    low, high = within.bounds
    for moment, length in event.added:
        if low <= moment.instant < high:
            allowance.look_at(1)
            local = moment.seen_in(zone)
            start = _naive(local)
            plain.add("RDATE", [start if length is None else (start, _naive(local + length))])
    for moment in event.excluded:
        if low <= moment.instant < high:
            allowance.look_at(1)
            day = _naive(moment.local).date()
            plain.add("EXDATE", day if moment.is_day else _naive(moment.seen_in(zone)))


def _naive(local: int) -> datetime:
    return to_datetime(local).replace(tzinfo=None)
