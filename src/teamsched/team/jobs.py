"""Jobs of a plan: seats of bookings that are to be handed over, all at once."""

from collections.abc import Callable, Iterable, Iterator

import attrs

from teamsched.availability import Role, why_taken
from teamsched.bookings import Booking
from teamsched.errors import UnknownIdError
from teamsched.event_types import EventType
from teamsched.filled import Filled
from teamsched.instants import to_instant
from teamsched.model import UNKNOWN
from teamsched.reasons import Reason
from teamsched.snapshot import Snapshot
from teamsched.statuses import AGREED
from teamsched.team.directory import Directory
from teamsched.team.presence import pool_of
from teamsched.team.reassigning import why_together
from teamsched.team.searching import Within, as_booked, considered
from teamsched.team.seating import role_in

Wanted = Callable[[Booking, Filled, str], bool]
"""Whether a seat is wanted, by its booking, itself, and the member who has it."""


@attrs.frozen(eq=False)
class Job:
    """One seat of a booking, to be handed over or not.

    Attributes:
        id: What tells it from others.
        booking: The booking.
        seat: The seat as it is filled.
        member: The member who has it, as the team knows them.
        event_type: What is booked, as long and with the buffers that the booking has.
        role: What somebody is booked as in this seat.
        pages: Who is considered besides whoever has it, in the order of the pool.
        seated: Who of them has another seat of the booking.
        refused: Why it is not handed over, whoever could take it.
    """

    id: str
    booking: Booking
    seat: Filled
    member: str
    event_type: EventType
    role: Role
    pages: tuple[str, ...]
    seated: tuple[str, ...]
    refused: tuple[Reason, ...]

    @property
    def bound(self) -> bool:
        """Whether who may take it depends on who else is in the booking."""
        return self.booking.route is not None and bool(self.booking.route.constraints)

    @property
    def plain(self) -> bool:
        """Whether the booking counts for whoever has it, and for nobody else."""
        return self.seat.counted and self.seat.account == self.seat.page

    def meets(self, other: "Job") -> bool:
        """Tell whether nobody can have both: they overlap, or leave too little time between."""
        before = max(self.event_type.buffer_before, other.event_type.buffer_after)
        after = max(self.event_type.buffer_after, other.event_type.buffer_before)
        return other.booking.span.overlaps(self.booking.span.padded(before=before, after=after))


@attrs.frozen(eq=False)
class Work:
    """What is booked and could be handed over: all seats of what has not begun.

    Attributes:
        directory: The team.
        snapshot: Who is free when.
        within: Who is considered for a seat.
    """

    directory: Directory
    snapshot: Snapshot
    within: Within

    def jobs(self, wanted: Wanted) -> Iterator[Job]:
        """Yield the seats that somebody has to be there for, of bookings that are agreed on.

        Args:
            wanted: Which of them, by booking, seat, and the member who has it.

        Raises:
            UnknownIdError: The event type of such a booking is not in the team.
        """
        now = to_instant(self.snapshot.now)
        members = self.directory.members_of
        for booking in self.snapshot.bookings:
            if booking.status not in AGREED or booking.span.bounds[0] < now:
                continue
            for number, seat in enumerate(booking.taking_time):
                member = members.get(seat.page, seat.member)
                if wanted(booking, seat, member):
                    yield self._job(booking, number, member)

    def _job(self, booking: Booking, number: int, member: str) -> Job:
        seats, members = booking.taking_time, self.directory.members_of
        seat = seats[number]
        primary = seat.seat == seats[0].seat
        inside = [members.get(one.page, one.member) for one in seats]
        kind = as_booked(self._event_type(booking), booking)
        pages = considered(self.directory, booking, seat, self.within)
        return Job(
            f"{booking.id}\0{number}",
            booking,
            seat,
            member,
            kind,
            role_in(pool_of(self.directory, seat), primary=primary),
            tuple(page for page in pages if members[page] not in inside),
            tuple(page for page in pages if members[page] in inside and members[page] != member),
            tuple(self._refused(booking, kind)),
        )

    def _event_type(self, booking: Booking) -> EventType:
        known = self.directory.event_types
        if booking.event_type not in known:
            raise UnknownIdError(
                "event_type", expected=f"one of {list(known)}", got=booking.event_type
            )
        return known[booking.event_type]

    def _refused(self, booking: Booking, kind: EventType) -> Iterator[Reason]:
        yield from why_together(kind)
        window = self.snapshot.window
        if booking.span.start not in window:
            yield Reason("outside_window", span=window, text="starts outside of the window:")

    def conflicting(self, job: Job) -> bool:
        """Tell whether whoever has a job could not be booked for it now, were nothing booked.

        What is not known of a calendar is no conflict.
        """
        layers = self.snapshot.pages.get(job.seat.page)
        if layers is None:
            return True
        reasons = why_taken(
            self.snapshot,
            job.event_type,
            job.booking.span,
            page=job.seat.page,
            besides=frozenset(one.id for one in layers.bookings),
        )
        return any(reason.params.get("status") != UNKNOWN for reason in reasons)

    def in_the_way(self, jobs: Iterable[Job], taken: Iterable[Job], away: str | None) -> list[Job]:
        """Return the seats of candidates at the time of some jobs, which could move for them.

        Args:
            jobs: The jobs that nobody can take.
            taken: The jobs that are in question anyway.
            away: Whose seats stay as they are.
        """
        members = self.directory.members_of
        stuck = [(job, {members[page] for page in job.pages}) for job in jobs if not job.refused]
        people = frozenset().union(*(some for _, some in stuck))
        known = {job.id for job in taken}
        bookings = {job.booking.id for job in taken}
        found = list(self.jobs(lambda _booking, _seat, member: member in people - {away}))
        return separate(
            one
            for one in found
            if one.id not in known
            and not (one.bound and one.booking.id in bookings)
            and one.plain
            and not one.refused
            and any(one.member in some and one.meets(job) for job, some in stuck)
        )


def separate(jobs: Iterable[Job]) -> list[Job]:
    """Return the jobs without those that get in the way of another of the same member.

    Of a booking with constraints it is one seat only, since who may have that depends on others.
    """
    some, bound = [], set[str]()
    for job in jobs:
        if not (job.bound and job.booking.id in bound):
            some.append(job)
            bound.add(job.booking.id)
    of_member: dict[str, list[Job]] = {}
    for job in some:
        of_member.setdefault(job.member, []).append(job)
    return [
        job
        for job in some
        if not any(other is not job and job.meets(other) for other in of_member[job.member])
    ]
