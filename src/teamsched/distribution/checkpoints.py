"""What a ledger amounts to at some time: enough to go on from without what came before."""

from datetime import datetime

import attrs

from teamsched.bookings import Booking
from teamsched.distribution.accounts import Books
from teamsched.distribution.standings import Waits


@attrs.frozen(order=False, repr=False)
class Checkpoint:
    """What a ledger says of everything that was recorded up to a time: enough to go on from.

    Attributes:
        at: Everything recorded until then is in it, whatever booking it belongs to.
        books: What it adds up to.
        waits: How long everybody had waited.
    """

    at: datetime
    books: Books
    waits: Waits

    def __repr__(self) -> str:
        return f"<Checkpoint {self.at:%Y-%m-%d %H:%M}Z>"


def as_of(booking: Booking, moment: datetime) -> Booking:
    """Return a booking with what was recorded up to a time for its history."""
    return attrs.evolve(booking, history=[one for one in booking.history if one.at <= moment])
