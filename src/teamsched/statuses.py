"""Where a booking may stand, and what that means for it."""

from enum import StrEnum


class Status(StrEnum):
    """Where a booking stands."""

    SCHEDULED = "scheduled"
    RESCHEDULED = "rescheduled"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


ACTIVE = frozenset({Status.SCHEDULED, Status.RESCHEDULED})
"""What is still to take place, as far as anybody has said."""
