"""Where a question leads: to the page that is asked, and to the seats that are to be filled."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo

import attrs

from teamsched.availability import zone_of
from teamsched.bookings import Booking
from teamsched.checks import collection, identifier, instance
from teamsched.errors import DuplicateIdError, InvalidValueError, UnknownIdError
from teamsched.model import BookingPage
from teamsched.reasons import Reason
from teamsched.requests import Draw, Request, Seat
from teamsched.rules import (
    Chosen,
    MasterPage,
    NextStep,
    NoRoute,
    PageScenario,
    Route,
    StaticRules,
    disabled,
    next_step,
    providers_of,
    route,
    route_to_page,
    seat_of,
)
from teamsched.targets import source_of
from teamsched.team.directory import Directory
from teamsched.team.wishes import fitting


def page_of(directory: Directory, page: str) -> MasterPage | BookingPage:
    """Return the master page or booking page of an id.

    Raises:
        UnknownIdError: There is no such page.
    """
    found = directory.master_pages.get(page) or directory.booking_pages.get(page)
    if found is None:
        raise UnknownIdError("page", expected="the id of a page of this team", got=page)
    return found


def zone_of_page(directory: Directory, page: str) -> tzinfo:
    """Return the zone whose wall clock a master page or booking page follows.

    Raises:
        UnknownIdError: There is no such page.
    """
    found = page_of(directory, page)
    if isinstance(found, MasterPage):
        return found.zone
    hours = directory.pages[page][1].hours if found.hours is None else found.hours
    return zone_of(hours.zone)


def led(directory: Directory, request: Request) -> Route | NoRoute:
    """Return the seats that a request leads to; a disabled page fills none that names it.

    Raises:
        UnknownIdError: There is no such page.
        InvalidValueError: A provider has to be chosen first, or none may be.
    """
    page = page_of(directory, request.page)
    if request.provider is not None and not _lets_choose(page):
        expected = "none: customers of this page don't choose a provider before they ask"
        raise InvalidValueError("provider", expected=expected, got=request.provider)
    if isinstance(page, BookingPage):
        return route_to_page(page, request)
    found = route(
        page,
        request,
        pools=directory.pool_pages,
        attributes=directory.attributes,
        pages=directory.booking_pages,
    )
    if isinstance(found, NoRoute):
        return found
    ladder = [
        attrs.evolve(rung, seats=enabled_only(directory, rung.seats)) for rung in found.ladder
    ]
    return attrs.evolve(found, seats=enabled_only(directory, found.seats), ladder=tuple(ladder))


def _lets_choose(page: MasterPage | BookingPage) -> bool:
    scenario = page.scenario if isinstance(page, MasterPage) else None
    return isinstance(scenario, PageScenario) and "booking_page" in scenario.asks


def enabled_only(directory: Directory, seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Return seats without the disabled ones of the pages they name; pools know about theirs."""
    return tuple(
        seat if seat.pool is not None else _enabled_only(directory, seat) for seat in seats
    )


def _enabled_only(directory: Directory, seat: Seat) -> Seat:
    closed = [page for page in seat.pages if not directory.booking_pages[page].enabled]
    if not closed:
        return seat
    pages = [page for page in seat.pages if page not in closed]
    return attrs.evolve(seat, pages=pages, excluded=[*seat.excluded, *map(disabled, closed)])


def step_after(directory: Directory, page: str, chosen: Chosen) -> NextStep | NoRoute:
    """Return what a customer of a page is asked next; see ``teamsched.rules.next_step``."""
    return next_step(
        page_of(directory, page),
        chosen,
        pages=directory.booking_pages,
        event_types=directory.event_types,
    )


def closed_to_customers(directory: Directory, booking: Booking) -> Iterator[Reason]:
    """Yield which of the pages that a booking was made on and with are disabled."""
    names = (booking.page or "", *(seat.page for seat in booking.primary))
    for name in dict.fromkeys(names):
        page = directory.master_pages.get(name) or directory.booking_pages.get(name)
        if page is not None and not page.enabled:
            yield disabled(page.id)


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
    page = directory.master_pages.get(source_of(named))
    if page is not None and isinstance(page.scenario, StaticRules):
        kind, tags = booking.event_type, booking.route.tags
        return providers_of(page.scenario, kind, directory.booking_pages, tags=tags)
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
    primary = next(iter(found.values()))
    if not primary.needed:
        expected = "a primary seat that somebody has to fill"
        raise InvalidValueError("seats", expected=expected, got=primary)
    return enabled_only(directory, found.values())
