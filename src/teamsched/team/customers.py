"""How much one customer may book: bookings to come of one event type."""

from collections.abc import Iterator
from datetime import datetime

from teamsched.bookings import Booking
from teamsched.event_types import EventType
from teamsched.reasons import Reason
from teamsched.requests import Request
from teamsched.snapshot import Snapshot
from teamsched.statuses import Status


def why_no_more(
    request: Request | None, event_type: EventType, snapshot: Snapshot
) -> Iterator[Reason]:
    """Yield why a customer may book no more of an event type, if they may not.

    Somebody who is not named is not limited.

    Args:
        request: What is asked for, and by whom.
        event_type: What is to be booked.
        snapshot: The present, and the bookings that are known.
    """
    if event_type.per_customer is None or request is None or request.customer is None:
        return
    coming = sorted(
        booking.id
        for booking in snapshot.bookings
        if booking.customer == request.customer
        and booking.event_type == event_type.id
        and booking.span.start > snapshot.now
        and _is_to_take_place(booking, snapshot.now)
    )
    if len(coming) >= event_type.per_customer:
        yield Reason(
            "customer_cap",
            params={"bookings": tuple(coming), "limit": event_type.per_customer},
            text=f"the customer has {len(coming)} of {event_type.per_customer} bookings to come",
            note=", ".join(coming),
        )


def _is_to_take_place(booking: Booking, now: datetime) -> bool:
    """Tell whether a booking is still to take place, or a hold lasts."""
    return booking.active or (booking.status is Status.HELD and booking.occupies_at(now))
