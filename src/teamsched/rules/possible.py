"""Which answers are possible, as far as some conditions tell them apart."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, TypeAlias

import attrs

from teamsched.asking import possible_values
from teamsched.checks import collection, identifier, whole
from teamsched.conditions import Condition, Value, value
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.facts import MAX_NUMBER
from teamsched.logic import Comparison, Source

MAX_QUESTIONS = 200
"""Most facts that the conditions of some rules ask about."""
MAX_POSSIBLE = 10_000
"""Most values that one fact may have."""

Key: TypeAlias = tuple[Source, str]
"""What a fact is about, and its name."""
Options: TypeAlias = Mapping[Key, tuple[Value | None, ...]]
"""The values that facts may have, with None for not being given."""


def options_of(answers: Mapping[str, Any], customer: Mapping[str, Any]) -> Options:
    """Return the values that answers and facts of the customer may have, checked."""
    return _checked("answer", "answers", answers) | _checked("customer", "customer", customer)


def _checked(source: Source, field: str, given: object) -> dict[Key, tuple[Value | None, ...]]:
    if not isinstance(given, Mapping):
        expected = "a mapping of names to possible values"
        raise InvalidTypeError(field, expected=expected, got=given)
    return {
        (source, identifier(field, name)): _values(f"{field}[{name!r}]", given[name])
        for name in given
    }


def _values(field: str, given: object) -> tuple[Value | None, ...]:
    options = collection(field, given, "the values that are possible, None for none")
    whole(field, len(options), low=1, high=MAX_POSSIBLE)
    return tuple(None if one is None else value(field, one) for one in options)


@attrs.frozen
class Question:
    """A fact that conditions ask about.

    Attributes:
        key: Which.
        comparisons: What it is compared with.
        choices: A value, or None, for each way in which the comparisons can come out.
    """

    key: Key
    comparisons: tuple[Comparison, ...]
    choices: tuple[Value | None, ...]

    def outcome(self, fact: Value | None) -> tuple[bool, ...]:
        """Return which of the comparisons hold of a value."""
        return tuple(fact is not None and one.holds_of(fact) for one in self.comparisons)


def questions(
    conditions: Iterable[Condition], options: Options, given: Mapping[Key, Value | None]
) -> tuple[Question, ...]:
    """Return the facts that conditions ask about, in order, with what can be told apart.

    Facts without options may have any value of the types that they are compared with, or none.
    What is given is possible as well.

    Raises:
        InvalidValueError: A fact without options is asked for parts, or too many are asked about.
    """
    asked: dict[Key, list[Comparison]] = {}
    for condition in conditions:
        for one in condition.comparisons:
            asked.setdefault((one.source, one.name), []).append(one)
    whole("questions", len(asked), low=0, high=MAX_QUESTIONS)
    return tuple(
        _question(key, tuple(dict.fromkeys(comparisons)), options, given)
        for key, comparisons in asked.items()
    )


def _question(
    key: Key,
    comparisons: tuple[Comparison, ...],
    options: Options,
    given: Mapping[Key, Value | None],
) -> Question:
    values = options[key] if key in options else tuple(_imagined(key, comparisons))
    values = ((given[key],) if key in given else ()) + values
    question = Question(key, comparisons, values)
    apart: dict[tuple[bool, ...], Value | None] = {}
    for one in values:
        apart.setdefault(question.outcome(one), one)
    return attrs.evolve(question, choices=tuple(apart.values()))


# Values of a fact that may have any


def _imagined(key: Key, comparisons: tuple[Comparison, ...]) -> Iterator[Value | None]:
    """Yield values that the comparisons come out in every possible way for."""
    if key[0] == "asked":
        yield from possible_values(key[1], _operands(comparisons))
        return
    for one in comparisons:
        if one.operator in {"contains", "starts with"}:
            expected = f"the possible values of {key[1]!r}, which is asked for parts"
            raise InvalidValueError(_FIELDS[key[0]], expected=expected, got=one)
    mentioned = _operands(comparisons)
    yield from _texts(mentioned or [""])
    yield from _numbers(mentioned)
    yield from (True, False) if any(isinstance(one, bool) for one in mentioned) else ()
    lists = {one for one in mentioned if isinstance(one, tuple)}
    yield from sorted(lists)
    if lists:
        yield ("x" * (1 + max(len(text) for one in lists for text in (*one, ""))),)
    yield None


def _operands(comparisons: Iterable[Comparison]) -> list[Any]:
    """Return what a fact is compared with, each value by itself."""
    found: list[Any] = []
    for one in comparisons:
        operand: Any = one.value
        found += operand if one.operator in {"in", "not in"} else [operand]
    return [one for one in found if one is not None]


_FIELDS = {"answer": "answers", "customer": "customer"}


def _texts(mentioned: Iterable[Any]) -> Iterator[str]:
    texts = sorted({one for one in mentioned if isinstance(one, str)})
    if not texts:
        return
    yield from texts
    yield texts[-1] + "x"
    for low, high in pairwise(texts):
        if low + "x" < high:
            yield low + "x"
        elif low + "\0" < high:  # no text is nearer
            yield low + "\0"
    if texts[0]:
        yield ""


def _numbers(mentioned: Iterable[Any]) -> Iterator[float]:
    found = [one for one in mentioned if isinstance(one, int | float)]
    numbers = sorted({one for one in found if not isinstance(one, bool)})
    if not numbers:
        return
    yield from numbers
    yield from (one for one in (numbers[-1] + 1, MAX_NUMBER) if one > numbers[-1])
    yield from (one for one in (numbers[0] - 1, -MAX_NUMBER) if one < numbers[0])
    for low, high in pairwise(numbers):
        for one in ((low + high) // 2, low / 2 + high / 2):
            if low < one < high:
                yield one
