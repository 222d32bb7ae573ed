"""Plans for many bookings, compared with trying everything, and held to what they promise."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import combinations, product
from random import Random
from typing import Any

import pytest

from teamsched import (
    Booking,
    Busy,
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
    ResourcePool,
    RoundRobin,
    Rule,
    StaleError,
    Team,
    WeeklyHours,
)
from teamsched.snapshot import Snapshot
from teamsched.team.jobs import Work
from teamsched.team.limiting import apart
from tests.features.desk import MONDAY, at

RUNS = 150
PEOPLE = ("ana", "bo", "cy", "di")
HOURS = WeeklyHours.parse("daily 09:00-15:00", zone="UTC")
DAYS = Interval(at("00:00"), at("00:00", 5))
QUARTER = timedelta(minutes=15)
CAPS: tuple[list[Cap], ...] = (
    [],
    [Cap(2, "day")],
    [Cap(1, "day"), Cap(2, "week")],
    [Cap(150, "day", unit="minutes")],
    [Cap(1, "day", counts="event_type")],
)
Given = Mapping[str, str]
"""Who has each booking."""


class World:
    """A pool, some of whose people are busy, have caps, and have bookings."""

    def __init__(self, rng: Random, *, most: int = 4, others: int = 9) -> None:
        self.rng = rng
        self.types = {
            "call": EventType("call", duration=timedelta(hours=1)),
            "demo": EventType(
                "demo",
                duration=timedelta(minutes=90),
                buffer_before=rng.choice([0, 1, 2]) * QUARTER,
                buffer_after=rng.choice([0, 0, 2]) * QUARTER,
            ),
        }
        self.caps = {name: rng.choice(CAPS) for name in PEOPLE}
        method = rng.choice([RoundRobin(), PooledAvailability()])
        self.team = Team(
            [Member(name, HOURS, caps=self.caps[name]) for name in PEOPLE],
            event_types=self.types.values(),
            pools=[ResourcePool("pool", PEOPLE, distribution=method)],
            pages=[MasterPage("page", zone="UTC", rules=[Rule("call", "pool")])],
        )
        self.busy = {name: [Busy(self._span()) for _ in range(rng.randrange(4))] for name in PEOPLE}
        self.ledger = Ledger.of()
        for number in range(rng.randrange(1, most + 1)):
            self.put(f"a{number}", "ana")
        for number in range(rng.randrange(others)):
            self.put(f"o{number}", rng.choice(PEOPLE[1:]))

    def _span(self) -> Interval:
        start = at("09:00", self.rng.choice([2, 2, 2, 3])) + self.rng.randrange(18) * QUARTER
        return Interval.lasting(start, timedelta(hours=1))

    def put(self, id: str, page: str) -> None:
        """Book somebody, if they are free of other bookings then."""
        kind = self.types[self.rng.choice(["call", "call", "demo"])]
        booking = Booking(
            id,
            kind.id,
            Interval.lasting(self._span().start, kind.duration),
            seats=[Filled("pool", page, pool="pool")],
            history=[Entry(Kind.BOOKED, at=MONDAY, postings=[Posting("pool", page, received=1)])],
            page="page",
            buffer_before=kind.buffer_before,
            buffer_after=kind.buffer_after,
        )
        if not any(meet(booking, one) for one in self.ledger.bookings if holder(one) == page):
            self.ledger = self.ledger.add(booking)

    @property
    def snapshot(self) -> Snapshot:
        return self.seen(self.ledger.bookings)

    def seen(self, bookings: Any) -> Snapshot:
        return self.team.snapshot(now=MONDAY, window=DAYS, busy=self.busy, bookings=bookings)

    def plan(self, **options: Any) -> Plan:
        return self.team.plan_absence("ana", DAYS, self.snapshot, self.ledger, **options)

    @property
    def given(self) -> dict[str, str]:
        return {one.id: holder(one) for one in self.ledger.bookings}

    # What is obvious

    def open(self, page: str, booking: Booking) -> bool:
        """Tell whether somebody works then, and nothing is in their calendar."""
        if not HOURS.open_during(DAYS).covers(booking.span):
            return False
        padded = booking.span.padded(before=booking.buffer_before, after=booking.buffer_after)
        return not any(one.span.overlaps(padded) for one in self.busy[page])

    def keeps(self, given: Given, moved: set[str]) -> bool:
        """Tell whether those who have something new can have it."""
        of_id = {one.id: one for one in self.ledger.bookings}
        for id in moved:
            one, page = of_id[id], given[id]
            own = [of_id[other] for other, has in given.items() if has == page]
            if not self.open(page, one):
                return False
            if any(other is not one and meet(one, other) for other in own):
                return False
            if not all(self.fits(cap, one, own) for cap in self.caps[page]):
                return False
        return True

    def fits(self, cap: Cap, booking: Booking, own: list[Booking]) -> bool:
        """Tell whether a day or week of somebody holds no more than a cap says."""
        total = 0
        for one in own:
            other_kind = cap.counts == "event_type" and one.event_type != booking.event_type
            other_day = cap.per == "day" and one.span.start.date() != booking.span.start.date()
            if not (other_kind or other_day):
                total += 1 if cap.unit == "bookings" else one.span.duration // timedelta(minutes=1)
        return total <= cap.limit

    def loads(self, given: Given) -> dict[str, int]:
        return {name: list(given.values()).count(name) for name in PEOPLE}

    def squares(self, given: Given) -> int:
        return sum(load**2 for load in self.loads(given).values())

    def ways(self, jobs: list[str], choices: list[list[str]]) -> Iterator[dict[str, str]]:
        """Yield every way to give some bookings to some people that can be."""
        now = self.given
        for chosen in product(*choices):
            given = now | dict(zip(jobs, chosen, strict=True))
            if self.keeps(given, {job for job in jobs if given[job] != now[job]}):
                yield given


def holder(booking: Booking) -> str:
    return booking.seats[0].page


def meet(one: Booking, other: Booking) -> bool:
    """Tell whether nobody can have both: the larger of two buffers that face each other counts."""
    first, second = sorted((one, other), key=lambda booking: booking.span.start)
    gap = max(first.buffer_after, second.buffer_before)
    return second.span.start < first.span.end + gap


def after(world: World, plan: Plan) -> dict[str, str]:
    return world.given | {move.booking.id: move.to for move in plan.moves}


def check(world: World, plan: Plan) -> dict[str, str]:
    """Check what every plan promises, and return who has what by it."""
    given = after(world, plan)
    moved = {move.booking.id for move in plan.moves}
    assert len(moved) == len(plan.moves)
    assert world.keeps(given, moved)
    assert plan.optimal
    assert [plan.before.of.get(name, 0) for name in PEOPLE] == [
        world.loads(world.given)[name] if name in plan.before.of else 0 for name in PEOPLE
    ]
    assert dict(plan.after.of) == {
        name: world.loads(given)[name] for name in PEOPLE if name in plan.after.of
    }
    saved = world.ledger
    changed = plan.apply(world.ledger, at=at("01:00"))
    assert {one.id for one in changed} == moved
    for booking in changed:
        saved = saved.add(booking)
    assert {one.id: holder(one) for one in saved.bookings} == given
    assert {s.page: s.net for s in saved.standings("pool") if s.net} == {
        name: load for name, load in world.loads(given).items() if load
    }
    for booking in world.ledger.bookings:
        assert booking.id in moved or saved.booking(booking.id) == booking
    if changed:
        with pytest.raises(StaleError):
            plan.apply(saved, at=at("02:00"))
    return given


def test_an_absence_is_planned_as_well_as_can_be() -> None:
    """No way to hand bookings over places more of them, or as many more evenly."""
    placed = unplaced = 0
    for number in range(RUNS):
        world = World(Random(number))
        jobs = [id for id, page in world.given.items() if page == "ana"]
        plan = world.plan()
        given = check(world, plan)
        assert {move.booking.id for move in plan.moves} <= set(jobs)
        assert {one.id for one, _ in plan.unplaced} == {id for id in jobs if given[id] == "ana"}
        best = min(
            (list(way.values()).count("ana"), world.squares(way))
            for way in world.ways(jobs, [list(PEOPLE)] * len(jobs))
        )
        assert (list(given.values()).count("ana"), world.squares(given)) == best
        placed, unplaced = placed + len(plan.moves), unplaced + len(plan.unplaced)
    assert placed > RUNS
    assert unplaced > RUNS // 4


def test_who_is_left_out_says_why() -> None:
    """Each who could take an unplaced booking has a reason, and each reason is so."""
    codes = set()
    for number in range(RUNS):
        world = World(Random(1000 + number))
        plan = world.plan()
        given = after(world, plan)
        for booking, refusal in plan.unplaced:
            assert {reason.page for reason in refusal.reasons} == set(PEOPLE[1:])
            for name in PEOPLE[1:]:
                alone = world.keeps(world.given | {booking.id: name}, {booking.id})
                found = {reason.code for reason in refusal.about(name)}
                assert alone == (found == {"placed_elsewhere"})
                codes |= found
                for reason in refusal.about(name):
                    if reason.code == "placed_elsewhere":
                        assert all(given[one] == name for one in reason.params["bookings"])
                        back = {id: page for id, page in given.items() if page != name}
                        own = {id: name for id, page in world.given.items() if page == name}
                        assert world.keeps({**back, **own, booking.id: name}, {booking.id})
        for move in plan.moves:
            assert move.to not in {reason.page for reason in move.others}
            assert move.explain().startswith(f"{move.booking.id}, ")
    assert {"placed_elsewhere", "busy", "booked", "cap", "buffer"} <= codes


def test_others_move_where_that_places_more() -> None:
    """What they have then may move too, as little of it as it takes, and nothing is lost."""
    wider = 0
    for number in range(RUNS):
        world = World(Random(2000 + number), most=3)
        strict, plan = world.plan(), world.plan(moving=True)
        given = check(world, plan)
        assert len(plan.unplaced) <= len(strict.unplaced)
        room = [move.booking.id for move in plan.moves if move.makes_room]
        assert all(world.given[id] != "ana" and given[id] != "ana" for id in room)
        assert {id for id, page in given.items() if page != world.given[id]} == {
            move.booking.id for move in plan.moves
        }
        if not room:
            assert len(plan.unplaced) == len(strict.unplaced)
            continue
        wider += 1
        assert len(plan.unplaced) < len(strict.unplaced)
        stuck = [one for one, _ in strict.unplaced]
        jobs = [id for id, page in world.given.items() if page == "ana"]
        of_id = {one.id: one for one in world.ledger.bookings}
        may = [
            id
            for id, page in world.given.items()
            if page != "ana" and any(meet(of_id[id], one) for one in stuck)
        ]
        choices = [list(PEOPLE)] * len(jobs) + [list(PEOPLE[1:])] * len(may)
        best = min(
            (
                list(way.values()).count("ana"),
                sum(way[id] != world.given[id] for id in may),
                world.squares(way),
            )
            for way in world.ways([*jobs, *may], choices)
        )
        assert (len(plan.unplaced), len(room), world.squares(given)) == best
    assert wider > RUNS // 30


def test_loads_become_even_by_the_fewest_changes() -> None:
    """No way to hand bookings round is more even, nor as even with fewer changes."""
    moved = 0
    for number in range(RUNS // 2):
        world = World(Random(3000 + number), most=3, others=4)
        plan = world.team.rebalance("pool", world.snapshot, world.ledger)
        given = check(world, plan)
        assert not plan.unplaced
        jobs = list(world.given)
        best = min(
            (world.squares(way), sum(way[id] != world.given[id] for id in jobs))
            for way in world.ways(jobs, [list(PEOPLE)] * len(jobs))
        )
        assert (world.squares(given), len(plan.moves)) == best
        for booking in plan.apply(world.ledger, at=at("01:00")):
            world.ledger = world.ledger.add(booking)
        assert not world.team.rebalance("pool", world.snapshot, world.ledger).moves
        moved += len(plan.moves)
    assert moved > RUNS // 4


def test_conflicts_are_what_somebody_could_not_take_now() -> None:
    """The bookings outside of what they can do now are handed over; with none, nothing is."""
    found = 0
    for number in range(RUNS):
        world = World(Random(4000 + number))
        plan = world.team.plan_conflicts("ana", world.snapshot, world.ledger)
        asked = {one.id for one, _ in plan.unplaced} | {move.booking.id for move in plan.moves}
        assert asked == {
            one.id
            for one in world.ledger.bookings
            if holder(one) == "ana" and not world.open("ana", one)
        }
        check(world, plan)
        found += len(asked)
    assert found > RUNS // 4


def test_order_is_nothing() -> None:
    """The same facts in another order make the same plan."""
    for number in range(RUNS // 5):
        world = World(Random(5000 + number))
        shuffled = world.rng.sample(world.ledger.bookings, len(world.ledger.bookings))
        other = world.team.plan_absence(
            "ana", DAYS, world.seen(shuffled), Ledger.of(shuffled), moving=True
        )
        assert other == world.plan(moving=True)
        assert other.explain() == world.plan(moving=True).explain()


@pytest.mark.parametrize("what", ["another", "changed", "gone"])
def test_a_plan_applies_to_what_it_was_made_on(what: str) -> None:
    """What somebody concerned has got, or lost, since then makes it stale."""
    stale = 0
    for number in range(RUNS // 5):
        world = World(Random(6000 + number))
        plan, bookings = world.plan(), list(world.ledger.bookings)
        last = world.rng.choice(bookings)
        if what == "another":
            bookings.append(copy_of(last, at("09:00", 4)))
        elif what == "changed":
            bookings[bookings.index(last)] = last.cancelled(at=at("01:00"))
        else:
            bookings.remove(last)
        with pytest.raises(StaleError):
            plan.apply(Ledger.of(bookings), at=at("02:00"))
        stale += 1
    assert stale


def copy_of(booking: Booking, start: datetime) -> Booking:
    span = Interval.lasting(start, booking.span.duration)
    return Booking("new", booking.event_type, span, seats=booking.seats)


def test_two_bookings_share_a_limit_exactly_if_they_meet() -> None:
    """Whatever the buffers are, alike or not: of two that face each other the larger counts."""
    seen = set()
    for number in range(RUNS):
        world = World(Random(7000 + number), others=7)
        kinds = [["demo"], ["call"], ["call", "demo"]][number % 3]
        jobs = [
            job
            for job in Work(world.team._directory, world.snapshot, "pool").jobs(lambda *_: True)
            if job.booking.event_type in kinds
        ]
        limits = apart(jobs)
        assert all(limit.most == 1 and limit.member is None for limit in limits)
        for one, other in combinations(jobs, 2):
            together = any({one.id, other.id} <= limit.jobs for limit in limits)
            assert together == meet(one.booking, other.booking) == one.meets(other)
            seen.add((together, one.booking.event_type, other.booking.event_type))
    assert len(seen) == 8
