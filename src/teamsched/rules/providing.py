"""Where a request for booking pages leads: to those that provide what is asked, or to the chosen.

Which pages offer what is said by the pages; a disabled one takes no bookings.
"""

from collections.abc import Iterable, Iterator, Mapping

from teamsched.errors import InvalidValueError
from teamsched.model import BookingPage
from teamsched.reasons import Reason
from teamsched.requests import Request, Seat
from teamsched.rules.routes import NoRoute, Route
from teamsched.rules.scenarios import PageScenario, StaticRules


def disabled(page: str) -> Reason:
    """Return the reason that a page takes no bookings at present."""
    return Reason("disabled", page, text="takes no bookings at present: the page is disabled")


def unwanted(page: BookingPage, tags: tuple[str, ...]) -> Iterator[Reason]:
    """Yield why a page is none of those that a customer looks for."""
    if tags and not set(tags) & set(page.tags):
        text = f"not tagged {' or '.join(tags)}, as was asked"
        yield Reason("not_tagged", page.id, params={"tags": tags}, text=text)


def against(page: BookingPage, tags: tuple[str, ...]) -> Iterator[Reason]:
    """Yield why a page can't be chosen."""
    if not page.enabled:
        yield disabled(page.id)
    yield from unwanted(page, tags)


def not_offered(page: str, event_type: str, offered: Iterable[str]) -> Reason:
    """Return the reason that a page does not offer an event type."""
    others = ", ".join(offered) or "nothing"
    return Reason(
        "not_offered",
        page,
        params={"event_type": event_type},
        text=f"does not offer {event_type}, only {others}",
    )


def route_to_page(page: BookingPage, request: Request) -> Route | NoRoute:
    """Return the seat of a booking page that is booked directly, if it offers what is asked.

    Args:
        page: The booking page.
        request: What the customer asks for.
    """
    offers = page.event_types
    reasons = [] if page.enabled else [disabled(page.id)]
    if offers is not None and request.event_type not in offers:
        reasons.append(not_offered(page.id, request.event_type, offers))
    if reasons:
        return NoRoute(reasons)
    return Route(None, (Seat(page.id, (page.id,)),), targets=(page.id,))


def providers_of(
    scenario: PageScenario,
    event_type: str,
    known: Mapping[str, BookingPage],
    *,
    tags: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """Return the pages that provide an event type and have what is looked for, be they disabled.

    Args:
        scenario: The scenario of a master page.
        event_type: The id of the event type.
        known: The booking pages by id.
        tags: Any of which a page must have, where there are tags.
    """
    providers = scenario.offered(known).get(event_type, ())
    return tuple(name for name in providers if not any(unwanted(known[name], tags)))


def route_among(
    page: str, scenario: PageScenario, request: Request, known: Mapping[str, BookingPage]
) -> Route | NoRoute:
    """Return the seat that a scenario over booking pages leads to.

    Args:
        page: The id of the master page.
        scenario: Its scenario.
        request: What the customer asks for.
        known: The booking pages by id.

    Raises:
        InvalidValueError: The provider that was chosen is none of those to choose from, or one
            has to be chosen first.
    """
    offered = scenario.offered(known)
    providers = offered.get(request.event_type, ())
    if not providers:
        provided = [kind for kind, by in offered.items() if by]
        return NoRoute([not_offered(page, request.event_type, provided)])
    if isinstance(scenario, StaticRules):
        return Route(None, (_static_seat(page, scenario, providers, request, known),))
    return _chosen(providers, request, known)


def _static_seat(
    page: str,
    scenario: StaticRules,
    providers: tuple[str, ...],
    request: Request,
    known: Mapping[str, BookingPage],
) -> Seat:
    by_customer = scenario.assign == "customer"
    why_not = against if by_customer else unwanted  # a pool knows who takes no part in it
    excluded = [one for name in providers for one in why_not(known[name], request.tags)]
    out = {reason.page for reason in excluded}
    return Seat(
        page,
        [name for name in providers if name not in out],
        pool=None if by_customer else page,
        excluded=excluded,
        by_customer=by_customer,
    )


def _chosen(
    providers: tuple[str, ...], request: Request, known: Mapping[str, BookingPage]
) -> Route | NoRoute:
    """Return the seat of the page that the customer has chosen, or of the only one there is."""
    reasons = {name: tuple(against(known[name], request.tags)) for name in providers}
    options = [name for name in providers if not reasons[name]]
    chosen = request.provider
    if chosen is None and not options:
        return NoRoute([one for some in reasons.values() for one in some])
    if chosen is None and len(options) == 1:
        chosen = options[0]
    if chosen is None or chosen not in reasons:
        raise InvalidValueError("provider", expected=f"one of {options}, chosen first", got=chosen)
    return NoRoute(reasons[chosen]) if reasons[chosen] else Route(None, (Seat(chosen, (chosen,)),))
