"""Bookings by revision, shared by all the ledgers that grew out of one.

Theory of operation
-------------------
Everything that is appended gets the next number, and a ledger of number *n* looks past whatever
has a greater one. So appending at the tip changes nothing for those who look on, and copies
nothing. The tip is claimed in one atomic step: of two ledgers that want to append after the same
number, in two threads or one after the other, one does, and the other goes on with a copy.
"""

from collections.abc import Iterable

from teamsched.bookings import Booking


class Log:
    """An append-only log of bookings.

    It keeps superseded revisions, for as long as a ledger that grew out of it is around.
    """

    __slots__ = ("_claims", "_revisions")

    def __init__(self, bookings: Iterable[Booking] = ()) -> None:
        self._claims: dict[int, object] = {}
        self._revisions = {booking.id: [(0, booking)] for booking in bookings}

    def find(self, id: str, number: int) -> Booking | None:
        """Return the revision of a booking that a ledger of that number sees."""
        for appended, booking in reversed(self._revisions.get(id, ())):
            if appended <= number:
                return booking
        return None

    def visible(self, number: int) -> list[Booking]:
        """Return all the bookings that a ledger of that number sees."""
        ids = self._revisions.copy()  # in one step: other threads may append meanwhile
        return [booking for id in ids if (booking := self.find(id, number))]

    def append(self, booking: Booking, number: int) -> "tuple[Log, int]":
        """Return a log and a number in it that sees a booking besides what *number* sees."""
        token = object()
        if self._claims.setdefault(number + 1, token) is not token:
            return Log(self.visible(number)).append(booking, 0)
        self._revisions.setdefault(booking.id, []).append((number + 1, booking))
        return self, number + 1
