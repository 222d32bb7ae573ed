"""Caps: the periods at the end of the calendar, and caps into which nothing fits."""

from datetime import datetime, timedelta

import attrs
import pytest

from teamsched import Booking, Cap, EventType, Filled, Interval, Ledger, Offer, Request
from teamsched.availability import period_span, zone_of
from teamsched.model import Period
from tests.unit.team.cast import DAY, MONDAY, at, booking, call, member, span, team

LONGEST: tuple[Period, ...] = ("day", "week", "month")


def offer_to_ana(cap: Cap, event_type: EventType, *, of_member: bool, window: Interval) -> Offer:
    people = [member("ana", zone="Asia/Tokyo", caps=[cap] if of_member else [])]
    kind = attrs.evolve(event_type, caps=[] if of_member else [cap])
    group = team(*people, event_types=[kind])
    snapshot = group.snapshot(now=MONDAY, window=window)
    return group.offer(Request("ana", "call"), snapshot, Ledger.of())


@pytest.mark.parametrize("per", LONGEST)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize("end", ["9999-12-31T23:59Z", "9999-12-31T01:00Z", "0001-01-01T00:30Z"])
def test_bookings_at_the_ends_of_the_calendar_count(per: Period, zone: str, end: str) -> None:
    """There is no day after the last one, and that does not matter to anybody."""
    far = Interval.lasting(datetime.fromisoformat(end), timedelta(seconds=30))
    assert repr(period_span(Cap(1, per), far.start, zone_of(zone)))
    ana = member("ana", zone=zone, caps=[Cap(1, per)])
    held = [Booking("b-1", "call", far, seats=[Filled("seat", "ana")])]
    group = team(ana)
    free = group.snapshot(now=MONDAY, window=DAY)
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=held)
    offers = [group.offer(Request("ana", "call"), one, Ledger.of()) for one in (free, snapshot)]
    assert offers[0].slots == offers[1].slots != ()


@pytest.mark.parametrize(
    ("cap", "text"),
    [
        (Cap(0, "day"), "too small for one booking, 0 bookings a day: Mon 2 Mar 00:00–Tue 3"),
        (Cap(59, "day", unit="minutes"), "too small for one booking, 59 minutes a day: Mon 2 Mar"),
        (Cap(0, "week"), "too small for one booking, 0 bookings a week: Mon 2 Mar 00:00–Mon 9 Mar"),
    ],
)
@pytest.mark.parametrize("of_member", [True, False])
def test_a_cap_that_nothing_fits_into_says_so(cap: Cap, text: str, of_member: bool) -> None:
    """It has not been reached; what it is about is the whole period, of the page's clock."""
    offer = offer_to_ana(cap, call(), of_member=of_member, window=DAY)
    (reason,) = offer.why_not(at("01:00")).reasons
    assert reason.page == ("ana" if of_member else None)
    assert reason.span == period_span(cap, at("01:00"), zone_of("Asia/Tokyo"))
    assert f"cap of {'the member' if of_member else 'call'} {text}" in reason.words(
        zone_of("Asia/Tokyo")
    )


def test_a_cap_that_is_reached_says_so() -> None:
    """One that has room for a first booking is reached by it."""
    group = team(member("ana", caps=[Cap(1, "day")]))
    held = [booking("b-1", "ana", span("09:00", "10:00"))]
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=held)
    (reason,) = (
        group.offer(Request("ana", "call"), snapshot, Ledger.of()).why_not(at("11:00")).reasons
    )
    assert "cap of the member reached, 1 of 1 bookings a day:" in str(reason)
    assert reason.span == DAY
