"""Availability, fair distribution and routing for teams that take bookings, as a pure library.

Rules say who may, availability says who can, distribution says who should.
Hand in people, hours, busy times, past bookings and the time now; get back which slots to offer,
whom to book, and why. There is no I/O, no clock, no default zone and no hidden dice.
"""

from teamsched.availability import (
    Recurrence,
    RecurringHours,
    Schedule,
    Travel,
    WeeklyHours,
    localize,
)
from teamsched.booked_routes import BookedRoute
from teamsched.bookings import Booking
from teamsched.changes import ChangePolicy
from teamsched.claims import Claims
from teamsched.condition_documents import condition_from_dict
from teamsched.conditions import Condition, all_of, answer, any_of, asked, attribute, customer
from teamsched.constraints import Apart, AtLeast, AtMost
from teamsched.distribution import (
    ByLot,
    ByPriority,
    DistributionMethod,
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
    Standing,
)
from teamsched.entries import Entry, GivesBack, Kind, Loss, Posting
from teamsched.errors import (
    BookingStateError,
    ConflictError,
    DuplicateIdError,
    ExpansionLimitError,
    InvalidInputError,
    NaiveDatetimeError,
    RepeatedTimeError,
    SkippedTimeError,
    TeamschedError,
    UnknownIdError,
    UnknownZoneError,
)
from teamsched.event_types import EventType
from teamsched.filled import Filled
from teamsched.horizons import BookableDays, DateRange
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import UNKNOWN, BookingPage, Busy, BusyStatus, Cap, Member, Membership
from teamsched.reasons import Explanation, Reason
from teamsched.requests import Draw, Request, Seat
from teamsched.rules import (
    BookingPagesFirst,
    BookingPagesOnly,
    Branch,
    Chosen,
    DynamicRules,
    EventTypesFirst,
    Fallback,
    MasterPage,
    NextStep,
    Router,
    Rule,
    StaticRules,
)
from teamsched.snapshot import Snapshot
from teamsched.statuses import Status
from teamsched.team import Assignment, Needs, Offer, Refusal, Slot, Slots, Team

__all__ = [
    "UNKNOWN",
    "Apart",
    "Assignment",
    "AtLeast",
    "AtMost",
    "BookableDays",
    "BookedRoute",
    "Booking",
    "BookingPage",
    "BookingPagesFirst",
    "BookingPagesOnly",
    "BookingStateError",
    "Branch",
    "Busy",
    "BusyStatus",
    "ByLot",
    "ByPriority",
    "Cap",
    "ChangePolicy",
    "Chosen",
    "Claims",
    "Condition",
    "ConflictError",
    "DateRange",
    "DistributionMethod",
    "Draw",
    "DuplicateIdError",
    "DynamicRules",
    "Entry",
    "EventType",
    "EventTypesFirst",
    "ExpansionLimitError",
    "Explanation",
    "FairShare",
    "Fallback",
    "FewestBookings",
    "Filled",
    "GivesBack",
    "InTiers",
    "Interval",
    "IntervalSet",
    "InvalidInputError",
    "Kind",
    "LeastTime",
    "Ledger",
    "LongestIdle",
    "Loss",
    "MasterPage",
    "Member",
    "Membership",
    "NaiveDatetimeError",
    "Needs",
    "NextStep",
    "Offer",
    "Ordered",
    "PooledAvailability",
    "PooledAvailabilityWithPriority",
    "Posting",
    "Reason",
    "Recurrence",
    "RecurringHours",
    "Refusal",
    "RepeatedTimeError",
    "Request",
    "ResourcePool",
    "RoundRobin",
    "Router",
    "Rule",
    "Schedule",
    "Seat",
    "SkippedTimeError",
    "Slot",
    "Slots",
    "Snapshot",
    "Standing",
    "StaticRules",
    "Status",
    "Team",
    "TeamschedError",
    "Travel",
    "UnknownIdError",
    "UnknownZoneError",
    "WeeklyHours",
    "all_of",
    "answer",
    "any_of",
    "asked",
    "attribute",
    "condition_from_dict",
    "customer",
    "localize",
]
