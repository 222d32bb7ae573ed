"""Availability, fair distribution and routing for teams that take bookings, as a pure library.

Rules say who may, availability says who can, distribution says who should.
Hand in people, hours, busy times, past bookings and the time now; get back which slots to offer,
whom to book, and why. There is no I/O, no clock, no default zone and no hidden dice.
"""

from teamsched.availability import Recurrence, RecurringHours, Schedule, WeeklyHours, localize
from teamsched.bookings import Booking
from teamsched.conditions import answer, attribute
from teamsched.distribution import (
    ByLot,
    ByPriority,
    FairShare,
    FewestBookings,
    InTiers,
    LeastTime,
    Ledger,
    LongestIdle,
    Ordered,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    ResourcePool,
    RoundRobin,
)
from teamsched.errors import TeamschedError
from teamsched.filled import Filled
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import (
    UNKNOWN,
    BookingPage,
    Busy,
    Cap,
    Draw,
    EventType,
    Member,
    Membership,
    Request,
    Seat,
)
from teamsched.reasons import Explanation, Reason
from teamsched.rules import MasterPage, Rule
from teamsched.team import Assignment, Offer, Refusal, Slot, Team

__all__ = [
    "UNKNOWN",
    "Assignment",
    "Booking",
    "BookingPage",
    "Busy",
    "ByLot",
    "ByPriority",
    "Cap",
    "Draw",
    "EventType",
    "Explanation",
    "FairShare",
    "FewestBookings",
    "Filled",
    "InTiers",
    "Interval",
    "IntervalSet",
    "LeastTime",
    "Ledger",
    "LongestIdle",
    "MasterPage",
    "Member",
    "Membership",
    "Offer",
    "Ordered",
    "PooledAvailability",
    "PooledAvailabilityWithPriority",
    "Reason",
    "Recurrence",
    "RecurringHours",
    "Refusal",
    "Request",
    "ResourcePool",
    "RoundRobin",
    "Rule",
    "Schedule",
    "Seat",
    "Slot",
    "Team",
    "TeamschedError",
    "WeeklyHours",
    "answer",
    "attribute",
    "localize",
]
