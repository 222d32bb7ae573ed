"""What a team plans for many bookings at once: absences, changed hours, loads to be evened out."""

from typing import get_args

import attrs

from teamsched.balancing import EFFORT
from teamsched.bookings import Credit
from teamsched.checks import identifier, instance, one_of
from teamsched.distribution import Ledger
from teamsched.errors import UnknownIdError
from teamsched.intervals import Interval
from teamsched.requests import Seat
from teamsched.snapshot import Snapshot
from teamsched.team.changing import Changing, check_facts
from teamsched.team.drafting import plan_of
from teamsched.team.handing import Desk
from teamsched.team.jobs import Job, Work, separate
from teamsched.team.needs import Needs, needs_of, needs_together
from teamsched.team.plans import Plan
from teamsched.team.searching import Within


class Bulk(Changing):
    """The part of a team that plans changes of many bookings."""

    __slots__ = ()

    def needs_to_plan(self, span: Interval) -> Needs:
        """Return what to load, and what to lock, to plan for bookings that start within a span.

        Who is concerned is not known before they are loaded, so it is everybody in the team. The
        span is the window of the snapshot.

        Args:
            span: Where the bookings start.
        """
        instance("span", span, Interval, "an Interval")
        parts = self._directory
        seats = [Seat(name, pool.pages, pool=name) for name, pool in parts.pools.items()]
        seats.append(Seat("anybody", list(parts.pages)))
        found = needs_together(
            needs_of(parts, seats, one.lasting(one.longest), span)
            for one in parts.event_types.values()
        )
        return attrs.evolve(found, looks_ahead=False)

    def plan_absence(
        self,
        member: str,
        span: Interval,
        snapshot: Snapshot,
        ledger: Ledger,
        *,
        within: Within = "route",
        credit: Credit = "transfer",
        moving: bool = False,
        effort: int = EFFORT,
    ) -> Plan:
        """Return how the bookings of somebody who is away are best handed over.

        Those are the ones that are agreed on, overlap the absence, have not begun, and need them.
        As many as possible are, at their times; of all ways to do that it is the most even one.

        Args:
            member: Who is away; be it that they are no longer in the team.
            span: When.
            snapshot: Who is free when; its window is to hold the starts of the bookings.
            ledger: What has been booked.
            within: Who is considered for each, as for :meth:`candidates`.
            credit: Whether what the seats were charged follows by "transfer", or others only
                stand in, as a "cover".
            moving: Whether others may hand over what they have at the time of a booking that
                nobody can take, so that they can.
            effort: How long to look for the best where limits cross.

        Raises:
            UnknownIdError: Nobody of that id is there; or an event type is not in the team.
            InvalidValueError: The ledger has another revision of a booking than the snapshot.
        """
        instance("span", span, Interval, "an Interval")
        work = self._work(snapshot, ledger, within)
        self._check_member(member, snapshot)
        jobs = work.jobs(
            lambda booking, _, holder: holder == member and booking.span.overlaps(span)
        )
        desk = Desk(work, ledger, self._seed, effort, member)
        return _handed_over(desk, list(jobs), credit, moving=moving)

    def plan_conflicts(
        self,
        member: str,
        snapshot: Snapshot,
        ledger: Ledger,
        *,
        within: Within = "route",
        credit: Credit = "transfer",
        moving: bool = False,
        effort: int = EFFORT,
    ) -> Plan:
        """Return how those bookings are best handed over that somebody could not take any more.

        Those are the ones outside of their hours, in their time off, or at a time at which their
        calendar is busy or needs a gap, as they are now; else as :meth:`plan_absence`. What is not
        known of a calendar is no conflict, nor is that somebody is booked twice.

        Args:
            member: Whose bookings.
            snapshot: Who is free when; its window is to hold the starts of the bookings.
            ledger: What has been booked.
            within: Who is considered for each.
            credit: Whether what the seats were charged follows.
            moving: Whether others may hand over what they have then.
            effort: How long to look for the best where limits cross.

        Raises:
            UnknownIdError: Nobody of that id is there; or an event type is not in the team.
            InvalidValueError: The ledger has another revision of a booking than the snapshot.
        """
        work = self._work(snapshot, ledger, within)
        self._check_member(member, snapshot)
        booked = work.jobs(lambda _booking, _seat, holder: holder == member)
        jobs = [job for job in booked if work.conflicting(job)]
        desk = Desk(work, ledger, self._seed, effort, member)
        return _handed_over(desk, jobs, credit, moving=moving)

    def rebalance(
        self,
        pool: str,
        snapshot: Snapshot,
        ledger: Ledger,
        *,
        span: Interval | None = None,
        within: Within = "route",
        credit: Credit = "transfer",
        effort: int = EFFORT,
    ) -> Plan:
        """Return how bookings of a pool change hands so that what everybody has is most even.

        Of all ways to make it so, it is one with the fewest changes. Bookings that others stand in
        for, that count in no account, or that overlap another of the same person, stay.

        Args:
            pool: The id of the pool.
            snapshot: Who is free when.
            ledger: What has been booked.
            span: Where the bookings start that may change hands; left out, the snapshot's window.
                What has begun stays.
            within: Who is considered for each.
            credit: Whether what the seats were charged follows.
            effort: How long to look for the best where limits cross.

        Raises:
            UnknownIdError: The team has no such pool; or an event type is not in the team.
            InvalidValueError: The ledger has another revision of a booking than the snapshot.
        """
        work = self._work(snapshot, ledger, within)
        if identifier("pool", pool) not in self._directory.pools:
            raise UnknownIdError("pool", expected="the id of a pool of this team", got=pool)
        where = snapshot.window if span is None else instance("span", span, Interval, "an Interval")
        booked = work.jobs(
            lambda booking, seat, _: seat.pool == pool and booking.span.start in where
        )
        jobs = separate(job for job in booked if job.plain and not job.refused)
        desk = Desk(work, ledger, self._seed, effort)
        found = desk.hand_out(homes=jobs)
        if not found.as_even:  # where limits cross, after too little effort
            stays = desk.hand_out()
            found = attrs.evolve(stays, balance=attrs.evolve(stays.balance, optimal=False))
        return plan_of(found, one_of("credit", credit, get_args(Credit)))

    def _work(self, snapshot: Snapshot, ledger: Ledger, within: Within) -> Work:
        check_facts(snapshot, ledger)
        return Work(self._directory, snapshot, one_of("within", within, get_args(Within)))

    def _check_member(self, member: str, snapshot: Snapshot) -> None:
        if identifier("member", member) in self._directory.members:
            return
        if not any(seat.member == member for one in snapshot.bookings for seat in one.seats):
            raise UnknownIdError("member", expected="somebody of the team, or booked", got=member)


def _handed_over(desk: Desk, jobs: list[Job], credit: Credit, *, moving: bool) -> Plan:
    """Return how jobs are handed over, be it that others move for them."""
    one_of("credit", credit, get_args(Credit))
    found = desk.hand_out(jobs)
    if instance("moving", moving, bool, "True or False") and found.balance.unplaced:
        stuck = [job for job in jobs if job.id in found.balance.unplaced]
        held = desk.work.in_the_way(stuck, jobs, desk.away)
        wider = desk.hand_out(jobs, held=held)
        if len(wider.balance.unplaced) < len(stuck):
            return plan_of(wider, credit, held=frozenset(job.id for job in held))
    return plan_of(found, credit)
