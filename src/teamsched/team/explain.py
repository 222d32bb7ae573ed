"""Why a start is not offered, every reason; and why a whole page is empty, in brief."""

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
        return (_outside(situation),)
    general = list(why_untimely(situation.snapshot, situation.event_type, slot))
    if not situation.on_grid >> index & 1:
        general.append(Reason("off_grid", span=slot, text="not a start of this page:"))
    personal = [
        reason for plan in situation.plans for reason in why_not_seat(situation, plan, slot)
    ]
    shortages_now = () if general else _why_too_few_now(situation, index)
    return distinct([*general, *personal, *_why_too_few_ever(situation), *shortages_now])


def _outside(situation: Situation) -> Reason:
    window = situation.snapshot.window
    return Reason("outside_window", span=window, text="not in the window that was asked for:")


def why_not_seat(situation: Situation, plan: SeatPlan, slot: Interval) -> Iterator[Reason]:
    """Yield why pages of a seat can't fill it at a start; for those that can there is none."""
    yield from plan.seat.excluded
    hidden = plan.hidden()
    for page in plan.seat.pages:
        if plan.line is not None and page in plan.line.inactive:
            yield plan.line.inactive[page]
        yield from why_closed(
            situation.snapshot, situation.event_type, slot, page=page, primary=plan.primary
        )
        if page in hidden:
            yield hidden[page]


def _why_too_few_ever(situation: Situation) -> Iterator[Reason]:
    """Yield which seats would lack people even if everybody who is shown were free."""
    places = situation.places()
    shown = [frozenset(plan.members[page] for page in plan.visible()) for plan in places]
    for short in shortages(shown):
        yield _too_few(short, places)


def _why_too_few_now(situation: Situation, index: int) -> Iterator[Reason]:
    """Yield which seats of a panel lack people as things are."""
    places = situation.places()
    if len(places) > 1:
        for short in shortages(situation.people_at(index)):
            yield _too_few(short, places)


def _too_few(short: Shortage, places: tuple[SeatPlan, ...]) -> Reason:
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


def why_empty(situation: Situation) -> Iterator[Reason]:
    """Yield in brief why no start at all is offered; ``why_not`` has the reasons of each start."""
    window = situation.snapshot.window
    if not situation.grid.instants:
        yield Reason("no_starts", span=window, text="no start of the page's grid lies in")
        return
    for plan in situation.plans:
        if not plan.seat.pages:
            yield from plan.seat.excluded
        never = [page for page, bits in plan.shown.items() if not bits]
        for page in never:
            blocked = bool(plan.hidden())
            yield Reason(
                "blocked_line" if blocked else "never_free",
                page,
                window,
                {"seat": plan.seat.name},
                text="comes before others in line and has no free time in"
                if blocked
                else "has no free time in",
            )
    yield from _why_never_together(situation)


def _why_never_together(situation: Situation) -> Iterator[Reason]:
    places = situation.places()
    ever = [
        frozenset(plan.members[page] for page, bits in plan.shown.items() if bits)
        for plan in places
    ]
    short = shortages(ever)
    for one in short:
        yield _too_few(one, places)
    if not short:
        yield Reason(
            "never_together",
            span=situation.snapshot.window,
            text="the people needed are never free at the same time in",
        )
