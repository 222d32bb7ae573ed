"""Seats that are asked for without a page, checked: the team has what they name."""

from collections.abc import Iterable

from teamsched.checks import collection, identifier
from teamsched.errors import DuplicateIdError, InvalidValueError, UnknownIdError
from teamsched.requests import Draw, Seat
from teamsched.rules import seat_of
from teamsched.team.directory import Directory


def asked_seats(seats: Iterable[Seat | Draw | str], directory: Directory) -> tuple[Seat, ...]:
    """Return the seats that some pages, pools, draws or seats stand for.

    Raises:
        UnknownIdError: They name something that is not there.
        DuplicateIdError: Two have the same name.
        InvalidValueError: There are none, or the primary one is only preferred.
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
