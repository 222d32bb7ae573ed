"""Take a snapshot: hours, time off, calendars and bookings of everybody, within one window."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import attrs

from teamsched.availability.schedules import Schedule
from teamsched.bookings import Booking
from teamsched.calendars import (
    BLOCKING,
    NEVER,
    NOTHING,
    Calendar,
    Read,
    UnknownPolicy,
    read_calendar,
    statuses_that_block,
)
from teamsched.checks import instance
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import BookingPage, BusyStatus, Hours, Member
from teamsched.revisions import newest
from teamsched.snapshot import Layers, Snapshot

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
        busy: The calendar of every member by id; left out, bookings are the only busy time. What
            is said to be one of the *bookings* is not looked at: the booking tells more.
        bookings: Bookings that may touch the window or count in its days, weeks and months.
        blocking: The statuses of busy time that block.
        unknown: Whether a calendar that could not be read "blocks", or is "allowed" and flagged.

    Raises:
        InvalidValueError: A member is missing from *busy*: nobody is free by omission.
        ConflictError: Two different bookings claim to be the same revision.
    """
    statuses = statuses_that_block(blocking, unknown)
    frame = instance("window", window, Interval, "an Interval").padded(
        before=timedelta(0), after=pad
    )
    pairs = tuple(pages)
    latest = newest(bookings)
    settled = frozenset(latest)
    calendars = _calendars({member.id for _, member in pairs}, busy, frame, statuses, settled)
    current = tuple(latest[id_] for id_ in sorted(latest))
    taking = [booking for booking in current if booking.occupies_at(now)]
    held = _by_member(taking, {page.id: member.id for page, member in pairs})
    hours_of = _SharedHours(frame)
    layers = {}
    for page, member in pairs:
        spans, blocked, flagged = calendars.get(member.id, NOTHING)
        opened, time_off = hours_of.get(member.hours if page.hours is None else page.hours)
        if page.hours is not None:
            time_off |= _time_off(member.hours)
        layers[page.id] = Layers(
            member=member.id,
            zone=member.hours.zone,
            hours=opened,
            time_off=time_off,
            busy=spans,
            blocked=blocked,
            bookings=_of_page(page.id, held.get(member.id, ()), isolated=member.isolated_pages),
            caps=member.caps,
            unknown=flagged,
            isolated=member.isolated_pages,
        )
    return Snapshot(
        now=now,
        window=window,
        pages=layers,
        bookings=current,
        frame=frame,
        blocking=statuses,
        settled=settled,
    )


class _SharedHours:
    """The open time of each distinct hours, computed once."""

    def __init__(self, frame: Interval) -> None:
        self._frame = frame
        self._opened: dict[Hours, IntervalSet] = {}

    def get(self, hours: Hours) -> tuple[IntervalSet, IntervalSet]:
        """Return the open time and, apart from it, the time off."""
        time_off = _time_off(hours)
        if isinstance(hours, Schedule):
            hours = hours.without_time_off()
        opened = self._opened.get(hours)
        if opened is None:
            found = hours.open_during(self._frame)
            instance("open_during", found, IntervalSet, "to return an IntervalSet")
            opened = self._opened[hours] = found.clip(self._frame)
        return opened, time_off


def _time_off(hours: Hours) -> IntervalSet:
    return hours.time_off if isinstance(hours, Schedule) else NEVER


def _calendars(
    members: set[str],
    busy: Mapping[str, Calendar] | None,
    frame: Interval,
    blocking: frozenset[BusyStatus],
    settled: frozenset[str],
) -> dict[str, Read]:
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
    return {
        member: read_calendar(
            f"busy[{member!r}]", busy[member], frame=frame, blocking=blocking, settled=settled
        )
        for member in members
    }


def _by_member(
    bookings: Iterable[Booking], behind: Mapping[str, str]
) -> dict[str, tuple[Booking, ...]]:
    """Return what each member holds; who is behind a known page is not what a booking says."""
    held: dict[str, dict[str, Booking]] = {}
    for booking in bookings:
        known = _with_members(booking, behind)
        for seat in known.taking_time:
            held.setdefault(seat.member, {})[known.id] = known
    return {member: tuple(some.values()) for member, some in held.items()}


def _of_page(page: str, held: tuple[Booking, ...], *, isolated: bool) -> tuple[Booking, ...]:
    """Return those of a member's bookings that a page knows of."""
    if not isolated:
        return held
    return tuple(one for one in held if any(seat.page == page for seat in one.taking_time))


def _with_members(booking: Booking, behind: Mapping[str, str]) -> Booking:
    """Return a booking whose seats name the members who are behind their pages now."""
    if all(behind.get(seat.page, seat.member) == seat.member for seat in booking.seats):
        return booking
    seats = [
        attrs.evolve(seat, member=behind.get(seat.page, seat.member)) for seat in booking.seats
    ]
    return attrs.evolve(booking, seats=seats)
