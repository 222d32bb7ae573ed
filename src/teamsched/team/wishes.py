"""What the customer wishes: filters, and whoever has a claim, narrow whom a pool may give."""

from collections.abc import Iterator, Mapping

import attrs

from teamsched.conditions import Facts
from teamsched.distribution import Ledger
from teamsched.reasons import Reason
from teamsched.requests import Request, Seat


def wished(
    seat: Seat, request: Request, *, ledger: Ledger, attributes: Mapping[str, Facts]
) -> Seat:
    """Return a seat with those of its pages that the customer's wishes leave.

    Filters come first; then a claim is that of the first owner, else of whoever the customer was
    with last time, of those who are left.

    Args:
        seat: The seat, as the rules leave it.
        request: What the customer asks for.
        ledger: Whom the customer has been with.
        attributes: The attributes of the member behind each page.
    """
    if seat.pool is None:
        return seat
    seat = _without(seat, dict(_unfit(seat, request, attributes)))
    owner = next((page for page in request.owners if page in seat.pages), None)
    if seat.claims.owner != "no" and owner is not None:
        return _claimed(seat, owner, hard=seat.claims.owner == "hard", why="owner")
    if seat.claims.returning != "no" and request.customer is not None:
        last = ledger.last_with(request.customer, seat.pages)
        if last is not None:
            return _claimed(seat, last, hard=seat.claims.returning == "hard", why="last_time")
    return seat


def _unfit(
    seat: Seat, request: Request, attributes: Mapping[str, Facts]
) -> Iterator[tuple[str, Reason]]:
    """Yield who lacks what the customer filters by: any of the values, of every attribute."""
    for page in seat.pages:
        for name, values in request.filters.items():
            if not _has(attributes[page].get(name), values):
                text = f"not with {name} {' or '.join(map(str, values))}, as was asked"
                yield page, Reason("filtered", page, params={name: values}, text=text)
                break


def _has(own: object, values: tuple[object, ...]) -> bool:
    listed = own if isinstance(own, tuple) else (own,)
    return any(one in values for one in listed)


_WHY = {"owner": "belongs to", "last_time": "was last with"}


def _claimed(seat: Seat, page: str, *, hard: bool, why: str) -> Seat:
    if not hard:
        return attrs.evolve(seat, wanted=page)
    text = f"passed over: the customer {_WHY[why]} {page}, and gets nobody else"
    others = {
        other: Reason("claimed", other, params={"by": page, "why": why}, text=text)
        for other in seat.pages
        if other != page
    }
    return attrs.evolve(_without(seat, others), wanted=page)


def _without(seat: Seat, excluded: Mapping[str, Reason]) -> Seat:
    if not excluded:
        return seat
    pages = [page for page in seat.pages if page not in excluded]
    return attrs.evolve(seat, pages=pages, excluded=[*seat.excluded, *excluded.values()])
