"""Walk the fallbacks of a rule: the first way by which anything can be booked answers."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import attrs

from teamsched.booked_routes import BookedRoute
from teamsched.constraints import Constraint
from teamsched.event_types import MAX_STEP, EventType
from teamsched.horizons import BookableDays, DateRange, Days
from teamsched.reasons import Reason
from teamsched.requests import Request, Seat
from teamsched.rules import Fallback, NoRoute, Route, Rung
from teamsched.team.offer import Offer


@attrs.frozen(order=False)
class Way:
    """One way to serve a request: the rule's own, or that of one of its fallbacks.

    Attributes:
        route: Where the rules lead.
        event_type: What is to be booked, with the fallback's changes.
        fallback: The number of the fallback; None for the rule itself.
        relaxed: What the fallback changes, in words.
        tried: How many fallbacks have no slot either, where nothing has.
    """

    route: Route | NoRoute
    event_type: EventType
    fallback: int | None = None
    relaxed: tuple[Reason, ...] = ()
    tried: int = 0

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The seats to be filled; none where no rule applies."""
        return () if isinstance(self.route, NoRoute) else self.route.seats

    @property
    def invited(self) -> tuple[str, ...]:
        """The pages of those who are invited besides."""
        return () if isinstance(self.route, NoRoute) else self.route.optional

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """What else has to be so of those who take part."""
        return () if isinstance(self.route, NoRoute) else self.route.constraints

    def kept(self, request: Request | None) -> BookedRoute | None:
        """Return what is kept with a booking; nothing for a search without a page."""
        if request is None or isinstance(self.route, NoRoute):
            return None
        targets = self.route.targets or [seat.name for seat in self.seats]
        return BookedRoute(
            self.route.rule,
            targets,
            filters=request.filters,
            fallback=self.fallback,
            constraints=self.route.constraints,
            tags=request.tags,
        )


def ways(route: Route | NoRoute, event_type: EventType) -> Iterator[Way]:
    """Yield the ways to serve a request, in order."""
    yield Way(route, event_type)
    if isinstance(route, NoRoute):
        return
    for number, rung in enumerate(route.ladder):
        changed = relaxed(event_type, rung.fallback)
        reasons = [_people(route, rung)] if rung.targets != route.targets else []
        reasons += [_reason(*change) for change in _changes(event_type, rung.fallback)]
        yield Way(
            attrs.evolve(route, seats=rung.seats, targets=rung.targets),
            changed,
            number,
            tuple(attrs.evolve(one, params={"fallback": number, **one.params}) for one in reasons),
        )


def climb(some: Iterable[Way], answer: Callable[..., Offer], *, whole: bool) -> Offer:
    """Return the answer of the first way that has any slot on the whole page, else the first's.

    Later ways are not looked at once there is one.

    Args:
        some: The ways, in order.
        answer: Answers by a way: about the starts that are asked for, or about the whole page.
        whole: Whether the whole page is asked for.
    """
    first, *rungs = some
    if not rungs:
        return answer(first)
    for way in (first, *rungs):
        offer = answer(way, page=True)
        if offer.slots:
            return offer if whole else answer(way)
    return answer(attrs.evolve(first, tried=len(rungs)))


def relaxed(event_type: EventType, fallback: Fallback) -> EventType:
    """Return an event type as a fallback has it: what is as good already stays as it is."""
    changes = dict(_changes(event_type, fallback))
    if "duration" in changes and event_type.marks:  # then a step only follows the duration
        changes["step"] = min(changes["duration"], MAX_STEP)
    return attrs.evolve(event_type, **changes)


def _changes(event_type: EventType, fallback: Fallback) -> Iterator[tuple[str, Any]]:
    """Yield the settings that a fallback relaxes."""
    if fallback.horizon is not None and _wider(fallback.horizon, event_type.horizon):
        yield "horizon", fallback.horizon
    for field in ("duration", "notice"):
        length: timedelta | None = getattr(fallback, field)
        if length is not None and length < getattr(event_type, field):
            yield field, length


def _wider(horizon: timedelta | Days, than: timedelta | Days | None) -> bool:
    match horizon, than:
        case _, None:
            return False
        case timedelta(), timedelta():
            return horizon > than
        case BookableDays(days), BookableDays(fewer):
            return days > fewer
        case DateRange(first, last), DateRange(low, high):
            return first < low or last > high
    return True  # what can't be compared is as it was meant


def _people(route: Route, rung: Rung) -> Reason:
    seats = tuple(seat.name for seat in rung.seats if not seat.preferred)
    instead = ", ".join(seat.name for seat in route.seats if not seat.preferred)
    text = f"asked of {', '.join(seats)}, since nothing could be booked with {instead}"
    return Reason("fallback_people", params={"seats": seats}, text=text)


def _reason(field: str, value: Any) -> Reason:
    match field:
        case "horizon":
            text = f"bookable further ahead than usual: {_words(value)}"
            return Reason("fallback_horizon", params={"horizon": value}, text=text)
        case "duration":
            text = f"shorter than usual: {value}"
            return Reason("fallback_duration", params={"duration": value}, text=text)
    text = f"at shorter notice than usual: {value}"
    return Reason("fallback_notice", params={"notice": value}, text=text)


def _words(horizon: timedelta | Days) -> str:
    match horizon:
        case BookableDays(days):
            return f"{days} days with anything left"
        case DateRange(first, last):
            return f"{first} to {last}"
    return str(horizon)
