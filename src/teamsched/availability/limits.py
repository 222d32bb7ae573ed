"""Caps: which local days, weeks and months of a page are full."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, date, datetime, time, timedelta, tzinfo

import attrs

from teamsched.availability.zones import wall_clock_window
from teamsched.bookings import Booking
from teamsched.event_types import EventType
from teamsched.instants import FIRST, LAST
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import Cap
from teamsched.snapshot import Layers

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@attrs.frozen
class FullPeriod:
    """A local day, week or month in which a cap leaves no room for one more booking.

    Attributes:
        cap: The cap.
        of_member: Whether the member has the cap; else the event type has.
        span: The period; more than one interval where the clocks repeat a date.
        counted: How many bookings, or minutes, it holds already.
    """

    cap: Cap
    of_member: bool
    span: IntervalSet
    counted: int


def full_periods(
    layers: Layers, event_type: EventType, page: str, *, primary: bool
) -> list[FullPeriod]:
    """Return the periods in which a page can't take one more booking of an event type.

    The event type's caps count what the page holds, the member's own what the member holds on
    whatever page. A cap that counts primary seats only does not concern other seats.
    What does not fit into an empty period fits into none of them: see :func:`too_long`.

    Args:
        layers: The page's layers.
        event_type: What is to be booked.
        page: The id of the page.
        primary: Whether it is to hold the primary seat.
    """
    full, dated = [], _dated(layers)
    for of_member, cap in concerned(layers, event_type, primary=primary):
        room = cap.limit - _size(cap, event_type)
        tally = _tally(cap, dated, event_type, None if of_member else page, layers.member)
        for day, counted in sorted(tally.items()):
            if counted > room:
                span = wall_clock_window(*_period(cap, day), zone=layers.zone)
                full.append(FullPeriod(cap, of_member, span, counted))
    return full


def full_at(
    layers: Layers, event_type: EventType, page: str, *, primary: bool, moment: datetime
) -> Iterator[FullPeriod]:
    """Yield those full periods that hold a moment; of the member's caps, too small ones as well."""
    dated = _dated(layers)
    for of_member, cap in concerned(layers, event_type, primary=primary):
        room = cap.limit - _size(cap, event_type)
        tally = _tally(cap, dated, event_type, None if of_member else page, layers.member)
        counted = tally[_first_day(cap, _local_date(moment, layers.zone))]
        if counted > room and (of_member or room >= 0):
            span = IntervalSet([period_span(cap, moment, layers.zone)])
            yield FullPeriod(cap, of_member, span, counted)


def _dated(layers: Layers) -> list[tuple[date, Booking]]:
    """Return the bookings, each with the local date on which it starts."""
    zone = layers.zone
    return [(_local_date(one.span.start, zone), one) for one in layers.bookings]


def _tally(
    cap: Cap,
    dated: Iterable[tuple[date, Booking]],
    event_type: EventType,
    page: str | None,
    member: str,
) -> Counter[date]:
    """Return what each period holds already, by its first day; of a page, or of the member."""
    tally: Counter[date] = Counter()
    for day, booking in dated:
        if _counts(cap, booking, event_type, page, member):
            tally[_first_day(cap, day)] += _size(cap, booking.span)
    return tally


def concerned(layers: Layers, event_type: EventType, *, primary: bool) -> list[tuple[bool, Cap]]:
    """Return the caps that concern a seat, each with whether the member has it."""
    caps = [(True, cap) for cap in layers.caps] + [(False, cap) for cap in event_type.caps]
    return [(of_member, cap) for of_member, cap in caps if primary or cap.seats == "all"]


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


def _counts(
    cap: Cap, booking: Booking, event_type: EventType, page: str | None, member: str
) -> bool:
    if cap.counts == "event_type" and booking.event_type != event_type.id:
        return False
    seats = booking.seats if cap.seats == "all" else booking.primary
    if page is None:
        return any(seat.member == member for seat in seats)
    return any(seat.page == page for seat in seats)


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
