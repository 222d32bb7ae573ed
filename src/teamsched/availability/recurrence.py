"""Recurrences: RFC 5545 rules, unrolled on the wall clock of a zone.

Theory of operation
-------------------
python-dateutil unrolls the rule on naive local times; what those times mean is decided here, one
by one, since a rule knows nothing of clocks that change. So COUNT and UNTIL are taken out of what
dateutil sees: a time that the clocks skip must not use up COUNT, and UNTIL is an instant.

dateutil goes on searching to the year 9999 if nothing matches, and can't be told to stop.
But the calendar repeats itself after 400 years, weekdays too, so the rule is moved as many of those
as leave at least ``MAX_YEARS`` to search. And a rule without COUNT need not be followed from its
start: whole intervals before the window are leapt over.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import MAXYEAR, datetime, timedelta, tzinfo
from math import inf
from typing import Literal, TypeAlias, get_args

import attrs
from dateutil.rrule import rrulestr

from teamsched.availability.clock import DAYS
from teamsched.availability.rrule import canonical_rule, parts_of, read_until
from teamsched.availability.zones import Disambiguate, resolve, shown_at, wall_clock
from teamsched.checks import collection, instance, is_positive_length, one_of
from teamsched.errors import ExpansionLimitError, InvalidValueError
from teamsched.instants import (
    DAY,
    FIRST,
    HOUR,
    MINUTE,
    SECOND,
    WEEK,
    local_micros,
    to_datetime,
    to_instant,
    to_micros,
)
from teamsched.intervals import Interval, IntervalSet, canonical
from teamsched.sweep import normalised
from teamsched.zonekeys import zone_identity, zone_of

MAX_INSTANCES = 50_000
"""Most instances of a rule that are looked at for one answer."""

MAX_YEARS = 100
"""How far after its start, or after the window begins, a rule is followed in any case."""

Gap: TypeAlias = Literal["skip"] | Disambiguate
"""What to make of instances that the clocks skip; see :class:`Recurrence`."""

_LENGTHS = {"SECONDLY": SECOND, "MINUTELY": MINUTE, "HOURLY": HOUR, "DAILY": DAY, "WEEKLY": WEEK}
"""How long one interval of a rule is; months and years differ."""

_ENDS = {"COUNT", "UNTIL"}
_ORDINALS = range(1, 54)
"""Of a weekday in a year; those that a month has not got mean nothing."""

_CYCLE_YEARS, _CYCLE = 400, 146_097 * DAY
_LAST = local_micros(datetime.max)  # noqa: DTZ901 (what a wall clock shows)


def _exclude(value: Iterable[datetime]) -> tuple[datetime, ...]:
    return collection("exclude", value, "datetimes")


def _include(value: Iterable[datetime]) -> tuple[datetime, ...]:
    return collection("include", value, "datetimes")


@attrs.frozen(repr=False)
class Recurrence:
    """Times that recur by a rule of RFC 5545, on the wall clock of a zone.

        >>> monday = datetime(2026, 3, 23, 9)
        >>> standup = Recurrence("FREQ=WEEKLY;COUNT=2", start=monday, zone="Europe/Berlin")
        >>> [time.isoformat() for time in standup.occurrences()]
        ['2026-03-23T08:00:00+00:00', '2026-03-30T07:00:00+00:00']

    Instances that the clocks jump over are skipped and do not use up COUNT, as RFC 5545 says in
    section 3.3.10; another *disambiguate* keeps them. One that comes twice is its first
    occurrence, except with ``"later"``. What *exclude* removes does use up COUNT.
    UNTIL is inclusive: an instant in UTC, or a local time, or a date, which counts to its end.
    The start is an instance if it fits the rule.

    Args:
        rule: An RRULE. HOURLY, MINUTELY and SECONDLY go with parts about the time of day only,
            SECONDLY with BYSECOND only: others could search for ever.
        start: A naive datetime: the first local time that can be an instance (DTSTART).
        zone: Whose clocks.
        exclude: Instances to leave out (EXDATE): naive datetimes of the zone, or aware ones.
        include: Further times (RDATE), likewise; what is also excluded is left out.
        disambiguate: ``"skip"``, or as in :func:`localize`. Naive times in *exclude* and *include*
            go by it too, where ``"skip"`` is ``"compatible"``.

    Raises:
        InvalidValueError: The rule is not one, or goes beyond what is said here.
    """

    rule: str = attrs.field(converter=canonical_rule)
    start: datetime = attrs.field(kw_only=True)
    zone: tzinfo = attrs.field(converter=zone_of, eq=zone_identity, kw_only=True)
    exclude: tuple[datetime, ...] = attrs.field(
        default=(), converter=_exclude, eq=False, kw_only=True
    )
    include: tuple[datetime, ...] = attrs.field(
        default=(), converter=_include, eq=False, kw_only=True
    )
    disambiguate: Gap = attrs.field(default="skip", kw_only=True)
    _excluded: frozenset[int] = attrs.field(init=False)
    _included: frozenset[int] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        one_of("disambiguate", self.disambiguate, ("skip", *get_args(Disambiguate)))
        start = wall_clock("start", self.start)
        if start % SECOND:
            raise InvalidValueError("start", expected="whole seconds", got=self.start)
        _unrolled(parts_of(self.rule), start)
        for field, moments in (("exclude", self.exclude), ("include", self.include)):
            instants = frozenset(self._instant(field, moment) for moment in moments)
            object.__setattr__(self, f"_{field}d", instants)

    def occurrences(self, within: Interval | None = None) -> tuple[datetime, ...]:
        """Return when it occurs, in UTC, in order and without doubles.

        Args:
            within: Where to look; without it the recurrence must have an end.

        Raises:
            ExpansionLimitError: There may be more after ``MAX_INSTANCES`` instances of the rule,
                or after the ``MAX_YEARS`` for which it is followed in any case.
        """
        low, high = (-inf, inf) if within is None else _bounds(within)
        found = (self._included | set(self._instances(low, high))) - self._excluded
        return tuple(map(to_datetime, sorted(i for i in found if low <= i < high)))

    def _instances(self, low: float, high: float) -> Iterator[int]:
        """Yield the instances of the rule; some before *low* or after *high* may be among them."""
        parts = parts_of(self.rule)
        count = int(parts.pop("COUNT", "0"))
        until = self._until(parts.pop("UNTIL", ""))
        start = local_micros(self.start)
        if low > -inf and not count:
            start += _leap(parts, int(low) - DAY - start)
        counted = 0
        # A clock is less than a day ahead or behind.
        for number, local in enumerate(_followed(parts, start, min(high, until) + DAY)):
            if number == MAX_INSTANCES:
                raise ExpansionLimitError(f"instances of {self.rule}", limit=MAX_INSTANCES)
            shown = shown_at(self.zone, local) if self.disambiguate == "skip" else [self._at(local)]
            if shown:
                counted += 1
                if shown[0] < until:
                    yield shown[0]
                if counted == count:
                    return

    def _until(self, text: str) -> float:
        """Return the instant before which instances lie."""
        last = read_until(text)
        if last is None:
            return inf
        if last.tzinfo is not None:
            return to_instant(last) + 1
        if "T" in text:
            return resolve(self.zone, local_micros(last), "compatible") + 1
        return resolve(self.zone, local_micros(last) + DAY, "compatible")

    def _instant(self, field: str, moment: datetime) -> int:
        """Return the instant of an aware datetime, or of a naive one in the zone."""
        instance(field, moment, datetime, "datetimes")
        if moment.tzinfo is not None:
            return to_instant(moment, field)
        return self._at(local_micros(moment))

    def _at(self, local: int) -> int:
        policy = self.disambiguate
        return resolve(self.zone, local, "compatible" if policy == "skip" else policy)

    def __repr__(self) -> str:
        return f"<Recurrence {self.rule} from {self.start:%Y-%m-%d %H:%M}, {self.zone}>"


def _bounds(within: Interval) -> tuple[int, int]:
    return instance("within", within, Interval, "an Interval").bounds


def _leap(parts: Mapping[str, str], ahead: int) -> int:
    """Return how far ahead the start of a rule without COUNT may be moved: whole intervals.

    One interval is kept, since the week of the start may be cut off at the start.
    """
    length = _LENGTHS.get(parts["FREQ"], 0) * int(parts.get("INTERVAL", "1"))
    return max(0, ahead // length - 1) * length if length else 0


def _followed(parts: Mapping[str, str], start: int, end: float) -> Iterator[int]:
    """Yield the local times of a rule up to an end, in order."""
    cycles, rule = _unrolled(parts, start)
    # It raises where the calendar ends, and where an interval never comes upon BYHOUR.
    with suppress(ValueError):
        for moved in rule:
            local = local_micros(moved) - cycles * _CYCLE
            if local >= end:
                return
            yield local
    if end > _LAST - cycles * _CYCLE:
        raise ExpansionLimitError(f"years of {parts['FREQ']} instances", limit=MAX_YEARS)


def _unrolled(parts: Mapping[str, str], start: int) -> tuple[int, Iterable[datetime]]:
    """Return a rule of dateutil, and by how many cycles of the calendar it has been moved."""
    first = to_datetime(start).replace(tzinfo=None)
    cycles = (MAXYEAR - MAX_YEARS - first.year) // _CYCLE_YEARS
    moved = first.replace(year=first.year + cycles * _CYCLE_YEARS)
    text = ";".join(f"{name}={value}" for name, value in _for_dateutil(parts, first).items())
    try:
        return cycles, rrulestr(text, dtstart=moved)
    except ValueError:
        raise InvalidValueError("rule", expected="a rule that has instances", got=text) from None


def _for_dateutil(parts: Mapping[str, str], first: datetime) -> dict[str, str]:
    """Return what dateutil is to unroll: without ends, and in words that it takes as RFC 5545 does.

    For plain weekdays beside nth ones it would look for days that are both, so the plain ones are
    written out as all the nth ones. For weeks of the year without a weekday it would take all
    seven, not the one of the start.
    """
    taken = {name: value for name, value in parts.items() if name not in _ENDS}
    if "BYWEEKNO" in taken and not taken.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY"}:
        taken["BYDAY"] = DAYS[first.weekday()][:2].upper()
    days = taken.get("BYDAY", "").split(",")
    plain, nth = [d for d in days if d.isalpha()], [d for d in days if d and not d.isalpha()]
    if plain and nth:
        nth += [f"{number}{day}" for day in plain for number in _ORDINALS]
    if nth and (taken["FREQ"] == "MONTHLY" or "BYMONTH" in taken):
        # A month has no sixth one either, and of far higher ones dateutil looks beyond the year.
        nth = [f"{max(-6, min(int(day[:-2]), 6))}{day[-2:]}" for day in nth]
    if nth:
        taken["BYDAY"] = ",".join(dict.fromkeys(nth))
    return taken


@attrs.frozen
class RecurringHours:
    """Hours that begin whenever something recurs and last some elapsed time.

        >>> first = datetime(2026, 3, 2, 9)
        >>> clinic = Recurrence("FREQ=MONTHLY;BYDAY=1MO", start=first, zone="Europe/Berlin")
        >>> hours = RecurringHours(clinic, timedelta(hours=3))
        >>> hours.open_during(Interval.parse("2026-04-01T00:00Z/2026-05-01T00:00Z")).isoformat()
        '2026-04-06T07:00:00Z/2026-04-06T10:00:00Z'

    Attributes:
        recurrence: When they begin.
        lasting: How long they last.
    """

    recurrence: Recurrence
    lasting: timedelta = attrs.field(validator=is_positive_length)

    def __attrs_post_init__(self) -> None:
        instance("recurrence", self.recurrence, Recurrence, "a Recurrence")

    @property
    def zone(self) -> tzinfo:
        """Whose clocks the recurrence follows."""
        return self.recurrence.zone

    def open_during(self, window: Interval) -> IntervalSet:
        """Return the instants of a window at which the hours are open.

        Raises:
            ExpansionLimitError: See :meth:`Recurrence.occurrences`.
        """
        low, high = instance("window", window, Interval, "an Interval").bounds
        lasting = to_micros(self.lasting)
        before = Interval.from_bounds(max(low - lasting, FIRST), high)
        starts = map(to_instant, self.recurrence.occurrences(before))
        return canonical(normalised((start, start + lasting) for start in starts)).clip(window)
