"""The starts in question: those asked about, those of the page, and the days they may lie in."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, tzinfo

from teamsched.availability import dates_within, page_grid
from teamsched.availability.finding import starting_in
from teamsched.checks import collection
from teamsched.errors import InvalidValueError
from teamsched.event_types import EventType
from teamsched.grid import StartGrid
from teamsched.horizons import BookableDays, DateRange
from teamsched.instants import to_datetime
from teamsched.intervals import Interval, IntervalSet
from teamsched.snapshot import Snapshot
from teamsched.team.seating import Situation
from teamsched.team.slots import Slot

_TICK = timedelta(microseconds=1)


def asked_grid(starts: Iterable[datetime | Slot]) -> StartGrid:
    """Return the grid of the starts that somebody asks about."""
    asked = collection("starts", starts, "Slots or aware datetimes")
    return StartGrid.of([one.span.start if isinstance(one, Slot) else one for one in asked])


def on_page_grid(grid: StartGrid, event_type: EventType, zone: tzinfo) -> int:
    """Return the bits of those starts that the page's own grid has."""
    bits = 0
    for index, start in enumerate(grid):
        moment = Interval.lasting(start, _TICK)
        bits |= bool(len(page_grid(moment, event_type, zone=zone))) << index
    return bits


def check_days_known(event_type: EventType, snapshot: Snapshot) -> None:
    """Require of bookable days that nothing that may count comes before the window.

    Raises:
        InvalidValueError: The days before the window would count, and nothing is known of them.
    """
    if isinstance(event_type.horizon, BookableDays) and snapshot.window.start > snapshot.now:
        expected = f"one that begins by {snapshot.now}, since bookable days count from today"
        raise InvalidValueError("window", expected=expected, got=snapshot.window)


def days_left(
    event_type: EventType,
    snapshot: Snapshot,
    *,
    zone: tzinfo,
    judged: Callable[[StartGrid], Iterable[Situation]],
) -> IntervalSet | None:
    """Return what a horizon of days leaves of the window, None if nothing is beyond it.

    Args:
        event_type: What is to be booked.
        snapshot: Who is free when.
        zone: Whose dates.
        judged: Returns what is known of all starts of the page, as if there were no horizon, in
            each way in which they may be booked.

    Raises:
        InvalidValueError: The days before the window would count, and nothing is known of them.
    """
    horizon, window = event_type.horizon, snapshot.window
    if isinstance(horizon, DateRange):
        return dates_within(window, horizon.first, horizon.last, zone=zone)
    if not isinstance(horizon, BookableDays):
        return None
    check_days_known(event_type, snapshot)
    page = page_grid(window, event_type, zone=zone)
    offered = 0
    for situation in judged(page):
        offered |= situation.offered()
    days = _first_days(page, offered, horizon.days + 1, window, zone)
    if len(days) <= horizon.days:
        return None
    return dates_within(window, date.min, days[horizon.days - 1], zone=zone)


def _first_days(
    grid: StartGrid, bits: int, most: int, window: Interval, zone: tzinfo
) -> list[date]:
    """Return the first dates on which any of some starts lie.

    Where clocks are put back over midnight a date comes again after the next has begun: all of
    its starts are taken at once, and dates are in order though they need not be found in it.
    """
    days: list[date] = []
    while bits and len(days) < most:
        first = (bits & -bits).bit_length() - 1
        day = to_datetime(grid.instants[first]).astimezone(zone).date()
        bits &= ~starting_in(dates_within(window, day, day, zone=zone), grid)
        days.append(day)
    return sorted(days)
