"""Conditions and facts at random: so few names and values that they often meet."""

import operator
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from teamsched.conditions import (
    Condition,
    Field,
    all_of,
    answer,
    any_of,
    asked,
    attribute,
    customer,
)

NAMES = ("a", "b", "c")
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

# What is drawn: so few values that they often meet, each kind with one that looks like another's

numbers = st.sampled_from([0, 1, 2, 1.0, 0.5, -1, 10**30]) | st.floats(
    allow_nan=False, allow_infinity=False
)
texts = st.sampled_from(["", "a", "b", "1", "DE", "it's", '"', "\n", "\\", "é"])
values = numbers | texts | st.booleans() | st.lists(texts, max_size=2).map(tuple)
facts = st.dictionaries(st.sampled_from(NAMES), values)


def fields_of(*makers: Callable[[str], Field]) -> st.SearchStrategy[Field]:
    """Draw fields of some sources."""
    return st.builds(lambda make, name: make(name), st.sampled_from(makers), st.sampled_from(NAMES))


def comparisons_of(fields: st.SearchStrategy[Field]) -> st.SearchStrategy[Condition]:
    """Draw comparisons by a sign."""
    return st.builds(
        lambda compare, field, value: compare(field, value),
        st.sampled_from(list(OPERATORS.values())),
        fields,
        values,
    )


def memberships_of(fields: st.SearchStrategy[Field]) -> st.SearchStrategy[Condition]:
    """Draw comparisons with several values."""
    return st.builds(
        lambda field, options, within: field.is_in(options) if within else field.not_in(options),
        fields,
        st.lists(values, max_size=3),
        st.booleans(),
    )


def others_of(fields: st.SearchStrategy[Field]) -> st.SearchStrategy[Condition]:
    """Draw comparisons with parts, and with nothing."""
    return st.builds(
        lambda field, part, start: field.starts_with(part) if start else field.contains(part),
        fields,
        values,
        st.booleans(),
    ) | st.builds(Field.exists, fields)


def leaves_of(*makers: Callable[[str], Field]) -> st.SearchStrategy[Condition]:
    """Draw comparisons of every kind with facts of some sources."""
    fields = fields_of(*makers)
    return comparisons_of(fields) | memberships_of(fields) | others_of(fields)


fields = fields_of(answer, customer, attribute)


def joined(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """Draw conditions made of some, in every way."""
    return st.recursive(
        leaves,
        lambda some: (
            st.builds(operator.and_, some, some)
            | st.builds(operator.or_, some, some)
            | st.builds(operator.invert, some)
            | st.builds(lambda parts: all_of(*parts), st.lists(some, max_size=3))
            | st.builds(lambda parts: any_of(*parts), st.lists(some, max_size=3))
        ),
        max_leaves=6,
    )


# Conditions on when it is asked

TIMES = {
    "weekday": ["mon", "sat", "sun"],
    "date": ["2026-03-01", "2026-03-02", "2026-02-30", "0001-01-01", "9999-12-31"],
    "time": ["00:00", "09:00", "17:05", "23:59"],
}


@st.composite
def of_time(draw: st.DrawFn) -> Condition:
    """Draw comparisons of the time of asking."""
    name = draw(st.sampled_from(list(TIMES)))
    values = st.sampled_from(TIMES[name])
    if draw(st.booleans()):
        several, within = draw(st.lists(values, max_size=3)), draw(st.booleans())
        return asked(name).is_in(several) if within else asked(name).not_in(several)
    signs = ["==", "!="] if name == "weekday" else list(OPERATORS)
    compare = OPERATORS[draw(st.sampled_from(signs))]
    made: Condition = compare(asked(name), draw(values))
    return made


conditions = joined(leaves_of(answer, customer, attribute) | of_time())
