"""Rows F01 to F06: resource pools."""

from typing import Any

import attrs
import pytest

from teamsched import (
    Member,
    Membership,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    attribute,
)
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


def test_f03_any_number_of_pages_whatever_they_offer() -> None:
    """Five hundred pages, and none of them has to be associated with the event type."""
    names = [f"m{number:03}" for number in range(500)]
    desk = Desk([Member(name, HOURS) for name in names])
    assert desk.offer().who(at("09:00")) == ("m000",)
    assert desk.book("09:00").seats[0].page == "m000"


def test_f04_a_pool_alone_offers_nothing() -> None:
    """It takes a rule that draws from it."""
    desk = Desk("ab", rules=[])
    assert desk.starts() == []
    assert desk.offer().refusal.codes == {"no_rule"}  # type: ignore[union-attr]
    snapshot = desk.team.snapshot(now=desk.now, window=WEEK)
    with pytest.raises(UnknownIdError, match=r"^page: expected"):
        desk.team.offer(Request("pool", "call"), snapshot, desk.ledger)


def test_f05_rules_and_pages_share_a_pool_and_its_counts() -> None:
    """Whatever it is booked through, it is one line."""
    desk = Desk("ab", rules=[Rule("call", "pool"), Rule("demo", "pool")])
    assert desk.book("09:00").seats[0].page == "a"
    assert desk.book("10:00", page="other").seats[0].page == "b"
    assert desk.book("11:00", event_type="demo").seats[0].page == "a"
    assert desk.received() == {"a": 2, "b": 1}


def test_f06_who_does_not_participate_is_skipped_and_flagged() -> None:
    """The next one is shown; once back, they have their place again."""
    desk = Desk("ab")
    paused = pool_of(Membership("a", participating=False), "b", distribution=RoundRobin())
    everybody, desk.pool = desk.pool, paused
    assert desk.offer().who(at("09:00")) == ("b",)
    assert desk.pool.line(desk.ledger).inactive["a"].code == "not_participating"
    desk.pool = everybody
    assert desk.offer().who(at("09:00")) == ("a",)


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
