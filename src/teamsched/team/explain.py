"""Why a start is not offered: every reason."""

from collections.abc import Iterator

from teamsched.availability import why_closed, why_untimely
from teamsched.intervals import Interval
from teamsched.matching import Shortage, shortages
from teamsched.reasons import Reason, distinct
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
        reason for plan in situation.plans for reason in why_not_seat(situation, plan, slot)
    ]
    shortages_now = () if general else _why_too_few_now(situation, index)
    return distinct([*general, *personal, *_why_too_few_ever(situation), *shortages_now])


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


def _why_too_few_ever(situation: Situation) -> Iterator[Reason]:
    """Yield which seats would lack people even if everybody who is shown were free."""
    places = situation.places()
    shown: list[frozenset[str]] = []
    for plan in situation.plans:
        people = frozenset(plan.members[page] for page in plan.visible())
        shown += [people] * plan.seat.count
    for short in shortages(shown):
        yield too_few(short, places)


def _why_too_few_now(situation: Situation, index: int) -> Iterator[Reason]:
    """Yield which seats of a panel lack people as things are."""
    places = situation.places()
    if len(places) > 1:
        for short in shortages(situation.people_at(index)):
            yield too_few(short, places)


def too_few(short: Shortage, places: tuple[SeatPlan, ...]) -> Reason:
    """Return the reason that some places lack people, in terms of their seats."""
    seats = tuple(dict.fromkeys(places[place].seat.name for place in short.places))
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
