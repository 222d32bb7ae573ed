"""Write down as a plan who has which job: what moves, what stays and why, and who has how much."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, tzinfo
from functools import partial

from teamsched.bookings import Credit
from teamsched.errors import InvalidValueError
from teamsched.reasons import Reason
from teamsched.team.assignment import Refusal
from teamsched.team.handing import Round
from teamsched.team.jobs import Job
from teamsched.team.plans import Loads, Move, Plan, revisions
from teamsched.team.presence import zone_of_booking


def plan_of(found: Round, credit: Credit, *, held: frozenset[str] = frozenset()) -> Plan:
    """Return the plan that jobs handed out are.

    Args:
        found: Who has which job.
        credit: Whether the accounts follow.
        held: The ids of the jobs that move only for others.

    Raises:
        InvalidValueError: The ledger and the snapshot tell different things of a booking.
    """
    jobs = sorted(found.jobs, key=lambda job: (job.booking.span.bounds[0], job.id))
    ledger, given = found.desk.ledger, found.balance.given
    for job in jobs:
        if ledger.booking(job.booking.id) not in (None, job.booking):
            expected = f"the booking {job.booking.id} as the snapshot has it"
            raise InvalidValueError("ledger", expected=expected, got=ledger)
    moving = [job for job in jobs if given.get(job.id, job.member) != job.member]
    after = Counter(found.measure.now)
    for job in moving:
        after[job.member] -= 1
        after[given[job.id]] += 1
    depends_on = frozenset(_concerned(found))
    return Plan(
        tuple(_move(found, job, after[given[job.id]], job.id in held) for job in moving),
        tuple(
            (job.booking, Refusal(found.why_not(job), zone=_zone(found, job)))
            for job in jobs
            if job.id not in given
        ),
        found.balance.optimal,
        Loads(found.measure.now),
        Loads(dict(sorted(after.items()))),
        credit,
        depends_on,
        revisions(ledger, depends_on),
        zone=_zone(found, jobs[0]) if jobs else UTC,
    )


def _move(found: Round, job: Job, after: int, makes_room: bool) -> Move:  # noqa: FBT001
    member = found.balance.given[job.id]
    able = [one for one in found.able[job.id] if one != job.member]
    before = found.measure.now[member]
    only = "the only one" if len(able) == 1 else f"one of {len(able)}"
    reason = Reason(
        "balanced",
        found.able[job.id][member],
        params={"able": tuple(able), "before": before, "after": after},
        text=f"{only} who can: {before} before this plan, {after} by it",
    )
    return Move(
        job.booking,
        job.seat,
        found.able[job.id][member],
        member,
        (reason,),
        makes_room,
        _zone(found, job),
        partial(found.why_not, job, besides=member),
    )


def _zone(found: Round, job: Job) -> tzinfo:
    return zone_of_booking(found.desk.work.directory, job.booking) or UTC


def _concerned(found: Round) -> Iterator[str]:
    members = found.desk.members
    for job in found.jobs:
        yield from filter(None, (job.member, job.seat.page, job.seat.pool))
        for page in (*job.pages, *job.seated):
            yield page
            yield members[page]
