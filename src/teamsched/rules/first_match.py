"""The first of some rules whose condition holds, and the path that leads to it."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import attrs

from teamsched.conditions import Condition, Facts
from teamsched.logic import NOTHING, Settled

Numbered: TypeAlias = Iterable[tuple[int, Condition | None]]
"""Conditions with the numbers of their rules; a rule without one always applies."""


def first_match(
    rules: Numbered, answers: Facts, customer: Facts, asked: Facts = NOTHING
) -> int | None:
    """Return the number of the first rule that applies."""
    for number, when in rules:
        if when is None or when.holds(answers, customer=customer, asked=asked):
            return number
    return None


@attrs.frozen(repr=False)
class Step:
    """A rule that was looked at.

    Attributes:
        rule: Its number.
        applies: Whether it applies; no rule after it was looked at then.
        because: The comparisons that settle it, each with what was given, or None for nothing.
    """

    rule: int
    applies: bool
    because: Settled

    def __str__(self) -> str:
        why = ", ".join(map(_words, self.because))
        verdict = "applies" if self.applies else "does not apply"
        return f"rule {self.rule} {verdict}" + (f": {why}" if why else "")

    def __repr__(self) -> str:
        return f"<Step {self}>"


def _words(settled: tuple[object, object]) -> str:
    comparison, given = settled
    return f"{comparison} ({'not given' if given is None else f'given {given!r}'})"


def path(
    rules: Numbered, answers: Facts, customer: Facts, asked: Facts = NOTHING
) -> Iterator[Step]:
    """Yield every rule that is looked at, up to the first that applies."""
    for number, when in rules:
        if when is None:
            yield Step(number, applies=True, because=())
            return
        holds = when.holds(answers, customer=customer, asked=asked)
        because = when.because(answers, customer=customer, asked=asked)
        yield Step(number, applies=holds, because=because)
        if holds:
            return
