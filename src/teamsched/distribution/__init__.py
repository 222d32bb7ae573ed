"""Distribution: who should get a booking, and the ledger that it is fair by."""

from teamsched.distribution.accounts import Tally
from teamsched.distribution.checkpoints import Checkpoint
from teamsched.distribution.choices import Choice
from teamsched.distribution.fair_share import FairShare
from teamsched.distribution.ledger import Ledger
from teamsched.distribution.lines import Line
from teamsched.distribution.methods import DistributionMethod
from teamsched.distribution.pooled import PooledAvailability, PooledAvailabilityWithPriority
from teamsched.distribution.pools import Part, ResourcePool
from teamsched.distribution.ranking import Ranking
from teamsched.distribution.round_robin import RoundRobin, WhenBlocked
from teamsched.distribution.standings import Standing

__all__ = [
    "Checkpoint",
    "Choice",
    "DistributionMethod",
    "FairShare",
    "Ledger",
    "Line",
    "Part",
    "PooledAvailability",
    "PooledAvailabilityWithPriority",
    "Ranking",
    "ResourcePool",
    "RoundRobin",
    "Standing",
    "Tally",
    "WhenBlocked",
]
