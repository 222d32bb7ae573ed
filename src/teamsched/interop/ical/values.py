"""Values of calendars: times, durations and offsets, read by icalendar, refused as our errors."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import attrs
from icalendar import vDate, vDatetime, vDuration, vUTCOffset

from teamsched.errors import InvalidValueError
from teamsched.instants import DAY, EPOCH, local_micros, to_micros

_DATE = 8
"""How many characters a date has."""

# icalendar has no types for these.
_date: Callable[[str], date] = vDate.from_ical
_datetime: Callable[[str], datetime] = vDatetime.from_ical
_duration: Callable[[str], timedelta] = vDuration.from_ical
_offset: Callable[[str], timedelta] = vUTCOffset.from_ical


@attrs.frozen
class Written:
    """A time as it is written, which need not say whose clock shows it.

    Attributes:
        local: The local time, in microseconds since 1970 began on that clock.
        is_day: Whether it is only a date.
        is_utc: Whether it says that it is UTC.
    """

    local: int
    is_day: bool
    is_utc: bool


def read_time(field: str, text: str) -> Written:
    """Read a DATE or a DATE-TIME."""
    try:
        if len(text) == _DATE:
            days = _date(text).toordinal() - EPOCH.toordinal()
            return Written(days * DAY, is_day=True, is_utc=False)
        value = _datetime(text)
    except ValueError:
        expected = "a date or a time such as 20260330T090000"
        raise InvalidValueError(field, expected=expected, got=text) from None
    return Written(local_micros(value), is_day=False, is_utc=value.tzinfo is not None)


def read_duration(field: str, text: str) -> timedelta:
    """Read a DURATION of zero or more."""
    try:
        duration = _duration(text)
    except ValueError:
        duration = timedelta(-1)
    if duration < timedelta(0):
        raise InvalidValueError(field, expected="a duration such as PT1H30M", got=text)
    return duration


def read_offset(field: str, text: str) -> int:
    """Read a UTC-OFFSET, as microseconds."""
    try:
        return to_micros(_offset(text))
    except ValueError:
        raise InvalidValueError(field, expected="an offset such as +0100", got=text) from None
