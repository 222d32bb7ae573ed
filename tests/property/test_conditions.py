"""Conditions form a Boolean algebra, hold or don't of any facts, and print as what makes them."""

import pickle
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, strategies as st

from teamsched.conditions import (
    Condition,
    Facts,
    Value,
    alike,
    all_of,
    answer,
    any_of,
    asked,
    attribute,
    customer,
)
from teamsched.errors import InvalidTypeError
from teamsched.logic import AllOf, AnyOf, Not
from tests.generators.conditions import (
    NAMES,
    OPERATORS,
    conditions,
    facts,
    fields,
    joined,
    leaves_of,
    values,
)


def kind(value: Value) -> str:
    """Return which of the kinds that are never alike a value is of."""
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__


# A Boolean algebra


@given(conditions, conditions, facts)
def test_operators_are_the_boolean_ones(a: Condition, b: Condition, given: Facts) -> None:
    """Joined conditions hold as ``and``, ``or`` and ``not`` say of their parts."""
    assert (a & b).holds(given) == (a.holds(given) and b.holds(given))
    assert (a | b).holds(given) == (a.holds(given) or b.holds(given))
    assert (~a).holds(given) == (not a.holds(given))


@given(conditions, conditions, conditions, facts)
def test_the_laws_of_a_boolean_algebra(
    a: Condition, b: Condition, c: Condition, given: Facts
) -> None:
    """Of any facts, both sides of each law hold or neither does."""
    for one, other in [
        (a & b, b & a),
        (a | b, b | a),
        ((a & b) & c, a & (b & c)),
        ((a | b) | c, a | (b | c)),
        (a & (a | b), a),
        (a | (a & b), a),
        (a & (b | c), (a & b) | (a & c)),
        (a | (b & c), (a | b) & (a | c)),
        (~(a & b), ~a | ~b),
        (~(a | b), ~a & ~b),
        (~~a, a),
        (a & a, a),
        (a | (b & ~b), a),
        (a & (b | ~b), a),
    ]:
        assert one.holds(given) == other.holds(given), (one, other)


@given(conditions, conditions)
def test_sources_are_those_of_the_parts(a: Condition, b: Condition) -> None:
    """A condition asks about what its parts ask about."""
    assert (a & b).sources == (a | b).sources == a.sources | b.sources
    assert (~a).sources == a.sources
    assert a.sources <= {"answer", "customer", "attribute", "asked"}


# Of any facts


@given(conditions, facts)
def test_evaluation_is_total_and_pure(condition: Condition, given: Facts) -> None:
    """A condition holds or does not, whatever the facts, and leaves them alone."""
    before = dict(given)
    assert condition.holds(given) is condition.holds(given)
    assert isinstance(condition.holds(given), bool)
    assert given == before


@given(conditions, facts, st.sampled_from(["d", "A", "a "]), values)
def test_only_named_facts_matter(
    condition: Condition, given: Facts, name: str, value: Value
) -> None:
    """Only facts that are named count, and names are compared to the letter."""
    assert condition.holds({**given, name: value}) == condition.holds(given)


@given(leaves_of(answer, customer, attribute))
def test_a_missing_fact_compares_false(condition: Condition) -> None:
    """What nobody said is neither equal nor different, neither more nor less, and in no list."""
    assert not condition.holds({})
    assert (~condition).holds({})


# Of which kind


@given(values, values)
def test_equal_is_of_one_kind(fact: Value, value: Value) -> None:
    """Whole and decimal numbers may be equal; bools, texts and tuples only to their own kind."""
    equal = kind(fact) == kind(value) and fact == value
    field, given = answer("a"), {"a": fact}
    assert alike(fact, value) == alike(value, fact) == equal
    assert (field == value).holds(given) == equal
    assert (field != value).holds(given) == (not equal)
    assert field.is_in([value]).holds(given) == equal


@given(values, values)
def test_order_is_of_numbers_and_of_texts(fact: Value, value: Value) -> None:
    """Numbers compare with numbers, texts with texts, by their order; nothing else compares."""
    ordered = kind(fact) == kind(value) and kind(fact) in {"number", "str"}
    for sign in ("<", "<=", ">", ">="):
        condition = OPERATORS[sign](answer("a"), value)
        assert condition.holds({"a": fact}) == (ordered and OPERATORS[sign](fact, value))


@given(values, st.lists(values, max_size=4))
def test_is_in_is_equal_to_one_of_them(fact: Value, options: list[Value]) -> None:
    """Membership is equality with one of the values, so that none of none is false."""
    given = {"a": fact}
    expected = any((answer("a") == option).holds(given) for option in options)
    assert answer("a").is_in(options).holds(given) == expected


@given(values, st.lists(values, max_size=4))
def test_not_in_is_equal_to_none_of_them(fact: Value, options: list[Value]) -> None:
    """Of what is given it is the opposite of membership, so that none of none is true."""
    given, field = {"a": fact}, answer("a")
    assert field.not_in(options).holds(given) == (not field.is_in(options).holds(given))
    assert not field.not_in(options).holds({})


@given(values, values)
def test_parts_are_of_texts_and_lists(fact: Value, part: Value) -> None:
    """A text contains texts, a list its items, and only texts start with something."""
    given, field, text = {"a": fact}, answer("a"), isinstance(part, str)
    within = isinstance(fact, str | tuple) and text and any(part == one for one in parts_of(fact))
    assert field.contains(part).holds(given) == within
    start = isinstance(fact, str) and text and fact[: len(str(part))] == part
    assert field.starts_with(part).holds(given) == start


def parts_of(whole: Value) -> list[str]:
    """Return the items of a list, or every part of a text."""
    if not isinstance(whole, str):
        return list(whole) if isinstance(whole, tuple) else []
    ends = range(len(whole) + 1)
    return [whole[i:j] for i in ends for j in ends if i <= j]


@given(values)
def test_whatever_is_given_exists(fact: Value) -> None:
    """Even an empty text, an empty list, zero and False."""
    assert answer("a").exists().holds({"a": fact})


@given(facts, facts, values)
def test_the_customer_is_asked_for_what_is_the_customers(
    given: Facts, known: Facts, value: Value
) -> None:
    """A fact of the customer is looked for there only, and an answer among the answers only."""
    assert (customer("a") == value).holds(given, customer=known) == (answer("a") == value).holds(
        known
    )
    assert (answer("a") == value).holds(given, customer=known) == (answer("a") == value).holds(
        given
    )


# Why


@given(
    joined(st.builds(lambda field: field == 1, fields)),
    *[st.fixed_dictionaries(dict.fromkeys(NAMES, st.sampled_from([1, 2])))] * 2,
    st.data(),
)
def test_because_settles_it(
    condition: Condition, given: Facts, known: Facts, data: st.DataObject
) -> None:
    """Whatever all other comparisons come to, those that settle it lead to the same."""
    because = condition.because(given, customer=known)
    for comparison, fact in because:
        assert comparison.given(given, customer=known) == fact
        assert comparison in condition.comparisons
    settled = {comparison for comparison, _ in because}
    found = {one: one.holds(given, customer=known) for one in condition.comparisons}
    outcomes = {one: found[one] if one in settled else data.draw(st.booleans()) for one in found}
    opposite = {one: found[one] == (one in settled) for one in found}
    for supposed in (outcomes, opposite):
        assert supposing(condition, supposed) == condition.holds(given, customer=known)


def supposing(condition: Condition, outcomes: Mapping[Any, bool]) -> bool:
    """Work out a condition from what its comparisons come to."""
    match condition:
        case AllOf(parts):
            return all(supposing(part, outcomes) for part in parts)
        case AnyOf(parts):
            return any(supposing(part, outcomes) for part in parts)
        case Not(part):
            return not supposing(part, outcomes)
    return outcomes[condition]


# As values


@given(conditions)
def test_the_repr_makes_the_condition(condition: Condition) -> None:
    """What is printed can be pasted: evaluated, it is an equal condition with an equal hash."""
    makers = (answer, customer, attribute, asked, all_of, any_of)
    names = {make.__name__: make for make in makers}
    again = eval(repr(condition), names)  # noqa: S307 (it is our own)
    assert again == condition
    assert hash(again) == hash(condition)
    assert pickle.loads(pickle.dumps(condition)) == condition  # noqa: S301 (it is our own)


@given(conditions, conditions, facts)
def test_equal_conditions_hold_of_the_same(a: Condition, b: Condition, given: Facts) -> None:
    """Equality is of structure: where it is, nothing tells the two apart."""
    same = a == b
    assert isinstance(same, bool)
    assert (a != b) == (not same)
    if same:
        assert hash(a) == hash(b)
        assert a.holds(given) == b.holds(given)
    assert (a & b == b & a) == same
    assert ~a != a


@given(fields, values, values, values)
def test_equal_comparisons_tell_nothing_apart(
    field: Any, value: Value, other: Value, fact: Value
) -> None:
    """Comparisons with equal values of one kind are equal, and with 1 and True they are not."""
    for one, two in (
        (field == value, field == other),
        (field.is_in([value]), field.is_in([other])),
    ):
        assert (one == two) == alike(value, other)
        assert one != two or hash(one) == hash(two)
        assert one != two or one.holds({field.name: fact}) == two.holds({field.name: fact})


@given(conditions | fields)
def test_a_truth_value_is_refused(condition: Any) -> None:
    """``and``, ``or``, ``not``, ``if`` and ``in`` would drop half of a condition: they raise."""
    ways: list[Callable[[], object]] = [
        lambda: bool(condition),
        lambda: not condition,
        lambda: condition and True,
        lambda: condition or False,
    ]
    for ask in ways:
        with pytest.raises(InvalidTypeError, match=r"&, \| and ~, and is_in\(\) for membership"):
            ask()


@given(fields, st.lists(values, min_size=1, max_size=3))
def test_chains_and_membership_are_refused(field: Any, options: list[Value]) -> None:
    """``1 < field < 5`` and ``field in [...]`` ask for a truth value without saying so."""
    with pytest.raises(InvalidTypeError, match="is_in"):
        _ = field in options
    with pytest.raises(InvalidTypeError, match="is_in"):
        _ = options[0] < field < options[-1]
