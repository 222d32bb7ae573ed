"""Rescheduling and reassignment, compared with something slow and obvious."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from itertools import combinations, product
from random import Random
from typing import Literal

import pytest

from teamsched import (
    Assignment,
    Booking,
    BookingPage,
    Candidate,
    Draw,
    EventType,
    FairShare,
    Interval,
    Ledger,
    MasterPage,
    Member,
    Offer,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    Reassignment,
    Refusal,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    Team,
    WeeklyHours,
)
from teamsched.distribution import DistributionMethod
from teamsched.snapshot import Snapshot
from tests.features.desk import MONDAY, at, hour

METHODS: list[DistributionMethod] = [
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start"),
    RoundRobin(when_blocked="next_in_horizon"),
    RoundRobin(when_blocked="next_per_start", max_lead=2),
    PooledAvailability(),
    PooledAvailabilityWithPriority(idle_scope="pool"),
    FairShare(),
]
PEOPLE = "abcdef"
DAY = Interval(at("09:00"), at("15:00"))
CLOCKS = [at(f"{clock:02}:00") for clock in range(9, 15)]
HOURS = WeeklyHours.parse("daily 09:00-15:00", zone="UTC")
SCOPES: list[Literal["route", "anywhere"]] = ["route", "anywhere"]
RUNS = 40


class World:
    """One or two pools and a named page in one rule, some of whose people are busy."""

    def __init__(self, rng: Random, methods: Iterable[DistributionMethod] = METHODS) -> None:
        self.rng = rng
        some = list(methods)
        members = [Member(one, HOURS) for one in PEOPLE]
        second = BookingPage("a2", "a", enabled=rng.random() < 0.7)
        names = [*PEOPLE, "a2"]
        self.pools = [
            ResourcePool(
                f"p{number}", rng.sample(names, rng.randint(2, 5)), distribution=rng.choice(some)
            )
            for number in range(rng.randint(1, 2))
        ]
        draws = [Draw(pool.id, count=rng.choice([1, 1, 2])) for pool in self.pools]
        named = rng.choice([[], [], ["f"]])
        rule = Rule("call", draws[0], additional=[*draws[1:], *named])
        self.team = Team(
            members,
            event_types=[EventType("call", duration=hour("09:00").duration)],
            pools=self.pools,
            pages=[second, MasterPage("page", zone="UTC", rules=[rule])],
        )
        self.busy = {
            one: [
                Interval.lasting(start, DAY.duration / 6) for start in CLOCKS if rng.random() < 0.2
            ]
            for one in PEOPLE
        }
        self.ledger = Ledger.of()
        self.minute = 0
        self.flagged: set[tuple[str, str]] = set()

    def tick(self) -> datetime:
        """Let a minute pass."""
        self.minute += 1
        return MONDAY.replace(hour=self.minute // 60, minute=self.minute % 60)

    @property
    def snapshot(self) -> Snapshot:
        return self.team.snapshot(
            now=MONDAY, window=DAY, busy=self.busy, bookings=self.ledger.bookings
        )

    def book(self, *, most: int = 3) -> list[Booking]:
        """Book some of what is offered, as long as anything is."""
        for number in range(most):
            offer = self.team.offer(Request("page", "call"), self.snapshot, self.ledger)
            if not offer.slots:
                break
            found = offer.assign(self.rng.choice(list(offer.slots)))
            assert isinstance(found, Assignment)
            self.ledger = self.ledger.add(found.booking(f"b{number}", at=self.tick()))
        return [one for one in self.ledger.bookings if one.active]

    def reschedule(self, booking: Booking, people: str, left: str = "refuse") -> Offer:
        return self.team.reschedule(
            booking,
            self.snapshot,
            self.ledger,
            people=people,  # type: ignore[arg-type]
            left=left,  # type: ignore[arg-type]
        )

    def free(self, page: str, booking: Booking) -> bool:
        """Tell whether a page could be booked for the time of a booking, if it were not there."""
        offer = self.team.find(
            "call",
            [page],
            self.snapshot.without(booking.id),
            zone="UTC",
            starts=[booking.span.start],
        )
        return bool(offer.slots) and self.enabled(page)

    def enabled(self, page: str) -> bool:
        return self.team._directory.pages[page][0].enabled

    def member(self, page: str) -> str:
        return page[0]


def worlds(first: int) -> Iterable[tuple[World, Booking]]:
    """Yield some worlds, each with a booking."""
    for number in range(RUNS):
        world = World(Random(first + number))
        booked = world.book()
        if booked:
            yield world, world.rng.choice(booked)


def test_rescheduling_with_the_same_people_is_finding_them() -> None:
    """What is offered is when exactly these pages are free, the booking not being there."""
    compared = 0
    for world, booking in worlds(0):
        if not all(world.enabled(seat.page) for seat in booking.seats):
            continue
        pages = [seat.page for seat in booking.seats]
        others = world.snapshot.without(booking.id)
        expected = world.team.find("call", pages, others, world.ledger, zone="UTC").slots
        assert world.reschedule(booking, "same").slots == expected
        assert booking.span in [slot.span for slot in expected]
        compared += len(expected) > 1
    assert compared > RUNS // 4


@pytest.mark.parametrize("people", ["same", "preferred", "anew", "original"])
@pytest.mark.parametrize("left", ["refuse", "replace"])
def test_rescheduling_is_complete_or_explained(people: str, left: str) -> None:
    """Every start is offered or has a reason, and what is offered can be booked, and is."""
    offered = 0
    for world, booked in worlds(100):
        booking = booked
        if world.rng.random() < 0.5 and booking.seats[0].pool:
            leaver = world.rng.choice(booking.seats)
            for pool in world.pools:
                if leaver.pool == pool.id:
                    entry = pool.leaving(leaver.page, world.ledger, at=world.tick())
                    world.ledger = world.ledger.add(entry)
        offer = world.reschedule(booking, people, left)
        starts = {slot.span.start for slot in offer.slots}
        offered += len(starts)
        for start in CLOCKS:
            assert bool(offer.why_not(start)) != (start in starts)
        for slot in offer.slots:
            found = offer.assign(slot)
            assert isinstance(found, Assignment)
            moved = found.rescheduling(booking, at=world.tick())
            assert moved.span == slot.span
            assert [seat.seat for seat in moved.seats] == [seat.seat for seat in booking.seats]
            assert sorted(seat.member for seat in moved.seats) == sorted(found.members)
            stay = {seat.page for seat in booking.seats} & {seat.page for seat in moved.seats}
            for before, after in zip(booking.seats, moved.seats, strict=True):
                if before.page in stay and people == "same":
                    assert after == before
            if people == "preferred" and len(stay) < len(moved.seats):
                gone = {seat.page for seat in booking.seats} - stay
                same = world.reschedule(booking, "same")
                assert gone
                assert slot not in same.slots
        assert bool(offer.refusal) == (not starts)
    assert offered > RUNS


def test_candidates_are_those_who_are_free_in_the_order_of_the_method() -> None:
    """Their availability is that of a search for each of them alone, on the same calendars."""
    seen = {"free": 0, "busy": 0, "error": 0}
    for world, booking in worlds(200):
        for seat in booking.seats:
            for within in SCOPES:
                found = world.team.candidates(
                    booking,
                    world.snapshot,
                    world.ledger,
                    of=seat.page,
                    within=within,
                )
                pool = next((one for one in world.pools if one.id == seat.pool), None)
                inside = () if pool is None else pool.pages
                pages = [*PEOPLE, "a2"] if within == "anywhere" else inside
                seated = {one.member for one in booking.seats}
                assert {one.page for one in found} == {
                    page for page in pages if world.member(page) not in seated
                }
                for one in found:
                    seen[one.availability] += 1
                    assert (one.availability == "free") == world.free(one.page, booking)
                    assert bool(one.reasons) == (one.availability != "free")
                    assert (one.availability == "error") == (not world.enabled(one.page))
                assert found.best == (found.free[0] if found.free else None)
                if pool is not None and found.best is not None and found.best.rank is not None:
                    assert found.best.page in firsts(world, pool, booking, found.free)
    assert min(seen.values()) > RUNS // 4


def firsts(
    world: World, pool: ResourcePool, booking: Booking, free: Iterable[Candidate]
) -> set[str]:
    """Return whom the pool's method ranks first among some, however lots fall."""
    line = pool.line(
        world.ledger,
        page="page",
        event_type="call",
        lasting=booking.span.duration,
        now=MONDAY,
    )
    pages = [one.page for one in free if one.page in line.pages]
    return {pool.distribution.rank(line, pages, tie=bytes([n])).order[0] for n in range(40)}


def test_a_swap_moves_as_few_as_possible() -> None:
    """The fewest changes of all ways to fill the seats without whoever leaves."""
    found_with: dict[int, int] = {}
    for world, booking in worlds(300):
        for leaving in booking.seats:
            changes = fewest_changes(world, booking, leaving.page)
            for swaps in range(4):
                found = world.team.reassign(
                    booking, world.snapshot, world.ledger, of=leaving.page, swaps=swaps
                )
                if changes is None or changes > swaps + 1:
                    assert isinstance(found, Refusal)
                    assert found.reasons
                    continue
                assert isinstance(found, Reassignment)
                assert len(found.handovers) == changes
                assert len(found.moved) == changes - 1
                members = [seat.member for seat in found.seats]
                assert leaving.member not in members
                assert len(set(members)) == len(members)
                assert all(world.free(seat.page, booking) for seat in found.seats)
                assert not found.double_booked
                found_with[changes] = found_with.get(changes, 0) + 1
    assert {1, 2} <= set(found_with)


def fewest_changes(world: World, booking: Booking, leaving: str) -> int | None:
    """Return how few seats have to change, by trying everything."""
    pools = {pool.id: pool.pages for pool in world.pools}
    choices = []
    for seat in booking.seats:
        pages = {page for page in pools.get(seat.pool or "", ()) if world.free(page, booking)}
        choices.append(pages | ({seat.page} - {leaving}))
    gone = world.member(leaving)
    best: int | None = None
    for seated in product(*choices):
        members = {world.member(page) for page in seated}
        if len(members) < len(seated) or gone in members:
            continue
        count = sum(a != b.page for a, b in zip(seated, booking.seats, strict=True))
        best = count if best is None else min(best, count)
    return best


@pytest.mark.parametrize("method", METHODS, ids=lambda one: type(one).__name__)
def test_whatever_changes_nobody_is_double_booked_and_credits_add_up(
    method: DistributionMethod,
) -> None:
    """Through any chain of reassigning, covering, rescheduling and cancelling."""
    done: dict[str, int] = {}
    for number in range(RUNS // 4):
        world = World(Random(400 + number), [method])
        world.book(most=5)
        for _ in range(12):
            done_now = step(world)
            done[done_now] = done.get(done_now, 0) + 1
            check(world, method)
    assert min(done.get(one, 0) for one in ("transfer", "cover", "reschedule", "cancel")) > 0


def step(world: World) -> str:
    """Let something happen to some booking; return what."""
    rng = world.rng
    some = [one for one in world.ledger.bookings if one.active]
    if not some:
        return "nothing"
    booking = rng.choice(some)
    kind = rng.choice(["transfer", "transfer", "cover", "reschedule", "reschedule", "cancel"])
    terms = rng.choice([(), world.team.terms])
    if kind == "cancel":
        if rng.random() < 0.7:
            return "nothing"
        world.ledger = world.ledger.add(booking.cancelled(at=world.tick(), terms=terms))
        return kind
    if kind == "reschedule":
        offer = world.reschedule(booking, rng.choice(["same", "preferred", "anew", "original"]))
        if not offer.slots:
            return "nothing"
        assigned = offer.assign(rng.choice(list(offer.slots)))
        assert isinstance(assigned, Assignment)
        moved = assigned.rescheduling(booking, at=world.tick(), terms=terms)
        world.flagged = {one for one in world.flagged if one[0] != booking.id}
        world.ledger = world.ledger.add(moved)
        return kind
    found = world.team.reassign(
        booking,
        world.snapshot,
        world.ledger,
        of=rng.choice(booking.seats).page,
        credit="cover" if kind == "cover" else "transfer",
        within=rng.choice(SCOPES),
        allow_busy=rng.random() < 0.5,
        swaps=rng.choice([0, 2]),
    )
    if isinstance(found, Refusal):
        assert found.reasons
        return "nothing"
    world.flagged |= {(booking.id, member) for member in found.double_booked}
    world.ledger = world.ledger.add(found.booking(at=world.tick(), terms=terms))
    return kind


def check(world: World, method: DistributionMethod) -> None:
    """Check that nobody is where they can't be, and that every account adds up."""
    occupied = [one for one in world.ledger.bookings if one.occupies]
    for one, other in combinations(occupied, 2):
        if one.span.overlaps(other.span):
            for member in {s.member for s in one.seats} & {s.member for s in other.seats}:
                assert {(one.id, member), (other.id, member)} & world.flagged
    for booking in occupied:
        for seat in booking.seats:
            for busy in world.busy[seat.member]:
                if busy.overlaps(booking.span):
                    assert (booking.id, seat.member) in world.flagged
    for pool in world.pools:
        standings = world.ledger.standings(pool.id)
        held = [s.account for b in occupied for s in b.seats if s.pool == pool.id]
        assert {one.page: one.net for one in standings if one.net} == {
            page: held.count(page) for page in set(held)
        }
        if method == FairShare():
            assert sum((one.credit for one in standings), Fraction(0)) == 0
        minutes = {page: Fraction(0) for page in (one.page for one in standings)}
        for booking in occupied:
            for seat in booking.seats:
                if seat.pool == pool.id:
                    minutes[seat.page] += 60
        assert {one.page: one.minutes for one in standings} == minutes
