"""The text of recurrence rules, checked part by part before anything unrolls them.

A rule is what RFC 5545 says in section 3.3.10, less two things. Rules of hours, minutes or seconds
could search for ever: they go with parts about the time of day only, SECONDLY with BYSECOND only.
And BYSECOND goes up to 59: no clock here shows a leap second.
"""

import re
from datetime import datetime

from teamsched.checks import instance
from teamsched.errors import InvalidValueError

MAX_RULE = 5_000
"""Longest rule, in characters."""

FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")

_BY_DAY = FREQUENCIES[3:]

# The numbers that a part may have, and the frequencies that it goes with.
_NUMBERS = {
    "BYSECOND": (range(60), FREQUENCIES),
    "BYMINUTE": (range(60), FREQUENCIES[1:]),
    "BYHOUR": (range(24), FREQUENCIES[1:]),
    "BYMONTH": (range(1, 13), _BY_DAY),
    "BYMONTHDAY": (range(-31, 32), ("DAILY", "MONTHLY", "YEARLY")),
    "BYYEARDAY": (range(-366, 367), ("YEARLY",)),
    "BYWEEKNO": (range(-53, 54), ("YEARLY",)),
    "BYSETPOS": (range(-366, 367), _BY_DAY),
}
_FROM_ZERO = {"BYSECOND", "BYMINUTE", "BYHOUR"}

_NUMBER = re.compile(r"[+-]?\d{1,3}", re.ASCII)
_POSITIVE = re.compile(r"0*[1-9]\d{0,8}", re.ASCII)
_WEEKDAY = re.compile(r"MO|TU|WE|TH|FR|SA|SU")
_NTH_WEEKDAY = re.compile(rf"(?:[+-]?(?:[1-9]|[1-4]\d|5[0-3]))?(?:{_WEEKDAY.pattern})", re.ASCII)
_UNTIL = re.compile(r"\d{8}(?:T\d{6}Z?)?", re.ASCII)


def canonical_rule(rule: str) -> str:
    """Return a rule in capitals, without a name before it.

    Raises:
        InvalidValueError: A part of it is unknown, twice there, or means nothing; or it has both
            COUNT and UNTIL.
    """
    text = instance("rule", rule, str, "a recurrence rule such as 'FREQ=WEEKLY;BYDAY=MO,WE'")
    if len(text) > MAX_RULE:
        raise InvalidValueError("rule", expected=f"at most {MAX_RULE} characters", got=len(text))
    text = text.strip().upper().removeprefix("RRULE:")
    parts = parts_of(text)
    frequency = parts.get("FREQ", "")
    if frequency not in FREQUENCIES:
        raise InvalidValueError("rule", expected=f"FREQ={'|'.join(FREQUENCIES)}", got=rule)
    wrong = [
        f"{name}={value}" for name, value in parts.items() if not _fits(name, value, frequency)
    ]
    if wrong or len(parts) <= text.count(";"):
        expected = f"parts of RFC 5545, once each, that go with FREQ={frequency}"
        raise InvalidValueError("rule", expected=expected, got=wrong[0] if wrong else rule)
    if {"COUNT", "UNTIL"} <= parts.keys():
        raise InvalidValueError("rule", expected="COUNT or UNTIL, not both", got=rule)
    return text


def parts_of(rule: str) -> dict[str, str]:
    """Return the parts of a rule by their names."""
    pairs = (part.partition("=") for part in rule.split(";"))
    return {name: value for name, _, value in pairs}


def read_until(text: str) -> datetime | None:
    """Read UNTIL: an aware datetime, a naive one or a date's midnight; None if it is none."""
    try:
        return datetime.fromisoformat(text) if _UNTIL.fullmatch(text) else None
    except ValueError:
        return None


def _fits(name: str, value: str, frequency: str) -> bool:
    """Tell whether a part of a rule means something with a frequency."""
    values = value.split(",")
    match name:
        case "FREQ":
            fits = True
        case "INTERVAL" | "COUNT":
            fits = _POSITIVE.fullmatch(value) is not None
        case "WKST":
            fits = _WEEKDAY.fullmatch(value) is not None
        case "UNTIL":
            fits = read_until(value) is not None
        case "BYDAY":
            day = _NTH_WEEKDAY if frequency in ("MONTHLY", "YEARLY") else _WEEKDAY
            fits = frequency in _BY_DAY and all(map(day.fullmatch, values))
        case _:
            numbers, frequencies = _NUMBERS.get(name, (range(0), ()))
            fits = frequency in frequencies and all(
                _NUMBER.fullmatch(one) and int(one) in numbers and (int(one) or name in _FROM_ZERO)
                for one in values
            )
    return fits
