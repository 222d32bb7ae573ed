"""Sessions: bookings that share a time, a page and the people, as far as there is room.

Theory of operation
-------------------
A session is nothing that is stored. It is all bookings of one event type through one page, of
exactly one span and with the same people, that take their time. Another booking may join it if
it has room, if it seats people whom the request leads to, and if each of them would be free were
it not for the session itself: its own bookings are left out, everything else is in the way as
ever. Joining needs no room in a cap, since a session counts there once.

What is fresh, a session yet to be opened, is found as without sessions: the bookings of a session
block its people, so nobody is in two sessions at once. A start is offered if it is fresh or can
be joined.

A *group* fills the session that was opened first, whatever the pool's method says, before the
next is opened. In *concurrent* sessions the host is drawn by the pool's method of those who are
fresh and of those whose session has room; the others of the session are as they were, so a
pairing lasts as long as the session.

A session is joined as it is. A seat that is only preferred, or that needs fewer people than it
takes, has whom it has, and people who would break a constraint are not joined.

A calendar's entry that takes a place is counted against the sessions of each person by itself: a
session has as much room as the person with the most entries leaves.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from datetime import tzinfo

import attrs

from teamsched.availability import admitted_entries, why_taken, why_untimely
from teamsched.bookings import Booking
from teamsched.event_types import EventType
from teamsched.filled import Filled
from teamsched.grid import StartGrid
from teamsched.instants import to_instant
from teamsched.intervals import Interval, IntervalSet
from teamsched.snapshot import Snapshot
from teamsched.team.limits import Limit
from teamsched.team.wishes import SeatPart

Candidates = Iterable[tuple[SeatPart, Collection[str]]]
"""The parts of the seats, each with the pages that may be drawn for it."""

Seating = tuple[tuple[SeatPart, tuple[Filled, ...]], ...]
"""Who of a session has each part of the seats."""


@attrs.frozen(order=False)
class Session:
    """A session with room.

    Attributes:
        span: When.
        seats: Who takes part, the host first.
        bookings: The ids of its bookings, the one made first at the beginning.
        room: How many bookings may still join.
    """

    span: Interval
    seats: tuple[Filled, ...]
    bookings: tuple[str, ...]
    room: int

    @property
    def hosts(self) -> tuple[str, ...]:
        """The pages that hold the primary seat."""
        return tuple(one.page for one in self.seats if one.seat == self.seats[0].seat)

    def seated(self, candidates: Candidates) -> Seating | None:
        """Return who has each part of the seats, None if they are not the people asked for."""
        left, found = list(self.seats), list[tuple[SeatPart, tuple[Filled, ...]]]()
        for part, pages in sorted(candidates, key=lambda one: not one[0].claimed):
            able = [one for one in left if one.seat == part.seat.name and one.page in pages]
            own = able[: part.seat.count]
            if len(own) < part.seat.needed:
                return None
            found.append((part, tuple(own)))
            left = [one for one in left if one not in own]
        return None if left else tuple(sorted(found, key=lambda one: one[0].key))


@attrs.frozen(eq=False)
class Sessions:
    """The sessions with room of one event type and page, by the instant at which they start.

    Attributes:
        starting: Those that start at an instant, the one opened first at the beginning.
        group: Whether one is filled before the next is opened.
    """

    starting: Mapping[int, tuple[Session, ...]]
    group: bool

    def within(self, limits: Collection[Limit], *, preferred: Container[str]) -> "Sessions":
        """Return those whose people keep some limits.

        Args:
            limits: What has to be so of those who take part.
            preferred: The names of the seats that are only preferred.
        """
        if not limits:
            return self
        starting = {
            instant: tuple(
                one
                for one in some
                if all(limit.kept_by(one.seats, preferred=preferred) for limit in limits)
            )
            for instant, some in self.starting.items()
        }
        return attrs.evolve(self, starting=starting)

    def at(self, instant: int, candidates: Candidates) -> list[Session]:
        """Return those that start at an instant, and have the people asked for."""
        asked = list(candidates)
        return [one for one in self.starting.get(instant, ()) if one.seated(asked) is not None]

    def hosted_by(self, page: str) -> "Sessions":
        """Return those that a page hosts."""
        own = {
            instant: tuple(one for one in some if page in one.hosts)
            for instant, some in self.starting.items()
        }
        return Sessions({instant: some for instant, some in own.items() if some}, self.group)

    def hosted(self, grid: StartGrid, candidates: Candidates) -> Mapping[str, int]:
        """Return the starts of a grid at which each host has a session to be drawn for.

        That is for concurrent sessions only: in a group, nobody is drawn to a session.
        """
        hosted: dict[str, int] = {}
        asked = list(candidates)
        for instant in () if self.group else self.starting:
            index = grid.index(instant)
            if index is None:
                continue
            for session in self.at(instant, asked):
                for page in session.hosts:
                    hosted[page] = hosted.get(page, 0) | 1 << index
        return hosted


NO_SESSIONS = Sessions({}, group=True)
"""No session has room."""


def sessions_with_room(
    snapshot: Snapshot,
    event_type: EventType,
    page: str | None,
    *,
    zone: tzinfo,
    dates: IntervalSet | None,
) -> Sessions:
    """Return the sessions of an event type and a page that another booking may join.

    Args:
        snapshot: Who is free when, and what is booked.
        event_type: What is to be booked.
        page: The page that is booked through.
        zone: Whose clock reasons would show.
        dates: What a horizon of days leaves of the window; None is all of it.
    """
    if event_type.capacity == 1:
        return NO_SESSIONS
    starting: dict[int, list[Session]] = {}
    for bookings in _together(snapshot, event_type, page):
        span = bookings[0].span
        if any(why_untimely(snapshot, event_type, span, zone=zone, dates=dates)):
            continue
        session = _with_room(snapshot, event_type, bookings)
        if session is not None:
            starting.setdefault(session.span.bounds[0], []).append(session)
    # They were found in the order in which they were opened.
    return Sessions(
        {instant: tuple(some) for instant, some in starting.items()},
        group=event_type.sessions == "group",
    )


def _together(
    snapshot: Snapshot, event_type: EventType, page: str | None
) -> Iterator[tuple[Booking, ...]]:
    """Yield the bookings of each session, in the order in which they were made."""
    held = {one.id: one for layers in snapshot.pages.values() for one in layers.bookings}
    alike: dict[object, list[Booking]] = {}
    for booking in sorted(held.values(), key=_made):
        if (
            booking.event_type == event_type.id
            and booking.page == page
            and booking.span.duration == event_type.duration
            and booking.span.start in snapshot.window
        ):
            people = frozenset(_who(snapshot, seat) for seat in booking.taking_time)
            alike.setdefault((booking.span, people), []).append(booking)
    yield from map(tuple, alike.values())


def _who(snapshot: Snapshot, seat: Filled) -> tuple[str, str | None]:
    """Return whose time a seat takes: a member's, where pages are isolated that of one page."""
    known = snapshot.pages.get(seat.page)
    return seat.member, seat.page if known is not None and known.isolated else None


def _made(booking: Booking) -> tuple[int, int, str]:
    """Return what orders bookings by when they were made, those without a history first."""
    made = to_instant(booking.history[0].at) if booking.history else 0
    return bool(booking.history), made, booking.id


def _with_room(
    snapshot: Snapshot, event_type: EventType, bookings: tuple[Booking, ...]
) -> Session | None:
    """Return the session of some bookings if it has room and its people are free for it."""
    seats, span = bookings[0].taking_time, bookings[0].span
    ids = tuple(booking.id for booking in bookings)
    pages = [seat.page for seat in seats]
    if not pages or not all(page in snapshot.pages for page in pages):
        return None
    besides = max(len(admitted_entries(snapshot, event_type, span, page=page)) for page in pages)
    room = event_type.capacity - len(bookings) - besides
    if room < 1:
        return None
    for page in pages:
        if any(why_taken(snapshot, event_type, span, page=page, besides=frozenset(ids))):
            return None
    return Session(span, seats, ids, room)
