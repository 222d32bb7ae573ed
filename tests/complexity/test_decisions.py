"""A decision looks at each member a bounded number of times, however large the pool."""

import pytest

from teamsched import (
    FairShare,
    InTiers,
    Ledger,
    Membership,
    PooledAvailability,
    ResourcePool,
    RoundRobin,
)
from teamsched.distribution import DistributionMethod
from tests.complexity.counted import Steps

METHODS = [
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start", max_lead=2),
    PooledAvailability(),
    FairShare(),
    InTiers(FairShare()),
]


class Page(str):
    """The id of a page, that counts how often it is looked at."""

    __slots__ = ("steps",)
    steps: Steps

    def __eq__(self, other: object) -> bool:
        self.steps.count += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        self.steps.count += 1
        return str.__hash__(self)


def looks(method: DistributionMethod, size: int) -> int:
    """Return how often ids are looked at for one decision, from the pool to the choice."""
    steps = Steps()
    pages = [Page(f"m{number:05}") for number in range(size)]
    for page in pages:
        page.steps = steps
    members = [Membership(page, priority=1 + n % 3) for n, page in enumerate(pages)]
    pool = ResourcePool("pool", members, distribution=method)
    pool.choose(Ledger.of(), pages)
    return steps.of(lambda: pool.choose(Ledger.of(), pages[::2], asked=pages[::3]))


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_ten_times_the_members_cost_ten_times_the_looks(method: DistributionMethod) -> None:
    """No more than linear, with everything that is recorded."""
    few, many = looks(method, 60), looks(method, 600)
    assert few >= 60
    assert many <= 11 * few
