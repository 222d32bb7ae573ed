"""Intervals as text: ISO 8601 in and out, and the short form that reprs show."""

import re
from datetime import datetime

from teamsched.checks import instance
from teamsched.errors import InvalidValueError

MAX_PARSED = 1_000_000
"""Longest text that is parsed, in characters."""

_CLOCK = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?")


def parts(text: str) -> list[str]:
    """Return what stands between the commas of a text of bounded length."""
    instance("text", text, str, "ISO 8601 intervals")
    if len(text) > MAX_PARSED:
        raise InvalidValueError("text", expected=f"at most {MAX_PARSED} characters", got=len(text))
    return [part for part in text.split(",") if part.strip()]


def interval(text: str) -> tuple[datetime, datetime]:
    """Read ``start/end``; an end without a date or an offset has those of the start."""
    instance("text", text, str, "an ISO 8601 interval")
    start, _, end = (part.strip() for part in text.partition("/"))
    dated = f"{start[:10]}T{end}" if _CLOCK.fullmatch(end) else end
    try:
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(dated)
    except ValueError:
        raise InvalidValueError(
            "text", expected="an ISO 8601 interval such as 2026-03-02T09:00Z/17:00Z", got=text
        ) from None
    return first, last if last.tzinfo else last.replace(tzinfo=first.tzinfo)


def utc(moment: datetime) -> str:
    """Return a UTC datetime as ISO 8601 with a ``Z``."""
    return moment.replace(tzinfo=None).isoformat() + "Z"


def between(start: datetime, end: datetime) -> str:
    """Return two UTC datetimes in short; an end on the same date shows its time only."""
    pattern = "%H:%M" if start.date() == end.date() else "%Y-%m-%d %H:%M"
    return f"{_short(start, '%Y-%m-%d %H:%M')} … {_short(end, pattern)}"


def _short(moment: datetime, pattern: str) -> str:
    seconds = f":{moment.second:02}" if moment.second or moment.microsecond else ""
    fraction = f".{moment.microsecond:06}".rstrip("0") if moment.microsecond else ""
    return f"{moment:{pattern}}{seconds}{fraction}Z"
