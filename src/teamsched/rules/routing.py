"""Routing: from a request to the seats of one booking, as concrete page ids."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

import attrs

from teamsched.asking import asked_at
from teamsched.conditions import Condition, Facts
from teamsched.errors import InvalidValueError, UnknownIdError
from teamsched.frozen import FrozenDict
from teamsched.model import BookingPage
from teamsched.reasons import Reason
from teamsched.requests import Draw, Request, Seat
from teamsched.rules.first_match import Step, first_match, path
from teamsched.rules.pages import MasterPage, Rule
from teamsched.rules.providing import disabled, route_among
from teamsched.rules.routes import NoRoute, Route, Rung
from teamsched.rules.scenarios import PageScenario
from teamsched.targets import Target, source_of


def route(
    page: MasterPage,
    request: Request,
    *,
    pools: Mapping[str, Sequence[str]],
    attributes: Mapping[str, Facts],
    pages: Mapping[str, BookingPage] = FrozenDict(),
) -> Route | NoRoute:
    """Return the seats that the scenario of a page asks for: those of the first rule that applies.

    Args:
        page: The master page.
        request: What the customer asks for.
        pools: The pages of each pool, by its id.
        attributes: The attributes of the member behind each page, by the page's id.
        pages: The booking pages by id, where the scenario is not of rules.

    Raises:
        UnknownIdError: A rule names something that is neither a pool nor a page.
        InvalidValueError: A rule that is looked at depends on when the customer asks, and the
            request does not say; or a provider has to be chosen first, or may not be chosen here.
    """
    if not page.enabled:
        return NoRoute([disabled(page.id)])
    if isinstance(page.scenario, PageScenario):
        return route_among(page.id, page.scenario, request, pages)
    number = first_match(rules_for(page, request), *facts_of(page, request))
    if number is not None:
        rule = page.rules[number]
        seats = partial(seats_of, rule, pools=pools, attributes=attributes)
        ladder = []
        for rung in rule.otherwise:
            targets = rule.targets_by(rung)
            ladder.append(Rung(rung, targets, seats(targets)))
        return Route(
            number,
            seats(rule.targets),
            targets=rule.targets,
            optional=rule.optional,
            constraints=rule.constraints,
            ladder=tuple(ladder),
        )
    failed = [_failed(page, step) for step in trace(page, request)]
    return NoRoute(failed or [_unknown(page, request.event_type)])


def trace(page: MasterPage, request: Request) -> tuple[Step, ...]:
    """Return every rule of the event type that is looked at, and why it applies or does not.

    Args:
        page: The master page.
        request: What the customer asks for.
    """
    return tuple(path(rules_for(page, request), *facts_of(page, request)))


def facts_of(page: MasterPage, request: Request) -> tuple[Facts, Facts, Facts]:
    """Return what conditions ask about: the answers, the customer, and the time of asking."""
    asked = asked_at(request.at, page.zone)
    return request.answers, request.customer_attributes, asked


def rules_for(page: MasterPage, request: Request) -> Iterator[tuple[int, Condition | None]]:
    """Yield the conditions of the rules for a request, with their numbers.

    Raises:
        InvalidValueError: One of them depends on when the customer asks, and that is not known.
    """
    for number, when in of_event_type(page, request.event_type):
        if request.at is None and when is not None and "asked" in when.sources:
            expected = f"when the customer asks: rule {number} of {page.id} depends on it"
            raise InvalidValueError("at", expected=expected, got=None)
        yield number, when


def of_event_type(page: MasterPage, event_type: str) -> Iterator[tuple[int, Condition | None]]:
    """Yield the conditions of the rules for an event type, with their numbers."""
    for number, rule in enumerate(page.rules):
        if rule.event_type == event_type:
            yield number, rule.when


def _failed(page: MasterPage, step: Step) -> Reason:
    return Reason(
        "condition_failed",
        params={
            "rule": step.rule,
            "because": tuple((str(comparison), given) for comparison, given in step.because),
        },
        text=f"rule {step.rule} applies only when {page.rules[step.rule].when}",
        note=", ".join(
            f"{comparison.subject} is {'not given' if given is None else repr(given)}"
            for comparison, given in step.because
        ),
    )


def _unknown(page: MasterPage, event_type: str) -> Reason:
    offered = list(dict.fromkeys(rule.event_type for rule in page.rules))
    return Reason(
        "no_rule",
        params={"event_type": event_type},
        text=f"{page.id} has no rule for {event_type}, only for {', '.join(offered) or 'nothing'}",
    )


def seats_of(
    rule: Rule,
    targets: Iterable[Target],
    *,
    pools: Mapping[str, Sequence[str]],
    attributes: Mapping[str, Facts],
) -> tuple[Seat, ...]:
    """Return the seats that a rule asks for, the primary one first.

    Args:
        rule: The rule.
        targets: What fills the seats: those of the rule, or those by one of its fallbacks.
        pools: The pages of each pool, by its id.
        attributes: The attributes of the member behind each page, by the page's id.
    """
    seats = ((one, seat_of(one, pools, attributes)) for one in targets)
    return tuple(
        attrs.evolve(seat, preferred=True) if one in rule.preferred else seat for one, seat in seats
    )


def seat_of(
    target: Draw | str,
    pools: Mapping[str, Sequence[str]],
    attributes: Mapping[str, Facts],
    *,
    field: str = "rules",
) -> Seat:
    """Return the seat that a page, a pool or a draw from a pool fills.

    Args:
        target: What is named.
        pools: The pages of each pool, by its id.
        attributes: The attributes of the member behind each page, by the page's id.
        field: Where it is named, for the error.

    Raises:
        UnknownIdError: It names something that is neither a pool nor a page.
    """
    source = source_of(target)
    if source not in pools:
        if isinstance(target, Draw) or source not in attributes:
            raise UnknownIdError(field, expected="ids of pools and pages", got=source)
        return Seat(source, (source,))
    draw = target if isinstance(target, Draw) else Draw(target)
    pages = tuple(pools[source])
    if draw.where is None:
        return _whole_pool(draw, pages)
    allowed = [page for page in pages if draw.where.holds(attributes[page])]
    eligible = frozenset(allowed)
    excluded = [
        Reason(
            "not_eligible",
            page,
            params={"seat": source, "where": str(draw.where)},
            text=f"not eligible for {source}, which asks for {draw.where}",
        )
        for page in pages
        if page not in eligible
    ]
    return attrs.evolve(_whole_pool(draw, pages), pages=allowed, excluded=excluded)


@lru_cache(maxsize=256)
def _whole_pool(draw: Draw, pages: tuple[str, ...]) -> Seat:
    """Return the seat that anybody of a pool may fill, the same one for the same pool."""
    return Seat(
        draw.pool,
        pages,
        count=draw.count,
        pool=draw.pool,
        claims=draw.claims,
        at_least=draw.at_least,
        counts_in=draw.counts_in,
    )
