"""Pooled availability, with priority and without: idle time, its scope, and lots."""

from typing import Any

import pytest

from teamsched.distribution import (
    Ledger,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    ResourcePool,
)
from teamsched.entries import Entry
from teamsched.errors import InvalidValueError
from teamsched.model import Membership
from tests.unit.distribution.life import Life, at, booked, booking

POOLED = ResourcePool("sales", ["a", "b", "c"], distribution=PooledAvailability())
METHODS = [PooledAvailability, PooledAvailabilityWithPriority]


def with_priority(priorities: dict[str, int]) -> ResourcePool:
    members = [Membership(page, priority=priority) for page, priority in priorities.items()]
    return ResourcePool("sales", members, distribution=PooledAvailabilityWithPriority())


def ledger_of(*entries: Entry) -> Ledger:
    return Ledger.of(booking(f"b-{n}", entry) for n, entry in enumerate(entries))


def chosen(pool: ResourcePool, ledger: Ledger, free: str, **asked: Any) -> str | None:
    choice = pool.choose(ledger, list(free), **{"event_type": "demo"} | asked)
    return choice.page if choice else None


@pytest.mark.parametrize(("free", "page"), [("abc", "c"), ("ab", "b"), ("a", "a"), ("", None)])
def test_longest_idle(free: str, page: str | None) -> None:
    """Whoever was booked first of those who are free; never booked is longest."""
    assert chosen(POOLED, ledger_of(booked("a", 2), booked("b", 1)), free) == page


def test_it_counts_when_a_booking_was_made() -> None:
    """Not when it takes place, and not whether it still does."""
    ledger = ledger_of(booked("a", 2), booked("b", 1))
    late, early = ledger.bookings
    now = at(9)
    for ended in (late.cancelled(at=now), early.no_show(at=now), early.reassigned("a", at=now)):
        assert chosen(POOLED, ledger.add(ended), "ab") == "b"


@pytest.mark.parametrize(
    ("scope", "page", "event_type", "first"),
    [
        ("page_and_event_type", "web", "demo", "b"),
        ("page_and_event_type", "web", "call", "a"),
        ("page_and_event_type", "mail", "demo", "a"),
        ("page_and_event_type", None, "demo", "a"),
        ("page_and_event_type", None, None, "a"),
        ("pool", "web", "demo", "a"),
        ("pool", "web", "call", "a"),
        ("pool", None, None, "a"),
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_idle_scope(
    method: Any, scope: str, page: str | None, event_type: str | None, first: str
) -> None:
    """Clocks go by page and event type, or by the pool; left out, by the pool as well."""
    bookings = [
        booking("b-1", booked("b", 1), through="web"),
        booking("b-2", booked("a", 2), through="web"),
        booking("b-3", booked("b", 3), through="web", event_type="call"),
        booking("b-4", booked("b", 4), through="mail"),
        booking("b-5", booked("b", 5)),
    ]
    pool = ResourcePool("sales", ["b", "a"], distribution=method(idle_scope=scope))
    asked = {"page": page, "event_type": event_type}
    assert chosen(pool, Ledger.of(bookings), "ab", **asked) == first


def test_equal_idle_times_are_settled_by_lot() -> None:
    """The same bytes draw the same lots, and over many everybody is drawn equally often."""
    ties = [b"%d" % n for n in range(900)]
    drawn = [chosen(POOLED, Ledger.of(), "abc", tie=tie) for tie in ties]
    assert drawn == [chosen(POOLED, Ledger.of(), "cba", tie=tie) for tie in ties]
    assert all(abs(drawn.count(page) - 300) < 60 for page in "abc")  # four standard deviations


def test_lots_are_drawn_among_equals_only() -> None:
    """A different idle time always decides."""
    ledger = ledger_of(booked("a", 1), booked("b", 2), booked("c", 2))
    assert {chosen(POOLED, ledger, "abc", tie=b"%d" % n) for n in range(50)} == {"a"}
    assert {chosen(POOLED, ledger, "bc", tie=b"%d" % n) for n in range(50)} == {"b", "c"}


def test_a_long_tie_is_a_key_as_well() -> None:
    """What settles ties may be of any length."""
    assert chosen(POOLED, Ledger.of(), "a", tie=b"x" * 10_000) == "a"


@pytest.mark.parametrize(("free", "page"), [("abcd", "b"), ("acd", "d"), ("ac", "c"), ("a", "a")])
def test_priority_comes_first(free: str, page: str) -> None:
    """The highest priority among the free, and of these the longest idle."""
    pool = with_priority({"a": 2, "b": 10, "c": 5, "d": 5})
    assert chosen(pool, ledger_of(booked("c", 2), booked("b", 3)), free) == page


def test_priority_counts_where_the_method_says_so() -> None:
    """Without, the longest idle gets it, whatever the priorities."""
    members = [Membership("a", priority=1), Membership("b", priority=10)]
    pool = ResourcePool("sales", members, distribution=PooledAvailability())
    assert chosen(pool, ledger_of(booked("a", 1), booked("b", 2)), "ab") == "a"


def test_a_low_priority_gets_nothing_while_a_higher_is_free() -> None:
    """It is no weight."""
    life = Life(with_priority({"a": 5, "b": 6}))
    assert [life.book() for _ in range(5)] == ["b"] * 5


def test_nothing_is_charged_or_given_back() -> None:
    """Pooled bookings are counted, and that is all."""
    life = Life(POOLED)
    life.book(["a"])
    life.reassign("b-1", "b")
    life.cancel("b-1")
    standings = life.standings()
    assert [(s.received, s.removed) for s in standings.values()] == [(1, 1), (1, 1), (0, 0)]
    assert [s.credit for s in standings.values()] == [0, 0, 0]


@pytest.mark.parametrize("method", METHODS)
def test_nobody_is_levelled(method: Any) -> None:
    """A newcomer is longest idle anyway."""
    life = Life(ResourcePool("sales", ["a", "b"], distribution=method()))
    life.book(["a"])
    life.join("z")
    life.pause("a")
    life.resume("a")
    assert [posting.units for entry in life.ledger.roster for posting in entry.postings] == [0] * 3


def test_ranking_says_why() -> None:
    """Since when everybody is idle, their priority where it counts, and whether lots were drawn."""
    by_lot, idle = "never booked, by lot among equals", "idle since 2026-03-02 09:01Z"
    pool = with_priority({"a": 8, "b": 8, "c": 9})
    for resource, texts in (
        (pool, [f"priority 9, {idle}", f"priority 8, {by_lot}", f"priority 8, {by_lot}"]),
        (POOLED, [by_lot, by_lot, idle]),
    ):
        choice = resource.choose(ledger_of(booked("c", 1)), ["a", "b", "c"])
        assert choice is not None
        reasons = choice.ranking.reasons
        assert [reasons[page].text for page in choice.ranking.order] == texts
        assert {"last_booked": at(1), "by_lot": False}.items() <= reasons["c"].params.items()


@pytest.mark.parametrize("method", METHODS)
def test_options_are_checked(method: Any) -> None:
    """An option that doesn't exist is named."""
    with pytest.raises(InvalidValueError, match=r"^idle_scope: "):
        method(idle_scope="team")
