"""Rules, master pages and routers at random, and documents of them with something wrong."""

import copy
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from teamsched.claims import Claims
from teamsched.conditions import answer, attribute, customer
from teamsched.constraints import Apart, AtLeast, AtMost
from teamsched.horizons import BookableDays, DateRange
from teamsched.model import BookingPage
from teamsched.requests import Draw
from teamsched.rules import (
    BookingPagesFirst,
    BookingPagesOnly,
    Branch,
    EventTypesFirst,
    Fallback,
    MasterPage,
    Router,
    Rule,
    StaticRules,
)
from tests.generators.conditions import joined, leaves_of, of_time

asked = st.none() | joined(leaves_of(answer, customer))
timed = st.none() | joined(leaves_of(answer, customer) | of_time())
sticky: Any = st.sampled_from(["no", "soft", "hard"])
draws = st.builds(
    Draw,
    st.just("pool"),
    count=st.integers(3, 200) | st.just(1),
    at_least=st.sampled_from([None, 1]),
    where=st.none() | joined(leaves_of(attribute)),
    claims=st.builds(Claims, owner=sticky, returning=sticky, counted=st.booleans()),
    counts_in=st.sampled_from(["pool", "none"]),
)
whom: Any = joined(leaves_of(attribute)) | st.lists(st.sampled_from("abc"), min_size=1)
constraints = st.one_of(
    st.builds(AtLeast, st.integers(1, 9), whom),
    st.builds(AtMost, st.integers(0, 9), whom),
    st.lists(st.sampled_from("abc"), min_size=2, unique=True).map(lambda some: Apart(*some)),
)
seconds = st.integers(1, 10**6).map(lambda n: timedelta(seconds=n))
dates = st.dates()
horizons: Any = (
    st.none()
    | seconds
    | st.builds(BookableDays, st.integers(1, 366))
    | st.tuples(dates, dates).map(lambda both: DateRange(min(both), max(both)))
)
fallback_parts: Any = st.builds(
    dict,
    primary=st.none() | st.just("page") | draws,
    additional=st.none() | st.lists(st.sampled_from(["room", "tv"]), unique=True),
    horizon=horizons,
    duration=st.none() | seconds,
    notice=st.none() | seconds,
)
fallback_parts = fallback_parts.filter(lambda given: any(one is not None for one in given.values()))
fallbacks: Any = fallback_parts.map(lambda given: Fallback(**given))
rules = st.builds(
    Rule,
    st.sampled_from(["demo", "call"]),
    st.just("page") | draws,
    additional=st.lists(st.sampled_from(["room", "tv"]), unique=True),
    when=timed,
    optional=st.lists(st.sampled_from(["bo", "cy"]), max_size=2),
    otherwise=st.lists(fallbacks, max_size=2),
    preferred=st.lists(st.sampled_from(["coach", Draw("spare", count=2)]), unique=True),
    constraints=st.lists(constraints, max_size=3),
)


def _possible(some: list[Rule]) -> list[Rule]:
    """Leave out rules after one of their event type that always applies."""
    settled: set[str] = set()
    kept = []
    for rule in some:
        if rule.event_type not in settled:
            kept.append(rule)
        if rule.when is None:
            settled.add(rule.event_type)
    return kept


_some = st.lists(st.sampled_from("abc"), unique=True)
_listed: Any = {
    "event_types": st.none() | st.lists(st.sampled_from(["demo", "call"]), unique=True),
    "categories": st.dictionaries(st.sampled_from(["x", "y", "z"]), _some),
}
scenarios = (
    st.builds(
        StaticRules,
        _some,
        event_types=_listed["event_types"],
        assign=st.sampled_from(["pooled", "customer"]),
    )
    | st.builds(
        StaticRules,
        st.just("abc").map(list),
        assign=st.just("priority"),
        priorities=st.dictionaries(st.sampled_from("abc"), st.integers(1, 10)),
    )
    | st.builds(EventTypesFirst, _some, **_listed)
    | st.builds(BookingPagesFirst, _some, **_listed)
    | st.builds(
        BookingPagesOnly, _some, event_type=st.just("demo"), categories=_listed["categories"]
    )
)
page_parts: Any = {
    "zone": st.sampled_from(["UTC", "Europe/Berlin"]),
    "enabled": st.booleans(),
}
rule_lists = st.lists(rules, max_size=4).map(_possible)
rule_pages = st.builds(MasterPage, st.just("page"), rules=rule_lists, **page_parts)
pages = rule_pages | st.builds(MasterPage, st.just("page"), rules=scenarios, **page_parts)
booking_pages = st.builds(
    BookingPage,
    st.just("ana-fr"),
    st.sampled_from(["ana", "bo"]),
    event_types=st.none() | st.lists(st.sampled_from(["demo", "call"])),
    tags=st.lists(st.sampled_from(["french", "senior"])),
    enabled=st.booleans(),
)
routers = st.builds(
    Router,
    st.lists(st.builds(Branch, st.sampled_from(["a", "b"]), when=asked), max_size=4),
    fallback=st.none() | st.just("desk"),
)


JUNK: list[Any] = [
    None, True, 0, -1, 201, 1.5, float("nan"), float("inf"), 10**400, "", "x", "x" * 10_001, [],
    [None], ["x"], {}, {"all": {}}, {"any": [3]}, {"not": []}, {"field": "a"}, {"pool": ""},
    {"field": "a", "op": "=="}, {"field": "a", "op": "~", "value": 1}, {"to": "x", "if": None},
    {"field": "a", "op": "exists", "value": 1}, {"source": "b", "field": "a", "op": "exists"},
    {"field": "a", "op": "in", "value": "x"}, {"field": "a", "op": "==", "value": [1]},
    {"all": [], "any": []}, [[]] * 1001, "mon",
    {"source": "asked", "field": "time", "op": "exists"},
    {"source": "asked", "field": "time", "op": "<", "value": "9:00"}, {"days": 5}, {"days": 0},
    {"first": "2026-12-01", "last": "2026-02-30"}, {"primary": "ana"}, {"horizon": 3600},
    {"all": [], "any": []}, [[]] * 1001, {"scenario": "static", "pages": "x"}, ["x", "x"],
    {"name": "x", "of": ["x"]}, {"page": "x", "priority": 11}, {"scenario": "dynamic"},
]  # fmt: skip


def spoilt(document: Any, rng: Random) -> Any:
    """Return a copy of a document with something changed, which makes it wrong more often."""
    changed = {"$": copy.deepcopy(document)}
    holder, key = rng.choice(list(_spots(changed)))
    match rng.choice(["replace", "replace", "remove", "add"]):
        case "replace":
            holder[key] = rng.choice(JUNK)
        case "remove" if holder is not changed:
            del holder[key]
        case _ if isinstance(holder[key], dict):
            holder[key][
                rng.choice(["", "when", "op", "rules", "extra", "assign", "categories"])
            ] = rng.choice(JUNK)
        case _ if isinstance(holder[key], list):
            holder[key].append(rng.choice(JUNK))
        case _:
            holder[key] = [holder[key]]
    return changed["$"]


def _spots(part: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a document, as what holds it and its key there."""
    keys = part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    for key in list(keys):
        yield part, key
        yield from _spots(part[key])


# Rule lists about few questions with few options, so that all answers can be tried


OPERANDS: list[Any] = [1, 2, 3, "a", "ab", "b", True, ["a"], ["a", "b"], [], 1.5, False]
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "contains", "starts with")


def small_options(rng: Random) -> dict[str, list[Any]]:
    """Return up to four questions of up to four options, None for those that may be left out."""
    pools: list[list[Any]] = [
        [1, 2, 3, 2.5, None],
        ["a", "ab", "b", "", None],
        [True, False, None, 1],
        [(), ("a",), ("a", "b"), None, "a"],
    ]
    return {
        name: rng.sample(pool, rng.randint(1, 4))
        for name, pool in zip("nstl", pools, strict=True)
        if rng.random() < 0.9  # a question that rules don't ask, or one that isn't in the form
    }


def small_condition(rng: Random, options: dict[str, list[Any]], levels: int = 2) -> dict[str, Any]:
    """Return a condition, as plain data, on some of the questions."""
    kind = rng.choice(["all", "any", "not", "is", "is", "is"] if levels else ["is"])
    if kind == "not":
        return {"not": small_condition(rng, options, levels - 1)}
    if kind != "is":
        parts = range(rng.choice([0, 1, 2, 2, 3]))
        return {kind: [small_condition(rng, options, levels - 1) for _ in parts]}
    field = rng.choice(list(options))
    likely = [one for one in options[field] if one is not None]
    operand = rng.choice(likely if likely and rng.random() < 0.8 else OPERANDS)
    return rng.choice(
        [
            {"field": field, "op": rng.choice(OPERATORS), "value": operand},
            {"field": field, "op": "==", "value": operand},
            {"field": field, "op": "==", "value": operand},
            {"field": field, "op": rng.choice(["in", "not in"]), "value": [operand, *likely[:1]]},
            {"field": field, "op": "exists"},
        ]
    )


def small_router(rng: Random, options: dict[str, list[Any]]) -> Router:
    """Return a router on some questions."""
    rules = [
        {
            "to": rng.choice("xyz"),
            "when": small_condition(rng, options) if options and rng.random() < 0.95 else None,
        }
        for _ in range(rng.randint(0, 6))
    ]
    return Router.from_dict({"rules": rules, "fallback": rng.choice([None, None, "x", "desk"])})
