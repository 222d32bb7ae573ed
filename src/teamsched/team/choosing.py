"""The customer chooses whom: of those who are free at a time that they have chosen before."""

from collections.abc import Iterator

import attrs

from teamsched.checks import optional_id
from teamsched.errors import InvalidValueError
from teamsched.reasons import Reason
from teamsched.team.explain import why_not_seat
from teamsched.team.seating import SeatPlan, Situation


def asks_who(situation: Situation) -> bool:
    """Tell whether the customer chooses who fills the primary seat."""
    return any(plan.seat.by_customer for plan in situation.primary)


def check_choice(situation: Situation, to: str | None) -> None:
    """Require a page of the seat where the customer chooses one, and none elsewhere.

    Raises:
        InvalidValueError: It is not so.
    """
    optional_id("to", to)
    if situation.no_route is not None:
        return
    if not asks_who(situation):
        if to is not None:
            expected = "none: customers don't choose whom at a time of this page"
            raise InvalidValueError("to", expected=expected, got=to)
        return
    known = [page for plan in situation.primary for page in _pages(plan)]
    if to not in known:
        raise InvalidValueError("to", expected=f"one of {known}", got=to)


def _pages(plan: SeatPlan) -> Iterator[str]:
    """Yield the pages of a seat, be they excluded by what the customer wishes."""
    yield from plan.seat.pages
    yield from dict.fromkeys(one.page for one in plan.seat.excluded if one.page is not None)


def chosen(situation: Situation, to: str) -> Situation:
    """Return the same with nobody but one page for the primary seat, and its sessions only."""
    return attrs.evolve(
        situation,
        sessions=situation.sessions.hosted_by(to),
        plans=tuple(
            attrs.evolve(plan, shown={page: plan.shown[page] for page in plan.shown if page == to})
            if plan.primary
            else plan
            for plan in situation.plans
        ),
    )


def why_not_chosen(situation: Situation, to: str, index: int) -> Iterator[Reason]:
    """Yield why a page can't be chosen at a start at which others can."""
    slot = situation.slot(index)
    for plan in situation.primary:
        for reason in why_not_seat(situation, plan, slot):
            if reason.page == to:
                yield reason
