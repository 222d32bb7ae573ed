"""Distribution: who should get a booking, and the ledger that it is fair by."""

from teamsched.distribution.accounts import Tally
from teamsched.distribution.attribution import Attribution, Cause
from teamsched.distribution.checkpoints import Checkpoint
from teamsched.distribution.choices import Choice
from teamsched.distribution.criteria import (
    ByLot,
    ByPriority,
    Criterion,
    FewestBookings,
    LeastTime,
    LongestIdle,
)
from teamsched.distribution.cycles import Cycle, CycleLength
from teamsched.distribution.fair_share import FairShare
from teamsched.distribution.ledger import Ledger
from teamsched.distribution.lines import Line
from teamsched.distribution.methods import DistributionMethod
from teamsched.distribution.ordered import Ordered
from teamsched.distribution.parts import Part
from teamsched.distribution.pooled import PooledAvailability, PooledAvailabilityWithPriority
from teamsched.distribution.pools import ResourcePool
from teamsched.distribution.ranking import Ranking
from teamsched.distribution.report import MemberReport, PoolReport
from teamsched.distribution.round_robin import RoundRobin, WhenBlocked
from teamsched.distribution.standings import Standing
from teamsched.distribution.tiers import InTiers

__all__ = [
    "Attribution",
    "ByLot",
    "ByPriority",
    "Cause",
    "Checkpoint",
    "Choice",
    "Criterion",
    "Cycle",
    "CycleLength",
    "DistributionMethod",
    "FairShare",
    "FewestBookings",
    "InTiers",
    "LeastTime",
    "Ledger",
    "Line",
    "LongestIdle",
    "MemberReport",
    "Ordered",
    "Part",
    "PoolReport",
    "PooledAvailability",
    "PooledAvailabilityWithPriority",
    "Ranking",
    "ResourcePool",
    "RoundRobin",
    "Standing",
    "Tally",
    "WhenBlocked",
]
