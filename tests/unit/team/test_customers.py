"""How much one customer may book."""

from datetime import datetime, timedelta

import attrs
import pytest

from teamsched import Booking, EventType, Ledger, Offer, Request
from tests.unit.team.cast import DAY, MONDAY, at, booking, call, span, team

TWO_EACH = call(per_customer=2)


def mine(id: str, hour: int, **more: object) -> Booking:
    """Return a booking of the customer with somebody whom the team has not."""
    made = booking(id, "elsewhere", span(f"{hour:02}:00", f"{hour + 1:02}:00", day=5))
    return attrs.evolve(made, **{"customer": "kim", **more})  # type: ignore[arg-type]


def offered(*bookings: Booking, customer: str | None = "kim", kind: EventType = TWO_EACH) -> Offer:
    group = team(event_types=[kind])
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=bookings)
    return group.offer(Request("ana", "call", customer=customer), snapshot, Ledger.of())


def test_who_has_as_many_as_allowed_may_book_no_more() -> None:
    """The reason names the bookings, at each start and for the page as a whole."""
    offer = offered(mine("b-1", 9), mine("b-2", 10))
    assert not offer.slots
    (why,) = offer.why_not(at("09:00")).reasons
    assert (why.code, why.page) == ("customer_cap", None)
    assert dict(why.params) == {"bookings": ("b-1", "b-2"), "limit": 2}
    assert str(why) == "the customer has 2 of 2 bookings to come (b-1, b-2)"
    assert offer.refusal is not None
    assert offer.refusal.reasons == (why,)


@pytest.mark.parametrize(
    "second",
    [
        mine("b-2", 10, customer="lee"),
        mine("b-2", 10, customer=None),
        mine("b-2", 10, event_type="demo"),
        mine("b-2", 10).cancelled(at=MONDAY),
        attrs.evolve(mine("b-2", 10), span=span("09:00", "10:00", day=1)),
    ],
    ids=["another customer", "nobody's", "another event type", "cancelled", "past"],
)
def test_only_the_customers_own_bookings_to_come_count(second: Booking) -> None:
    """Of this event type, and not yet begun."""
    assert len(offered(mine("b-1", 9), second).slots) == 3


def test_what_has_just_begun_is_not_to_come() -> None:
    """The edge is the present."""
    now = attrs.evolve(mine("b-2", 10), span=span("00:00", "01:00"))
    soon = attrs.evolve(now, span=now.span.shift(timedelta(microseconds=1)))
    assert offered(mine("b-1", 9), now).slots
    assert not offered(mine("b-1", 9), soon).slots


@pytest.mark.parametrize(("expires", "counts"), [(at("00:00"), False), (at("00:01"), True)])
def test_a_hold_counts_until_it_expires(expires: datetime, counts: bool) -> None:
    """What is held for the customer is one of what they may have."""
    held = mine("b-2", 10, status="held", expires=expires)
    assert bool(offered(mine("b-1", 9), held).slots) is not counts


def test_customers_without_a_name_are_not_limited() -> None:
    """Nothing tells one of them from another."""
    assert offered(mine("b-1", 9), mine("b-2", 10), customer=None).slots


def test_a_booking_that_is_moved_does_not_count() -> None:
    """Whoever has booked as much as they may can still move it."""
    group = team(event_types=[TWO_EACH])
    bookings = [mine("b-1", 9), mine("b-2", 10)]
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=bookings).without("b-2")
    request = Request("ana", "call", customer="kim")
    assert group.offer(request, snapshot, Ledger.of()).slots


def test_what_is_booked_can_be_moved_whatever_is_allowed_since() -> None:
    """Nobody books more by moving, so nothing else of the customer has to be loaded."""
    group = team(event_types=[call(per_customer=1)])
    bookings = [
        mine("b-1", 9),
        attrs.evolve(booking("b-2", "ana", span("09:00", "10:00")), customer="kim", page="ana"),
    ]
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=bookings)
    assert len(group.reschedule(bookings[1], snapshot, Ledger.of()).slots) == 3
    assert group.needs_to_reschedule(bookings[1], DAY).customer is None


@pytest.mark.parametrize(("kind", "needed"), [(TWO_EACH, "kim"), (call(), None)])
def test_the_customers_bookings_have_to_be_loaded(kind: EventType, needed: str | None) -> None:
    """Where they are limited, and not otherwise."""
    group = team(event_types=[kind])
    assert group.needs(Request("ana", "call", customer="kim"), DAY).customer == needed
