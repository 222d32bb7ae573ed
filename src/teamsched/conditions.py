"""Conditions on answers and attributes: frozen, comparable, printable, without side effects.

Fields overload the operators and make conditions; conditions compare by structure.
Combine them with ``&``, ``|`` and ``~``. Python's ``and``, ``or``, ``not`` and ``in`` can't be
overloaded, they would ask for a truth value and silently drop half of the condition, so asking
a condition for one raises.
"""

from collections.abc import Iterable, Set as AbstractSet
from typing import get_args

import attrs

from teamsched.asking import PATTERNS, check_asked
from teamsched.checks import collection, identifier, instance, one_of, whole
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.facts import Facts, Value, alike, facts, value
from teamsched.logic import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Operand,
    Operator,
    Source,
    refuse_truth,
)

__all__ = [
    "MAX_OPTIONS",
    "Condition",
    "Facts",
    "Field",
    "Source",
    "Value",
    "alike",
    "all_of",
    "answer",
    "any_of",
    "asked",
    "attribute",
    "comparison",
    "condition_on",
    "customer",
    "facts",
    "value",
]

MAX_OPTIONS = 1_000
"""Most values that a fact may equal one of."""


@attrs.frozen(eq=False)
class Field:
    """A named fact that conditions are made of, by comparing it."""

    source: Source
    name: str

    def _compared(self, operator: Operator, other: object) -> Condition:
        return _made(self, operator, value(self.name, other))

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
        return refuse_truth(self)

    def is_in(self, values: Iterable[Value]) -> Condition:
        """Return the condition that the fact equals one of some values.

        >>> answer("country").is_in(["DE", "FR"]).holds({"country": "FR"})
        True
        """
        return _made(self, "in", _options(self.name, values))

    def not_in(self, values: Iterable[Value]) -> Condition:
        """Return the condition that the fact is given and equals none of some values.

        >>> answer("country").not_in(["DE", "FR"]).holds({})
        False
        >>> (~(answer("country").is_in(["DE", "FR"]))).holds({})
        True
        """
        return _made(self, "not in", _options(self.name, values))

    def contains(self, part: Value) -> Condition:
        """Return the condition that the fact is a text with this part, or texts with this item.

        >>> answer("langs").contains("de").holds({"langs": ("de", "en")})
        True
        """
        return self._compared("contains", part)

    def starts_with(self, start: Value) -> Condition:
        """Return the condition that the fact is a text that starts with another.

        >>> answer("phone").starts_with("+49").holds({"phone": "+49 30 1234567"})
        True
        """
        return self._compared("starts with", start)

    def exists(self) -> Condition:
        """Return the condition that the fact is given.

        >>> answer("phone").exists().holds({"phone": ""})
        True
        """
        return _made(self, "exists", None)


def _made(field: Field, operator: Operator, other: Operand) -> Comparison:
    if field.source == "asked":
        check_asked(field.name, operator, other)
    return Comparison(field.source, field.name, operator, other)


def _options(field: str, values: object) -> tuple[Value, ...]:
    found = collection(field, values, "an iterable of values")
    whole(field, len(found), low=0, high=MAX_OPTIONS)
    if isinstance(values, AbstractSet):  # which has an order of its own in every process
        found = tuple(sorted(found, key=repr))
    return tuple(value(field, one) for one in found)


def comparison(source: str, name: str, operator: str, other: object) -> Comparison:
    """Return a comparison of what may be anything, checked.

    Args:
        source: What the fact is about.
        name: The name of the fact.
        operator: How it is compared.
        other: What with; existence is not compared with anything.

    Raises:
        InvalidInputError: Its field is ``source``, ``field``, ``op`` or ``value``.
    """
    about: Source = one_of("source", source, get_args(Source))
    by: Operator = one_of("op", operator, get_args(Operator))
    identifier("field", name)
    if by == "exists":
        return _made(Field(about, name), by, None)
    check = _options if by in {"in", "not in"} else value
    return _made(Field(about, name), by, check("value", other))


def answer(name: str) -> Field:
    """Return what the customer answered, to make a condition of.

    >>> when = (answer("country") == "DE") & ~(answer("size") < 50)
    >>> when
    ((answer('country') == 'DE') & ~(answer('size') < 50))
    >>> when.holds({"country": "DE", "size": 200})
    True
    """
    return Field("answer", identifier("name", name))


def customer(name: str) -> Field:
    """Return what is known of the customer, to make a condition of.

    >>> (customer("plan") == "pro").holds({}, customer={"plan": "pro"})
    True
    """
    return Field("customer", identifier("name", name))


def attribute(name: str) -> Field:
    """Return an attribute of a member, to make a condition of.

    >>> (attribute("senior") == True).holds({"senior": True})
    True
    """
    return Field("attribute", identifier("name", name))


def asked(name: str) -> Field:
    """Return when the customer asks, by the wall clock of the page, to make a condition of.

        >>> asked("weekday").is_in(["sat", "sun"]) | (asked("time") >= "17:00")
        (asked('weekday').is_in(['sat', 'sun']) | (asked('time') >= '17:00'))

    Args:
        name: "weekday", "date" or "time".
    """
    return Field("asked", one_of("name", name, PATTERNS))


def all_of(*conditions: Condition) -> Condition:
    """Return the condition that every one of some conditions holds; all of nothing does.

    >>> all_of().holds({}), any_of().holds({})
    (True, False)
    """
    return AllOf(tuple(_condition(one) for one in conditions))


def any_of(*conditions: Condition) -> Condition:
    """Return the condition that at least one of some conditions holds.

    >>> any_of(*(answer("country") == code for code in ("DE", "FR")))
    ((answer('country') == 'DE') | (answer('country') == 'FR'))
    """
    return AnyOf(tuple(_condition(one) for one in conditions))


def _condition(given: object) -> Condition:
    return instance("conditions", given, Condition, "conditions")  # type: ignore[type-abstract]


def condition_on(sources: Source | tuple[Source, ...], field: str, condition: object) -> Condition:
    """Return *condition* if it is one that asks about nothing but some sources."""
    allowed = (sources,) if isinstance(sources, str) else sources
    makers = _listed([f"{source}(name)" for source in allowed], "or")
    kinds = _listed([_KINDS[source] for source in allowed], "and")
    expected = f"a condition on {kinds}, made with {makers}"
    if not isinstance(condition, Condition):
        raise InvalidTypeError(field, expected=expected, got=condition)
    if condition.sources - set(allowed):
        raise InvalidValueError(field, expected=expected, got=condition)
    return condition


def _listed(names: list[str], last: str) -> str:
    *others, one = names
    return f"{', '.join(others)} {last} {one}" if others else one


_KINDS = {
    "answer": "answers",
    "customer": "the customer",
    "attribute": "attributes",
    "asked": "the time of asking",
}
