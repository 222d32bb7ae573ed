"""What some rules come to for all answers at once: each rule as the set of answers it is for."""

from collections.abc import Iterator, Mapping
from functools import reduce

import attrs

from teamsched.conditions import Condition, Facts, Value
from teamsched.diagrams import EMPTY, FULL, Costs, Diagrams
from teamsched.frozen import FrozenDict
from teamsched.logic import NOTHING, AllOf, AnyOf, Comparison, Not
from teamsched.rules.first_match import Numbered
from teamsched.rules.possible import Key, Options, Question, questions


@attrs.frozen
class Example:
    """Answers, and what is known of a customer, for which something is so.

    Attributes:
        answers: The answers.
        customer: What is known of the customer.
        asked: When the customer asks.
    """

    answers: Facts
    customer: Facts
    asked: Facts = NOTHING

    def __str__(self) -> str:
        parts = [f"{name} {_shown(fact)}" for name, fact in self.answers.items()]
        parts += [f"customer's {name} {_shown(fact)}" for name, fact in self.customer.items()]
        parts += [f"{name} of asking {_shown(fact)}" for name, fact in self.asked.items()]
        return ", ".join(parts) or "nothing given"


def _shown(fact: Value | None) -> str:
    return "not given" if fact is None else repr(fact)


@attrs.frozen(eq=False)
class Analysis:
    """Some rules as sets of answers.

    Attributes:
        questions: What the rules ask about: the levels of the diagrams.
        sets: Where the sets are.
        holding: For each rule the answers that its condition holds of.
        taken: For each rule the answers that lead to it, and to none before it.
        left: The answers that lead to no rule.
    """

    questions: tuple[Question, ...]
    sets: Diagrams
    holding: Mapping[int, int]
    taken: Mapping[int, int]
    left: int

    def takers(self) -> dict[int, list[int]]:
        """Return for each rule those that take answers which it is for: earlier ones, and itself.

        Rules are halved and halved again, and halves that take nothing of it are left out.
        """
        if not self.taken:
            return {}
        some = _together(self.sets, [_Takers(taken, rule) for rule, taken in self.taken.items()])
        return {
            rule: list(_touching(self.sets, some, holding))
            for rule, holding in self.holding.items()
        }

    def example(self, of: int) -> Example:
        """Return answers of a set, which must not be empty."""
        free: Costs = [(0,) * width for width in self.sets.widths]
        point = next(self.sets.cheapest(of, free))
        facts = {
            question.key: question.choices[choice]
            for question, choice in zip(self.questions, point, strict=True)
        }
        return Example(
            _about("answer", facts), _about("customer", facts), asked=_about("asked", facts)
        )

    def nearest(
        self, of: int, given: Mapping[Key, Value | None]
    ) -> Iterator[dict[Key, Value | None]]:
        """Yield the fewest changes of facts that lead into a set, all that are equally few."""
        own = [question.outcome(given.get(question.key)) for question in self.questions]
        costs = [
            [int(question.outcome(choice) != outcome) for choice in question.choices]
            for question, outcome in zip(self.questions, own, strict=True)
        ]
        for point in self.sets.cheapest(of, costs):
            yield {
                question.key: question.choices[choice]
                for question, choice, price in zip(self.questions, point, costs, strict=True)
                if price[choice]
            }


@attrs.frozen
class _Takers:
    """What a rule takes, or what several do."""

    taken: int
    rule: int | None = None
    halves: "tuple[_Takers, ...]" = ()


def _together(sets: Diagrams, some: list[_Takers]) -> _Takers:
    if len(some) == 1:
        return some[0]
    middle = len(some) // 2
    first, second = _together(sets, some[:middle]), _together(sets, some[middle:])
    return _Takers(sets.either(first.taken, second.taken), halves=(first, second))


def _touching(sets: Diagrams, some: _Takers, of: int) -> Iterator[int]:
    """Yield the rules that take something of a set."""
    if sets.both(some.taken, of) == EMPTY:
        return
    if some.rule is not None:
        yield some.rule
    for half in some.halves:
        yield from _touching(sets, half, of)


def _about(source: str, facts: Mapping[Key, Value | None]) -> Facts:
    return FrozenDict(
        {key[1]: fact for key, fact in facts.items() if key[0] == source and fact is not None}
    )


def analysis_of(
    rules: Numbered, options: Options, given: Mapping[Key, Value | None] = FrozenDict()
) -> Analysis:
    """Return what some rules come to, for all answers that are possible, and some that are given.

    Time and room grow with the size of the diagrams: in the worst case exponentially with the
    number of questions, in practice little faster than the rules.

    Raises:
        ExpansionLimitError: The rules are too entangled.
    """
    numbered = list(rules)
    asked = questions([when for _, when in numbered if when is not None], options, given)
    sets = Diagrams([len(question.choices) for question in asked])
    levels = {question.key: level for level, question in enumerate(asked)}
    holding, taken, left = {}, {}, FULL
    for number, when in numbered:
        holding[number] = FULL if when is None else _set_of(when, sets, asked, levels)
        taken[number] = sets.both(left, holding[number])
        left = sets.both(left, sets.without(holding[number]))
    return Analysis(asked, sets, holding, taken, left)


def _set_of(
    condition: Condition,
    sets: Diagrams,
    asked: tuple[Question, ...],
    levels: Mapping[Key, int],
) -> int:
    parts = [_set_of(part, sets, asked, levels) for part in condition.parts]
    match condition:
        case AllOf():
            return reduce(sets.both, parts, FULL)
        case AnyOf():
            return reduce(sets.either, parts, EMPTY)
        case Not():
            return sets.without(parts[0])
    assert isinstance(condition, Comparison)
    level = levels[condition.source, condition.name]
    choices = enumerate(asked[level].choices)
    return sets.choosing(
        level, [n for n, fact in choices if fact is not None and condition.holds_of(fact)]
    )
