"""What is offered is what the minute-by-minute oracle offers, and all of it can be booked."""

from datetime import datetime, timedelta
from random import Random

import attrs
import pytest
from hypothesis import assume, given, settings, strategies as st

from teamsched import (
    Assignment,
    Booking,
    Busy,
    FairShare,
    Interval,
    Ledger,
    Offer,
    Refusal,
    Request,
    ResourcePool,
)
from teamsched.distribution import DistributionMethod
from tests import oracle
from tests.generators.cases import Case, offer_cases
from tests.property.test_explained import METHODS, drawn_case, drawn_state, grid_starts
from tests.undoing import State
from tests.worlds import World, text_of, time, world_of

CASES = 200
MANY = 1_600
BATCHES = 4
BRIEF = settings(max_examples=40)
"""For laws that take whole offers, several a case."""


def world_in(case: Case) -> World:
    assume(case["window"][0] < case["window"][1])
    return world_of(case)


@given(offer_cases())
def test_offers_are_the_oracles(case: Case) -> None:
    """Every start is offered that is bookable minute by minute, and no other."""
    assert world_in(case).starts() == oracle.offered_starts(case)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_offers_are_the_oracles_on_many_cases(batch: int) -> None:
    """The same on seeded cases, which are larger than the drawn ones."""
    for number in range(CASES // BATCHES):
        case = drawn_case(Random(10_000 + batch * CASES + number))
        assert world_of(case).starts() == oracle.offered_starts(case), case


@pytest.mark.long
@pytest.mark.parametrize("batch", range(BATCHES))
def test_offers_are_the_oracles_on_very_many_cases(batch: int) -> None:
    """The same on some eight times as many."""
    for number in range(MANY // BATCHES):
        case = drawn_case(Random(100_000 + batch * MANY // BATCHES + number))
        assert world_of(case).starts() == oracle.offered_starts(case), case


@pytest.mark.parametrize("number", range(40))
def test_offered_is_bookable(number: int) -> None:
    """Every offered start can be assigned to free, distinct people, and no other start can."""
    rng = Random(number)
    case = drawn_case(rng)
    state = drawn_state(rng, case)
    offer = state.offer()
    offered = {slot.span.start for slot in offer.slots}
    for slot in offer.slots:
        check_assignment(case, offer, slot.span.start)
    for start in map(time, grid_starts(case)):
        assert start in offered or isinstance(offer.assign(start), Refusal)


def check_assignment(case: Case, offer: Offer, start: datetime) -> None:
    assignment = offer.assign(start)
    assert isinstance(assignment, Assignment)
    minute = oracle.minute_of(text_of(assignment.span.start))
    assert len(set(assignment.members)) == len(assignment.members)
    assert assignment.seats[0].page in offer.who(assignment.span.start)
    for number, seat in enumerate(case["seats"]):
        pages = [one.page for one in assignment.seats if one.seat == f"seat {number}"]
        assert len(pages) == seat["count"]
        assert set(pages) <= set(seat["from"])
    for one in assignment.seats:
        assert one.member == oracle.behind(case, one.page)
        assert oracle.free_at(case, one.page, minute)
    assert assignment == offer.assign(start)


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_bookings_never_collide(method: DistributionMethod) -> None:
    """However many bookings, cancellations and new offers follow one another, nobody has two."""
    for number in range(12):
        rng = Random(number)
        case = drawn_case(rng)
        state = State.of(attrs.evolve(world_of(case), bookings=()))
        for n, seat in enumerate(world_of(case).seats):
            if rng.random() < 0.7:
                state = state.drawn(n, ResourcePool(seat.name, seat.pages, distribution=method))
        live(rng, case, state)


def live(rng: Random, case: Case, state: State) -> None:
    world = attrs.evolve(world_of(case), bookings=())
    bookings: dict[str, Booking] = {}
    ledger = Ledger.of()
    for number in range(8):
        now = world.now + timedelta(seconds=number)
        world = attrs.evolve(world, bookings=tuple(bookings.values()))
        state = attrs.evolve(state, snapshot=world.snapshot(), ledger=ledger)
        offer = state.offer()
        if bookings and rng.random() < 0.3:
            chosen = rng.choice(sorted(bookings))
            bookings[chosen] = bookings[chosen].cancelled(by="customer", at=now)
            ledger = ledger.add(bookings[chosen])
        elif offer.slots:
            assignment = offer.assign(rng.choice(offer.slots))
            assert isinstance(assignment, Assignment)
            booking = assignment.booking(f"b{number}", at=now)
            bookings[booking.id] = booking
            ledger = ledger.add(booking)
        check_apart(world, [one for one in bookings.values() if one.occupies])
        for pool in state.pools:
            sums = [one.credit for one in ledger.standings(pool.id)]
            assert sum(sums) == 0 or not isinstance(pool.distribution, FairShare)


def check_apart(world: World, bookings: list[Booking]) -> None:
    gap = max(world.event_type.buffer_before, world.event_type.buffer_after)
    for one in bookings:
        for other in bookings:
            shared = {s.member for s in one.seats} & {s.member for s in other.seats}
            if one.id < other.id and shared:
                near = one.span.padded(before=gap, after=gap)
                assert not near.overlaps(other.span)


# Laws that hold whatever the oracle says


@BRIEF
@given(offer_cases(), st.integers(0, 4), st.integers(-600, 3000), st.sampled_from([1, 30, 90]))
def test_busy_time_never_adds_an_opening(case: Case, who: int, at: int, length: int) -> None:
    """More busy time only ever takes starts away."""
    world = world_in(case)
    name = world.members[who % len(world.members)].id
    start = world.window.start + timedelta(minutes=at)
    busy = Busy(Interval.lasting(start, timedelta(minutes=length)))
    more = world.changed(busy={**world.busy, name: (*world.busy[name], busy)})
    assert set(more.starts()) <= set(world.starts())


@BRIEF
@given(offer_cases())
def test_a_shorter_duration_never_removes_an_opening(case: Case) -> None:
    """On one grid, what a longer meeting fits into a shorter one does, too."""
    world = world_in(case)
    shorter = attrs.evolve(world.event_type, duration=timedelta(minutes=1))
    assert set(world.starts()) <= set(world.changed(event_type=shorter).starts())


@BRIEF
@given(offer_cases(), st.sampled_from([2, 3, 5]))
def test_a_nested_finer_grid_keeps_all(case: Case, parts: int) -> None:
    """Dividing the step keeps every start."""
    world = world_in(case)
    finer = attrs.evolve(world.event_type, step=world.event_type.step / parts)
    assert set(world.starts()) <= set(world.changed(event_type=finer).starts())


@BRIEF
@given(offer_cases(), st.integers(1, 1439))
def test_adjoining_windows_make_the_whole(case: Case, minutes: int) -> None:
    """Two windows that adjoin give what the whole gives."""
    world = world_in(case)
    cut = world.window.start + timedelta(minutes=minutes)
    assume(cut < world.window.end)
    halves = (Interval(world.window.start, cut), Interval(cut, world.window.end))
    both = [start for half in halves for start in world.changed(window=half).starts()]
    assert both == world.starts()


@BRIEF
@given(offer_cases(), st.randoms(use_true_random=False))
def test_order_of_what_is_handed_in_means_nothing(case: Case, rng: Random) -> None:
    """Members, busy spans and bookings may come in any order."""
    world = world_in(case)
    members, bookings = list(world.members), list(world.bookings)
    rng.shuffle(members)
    rng.shuffle(bookings)
    busy = {name: tuple(reversed(spans)) for name, spans in reversed(world.busy.items())}
    shuffled = world.changed(members=tuple(members), bookings=tuple(bookings), busy=busy)
    assert shuffled.starts() == world.starts()


@BRIEF
@given(offer_cases())
def test_asking_about_starts_is_asking_about_the_grid(case: Case) -> None:
    """What is offered of some given starts is what the whole grid offers of them."""
    world = world_in(case)
    starts = [slot.span.start for slot in world.offer().slots]
    assert [slot.span.start for slot in world.offer(starts).slots] == starts


@BRIEF
@given(offer_cases(), st.integers(0, 4))
def test_replacing_a_calendar_is_taking_the_snapshot_anew(case: Case, who: int) -> None:
    """A snapshot with a member's calendar replaced answers like one taken with it."""
    world = world_in(case)
    name = world.members[who % len(world.members)].id
    snapshot, team = world.snapshot(), world.team()
    kind, zone = world.event_type.id, world.zone
    before = team.find(kind, world.seats, snapshot, zone=zone)
    emptied = snapshot.with_busy(name, ())
    after = team.find(kind, world.seats, emptied, zone=zone)
    anew = world.changed(busy={**world.busy, name: ()})
    assert [text_of(slot.start) for slot in after.slots] == anew.starts()
    assert before.free_counts() == world.offer().free_counts()
    assert after.free_counts() == anew.offer().free_counts()


@pytest.mark.parametrize("number", range(40))
def test_replacing_any_calendar_leaves_no_page_behind(number: int) -> None:
    """Whoever's calendar is replaced, the whole snapshot is what it would be if taken with it."""
    world = world_of(drawn_case(Random(number)))
    for member in world.members:
        anew = world.changed(busy={**world.busy, member.id: ()})
        assert world.snapshot().with_busy(member.id, ()) == anew.snapshot()


@BRIEF
@given(offer_cases())
def test_loading_what_is_needed_is_enough(case: Case) -> None:
    """An answer from the calendars and bookings in the spans of ``needs`` is the whole answer."""
    world = world_in(case)
    team, name = world.team(), world.members[0].id
    needs = team.needs(Request(name, world.event_type.id), world.window)
    busy = {
        member: [one for one in spans if one.span.overlaps(needs.busy)]
        for member, spans in world.busy.items()
    }
    bookings = [one for one in world.bookings if one.span.overlaps(needs.bookings)]
    loaded = team.snapshot(now=world.now, window=world.window, busy=busy, bookings=bookings)
    asked = Request(name, world.event_type.id)
    few = team.offer(asked, loaded, Ledger.of())
    assert few.slots == team.offer(asked, world.snapshot(), Ledger.of()).slots


@BRIEF
@given(offer_cases())
def test_cancelling_gives_the_time_back(case: Case) -> None:
    """Cancelled bookings are as if they had never been."""
    world = world_in(case)
    cancelled = tuple(one.cancelled(at=world.now) for one in world.bookings)
    assert world.changed(bookings=cancelled).starts() == world.changed(bookings=()).starts()
