"""Complete or explained: every start is offered or has reasons, and the reasons are the reasons.

Undoing exactly what a reason names removes that reason; undoing all of them makes the start
offered. The reasons about one person are those that the minute-by-minute oracle has.
"""

from datetime import timedelta
from random import Random

import pytest

from teamsched import (
    FairShare,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    Reason,
    RoundRobin,
)
from teamsched.distribution import DistributionMethod
from tests import oracle
from tests.generators.cases import Case, random_offer_case
from tests.undoing import State, undone
from tests.worlds import text_of, time, world_of

CASES = 2_000
BATCHES = 20
STARTS = 3
"""Starts of a case that are looked into."""

METHODS: list[DistributionMethod] = [
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start"),
    PooledAvailability(),
    PooledAvailabilityWithPriority(),
    FairShare(),
]

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


def drawn_methods(rng: Random, case: Case) -> dict[str, DistributionMethod]:
    """Draw every other seat from a pool, by some method."""
    return {
        f"seat {number}": rng.choice(METHODS)
        for number in range(len(case["seats"]))
        if rng.random() < 0.5
    }


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_start_is_offered_or_explained(batch: int) -> None:
    """A start has reasons exactly when it is not offered, and undoing them offers it."""
    for number in range(CASES // BATCHES):
        rng = Random(batch * CASES + number)
        case = drawn_case(rng)
        check_case(rng, case, State.of(world_of(case), drawn_methods(rng, case)))


def check_case(rng: Random, case: Case, state: State) -> None:
    offer = state.offer()
    offered = {slot.span.start for slot in offer.slots}
    grid = [time(text) for text in grid_starts(case)]
    for start in grid:
        assert bool(offer.why_not(start)) == (start not in offered), (case, start)
    refused = [start for start in grid if start not in offered]
    for start in rng.sample(refused, min(STARTS, len(refused))):
        reasons = offer.why_not(start).reasons
        check_personal(case, text_of(start), reasons)
        changed = state
        for reason in reasons:
            one = undone(state, reason, start).offer([start])
            assert reason not in one.why_not(start).reasons, (case, start, reason)
            changed = undone(changed, reason, start)
        left = changed.offer([start]).why_not(start)
        assert not left, (case, start, reasons, left.reasons)


def grid_starts(case: Case) -> list[str]:
    first, end = (oracle.minute_of(text) for text in case["window"])
    last = end + (oracle.seconds_of(case["window"][1]) % 60 > 0)
    grid = case["grid"]
    return [oracle.text_of(m) for m in range(first, last) if oracle.is_on_grid(grid, m)]


def check_personal(case: Case, start: str, reasons: tuple[Reason, ...]) -> None:
    """Compare the reasons about everybody who may fill a seat with the oracle's."""
    everybody = {reason.code for reason in reasons if reason.page is None}
    for person in {person for seat in case["seats"] for person in seat["from"]}:
        codes = {reason.code for reason in reasons if reason.page == person} | everybody
        ours = {AS_THE_ORACLE_SAYS[code] for code in codes if code in AS_THE_ORACLE_SAYS}
        assert ours == oracle.why_not(case, person, oracle.minute_of(start)), (case, start, person)


def test_a_start_off_the_grid_is_explained() -> None:
    """What is no start of the grid is not offered, and that is said."""
    case = drawn_case(Random(7))
    offer = world_of(case).offer()
    off = time(case["window"][0]) + timedelta(seconds=17)
    assert offer.why_not(off).codes == {"off_grid"}
