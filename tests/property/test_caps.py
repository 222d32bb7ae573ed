"""Limits of memberships against a count by hand."""

from datetime import datetime, timedelta
from random import Random

import pytest

from teamsched import (
    Booking,
    Cap,
    Draw,
    EventType,
    Filled,
    Interval,
    Ledger,
    Member,
    Membership,
    ResourcePool,
    RoundRobin,
    Team,
    WeeklyHours,
)
from tests.unit.team.cast import MONDAY

ALWAYS = WeeklyHours.always(zone="UTC")
WEEK = Interval.lasting(MONDAY, timedelta(days=9))
KINDS = (timedelta(hours=1), timedelta(minutes=90))


def drawn_booking(random: Random, number: int) -> Booking:
    """Return a booking of x and somebody, at some hour of some day; several may be one session."""
    kind = random.randrange(2)
    start = MONDAY + timedelta(days=random.randrange(9), hours=random.choice([3, 6]) + kind * 9)
    seats = [Filled("one", "x", pool=random.choice(["pool", "other", None])), Filled("two", "y")]
    return Booking(
        f"b{number}",
        f"kind {kind}",
        Interval.lasting(start, KINDS[kind]),
        seats=seats if random.random() < 0.7 else [*reversed(seats)],
    )


def drawn_cap(random: Random) -> Cap:
    return Cap(
        random.choice([1, 2, 3, 120, 200]),
        random.choice(["day", "week", "month"]),
        unit=random.choice(["bookings", "minutes"]),
        counts=random.choice(["page", "event_type", "pool"]),
        seats=random.choice(["primary", "all"]),
    )


def period_of(cap: Cap, moment: datetime) -> tuple[int, ...]:
    by = {"day": (moment.year, moment.month, moment.day), "month": (moment.year, moment.month)}
    return tuple(moment.isocalendar()[:2]) if cap.per == "week" else by[cap.per]


def has_room(cap: Cap, bookings: list[Booking], kind: str, start: datetime) -> bool:
    """Count what lies in the period of a start, each session once."""
    held = set[tuple[str, Interval]]()
    for booking in bookings:
        (place,) = (number for number, seat in enumerate(booking.seats) if seat.page == "x")
        if period_of(cap, booking.span.start) != period_of(cap, start):
            continue
        if place > 0 and cap.seats == "primary":
            continue
        if cap.counts == "event_type" and booking.event_type != kind:
            continue
        if cap.counts == "pool" and booking.seats[place].pool != "pool":
            continue
        held.add((booking.event_type, booking.span))
    sizes = [60 if name == "kind 0" else 90 for name, _ in held]
    if cap.unit == "bookings":
        return len(sizes) < cap.limit
    return sum(sizes) + (60 if kind == "kind 0" else 90) <= cap.limit


@pytest.mark.parametrize("seed", range(60))
def test_a_membership_takes_what_a_count_by_hand_leaves(seed: int) -> None:
    """Whatever is counted, in whatever unit and period; where it is full, that is the reason."""
    random = Random(seed)
    cap = drawn_cap(random)
    bookings = [drawn_booking(random, number) for number in range(random.randrange(12))]
    team = Team(
        [Member("x", ALWAYS), Member("y", ALWAYS)],
        event_types=[
            EventType(f"kind {number}", duration=duration, step=timedelta(minutes=30))
            for number, duration in enumerate(KINDS)
        ],
        pools=[ResourcePool("pool", [Membership("x", caps=[cap])], distribution=RoundRobin())],
    )
    kind = f"kind {random.randrange(2)}"
    snapshot = team.snapshot(now=MONDAY, window=WEEK, bookings=bookings)
    offer = team.find(kind, [Draw("pool")], snapshot, Ledger.of(), zone="UTC")
    offered = {slot.span.start for slot in offer.slots}
    for hour in range(0, 9 * 24, 3):
        start = MONDAY + timedelta(hours=hour)
        codes = offer.why_not(start).codes
        assert ("cap" not in codes) == has_room(cap, bookings, kind, start)
        assert (start in offered) == (not codes)
