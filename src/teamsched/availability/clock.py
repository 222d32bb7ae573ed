"""The face of a wall clock: times of day, the windows of a day, and how both are written.

A *window* begins on a day and is a pair of microseconds since that day's midnight.
One that runs past midnight ends after 24 hours; it never ends after 48.
The windows of a day are one canonical set, see :mod:`teamsched.sweep`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import time, timedelta
from functools import lru_cache
from typing import Never, TypeAlias

from teamsched import sweep
from teamsched.checks import collection
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.instants import DAY, HOUR, MINUTE, SECOND, to_micros

TimeOfDay: TypeAlias = str | time | timedelta
"""A time such as ``"09:00"``, or the same since midnight; ``"24:00"`` is the end of the day."""

DayWindows: TypeAlias = str | Iterable[Sequence[TimeOfDay]]
"""Text such as ``"09:00-12:00, 13:00-17:00"``, or pairs of times."""

MAX_TEXT = 10_000
"""Longest text that is read, in characters."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_NAME = 2
_CACHED_TEXTS = 1024
_PLACE = 30
"""How much of the text before a slip its message repeats."""

_TIME = re.compile(r"(\d{1,2})(?::(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?(?![\d:.])", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")
_DASH = re.compile(r"[-–]")
_COMMA = re.compile(r",")
_BREAK = re.compile(r"[;\n]")
_SPACE = re.compile(r"[^\S\n]*")


# Times and windows


def window(field: str, start: TimeOfDay, end: TimeOfDay) -> tuple[int, int]:
    """Return a window; it runs past midnight if its end is not after its start."""
    low, high = _micros(field, start), _micros(field, end)
    if not 0 <= low < DAY:
        raise InvalidValueError(field, expected="a start before 24:00", got=start)
    if not 0 <= high < 2 * DAY:
        raise InvalidValueError(field, expected="an end before the end of the next day", got=end)
    return low, _end(low, high)


def _end(low: int, high: int) -> int:
    return high if high > low else high + DAY


def _micros(field: str, value: TimeOfDay) -> int:
    match value:
        case str():
            found = _TIME.fullmatch(value.strip())
            micros = _read(found) if found else None
            if micros is None:
                raise InvalidValueError(field, expected="a time such as 09:00", got=value)
            return micros
        case timedelta():
            return to_micros(value, field)
        case time(tzinfo=None):
            since_midnight = value.hour * HOUR + value.minute * MINUTE + value.second * SECOND
            return since_midnight + value.microsecond
    raise InvalidTypeError(
        field, expected="a time such as '09:00', a naive time or a timedelta", got=value
    )


def _read(found: re.Match[str]) -> int | None:
    """Return the time that a text shows, None if no clock shows it."""
    hour, minute, second = (int(part or 0) for part in found.group(1, 2, 3))
    micros = hour * HOUR + minute * MINUTE + second * SECOND + int(f"{found[4] or '':0<6}")
    return micros if max(minute, second) < 60 and micros <= DAY else None  # noqa: PLR2004 (a clock)


def windows_of_day(field: str, value: DayWindows) -> sweep.Bounds:
    """Return the windows of one day from text or pairs of times, joined where they touch."""
    if isinstance(value, str):
        return _from_text(field, value)
    expected = "windows such as '09:00-12:00, 13:00-17:00', or pairs of times"
    windows = []
    for item in collection(field, value, expected):
        pair = collection(field, item, expected)
        if len(pair) != 2:  # noqa: PLR2004 (a pair)
            raise InvalidValueError(field, expected="pairs of times", got=pair)
        windows.append(window(field, *pair))
    return sweep.normalised(windows)


@lru_cache(_CACHED_TEXTS)
def _from_text(field: str, text: str) -> sweep.Bounds:
    reader = Reader(field, text)
    found = [] if reader.is_done() else reader.windows()
    if not reader.is_done():
        reader.fail("another window or the end")
    return sweep.normalised(found)


def pairs(bounds: sweep.Bounds) -> Iterator[tuple[int, int]]:
    """Return the windows in a set of them."""
    return zip(bounds[::2], bounds[1::2], strict=True)


# Text


def text_of_windows(bounds: sweep.Bounds) -> str:
    """Return the text of a day's windows; reading it gives them back."""
    shown = []
    for start, end in pairs(bounds):
        # No text is longer than 24 hours, but two that overlap may be.
        shown += [(start, end)] if end - start <= DAY else [(start, start + DAY), (end - DAY, end)]
    return ", ".join(
        f"{_text(start)}-{_text(end if end <= DAY else end - DAY)}" for start, end in shown
    )


def _text(micros: int) -> str:
    minutes, rest = divmod(micros, MINUTE)
    hours_and_minutes = "{:02}:{:02}".format(*divmod(minutes, 60))
    if not rest:
        return hours_and_minutes
    seconds, fraction = divmod(rest, SECOND)
    return f"{hours_and_minutes}:{seconds:02}" + (f".{fraction:06}".rstrip("0") if fraction else "")


def weekday(name: str) -> int | None:
    """Return the number of a weekday, Monday being 0, by two or more of its letters."""
    short = name.strip().lower()
    fitting = [number for number, full in enumerate(_NAMES) if full.startswith(short)]
    return fitting[0] if fitting and len(short) >= _SHORTEST_NAME else None


class Reader:
    """Reads a text from left to right, and tells where it could not go on."""

    def __init__(self, field: str, text: str) -> None:
        if len(text) > MAX_TEXT:
            raise InvalidValueError(field, expected=f"at most {MAX_TEXT} characters", got=len(text))
        self.field, self.text, self.at = field, text, 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over what fits the pattern, spaces before it too."""
        blank = _SPACE.match(self.text, self.at)
        found = pattern.match(self.text, blank.end() if blank else self.at)
        self.at = found.end() if found else self.at
        return found

    def is_done(self) -> bool:
        """Tell whether only space is left."""
        return not self.text[self.at :].strip()

    def fail(self, expected: str) -> Never:
        """Raise, with what was expected and the place."""
        before = self.text[: self.at].strip()
        cut = before if len(before) <= _PLACE else "…" + before[-_PLACE:]
        place = f"after {cut!r}" if cut else "at the start"
        raise InvalidValueError(
            self.field, expected=f"{expected} {place}", got=self.text[self.at :].strip()
        )

    def week(self) -> Iterator[tuple[int, int, int]]:
        """Read groups of weekdays and windows; yield weekday, start and end."""
        while not self.is_done():
            if not self.take(_BREAK):
                days, windows = sorted(set(self.days())), self.windows()
                yield from ((day, start, end) for start, end in windows for day in days)
                follows = self.take(_COMMA) or self.take(_BREAK) or self.is_done()
                if not follows:
                    self.fail("a comma, a semicolon or the end")

    def days(self) -> list[int]:
        """Read weekdays and ranges of them; ``Fri-Mon`` runs over the end of the week."""
        days = self.day_range()
        while self.take(_COMMA):
            days += self.day_range()
        return days

    def day_range(self) -> list[int]:
        """Read one weekday, a range of two, or ``daily``."""
        start = self.at
        word = self.take(_WORD)
        if word and word[0].lower() == "daily":
            return list(range(7))
        self.at = start
        first = self.day()
        last = self.day() if self.take(_DASH) else first
        return [(first + step) % 7 for step in range((last - first) % 7 + 1)]

    def day(self) -> int:
        """Read the name of a weekday."""
        start = self.at
        word = self.take(_WORD)
        number = weekday(word[0]) if word else None
        if number is None:
            self.at = start
            self.fail("a weekday such as Mon")
        return number

    def windows(self) -> list[tuple[int, int]]:
        """Read windows with commas between; a comma before a weekday is left alone."""
        windows = [self.window()]
        while True:
            start = self.at
            if not self.take(_COMMA):
                return windows
            if self.take(_WORD):
                self.at = start
                return windows
            windows.append(self.window())

    def window(self) -> tuple[int, int]:
        """Read two times with a dash between them."""
        start = self.time_of_day("a time such as 09:00", limit=DAY - 1)
        if not self.take(_DASH):
            self.fail("a dash")
        return start, _end(start, self.time_of_day("a time such as 17:00", limit=DAY))

    def time_of_day(self, expected: str, *, limit: int) -> int:
        """Read a time of day up to a limit."""
        start = self.at
        found = self.take(_TIME)
        micros = _read(found) if found else None
        if micros is None or micros > limit:
            self.at = start
            self.fail(expected)
        return micros
