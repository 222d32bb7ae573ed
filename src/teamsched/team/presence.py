"""Who is still there to be booked: of those in a booking, and of those who could be."""

from datetime import datetime, tzinfo

from teamsched.bookings import Booking
from teamsched.distribution import Ledger, ResourcePool
from teamsched.filled import Filled
from teamsched.handovers import first_holder
from teamsched.reasons import Reason
from teamsched.rules import disabled
from teamsched.team.directory import Directory
from teamsched.team.routing import inside, zone_of_page


def pool_of(directory: Directory, seat: Filled) -> ResourcePool | None:
    """Return the pool that a seat was drawn from, None if there was none or is none today."""
    return None if seat.pool is None else directory.pools.get(seat.pool)


def insiders(directory: Directory, booking: Booking, seat: Filled) -> tuple[str, ...]:
    """Return who may have a seat of a booking today by the route that led to it.

    Of a booking that its route was not kept with, that is whoever is in its pool; in place of a
    page that was named there is nobody else.
    """
    if booking.route is not None:
        return inside(directory, booking, seat.seat)
    pool = pool_of(directory, seat)
    return () if pool is None else pool.pages


def why_disabled(directory: Directory, page: str) -> Reason | None:
    """Return why a page takes no bookings at all, None if it does."""
    if directory.pages[page][0].enabled:
        return None
    return disabled(page)


def why_gone(
    directory: Directory, booking: Booking, seat: Filled, ledger: Ledger, now: datetime
) -> Reason | None:
    """Return why the holder of a seat can't be booked any more, whenever; None if they can be.

    Who took a seat over from outside of its pool was never in it, and so has not left it.
    """
    page = seat.page
    if page not in directory.pages:
        return Reason("gone", page, text="is no longer in the team")
    closed = why_disabled(directory, page)
    pool = pool_of(directory, seat)
    if closed is not None or pool is None:
        return closed
    drawn = page == first_holder(booking.history, seat)
    if page not in pool.pages and (drawn or page in ledger.away(pool.id)):
        params = {"pool": pool.id}
        return Reason("not_in_pool", page, params=params, text=f"is no longer in {pool.id}")
    return pool.line(ledger, now=now).inactive.get(page)


def zone_of_booking(directory: Directory, booking: Booking) -> tzinfo | None:
    """Return the zone of the page that a booking was made through, or else of somebody in it.

    None is for a booking of which nothing is in the team any more.
    """
    names = (booking.page, *(seat.page for seat in booking.seats))
    for name in names:
        if name is not None and (name in directory.master_pages or name in directory.pages):
            return zone_of_page(directory, name)
    return None
