"""Row F75: whoever the customer belongs to comes first; and who the customer was with last time."""

from collections.abc import Mapping
from typing import Any

import pytest

from teamsched import (
    Booking,
    Claims,
    FairShare,
    Member,
    Membership,
    PooledAvailability,
    Posting,
    ResourcePool,
    RoundRobin,
)
from teamsched.distribution import DistributionMethod
from teamsched.entries import UNIT
from tests.features.desk import HOURS, WEEK, Desk, at, drawing, hour

METHODS = [RoundRobin(), PooledAvailability(), FairShare()]
HARD, SOFT = Claims(owner="hard"), Claims(owner="soft")


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
    assert desk.offer(owners=["c"]).who(at("10:00")) == ("c",)
    elsewhere, found = desk.assign("09:00", owners=["c"]), desk.assign("10:00", owners=["c"])
    assert elsewhere is not None
    assert found is not None
    assert elsewhere.members[0] in "ab"
    assert found.members == ("c",)
    words = found.explain()
    assert "c: the customer belongs to them" in words
    assert "a: passed over: the customer belongs to c" in words


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


# Who has a claim


@pytest.mark.parametrize("method", METHODS, ids=repr)
@pytest.mark.parametrize("claims", [HARD, SOFT], ids=["hard", "soft"])
@pytest.mark.parametrize("how", ["leaving", "pausing", "not participating"])
def test_f75_an_owner_who_is_not_in_line_has_no_claim(
    method: DistributionMethod, claims: Claims, how: str
) -> None:
    """Neither the page stays empty for them, nor are they asked: the next owner has the claim."""
    absent = Membership("c", participating=how != "not participating")
    desk = Desk("abc", pool=ResourcePool("pool", ["a", "b", absent], distribution=method))
    desk.rules = drawing(claims=claims)
    if how != "not participating":
        change = getattr(desk.pool, how)
        desk.ledger = desk.ledger.add(change("c", desk.ledger, at=desk.tick()))
    assert len(desk.starts(owners=["c"])) == 8
    assert desk.book("09:00", owners=["c", "b"]).seats[0].page == "b"
    assert desk.book("10:00", owners=["c"]).seats[0].page in "ab"


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_f75_an_owner_whom_wishes_or_rules_leave_out_has_no_claim(
    method: DistributionMethod,
) -> None:
    """The strongest owner who fits has it."""
    desk = owned(method, owner="hard")
    desk.members = [
        Member(name, HOURS, attributes={"language": language})
        for name, language in zip("abc", ("es", "es", "fr"), strict=True)
    ]
    assert desk.book("09:00", owners=["c", "b"], filters={"language": ["es"]}).seats[0].page == "b"
    assert desk.book("10:00", owners=["c", "b"]).seats[0].page == "c"


# One place of the booking


@pytest.mark.parametrize("method", METHODS, ids=repr)
@pytest.mark.parametrize("claims", [HARD, SOFT], ids=["hard", "soft"])
def test_f75_a_claim_takes_one_of_several_places(
    method: DistributionMethod, claims: Claims
) -> None:
    """The others are drawn as ever, of the others."""
    desk = Desk("abcd", method, rules=drawing(claims=claims, count=2))
    booking = desk.book("09:00", owners=["d"])
    assert [seat.seat for seat in booking.seats] == ["pool", "pool"]
    assert booking.seats[0].page == "d"
    assert booking.seats[1].page in "abc"
    assert "d" in desk.offer(owners=["d"]).who(at("10:00"))
    assert desk.offer(owners=["d"]).free_counts()[at("10:00")] == 4
    assert sorted(desk.received().values()) == [0, 0, 1, 1]
    words = desk.assign("10:00", owners=["d"])
    assert words is not None
    assert words.explain().count("pool → ") == 2


def test_f75_who_could_have_the_other_place_is_told_why_not() -> None:
    """The place of the claim explains nothing about the others."""
    desk = Desk("abcd", PooledAvailability(), rules=drawing(claims=HARD, count=2))
    desk.block("a", hour("09:00"))
    found = desk.assign("09:00", owners=["d"])
    assert found is not None
    claimed, other = found.picks
    assert claimed.filled.page == "d"
    assert {(one.code, one.page) for one in other.unavailable} == {("busy", "a")}


@pytest.mark.parametrize("stickiness", ["soft", "hard"])
def test_who_returns_to_two_people_can_book_again(stickiness: str) -> None:
    """One of them is met again; were both wanted in one place each, nobody could be."""
    desk = Desk("abcd", rules=drawing(claims=Claims(returning=stickiness), count=2))  # type: ignore[arg-type]
    first = {seat.page for seat in desk.book("09:00", customer="zoe").seats}
    again = {seat.page for seat in desk.book("10:00", customer="zoe").seats}
    assert first == {"a", "b"}
    assert len(again & first) == 1
    assert set(desk.starts(customer="zoe")) >= {f"{clock}:00" for clock in range(11, 17)}


# What it counts


def test_claims_count_or_do_not() -> None:
    """Counted, a claim takes a turn; uncounted, the line is as if nothing had happened."""
    for counted, turns in ((True, "bca"), (False, "abc")):
        desk = owned(RoundRobin(), owner="hard", counted=counted)
        assert desk.book("09:00", owners=["a"]).seats[0].page == "a"
        assert desk.received()["a"] == int(counted)
        assert desk.turns(3) == turns


@pytest.mark.parametrize("claims", [HARD, SOFT], ids=["hard", "soft"])
def test_a_claim_is_paid_for_as_if_the_method_had_chosen(claims: Claims) -> None:
    """Everybody who was free is granted their share; whoever is filtered out or busy is not."""
    desk = Desk("abc", FairShare(), rules=drawing(claims=claims))
    desk.block("b", hour("10:00"))
    desk.book("09:00", owners=["c"])
    assert credit(desk) == {"a": UNIT // 3, "b": UNIT // 3, "c": UNIT // 3 - UNIT}
    desk.book("10:00", owners=["c"])
    halves = UNIT // 3 + UNIT // 2
    assert credit(desk) == {"a": halves, "b": UNIT // 3, "c": halves - 2 * UNIT}
    (shares,) = desk.ledger.booking("b2").history[0].shares  # type: ignore[union-attr]
    assert shares.line == (UNIT // 3,) * 3
    assert shares.free == (UNIT // 2, 0, UNIT // 2)
    assert shares.asked == (0, 0, UNIT)


def test_a_claim_on_one_of_two_places_is_paid_for_like_a_draw_of_two() -> None:
    """First the owner is chosen of all, and then somebody of the others."""
    desk = Desk("ab", FairShare(), rules=drawing(claims=HARD, count=2))
    desk.book("09:00", owners=["a"])
    claimed = credit(desk)
    desk = Desk("ab", FairShare(), rules=drawing(count=2))
    assert desk.book("09:00").seats[0].page == "a"
    assert claimed == credit(desk)


def credit(desk: Desk) -> Mapping[str, int]:
    """Return everybody's credit in units."""
    return {one.page: int(one.credit * UNIT) for one in desk.standings()}


@pytest.mark.parametrize("method", METHODS, ids=repr)
@pytest.mark.parametrize("claims", ["owner", "returning"])
@pytest.mark.parametrize("stickiness", ["hard", "soft"])
def test_an_uncounted_claim_leaves_no_trace(
    method: DistributionMethod, claims: str, stickiness: str
) -> None:
    """No turn, no idle time, no credit, whatever becomes of it."""
    desk = owned(method, counted=False, **{claims: stickiness})
    first = desk.book("09:00", customer="zoe").seats[0].page
    line, standings = lines(desk), desk.standings()
    received = [one.received for one in desk.report().members]
    wish = {"owners": [first]} if claims == "owner" else {"customer": "zoe"}
    kept, cancelled, moved = (desk.book(f"1{number}:00", **wish) for number in range(3))
    assert {one.seats[0].page for one in (kept, cancelled, moved)} == {first}
    assert not any(seat.counted for seat in kept.seats)
    assert kept.seats[0].pool is None
    desk.cancel(cancelled)
    other = next(page for page in "abc" if page != first)
    desk.keep(moved.reassigned(other, at=desk.tick()))
    assert lines(desk) == line
    assert desk.standings() == standings
    assert not any(postings_of(one) for one in desk.ledger.bookings if one.id != "b1")
    assert [one.received for one in desk.report().members] == received


def lines(desk: Desk) -> Any:
    """Return the tallies and idle times of the pool's line."""
    line = desk.pool.line(desk.ledger, page="page", event_type="call")
    return dict(line.accounts), dict(line.clocks)


def postings_of(booking: Booking) -> list[Posting]:
    return [posting for entry in booking.history for posting in entry.postings]


# Filters


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


def test_filters_know_numbers_from_truth() -> None:
    """1 and 1.0 are alike, True is neither, as in conditions."""
    values = {"a": 1, "b": True, "c": 1.0}
    members = [Member(name, HOURS, attributes={"level": one}) for name, one in values.items()]
    desk = Desk(members, PooledAvailability())
    assert desk.offer(filters={"level": [1]}).who(at("09:00")) == ("a", "c")
    assert desk.offer(filters={"level": [True]}).who(at("09:00")) == ("b",)
    assert desk.offer(filters={"tier": [1]}).who(at("09:00")) == ()
