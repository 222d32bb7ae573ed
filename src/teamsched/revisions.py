"""Of bookings that come in several revisions, the newest."""

from collections.abc import Iterable

from teamsched.bookings import Booking
from teamsched.checks import collection, instance
from teamsched.errors import ConflictError


def newest(bookings: Iterable[Booking]) -> dict[str, Booking]:
    """Return the newest revision of each booking by its id, in whatever order they come.

    Raises:
        ConflictError: Two different bookings have the same id and revision.
    """
    known: dict[tuple[str, int], Booking] = {}
    latest: dict[str, Booking] = {}
    for item in collection("bookings", bookings, "Bookings"):
        booking = instance("bookings", item, Booking, "Bookings")
        same = known.setdefault((booking.id, booking.rev), booking)
        if same is not booking and same != booking:
            raise ConflictError(booking.id, rev=booking.rev)
        if booking.id not in latest or latest[booking.id].rev < booking.rev:
            latest[booking.id] = booking
    return latest
