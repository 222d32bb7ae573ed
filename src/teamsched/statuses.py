"""Where a booking may stand, and what that means for it."""

from enum import StrEnum
from typing import Literal

Approval = Literal["automatic", "holds", "open"]
"""Whether a booking has to be approved, and if so whether it holds its time meanwhile."""


class Status(StrEnum):
    """Where a booking stands."""

    HELD = "held"
    REQUESTED = "requested"
    SCHEDULED = "scheduled"
    RESCHEDULED = "rescheduled"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


AGREED = frozenset({Status.SCHEDULED, Status.RESCHEDULED})
"""What is to take place, and needs nobody's word any more."""
ACTIVE = AGREED | {Status.REQUESTED}
"""What is still to take place, as far as anybody has said."""


def status_when_made(approval: Approval) -> Status:
    """Return where a booking stands once the customer has made it."""
    return Status.SCHEDULED if approval == "automatic" else Status.REQUESTED
