"""What would have had to be answered to be led elsewhere: the fewest changes."""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import islice
from typing import Any

import attrs

from teamsched.checks import instance, whole
from teamsched.conditions import Condition, Facts, Value, facts
from teamsched.diagrams import EMPTY
from teamsched.frozen import FrozenDict
from teamsched.logic import NOTHING
from teamsched.requests import Request
from teamsched.rules.analysis import Analysis, analysis_of
from teamsched.rules.first_match import first_match
from teamsched.rules.pages import MasterPage
from teamsched.rules.possible import Key, options_of
from teamsched.rules.routers import Router
from teamsched.rules.routing import facts_of, rules_for

MAX_CHANGES = 1_000
"""Most changes that lead to one target, and are equally few, that can be asked for."""


@attrs.frozen
class Change:
    """Answers that would have led elsewhere.

    Attributes:
        answers: What would have to be answered instead, with None for not answering; any of the
            answers that rules don't tell apart from it does as well.
        rule: The number of the rule that would have applied; None for none.
    """

    answers: Mapping[str, Value | None]
    rule: int | None

    def applied(self, answers: Facts) -> Facts:
        """Return some answers with the change.

        >>> dict(Change({"size": 50, "vip": None}, 0).applied({"vip": True, "name": "Ina"}))
        {'name': 'Ina', 'size': 50}
        """
        changed = {**answers, **self.answers}
        return FrozenDict({name: fact for name, fact in changed.items() if fact is not None})


def elsewhere(
    router: Router,
    answers: Mapping[str, Any],
    *,
    customer: Mapping[str, Any] = FrozenDict(),
    options: Mapping[str, Iterable[Value | None]] = FrozenDict(),
    most: int = 10,
) -> tuple[Change, ...]:
    """Return the fewest changes of some answers that lead to each other target of a router.

        >>> from teamsched.conditions import answer
        >>> from teamsched.rules import Branch
        >>> router = Router([Branch("sales", when=answer("size") >= 50)], fallback="desk")
        >>> elsewhere(router, {"size": 3}, options={"size": [3, 30, 300]})
        (Change(answers={'size': 300}, rule=0),)

    No fewer changes lead there. What is known of the customer stays as it is.

    Args:
        router: The router.
        answers: What was answered.
        customer: What is known of the customer.
        options: The possible values of each answer, with None for none; one that is left out may
            have any value of the types that rules compare it with, or none.
        most: So many changes for each target at most, of those that are equally few.

    Raises:
        InvalidValueError: An answer is asked for parts, and its possible values are not given.
        ExpansionLimitError: The rules are too entangled.
    """
    instance("router", router, Router, "a Router")
    known = facts("answers", answers), facts("customer", customer)
    targets: dict[int | None, object] = {n: rule.to for n, rule in enumerate(router.rules)}
    targets[None] = router.fallback
    rules = [(number, rule.when) for number, rule in enumerate(router.rules)]
    return tuple(_changes(rules, targets, *known, options=options, most=most))


def elsewhere_on_page(
    page: MasterPage,
    request: Request,
    *,
    options: Mapping[str, Iterable[Value | None]] = FrozenDict(),
    most: int = 10,
) -> tuple[Change, ...]:
    """Return the fewest changes of a request's answers that lead to each other rule of a page.

    Rules that ask for the same are one target, and no rule at all is another. When the
    customer asks stays as it is, as what is known of them does.

    Args:
        page: The master page.
        request: What the customer asks for.
        options: The possible values of each answer, as for :func:`elsewhere`.
        most: So many changes for each target at most, of those that are equally few.
    """
    instance("page", page, MasterPage, "a MasterPage")
    instance("request", request, Request, "a Request")
    rules = list(rules_for(page, request))
    targets: dict[int | None, object] = {n: page.rules[n].leads_to for n, _ in rules}
    targets[None] = None
    facts = facts_of(page, request)
    return tuple(_changes(rules, targets, *facts, options=options, most=most))


def _changes(
    rules: list[tuple[int, Condition | None]],
    targets: Mapping[int | None, object],
    answers: Facts,
    customer: Facts,
    asked: Facts = NOTHING,
    *,
    options: Mapping[str, Iterable[Value | None]],
    most: int,
) -> Iterator[Change]:
    whole("most", most, low=1, high=MAX_CHANGES)
    given = _given(rules, answers, customer, asked)
    fixed = {key: (fact,) for key, fact in given.items() if key[0] != "answer"}
    found = analysis_of(rules, {**options_of(options, {}), **fixed}, given)
    here = targets[first_match(rules, answers, customer, asked)]
    for target in dict.fromkeys(targets.values()):
        there = _led_to(target, targets, found)
        if target == here or there == EMPTY:
            continue
        for changes in islice(found.nearest(there, given), most):
            change = Change(FrozenDict({key[1]: fact for key, fact in changes.items()}), None)
            rule = first_match(rules, change.applied(answers), customer, asked)
            yield attrs.evolve(change, rule=rule)


def _given(
    rules: list[tuple[int, Condition | None]], answers: Facts, customer: Facts, asked: Facts
) -> dict[Key, Value | None]:
    """Return what was given of everything that rules ask about, None for nothing."""
    comparisons = [one for _, when in rules if when is not None for one in when.comparisons]
    return {
        (one.source, one.name): one.given(answers, customer=customer, asked=asked)
        for one in comparisons
    }


def _led_to(target: object, targets: Mapping[int | None, object], found: Analysis) -> int:
    """Return the answers that lead to a target, by whichever rule."""
    ways = [
        found.left if number is None else found.taken[number]
        for number, one in targets.items()
        if one == target
    ]
    return reduce(found.sets.either, ways)
