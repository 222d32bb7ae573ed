"""Holds, requests, answers and expiries in any order: nobody is booked or charged twice."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings, strategies as st

from teamsched import (
    Assignment,
    Booking,
    BookingPage,
    BookingStateError,
    EventType,
    Filled,
    Interval,
    Ledger,
    Member,
    Request,
    ResourcePool,
    RoundRobin,
    Status,
    Team,
    WeeklyHours,
)
from tests.unit.team.cast import DAY, MONDAY, member

PEOPLE = ["ana", "bo"]


class Counter:
    """A desk where several customers are served at once; a minute passes with each step."""

    def __init__(self, approval: Any) -> None:
        method = RoundRobin(when_blocked="next_per_start")
        self.team = Team(
            [member(page) for page in PEOPLE],  # three hours a day
            event_types=[EventType("call", duration=timedelta(hours=1), approval=approval)],
            pools=[ResourcePool("pool", PEOPLE, distribution=method)],
        )
        self.now = MONDAY - timedelta(days=1)
        self.bookings: dict[str, Booking] = {}
        self.ledger = Ledger.of()

    def keep(self, booking: Booking) -> None:
        self.bookings[booking.id] = booking
        self.ledger = self.ledger.add(booking)

    def book(self, number: int, minutes: int | None) -> None:
        """Book or hold one of the starts that are offered."""
        snapshot = self.team.snapshot(now=self.now, window=DAY, bookings=self.bookings.values())
        offer = self.team.find("call", ["pool"], snapshot, self.ledger, zone="UTC")
        if offer.slots:
            found = offer.assign(offer.slots[number % len(offer.slots)])
            assert isinstance(found, Assignment)
            until = None if minutes is None else self.now + timedelta(minutes=minutes)
            self.keep(found.booking(f"b{len(self.bookings)}", at=self.now, hold_until=until))

    def change(self, number: int, verb: str) -> None:
        """Ask some booking for a step; one that its status refuses changes nothing."""
        if self.bookings:
            booking = list(self.bookings.values())[number % len(self.bookings)]
            lasts = booking.expires is None or booking.expires > self.now
            try:
                self.keep(getattr(booking, verb)(at=self.now))
                assert verb != "confirmed" or lasts
            except BookingStateError:
                assert booking.status is not Status.HELD or not lasts or verb != "confirmed"

    def check(self) -> None:
        """Require that nobody is in two places, and that each booking costs one turn."""
        for later in (0, 1, 4, 60):
            now = self.now + timedelta(minutes=later)
            alive = [one for one in self.bookings.values() if one.occupies_at(now)]
            places = [(one.seats[0].member, one.span) for one in alive]
            assert len(places) == len(set(places))
            turns = {page: sum(place[0] == page for place in places) for page in PEOPLE}
            standings = self.ledger.standings("pool", PEOPLE, now=now)
            assert {one.page: one.net for one in standings} == turns
            assert {one.page: -one.credit for one in standings} == turns
        assert Ledger.of(self.bookings.values()).standings("pool") == self.ledger.standings("pool")


NUMBER = st.integers(0, 5)
STEP = st.one_of(
    st.tuples(st.just("book"), NUMBER, st.none() | st.integers(1, 8)),
    st.tuples(
        st.just("change"),
        NUMBER,
        st.sampled_from(["confirmed", "approved", "declined", "cancelled"]),
    ),
    st.tuples(st.just("change"), NUMBER, st.just("confirmed")),
    st.tuples(st.just("wait"), st.integers(1, 6), st.none()),
)


@settings(max_examples=60)
@given(st.sampled_from(["automatic", "holds"]), st.lists(STEP, max_size=30))
def test_nothing_is_booked_or_charged_twice(approval: str, steps: list[tuple[Any, ...]]) -> None:
    """In whatever order holds are made, confirmed, given up and left to expire."""
    counter = Counter(approval)
    for verb, number, more in steps:
        counter.now += timedelta(minutes=number if verb == "wait" else 1)
        if verb != "wait":
            getattr(counter, verb)(number, more)
        counter.check()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ana", "second", "third"]), st.integers(0, 47), st.integers(1, 6)
        ),
        max_size=8,
    ),
    st.integers(0, 47),
    st.integers(1, 8),
)
def test_isolated_pages_are_as_if_of_several_people(
    booked: list[tuple[str, int, int]], busy: int, length: int
) -> None:
    """Who have the same calendar, and nothing else in common."""

    def quarter(start: int, count: int) -> Interval:
        return Interval.lasting(
            MONDAY + start * timedelta(minutes=30), count * timedelta(minutes=30)
        )

    hours = WeeklyHours.parse("daily 06:00-22:00", zone="UTC")
    pages = ["ana", "second", "third"]
    kinds = [EventType("call", duration=timedelta(minutes=30))]
    isolated = Team(
        [Member("ana", hours, isolated_pages=True)],
        event_types=kinds,
        pages=[BookingPage(page, "ana") for page in pages[1:]],
    )
    several = Team([Member(page, hours) for page in pages], event_types=kinds)
    calendar = [quarter(busy, length)]
    for page in pages:
        offers = []
        for team, member_of in ((isolated, dict.fromkeys(pages, "ana")), (several, {})):
            bookings = [
                Booking(
                    f"b{number}",
                    "call",
                    quarter(start, count),
                    seats=[Filled("seat", on, member=member_of.get(on, on))],
                )
                for number, (on, start, count) in enumerate(booked)
            ]
            people = set(member_of.values()) or set(pages)
            snapshot = team.snapshot(
                now=MONDAY, window=DAY, bookings=bookings, busy=dict.fromkeys(people, calendar)
            )
            offer = team.offer(Request(page, "call"), snapshot, Ledger.of())
            offers.append([slot.span for slot in offer.slots])
        assert offers[0] == offers[1]
