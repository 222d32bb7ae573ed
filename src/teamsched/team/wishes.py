"""What the customer wishes: filters narrow whom a pool may give, and a claim takes one place."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import TypeAlias

import attrs

from teamsched.claims import NO_CLAIMS
from teamsched.conditions import Facts, Value, alike
from teamsched.distribution import Ledger, ResourcePool
from teamsched.reasons import Reason
from teamsched.requests import Request, Seat

Filters: TypeAlias = Mapping[str, tuple[Value, ...]]
"""For each attribute the values that a customer wants, any of them."""


@attrs.frozen(order=False)
class SeatPart:
    """A seat to be filled, or one of the two parts into which a claim splits it.

    Attributes:
        seat: The seat, with the pages and the count of the part.
        number: The number of the seat as declared.
        rivals: Whoever could be drawn without the claim; None for what nobody claims.
        why: Whose claim it is, None for nobody's.
        origin: The pool that gave the people who are to be kept: its caps hold for them.
    """

    seat: Seat
    number: int
    rivals: tuple[str, ...] | None = None
    why: str | None = None
    origin: ResourcePool | None = None

    @property
    def claimed(self) -> bool:
        """Whether it is the place of whoever the customer belongs to."""
        return self.rivals is not None

    @property
    def key(self) -> tuple[int, bool]:
        """What tells the parts of one booking apart."""
        return self.number, self.claimed


Parts: TypeAlias = tuple[SeatPart, ...]
"""The parts of all seats, in one way to fill them."""


def undivided(seats: Iterable[Seat]) -> Parts:
    """Return the parts of seats that nobody claims: each is whole."""
    return tuple(SeatPart(seat, number) for number, seat in enumerate(seats))


# Filters


def fitting(seat: Seat, filters: Filters, attributes: Mapping[str, Facts]) -> Seat:
    """Return a seat without those of its pages who lack what the customer filters by."""
    if seat.pool is None:
        return seat
    return _without(seat, dict(_unfit(seat, filters, attributes)))


def _unfit(
    seat: Seat, filters: Filters, attributes: Mapping[str, Facts]
) -> Iterator[tuple[str, Reason]]:
    """Yield who lacks what the customer filters by: any of the values, of every attribute."""
    for page in seat.pages:
        for name, values in filters.items():
            if not _has(attributes[page].get(name), values):
                text = f"not with {name} {' or '.join(map(str, values))}, as was asked"
                yield page, Reason("filtered", page, params={name: values}, text=text)
                break


def _has(own: Value | None, values: tuple[Value, ...]) -> bool:
    if own is None:
        return False
    listed = own if isinstance(own, tuple) else (own,)
    return any(alike(one, wanted) for one in listed for wanted in values)


def _without(seat: Seat, excluded: Mapping[str, Reason]) -> Seat:
    if not excluded:
        return seat
    pages = [page for page in seat.pages if page not in excluded]
    return attrs.evolve(seat, pages=pages, excluded=[*seat.excluded, *excluded.values()])


# Claims

_WHY = {
    "owner": "the customer belongs to",
    "last_time": "the customer was last with",
    "host": "the host asked for is",
}


@attrs.frozen(order=False)
class Claim:
    """Who a customer belongs to, and the seat of which they get one place.

    Attributes:
        number: The number of the seat.
        page: Whoever the customer belongs to.
        why: Whether as the "owner", from "last_time", or as the "host" who is asked for.
        hard: Whether the customer gets nobody else.
    """

    number: int
    page: str
    why: str
    hard: bool

    def divided(self, seats: Iterable[Seat]) -> tuple[SeatPart, ...]:
        """Return the parts of some seats: in the seat of the claim there are two, if it is large.

        The first is the place of whoever the customer belongs to, the second all other places.
        """
        return tuple(
            chain.from_iterable(
                self._split(part) if part.number == self.number else (part,)
                for part in undivided(seats)
            )
        )

    def _split(self, part: SeatPart) -> Iterator[SeatPart]:
        seat = part.seat
        others = [page for page in seat.pages if page != self.page]
        passed_over = () if seat.count > 1 else map(self._passed_over, others)
        own = attrs.evolve(
            seat,
            pages=[self.page],
            count=1,
            at_least=None,
            excluded=[*seat.excluded, *passed_over],
        )
        yield attrs.evolve(part, seat=own, rivals=seat.pages, why=self.why)
        if seat.count > 1:
            least = None if seat.at_least is None else max(0, seat.at_least - 1)
            rest = attrs.evolve(seat, pages=others, count=seat.count - 1, at_least=least)
            yield attrs.evolve(part, seat=rest)

    def _passed_over(self, page: str) -> Reason:
        nobody_else = ", and gets nobody else" if self.hard and self.why != "host" else ""
        text = f"passed over: {_WHY[self.why]} {self.page}{nobody_else}"
        return Reason("claimed", page, params={"by": self.page, "why": self.why}, text=text)


def ways_to_fill(seats: Iterable[Seat], claim: Claim | None) -> tuple[Parts, ...]:
    """Return in which ways some seats may be filled; where there are two, the second is preferred.

    A hard claim leaves its own way only, a soft one both.
    """
    seats = tuple(seats)
    if claim is None:
        return (undivided(seats),)
    claimed = claim.divided(seats)
    return (claimed,) if claim.hard else (undivided(seats), claimed)


def claim_on(
    seats: tuple[Seat, ...],
    request: Request,
    *,
    ledger: Ledger,
    now: datetime,
    pools: Mapping[str, ResourcePool],
    members: Mapping[str, str],
) -> Claim | None:
    """Return the claim that a request has on some seats, None if there is none to honour.

    It is that of the first owner, else of whoever the customer was with last time, of those who
    can be drawn: the rules and the filters leave them, and they are in line. It is of the first
    seat that can give them. If they sit in the booking anyway, it is satisfied.

    Args:
        seats: The seats, as the rules and the filters leave them.
        request: What the customer asks for.
        ledger: Who is in line, and whom the customer has been with.
        now: The present.
        pools: The pools by id.
        members: The member behind each page.
    """
    if all(seat.claims == NO_CLAIMS for seat in seats):
        return None
    able = [drawable(seat, ledger, now, pools) for seat in seats]
    claim = _of_owner(seats, able, request) or _of_last_time(seats, able, request, ledger)
    if claim is None or sits_anyway(claim, seats, able, members):
        return None
    return claim


def drawable(
    seat: Seat, ledger: Ledger, now: datetime, pools: Mapping[str, ResourcePool]
) -> tuple[str, ...]:
    """Return who of a seat can really be drawn: who is in line at all."""
    if seat.pool is None:
        return seat.pages
    in_line = frozenset(pools[seat.pool].line(ledger, now=now).pages)
    return tuple(page for page in seat.pages if page in in_line)


def _of_owner(seats: Iterable[Seat], able: list[tuple[str, ...]], request: Request) -> Claim | None:
    claimable = [
        (number, seat.claims.owner == "hard")
        for number, seat in enumerate(seats)
        if seat.claims.owner != "no"
    ]
    for owner in request.owners:
        for number, hard in claimable:
            if owner in able[number]:
                return Claim(number, owner, "owner", hard)
    return None


def _of_last_time(
    seats: Iterable[Seat], able: list[tuple[str, ...]], request: Request, ledger: Ledger
) -> Claim | None:
    claimable = [
        (number, seat.claims.returning == "hard")
        for number, seat in enumerate(seats)
        if seat.claims.returning != "no"
    ]
    if request.customer is None or not claimable:
        return None
    pages = frozenset(page for number, _ in claimable for page in able[number])
    last = ledger.last_with(request.customer, pages)
    for number, hard in claimable:
        if last in able[number]:
            return Claim(number, last, "last_time", hard)
    return None


def sits_anyway(
    claim: Claim,
    seats: Iterable[Seat],
    able: list[tuple[str, ...]],
    members: Mapping[str, str],
) -> bool:
    """Tell whether another seat needs everybody who may fill it, and they are one of these."""
    for number, seat in enumerate(seats):
        people = {members[page] for page in able[number]}
        if number != claim.number and len(people) <= seat.needed and members[claim.page] in people:
            return True
    return False
