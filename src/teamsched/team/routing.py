"""Where a question leads: to the page that is asked, and to the seats that are to be filled."""

from collections.abc import Iterable
from datetime import tzinfo

from teamsched.availability import zone_of
from teamsched.checks import collection, identifier
from teamsched.errors import DuplicateIdError, InvalidValueError, UnknownIdError
from teamsched.requests import Draw, Request, Seat
from teamsched.rules import NoRoute, Route, route, seat_of
from teamsched.team.directory import Directory


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
        return Route(None, (Seat(request.page, (request.page,)),))
    zone_of_page(directory, request.page)
    return route(
        directory.master_pages[request.page],
        request,
        pools=directory.pool_pages,
        attributes=directory.attributes,
    )


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
    primary = next(iter(found.values()))
    if not primary.needed:
        expected = "a primary seat that somebody has to fill"
        raise InvalidValueError("seats", expected=expected, got=primary)
    return tuple(found.values())
