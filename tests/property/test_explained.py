"""Complete or explained: every start is offered or has reasons, and the reasons are the reasons.

Undoing exactly what a reason names removes that reason; undoing all of them makes the start
offered. The reasons about one person are those that the minute-by-minute oracle has.
Some people are not eligible, pause, have left or don't take part, some pages are disabled, and
some of the starts that are asked about are none of the page's.
"""

from datetime import datetime
from random import Random

import attrs
import pytest

from teamsched import (
    Apart,
    Assignment,
    AtLeast,
    AtMost,
    Cap,
    DistributionMethod,
    Draw,
    FairShare,
    Kind,
    Membership,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    Reason,
    ResourcePool,
    RoundRobin,
    Seat,
    attribute,
)
from teamsched.constraints import Constraint
from teamsched.entries import UNIT
from tests import oracle
from tests.generators.cases import Case, random_offer_case
from tests.undoing import State, undone
from tests.worlds import text_of, time, world_of

CASES = 2_000
BATCHES = 20
QUICK_BATCHES = 6
"""Those that every run tries; the long tests try the others."""
STARTS = 3
"""Starts of a case that are looked into."""

LETTING_IN = {
    *("disabled", "not_eligible", "not_participating", "paused", "left"),
    *("seated", "too_few_people"),
}
"""Undoing these lets somebody into a line, ..."""
STANDING_BEHIND = {"not_next_in_line", "too_far_ahead", "seated", "too_few_people", "constraint"}
"""... and then others wait who did not before: of one seat, and then of another."""
ROUNDS = 3

METHODS: list[DistributionMethod] = [
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start"),
    RoundRobin(when_blocked="next_in_horizon"),
    RoundRobin(when_blocked="next_per_start", max_lead=1),
    PooledAvailability(),
    PooledAvailabilityWithPriority(),
    FairShare(),
]

CAPS: list[tuple[Cap, ...]] = [
    (),
    (),
    (),
    (Cap(1, "week", seats="all"), Cap(60, "day", unit="minutes")),
    (Cap(0, "day", counts="pool"),),
]
"""Of memberships, which the oracle does not know."""

AS_THE_ORACLE_SAYS = {
    "outside_hours": "outside_hours",
    "outside_event_hours": "outside_hours",
    "time_off": "time_off",
    "busy": "busy",
    "booked": "busy",
    "buffer": "buffer",
    "cap": "cap",
}


def drawn_case(rng: Random) -> Case:
    while True:
        case = random_offer_case(rng)
        if case["window"][0] < case["window"][1]:
            return case


def drawn_state(rng: Random, case: Case) -> State:
    """Return the state of a case, with every other seat drawn from a pool, by some method."""
    world = world_of(case)
    members = (
        attrs.evolve(one, attributes={"senior": rng.random() < 0.8}) for one in world.members
    )
    pages = (attrs.evolve(one, enabled=rng.random() < 0.7) for one in world.pages)
    state = State.of(world.changed(members=tuple(members), pages=tuple(pages)))
    for number, seat in enumerate(world.seats):
        if rng.random() < 0.5:
            state = drawn_from_pool(rng, state, number, seat)
    return state


def drawn_from_pool(rng: Random, state: State, number: int, seat: Seat) -> State:
    """Draw a seat from a pool, not all of whose members may be drawn."""
    members = [
        Membership(page, participating=rng.random() < 0.9, caps=rng.choice(CAPS))
        for page in seat.pages
    ]
    pool = ResourcePool(seat.name, members, distribution=rng.choice(METHODS))
    senior = attribute("senior") == True  # noqa: E712 (a condition)
    state = state.drawn(number, pool, rng.choice([senior, None]))
    for page in seat.pages:
        if rng.random() < 0.1:
            state = state.posted(rng.choice([Kind.PAUSED, Kind.LEFT]), pool.id, page)
        if rng.random() < 0.3:
            state = state.posted(Kind.JOINED, pool.id, page, units=-UNIT, later=-1)
    return state


@pytest.mark.parametrize(
    "batch",
    [
        pytest.param(number, marks=pytest.mark.long if number >= QUICK_BATCHES else ())
        for number in range(BATCHES)
    ],
)
def test_every_start_is_offered_or_explained(batch: int) -> None:
    """A start has reasons exactly when it is not offered, and undoing them offers it."""
    for number in range(CASES // BATCHES):
        rng = Random(batch * CASES + number)
        case = drawn_case(rng)
        check_case(rng, case, drawn_state(rng, case))


@pytest.mark.parametrize("batch", range(4))
def test_constraints_quorums_and_preferred_seats_are_explained(batch: int) -> None:
    """The same where seats may have fewer people, or none, and not everybody may meet."""
    named = 0
    for number in range(25):
        rng = Random(batch * 60 + number)
        case = drawn_case(rng)
        state = constrained(rng, drawn_state(rng, case))
        needed = [
            seat
            for seat, asked in zip(case["seats"], state.seats, strict=True)
            if not (isinstance(asked, Seat) and asked.preferred)
        ]
        check_case(rng, {**case, "seats": needed}, state)
        offer = state.offer()
        starts = map(time, grid_starts(case))
        named += any("constraint" in offer.why_not(start).codes for start in starts)
        for slot in offer.slots:
            assert isinstance(offer.assign(slot), Assignment), (case, slot)
    assert named


def constrained(rng: Random, state: State) -> State:
    """Return a state with up to three constraints, and seats that need fewer people, or none."""
    people = [one.id for one in state.members]
    senior = attribute("senior") == True  # noqa: E712 (a condition)
    known: list[Constraint] = [AtLeast(1, senior), AtMost(1, senior), AtMost(1, people)]
    if len(people) > 1:
        known += [Apart(*rng.sample(people, 2)) for _ in range(3)]
    seats: list[Seat | Draw] = []
    for number, seat in enumerate(state.seats):
        changed = seat
        if rng.random() < 0.4:
            changed = attrs.evolve(seat, at_least=rng.randint(1, seat.count))
        if number and isinstance(seat, Seat) and rng.random() < 0.3:
            changed = attrs.evolve(seat, preferred=True)
        seats.append(changed)
    some = rng.sample(known, rng.randint(1, 3))
    return attrs.evolve(state, seats=tuple(seats), constraints=tuple(some))


def check_case(rng: Random, case: Case, state: State) -> None:
    offer = state.offer()
    offered = {slot.span.start for slot in offer.slots}
    grid = [time(text) for text in grid_starts(case)]
    for start in grid:
        assert bool(offer.why_not(start)) == (start not in offered), (case, start)
    refused = [start for start in grid if start not in offered]
    for start in rng.sample(refused, min(STARTS, len(refused))):
        reasons = offer.why_not(start).reasons
        check_undoing(case, state, start, reasons, asked=[start])
    for start in map(time, off_grid_starts(rng, case)):
        reasons = offer.why_not(start).reasons
        assert "off_grid" in {reason.code for reason in reasons}, (case, start)
        check_undoing(case, state, start, reasons, asked=None)


def check_undoing(
    case: Case,
    state: State,
    start: datetime,
    reasons: tuple[Reason, ...],
    *,
    asked: list[datetime] | None,
) -> None:
    """Undo each reason, and all of them, and ask again, about some starts or about the page."""
    check_personal(case, text_of(start), reasons)
    changed = state
    for reason in reasons:
        one = undone(state, reason, start).offer(asked)
        assert reason not in one.why_not(start).reasons, (case, start, reason)
        changed = undone(changed, reason, start)
    left = changed.offer(asked).why_not(start)
    for _ in range(ROUNDS if {reason.code for reason in reasons} & LETTING_IN else 0):
        assert left.codes <= STANDING_BEHIND, (case, start, reasons, left.reasons)
        for reason in left.reasons:
            changed = undone(changed, reason, start)
        left = changed.offer(asked).why_not(start)
    assert not left, (case, start, reasons, left.reasons)


def minutes_of(case: Case) -> range:
    """Return the minutes that begin in the window."""
    first, end = (oracle.minute_of(text) for text in case["window"])
    return range(first, end + (oracle.seconds_of(case["window"][1]) % 60 > 0))


def grid_starts(case: Case) -> list[str]:
    grid = case["grid"]
    return [oracle.text_of(m) for m in minutes_of(case) if oracle.is_on_grid(grid, m)]


def off_grid_starts(rng: Random, case: Case) -> list[str]:
    """Return a minute that is no start of the grid, if one is found."""
    minute = rng.choice(minutes_of(case))
    return [] if oracle.is_on_grid(case["grid"], minute) else [oracle.text_of(minute)]


def check_personal(case: Case, start: str, reasons: tuple[Reason, ...]) -> None:
    """Compare the reasons about everybody who may fill a seat with the oracle's."""
    reasons = tuple(reason for reason in reasons if reason.params.get("of") != "pool")
    everybody = {reason.code for reason in reasons if reason.page is None}
    for person in {person for seat in case["seats"] for person in seat["from"]}:
        codes = {reason.code for reason in reasons if reason.page == person} | everybody
        ours = {AS_THE_ORACLE_SAYS[code] for code in codes if code in AS_THE_ORACLE_SAYS}
        assert ours == oracle.why_not(case, person, oracle.minute_of(start)), (case, start, person)
