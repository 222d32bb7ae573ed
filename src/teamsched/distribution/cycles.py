"""Reporting cycles: the months and quarters of a pool's own calendar."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime, tzinfo
from typing import Literal, TypeAlias, get_args

import attrs

from teamsched.checks import instance, one_of
from teamsched.errors import InvalidValueError
from teamsched.instants import DAY, to_datetime, to_instant
from teamsched.offsets import offset_segments
from teamsched.zonekeys import zone_of

CycleLength: TypeAlias = Literal["never", "month", "quarter"]
"""After which stretch of the calendar statistics begin anew."""

_MONTHS = {"month": 1, "quarter": 3}


@attrs.frozen(order=False)
class Cycle:
    """A stretch of time over which statistics are kept.

    Attributes:
        name: Such as "2026-03", "2026-Q1" or "all time".
        start: Its first instant, in UTC; None without one.
        end: The first instant after it, in UTC; None without one.
    """

    name: str = "all time"
    start: datetime | None = None
    end: datetime | None = None


def optional_zone(zone: str | tzinfo | None) -> tzinfo | None:
    """Return a time zone by its key, and None for none."""
    return None if zone is None else zone_of(zone)


def check_cycle(cycle: object, zone: tzinfo | None, carry_over: object) -> None:
    """Require a length of cycles, with a zone if it goes by the calendar."""
    one_of("cycle", cycle, get_args(CycleLength))
    instance("carry_over", carry_over, bool, "True or False")
    if cycle != "never" and zone is None:
        raise InvalidValueError(
            "zone", expected=f"a time zone, by whose calendar a {cycle} begins", got=zone
        )


def cycle_at(length: CycleLength, zone: tzinfo | None, now: datetime) -> Cycle:
    """Return the cycle that holds a moment.

        >>> now = datetime(2026, 3, 31, 12, tzinfo=UTC)
        >>> march = cycle_at("month", zone_of("Europe/Berlin"), now)
        >>> print(march.name, march.start, march.end)
        2026-03 2026-02-28 23:00:00+00:00 2026-03-31 22:00:00+00:00

    A cycle begins at the first instant at which the clocks of the zone show its first day, and so
    does the end of the one before. It begins at a later hour where clocks jump over midnight, and
    once where they are put back over it.

    Raises:
        NaiveDatetimeError: The moment has no zone.
        InvalidValueError: The cycle reaches out of the years 1 to 9999.
    """
    instant = to_instant(now, "now")
    if length == "never" or zone is None:
        return Cycle()
    months = _MONTHS[length]
    [(_, _, offset)] = offset_segments(zone, instant, instant + 1)
    shown = to_datetime(instant + offset)
    number = (shown.year * 12 + shown.month - 1) // months
    if instant >= _begins(zone, (number + 1) * months):  # the clocks were put back over the edge
        number += 1
    start, end = (_begins(zone, count * months) for count in (number, number + 1))
    return Cycle(_name(number, months), to_datetime(start), to_datetime(end))


def _begins(zone: tzinfo, month: int) -> int:
    """Return the first instant at which clocks show a month, counted from the year 0, or more."""
    year, index = divmod(month, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise InvalidValueError("now", expected="a cycle of the years 1 to 9999", got=year)
    midnight = to_instant(datetime(year, index + 1, 1, tzinfo=UTC))
    return next(
        max(start, midnight - offset)
        for start, end, offset in offset_segments(zone, midnight - 2 * DAY, midnight + 2 * DAY)
        if midnight < end + offset
    )


def _name(number: int, months: int) -> str:
    year, index = divmod(number, 12 // months)
    return f"{year:04}-Q{index + 1}" if months > 1 else f"{year:04}-{index + 1:02}"
