"""The names that the top of the package promises."""

from types import ModuleType

import teamsched

PUBLIC_NAMES = [
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
    "Candidate",
    "Candidates",
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
    "Loads",
    "LongestIdle",
    "Loss",
    "MasterPage",
    "Member",
    "Membership",
    "Move",
    "NaiveDatetimeError",
    "Needs",
    "NextStep",
    "Offer",
    "Ordered",
    "Plan",
    "PooledAvailability",
    "PooledAvailabilityWithPriority",
    "Posting",
    "Reason",
    "Reassignment",
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
    "StaleError",
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
"""What users may import from ``teamsched``: a change here is a change of the API."""


def test_public_names_are_pinned() -> None:
    """No name comes or goes by accident."""
    assert getattr(teamsched, "__all__", []) == PUBLIC_NAMES


def test_public_names_are_sorted() -> None:
    """Constants, then classes, then functions, each by the alphabet, as the linter sorts them."""
    assert sorted(PUBLIC_NAMES, key=lambda n: (not n.isupper(), n[0].islower(), n)) == PUBLIC_NAMES


def test_what_is_there_is_promised() -> None:
    """Whatever can be imported without an underscore is listed, and all that is listed exists."""
    there = {
        name
        for name, value in vars(teamsched).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert there == set(PUBLIC_NAMES)
