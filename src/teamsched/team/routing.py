"""Where a question leads: to the page that is asked, and to the seats that are to be filled."""

from collections.abc import Iterable
from datetime import tzinfo

from teamsched.availability import zone_of
from teamsched.bookings import Booking
from teamsched.checks import collection, identifier, instance
from teamsched.errors import DuplicateIdError, InvalidValueError, UnknownIdError
from teamsched.requests import Draw, Request, Seat
from teamsched.rules import NoRoute, Route, route, seat_of
from teamsched.targets import source_of
from teamsched.team.directory import Directory
from teamsched.team.wishes import fitting


def zone_of_page(directory: Directory, page: str) -> tzinfo:
    """Return the zone whose wall clock a master page or booking page follows.

    Raises:
        UnknownIdError: There is no such page.
    """
    if page in directory.master_pages:
        return directory.master_pages[page].zone
    if page in directory.pages:
        booking_page, member = directory.pages[page]
        own = booking_page.hours
        return zone_of((member.hours if own is None else own).zone)
    raise UnknownIdError("page", expected="the id of a page of this team", got=page)


def led(directory: Directory, request: Request) -> Route | NoRoute:
    """Return the seats that a request leads to.

    Raises:
        UnknownIdError: There is no such page.
    """
    if request.page in directory.pages:
        return Route(None, (Seat(request.page, (request.page,)),), targets=(request.page,))
    zone_of_page(directory, request.page)
    return route(
        directory.master_pages[request.page],
        request,
        pools=directory.pool_pages,
        attributes=directory.attributes,
    )


def inside(directory: Directory, booking: Booking, seat: str) -> tuple[str, ...]:
    """Return who may hold a seat of a booking today by the route that it was made by.

    Raises:
        UnknownIdError: The booking has no such seat.
        InvalidValueError: No route was kept with the booking.
    """
    instance("booking", booking, Booking, "a Booking")
    names = [one.seat for one in booking.seats]
    if identifier("seat", seat) not in names:
        raise UnknownIdError("seat", expected=f"one of {names}", got=seat)
    if booking.route is None:
        raise InvalidValueError("booking", expected="one that its route was kept with", got=booking)
    named = booking.route.target_of(seat) or seat  # which the request asked for, or who is invited
    if source_of(named) in directory.pools:
        found = seat_of(named, directory.pool_pages, directory.attributes)
        return fitting(found, booking.route.filters, directory.attributes).pages
    return (named,) if isinstance(named, str) and named in directory.pages else ()


def seats_of(directory: Directory, seats: Iterable[Seat | Draw | str]) -> tuple[Seat, ...]:
    """Return the seats of a search without a page.

    Raises:
        UnknownIdError: Something is not in the team.
        DuplicateIdError: Two seats have the same name.
    """
    found: dict[str, Seat] = {}
    for target in collection("seats", seats, "seats, draws or ids"):
        seat = (
            target
            if isinstance(target, Seat)
            else seat_of(target, directory.pool_pages, directory.attributes, field="seats")
        )
        if seat.name in found:
            raise DuplicateIdError("seats", expected="distinct names", got=seat.name)
        for page in seat.pages:
            if page not in directory.pages:
                raise UnknownIdError("seats", expected="pages of this team", got=page)
        if seat.pool is not None and identifier("seats", seat.pool) not in directory.pools:
            raise UnknownIdError("seats", expected="pools of this team", got=seat.pool)
        found[seat.name] = seat
    if not found:
        raise InvalidValueError("seats", expected="at least one seat", got=seats)
    return tuple(found.values())
