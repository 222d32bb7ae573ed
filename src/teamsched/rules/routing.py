"""Routing: from a request to the seats of one booking, as concrete page ids."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import attrs

from teamsched.conditions import Condition, Facts
from teamsched.constraints import Constraint
from teamsched.errors import UnknownIdError
from teamsched.reasons import Explanation, Reason
from teamsched.requests import Draw, Request, Seat
from teamsched.rules.first_match import Step, first_match, path
from teamsched.rules.pages import MasterPage, Rule, source_of


@attrs.frozen(order=False)
class Route:
    """Where a request leads: seats with concrete page ids, no conditions left in them.

    Attributes:
        rule: The number of the rule that applied, None if no rule was needed.
        seats: The seats to be filled, the primary one first.
        constraints: What else has to be so of those who take part.
    """

    rule: int | None
    seats: tuple[Seat, ...]
    constraints: tuple[Constraint, ...] = ()


@attrs.frozen(repr=False)
class NoRoute(Explanation):
    """No rule of the page applies to the request, and why each does not."""


def route(
    page: MasterPage,
    request: Request,
    *,
    pools: Mapping[str, Sequence[str]],
    attributes: Mapping[str, Facts],
) -> Route | NoRoute:
    """Return the seats that the first applicable rule asks for.

    Args:
        page: The master page.
        request: What the customer asks for.
        pools: The pages of each pool, by its id.
        attributes: The attributes of the member behind each page, by the page's id.

    Raises:
        UnknownIdError: A rule names something that is neither a pool nor a page.
    """
    facts = request.answers, request.customer_attributes
    number = first_match(of_event_type(page, request.event_type), *facts)
    if number is not None:
        rule = page.rules[number]
        return Route(number, seats_of(rule, pools, attributes), rule.constraints)
    failed = [_failed(page, step) for step in trace(page, request)]
    return NoRoute(failed or [_unknown(page, request.event_type)])


def trace(page: MasterPage, request: Request) -> tuple[Step, ...]:
    """Return every rule of the event type that is looked at, and why it applies or does not.

    Args:
        page: The master page.
        request: What the customer asks for.
    """
    facts = request.answers, request.customer_attributes
    return tuple(path(of_event_type(page, request.event_type), *facts))


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
    rule: Rule, pools: Mapping[str, Sequence[str]], attributes: Mapping[str, Facts]
) -> tuple[Seat, ...]:
    """Return the seats that a rule asks for, the primary one first."""
    needed = (seat_of(target, pools, attributes) for target in (rule.primary, *rule.additional))
    extra = (seat_of(target, pools, attributes) for target in rule.preferred)
    return (*needed, *(attrs.evolve(seat, preferred=True) for seat in extra))


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
