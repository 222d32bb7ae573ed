"""What is found in rules, and what would have led elsewhere, is what trying all answers finds."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given

from teamsched.conditions import Condition, Facts, Value, answer
from teamsched.rules import Branch, Example, MasterPage, Router, Rule, elsewhere, lint
from tests.generators.conditions import facts
from tests.generators.rules import routers, small_options, small_router

Options = dict[str, list[Any]]


def all_answers(options: Options) -> Iterator[dict[str, Value]]:
    """Yield every way to answer."""
    for chosen in product(*options.values()):
        yield {name: one for name, one in zip(options, chosen, strict=True) if one is not None}


def applying(router: Router, answers: Facts) -> list[int]:
    """Return all rules whose conditions hold."""
    return [
        number
        for number, rule in enumerate(router.rules)
        if rule.when is None or rule.when.holds(answers)
    ]


def tried(router: Router, options: Options) -> set[tuple[Any, ...]]:
    """Return what trying all answers finds."""
    whole = [applying(router, answers) for answers in all_answers(options)]
    rules = range(len(router.rules))
    first = {numbers[0] for numbers in whole if numbers}
    found: set[tuple[Any, ...]] = set()
    for number in rules:
        by = {numbers[0] for numbers in whole if number in numbers}
        if not by:
            found.add(("never_holds", number))
        elif number not in first:
            found.add(("shadowed", number, *sorted(by)))
    for a, b in combinations(sorted(first), 2):
        differ = router.rules[a].to != router.rules[b].to and router.rules[b].when is not None
        if differ and any(numbers[:1] == [a] and b in numbers for numbers in whole):
            found.add(("overlap", a, b))
    if [] in whole and router.fallback is None:
        found.add(("uncovered",))
    if [] not in whole and router.fallback is not None:
        found.add(("unused_fallback",))
    return found


def linted(router: Router, options: Options) -> set[tuple[Any, ...]]:
    """Return what the linter finds, having seen to it that its examples show it."""
    found = set()
    for reason in lint(router, answers=options).reasons:
        match reason.code, reason.params:
            case "never_holds" | "shadowed" as code, {"rule": number, **more}:
                found.add((code, number, *more.get("by", ())))
            case "overlap", {"rule": a, "later": b, "example": Example(answers)}:
                assert applying(router, answers)[0] == a
                assert b in applying(router, answers)
                found.add(("overlap", a, b))
            case code, params:
                assert "example" not in params or not applying(router, params["example"].answers)
                found.add((code,))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_the_linter_misses_nothing_and_invents_nothing(seed: int) -> None:
    """In 100 lists of rules it finds what trying all answers finds, with examples that are so."""
    rng = Random(seed)
    codes: Counter[str] = Counter()
    for _ in range(100):
        options = small_options(rng)
        router = small_router(rng, options)
        expected = tried(router, options)
        assert linted(router, options) == expected, (router, options)
        codes.update(code for code, *_ in expected)
    kinds = {"never_holds", "shadowed", "overlap", "uncovered", "unused_fallback"}
    assert min(codes[kind] for kind in kinds) >= 5


@pytest.mark.parametrize("seed", range(5))
def test_pages_are_linted_by_event_type(seed: int) -> None:
    """What is found in a page is what is found in a router of the rules for an event type."""
    rng = Random(seed)
    for _ in range(40):
        options = small_options(rng)
        branches = [one for one in small_router(rng, options).rules if one.when is not None]
        demos = [Rule("demo", one.to, when=one.when) for one in branches]
        page = MasterPage("p", zone="UTC", rules=[Rule("call", "x"), *demos])
        found = set()
        for reason in lint(page, answers=options).reasons:
            assert reason.params["event_type"] == "demo"
            parts = [reason.params.get(key) for key in ("rule", "later")]
            numbers = [*parts, *reason.params.get("by", ())]
            found.add((reason.code, *(n - 1 for n in numbers if n is not None)))
        assert found == (tried(Router(branches), options) if branches else set())


# Any answers at all


@given(routers, facts, facts)
def test_what_may_be_anything_is_found_too(router: Router, answers: Facts, known: Facts) -> None:
    """Without options: no answers of the types that rules compare with contradict the linter."""
    branches = [rule for rule in router.rules if not asks_for_parts(rule.when)]
    router = Router(branches, fallback=router.fallback)
    answers, known = of_types(router, "answer", answers), of_types(router, "customer", known)
    steps = [
        number
        for number, rule in enumerate(router.rules)
        if rule.when is None or rule.when.holds(answers, customer=known)
    ]
    found = lint(router).reasons
    dead = {reason.params["rule"] for reason in found if reason.code == "never_holds"}
    never_first = {reason.params["rule"] for reason in found if reason.code == "shadowed"}
    assert not dead & set(steps)
    assert not never_first & set(steps[:1])
    codes = {reason.code for reason in found}
    if not steps:
        assert "unused_fallback" not in codes
        assert "uncovered" in codes or router.fallback is not None
    for reason in found:
        example = reason.params.get("example")
        if example is not None:
            path = router.trace(example.answers, customer=example.customer)
            applied = [step.rule for step in path if step.applies]
            assert applied == ([] if reason.code == "uncovered" else [reason.params["rule"]])


def asks_for_parts(when: Condition | None) -> bool:
    return when is not None and any(
        one.operator in {"contains", "starts with"} for one in when.comparisons
    )


def kind(given: Any) -> str:
    if isinstance(given, bool):
        return "bool"
    return "number" if isinstance(given, int | float) else type(given).__name__


def of_types(router: Router, source: str, given: Facts) -> Facts:
    """Return the facts of a type that a rule compares them with."""
    types = {
        (one.name, kind(operand))
        for rule in router.rules
        if rule.when is not None
        for one in rule.when.comparisons
        if one.source == source
        for operand in (one.value if one.operator in {"in", "not in"} else [one.value])  # type: ignore[union-attr]
    }
    return {name: fact for name, fact in given.items() if (name, kind(fact)) in types}


# Elsewhere


def fewest(router: Router, options: Options, answers: Facts) -> dict[str | None, tuple[int, int]]:
    """Return for each target how few changes lead there, and in how many sets of questions."""
    found: dict[str | None, dict[frozenset[str], int]] = {}
    for other in all_answers({**options, **{n: [*options[n], answers.get(n)] for n in options}}):
        changed = frozenset(
            name for name in options if repr(other.get(name)) != repr(answers.get(name))
        )
        found.setdefault(router.route(other).to, {})[changed] = len(changed)
    return {
        to: (min(sizes.values()), list(sizes.values()).count(min(sizes.values())))
        for to, sizes in found.items()
    }


@pytest.mark.parametrize("seed", range(10))
def test_changes_lead_where_they_say_and_no_fewer_do(seed: int) -> None:
    """Every change, applied, leads there; none is larger than the smallest that trying finds."""
    rng = Random(seed)
    sizes: Counter[int] = Counter()
    for _ in range(100):
        options = small_options(rng)
        router = small_router(rng, options)
        answers = rng.choice(list(all_answers(options)))
        if rng.random() < 0.3:
            answers["n"] = 7
            options.setdefault("n", [7])
        here = router.route(answers)
        expected = fewest(router, options, answers)
        led: dict[str | None, list[Mapping[str, Any]]] = {}
        for change in elsewhere(router, answers, options=options, most=1_000):
            there = router.route(change.applied(answers))
            assert there.rule == change.rule
            assert there.to != here.to
            assert all(one in options[name] for name, one in change.answers.items())
            led.setdefault(there.to, []).append(change.answers)
        assert set(led) == set(expected) - {here.to}, (router, options, answers)
        for to, changes in led.items():
            assert {len(one) for one in changes} == {expected[to][0]}
            assert len({frozenset(one) for one in changes}) == expected[to][1]
            assert len(set(map(repr, changes))) == len(changes)
            sizes[expected[to][0]] += 1
    assert sizes[1] > 20
    assert sizes[2] > 0


@given(routers, facts, facts)
def test_changes_to_anything_lead_where_they_say(
    router: Router, answers: Facts, known: Facts
) -> None:
    """Without options too; the customer stays who they are."""
    router = Router(
        [rule for rule in router.rules if not asks_for_parts(rule.when)], fallback=router.fallback
    )
    here = router.route(answers, customer=known)
    for change in elsewhere(router, answers, customer=known):
        there = router.route(change.applied(answers), customer=known)
        assert there.rule == change.rule
        assert there.to != here.to
        for name in change.answers:  # each part of it is needed
            kept = {n: one for n, one in change.answers.items() if n != name}
            less = {n: f for n, f in {**answers, **kept}.items() if f is not None}
            assert router.route(less, customer=known).to != there.to


def test_the_order_of_options_decides_between_equals() -> None:
    """The first option that does is named; the customer's own answer costs nothing."""
    branch = Branch("sales", when=answer("n") >= 10)
    for options in ([5, 20, 30], [30, 20]):
        (change,) = elsewhere(Router([branch]), {"n": 1}, options={"n": options})
        assert change.answers == {"n": next(n for n in options if n >= 10)}
