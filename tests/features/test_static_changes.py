"""Rows F39 and F41, once something is booked: changes keep to those who provide it, as asked."""

from typing import Any

import pytest

from teamsched import Assignment, Booking, BookingPage, MasterPage, Snapshot, StaticRules
from tests.features.desk import Desk, at

PAGES = [
    BookingPage("calls", "a", event_types=["call"], tags=["german"]),
    BookingPage("both", "b", event_types=["call", "demo"], tags=["german", "french"]),
    BookingPage("demos", "c", event_types=["demo"], tags=["french"]),
    BookingPage("english", "d", event_types=["demo"]),
]


def desk_of(assign: Any = "pooled") -> Desk:
    """Return a desk with a static page."""
    rules = StaticRules([page.id for page in PAGES], assign=assign)
    return Desk("abcd", pages=[*PAGES, MasterPage("sales", zone="UTC", rules=rules)])


def demo(desk: Desk, **more: Any) -> Booking:
    """Book a demo on the static page, with the page "both" where there is a choice."""
    offer = desk.offer(page="sales", event_type="demo", **more)
    found = offer.assign(at("09:00"), to="both" if offer.asks_who else None)
    assert isinstance(found, Assignment)
    return desk.keep(found.booking("b", at=desk.tick()))


def seen(desk: Desk) -> Snapshot:
    """Return who is free when."""
    return desk.team.snapshot(
        now=desk.now, window=desk.window, busy=desk.busy, bookings=desk.ledger.bookings
    )


@pytest.mark.parametrize("assign", ["pooled", "priority", "customer"])
def test_f39_changes_keep_to_those_who_provide_the_event_type(assign: Any) -> None:
    """Who is on the page for something else is no candidate, by the route that led to it."""
    desk = desk_of(assign)
    booking = demo(desk)
    assert desk.team.within_route(booking, "sales") == ("both", "demos", "english")
    found = desk.team.candidates(booking, seen(desk), desk.ledger)
    providers = {"both", "demos", "english"} - {booking.seats[0].page}
    assert {one.page for one in found} == providers
    assert found.best is not None


@pytest.mark.parametrize("assign", ["pooled", "priority"])
def test_f39_what_is_distributed_anew_is_so_among_those_who_provide_it(assign: Any) -> None:
    """As it was when it was booked."""
    desk = desk_of(assign)
    offer = desk.team.reschedule(demo(desk), seen(desk), desk.ledger, people="anew")
    assert set(offer.who(at("12:00"))) == {"both", "demos", "english"}


@pytest.mark.parametrize("assign", ["pooled", "priority", "customer"])
def test_f41_changes_keep_to_the_tags_that_were_asked_for(assign: Any) -> None:
    """They are kept with the route."""
    desk = desk_of(assign)
    booking = demo(desk, tags=["french"])
    assert booking.route is not None
    assert booking.route.tags == ("french",)
    assert desk.team.within_route(booking, "sales") == ("both", "demos")
    offer = desk.team.reschedule(booking, seen(desk), desk.ledger, people="anew")
    people = {"both"} if assign == "customer" else {"both", "demos"}
    assert set(offer.who(at("12:00"))) == people


def test_f39_a_static_page_that_is_gone_leaves_nobody() -> None:
    """Nobody can tell any more who would be inside."""
    desk = desk_of()
    booking = demo(desk)
    desk.pages.pop()
    assert desk.team.within_route(booking, "sales") == ()
