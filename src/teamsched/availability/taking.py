"""Take a snapshot: hours, time off, calendars and bookings of everybody, within one window."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from teamsched.availability.schedules import Schedule
from teamsched.bookings import Booking
from teamsched.checks import collection, instance, one_of
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import UNKNOWN, BookingPage, Busy, BusyStatus, Hours, Member
from teamsched.offsets import zone_of
from teamsched.revisions import newest
from teamsched.snapshot import NEVER, Layers, Snapshot

Calendar: TypeAlias = Iterable[Busy | Interval] | IntervalSet | Literal[BusyStatus.UNKNOWN]
"""A member's busy time, or UNKNOWN where it could not be read."""

UnknownPolicy = Literal["blocks", "allowed"]

BLOCKING = frozenset(
    {BusyStatus.TENTATIVE, BusyStatus.BUSY, BusyStatus.OUT_OF_OFFICE, BusyStatus.ELSEWHERE}
)
"""The statuses that block by default: all but free, and unknown by a policy of its own."""

_SHOWN_IDS = 10


def take_snapshot(
    pages: Iterable[tuple[BookingPage, Member]],
    *,
    now: datetime,
    window: Interval,
    pad: timedelta,
    busy: Mapping[str, Calendar] | None = None,
    bookings: Iterable[Booking] = (),
    blocking: Iterable[BusyStatus] = BLOCKING,
    unknown: UnknownPolicy = "blocks",
) -> Snapshot:
    """Return who is free when.

    Equal hours are computed once, however many members share them.

    Args:
        pages: Each booking page with the member behind it.
        now: The present.
        window: Where starts may lie.
        pad: How far beyond the window a booking that starts in it may reach.
        busy: The calendar of every member by id; left out, bookings are the only busy time.
        bookings: Bookings that may touch the window or count in its days, weeks and months.
        blocking: The statuses of busy time that block.
        unknown: Whether a calendar that could not be read "blocks", or is "allowed" and flagged.

    Raises:
        InvalidValueError: A member is missing from *busy*: nobody is free by omission.
        ConflictError: Two different bookings claim to be the same revision.
    """
    one_of("unknown", unknown, ("blocks", "allowed"))
    statuses = _statuses(blocking, unknown)
    frame = instance("window", window, Interval, "an Interval").padded(
        before=timedelta(0), after=pad
    )
    pairs = tuple(pages)
    calendars = _calendars({member.id for _, member in pairs}, busy, frame, statuses)
    latest = newest(bookings)
    current = tuple(latest[id_] for id_ in sorted(latest))
    held = _by_member(current, {page.id: member.id for page, member in pairs})
    hours_of = _SharedHours(frame)
    layers = {}
    for page, member in pairs:
        hours = page.hours if page.hours is not None else member.hours
        spans, blocked, flagged = calendars.get(member.id, _NOTHING)
        opened, time_off = hours_of.get(hours)
        layers[page.id] = Layers(
            member=member.id,
            zone=zone_of(member.hours.zone),
            hours=opened,
            time_off=time_off,
            busy=spans,
            blocked=blocked,
            bookings=held.get(member.id, ()),
            caps=member.caps,
            unknown=flagged,
        )
    return Snapshot(now=now, window=window, pages=layers, bookings=current)


def _statuses(blocking: Iterable[BusyStatus], unknown: UnknownPolicy) -> frozenset[BusyStatus]:
    listed = collection("blocking", blocking, "statuses of busy time")
    statuses = frozenset(BusyStatus(one_of("blocking", one, BusyStatus)) for one in listed)
    if UNKNOWN in statuses:
        raise InvalidValueError(
            "blocking", expected="statuses other than unknown, which has a policy", got=listed
        )
    return statuses | ({UNKNOWN} if unknown == "blocks" else frozenset())


class _SharedHours:
    """The open time of each distinct hours, computed once."""

    def __init__(self, frame: Interval) -> None:
        self._frame = frame
        self._opened: dict[Hours, IntervalSet] = {}

    def get(self, hours: Hours) -> tuple[IntervalSet, IntervalSet]:
        """Return the open time and, apart from it, the time off."""
        time_off = NEVER
        if isinstance(hours, Schedule):
            hours, time_off = hours.without_time_off(), hours.time_off
        opened = self._opened.get(hours)
        if opened is None:
            found = hours.open_during(self._frame)
            instance("open_during", found, IntervalSet, "to return an IntervalSet")
            opened = self._opened[hours] = found.clip(self._frame)
        return opened, time_off


_Read = tuple[tuple[Busy, ...] | IntervalSet, IntervalSet, IntervalSet]
"""What blocks, the same merged, and what is unknown and allowed."""
_NOTHING: _Read = ((), NEVER, NEVER)


def _calendars(
    members: set[str],
    busy: Mapping[str, Calendar] | None,
    frame: Interval,
    blocking: frozenset[BusyStatus],
) -> dict[str, _Read]:
    if busy is None:
        return {}
    if not isinstance(busy, Mapping):
        raise InvalidTypeError("busy", expected="a mapping of member ids", got=busy)
    strange = sorted(map(str, busy.keys() - members))
    if strange:
        raise InvalidValueError("busy", expected="ids of members as keys", got=strange)
    missing = sorted(members - busy.keys())
    if missing:
        some = ", ".join(missing[:_SHOWN_IDS]) + (" …" if len(missing) > _SHOWN_IDS else "")
        raise InvalidValueError(
            "busy",
            expected="a calendar for every member, [] for an empty one and UNKNOWN for one "
            "that could not be read",
            got=f"none for {some}",
        )
    return {member: _read(member, busy[member], frame, blocking) for member in members}


def _read(
    member: str, calendar: Calendar, frame: Interval, blocking: frozenset[BusyStatus]
) -> _Read:
    if isinstance(calendar, IntervalSet):
        return (calendar, calendar, NEVER) if BusyStatus.BUSY in blocking else _NOTHING
    if calendar == UNKNOWN:
        calendar = (Busy(frame, status=UNKNOWN),)
    field = f"busy[{member!r}]"
    spans = [
        item
        if isinstance(item, Busy)
        else Busy(instance(field, item, Interval, "Busy or Interval values"))
        for item in collection(field, calendar, "an iterable of Busy or Interval")
    ]
    blocks = tuple(sorted({one for one in spans if one.status in blocking}, key=_busy_order))
    allowed = [one.span for one in spans if one.status is UNKNOWN and UNKNOWN not in blocking]
    return blocks, IntervalSet(one.span for one in blocks), IntervalSet(allowed)


def _busy_order(busy: Busy) -> tuple[Interval, str, str]:
    return busy.span, busy.status.value, busy.source or ""


def _by_member(
    bookings: Iterable[Booking], behind: Mapping[str, str]
) -> dict[str, tuple[Booking, ...]]:
    """Return what each member holds; who is behind a known page is not what a booking says."""
    held: dict[str, dict[str, Booking]] = {}
    for booking in bookings:
        if booking.occupies:
            for seat in booking.seats:
                member = behind.get(seat.page, seat.member)
                held.setdefault(member, {})[booking.id] = booking
    return {member: tuple(some.values()) for member, some in held.items()}
