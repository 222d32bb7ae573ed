"""Row F75: whoever the customer belongs to comes first; and who the customer was with last time."""

import pytest

from teamsched import Claims, FairShare, Member, PooledAvailability, RoundRobin
from teamsched.distribution import DistributionMethod
from tests.features.desk import HOURS, WEEK, Desk, at, drawing, hour

METHODS = [RoundRobin(), PooledAvailability(), FairShare()]


def owned(method: DistributionMethod, **claims: object) -> Desk:
    """Return a desk whose rule honours claims."""
    desk = Desk("abc", method)
    desk.rules = drawing(claims=Claims(**claims))  # type: ignore[arg-type]
    return desk


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_f75_the_owner_in_the_crm_comes_first(method: DistributionMethod) -> None:
    """Then the owner of the contact, then the pool's own method."""
    desk = owned(method, owner="hard")
    assert desk.book("09:00", owners=["c", "b"]).seats[0].page == "c"
    assert desk.book("10:00", owners=["nobody", "b"]).seats[0].page == "b"
    assert desk.book("11:00", owners=["nobody"]).seats[0].page == "a"
    assert desk.book("12:00").seats[0].page in "abc"


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_f75_an_owner_without_time_leaves_none(method: DistributionMethod) -> None:
    """No fallback to the others, nor to an owner who comes second; elsewhere they are offered."""
    desk = owned(method, owner="hard")
    desk.block("c", WEEK)
    assert desk.starts(owners=["c"]) == []
    assert desk.starts(owners=["c", "b"]) == []
    assert "claimed" in desk.offer(owners=["c"]).why_not(at("09:00")).codes
    assert desk.starts() != []


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_a_soft_claim_prefers_and_falls_back(method: DistributionMethod) -> None:
    """The owner where they are free, the others elsewhere."""
    desk = owned(method, owner="soft")
    desk.block("c", hour("09:00"))
    assert desk.starts(owners=["c"])[:2] == ["09:00", "10:00"]
    assert desk.assign("09:00", owners=["c"]).members == ("a",) or method != RoundRobin()  # type: ignore[union-attr]
    found = desk.assign("10:00", owners=["c"])
    assert found is not None
    assert found.members == ("c",)
    assert "c: " in found.explain()


@pytest.mark.parametrize("stickiness", ["soft", "hard"])
def test_a_returning_customer_meets_the_same_member(stickiness: str) -> None:
    """As long as that booking stands; whoever took it over is the one."""
    desk = owned(RoundRobin(), returning=stickiness)
    first = desk.book("09:00", customer="zoe")
    assert first.seats[0].page == "a"
    assert desk.book("10:00", customer="yan").seats[0].page == "b"
    assert desk.book("11:00", customer="zoe").seats[0].page == "a"
    moved = desk.keep(desk.ledger.booking("b3").reassigned("c", at=desk.tick()))  # type: ignore[union-attr]
    assert desk.book("13:00", customer="zoe").seats[0].page == "c"
    desk.cancel(moved)
    desk.cancel(desk.ledger.booking("b4"))  # type: ignore[arg-type]
    assert desk.book("14:00", customer="zoe").seats[0].page == "a"


def test_claims_count_or_do_not() -> None:
    """Counted, a claim takes a turn; uncounted, the line is as if nothing had happened."""
    for counted, turns in ((True, "bca"), (False, "abc")):
        desk = owned(RoundRobin(), owner="hard", counted=counted)
        assert desk.book("09:00", owners=["a"]).seats[0].page == "a"
        assert desk.received()["a"] == int(counted)
        assert desk.turns(3) == turns


def test_filters_are_or_within_an_attribute_and_and_across() -> None:
    """Spanish or French, and in sales."""
    people = {"a": (("es",), "sales"), "b": (("fr", "en"), "sales"), "c": (("fr",), "support")}
    members = [
        Member(name, HOURS, attributes={"language": languages, "team": team})
        for name, (languages, team) in people.items()
    ]
    desk = Desk(members, PooledAvailability())
    assert desk.offer(filters={"language": ["es", "fr"]}).who(at("09:00")) == ("a", "b", "c")
    wishes = {"language": ["es", "fr"], "team": ["sales"]}
    assert desk.offer(filters=wishes).who(at("09:00")) == ("a", "b")
    nobody = desk.offer(filters={"language": []})
    assert nobody.who(at("09:00")) == ()
    assert nobody.why_not(at("09:00")).codes == {"filtered", "too_few_people"}
