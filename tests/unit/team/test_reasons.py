"""Why a start is not offered, and who else was considered: everybody, each with their reason."""

import pytest

from teamsched import (
    Assignment,
    BookingPage,
    Busy,
    DistributionMethod,
    Draw,
    FairShare,
    Ledger,
    Offer,
    PooledAvailability,
    Refusal,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    attribute,
)
from tests.unit.team.cast import DAY, MONDAY, at, booking, member, page, span, team

ASKED = Request("page", "call")
METHODS = [RoundRobin(), RoundRobin(when_blocked="next_per_start"), FairShare()]
TRIO = [member("ana"), member("bo"), member("cy")]


def pool(*members: str, method: DistributionMethod, name: str = "p") -> ResourcePool:
    return ResourcePool(name, members, distribution=method)


def offered(*rules: Rule, pools: list[ResourcePool], busy: dict[str, list[Busy]]) -> Offer:
    """Return what Ana, Bo and Cy offer through a page."""
    second = BookingPage("ana 2", "ana")
    group = team(*TRIO, pools=pools, pages=[second, page(*rules)])
    calendars = {one.id: busy.get(one.id, []) for one in TRIO}
    snapshot = group.snapshot(now=MONDAY, window=DAY, busy=calendars)
    return group.offer(ASKED, snapshot, Ledger.of())


def assigned(offer: Offer, start: str = "09:00") -> Assignment:
    made = offer.assign(at(start))
    assert isinstance(made, Assignment)
    return made


# Starts that are not in question


def test_a_start_off_the_grid_has_every_reason() -> None:
    """The slot behind it is named, and so is what people have to say of it."""
    group = team(member("ana"))
    held = [booking("b", "ana", span("11:30", "12:00"))]
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=held)
    offer = group.offer(Request("ana", "call"), snapshot, Ledger.of())
    why = offer.why_not(at("11:07"))
    assert why.codes == {"off_grid", "outside_hours", "booked"}
    assert why.reasons[0].span == span("11:07", "12:07")
    assert offer.why_not(at("10:07")).codes == {"off_grid"}
    asked = group.offer(Request("ana", "call"), snapshot, Ledger.of(), starts=[at("11:07")])
    assert asked.why_not(at("11:07")) == why
    assert isinstance(refused := offer.assign(at("11:07")), Refusal)
    assert refused.reasons == why.reasons


def test_a_start_that_was_not_asked_about_is_off_the_grid() -> None:
    """Asked about some starts only, an offer has nothing to say for the others."""
    group = team(member("ana"))
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    offer = group.find("call", ["ana"], snapshot, zone="UTC", starts=[at("09:00")])
    assert offer.why_not(at("10:00")).codes == {"off_grid"}
    assert not offer.who(at("10:00"))


def test_a_start_outside_of_the_window_is_nothing_else() -> None:
    """Nothing is known of people there, on the grid or not, asked about or not."""
    group = team(member("ana"))
    snapshot = group.snapshot(now=MONDAY, window=span("09:00", "11:00"))
    for starts in (None, [at("09:00")], [at("11:00")]):
        offer = group.offer(Request("ana", "call"), snapshot, Ledger.of(), starts=starts)
        for start in ("08:00", "11:00", "11:07"):
            assert offer.why_not(at(start)).codes == {"outside_window"}


def test_a_panel_off_the_grid_is_planned_like_one_on_it() -> None:
    """Who is passed over, and who waits in line, does not depend on the start."""
    line = pool("ana", "bo", "cy", method=RoundRobin())
    offer = offered(Rule("call", "ana", additional=["p"]), pools=[line], busy={})
    why = offer.why_not(at("09:07"))
    assert [(one.code, one.page) for one in why.reasons] == [
        ("off_grid", None),
        ("seated", "ana"),
        ("not_next_in_line", "cy"),
    ]


# People who sit elsewhere


@pytest.mark.parametrize("method", METHODS)
def test_who_sits_elsewhere_is_said(method: DistributionMethod) -> None:
    """Somebody passed over for having another seat is told so, booked or not."""
    rule, pools = Rule("call", "ana", additional=["p"]), [pool("ana", "bo", "cy", method=method)]
    made = assigned(offered(rule, pools=pools, busy={}))
    assert made.members == ("ana", "bo")
    assert "  ana: has a seat already, of ana" in made.explain().splitlines()
    taken = [Busy(span("09:00", "10:00"))]
    why = offered(rule, pools=pools, busy={"bo": taken, "cy": taken}).why_not(at("09:00"))
    (seated,) = why.about("ana")
    assert (seated.code, dict(seated.params)) == ("seated", {"seat": "ana"})


def test_named_people_are_not_passed_over() -> None:
    """A seat for one named person is not drawn: it lacks people, if anything."""
    group = team(*TRIO, pages=[BookingPage("ana 2", "ana")])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    why = group.find("call", ["ana", "ana 2"], snapshot, zone="UTC").why_not(at("09:00"))
    assert why.codes == {"too_few_people"}


def test_a_second_page_of_somebody_is_passed_over_and_said_so() -> None:
    """Where a line for two has two pages of one person, whoever sits does not wait as well."""
    line = pool("ana", "ana 2", "bo", "cy", method=RoundRobin())
    offer = offered(Rule("call", Draw("p", count=2)), pools=[line], busy={})
    made = assigned(offer)
    assert made.members == ("ana", "bo")
    pick = made.picks[0]
    assert [(one.code, one.page) for one in pick.unavailable] == [
        ("seated", "ana 2"),
        ("not_next_in_line", "cy"),
    ]
    assert pick.unavailable[1].params["next"] == ("ana", "bo")
    assert [one.page for one in offer.why_not(at("12:00")).reasons if one.code == "seated"] == [
        "ana 2"
    ]


# The order of seats


def test_seats_are_as_declared() -> None:
    """Whatever the order of filling, seats and members come in the order of the rule."""
    pools = [
        pool("ana", "bo", method=FairShare(), name="one"),
        pool("bo", "cy", method=PooledAvailability(), name="two"),
    ]
    rule = Rule("call", "one", additional=["two", "ana"])
    made = assigned(offered(rule, pools=pools, busy={}))
    assert [seat.seat for seat in made.seats] == ["one", "two", "ana"]
    assert made.members == ("bo", "cy", "ana")
    assert [seat.seat for seat in made.booking("b", at=MONDAY).seats] == ["one", "two", "ana"]
    assert made.picks[0].filled.seat == "ana"


# Who can't have a seat


def test_who_cannot_have_a_seat_of_many_is_told_once() -> None:
    """A seat of two says once who is busy, not for each of its places."""
    shared = pool("ana", "bo", "cy", method=FairShare())
    busy = {"cy": [Busy(span("09:00", "10:00"))]}
    made = assigned(offered(Rule("call", Draw("p", count=2)), pools=[shared], busy=busy))
    assert made.explain().count("cy: busy") == 1
    first, second = made.picks
    assert [one.code for one in first.unavailable] == ["busy"]
    assert [(one.code, one.page) for one in second.unavailable] == [("seated", "ana")]


def test_who_is_not_eligible_has_other_reasons_too() -> None:
    """Undoing all reasons has to be enough, so whoever may not come is also told to be busy."""
    people = [member("ana"), member("bo", attributes={"senior": True})]
    line = pool("ana", "bo", method=RoundRobin())
    senior = Draw("p", where=attribute("senior") == True)  # noqa: E712 (a condition)
    group = team(*people, pools=[line], pages=[page(Rule("call", senior))])
    taken = [Busy(span("09:00", "10:00"))]
    snapshot = group.snapshot(now=MONDAY, window=DAY, busy={"ana": taken, "bo": taken})
    why = group.offer(ASKED, snapshot, Ledger.of()).why_not(at("09:00"))
    assert [one.code for one in why.about("ana")] == ["not_eligible", "busy"]
    assert [one.code for one in why.about("bo")] == ["busy"]
