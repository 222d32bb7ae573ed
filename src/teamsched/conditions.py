"""Conditions on answers and attributes: frozen, comparable, printable, without side effects.

Fields overload the operators and make conditions; conditions compare by structure.
Combine them with ``&``, ``|`` and ``~``. Python's ``and``, ``or``, ``not`` and ``in`` can't be
overloaded, they would ask for a truth value and silently drop half of the condition, so asking
a condition for one raises.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Set as AbstractSet
from operator import ge, gt, le, lt
from typing import Any, Literal, NoReturn, TypeAlias

import attrs

from teamsched.checks import collection, identifier
from teamsched.errors import InvalidTypeError, InvalidValueError

Value: TypeAlias = str | int | float | bool | tuple[str, ...]
Facts: TypeAlias = Mapping[str, Value]
Source = Literal["answer", "attribute"]

_ORDER: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def value(field: str, given: object) -> Value:
    """Return *given* as a value that conditions can compare; lists of texts become tuples."""
    if isinstance(given, str | int | float):
        if given != given:  # noqa: PLR0124 (only NaN is unlike itself)
            raise InvalidValueError(field, expected="a number that equals itself", got=given)
        return given
    if isinstance(given, list | tuple) and all(isinstance(item, str) for item in given):
        return tuple(given)
    raise InvalidTypeError(field, expected="a text, a number, a bool or texts", got=given)


def facts(field: str, given: object) -> Facts:
    """Return a mapping of names to values, checked and copied."""
    if not isinstance(given, Mapping):
        raise InvalidTypeError(field, expected="a mapping of names to values", got=given)
    return {identifier(field, name): value(f"{field}[{name!r}]", v) for name, v in given.items()}


def alike(a: Value, b: Value) -> bool:
    """Tell whether two values are equal: whole and decimal numbers are alike, bools are not."""
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def _kinds_apart(given: Any) -> Any:
    """Return what conditions compare a value by, since 1 == True to Python."""
    if isinstance(given, tuple):
        return tuple(map(_kinds_apart, given))
    return isinstance(given, bool), given


def _comparable(a: Value, b: Value) -> bool:
    numbers = isinstance(a, int | float) and isinstance(b, int | float)
    booleans = isinstance(a, bool) or isinstance(b, bool)
    return (numbers and not booleans) or (isinstance(a, str) and isinstance(b, str))


def _refuse_truth(given: object) -> NoReturn:
    raise InvalidTypeError(
        "condition",
        expected="conditions joined with &, | and ~, and is_in() for membership, "
        "not a truth value as and, or, not and in ask for",
        got=given,
    )


class Condition(ABC):
    """Something that holds of some facts, or does not."""

    __slots__ = ()

    @abstractmethod
    def holds(self, given: Facts) -> bool:
        """Tell whether the condition holds of some facts."""

    @property
    @abstractmethod
    def sources(self) -> frozenset[Source]:
        """What it asks about: answers, attributes, or both."""

    def __and__(self, other: "Condition") -> "Condition":
        return AllOf((self, other)) if isinstance(other, Condition) else NotImplemented

    def __or__(self, other: "Condition") -> "Condition":
        return AnyOf((self, other)) if isinstance(other, Condition) else NotImplemented

    def __invert__(self) -> "Condition":
        return Not(self)

    def __bool__(self) -> bool:
        return _refuse_truth(self)


@attrs.frozen(repr=False)
class Comparison(Condition):
    """One named fact compared with a value; a fact that is not given compares as false."""

    source: Source
    name: str
    operator: str
    value: Value = attrs.field(eq=_kinds_apart)

    def holds(self, given: Facts) -> bool:
        """Tell whether the fact is given and compares."""
        if self.name not in given:
            return False
        fact = given[self.name]
        if self.operator in {"==", "!="}:
            return alike(fact, self.value) == (self.operator == "==")
        return _comparable(fact, self.value) and _ORDER[self.operator](fact, self.value)

    @property
    def sources(self) -> frozenset[Source]:
        """The one source of the fact."""
        return frozenset({self.source})

    def __str__(self) -> str:
        return f"{self.name} {self.operator} {self.value!r}"

    def __repr__(self) -> str:
        return f"({self.source}({self.name!r}) {self.operator} {self.value!r})"


@attrs.frozen(repr=False)
class OneOf(Condition):
    """One named fact equals one of some values; a fact that is not given equals none."""

    source: Source
    name: str
    values: tuple[Value, ...] = attrs.field(eq=_kinds_apart)

    def holds(self, given: Facts) -> bool:
        """Tell whether the fact is given and among the values."""
        return self.name in given and any(alike(given[self.name], one) for one in self.values)

    @property
    def sources(self) -> frozenset[Source]:
        """The one source of the fact."""
        return frozenset({self.source})

    def __str__(self) -> str:
        return f"{self.name} in ({', '.join(map(repr, self.values))})"

    def __repr__(self) -> str:
        return f"{self.source}({self.name!r}).is_in({list(self.values)!r})"


@attrs.frozen(repr=False)
class AllOf(Condition):
    """Every part holds; of no parts, every one does."""

    parts: tuple[Condition, ...]

    def holds(self, given: Facts) -> bool:
        """Tell whether every part holds."""
        return all(part.holds(given) for part in self.parts)

    @property
    def sources(self) -> frozenset[Source]:
        """The sources of the parts."""
        return frozenset().union(*(part.sources for part in self.parts))

    def __str__(self) -> str:
        return " and ".join(map(_bracketed, self.parts))

    def __repr__(self) -> str:
        return f"({' & '.join(map(repr, self.parts))})"


@attrs.frozen(repr=False)
class AnyOf(Condition):
    """At least one part holds; of no parts, none does."""

    parts: tuple[Condition, ...]

    def holds(self, given: Facts) -> bool:
        """Tell whether a part holds."""
        return any(part.holds(given) for part in self.parts)

    @property
    def sources(self) -> frozenset[Source]:
        """The sources of the parts."""
        return frozenset().union(*(part.sources for part in self.parts))

    def __str__(self) -> str:
        return " or ".join(map(_bracketed, self.parts))

    def __repr__(self) -> str:
        return f"({' | '.join(map(repr, self.parts))})"


@attrs.frozen(repr=False)
class Not(Condition):
    """The part does not hold."""

    part: Condition

    def holds(self, given: Facts) -> bool:
        """Tell whether the part does not hold."""
        return not self.part.holds(given)

    @property
    def sources(self) -> frozenset[Source]:
        """The sources of the part."""
        return self.part.sources

    def __str__(self) -> str:
        return f"not {_bracketed(self.part)}"

    def __repr__(self) -> str:
        return f"~{self.part!r}"


def _bracketed(part: Condition) -> str:
    return f"({part})" if isinstance(part, AllOf | AnyOf) else str(part)


@attrs.frozen(eq=False)
class Field:
    """A named fact that conditions are made of, by comparing it."""

    source: Source
    name: str

    def _compared(self, operator: str, other: object) -> Condition:
        return Comparison(self.source, self.name, operator, value(self.name, other))

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]
        return self._compared("==", other)

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]
        return self._compared("!=", other)

    def __lt__(self, other: Value) -> Condition:
        return self._compared("<", other)

    def __le__(self, other: Value) -> Condition:
        return self._compared("<=", other)

    def __gt__(self, other: Value) -> Condition:
        return self._compared(">", other)

    def __ge__(self, other: Value) -> Condition:
        return self._compared(">=", other)

    def __hash__(self) -> int:
        return hash((self.source, self.name))

    def __bool__(self) -> bool:
        return _refuse_truth(self)

    def is_in(self, values: Iterable[Value]) -> Condition:
        """Return the condition that the fact equals one of some values.

        >>> answer("country").is_in(["DE", "FR"]).holds({"country": "FR"})
        True
        """
        options = collection(self.name, values, "an iterable of values")
        if isinstance(values, AbstractSet):  # which has an order of its own in every process
            options = tuple(sorted(options, key=repr))
        return OneOf(self.source, self.name, tuple(value(self.name, one) for one in options))


def answer(name: str) -> Field:
    """Return what the customer answered, to make a condition of.

    >>> when = (answer("country") == "DE") & ~(answer("size") < 50)
    >>> when
    ((answer('country') == 'DE') & ~(answer('size') < 50))
    >>> when.holds({"country": "DE", "size": 200})
    True
    """
    return Field("answer", identifier("name", name))


def attribute(name: str) -> Field:
    """Return an attribute of a member, to make a condition of.

    >>> (attribute("senior") == True).holds({"senior": True})
    True
    """
    return Field("attribute", identifier("name", name))


def condition_on(source: Source, field: str, condition: object) -> Condition:
    """Return *condition* if it is one that asks about nothing but that source."""
    expected = f"a condition on {source}s, made with {source}(name)"
    if not isinstance(condition, Condition):
        raise InvalidTypeError(field, expected=expected, got=condition)
    if condition.sources - {source}:
        raise InvalidValueError(field, expected=expected, got=condition)
    return condition
