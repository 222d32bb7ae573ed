"""Rows F01 to F06: resource pools."""

from typing import Any

import attrs
import pytest

from teamsched import (
    BookingPage,
    Member,
    Membership,
    PooledAvailability,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    attribute,
)
from teamsched.distribution import DistributionMethod
from teamsched.errors import InvalidInputError, UnknownIdError
from tests.features.desk import HOURS, WEEK, Desk, at, pool_of


@pytest.mark.parametrize("cycle", ["month", "quarter"])
def test_f01_a_cycle_needs_a_zone(cycle: Any) -> None:
    """A month begins somewhere; without a cycle no zone is needed."""
    pool = ResourcePool("pool", ["a"], distribution=RoundRobin())
    assert pool.cycle == "never"
    assert attrs.evolve(pool, cycle=cycle, zone="Europe/Berlin").cycle == cycle
    with pytest.raises(InvalidInputError, match=r"^zone: expected"):
        attrs.evolve(pool, cycle=cycle)
    with pytest.raises(InvalidInputError, match=r"^cycle: expected"):
        attrs.evolve(pool, cycle="week", zone="Europe/Berlin")  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["id", "distribution", "cycle", "zone", "members"])
def test_f02_a_pool_does_not_change(field: str) -> None:
    """Whoever wants another method makes another pool."""
    pool = ResourcePool("pool", ["a"], distribution=RoundRobin())
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(pool, field, None)


def test_f02_members_are_added_and_the_rest_stays() -> None:
    """With more members it is another pool, of the same name, method and cycle."""
    pool = ResourcePool(
        "pool",
        ["a"],
        distribution=RoundRobin(correction=False),
        cycle="quarter",
        zone="Asia/Tokyo",
        carry_over=True,
    )
    more = pool.including(Membership("b", weight=2))
    assert (pool.pages, more.pages) == (("a",), ("a", "b"))
    assert attrs.evolve(more, members=pool.members) == pool
    assert attrs.evolve(pool, distribution=RoundRobin()) != pool


def test_f03_any_number_of_pages_whatever_they_offer() -> None:
    """Five hundred pages; nothing says of any of them what it offers, and all are in line."""
    names = [f"m{number:03}" for number in range(250)]
    further = [BookingPage(f"p{number:03}", f"m{number:03}") for number in range(250)]
    pages = [*names, *(page.id for page in further)]
    pool = pool_of(*pages, distribution=RoundRobin())
    desk = Desk([Member(name, HOURS) for name in names], pool=pool, pages=further)
    assert desk.offer().who(at("09:00")) == ("m000",)
    assert desk.turns(3) == "m000m001m002"
    report = desk.report()
    assert [one.page for one in report.members] == pages
    assert report.total == 3
    assert sum(one.target for one in report.members) == 3  # nothing is lost over so many shares
    assert {one.place for one in report.members} == set(range(1, 501))


@pytest.mark.parametrize("event_type", ["call", "demo"])
def test_f03_a_page_takes_whatever_its_pool_is_drawn_for(event_type: str) -> None:
    """Which event types a page offers is said by rules only, and later members are in them."""
    desk = Desk("ab", PooledAvailability(), rules=[Rule("call", "pool"), Rule("demo", "pool")])
    desk.members.append(Member("c", HOURS))
    desk.busy["c"] = []
    desk.pool = desk.pool.including("c")
    assert desk.offer(event_type=event_type).who(at("09:00")) == ("a", "b", "c")


def test_f04_a_pool_alone_offers_nothing() -> None:
    """It takes a rule that draws from it, and for that event type."""
    desk = Desk("ab", rules=[])
    assert desk.starts() == []
    assert desk.offer().refusal.codes == {"no_rule"}  # type: ignore[union-attr]
    snapshot = desk.team.snapshot(now=desk.now, window=WEEK)
    with pytest.raises(UnknownIdError, match=r"^page: expected"):
        desk.team.offer(Request("pool", "call"), snapshot, desk.ledger)
    desk.rules = [Rule("call", "b"), Rule("demo", "pool")]
    assert desk.offer().who(at("09:00")) == ("b",)
    assert desk.offer(event_type="demo").who(at("09:00")) == ("a",)
    desk.rules = [Rule("demo", "pool")]
    assert desk.starts() == []
    assert desk.offer().refusal.codes == {"no_rule"}  # type: ignore[union-attr]


def test_f05_rules_and_pages_share_a_pool_and_its_counts() -> None:
    """Whatever it is booked through, it is one line with one account of everybody."""
    desk = Desk("ab", rules=[Rule("call", "pool"), Rule("demo", "pool")])
    through = [("page", "call"), ("other", "call"), ("page", "demo"), ("other", "demo")]
    turns = ""
    for clock, (page, event_type) in enumerate([*through, ("page", "call")], start=9):
        made = desk.book(f"{clock:02}:00", page=page, event_type=event_type)
        turns += made.seats[0].page
    assert turns == "ababa"
    assert desk.received() == {"a": 3, "b": 2}
    assert [one.received for one in desk.report().members] == [3, 2]


def test_f05_whose_turn_it_is_goes_by_the_last_booking_through_any_page() -> None:
    """Of equals whoever was booked longest ago is next, wherever that was."""
    desk = Desk("ab", rules=[Rule("call", "pool"), Rule("demo", "pool")])
    desk.book("09:00", page="page")
    desk.book("10:00", page="other")
    assert desk.offer(page="page").who(at("11:00")) == ("a",)
    assert desk.offer(page="page", event_type="demo").who(at("11:00")) == ("a",)


def test_f05_a_pool_of_two_rules_seats_in_a_panel_too() -> None:
    """Drawn as an additional seat, it is the same line."""
    rules = [Rule("call", "pool"), Rule("demo", "host", additional=["pool"])]
    desk = Desk("abh", pool=pool_of("a", "b", distribution=RoundRobin()), rules=rules)
    desk.pages = [BookingPage("host", "h")]
    panel = desk.book("09:00", event_type="demo")
    assert [one.page for one in panel.seats] == ["host", "a"]
    assert desk.book("10:00").seats[0].page == "b"
    assert desk.received() == {"a": 1, "b": 1}


@pytest.mark.parametrize("method", [RoundRobin(), PooledAvailability()], ids=repr)
def test_f06_who_does_not_participate_is_skipped_and_flagged(method: DistributionMethod) -> None:
    """The others are shown; once back, they have their place again."""
    desk = Desk("ab", method)
    before = desk.offer().who(at("09:00"))
    assert "a" in before
    paused = pool_of(Membership("a", participating=False), "b", distribution=method)
    everybody, desk.pool = desk.pool, paused
    assert desk.offer().who(at("09:00")) == ("b",)
    assert desk.pool.line(desk.ledger).inactive["a"].code == "not_participating"
    assert [one.place for one in desk.report().members] == [None, 1]
    assert desk.report().next_in_line == "b"
    desk.pool = everybody
    assert desk.offer().who(at("09:00")) == before


def test_f06_a_pause_on_the_roster_is_one_too() -> None:
    """Who pauses is skipped, says why, and returns."""
    desk = Desk("ab")
    desk.ledger = desk.ledger.add(desk.pool.pausing("a", desk.ledger, at=desk.tick()))
    assert desk.offer().who(at("09:00")) == ("b",)
    assert desk.pool.line(desk.ledger).inactive["a"].code == "paused"
    desk.ledger = desk.ledger.add(desk.pool.resuming("a", desk.ledger, at=desk.tick()))
    assert desk.offer().who(at("09:00")) == ("a",)


def test_a_page_may_be_in_several_pools() -> None:
    """Each pool has a line of its own."""
    desk = Desk("ab", rules=[Rule("call", "pool"), Rule("demo", "second")])
    second = ResourcePool("second", ["a"], distribution=RoundRobin())
    desk.more_pools = [second]
    assert desk.book("09:00").seats[0].page == "a"
    assert desk.book("10:00", event_type="demo").seats[0].page == "a"
    assert [one.received for one in desk.ledger.standings("second")] == [1]
    assert desk.received() == {"a": 1, "b": 0}


def test_whoever_fits_joins_by_themselves() -> None:
    """Membership by attributes: a new member who fits is in the pool without being named."""
    speaks = attribute("language") == "es"
    pool = ResourcePool("pool", distribution=RoundRobin(), where=speaks)
    desk = Desk([Member("a", HOURS, attributes={"language": "es"})], pool=pool)
    desk.members.append(Member("b", HOURS, attributes={"language": "en"}))
    desk.members.append(Member("c", HOURS, attributes={"language": "es"}))
    desk.busy |= {"b": [], "c": []}
    assert desk.turns(4) == "acac"
