"""Event types of bookings whose time is settled: only people's time is asked about."""

from datetime import UTC, timedelta, tzinfo

import attrs

from teamsched.availability.limits import too_long
from teamsched.event_types import EventType
from teamsched.intervals import Interval, IntervalSet


@attrs.frozen
class _Always:
    """Hours that never end."""

    zone: tzinfo = UTC

    def open_during(self, window: Interval) -> IntervalSet:
        """Return the whole window."""
        return IntervalSet([window])


def settled(event_type: EventType) -> EventType:
    """Return an event type whose openings are the starts at which ``why_closed`` has no reason.

    Its notice, horizon and hours are left out, and caps that not even one booking fits into: what
    is booked has passed them, or somebody wanted it all the same.
    """
    instead = event_type.hours is not None and event_type.hours_mode == "instead"
    return attrs.evolve(
        event_type,
        notice=timedelta(0),
        horizon=None,
        hours=_Always() if instead else None,
        hours_mode=event_type.hours_mode if instead else "within",
        caps=[cap for cap in event_type.caps if not too_long(cap, event_type)],
    )
