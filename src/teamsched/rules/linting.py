"""What is wrong with rules that nobody has noticed yet: found for all answers at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from teamsched.conditions import Value
from teamsched.diagrams import EMPTY
from teamsched.errors import InvalidTypeError
from teamsched.frozen import FrozenDict
from teamsched.reasons import Explanation, Reason
from teamsched.rules.analysis import Analysis, analysis_of
from teamsched.rules.pages import MasterPage, Rule
from teamsched.rules.possible import Options, options_of
from teamsched.rules.routers import Branch, Router
from teamsched.rules.routing import of_event_type


@attrs.frozen(repr=False)
class Lint(Explanation):
    """What was found in some rules; nothing found is false."""


def lint(
    rules: MasterPage | Router,
    *,
    answers: Mapping[str, Iterable[Value | None]] = FrozenDict(),
    customer: Mapping[str, Iterable[Value | None]] = FrozenDict(),
) -> Lint:
    """Return what is wrong with rules: which never apply, which overlap, and what none is for.

        >>> from teamsched.conditions import answer
        >>> large, huge = answer("size") >= 50, answer("size") >= 500
        >>> router = Router([Branch("sales", when=large), Branch("key-accounts", when=huge)])
        >>> print(lint(router, answers={"size": [10, 100, 1000]}).explain())
        rule 1 is never reached: rule 0 takes whatever it is for
        no rule is for size 10, and there is no fallback

    What is found is so, and nothing else of its kind is, as long as answers are of those that are
    possible: the options of a question, with None among them if it may be left out.

    Args:
        rules: A master page or a router.
        answers: The possible values of each answer; one that is left out may have any value of
            the types that rules compare it with, or none.
        customer: The same for what is known of the customer.

    Raises:
        InvalidValueError: An answer is asked for parts, and its possible values are not given.
        ExpansionLimitError: The rules are too entangled.
    """
    options = options_of(answers, customer)
    if isinstance(rules, Router):
        return Lint(_in_router(rules, options))
    if isinstance(rules, MasterPage):
        return Lint(_in_page(rules, options))
    raise InvalidTypeError("rules", expected="a MasterPage or a Router", got=rules)


def taken_rules(
    page: MasterPage,
    *,
    answers: Mapping[str, Iterable[Value | None]] = FrozenDict(),
    customer: Mapping[str, Iterable[Value | None]] = FrozenDict(),
) -> frozenset[int]:
    """Return the numbers of the rules that some answers lead to.

    Args:
        page: The master page.
        answers: The possible values of each answer, as for :func:`lint`.
        customer: The same for what is known of the customer.
    """
    options = options_of(answers, customer)
    return frozenset(
        number
        for event_type in _event_types(page)
        for number, taken in _analysis(page, event_type, options).taken.items()
        if taken != EMPTY
    )


def _in_router(router: Router, options: Options) -> Iterator[Reason]:
    rules = dict(enumerate(router.rules))
    found = analysis_of(((number, rule.when) for number, rule in rules.items()), options)
    targets = {number: rule.to for number, rule in rules.items()}
    takers = found.takers()
    yield from _never_taken(found, takers, {})
    yield from _overlaps(found, takers, rules, targets, {})
    if found.left != EMPTY and router.fallback is None:
        yield _uncovered(found, {}, "no rule", ", and there is no fallback")
    if found.left == EMPTY and router.fallback is not None:
        text = f"the fallback is never reached: the rules take everything before {router.fallback}"
        yield Reason("unused_fallback", params={"to": router.fallback}, text=text)


def _in_page(page: MasterPage, options: Options) -> Iterator[Reason]:
    for event_type in _event_types(page):
        found = _analysis(page, event_type, options)
        rules = {number: page.rules[number] for number in found.holding}
        targets = {number: rule.leads_to for number, rule in rules.items()}
        about = {"event_type": event_type}
        takers = found.takers()
        yield from _never_taken(found, takers, about)
        yield from _overlaps(found, takers, rules, targets, about)
        if found.left != EMPTY:
            yield _uncovered(found, about, f"no rule for {event_type}")


def _event_types(page: MasterPage) -> list[str]:
    return list(dict.fromkeys(rule.event_type for rule in page.rules))


def _analysis(page: MasterPage, event_type: str, options: Options) -> Analysis:
    return analysis_of(of_event_type(page, event_type), options)


def _never_taken(
    found: Analysis, takers: Mapping[int, list[int]], about: Mapping[str, Any]
) -> Iterator[Reason]:
    """Yield the rules that no answers lead to, with the earlier ones that take theirs."""
    for number, by in takers.items():
        if found.holding[number] == EMPTY:
            text = f"rule {number} never applies: its condition holds of no answers"
            yield Reason("never_holds", params={**about, "rule": number}, text=text)
        elif found.taken[number] == EMPTY:
            who = " and ".join(f"rule {other}" for other in by)
            text = f"rule {number} is never reached: {who} take{'s' * (len(by) == 1)} whatever"
            params = {**about, "rule": number, "by": tuple(by)}
            yield Reason("shadowed", params=params, text=f"{text} it is for")


def _overlaps(
    found: Analysis,
    takers: Mapping[int, list[int]],
    rules: Mapping[int, Branch | Rule],
    targets: Mapping[int, object],
    about: Mapping[str, Any],
) -> Iterator[Reason]:
    """Yield the pairs whose order matters, each with answers that show it.

    One without a condition is meant to be for what is left, and so overlaps nothing.
    """
    for later, earlier in takers.items():
        if found.taken[later] == EMPTY or rules[later].when is None:
            continue
        for number in earlier:
            if targets[number] != targets[later]:
                shared = found.sets.both(found.taken[number], found.holding[later])
                example = found.example(shared)
                yield Reason(
                    "overlap",
                    params={**about, "rule": number, "later": later, "example": example},
                    text=f"rule {number} comes before rule {later}, and both are for {example}",
                )


def _uncovered(found: Analysis, about: Mapping[str, Any], nobody: str, more: str = "") -> Reason:
    example = found.example(found.left)
    params = {**about, "example": example}
    return Reason("uncovered", params=params, text=f"{nobody} is for {example}{more}")
