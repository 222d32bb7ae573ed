"""When a customer asks, as the wall clock of a page shows it: facts that rules can ask about."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from typing import Any

from teamsched.checks import one_of
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.facts import Facts
from teamsched.frozen import FrozenDict

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""What the weekday of asking may be."""

PATTERNS = {
    "weekday": f"^({'|'.join(WEEKDAYS)})$",
    "date": r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "time": r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
}
"""What can be asked about when a customer asks, and what it looks like."""

SINGLE = {"weekday": ("==", "!="), "date": ("==", "!=", "<", "<=", ">", ">=")}
SINGLE["time"] = SINGLE["date"]
"""The operators that compare each with one value."""
SEVERAL = ("in", "not in")
"""The operators that compare it with several."""

_SHOWN = {
    "weekday": f"one of {', '.join(WEEKDAYS)}",
    "date": "a date such as 2026-12-01",
    "time": "a time such as 17:05",
}


def check_asked(name: str, operator: str, other: Any) -> None:
    """Refuse a comparison that could only be a slip: a time of '9:00' would come after '17:00'.

    Raises:
        InvalidInputError: Its field is ``field``, ``op`` or ``value``.
    """
    one_of("field", name, PATTERNS)
    one_of("op", operator, (*SINGLE[name], *SEVERAL))
    for one in other if operator in SEVERAL else (other,):
        if not isinstance(one, str):
            raise InvalidTypeError("value", expected=_SHOWN[name], got=one)
        if not re.fullmatch(PATTERNS[name], one):
            raise InvalidValueError("value", expected=_SHOWN[name], got=one)


def asked_at(moment: datetime | None, zone: tzinfo) -> Facts:
    """Return what a zone's clock shows at a moment; nothing for none.

        >>> from datetime import UTC
        >>> dict(asked_at(datetime(2026, 3, 2, 17, 5, tzinfo=UTC), UTC))
        {'date': '2026-03-02', 'time': '17:05', 'weekday': 'mon'}

    Raises:
        InvalidValueError: No date of the calendar is shown then.
    """
    if moment is None:
        return FrozenDict()
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        raise InvalidValueError("at", expected="a date that the page has", got=moment) from None
    return FrozenDict(
        date=local.date().isoformat(),
        time=f"{local:%H:%M}",
        weekday=WEEKDAYS[local.weekday()],
    )


def possible_values(name: str, mentioned: Iterable[str]) -> Iterator[str]:
    """Yield values of a fact for which comparisons with some come out in every possible way."""
    match name:
        case "weekday":
            yield from WEEKDAYS
        case "time":
            yield from (f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(60))
        case _:
            yield from _around(mentioned)


def _around(mentioned: Iterable[str]) -> Iterator[str]:
    """Yield each date that is mentioned, and the dates before and after it."""
    days = range(date.min.toordinal(), date.max.toordinal() + 1)
    near: dict[int, None] = {}
    for text in mentioned:
        found = bisect_left(days, text, key=lambda day: date.fromordinal(day).isoformat())
        near |= dict.fromkeys((found, found - 1, found + 1))
    for number in near:
        if 0 <= number < len(days):
            yield date.fromordinal(days[number]).isoformat()
