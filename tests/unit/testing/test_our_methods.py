"""The methods of the library keep every law of the kit."""

from datetime import timedelta
from fractions import Fraction

import pytest

pytest.importorskip("hypothesis")

from teamsched.distribution import (
    ByLot,
    ByPriority,
    DistributionMethod,
    FairShare,
    FewestBookings,
    InTiers,
    LeastTime,
    LongestIdle,
    Ordered,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    RoundRobin,
)
from teamsched.entries import Loss
from teamsched.testing import check_method

METHODS: list[DistributionMethod] = [
    *(
        RoundRobin(when_blocked=blocked, joiners=level, returners=level, correction=correction)
        for blocked in ("wait", "next_per_start", "next_in_horizon")
        for level in ("level", "mean", "catch_up")
        for correction in (True, [Loss.NO_SHOW], False)
    ),
    RoundRobin(when_blocked="next_per_start", max_lead=1),
    RoundRobin(when_blocked="next_per_start", max_lead=3, joiners="mean"),
    FairShare(),
    FairShare(unit="minutes", keeps=[]),
    FairShare(basis="all"),
    FairShare(basis="all", cap=2, keeps=[Loss.HOST_CANCELLED]),
    FairShare(ramp_up=timedelta(hours=2), ramp_from=Fraction(1, 3)),
    FairShare(unit="minutes", basis="all", cap=Fraction(1, 2), ramp_up=timedelta(hours=2)),
    PooledAvailability(),
    PooledAvailability(idle_scope="pool"),
    PooledAvailabilityWithPriority(),
    PooledAvailabilityWithPriority(idle_scope="pool"),
    Ordered(),
    Ordered(ByLot()),
    Ordered(ByPriority(), FewestBookings(), LongestIdle(scope="pool")),
    Ordered(LeastTime(), LongestIdle(), ByLot()),
    InTiers(PooledAvailability()),
    InTiers(RoundRobin()),
    InTiers(RoundRobin(when_blocked="next_per_start", max_lead=1)),
    InTiers(FairShare(basis="all", cap=1)),
    InTiers(InTiers(Ordered(FewestBookings()))),
]


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_methods_keep_the_laws(method: DistributionMethod) -> None:
    """Every method of the library, with every option, keeps every law."""
    check_method(method, examples=40)
