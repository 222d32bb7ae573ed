"""Find the openings of an event type: for every page, the starts at which it may be booked.

Theory of operation
-------------------
Nothing is subtracted on the time line. A start is open when the whole slot lies within the
hours, which is the hours worn off at their ends by the duration, and when it is not blocked,
where what blocks is busy time worn on by duration and buffers:

    open = erode(hours) & ~dilate(time off) & ~dilate(busy) & ~dilate(bookings) & ~full & timely

Eroded hours are shared by all pages with equal hours. Buffers need not lie inside hours.
"""

from collections.abc import Iterable
from datetime import timedelta

from teamsched.availability.limits import concerned, full_periods, too_long
from teamsched.bits import ones
from teamsched.bookings import Booking
from teamsched.errors import UnknownIdError
from teamsched.grid import StartGrid
from teamsched.instants import to_instant, to_micros
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import EventType
from teamsched.openings import Openings
from teamsched.snapshot import Layers, Snapshot

_ONE = 1


def find_openings(
    snapshot: Snapshot,
    event_type: EventType,
    grid: StartGrid,
    *,
    pages: Iterable[str],
    primary: bool = True,
    timing: bool = True,
) -> Openings:
    """Return when each page may be booked.

    The answer is kept with the snapshot; after ``snapshot.replacing`` only the replaced pages
    are computed anew.

    Args:
        snapshot: Who is free when.
        event_type: What is to be booked.
        grid: The starts in question.
        pages: The pages in question.
        primary: Whether they are to hold the primary seat; some caps concern that one only.
        timing: Whether notice and horizon count.

    Raises:
        UnknownIdError: A page is not in the snapshot.
    """
    wanted = tuple(dict.fromkeys(pages))
    key = (event_type, grid, wanted, primary, timing)
    known = snapshot.openings.get(key)
    if known is not None:
        return known
    search = _Search(snapshot, event_type, grid, primary=primary, timing=timing)
    earlier = snapshot.outdated.get(key)
    if earlier is None:
        found = Openings(grid, {page: search.starts_of(page) for page in wanted})
    else:
        openings, stale = earlier
        found = openings.replacing(
            {page: search.starts_of(page) for page in wanted if page in stale}
        )
    snapshot.openings[key] = found
    return found


class _Search:
    """What is common to all pages, computed once, and the starts of one page."""

    def __init__(
        self,
        snapshot: Snapshot,
        event_type: EventType,
        grid: StartGrid,
        *,
        primary: bool,
        timing: bool,
    ) -> None:
        self._pages = snapshot.pages
        self._event_type = event_type
        self._grid = grid
        self._primary = primary
        self._duration = to_micros(event_type.duration)
        self._before = to_micros(event_type.buffer_before)
        self._after = to_micros(event_type.buffer_after)
        self._eroded: dict[int, int] = {}
        self._common = _in_window(snapshot, grid)
        if timing:
            self._common &= _timely(snapshot, event_type, grid)
        own = event_hours(snapshot, event_type)
        if own is not None:
            self._common &= grid.open_within(own.bounds, self._duration)

    def starts_of(self, page: str) -> int:
        """Return the bits of the starts at which a page may be booked."""
        layers = self._pages.get(page)
        if layers is None:
            raise UnknownIdError("pages", expected="pages of the snapshot", got=page)
        starts = self._common & self._opened(layers)
        if starts and layers.time_off:
            starts &= ~self._blocked(layers.time_off, self._duration, 0)
        if starts and layers.blocked:
            starts &= ~self._blocked(layers.blocked, self._duration + self._after, self._before)
        if starts and layers.bookings:
            starts &= ~self._booked(layers.bookings)
        if starts and (layers.caps or self._event_type.caps):
            starts &= ~self._capped(layers, page)
        return starts

    def _opened(self, layers: Layers) -> int:
        if replaces_hours(self._event_type):
            return self._grid.full
        key = id(layers.hours)
        if key not in self._eroded:
            self._eroded[key] = self._grid.open_within(layers.hours.bounds, self._duration)
        return self._eroded[key]

    def _blocked(self, spans: IntervalSet, before: int, after: int) -> int:
        return self._grid.blocked_by(spans.bounds, before=before, after=after)

    def _booked(self, bookings: Iterable[Booking]) -> int:
        """Return the starts that bookings block: of two buffers that face, the larger counts."""
        alike: dict[tuple[int, int], list[Interval]] = {}
        for booking in bookings:
            gaps = facing_buffers(self._event_type, booking)
            alike.setdefault((to_micros(gaps[0]), to_micros(gaps[1])), []).append(booking.span)
        blocked = 0
        for (before, after), spans in alike.items():
            blocked |= self._blocked(IntervalSet(spans), self._duration + after, before)
        return blocked

    def _capped(self, layers: Layers, page: str) -> int:
        caps = concerned(layers, self._event_type, primary=self._primary)
        if any(too_long(cap, self._event_type) for _, cap in caps):
            return self._grid.full
        full = 0
        if layers.bookings:
            for period in full_periods(layers, self._event_type, page, primary=self._primary):
                full |= self._grid.open_within(period.span.bounds, _ONE)
        return full


def _in_window(snapshot: Snapshot, grid: StartGrid) -> int:
    low, high = snapshot.window.bounds
    return ones(grid.before(high)) & ~ones(grid.before(low))


def _timely(snapshot: Snapshot, event_type: EventType, grid: StartGrid) -> int:
    """Return the starts that notice and horizon allow."""
    now = to_instant(snapshot.now)
    early = ones(grid.before(now + to_micros(event_type.notice)))
    if event_type.horizon is None:
        return grid.full & ~early
    return ones(grid.until(now + to_micros(event_type.horizon))) & ~early


def event_hours(snapshot: Snapshot, event_type: EventType) -> IntervalSet | None:
    """Return the event type's own open time, None if it has no hours of its own."""
    if event_type.hours is None:
        return None
    frame = snapshot.window.padded(before=timedelta(0), after=event_type.duration)
    return event_type.hours.open_during(frame).clip(frame)


def replaces_hours(event_type: EventType) -> bool:
    """Tell whether the event type's own hours stand instead of the people's."""
    return event_type.hours is not None and event_type.hours_mode == "instead"


def facing_buffers(event_type: EventType, booking: Booking) -> tuple[timedelta, timedelta]:
    """Return the gaps a new booking needs, after an earlier and before a later one.

    The larger of the two buffers that face each other counts.
    """
    return (
        max(event_type.buffer_before, booking.buffer_after),
        max(event_type.buffer_after, booking.buffer_before),
    )
