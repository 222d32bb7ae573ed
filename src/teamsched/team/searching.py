"""Find who could take over a seat of a booking whose time is settled."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, tzinfo
from typing import Literal, get_args

import attrs

from teamsched.availability import why_closed
from teamsched.bookings import Booking
from teamsched.checks import one_of
from teamsched.distribution import Ledger, Line, Ranking, Standing
from teamsched.errors import BookingStateError, InvalidValueError, UnknownIdError
from teamsched.event_types import EventType
from teamsched.filled import Filled
from teamsched.model import UNKNOWN
from teamsched.reasons import Reason
from teamsched.requests import Seat
from teamsched.snapshot import Snapshot
from teamsched.statuses import Status
from teamsched.team.candidates import Availability, Candidate, Candidates
from teamsched.team.directory import Directory
from teamsched.team.explain import not_kept
from teamsched.team.limits import limits_of
from teamsched.team.presence import insiders, pool_of, why_disabled, zone_of_booking
from teamsched.team.rescheduling import as_long
from teamsched.team.seating import role_in
from teamsched.team.ties import keyed

Within = Literal["route", "pool", "anywhere"]

_ALLOWED = frozenset({Status.SCHEDULED, Status.RESCHEDULED})


def considered(
    directory: Directory, booking: Booking, seat: Filled, within: Within
) -> tuple[str, ...]:
    """Return the pages that are considered for a seat, those of its pool first."""
    if within == "route":
        return insiders(directory, booking, seat)
    pool = pool_of(directory, seat)
    inside = () if pool is None else pool.pages
    if within == "pool":
        return inside
    return tuple(dict.fromkeys([*inside, *directory.pages]))


@attrs.frozen(eq=False)
class Search:
    """What is asked about one booking: who could take which seat of it.

    Attributes:
        directory: The team.
        booking: The booking.
        event_type: What is booked, as long and with the buffers that the booking has.
        snapshot: Who is free when, without the booking.
        ledger: What has been booked.
        within: Who is considered: whom the "route" that led to the booking leaves, the whole
            "pool", or everybody, "anywhere" in the team.
        tie: What settles what would be left to chance.
    """

    directory: Directory
    booking: Booking
    event_type: EventType
    snapshot: Snapshot
    ledger: Ledger
    within: Within
    tie: bytes

    @classmethod
    def of(
        cls,
        directory: Directory,
        booking: Booking,
        event_type: EventType,
        snapshot: Snapshot,
        ledger: Ledger,
        *,
        within: Within,
        seed: str,
    ) -> "Search":
        """Return what is asked about a booking.

        Raises:
            BookingStateError: The booking has ended, or has not been accepted yet.
            InvalidValueError: The snapshot knows nothing of the time of the booking, or it is of
                another team.
        """
        one_of("within", within, get_args(Within))
        if booking.status not in _ALLOWED:
            raise BookingStateError(booking.id, status=booking.status.value, step="reassigned")
        if booking.span.start not in snapshot.window:
            expected = f"one of a window with {booking.span.start} in it"
            raise InvalidValueError("snapshot", expected=expected, got=snapshot)
        if not all(page in snapshot.pages for page in directory.pages):
            raise InvalidValueError("snapshot", expected="a snapshot of this team", got=snapshot)
        kind = as_booked(event_type, booking)
        facts = {"booking": booking.id, "start": booking.span.bounds[0]}
        return cls(
            directory,
            booking,
            kind,
            snapshot.without(booking.id),
            ledger,
            within,
            keyed(seed, facts),
        )

    @property
    def zone(self) -> tzinfo:
        """The zone whose wall clock explanations show."""
        return zone_of_booking(self.directory, self.booking) or UTC

    def place_of(self, page: str | None) -> int:
        """Return the number of the place that a page has; of the primary holder, if left out.

        Raises:
            UnknownIdError: That page has no seat in it.
        """
        pages = [seat.page for seat in self.booking.taking_time]
        if page is None and pages:
            return 0
        if page not in pages:
            raise UnknownIdError("of", expected=f"one of {pages}", got=page)
        return pages.index(page)

    def others(self, number: int) -> Candidates:
        """Return who could take a place and has none."""
        seats = self.booking.taking_time
        found = self.candidates(number, without={seat.member for seat in seats})
        judged = [self._alone(number, one) for one in found.all]
        judged.sort(key=lambda one: get_args(Availability).index(one.availability))
        return attrs.evolve(found, all=tuple(judged))

    def _alone(self, number: int, one: Candidate) -> Candidate:
        """Return a candidate as judged by who else takes part, if nobody else changes."""
        seats = list(self.booking.taking_time)
        seats[number] = attrs.evolve(seats[number], page=one.page, member=one.member)
        broken = tuple(self.broken_by(seats))
        if not broken:
            return one
        return attrs.evolve(one, availability="error", reasons=(*one.reasons, *broken))

    def candidates(self, number: int, *, without: Collection[str]) -> Candidates:
        """Return who could take a place.

        Args:
            number: The number of the place.
            without: The members who are not to be considered, such as those who sit in it.
        """
        seat, members = self.booking.taking_time[number], self.directory.members_of
        pages = [
            page
            for page in considered(self.directory, self.booking, seat, self.within)
            if members[page] not in without
        ]
        line = self._line(seat)
        judged = {page: self._judged(page, seat, line) for page in pages}
        standings = self._standings(seat, pages)
        found = []
        for availability in get_args(Availability):
            some = [page for page in pages if judged[page][0] == availability]
            for page, ranking in self._in_order(line, some):
                unknown = self.snapshot.pages[page].unknown.overlaps(self.booking.span)
                found.append(
                    Candidate(
                        page,
                        members[page],
                        availability,
                        judged[page][1],
                        standings[page],
                        unknown,
                        ranking,
                    )
                )
        return Candidates(self.booking, seat, tuple(found), self.zone)

    def broken_by(self, seats: Iterable[Filled]) -> Iterator[Reason]:
        """Yield the constraints of the kept route that some people break, and those now there keep.

        Whoever leaves the route leaves its constraints as well.
        """
        if self.within == "route":
            yield from constraints_broken(self.directory, self.booking, seats)

    def _line(self, seat: Filled) -> Line | None:
        pool = pool_of(self.directory, seat)
        if pool is None:
            return None
        return pool.line(
            self.ledger,
            page=self.booking.page,
            event_type=self.booking.event_type,
            lasting=self.booking.span.duration,
            now=self.snapshot.now,
        )

    def _judged(
        self, page: str, seat: Filled, line: Line | None
    ) -> tuple[Availability, tuple[Reason, ...]]:
        """Return whether a page could take a seat, and why not."""
        errors = tuple(errors_of(self.directory, page, line, self.within))
        if errors:
            return "error", errors
        primary = seat.seat == self.booking.taking_time[0].seat
        role = role_in(pool_of(self.directory, seat), primary=primary)
        reasons = tuple(
            why_closed(self.snapshot, self.event_type, self.booking.span, page=page, role=role)
        )
        if any(reason.params.get("status") == UNKNOWN for reason in reasons):
            return "error", reasons
        return ("busy" if reasons else "free"), reasons

    def _standings(self, seat: Filled, pages: Iterable[str]) -> dict[str, Standing]:
        found = self.ledger.standings(seat.pool, pages, now=self.snapshot.now)
        return {standing.page: standing for standing in found}

    def _in_order(
        self, line: Line | None, pages: list[str]
    ) -> Iterator[tuple[str, Ranking | None]]:
        """Yield some pages in the order of their line, with its ranking, then those in none."""
        lined = [] if line is None else [member.page for member in line.among(pages)]
        if line is not None and lined:
            pool = self.directory.pools[line.pool]
            ranking = pool.distribution.rank(line, lined, tie=self.tie)
            yield from ((page, ranking) for page in ranking.order)
        others = dict.fromkeys(pages)
        for page in lined:
            del others[page]
        yield from ((page, None) for page in others)


def constraints_broken(
    directory: Directory, booking: Booking, seats: Iterable[Filled]
) -> Iterator[Reason]:
    """Yield the constraints of the kept route that some people break, and those now there keep."""
    if booking.route is None:
        return
    seated = tuple(seats)
    limits = limits_of(
        booking.route.constraints,
        attributes=directory.attributes,
        members=directory.members_of,
    )
    for limit in limits:
        kept = limit.kept_by(booking.taking_time, preferred=())
        if kept and not limit.kept_by(seated, preferred=()):
            yield not_kept(limit, frozenset(seat.member for seat in seated))


def errors_of(
    directory: Directory, page: str, line: Line | None, within: Within
) -> Iterator[Reason]:
    """Yield why a page can't be asked to take a seat, whenever that is.

    Args:
        directory: The team.
        page: The page.
        line: The pool of the seat as it stands, if it has one.
        within: Who is considered: outside of pools it does not matter who pauses there.
    """
    closed = why_disabled(directory, page)
    if closed is not None:
        yield closed
        return
    types = directory.event_types
    for name in directory.pages[page][0].event_types or ():
        if name in types and types[name].approval != "automatic":
            params = {"event_type": name}
            text = f"takes {name} by approval, and so nothing that has been settled"
            yield Reason("approval", page, params=params, text=text)
    if line is not None and within != "anywhere" and page in line.inactive:
        yield line.inactive[page]


def as_booked(event_type: EventType, booking: Booking) -> EventType:
    """Return an event type with the length and the buffers that a booking has."""
    return attrs.evolve(
        as_long(event_type, booking),
        buffer_before=booking.buffer_before,
        buffer_after=booking.buffer_after,
    )


def seats_considered(directory: Directory, booking: Booking, within: Within) -> tuple[Seat, ...]:
    """Return seats that everybody fits into who is considered for one of a booking's."""
    one_of("within", within, get_args(Within))
    pools = [pool_of(directory, seat) for seat in booking.taking_time]
    return tuple(
        Seat(
            f"place {number}",
            considered(directory, booking, seat, within),
            pool=None if pool is None else pool.id,
        )
        for number, (seat, pool) in enumerate(zip(booking.taking_time, pools, strict=True))
    )
