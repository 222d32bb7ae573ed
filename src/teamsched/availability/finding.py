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

from teamsched.availability.limits import HOST, Role, concerned, fewest_that_fill, full_periods
from teamsched.bits import at_least, ones, planes_of
from teamsched.bookings import Booking
from teamsched.errors import UnknownIdError
from teamsched.event_types import EventType
from teamsched.grid import StartGrid
from teamsched.instants import to_instant, to_micros
from teamsched.intervals import IntervalSet
from teamsched.model import UNKNOWN, Busy, Cap
from teamsched.openings import Openings
from teamsched.snapshot import Layers, Snapshot
from teamsched.sweep import Bounds, normalised

_ONE = 1


def find_openings(
    snapshot: Snapshot,
    event_type: EventType,
    grid: StartGrid,
    *,
    pages: Iterable[str],
    role: Role = HOST,
    dates: IntervalSet | None = None,
) -> Openings:
    """Return when each page may be booked.

    The answer is kept with the snapshot; after ``snapshot.with_busy`` only that member's pages
    are computed anew.

    Args:
        snapshot: Who is free when.
        event_type: What is to be booked.
        grid: The starts in question.
        pages: The pages in question.
        role: What they are to be booked as.
        dates: What a horizon of days leaves of the window; None is all of it.

    Raises:
        UnknownIdError: A page is not in the snapshot.
    """
    wanted = tuple(pages)
    key = (event_type, grid, wanted, role, dates)
    known = snapshot.openings.get(key)
    if known is not None:
        return known
    search = _Search(snapshot, event_type, grid, role=role, dates=dates)
    earlier = snapshot.outdated.get(key)
    if earlier is None:
        found = Openings(grid, {page: search.starts_of(page) for page in dict.fromkeys(wanted)})
    else:
        openings, stale = earlier
        found = openings.replacing(
            {page: search.starts_of(page) for page in stale if page in openings.starts}
        )
    snapshot.keep(key, found)
    return found


class _Search:
    """What is common to all pages, computed once, and the starts of one page."""

    def __init__(
        self,
        snapshot: Snapshot,
        event_type: EventType,
        grid: StartGrid,
        *,
        role: Role,
        dates: IntervalSet | None,
    ) -> None:
        self._pages = snapshot.pages
        self._event_type = event_type
        self._grid = grid
        self._role = role
        self._duration = to_micros(event_type.duration)
        self._before = to_micros(event_type.buffer_before)
        self._after = to_micros(event_type.buffer_after)
        self._eroded: dict[int, int] = {}
        self._fewest: dict[tuple[Cap, ...], int | None] = {}
        self._common = _in_window(snapshot, grid) & _timely(snapshot, event_type, grid)
        if dates is not None:
            self._common &= starting_in(dates, grid)
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
            starts &= self._clear_of(layers.time_off.bounds)
        if starts and layers.blocked:
            starts &= self._idle(layers)
        if starts and layers.bookings:
            starts &= self._unbooked(layers.bookings)
        if starts and (layers.caps or self._event_type.caps or page in self._role.caps):
            starts &= self._uncapped(layers, page)
        return starts

    def _opened(self, layers: Layers) -> int:
        if replaces_hours(self._event_type):
            return self._grid.full
        key = id(layers.hours)
        if key not in self._eroded:
            self._eroded[key] = self._grid.open_within(layers.hours.bounds, self._duration)
        return self._eroded[key]

    def _idle(self, layers: Layers) -> int:
        """Return the starts that a calendar leaves."""
        if not shares_calendar(self._event_type):
            return self._clear_of(layers.blocked.bounds, self._before, self._after)
        entries = layers.busy
        busy = map(Busy, entries) if isinstance(entries, IntervalSet) else entries
        idle, taking = self._grid.full, list[int]()
        for one in busy:
            clear = self._clear_of(one.span.bounds)
            if takes_a_place(one):
                taking.append(self._grid.full ^ clear)
            else:
                idle &= clear
        if len(taking) < self._event_type.capacity:
            return idle
        return idle & ~at_least(planes_of(taking), self._event_type.capacity, self._grid.full)

    def _clear_of(self, bounds: Bounds, before: int = 0, after: int = 0) -> int:
        """Return the starts that spans leave, if a booking needs such gaps from them."""
        return self._grid.clear_of(bounds, before=self._duration + after, after=before)

    def _unbooked(self, bookings: Iterable[Booking]) -> int:
        """Return the starts that bookings leave: of two buffers that face, the larger counts."""
        alike: dict[tuple[timedelta, timedelta], list[tuple[int, int]]] = {}
        for booking in bookings:
            gaps = facing_buffers(self._event_type, booking)
            alike.setdefault(gaps, []).append(booking.span.bounds)
        clear = self._grid.full
        for gaps, spans in alike.items():
            clear &= self._clear_of(normalised(spans), *map(to_micros, gaps))
        return clear

    def _uncapped(self, layers: Layers, page: str) -> int:
        """Return the starts in days, weeks and months that have room for one more."""
        fewest = self._fewest_that_fill(layers, page)
        if fewest == 0:
            return 0
        if fewest is None or len(layers.bookings) < fewest:
            return self._grid.full
        periods = full_periods(layers, self._event_type, page, self._role)
        spans = [span.bounds for period in periods for span in period.span]
        return self._grid.full ^ self._grid.open_within(normalised(spans), _ONE)

    def _fewest_that_fill(self, layers: Layers, page: str) -> int | None:
        """Return how few bookings could make a period full: most pages are far from it."""
        own = (*layers.caps, *self._role.caps.get(page, ()))
        if own not in self._fewest:
            caps = concerned(layers, self._event_type, page, self._role)
            self._fewest[own] = min(
                (fewest_that_fill(cap, self._event_type) for _, cap in caps), default=None
            )
        return self._fewest[own]


def _in_window(snapshot: Snapshot, grid: StartGrid) -> int:
    low, high = snapshot.window.bounds
    return ones(grid.before(high)) & ~ones(grid.before(low))


def starting_in(spans: IntervalSet, grid: StartGrid) -> int:
    """Return the starts that lie in some spans, however long a slot is."""
    return grid.open_within(spans.bounds, _ONE)


def _timely(snapshot: Snapshot, event_type: EventType, grid: StartGrid) -> int:
    """Return the starts that notice and horizon allow."""
    now = to_instant(snapshot.now)
    early = ones(grid.before(now + to_micros(event_type.notice)))
    if not isinstance(event_type.horizon, timedelta):
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


def shares_calendar(event_type: EventType) -> bool:
    """Tell whether entries of a calendar may lie beside a session, and take places of it."""
    return event_type.calendar_busy == "takes_a_place" and event_type.capacity > 1


def takes_a_place(busy: Busy) -> bool:
    """Tell whether an entry takes a place where entries do; else it takes all of them."""
    known = busy.status is not UNKNOWN  # which may be any number of entries
    return known and busy.calendar == "main" and not busy.all_day


def facing_buffers(event_type: EventType, booking: Booking) -> tuple[timedelta, timedelta]:
    """Return the gaps a new booking needs, after an earlier and before a later one.

    The larger of the two buffers that face each other counts.
    """
    return (
        max(event_type.buffer_before, booking.buffer_after),
        max(event_type.buffer_after, booking.buffer_before),
    )
