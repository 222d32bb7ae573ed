"""Methods made of criteria, and tiers: orders, reasons, and what is asked of whom."""

# ruff: noqa: ARG002 (a criterion of a test is told more than it needs)

from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from teamsched.distribution import (
    ByLot,
    ByPriority,
    Criterion,
    DistributionMethod,
    FairShare,
    FewestBookings,
    InTiers,
    LeastTime,
    Ledger,
    Line,
    LongestIdle,
    Ordered,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    ResourcePool,
    RoundRobin,
)
from teamsched.entries import Loss
from teamsched.errors import InvalidTypeError, InvalidValueError, UnknownIdError
from teamsched.model import Membership
from teamsched.testing import Question, questions
from tests.unit.distribution.life import Life, at, booked, booking

CRITERIA = [
    ByPriority(),
    LongestIdle(),
    LongestIdle(scope="pool"),
    FewestBookings(),
    LeastTime(),
    ByLot(),
]


def pool_of(method: DistributionMethod, **members: dict[str, Any]) -> ResourcePool:
    return ResourcePool(
        "sales", [Membership(page, **how) for page, how in members.items()], distribution=method
    )


def ranked(pool: ResourcePool, ledger: Ledger, free: str, tie: bytes = b"") -> str:
    choice = pool.choose(ledger, list(free), event_type="demo", tie=tie)
    return "" if choice is None else "".join(choice.ranking.order)


def texts(pool: ResourcePool, ledger: Ledger) -> list[str]:
    choice = pool.choose(ledger, pool.pages, event_type="demo")
    assert choice is not None
    return [choice.ranking.reasons[page].text for page in choice.ranking.order]


def answers(method: DistributionMethod, asked: Question) -> tuple[Any, ...]:
    """Return what a method answers, without its reasons."""
    line, free = asked.line, asked.free
    return (
        method.shows(line, asked.starts, count=asked.count, seated=asked.seated),
        method.rank(line, free, tie=asked.tie).order,
        [method.charge(line, free, member.page) for member in line.among(free)],
    )


# --- criteria ------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(CRITERIA), max_size=4), questions())
def test_an_order_is_by_all_keys_at_once(criteria: list[Criterion], asked: Question) -> None:
    """Asking only about equals is the same as asking about everybody, then pool order."""
    line, tie = asked.line, asked.tie
    members = sorted(
        line.among(asked.free),
        key=lambda member: [one.key(line, member, tie=tie) for one in criteria],
    )
    order = Ordered(*criteria).rank(line, asked.free, tie=tie).order
    assert order == tuple(member.page for member in members)


@attrs.frozen(eq=False)
class Listening(Criterion):
    """Keeps a record of whom it was asked about."""

    names: Mapping[str, int]
    asked: list[str] = attrs.field(factory=list)

    def key(self, line: Line, member: Membership, *, tie: bytes) -> int:
        self.asked.append(member.page)
        return self.names[member.page]

    def says(self, line: Line, member: Membership, *, tied: bool) -> str:
        return f"{self.names[member.page]}{'!' if tied else ''}"


def test_criteria_are_asked_about_equals_only() -> None:
    """A lot is drawn where it decides something, and nowhere else."""
    first, second, third = (
        Listening({"a": 2, "b": 1, "c": 2, "d": 2, "e": 3}),
        Listening({"a": 6, "c": 5, "d": 5, "b": 0, "e": 0}),
        Listening(dict.fromkeys("abcde", 0)),
    )
    pool = pool_of(Ordered(first, second, third), a={}, b={}, c={}, d={}, e={})
    assert ranked(pool, Ledger.of(), "abcde") == "bcdae"
    assert [one.asked for one in (first, second, third)] == [[*"abcde"], [*"acd"], [*"cd"]]
    assert texts(pool, Ledger.of()) == [
        "1!, 0, 0",
        "2!, 5!, 0!, in pool order among equals",
        "2!, 5!, 0!, in pool order among equals",
        "2!, 6!, 0",
        "3!, 0, 0",
    ]


def test_without_criteria_it_is_the_pool_order() -> None:
    """Whoever is first on the list and free."""
    pool = pool_of(Ordered(), b={}, a={})
    assert ranked(pool, Ledger.of(), "ab") == "ba"
    assert texts(pool, Ledger.of()) == ["in pool order among equals"] * 2
    assert texts(pool_of(Ordered(), a={}), Ledger.of()) == ["in pool order"]


def test_fewest_bookings_are_by_weight() -> None:
    """What was received less what was removed; no weight comes last."""
    members = {"a": {"weight": 2}, "b": {}, "c": {"weight": 0}, "d": {}}
    pool = pool_of(Ordered(FewestBookings()), **members)
    first, *more = (booking(f"b-{n}", booked(page), page=page) for n, page in enumerate("abbaa"))
    ledger = Ledger.of([first.cancelled(at=at(9)), *more])
    assert ranked(pool, ledger, "abcd") == "dabc"
    assert texts(pool, ledger) == [
        "0 bookings",
        "2 bookings at weight 2",
        "2 bookings",
        "0 bookings at weight 0",
    ]


def test_least_time_is_by_weight() -> None:
    """What is held counts, for whoever's time it takes."""
    pool = pool_of(Ordered(LeastTime()), a={"weight": 3}, b={}, c={"weight": 0})
    life = Life(pool)
    assert [life.book() for _ in range(5)] == ["a", "b", "a", "a", "a"]
    choice = pool.choose(life.ledger, ["a", "b", "c"])
    assert choice is not None
    assert choice.ranking.reasons["a"].text == "2:00:00 in bookings at weight 3"
    assert choice.ranking.reasons["a"].params == {"held": timedelta(hours=2), "weight": 3}
    assert choice.ranking.order == ("b", "a", "c")


def test_a_name_is_the_first_criterions() -> None:
    """Where two criteria say the same of different things, the more important one is told."""
    pool = pool_of(Ordered(LongestIdle(scope="pool"), LongestIdle()), a={})
    ledger = Ledger.of(
        [booking("b-1", booked("a", 1)), booking("b-2", booked("a", 2), event_type="call")]
    )
    choice = pool.choose(ledger, ["a"], event_type="demo")
    assert choice is not None
    assert choice.ranking.reasons["a"].params == {"last_booked": at(2)}


@pytest.mark.parametrize("criteria", [["idle"], [ByLot], [None], [RoundRobin()]])
def test_only_criteria_make_an_order(criteria: Sequence[Any]) -> None:
    """A class is none, and a method is none."""
    with pytest.raises(InvalidTypeError, match=r"^criteria: "):
        Ordered(*criteria)


def test_scopes_are_checked() -> None:
    """A scope that doesn't exist is named."""
    with pytest.raises(InvalidValueError, match=r"^scope: "):
        LongestIdle(scope="team")  # type: ignore[arg-type]


@given(questions(), st.sampled_from(["page_and_event_type", "pool"]))
def test_pooled_methods_are_orders(asked: Question, scope: Any) -> None:
    """The named methods are what they are made of, and priority is a tier."""
    idle = LongestIdle(scope)
    pooled = PooledAvailability(idle_scope=scope)
    assert answers(pooled, asked) == answers(Ordered(idle, ByLot()), asked)
    by_priority = answers(PooledAvailabilityWithPriority(idle_scope=scope), asked)
    assert by_priority == answers(Ordered(ByPriority(), idle, ByLot()), asked)
    assert by_priority[1:] == answers(InTiers(pooled), asked)[1:]


# --- tiers ---------------------------------------------------------------------------------------

METHODS: list[DistributionMethod] = [
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start", max_lead=1),
    FairShare(),
    FairShare(basis="all", cap=1),
    PooledAvailability(),
]


@given(questions(), st.sampled_from(METHODS))
def test_a_tier_is_a_line_of_its_own(asked: Question, method: DistributionMethod) -> None:
    """The highest tier that is free comes first, and decides as if it were the whole line."""
    line, free = asked.line, asked.free
    order = InTiers(method).rank(line, free, tie=asked.tie).order
    priority = {member.page: member.priority for member in line.members}
    assert [priority[page] for page in order] == sorted(map(priority.get, order), reverse=True)  # type: ignore[type-var]
    for page in order[:1]:
        top = tuple(one for one in line.members if one.priority == priority[page])
        alone = attrs.evolve(line, members=top)
        assert method.rank(alone, free, tie=asked.tie).order == order[: len(alone.among(free))]
        charge = InTiers(method).charge(line, free, page)
        assert charge == method.charge(alone, free, page)
        assert {posting.page for posting in charge} <= {one.page for one in top}


@given(questions(), st.sampled_from(METHODS))
def test_one_tier_changes_nothing(asked: Question, method: DistributionMethod) -> None:
    """With one priority for all, tiers are not there."""
    members = tuple(attrs.evolve(member, priority=5) for member in asked.line.members)
    alike = attrs.evolve(asked, line=attrs.evolve(asked.line, members=members))
    assert answers(InTiers(method), alike) == answers(method, alike)


@given(st.lists(st.frozensets(st.sampled_from("abcde")), max_size=40))
def test_credits_are_bounded_in_each_tier(frees: list[frozenset[str]]) -> None:
    """Who loses against a higher tier owes nothing, and is owed nothing."""
    tiers = {"a": 8, "b": 5, "c": 8, "d": 5, "e": 8}
    members = {page: {"priority": priority} for page, priority in tiers.items()}
    life = Life(pool_of(InTiers(FairShare()), **members))
    for free in frees:
        page = life.book(free)
        assert page is None or tiers[page] == max(tiers[one] for one in free)
        owed = life.credits()
        for priority, size in ((8, 3), (5, 2)):
            tier = [owed[page] for page in tiers if tiers[page] == priority]
            assert sum(tier) == 0
            assert max(map(abs, tier)) <= Fraction(size - 1, 2)


def test_members_are_levelled_with_their_tier() -> None:
    """Joining or resuming, even though a page that pauses is in no line."""
    method = InTiers(RoundRobin(when_blocked="next_per_start"))
    life = Life(pool_of(method, a={"priority": 8}, b={"priority": 8}, c={}, d={}))
    life.pause("a")
    life.pause("c")
    for _ in range(3):
        life.book(["b"])
    life.book(["d"])
    life.resume("a")
    life.resume("c")
    life.join("e")  # of the priority of c and d
    assert life.credits() == {"a": -3, "b": -3, "c": -1, "d": -1, "e": -1}


def test_a_tier_says_so() -> None:
    """The reasons are the method's, with the priority before them; what is hidden is its own."""
    pool = pool_of(InTiers(RoundRobin()), a={}, b={"priority": 8}, c={"priority": 8})
    line = pool.line(Ledger.of())
    reasons = pool.distribution.rank(line, "abc", tie=b"").reasons
    assert reasons["b"].text == "priority 8, next in line: stands at 0 bookings, never booked"
    assert reasons["b"].params.items() >= {"priority": 8, "place": 1}.items()
    assert pool.distribution.shows(line, {"a": 1, "b": 1, "c": 1}) == {"a": 1, "b": 1}
    hidden = pool.distribution.hides(line, {"a": 1, "b": 1, "c": 1})
    assert hidden["c"].params["next"] == ("b",)


def test_a_tier_is_as_its_method() -> None:
    """It gives back and looks ahead as the method does, which is one."""
    ahead = RoundRobin(when_blocked="next_in_horizon", correction=[Loss.NO_SHOW])
    assert InTiers(ahead).looks_ahead
    assert not InTiers(FairShare()).looks_ahead
    assert InTiers(ahead).gives_back == {Loss.NO_SHOW}
    with pytest.raises(InvalidTypeError, match=r"^method: "):
        InTiers(RoundRobin)  # type: ignore[arg-type]
    with pytest.raises(UnknownIdError, match=r"^chosen: "):
        InTiers(ahead).charge(pool_of(ahead, a={}).line(Ledger.of()), "ab", "b")
    assert InTiers(ahead).level(pool_of(ahead, a={}).line(Ledger.of()), "b", Any) == 0  # type: ignore[arg-type]
