"""Why a start is not offered: every reason."""

from collections.abc import Iterator, Sequence

from teamsched.availability import why_closed, why_untimely
from teamsched.intervals import Interval
from teamsched.matching import Shortage, shortages
from teamsched.panels import Places, can_fill, violated
from teamsched.reasons import Reason, distinct
from teamsched.team.limits import Limit
from teamsched.team.seating import SeatPlan, Situation


def why_not(situation: Situation, index: int) -> tuple[Reason, ...]:
    """Return every reason against a start of the grid that is not offered."""
    slot = situation.slot(index)
    if slot.start not in situation.snapshot.window:
        return (outside(situation),)
    general = list(untimely(situation, slot))
    if not situation.on_grid >> index & 1:
        general.append(off_grid(slot))
    general += situation.refused
    personal = [
        reason
        for plan in situation.plans
        if not plan.seat.preferred
        for reason in why_not_seat(situation, plan, slot)
    ]
    now = () if general else tuple(_why_not_together(situation, index))
    return distinct([*general, *personal, *now, *_why_never_together(situation, now)])


def untimely(situation: Situation, slot: Interval) -> Iterator[Reason]:
    """Yield why nobody at all can be booked for a slot."""
    return why_untimely(
        situation.snapshot,
        situation.event_type,
        slot,
        zone=situation.zone,
        dates=situation.dates,
    )


def off_grid(span: Interval) -> Reason:
    """Return the reason that what is asked for is no start of the grid."""
    return Reason("off_grid", span=span, text="not a start of this page, or not one asked for:")


def outside(situation: Situation) -> Reason:
    """Return the reason that a start is not in the window."""
    window = situation.snapshot.window
    return Reason("outside_window", span=window, text="not in the window that was asked for:")


def why_not_seat(situation: Situation, plan: SeatPlan, slot: Interval) -> Iterator[Reason]:
    """Yield why pages of a seat can't fill it at a start; for those that can there is none."""
    yield from plan.seat.excluded
    known, hidden = situation.snapshot.pages, plan.hidden()
    inactive = plan.line.inactive if plan.line is not None else {}
    excluded = [reason.page for reason in plan.seat.excluded if reason.page in known]
    for page in filter(None, (*excluded, *plan.seat.pages)):
        if page in inactive:
            yield inactive[page]
        yield from why_closed(
            situation.snapshot, situation.event_type, slot, page=page, role=plan.role
        )
        if page in plan.passed:
            yield has_a_seat(page, plan.passed[page])
        if page in hidden:
            yield hidden[page]


def has_a_seat(page: str, seat: str) -> Reason:
    """Return the reason that the person behind a page has a seat of the booking already."""
    return Reason("seated", page, params={"seat": seat}, text=f"has a seat already, of {seat}")


def _why_not_together(situation: Situation, index: int) -> Iterator[Reason]:
    """Yield which seats of a panel lack people as things are, or else what is not kept."""
    seats = situation.seats_at(index)
    if sum(seat.needed for seat in seats) > 1:
        yield from why_too_few(situation, seats)
    yield from _why_not_kept(situation, seats)


def _why_never_together(situation: Situation, named: tuple[Reason, ...]) -> Iterator[Reason]:
    """Yield the same as it would be if everybody who is shown were free.

    A constraint that is named already is not named again for having more people in reach.
    """
    seats = [plan.places(plan.visible()) for plan in situation.plans]
    yield from why_too_few(situation, seats)
    known = [reason.params["constraint"] for reason in named if reason.code == "constraint"]
    for reason in _why_not_kept(situation, seats):
        if reason.params["constraint"] not in known:
            yield reason


def why_too_few(situation: Situation, seats: Sequence[Places]) -> Iterator[Reason]:
    """Yield which seats lack people, where some people could sit in each."""
    pairs = list(zip(situation.plans, seats, strict=True))
    names = [plan.seat.name for plan, seat in pairs for _ in range(seat.needed)]
    for short in shortages([seat.people for seat in seats for _ in range(seat.needed)]):
        yield too_few(short, names)


def _why_not_kept(situation: Situation, seats: Sequence[Places]) -> Iterator[Reason]:
    """Yield the constraints without which the seats could be filled; none if people lack."""
    if not situation.limits or not can_fill(seats):
        return
    people = frozenset().union(*(seat.people for seat in seats if not seat.preferred))
    for number in violated(seats, situation.bounds):
        yield not_kept(situation.limits[number], people)


def not_kept(limit: Limit, people: frozenset[str]) -> Reason:
    """Return the reason that a constraint can't be kept, with whom it counts of some people."""
    counted = tuple(sorted(limit.people & people))
    return Reason(
        "constraint",
        params={"constraint": limit.constraint, "people": counted},
        text=f"{limit.constraint}, and that can't be: it counts "
        f"{_listed(counted) or 'nobody'} of those who could be there",
    )


def too_few(short: Shortage, names: Sequence[str]) -> Reason:
    """Return the reason that some places lack people, where each is of a seat of some name."""
    seats = tuple(dict.fromkeys(names[place] for place in short.places))
    people = tuple(sorted(short.people))
    needed = len(short.places)
    have = f"only {_listed(people)} can be there" if people else "nobody can be there"
    return Reason(
        "too_few_people",
        params={"seats": seats, "needed": needed, "people": people},
        text=f"{_listed(seats)} need{'s' * (len(seats) == 1)} "
        f"{needed} {'person' if needed == 1 else 'people'}, {have}",
    )


def _listed(names: tuple[str, ...]) -> str:
    if len(names) < 2:  # noqa: PLR2004 (a list needs two)
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
