"""Caps: which local days, weeks and months of a page are full."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import MAXYEAR, date, datetime, time, timedelta, tzinfo
from typing import Literal

import attrs

from teamsched.availability.zones import wall_clock_window
from teamsched.bookings import Booking
from teamsched.event_types import EventType
from teamsched.frozen import FrozenDict
from teamsched.instants import FIRST, LAST
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import Cap
from teamsched.snapshot import Layers

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_NO_CAPS: Mapping[str, tuple[Cap, ...]] = FrozenDict()


def _frozen(caps: Mapping[str, tuple[Cap, ...]]) -> Mapping[str, tuple[Cap, ...]]:
    return FrozenDict(caps)


Owner = Literal["member", "event_type", "pool"]


@attrs.frozen
class Role:
    """What somebody is booked as: some caps concern one role only.

    Attributes:
        primary: Whether they are to hold the primary seat.
        pool: The pool that they are drawn from, where its memberships have caps.
        caps: The limits on what each page takes as a member of that pool.
    """

    primary: bool = True
    pool: str | None = None
    caps: Mapping[str, tuple[Cap, ...]] = attrs.field(default=_NO_CAPS, converter=_frozen)


HOST = Role()
"""Whoever holds the primary seat, drawn from nowhere."""


@attrs.frozen
class FullPeriod:
    """A local day, week or month in which a cap leaves no room for one more booking.

    Attributes:
        cap: The cap.
        of: Whose it is: the "member"'s, the "event_type"'s, or that of a member of the "pool".
        span: The period; more than one interval where the clocks repeat a date.
        counted: How many bookings, or minutes, it holds already.
    """

    cap: Cap
    of: Owner
    span: IntervalSet
    counted: int


def full_periods(layers: Layers, event_type: EventType, page: str, role: Role) -> list[FullPeriod]:
    """Return the periods in which a page can't take one more booking of an event type.

    The event type's caps and those of a pool count what the page holds, the member's own what the
    member holds on whatever page. A cap that counts primary seats only does not concern other
    seats. What does not fit into an empty period fits into none of them: see :func:`too_long`.

    Args:
        layers: The page's layers.
        event_type: What is to be booked.
        page: The id of the page.
        role: What it is to be booked as.
    """
    full, dated = [], _dated(layers)
    for of, cap in concerned(layers, event_type, page, role):
        room = cap.limit - _size(cap, event_type)
        holds = _Holds(cap, event_type, None if of == "member" else page, layers.member, role.pool)
        for day, counted in sorted(_tally(holds, dated).items()):
            if counted > room:
                span = wall_clock_window(*_period(cap, day), zone=layers.zone)
                full.append(FullPeriod(cap, of, span, counted))
    return full


def full_at(
    layers: Layers, event_type: EventType, page: str, role: Role, *, moment: datetime
) -> Iterator[FullPeriod]:
    """Yield those full periods that hold a moment; of people's caps, too small ones as well."""
    dated = _dated(layers)
    for of, cap in concerned(layers, event_type, page, role):
        room = cap.limit - _size(cap, event_type)
        holds = _Holds(cap, event_type, None if of == "member" else page, layers.member, role.pool)
        counted = _tally(holds, dated)[_first_day(cap, _local_date(moment, layers.zone))]
        if counted > room and (of != "event_type" or room >= 0):
            span = IntervalSet([period_span(cap, moment, layers.zone)])
            yield FullPeriod(cap, of, span, counted)


def _dated(layers: Layers) -> list[tuple[date, Booking]]:
    """Return the bookings, each with the local date on which it starts."""
    zone = layers.zone
    return [(_local_date(one.span.start, zone), one) for one in layers.bookings]


def _tally(holds: "_Holds", dated: Iterable[tuple[date, Booking]]) -> Counter[date]:
    """Return what each period holds already, by its first day; all bookings of a session once."""
    tally: Counter[date] = Counter()
    sessions = {(one.event_type, one.span): day for day, one in dated if holds.counts(one)}
    for (_, span), day in sessions.items():
        tally[_first_day(holds.cap, day)] += _size(holds.cap, span)
    return tally


def concerned(
    layers: Layers, event_type: EventType, page: str, role: Role
) -> list[tuple[Owner, Cap]]:
    """Return the caps that concern a page in some role, each with whose it is."""
    caps: list[tuple[Owner, Cap]] = [("member", cap) for cap in layers.caps]
    caps += [("event_type", cap) for cap in event_type.caps]
    caps += [("pool", cap) for cap in role.caps.get(page, ())]
    return [(of, cap) for of, cap in caps if role.primary or cap.seats == "all"]


def too_long(cap: Cap, event_type: EventType) -> bool:
    """Tell whether not even an empty period has room for one booking."""
    return _size(cap, event_type) > cap.limit


def fewest_that_fill(cap: Cap, event_type: EventType) -> int:
    """Return how few bookings there may be in a period that has no room for one more."""
    if too_long(cap, event_type):
        return 0
    return cap.limit if cap.unit == "bookings" else 1


def period_span(cap: Cap, moment: datetime, zone: tzinfo) -> Interval:
    """Return the whole local day, week or month of a cap that holds a time."""
    first = _first_day(cap, _local_date(moment, zone))
    bounds = wall_clock_window(*_period(cap, first), zone=zone).bounds
    return Interval.from_bounds(max(bounds[0], FIRST), min(bounds[-1], LAST))


def _size(cap: Cap, booked: Interval | EventType) -> int:
    return 1 if cap.unit == "bookings" else -(-booked.duration // _MINUTE)


@attrs.frozen
class _Holds:
    """What a cap counts: what a page holds or, without one, what a member holds."""

    cap: Cap
    event_type: EventType
    page: str | None
    member: str
    pool: str | None

    def counts(self, booking: Booking) -> bool:
        """Tell whether a booking counts."""
        if self.cap.counts == "event_type" and booking.event_type != self.event_type.id:
            return False
        seats = booking.taking_time if self.cap.seats == "all" else booking.primary
        if self.page is None:
            return any(seat.member == self.member for seat in seats)
        pools = {seat.pool for seat in seats if seat.page == self.page}
        return self.pool in pools if self.cap.counts == "pool" else bool(pools)


def _first_day(cap: Cap, day: date) -> date:
    if cap.per == "week":
        return day - day.weekday() * _DAY
    return day.replace(day=1) if cap.per == "month" else day


def _period(cap: Cap, first: date) -> tuple[datetime, datetime]:
    days = {"day": 1, "week": 7, "month": monthrange(first.year, first.month)[1]}[cap.per]
    start = datetime.combine(first, time.min)
    rest = datetime.max - start  # noqa: DTZ901 (what a wall clock shows)
    return start, start + min(days * _DAY, rest)


def _local_date(moment: datetime, zone: tzinfo) -> date:
    """Return the date that a zone's clock shows, the last of the calendar if it is past that."""
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return date.max if moment.year == MAXYEAR else date.min
