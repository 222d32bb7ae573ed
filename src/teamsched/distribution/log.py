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

    __slots__ = ("_claims", "_of_customer", "_revisions")

    def __init__(self, bookings: Iterable[Booking] = ()) -> None:
        self._claims: dict[int, object] = {}
        self._revisions: dict[str, list[tuple[int, Booking]]] = {}
        self._of_customer: dict[str, dict[str, None]] = {}
        for booking in bookings:
            self._put(booking, 0)

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

    def of_customer(self, customer: str, number: int) -> list[Booking]:
        """Return the bookings of one customer that a ledger of that number sees."""
        ids = self._of_customer.get(customer, {}).copy()
        seen = (self.find(id, number) for id in ids)
        return [booking for booking in seen if booking and booking.customer == customer]

    def append(self, booking: Booking, number: int) -> "tuple[Log, int]":
        """Return a log and a number in it that sees a booking besides what *number* sees."""
        token = object()
        if self._claims.setdefault(number + 1, token) is not token:
            return Log(self.visible(number)).append(booking, 0)
        self._put(booking, number + 1)
        return self, number + 1

    def _put(self, booking: Booking, number: int) -> None:
        self._revisions.setdefault(booking.id, []).append((number, booking))
        if booking.customer is not None:
            self._of_customer.setdefault(booking.customer, {})[booking.id] = None
