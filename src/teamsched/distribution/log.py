"""Bookings by revision, shared by all the ledgers that grew out of one.

Theory of operation
-------------------
Everything that is appended gets the next number, and a ledger of number *n* looks past whatever
has a greater one. So appending at the tip changes nothing for those who look on, and copies
nothing. The tip is claimed in one atomic step: of two ledgers that want to append after the same
number, in two threads or one after the other, one does, and the other goes on with a copy.

How long everybody has waited is kept for the number at which it was last asked for, so what was
appended since is all that has to be looked at. It is put there in one step, too: whoever sees an
older one, or one of a greater number, only has more to do.
"""

from collections.abc import Iterable
from datetime import datetime

from teamsched.bookings import Booking
from teamsched.distribution.waits import Waited, Waits, made_by
from teamsched.statuses import Status


class Log:
    """An append-only log of bookings.

    It keeps superseded revisions, for as long as a ledger that grew out of it is around.
    """

    __slots__ = ("_appended", "_claims", "_of_customer", "_revisions", "_waited")

    def __init__(self, bookings: Iterable[Booking] = ()) -> None:
        self._claims: dict[int, object] = {}
        self._revisions: dict[str, list[tuple[int, Booking]]] = {}
        self._of_customer: dict[str, dict[str, None]] = {}
        self._appended: dict[int, Booking] = {}
        self._waited: tuple[int, Waited] | None = None
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

    def last_with(self, customer: str, pages: frozenset[str], number: int) -> str | None:
        """Return in whose account, of some pages, a customer's last booking is."""
        kept = [
            (booking.history[0].at, booking.id, booking)
            for booking in self.of_customer(customer, number)
            if booking.history and booking.status not in {Status.HELD, Status.CANCELLED}
        ]
        for _, _, booking in sorted(kept, key=lambda one: one[:2], reverse=True):
            for seat in booking.taking_time:
                if seat.account in pages:
                    return seat.account
        return None

    def waits(self, number: int, *, since: Waits, after: datetime | None) -> Waits:
        """Return how long everybody has waited for the bookings that a ledger of that number sees.

        Args:
            number: The number.
            since: How long they had waited before, the same every time that this log is asked.
            after: The time up to which that was known, the same every time as well.

        Complexity:
            Linear in what was appended since this was last asked for, and in the pages that ever
            waited, where bookings are appended in the order in which they are made; else linear in
            all bookings, and sorting them.
        """
        waited = self._grown(number)
        if waited is None:
            waited = Waited(since, after=after).anew(self.visible(number))
        self._waited = number, waited
        return waited.waits

    def _grown(self, number: int) -> Waited | None:
        """Return the waits that are kept with what was appended since, where that tells."""
        if self._waited is None or self._waited[0] > number:
            return None
        kept, waited = self._waited
        new = []
        for one in range(kept + 1, number + 1):
            booking = self._appended[one]
            before = self.find(booking.id, one - 1)
            made = made_by(booking, after=waited.after)
            if before is None:
                new.append(booking)
            elif made_by(before, after=waited.after) != made:
                return None
        return waited.plus(new)

    def append(self, booking: Booking, number: int) -> "tuple[Log, int]":
        """Return a log and a number in it that sees a booking besides what *number* sees."""
        token = object()
        if self._claims.setdefault(number + 1, token) is not token:
            return Log(self.visible(number)).append(booking, 0)
        self._appended[number + 1] = booking
        self._put(booking, number + 1)
        return self, number + 1

    def _put(self, booking: Booking, number: int) -> None:
        self._revisions.setdefault(booking.id, []).append((number, booking))
        if booking.customer is not None:
            self._of_customer.setdefault(booking.customer, {})[booking.id] = None
