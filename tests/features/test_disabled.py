"""Row F79, and the second half of F06 and F26: pages that take no bookings at present."""

from typing import Any, get_args

import attrs
import pytest

from teamsched import (
    BookingPage,
    BookingPagesFirst,
    BookingPagesOnly,
    ChangePolicy,
    Chosen,
    Draw,
    EventTypesFirst,
    MasterPage,
    NextStep,
    PooledAvailability,
    Refusal,
    ResourcePool,
    RoundRobin,
    Rule,
    StaticRules,
)
from teamsched.changes import Change
from tests.features.desk import Desk, at

PAGES = [
    BookingPage("x", "a", event_types=["call"]),
    BookingPage("y", "b", event_types=["call"]),
]


def desk_of(rules: Any, *, closed: str = "x", enabled: bool = True) -> Desk:
    """Return a desk with a page "sales" over two booking pages, one of them disabled."""
    pages = [attrs.evolve(page, enabled=page.id != closed) for page in PAGES]
    sales = MasterPage("sales", zone="UTC", rules=rules, enabled=enabled)
    return Desk("abc", pages=[*pages, sales])


def codes(desk: Desk, **more: Any) -> frozenset[str]:
    """Return why a page is empty, by code."""
    refusal = desk.offer(**more).refusal
    assert refusal is not None
    return refusal.codes


@pytest.mark.parametrize(
    "rules", [[Rule("call", "y")], StaticRules(["y"]), EventTypesFirst(["y"])], ids=repr
)
def test_f79_a_disabled_master_page_takes_no_bookings(rules: Any) -> None:
    """It says so, asks nothing, and keeps everything for when it is enabled again."""
    desk = desk_of(rules, enabled=False)
    assert codes(desk, page="sales") == {"disabled"}
    assert desk.offer(page="sales").why_not(at("09:00")).codes == {"disabled"}
    assert isinstance(desk.offer(page="sales").assign(at("09:00")), Refusal)
    assert desk.team.next_step("sales").codes == {"disabled"}  # type: ignore[union-attr]
    desk.pages[-1] = attrs.evolve(desk.pages[-1], enabled=True)
    assert desk.book("09:00", page="sales").seats[0].page == "y"


def test_f79_a_disabled_booking_page_takes_no_bookings() -> None:
    """Asked directly, or chosen; its member does, and so do the others."""
    desk = desk_of(BookingPagesFirst(["x", "y"]))
    assert codes(desk, page="x") == {"disabled"}
    assert codes(desk, page="sales", provider="x") == {"disabled"}
    assert desk.team.next_step("x").codes == {"disabled"}  # type: ignore[union-attr]
    assert desk.book("09:00", page="sales").seats[0].page == "y"
    assert desk.starts(page="a")
    found = desk.team.next_step("sales")
    assert isinstance(found, NextStep)
    assert found.chosen == Chosen(event_type="call", provider="y")


def test_f79_nothing_is_left_of_a_page_of_disabled_pages() -> None:
    """Each is told."""
    rules = BookingPagesOnly(["z"], event_type="call")
    desk = Desk(
        "a", pages=[BookingPage("z", "a", enabled=False), MasterPage("m", zone="UTC", rules=rules)]
    )
    assert codes(desk, page="m") == {"disabled"}
    assert desk.team.next_step("m").codes == {"disabled"}  # type: ignore[union-attr]


def test_f79_a_disabled_page_fills_no_seat_that_names_it() -> None:
    """The rule is not served, and says which page it is."""
    desk = desk_of([Rule("call", "x"), Rule("demo", "y", additional=["x"])])
    for event_type in ("call", "demo"):
        offer = desk.offer(page="sales", event_type=event_type)
        assert not offer.slots
        assert offer.why_not(at("09:00")).codes == {"disabled", "too_few_people"}
        assert [one.code for one in offer.why_not(at("09:00")).about("x")] == ["disabled"]
        assert codes(desk, page="sales", event_type=event_type) == {"disabled", "too_few_people"}
    desk = desk_of([Rule("call", "x")], closed="y")
    assert desk.starts(page="sales")


@pytest.mark.parametrize("method", [RoundRobin(), PooledAvailability()], ids=repr)
def test_f06_f26_a_disabled_page_of_a_pool_is_skipped_and_flagged(method: Any) -> None:
    """However idle it is, or next in line; enabled again, it has its place."""
    desk = desk_of([Rule("call", Draw("p"))], closed="")
    desk.more_pools = [ResourcePool("p", ["x", "y"], distribution=method)]
    before = desk.offer(page="sales").who(at("09:00"))
    assert "x" in before
    desk.pages[0] = attrs.evolve(desk.pages[0], enabled=False)
    assert desk.offer(page="sales").who(at("09:00")) == ("y",)
    pool = desk.team.pool("p")
    assert [one.participating for one in pool.memberships] == [False, True]
    assert [one.place for one in pool.report(desk.ledger, now=desk.now).members] == [None, 1]
    assert desk.book("09:00", page="sales").seats[0].page == "y"
    desk.pages[0] = attrs.evolve(desk.pages[0], enabled=True)
    assert desk.book("10:00", page="sales").seats[0].page == "x"


@pytest.mark.parametrize("assign", ["pooled", "priority", "customer"])
def test_f79_a_disabled_page_of_a_static_page_is_skipped(assign: Any) -> None:
    """Nobody gets it, and nobody can choose it."""
    desk = desk_of(StaticRules(["x", "y"], assign=assign))
    offer = desk.offer(page="sales")
    assert offer.who(at("09:00")) == ("y",)
    if assign == "customer":
        refusal = offer.assign(at("09:00"), to="x")
        assert isinstance(refusal, Refusal)
        assert refusal.codes == {"disabled"}


def test_f79_customers_can_change_nothing_on_a_disabled_page() -> None:
    """Neither on the page that was booked through, nor on the one that was booked; hosts can."""
    desk = desk_of([Rule("call", "x")], closed="")
    booking = desk.book("09:00", page="sales")
    assert not desk.team.why_not_change(booking, "cancel", at=desk.now)
    for number, page in ((0, "x"), (-1, "sales")):
        before = desk.pages[number]
        desk.pages[number] = attrs.evolve(before, enabled=False)
        for change in get_args(Change):
            why = desk.team.why_not_change(booking, change, at=desk.now)
            assert [(one.code, one.page) for one in why.reasons] == [("disabled", page)]
        desk.pages[number] = before
    gone = attrs.evolve(booking, page="gone")
    assert desk_of([]).team.why_not_change(gone, "cancel", at=desk.now).about("x")
    desk.cancel(booking, by="host")
    assert desk.starts(page="sales")[0] == "09:00"


def test_f59_f79_one_question_has_both_answers() -> None:
    """What they were promised, and which of the pages are disabled: each holds by itself."""
    desk = desk_of([Rule("call", "x")], closed="")
    booking = attrs.evolve(
        desk.book("09:00", page="sales"), changes=ChangePolicy(reschedule="never")
    )

    def why(change: Change, clock: str = "08:00") -> list[str]:
        return [one.code for one in desk.team.why_not_change(booking, change, at=at(clock)).reasons]

    assert (why("cancel"), why("reschedule")) == ([], ["change_policy"])
    assert why("cancel", "09:00") == ["change_policy"]
    desk.pages[0] = attrs.evolve(desk.pages[0], enabled=False)
    assert (why("cancel"), why("reschedule")) == (["disabled"], ["change_policy", "disabled"])


def test_f79_any_of_several_people_in_the_primary_seat() -> None:
    """If one of their pages is disabled, the customer can change nothing; a co-host's is no bar."""
    desk = Desk("abc", pages=PAGES)
    desk.more_pools = [ResourcePool("p", ["x", "y"], distribution=RoundRobin())]
    desk.rules = [Rule("call", Draw("p", count=2), additional=["c"])]
    booking = desk.book("09:00")
    for page in "xy":
        desk.pages = [attrs.evolve(one, enabled=one.id != page) for one in PAGES]
        why = desk.team.why_not_change(booking, "cancel", at=desk.now)
        assert why.about(page)
