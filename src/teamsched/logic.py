"""What conditions are: comparisons of facts, joined by all of, any of and not."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import ge, gt, le, lt
from typing import Any, Literal, NoReturn, TypeAlias

import attrs

from teamsched.checks import whole
from teamsched.errors import InvalidTypeError
from teamsched.facts import Facts, Value, alike, contains, ordered, starts_with
from teamsched.frozen import FrozenDict

Source = Literal["answer", "customer", "attribute", "asked"]
Operator = Literal[
    "==", "!=", "in", "not in", "<", "<=", ">", ">=", "contains", "starts with", "exists"
]
Operand: TypeAlias = Value | tuple[Value, ...] | None
"""What a fact is compared with: several values for membership, None for existence."""

MAX_NESTING = 50
"""Deepest nesting of conditions."""
MAX_PARTS = 1_000
"""Most conditions that one condition is made of, itself included."""
NOTHING: Facts = FrozenDict()

_ORDER: dict[Operator, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _kinds_apart(given: Any) -> Any:
    """Return what conditions compare a value by, since 1 == True to Python."""
    if isinstance(given, tuple):
        return tuple(map(_kinds_apart, given))
    return isinstance(given, bool), given


def refuse_truth(given: object) -> NoReturn:
    """Say what to use instead of a truth value."""
    raise InvalidTypeError(
        "condition",
        expected="conditions joined with &, | and ~, and is_in() for membership, "
        "not a truth value as and, or, not and in ask for",
        got=given,
    )


Settled: TypeAlias = "tuple[tuple[Comparison, Value | None], ...]"
"""Comparisons with the facts that were given, None for none."""


class Condition(ABC):
    """Something that holds of some facts, or does not."""

    __slots__ = ()

    @abstractmethod
    def holds(self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING) -> bool:
        """Tell whether the condition holds.

        Args:
            given: The answers, or the attributes of a member, whichever it asks about.
            customer: The attributes of the customer.
            asked: When the customer asks, as a wall clock shows it.
        """

    @abstractmethod
    def because(
        self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING
    ) -> Settled:
        """Return the comparisons that settle whether the condition holds, with the facts.

        >>> from teamsched.conditions import answer
        >>> when = (answer("country") == "DE") & (answer("size") >= 50)
        >>> when.because({"country": "DE", "size": 3})
        (((answer('size') >= 50), 3),)

        As long as these come out as they do, so does the condition, whatever becomes of others.
        None stands for what was not given.
        """

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return the condition as plain data, fit for JSON; ``condition_from_dict`` reads it.

        >>> from teamsched.conditions import answer
        >>> (~(answer("langs").contains("de"))).to_dict()
        {'not': {'field': 'langs', 'op': 'contains', 'value': 'de'}}
        """

    @property
    @abstractmethod
    def parts(self) -> "tuple[Condition, ...]":
        """The conditions that it joins."""

    @property
    def comparisons(self) -> "tuple[Comparison, ...]":
        """The comparisons in it, from left to right."""
        return tuple(part for part in _walk(self) if isinstance(part, Comparison))

    @property
    def sources(self) -> frozenset[Source]:
        """What it asks about: answers, the customer, attributes of members, or when it is asked."""
        return frozenset(one.source for one in self.comparisons)

    def __and__(self, other: "Condition") -> "Condition":
        if not isinstance(other, Condition):
            return NotImplemented
        return AllOf((*(self.parts if isinstance(self, AllOf) else (self,)), other))

    def __or__(self, other: "Condition") -> "Condition":
        if not isinstance(other, Condition):
            return NotImplemented
        return AnyOf((*(self.parts if isinstance(self, AnyOf) else (self,)), other))

    def __invert__(self) -> "Condition":
        return Not(self)

    def __bool__(self) -> bool:
        return refuse_truth(self)


def _walk(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in condition.parts:
        yield from _walk(part)


def _depth(condition: Condition) -> int:
    return 1 + max(map(_depth, condition.parts), default=0)


def _check_bounds(condition: Condition) -> None:
    whole("levels of conditions", _depth(condition), low=1, high=MAX_NESTING)
    whole("parts of a condition", sum(1 for _ in _walk(condition)), low=1, high=MAX_PARTS)


@attrs.frozen(repr=False)
class Comparison(Condition):
    """One named fact compared with a value; a fact that is not given compares as false."""

    source: Source
    name: str
    operator: Operator
    value: Operand = attrs.field(eq=_kinds_apart)

    def given(
        self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING
    ) -> Value | None:
        """Return the fact that is compared; None if it was not given."""
        sources: dict[str, Facts] = {"customer": customer, "asked": asked}
        return sources.get(self.source, given).get(self.name)

    def holds(self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING) -> bool:
        """Tell whether the fact is given and compares."""
        fact = self.given(given, customer=customer, asked=asked)
        return fact is not None and self.holds_of(fact)

    def holds_of(self, fact: Value) -> bool:
        """Tell whether a fact compares."""
        other: Any = self.value
        match self.operator:
            case "==" | "!=":
                return alike(fact, other) == (self.operator == "==")
            case "in" | "not in":
                return any(alike(fact, one) for one in other) == (self.operator == "in")
            case "contains":
                return contains(fact, other)
            case "starts with":
                return starts_with(fact, other)
            case "exists":
                return True
        return ordered(fact, other) and _ORDER[self.operator](fact, other)

    def because(
        self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING
    ) -> Settled:
        """Return the comparison itself."""
        return ((self, self.given(given, customer=customer, asked=asked)),)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data; its source is left out if it is the answers."""
        plain: dict[str, Any] = {} if self.source == "answer" else {"source": self.source}
        plain |= {"field": self.name, "op": self.operator}
        return plain if self.operator == "exists" else plain | {"value": _plain(self.value)}

    @property
    def parts(self) -> tuple[Condition, ...]:
        """Nothing: it joins none."""
        return ()

    @property
    def subject(self) -> str:
        """The name of the fact, in words."""
        return _SUBJECTS.get(self.source, "{}").format(self.name)

    def __str__(self) -> str:
        match self.operator, self.value:
            case "exists", _:
                return f"{self.subject} exists"
            case "in" | "not in", tuple(options):
                return f"{self.subject} {self.operator} ({', '.join(map(repr, options))})"
        return f"{self.subject} {self.operator} {self.value!r}"

    def __repr__(self) -> str:
        field = f"{self.source}({self.name!r})"
        match self.operator, self.value:
            case "exists", _:
                return f"{field}.exists()"
            case "in" | "not in", tuple(options):
                return f"{field}.{_METHODS[self.operator]}({list(options)!r})"
            case "contains" | "starts with", _:
                return f"{field}.{_METHODS[self.operator]}({self.value!r})"
        return f"({field} {self.operator} {self.value!r})"


_SUBJECTS = {"customer": "customer's {}", "asked": "{} of asking"}

_METHODS = {
    "in": "is_in",
    "not in": "not_in",
    "contains": "contains",
    "starts with": "starts_with",
}


def _plain(given: Operand) -> Any:
    return list(map(_plain, given)) if isinstance(given, tuple) else given


@attrs.frozen(repr=False)
class AllOf(Condition):
    """Every part holds; of no parts, every one does."""

    parts: tuple[Condition, ...]

    def __attrs_post_init__(self) -> None:
        _check_bounds(self)

    def holds(self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING) -> bool:
        """Tell whether every part holds."""
        return all(part.holds(given, customer=customer, asked=asked) for part in self.parts)

    def because(
        self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING
    ) -> Settled:
        """Return what every failing part fails because of, or else why all hold."""
        failing = [
            part for part in self.parts if not part.holds(given, customer=customer, asked=asked)
        ]
        return _settled_by(failing or self.parts, given, customer, asked)

    def to_dict(self) -> dict[str, Any]:
        """Return the condition as plain data."""
        return {"all": [part.to_dict() for part in self.parts]}

    def __str__(self) -> str:
        return " and ".join(map(_bracketed, self.parts)) or "always"

    def __repr__(self) -> str:
        return _printed(self, "&", "all_of")


@attrs.frozen(repr=False)
class AnyOf(Condition):
    """At least one part holds; of no parts, none does."""

    parts: tuple[Condition, ...]

    def __attrs_post_init__(self) -> None:
        _check_bounds(self)

    def holds(self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING) -> bool:
        """Tell whether a part holds."""
        return any(part.holds(given, customer=customer, asked=asked) for part in self.parts)

    def because(
        self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING
    ) -> Settled:
        """Return what every holding part holds because of, or else why none does."""
        holding = [part for part in self.parts if part.holds(given, customer=customer, asked=asked)]
        return _settled_by(holding or self.parts, given, customer, asked)

    def to_dict(self) -> dict[str, Any]:
        """Return the condition as plain data."""
        return {"any": [part.to_dict() for part in self.parts]}

    def __str__(self) -> str:
        return " or ".join(map(_bracketed, self.parts)) or "never"

    def __repr__(self) -> str:
        return _printed(self, "|", "any_of")


@attrs.frozen(repr=False)
class Not(Condition):
    """The part does not hold."""

    part: Condition

    def __attrs_post_init__(self) -> None:
        _check_bounds(self)

    def holds(self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING) -> bool:
        """Tell whether the part does not hold."""
        return not self.part.holds(given, customer=customer, asked=asked)

    def because(
        self, given: Facts, *, customer: Facts = NOTHING, asked: Facts = NOTHING
    ) -> Settled:
        """Return what settles the part."""
        return self.part.because(given, customer=customer, asked=asked)

    def to_dict(self) -> dict[str, Any]:
        """Return the condition as plain data."""
        return {"not": self.part.to_dict()}

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The one part."""
        return (self.part,)

    def __str__(self) -> str:
        return f"not {_bracketed(self.part)}"

    def __repr__(self) -> str:
        return f"~{self.part!r}"


def _bracketed(part: Condition) -> str:
    several = isinstance(part, AllOf | AnyOf) and len(part.parts) != 1
    return f"({part})" if several else str(part)


def _settled_by(parts: Iterable[Condition], given: Facts, customer: Facts, asked: Facts) -> Settled:
    found = [part.because(given, customer=customer, asked=asked) for part in parts]
    return tuple(chain.from_iterable(found))


def _printed(joined: Condition, sign: str, function: str) -> str:
    """Return what makes an equal condition: the sign joins onto what is joined by it."""
    shown = list(map(repr, joined.parts))
    if len(shown) < 2 or type(joined.parts[0]) is type(joined):  # noqa: PLR2004 (a sign joins two)
        return f"{function}({', '.join(shown)})"
    return f"({f' {sign} '.join(shown)})"
