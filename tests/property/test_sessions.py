"""Sessions against a plain simulation: places are counted, never people booked twice.

The simulation keeps a list of sessions and knows nothing of bits, reasons or lines. People are
free whenever no session of theirs takes their time, unless their calendar has something.
"""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Literal

import attrs
import pytest

from teamsched import (
    Assignment,
    Booking,
    Busy,
    Draw,
    EventType,
    FairShare,
    Interval,
    Ledger,
    MasterPage,
    Member,
    Offer,
    PooledAvailability,
    Reason,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    Team,
    WeeklyHours,
)
from teamsched.distribution import DistributionMethod
from tests.unit.team.cast import MONDAY

HOURS = WeeklyHours.parse("daily 09:00-13:00", zone="UTC")
DAY = Interval.lasting(MONDAY, timedelta(days=1))
HOUR = timedelta(hours=1)
SLOTS = tuple(Interval.lasting(MONDAY + number * HOUR, HOUR) for number in range(9, 13))
HOSTS, CO_HOSTS = ("a", "b", "c"), ("c", "d", "e")
WHOLE: list[DistributionMethod] = [PooledAvailability(), FairShare()]
"""Methods that show everybody."""
NARROW: list[DistributionMethod] = [
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start"),
    RoundRobin(when_blocked="next_in_horizon"),
]
FEW, MANY = range(4), range(4, 40)
STEPS = 20


@attrs.define
class Told:
    """One session as the simulation knows it: its bookings in the order in which they came."""

    slot: Interval
    people: tuple[str, ...]
    bookings: list[str]


@attrs.define
class World:
    """A team, its bookings, and the simulation of its sessions beside them."""

    random: Random
    panel: bool
    kind: EventType
    methods: list[DistributionMethod]
    busy: dict[str, list[Busy]] = attrs.field(factory=lambda: {one: [] for one in "abcde"})
    bookings: dict[str, Booking] = attrs.field(factory=dict)
    told: list[Told] = attrs.field(factory=list)
    minute: int = 0

    def team(self) -> Team:
        hosts = ResourcePool("hosts", HOSTS, distribution=self.methods[0])
        others = ResourcePool("others", CO_HOSTS, distribution=self.methods[1])
        rule = Rule("call", Draw("hosts"), additional=["others"] if self.panel else [])
        return Team(
            [Member(one, HOURS) for one in "abcde"],
            event_types=[self.kind],
            pools=[hosts, others],
            pages=[MasterPage("page", zone="UTC", rules=[rule])],
        )

    def offer(self, starts: list[Interval] | None = None) -> Offer:
        team, asked = self.team(), None if starts is None else [one.start for one in starts]
        snapshot = team.snapshot(
            now=MONDAY, window=DAY, busy=self.busy, bookings=self.bookings.values()
        )
        ledger = Ledger.of(self.bookings.values())
        return team.offer(Request("page", "call"), snapshot, ledger, starts=asked)

    def without(self, reasons: Iterable[Reason]) -> "World":
        """Return the same without the bookings and the entries that some reasons name."""
        named = [one for one in reasons if one.span is not None]
        gone = {one.params.get("booking") for one in named}
        return attrs.evolve(
            self,
            bookings={id: one for id, one in self.bookings.items() if id not in gone},
            busy={
                person: [
                    busy
                    for busy in some
                    if not any((one.page, one.span) == (person, busy.span) for one in named)
                ]
                for person, some in self.busy.items()
            },
        )

    def is_offered(self, slot: Interval) -> bool:
        return bool(self.offer([slot]).slots)

    # The simulation

    def entries(self, person: str, slot: Interval) -> int:
        return sum(one.span.overlaps(slot) for one in self.busy[person])

    def besides(self, people: tuple[str, ...], slot: Interval) -> int:
        """Return how many places calendars take, or more than there are where they block."""
        taken = max(self.entries(one, slot) for one in people)
        return taken if self.kind.calendar_busy == "takes_a_place" else taken * 100

    def room(self, one: Told) -> int:
        return self.kind.capacity - len(one.bookings) - self.besides(one.people, one.slot)

    def is_fresh(self, person: str, slot: Interval) -> bool:
        booked = any(one.bookings and person in one.people for one in self.told if one.slot == slot)
        return not booked and self.besides((person,), slot) < self.kind.capacity

    def with_room(self, slot: Interval) -> list[Told]:
        return [
            one for one in self.told if one.slot == slot and one.bookings and self.room(one) > 0
        ]

    def can_open(self, slot: Interval) -> bool:
        hosts = [one for one in HOSTS if self.is_fresh(one, slot)]
        if not self.panel:
            return bool(hosts)
        others = [one for one in CO_HOSTS if self.is_fresh(one, slot)]
        return any(one != other for one in hosts for other in others)

    # What happens

    def step(self) -> None:
        number = self.random.random()
        if number < 0.15 and self.bookings:
            self.end(self.random.choice(sorted(self.bookings)))
        elif number < 0.25:
            start = self.random.choice(SLOTS).shift(timedelta(minutes=self.random.choice([0, 30])))
            self.busy[self.random.choice("abcde")].append(Busy(start))
        else:
            self.book(self.random.choice(SLOTS))

    def end(self, id: str) -> None:
        self.minute += 1
        booking = self.bookings[id]
        self.bookings[id] = booking.cancelled(at=MONDAY - timedelta(days=9) + self.elapsed())
        for one in self.told:
            one.bookings = [other for other in one.bookings if other != id]

    def elapsed(self) -> timedelta:
        return timedelta(minutes=self.minute)

    def book(self, slot: Interval) -> None:
        found = self.offer([slot]).assign(slot.start)
        assert isinstance(found, Assignment) == (slot in {one.span for one in self.offer().slots})
        if not isinstance(found, Assignment):
            return
        self.check(found, slot)
        self.minute += 1
        made = found.booking(f"b{self.minute:03}", at=MONDAY - timedelta(days=9) + self.elapsed())
        self.bookings[made.id] = made
        joined = [one for one in self.told if found.joins and one.bookings == list(found.joins)]
        if found.joins:
            (session,) = joined
            assert session.people == found.members
            session.bookings.append(made.id)
        else:
            session = Told(slot, found.members, [made.id])
            self.told.append(session)
        assert found.places_left == self.room(session) >= 0

    def check(self, found: Assignment, slot: Interval) -> None:
        """Compare who is chosen with who may be."""
        with_room = self.with_room(slot)
        if self.kind.sessions == "group" and with_room:
            first = min(with_room, key=lambda one: one.bookings[0])
            assert list(found.joins) == first.bookings, "the session opened first is filled first"
        if not found.joins:
            assert all(self.is_fresh(one, slot) for one in found.members)
            assert len(set(found.members)) == len(found.members)
        counted = [seat.counted for seat in found.seats]
        assert counted == [True, *([not found.joins] if self.panel else [])]

    def compare(self) -> None:
        """Compare what is offered with what may be, and see that the rest is explained."""
        offer = self.offer()
        offered = {slot.span for slot in offer.slots}
        for slot in SLOTS:
            may = bool(self.with_room(slot)) or self.can_open(slot)
            assert (
                bool(offer.why_not(slot.start))
                == (slot not in offered)
                == (not offer.places(slot.start))
            )
            if all(one in WHOLE for one in self.methods):
                assert (slot in offered) == may
                assert may or self.without(offer.why_not(slot.start).reasons).is_offered(slot)
            assert may or slot not in offered
            if self.kind.sessions == "group" and self.with_room(slot):
                assert slot in offered


@pytest.mark.parametrize("sessions", ["group", "concurrent"])
@pytest.mark.parametrize("methods", [WHOLE, NARROW], ids=["whole", "narrow"])
@pytest.mark.parametrize("seeds", [FEW, pytest.param(MANY, marks=pytest.mark.long)], ids=str)
def test_sessions_are_those_of_a_plain_simulation(
    sessions: Literal["group", "concurrent"], methods: list[DistributionMethod], seeds: range
) -> None:
    """Whatever is booked, cancelled and entered into calendars, in any order."""
    for seed in seeds:
        random = Random(seed)
        kind = EventType(
            "call",
            duration=HOUR,
            capacity=random.choice([1, 2, 3]),
            sessions=sessions,
            calendar_busy=random.choice(["blocks", "takes_a_place"]),
        )
        world = World(random, seed % 2 == 1, kind, [random.choice(methods) for _ in range(2)])
        for _ in range(STEPS):
            world.step()
            world.compare()
