"""Weekly hours: when, by the wall clock of a zone, somebody's door is open."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta, tzinfo
from itertools import cycle, groupby, islice
from typing import Self, TypeAlias

import attrs

from teamsched import sweep
from teamsched.availability import clock
from teamsched.availability.clock import DayWindows, TimeOfDay
from teamsched.availability.zones import preimage
from teamsched.checks import collection, instance, whole
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.instants import DAY, to_micros, to_timedelta
from teamsched.intervals import Interval, IntervalSet, canonical
from teamsched.offsets import offset_segments
from teamsched.zonekeys import zone_identity, zone_of

MAX_WINDOWS = 1_000
"""Most windows in one week."""

Window: TypeAlias = tuple[int, timedelta, timedelta]
"""A weekday, Monday being 0, and a start and an end since its midnight."""

_EXPECTED = "triples (weekday, start, end), Monday being 0"
_THURSDAY = 3
"""The weekday of the first of January 1970."""


def _windows(value: Iterable[tuple[int, TimeOfDay, TimeOfDay]]) -> tuple[Window, ...]:
    """Return the canonical windows: sorted, those of one day joined where they touch."""
    items = collection("windows", value, _EXPECTED)
    if len(items) > MAX_WINDOWS:
        raise InvalidValueError("windows", expected=f"at most {MAX_WINDOWS}", got=len(items))
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for item in items:
        triple = collection("windows", item, _EXPECTED)
        if len(triple) != 3:  # noqa: PLR2004 (a triple)
            raise InvalidValueError("windows", expected=_EXPECTED, got=item)
        weekday, start, end = triple
        days[whole("weekday", weekday, low=0, high=6)].append(clock.window("windows", start, end))
    return tuple(
        _window(weekday, *pair)
        for weekday, windows in enumerate(days)
        for pair in clock.pairs(sweep.normalised(windows))
    )


def _window(weekday: int, start: int, end: int) -> Window:
    return weekday, to_timedelta(start), to_timedelta(end)


@attrs.frozen(repr=False, str=False, cache_hash=True)
class WeeklyHours:
    """Hours that recur every week, as the wall clock of a zone shows them.

        >>> hours = WeeklyHours.parse("Mon-Fri 09:00-12:00, 13:00-17:00", zone="Europe/Berlin")
        >>> hours
        <WeeklyHours Mon-Fri 09:00-12:00, 13:00-17:00, Europe/Berlin>
        >>> hours.open_during(Interval.parse("2026-03-02T00:00Z/2026-03-03T00:00Z")).isoformat()
        '2026-03-02T08:00:00Z/2026-03-02T11:00:00Z, 2026-03-02T12:00:00Z/2026-03-02T16:00:00Z'

    A window whose end is not after its start runs past midnight; one that ends where it starts
    lasts 24 hours. Windows that begin on one day are joined where they touch or overlap, so equal
    hours are equal values.

    Args:
        windows: Triples (weekday, start, end), Monday being 0; the times as text, :class:`time` or
            timedelta since midnight.
        zone: Whose clocks: a key of the time zone database or a tzinfo.

    Attributes:
        windows: The canonical windows, with timedeltas since midnight.
        zone: Whose clocks.
        by_day: The boundaries of what begins on each weekday, Thursday (as 1970 did) first.
    """

    windows: tuple[Window, ...] = attrs.field(converter=_windows)
    zone: tzinfo = attrs.field(converter=zone_of, eq=zone_identity, kw_only=True)
    by_day: tuple[sweep.Bounds, ...] = attrs.field(init=False, eq=False)

    @by_day.default
    def _(self) -> tuple[sweep.Bounds, ...]:
        days: list[list[int]] = [[] for _ in range(7)]
        for weekday, start, end in self.windows:
            days[weekday - _THURSDAY] += [to_micros(start), to_micros(end)]
        return tuple(map(tuple, days))

    @classmethod
    def parse(cls, text: str, *, zone: str | tzinfo) -> Self:
        """Read hours from text; an empty text is never open.

            >>> WeeklyHours.parse("Mon,Wed 9-12; Fri-Sun 22:00-03:00", zone="Asia/Kathmandu")
            <WeeklyHours Mon,Wed 09:00-12:00; Fri-Sun 22:00-03:00, Asia/Kathmandu>

        Weekdays come before the windows they have in common: one, a range, a list, or ``daily``.
        Semicolons, commas or new lines separate such groups, commas the windows.

        Raises:
            InvalidValueError: Something else stands there; the message shows where.
        """
        reader = clock.Reader("text", instance("text", text, str, "weekly hours"))
        return cls([_window(*found) for found in reader.week()], zone=zone)

    @classmethod
    def from_mapping(cls, days: Mapping[str, DayWindows], *, zone: str | tzinfo) -> Self:
        """Return the hours of a mapping from weekdays to windows.

        >>> WeeklyHours.from_mapping({"mon": [("09:00", "17:00")], "tue": "10-12"}, zone="UTC")
        <WeeklyHours Mon 09:00-17:00; Tue 10:00-12:00, UTC>
        """
        if not isinstance(days, Mapping):
            raise InvalidTypeError("days", expected="a mapping from weekdays to windows", got=days)
        windows = []
        for name, value in days.items():
            day = clock.weekday(name) if isinstance(name, str) else None
            if day is None:
                raise InvalidValueError("days", expected="weekdays such as 'mon'", got=name)
            bounds = clock.windows_of_day("days", value)
            windows += [_window(day, *pair) for pair in clock.pairs(bounds)]
        return cls(windows, zone=zone)

    @classmethod
    def always(cls, *, zone: str | tzinfo) -> Self:
        """Return the hours that never close."""
        return cls([(day, "00:00", "24:00") for day in range(7)], zone=zone)

    def open_during(self, window: Interval) -> IntervalSet:
        """Return the instants of a window at which the wall clock reads inside the hours.

        Raises:
            ExpansionLimitError: The window is longer than ``zones.MAX_DAYS``.

        Complexity:
            Linear in the days of the window, integers only.
        """
        instance("window", window, Interval, "an Interval")
        return open_during(window, zone=self.zone, days=self.by_day, dates={})

    def __str__(self) -> str:
        groups: dict[str, list[int]] = {}
        for day in range(7):
            bounds = self.by_day[day - _THURSDAY]
            if bounds:
                groups.setdefault(clock.text_of_windows(bounds), []).append(day)
        return "; ".join(f"{_text_of_days(days)} {windows}" for windows, days in groups.items())

    def __repr__(self) -> str:
        return f"<WeeklyHours {str(self) or 'never open'}, {self.zone}>"


def _text_of_days(days: list[int]) -> str:
    """Return rising weekdays as text, such as ``Mon-Wed,Sat``."""
    if len(days) == len(clock.DAYS):
        return "daily"
    runs = [
        [day for _, day in run] for _, run in groupby(enumerate(days), lambda at: at[1] - at[0])
    ]
    ends = [sorted({run[0], run[-1]}) for run in runs]
    return ",".join("-".join(clock.DAYS[day] for day in end) for end in ends)


def open_during(
    window: Interval,
    *,
    zone: tzinfo,
    days: Sequence[sweep.Bounds],
    dates: Mapping[int, sweep.Bounds],
) -> IntervalSet:
    """Return when the wall clock reads inside windows of weekdays or, before them, of dates.

    Args:
        window: What to look at.
        zone: Whose clocks.
        days: The windows that begin on each weekday, Thursday first.
        dates: The windows that begin on a date instead, by what the wall clock shows at midnight.
    """
    low, high = window.bounds
    segments = offset_segments(zone, low, high)
    # A clock is less than a day ahead or behind, and yesterday's windows may run into today.
    first, last = low // DAY - 2, high // DAY + 2
    midnights = range(first * DAY, last * DAY, DAY)
    weekly = islice(cycle(days), first % 7, None)
    local = tuple(
        [
            midnight + bound
            for midnight, windows in zip(midnights, weekly, strict=False)
            for bound in dates.get(midnight, windows)
        ]
    )
    if not sweep.is_canonical(local):
        local = sweep.at_least(1, (local,))
    return canonical(preimage(segments, local))
