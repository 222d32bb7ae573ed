"""What one calendar may cost: its rules are charged for before anybody follows them.

recurring-ical-events would follow a rule from its start, and search on to the year 9999 if nothing
fits; it can't be told to stop. So :class:`Recurrence`, which can, unrolls the rules.
"""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from teamsched.availability.recurrence import Gap, Recurrence
from teamsched.availability.rrule import canonical_rule, parts_of
from teamsched.checks import MAX_ID
from teamsched.errors import ExpansionLimitError, InvalidValueError
from teamsched.instants import DAY, to_datetime, to_instant
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


def values(component: Any, name: str) -> list[Any]:
    """Return the properties of a name, be it none, one or several."""
    found = component.get(name, [])
    return found if isinstance(found, list) else [found]


def label(component: Any) -> str:
    """Return what errors call a component."""
    return f"{component.name}[{str(component.get('UID', ''))[:MAX_ID]!r}]"


def rules_of(component: Any, field: str, allowance: Allowance) -> tuple[str, ...]:
    """Return the recurrence rules of an event or of a part of a zone, and charge for them.

    Raises:
        InvalidValueError: One is no rule, or goes beyond what :class:`Recurrence` does.
        ExpansionLimitError: It is too much.
    """
    rules = []
    for found in values(component, "RRULE"):
        try:
            rules.append(canonical_rule(found.to_ical().decode()))
        except InvalidValueError as error:
            expected, got = error.expected, error.got
            raise InvalidValueError(f"{field}.RRULE", expected=expected, got=got) from None
        allowance.take(_steps(parts_of(rules[-1])))
    return tuple(rules)


def unrolled(
    rules: Iterable[str],
    *,
    start: int,
    zone: tzinfo,
    within: Interval,
    gap: Gap,
    allowance: Allowance,
) -> set[int]:
    """Return the instants at which some rules have instances within an interval.

    Args:
        rules: What ``rules_of`` returns.
        start: The first local time that can be an instance.
        zone: Whose clocks.
        within: Where to look.
        gap: What to make of instances that the clocks skip.
        allowance: What it is charged to.

    Raises:
        InvalidValueError: A rule can have no instances.
        ExpansionLimitError: It is too much.
    """
    found: set[int] = set()
    for rule in rules:
        first = start + _cycles(parts_of(rule), within.bounds[0] - start) * _CYCLE
        naive = to_datetime(first).replace(tzinfo=None)
        recurrence = Recurrence(rule, start=naive, zone=zone, disambiguate=gap)
        instants = recurrence.occurrences(within)
        allowance.look_at(len(instants))
        found.update(map(to_instant, instants))
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
