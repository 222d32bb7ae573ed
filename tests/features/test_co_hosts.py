"""Rows F73 and F74: who is invited only, who has to come besides, who is asked for as host."""

import pytest

from teamsched import (
    BookingPage,
    Cap,
    Claims,
    Draw,
    FairShare,
    MasterPage,
    Member,
    Membership,
    PooledAvailability,
    RoundRobin,
    Rule,
)
from teamsched.distribution import DistributionMethod
from tests.features.desk import HOURS, WEEK, Desk, at, drawing, hour, pool_of

METHODS = [RoundRobin(), PooledAvailability(), FairShare()]


def inviting(*pages: str, **more: object) -> Desk:
    """Return a desk with a pool of two, and others who are invited."""
    desk = Desk("abxy", pool=pool_of("a", "b", distribution=RoundRobin()), **more)  # type: ignore[arg-type]
    desk.rules = [Rule("call", "pool", optional=pages)]
    return desk


# F73


def test_f73_who_is_optional_is_not_asked_for_time() -> None:
    """Busy all week, away or booked: the slots are those without them, and they are in it."""
    desk = inviting("x", "y")
    alone = Desk("ab").starts()
    desk.block("x", WEEK)
    assert desk.starts() == alone
    booked = desk.book("09:00")
    assert [(seat.page, seat.optional) for seat in booked.seats] == [
        ("a", False),
        ("x", True),
        ("y", True),
    ]
    assert desk.offer().why_not(at("08:00")).about("x") == ()


def test_f73_it_does_not_block_their_own_time() -> None:
    """Nor their caps; who hosts at the same hour is invited there as well."""
    desk = inviting("x")
    desk.pages = [MasterPage("own", zone="UTC", rules=[Rule("call", "x")])]
    desk.members[2] = Member("x", HOURS, caps=[Cap(1, per="day", seats="all")])
    desk.book("09:00")
    assert desk.starts(page="own")[0] == "09:00"
    desk.book("09:00", page="own")
    assert desk.starts(page="own") == []
    assert [seat.page for seat in desk.book("09:00").seats] == ["b", "x"]


def test_f73_it_counts_in_no_account() -> None:
    """Neither when it is made nor when it ends."""
    desk = inviting("x")
    booked = desk.book("09:00")
    assert {posting.page for posting in booked.history[0].postings} == {"a"}
    desk.cancel(booked)
    last = desk.ledger.booking("b1").history[-1]  # type: ignore[union-attr]
    assert {posting.page for posting in last.postings} == {"a"}


def test_f73_what_is_required_wins() -> None:
    """One seat for each person, be they drawn, invited twice, or asked for besides."""
    desk = inviting("a", "x", "x2")
    desk.pages = [BookingPage("x2", "x")]
    assert [seat.page for seat in desk.book("09:00").seats] == ["a", "x"]
    assert [seat.page for seat in desk.book("10:00").seats] == ["b", "a", "x"]
    seats = desk.book("11:00", also=["x"]).seats
    assert [(seat.page, seat.optional) for seat in seats] == [("a", False), ("x", False)]


def test_who_was_invited_may_take_over() -> None:
    """Then they have the seat, and the invitation is gone; nor was the customer ever with them."""
    desk = inviting("x")
    desk.rules = [Rule("call", Draw("pool", claims=Claims(returning="hard")), optional=["b"])]
    booked = desk.book("09:00", customer="zoe")
    assert [seat.page for seat in booked.seats] == ["a", "b"]
    assert desk.assign("10:00", customer="zoe").members == ("a",)  # type: ignore[union-attr]
    moved = desk.keep(booked.reassigned("b", at=desk.tick()))
    assert [(seat.page, seat.optional) for seat in moved.seats] == [("b", False)]
    assert desk.assign("10:00", customer="zoe").members == ("b",)  # type: ignore[union-attr]


def test_an_invitation_is_told_but_not_guarded() -> None:
    """Nothing about them has to be loaded, locked or free."""
    desk = inviting("x")
    found = desk.assign("09:00")
    assert found is not None
    assert (found.members, found.invited) == (("a",), ("x",))
    assert [member for member, _ in found.guards] == ["a"]
    assert "x" not in found.depends_on
    assert "x" not in desk.team.needs(desk.request(), WEEK).depends_on
    assert found.explain().endswith("x: invited, whether free or not")


# F74: further people


def test_f74_further_people_have_to_be_there() -> None:
    """The slots are those at which they have time as well, and they keep their seats."""
    desk = inviting()
    desk.block("x", hour("09:00"))
    desk.block("y", hour("10:00"))
    assert desk.starts(also=["x", "y"])[0] == "11:00"
    booked = desk.book("11:00", also=["x", "y"])
    assert [seat.page for seat in booked.seats] == ["a", "x", "y"]
    assert not any(seat.optional for seat in booked.seats)
    assert desk.offer(also=["x"]).why_not(at("11:00")).about("x")
    moved = booked.rescheduled(hour("12:00"), at=desk.tick())
    assert [seat.page for seat in moved.seats] == ["a", "x", "y"]


def test_f74_who_is_not_there_is_ignored() -> None:
    """Unknown or not enabled: the offer is as without them, and says so."""
    desk = inviting()
    desk.pages = [BookingPage("off", "x", enabled=False)]
    offer = desk.offer(also=["nobody", "off", "x"])
    assert [(one.code, one.page) for one in offer.ignored] == [
        ("also_ignored", "nobody"),
        ("also_ignored", "off"),
    ]
    assert desk.starts(also=["nobody", "off"]) == desk.starts()
    found = desk.assign("09:00", also=["nobody", "x"])
    assert found is not None
    assert found.members == ("a", "x")
    assert "nobody: asked for besides, and not there: ignored" in found.explain()


def test_f74_who_sits_anyway_needs_no_other_seat() -> None:
    """Named by the rule, needed by a small pool, asked for twice, or asked for as host."""
    desk = inviting()
    desk.rules = [Rule("call", "pool", additional=["x"])]
    desk.pages = [BookingPage("x2", "x")]
    assert desk.assign("09:00", also=["x", "x2"]).members == ("a", "x")  # type: ignore[union-attr]
    assert desk.assign("09:00", host="b", also=["b"]).members == ("b", "x")  # type: ignore[union-attr]
    small = Desk("a")
    assert small.assign("09:00", also=["a"]).members == ("a",)  # type: ignore[union-attr]


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_f74_one_of_the_pool_may_be_asked_for_besides(method: DistributionMethod) -> None:
    """Then the method draws somebody else."""
    desk = Desk("ab", method)
    assert desk.assign("09:00", also=["a"]).members == ("b", "a")  # type: ignore[union-attr]


def test_what_is_added_has_to_be_loaded() -> None:
    """It is in the needs, as long as it is there."""
    desk = inviting()
    needs = desk.team.needs(desk.request(also=["x", "nobody"]), WEEK)
    assert "x" in needs.depends_on
    assert "nobody" not in needs.depends_on


# F74: the host


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_f74_the_host_who_is_asked_for(method: DistributionMethod) -> None:
    """In place of the distribution: where they have no time, nobody does it."""
    desk = Desk("abc", method)
    desk.block("c", hour("09:00"))
    assert desk.starts(host="c")[0] == "10:00"
    assert desk.offer(host="c").why_not(at("09:00")).codes >= {"busy", "claimed"}
    found = desk.assign("10:00", host="c")
    assert found is not None
    assert found.members == ("c",)
    assert found.ignored == ()
    assert "c: asked for as host, and free" in found.explain()
    assert "a: passed over: the host asked for is c" in found.explain()


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_f74_a_host_who_is_not_in_the_team_is_ignored(method: DistributionMethod) -> None:
    """Not in the pool, not taking part, filtered out, or unknown: as if nobody had been named."""
    desk = Desk(
        ["a", "b", "x", Member("s", HOURS, attributes={"es": True})],
        pool=pool_of("a", "b", Membership("s", participating=False), distribution=method),
    )
    for host, filters in (("x", {}), ("s", {}), ("nobody", {}), ("A", {}), ("a", {"es": [True]})):
        offer, usual = desk.offer(host=host, filters=filters), desk.offer(filters=filters)
        assert list(offer.slots) == list(usual.slots)
        (reason,) = offer.ignored
        assert (reason.code, reason.page, reason.params["seat"]) == ("host_ignored", host, "pool")
    found = desk.assign("09:00", host="x")
    assert found is not None
    assert "x: asked for as host, and can't be drawn for pool: ignored" in found.explain()


def test_f74_the_host_counts_as_a_claim_does() -> None:
    """It takes a turn, unless the draw's claims count nothing."""
    desk = Desk("abc", RoundRobin())
    desk.book("09:00", host="a")
    assert desk.assign("10:00").members == ("b",)  # type: ignore[union-attr]
    desk = Desk("abc", RoundRobin())
    desk.rules = drawing(claims=Claims(counted=False))
    desk.book("09:00", host="a")
    assert desk.assign("10:00").members == ("a",)  # type: ignore[union-attr]
    assert desk.received() == {"a": 0, "b": 0, "c": 0}


def test_f74_the_host_comes_before_the_owner() -> None:
    """Who is ignored leaves the owner's claim as it was."""
    desk = Desk("abc", RoundRobin())
    desk.rules = drawing(claims=Claims(owner="hard"))
    assert desk.assign("09:00", owners=["b"], host="c").members == ("c",)  # type: ignore[union-attr]
    assert desk.assign("09:00", owners=["b"], host="x").members == ("b",)  # type: ignore[union-attr]


def test_the_host_of_a_named_page_is_its_own() -> None:
    """Asked for by name, they are; anybody else is ignored, even who sits further on."""
    desk = Desk("ab")
    desk.rules = [Rule("call", "a", additional=["b"])]
    assert desk.offer(host="a").ignored == ()
    assert [one.code for one in desk.offer(host="b").ignored] == ["host_ignored"]
    desk.rules = [Rule("call", "pool", additional=["b"])]
    offer = desk.offer(host="b")
    assert [one.code for one in offer.ignored] == ["host_ignored"]
    assert desk.assign("09:00", host="b").members == ("a", "b")  # type: ignore[union-attr]


def test_the_host_is_one_of_several() -> None:
    """The other places of the seat are drawn as ever."""
    desk = Desk("abc", pool=pool_of("a", "b", "c", distribution=RoundRobin()))
    desk.rules = drawing(count=2)
    assert desk.assign("09:00", host="c").members == ("c", "a")  # type: ignore[union-attr]
