"""Bookings of somebody who is away, handed over by their team: a sick day, and a leaver.

It is what a host asks: from the snapshot and the ledger to the plan. Beside it the same bookings
are given away one by one, each to whoever of the pool is free and has least, which moves nobody
else along; so it is to leave no fewer of them, and to be no more even.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random

import attrs

from benchmarks.timing import Race, Work, race
from teamsched import (
    Booking,
    Cap,
    Entry,
    EventType,
    Filled,
    Interval,
    Kind,
    Ledger,
    MasterPage,
    Member,
    Plan,
    PooledAvailability,
    Posting,
    Reassignment,
    ResourcePool,
    Rule,
    Snapshot,
    Team,
    WeeklyHours,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


@attrs.frozen
class Office:
    """A team with one pool, and what is booked with it."""

    team: Team
    window: Interval
    snapshot: Snapshot
    ledger: Ledger

    def plan(self) -> Plan:
        """Return the plan, on a snapshot on which nothing has been asked yet."""
        return self.team.plan_absence(
            "m000", self.window, attrs.evolve(self.snapshot), self.ledger, within="pool"
        )

    def one_by_one(self) -> Ledger:
        """Return the ledger once the bookings have been given away one by one."""
        ledger = self.ledger
        for booking in ledger.bookings:
            if booking.seats[0].page != "m000":
                continue
            snapshot = self.team.snapshot(now=NOW, window=self.window, bookings=ledger.bookings)
            found = self.team.candidates(booking, snapshot, ledger, within="pool").free
            if not found:
                continue
            least = min(found, key=lambda one: one.standing.net)
            given = self.team.reassign(booking, snapshot, ledger, to=least.page, within="pool")
            assert isinstance(given, Reassignment)
            ledger = ledger.add(given.booking(at=NOW))
        return ledger


def absences(*, rounds: int) -> Mapping[str, Race]:
    """Time a sick day of 40 bookings among 20 people, and 1,000 of a leaver among 100."""
    sick, leaver = office(40, people=20, days=1), office(1_000, people=100, days=125)
    small, large = sick.plan(), leaver.plan()
    assert small.optimal
    assert large.optimal
    assert not large.unplaced
    assert _worth(sick.ledger, small.apply(sick.ledger, at=NOW)) <= _worth(sick.one_by_one())
    return {
        "absence, a sick day of 40": race(
            {"teamsched": Work(sick.plan), "one by one, not the best": Work(sick.one_by_one)},
            rounds=rounds,
        ),
        "absence, a leaver with 1,000": race({"teamsched": Work(leaver.plan)}, rounds=rounds),
    }


def _worth(ledger: Ledger, more: tuple[Booking, ...] = ()) -> tuple[int, int]:
    """Return how much stays with whoever is away, and how uneven the rest is."""
    for booking in more:
        ledger = ledger.add(booking)
    nets = {standing.page: standing.net for standing in ledger.standings("desk")}
    return nets.pop("m000"), sum(net**2 for net in nets.values())


def office(count: int, *, people: int, days: int) -> Office:
    """Return a team in which somebody has so many bookings, and others a third of the time."""
    random = Random(count)
    hours = WeeklyHours.parse("daily 00:00-24:00", zone="UTC")
    names = [f"m{number:03}" for number in range(people + 1)]
    members = [Member(name, hours, caps=[Cap(12, "day")]) for name in names[1:]]
    team = Team(
        [Member("m000", hours), *members],
        event_types=[EventType("call", duration=HALF_HOUR)],
        pools=[ResourcePool("desk", names, distribution=PooledAvailability())],
        pages=[MasterPage("calls", zone="UTC", rules=[Rule("call", "desk")])],
    )
    window = Interval.lasting(NOW, timedelta(days=days))
    slots = [NOW + number * HALF_HOUR for number in range(48 * days)]
    own = [("m000", start) for start in random.sample(slots, count)]
    others = [
        (name, start)
        for name in names[1:]
        for start in random.sample(slots, random.randrange(len(slots) // days // 4))
    ]
    bookings = list(_booked([*own, *others]))
    snapshot = team.snapshot(now=NOW, window=window, bookings=bookings)
    return Office(team, window, snapshot, Ledger.of(bookings))


def _booked(starts: list[tuple[str, datetime]]) -> Iterator[Booking]:
    for number, (page, start) in enumerate(starts):
        entry = Entry(
            Kind.BOOKED,
            at=NOW - timedelta(days=1),
            postings=[Posting("desk", page, received=1, units=0)],
        )
        yield Booking(
            f"b{number:05}",
            "call",
            Interval.lasting(start, HALF_HOUR),
            seats=[Filled("desk", page, pool="desk")],
            history=[entry],
            page="calls",
        )
