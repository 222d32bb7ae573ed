"""Distribution: who should get a booking, and the ledger that it is fair by."""

from teamsched.distribution.accounts import Tally
from teamsched.distribution.fair_share import FairShare
from teamsched.distribution.ledger import Ledger, Standing
from teamsched.distribution.lines import Line
from teamsched.distribution.methods import DistributionMethod
from teamsched.distribution.pooled import PooledAvailability, PooledAvailabilityWithPriority
from teamsched.distribution.pools import Choice, ResourcePool
from teamsched.distribution.ranking import Charge, Ranking
from teamsched.distribution.round_robin import RoundRobin, WhenBlocked

__all__ = [
    "Charge",
    "Choice",
    "DistributionMethod",
    "FairShare",
    "Ledger",
    "Line",
    "PooledAvailability",
    "PooledAvailabilityWithPriority",
    "Ranking",
    "ResourcePool",
    "RoundRobin",
    "Standing",
    "Tally",
    "WhenBlocked",
]
