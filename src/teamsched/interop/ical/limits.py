"""What one text may cost: the rules in it are charged for before they are unrolled."""

from collections.abc import Mapping
from datetime import tzinfo

from teamsched.availability.recurrence import Gap, Recurrence
from teamsched.availability.rrule import canonical_rule, parts_of
from teamsched.errors import ExpansionLimitError, InvalidValueError
from teamsched.instants import DAY, to_datetime, to_instant
from teamsched.interop.ical.text import Component
from teamsched.intervals import Interval

MAX_OCCURRENCES = 20_000
"""Most occurrences of series that are looked at for one text."""

MAX_STEPS = 1_000_000
"""Most steps that the recurrence rules of one text may take, estimated beforehand."""

_SEARCHES = {
    "DAILY": (20_000, {"BYMONTH", "BYMONTHDAY", "BYSETPOS"}),
    "WEEKLY": (10_000, {"BYMONTH", "BYSETPOS"}),
    "MONTHLY": (2_000, {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"}),
    "YEARLY": (1_000, {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY", "BYSETPOS"}),
}
"""What it costs, in steps, to find that no day fits a rule; and the parts with which none may."""

_CYCLE_YEARS, _CYCLE = 400, 146_097 * DAY
"""After this the calendar repeats itself, weekdays too."""


class Allowance:
    """What one text may still cost."""

    __slots__ = ("_occurrences", "_steps")

    def __init__(self) -> None:
        self._occurrences = self._steps = 0

    def look_at(self, occurrences: int) -> None:
        """Charge for occurrences.

        Raises:
            ExpansionLimitError: It is more than ``MAX_OCCURRENCES`` in all.
        """
        self._occurrences += occurrences
        if self._occurrences > MAX_OCCURRENCES:
            raise ExpansionLimitError("occurrences in a calendar", limit=MAX_OCCURRENCES)

    def take(self, steps: int) -> None:
        """Charge for steps.

        Raises:
            ExpansionLimitError: It is more than ``MAX_STEPS`` in all.
        """
        self._steps += steps
        if self._steps > MAX_STEPS:
            raise ExpansionLimitError("steps of a calendar's recurrence rules", limit=MAX_STEPS)


def unrolled(
    component: Component,
    *,
    start: int,
    zone: tzinfo,
    within: Interval,
    gap: Gap,
    allowance: Allowance,
) -> set[int]:
    """Return the instants at which a component's rules have instances within an interval.

    Args:
        component: An event, or a part of a zone.
        start: The first local time that can be an instance.
        zone: Whose clocks.
        within: Where to look.
        gap: What to make of instances that the clocks skip.
        allowance: What it is charged to.

    Raises:
        InvalidValueError: A rule is not one, or goes beyond what :class:`Recurrence` does.
        ExpansionLimitError: It is too much.
    """
    found: set[int] = set()
    for text in component.all("RRULE"):
        try:
            rule = canonical_rule(text.value.strip("; "))
            parts = parts_of(rule)
            allowance.take(_steps(parts))
            first = to_datetime(start + _cycles(parts, within.bounds[0] - start) * _CYCLE)
            recurrence = Recurrence(
                rule, start=first.replace(tzinfo=None), zone=zone, disambiguate=gap
            )
            instants = set(map(to_instant, recurrence.occurrences(within)))
        except InvalidValueError as error:
            field = f"{component.label}.RRULE"
            raise InvalidValueError(field, expected=error.expected, got=error.got) from None
        allowance.look_at(len(instants))
        found |= instants
    return found


def _steps(parts: Mapping[str, str]) -> int:
    search, names = _SEARCHES.get(parts["FREQ"], (1, set()))
    leaps_days = parts["FREQ"] == "DAILY" and parts.get("INTERVAL", "1") != "1"
    in_vain = names & parts.keys() or (leaps_days and "BYDAY" in parts)
    return (search if in_vain else 1) + int(parts.get("COUNT", "0"))


def _cycles(parts: Mapping[str, str], ahead: int) -> int:
    """Return by how many cycles of the calendar a rule may be moved ahead without changing it.

    Some programs let birthdays and zones begin in 1601 or 1604, which is too far to be followed.
    """
    months = int(parts.get("INTERVAL", "1")) * (12 if parts["FREQ"] == "YEARLY" else 1)
    if "COUNT" in parts or parts["FREQ"] not in ("MONTHLY", "YEARLY"):
        return 0
    return max(0, ahead // _CYCLE) if _CYCLE_YEARS * 12 % months == 0 else 0
