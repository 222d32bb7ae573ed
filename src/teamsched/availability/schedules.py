"""Schedules: common hours, the dates that differ from them, and time off."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from functools import partial
from typing import TypeAlias

import attrs

from teamsched import sweep
from teamsched.availability import clock
from teamsched.availability.clock import DayWindows
from teamsched.availability.hours import WeeklyHours, open_during
from teamsched.availability.travel import Travel, travels
from teamsched.checks import collection, instance
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.instants import local_micros
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import Hours, is_hours

Overrides: TypeAlias = Mapping[date, DayWindows] | Iterable[tuple[date, DayWindows]]

_EXPECTED = "a mapping from dates to windows"


def _overrides(value: Overrides) -> tuple[tuple[date, str], ...]:
    """Return the dates in order, each with the canonical text of its windows."""
    items = value.items() if isinstance(value, Mapping) else value
    texts: dict[date, str] = {}
    for item in collection("overrides", items, _EXPECTED):
        if not isinstance(item, tuple) or len(item) != 2 or not _is_date(item[0]):  # noqa: PLR2004
            raise InvalidTypeError("overrides", expected=f"{_EXPECTED} (not times)", got=item)
        if item[0] in texts:
            raise InvalidValueError("overrides", expected="every date once", got=item[0])
        texts[item[0]] = clock.text_of_windows(clock.windows_of_day("overrides", item[1]))
    return tuple(sorted(texts.items()))


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _time_off(value: Iterable[Interval | tuple[datetime, datetime]]) -> IntervalSet:
    if isinstance(value, IntervalSet):
        return value
    return IntervalSet(collection("time_off", value, "intervals or pairs of aware datetimes"))


@attrs.frozen(repr=False, cache_hash=True)
class Schedule:
    """When somebody works: common hours, dates with other hours, and time off.

        >>> weekly = WeeklyHours.parse("Mon-Fri 09:00-17:00", zone="Europe/Berlin")
        >>> schedule = Schedule(weekly, overrides={date(2026, 3, 3): "10:00-14:00"})
        >>> schedule.open_during(Interval.parse("2026-03-03T00:00Z/2026-03-04T00:00Z")).isoformat()
        '2026-03-03T09:00:00Z/2026-03-03T13:00:00Z'

    An override replaces the windows that *begin* on its date; an empty one closes it. What runs
    over from the day before stays. Only weekly hours have windows of a date to replace, and can
    travel; time off goes with any hours.

    While somebody travels, windows and overrides are read off the clocks of where they are. At
    every instant one wall clock counts: that of a travel while it shows a date of it, else that of
    the hours. Where two travels both show one, the later travel counts. The zone of the schedule
    stays that of the hours: days and weeks of caps are those of home.

    Args:
        hours: The hours without exceptions, and the zone of everything here.
        overrides: The windows of dates, as text or as pairs of times.
        time_off: Intervals that are taken out.
        travel: The dates spent in other zones, each date once.

    Raises:
        InvalidValueError: A date is there twice, or there are dates or travels beside other than
            weekly hours.

    Attributes:
        hours: The hours without exceptions.
        overrides: The dates in order, each with the text of its windows.
        time_off: What is taken out.
        travel: The travels in order.
    """

    hours: Hours = attrs.field(validator=is_hours)
    overrides: tuple[tuple[date, str], ...] = attrs.field(
        default=(), converter=_overrides, kw_only=True
    )
    time_off: IntervalSet = attrs.field(factory=IntervalSet, converter=_time_off, kw_only=True)
    travel: tuple[Travel, ...] = attrs.field(default=(), converter=travels, kw_only=True)
    _dates: Mapping[int, sweep.Bounds] = attrs.field(init=False, eq=False)
    _working: "Schedule | None" = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.hours, Schedule):
            raise InvalidTypeError("hours", expected="hours that are no Schedule", got=self.hours)
        for field in ("overrides", "travel"):
            if getattr(self, field) and not isinstance(self.hours, WeeklyHours):
                raise InvalidValueError(field, expected="none beside such hours", got=self.hours)
        dates = {
            local_micros(datetime.combine(day, time())): clock.windows_of_day("overrides", text)
            for day, text in self.overrides
        }
        object.__setattr__(self, "_dates", dates)
        working = attrs.evolve(self, time_off=()) if self.time_off else None
        object.__setattr__(self, "_working", working)

    @property
    def zone(self) -> tzinfo:
        """Whose clocks the hours and the overrides follow."""
        return self.hours.zone

    def open_during(self, window: Interval) -> IntervalSet:
        """Return the instants of a window at which the schedule is open.

        Raises:
            ExpansionLimitError: The window is longer than ``offsets.MAX_DAYS``.

        Complexity:
            With weekly hours, linear in the days of the window and in the time off.
        """
        instance("window", window, Interval, "an Interval")
        if not isinstance(self.hours, WeeklyHours):
            return self.hours.open_during(window) - self.time_off
        read = partial(open_during, days=self.hours.by_day, dates=self._dates)
        hours = read(window, zone=self.zone)
        for travel in self.travel:
            there = travel.during(window)
            if there.span is not None:
                hours = (hours - there) | (read(there.span, zone=travel.zone) & there)
        return hours - self.time_off

    def without_time_off(self) -> "Schedule":
        """Return the schedule of somebody who is never off, which many may have in common."""
        return self._working or self

    def __repr__(self) -> str:
        parts = [str(self.hours) or "never open", str(self.zone)]
        parts += [f"overrides: {len(self.overrides)}"] if self.overrides else []
        parts += [f"travel: {len(self.travel)}"] if self.travel else []
        parts += [f"time off: {len(self.time_off)}"] if self.time_off else []
        return f"<Schedule {', '.join(parts)}>"
