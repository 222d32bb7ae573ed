"""Whom a request asks for by name: a host instead of the distribution, and further people."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from teamsched.distribution import Ledger
from teamsched.reasons import Reason
from teamsched.requests import Request, Seat
from teamsched.team.directory import Directory
from teamsched.team.wishes import Claim, claim_on, drawable, fitting, sits_anyway


@attrs.frozen(order=False)
class Wished:
    """Some seats as a request wants them.

    Attributes:
        seats: The seats, with those of the people whom the request adds.
        claim: Who gets a place whatever the method says; None for nobody.
        ignored: What could not be done as was asked.
    """

    seats: tuple[Seat, ...]
    claim: Claim | None = None
    ignored: tuple[Reason, ...] = ()


def wished(
    directory: Directory,
    seats: tuple[Seat, ...],
    request: Request,
    *,
    ledger: Ledger,
    now: datetime,
) -> Wished:
    """Return some seats as a request wants them: filtered, with its host and its further people.

    Who is asked for as host and may not be it is ignored, and so is whoever is not there. Whoever
    is asked for besides, and has a seat by preference, has to be there.
    """
    pools, members = directory.pools, directory.members_of
    fitted = tuple(fitting(seat, request.filters, directory.attributes) for seat in seats)
    able = [drawable(seat, ledger, now, pools) for seat in fitted]
    host, ignored = _host(fitted, able, request, members)
    seated = _sure_of_a_seat(fitted, able, members)
    if host is not None:
        seated.add(members[host.page])
    wanted = [
        page for page in further_pages(directory, request) if _first_of(members[page], seated)
    ]
    there = {seat.name for seat in fitted}
    every = (
        *(attrs.evolve(one, preferred=False) if one.name in wanted else one for one in fitted),
        *(Seat(page, (page,)) for page in wanted if page not in there),
    )
    claim = host or claim_on(every, request, ledger=ledger, now=now, pools=pools, members=members)
    missing = [page for page in request.also if page not in further_pages(directory, request)]
    return Wished(every, claim, (*ignored, *map(_missing, missing)))


def further_pages(directory: Directory, request: Request) -> tuple[str, ...]:
    """Return those of the further pages of a request that are there, and enabled."""
    known = directory.pages
    return tuple(page for page in request.also if page in known and known[page][0].enabled)


def _host(
    seats: tuple[Seat, ...],
    able: list[tuple[str, ...]],
    request: Request,
    members: Mapping[str, str],
) -> tuple[Claim | None, tuple[Reason, ...]]:
    """Return the claim of the host whom a request names, or that they are ignored."""
    host = request.host
    if host is None or not seats:
        return None, ()
    if seats[0].pool is None and host in seats[0].pages:
        return None, ()
    claim = Claim(0, host, "host", hard=True)
    drawn = seats[0].pool is not None and host in able[0]
    if drawn and not sits_anyway(claim, seats, able, members):
        return claim, ()
    text = f"asked for as host, and can't be drawn for {seats[0].name}: ignored"
    return None, (Reason("host_ignored", host, params={"seat": seats[0].name}, text=text),)


def _sure_of_a_seat(
    seats: Iterable[Seat], able: list[tuple[str, ...]], members: Mapping[str, str]
) -> set[str]:
    """Return the members of seats that need everybody who may fill them."""
    sure: set[str] = set()
    for seat, pages in zip(seats, able, strict=True):
        people = {members[page] for page in pages}
        sure |= people if len(people) <= seat.needed else set()
    return sure


def _first_of(member: str, seated: set[str]) -> bool:
    """Tell whether somebody has no seat yet, and note that they have one now."""
    new = member not in seated
    seated.add(member)
    return new


def _missing(page: str) -> Reason:
    return Reason("also_ignored", page, text="asked for besides, and not there: ignored")
