"""Seats that change hands: how others fill them, and who had them at first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import attrs

from teamsched.checks import collection, instance
from teamsched.entries import Entry, Kind
from teamsched.errors import InvalidValueError
from teamsched.filled import Filled


def taken_over(
    old: Sequence[Filled], new: Iterable[Filled], *, covering: bool = False
) -> tuple[Filled, ...]:
    """Return the seats of a booking as others fill them, place by place.

    Who keeps a place keeps it as it is. Whoever else gets one gets what it counts in: its pool,
    and its account as well unless they only stand in.

    Args:
        old: The seats as they are filled now.
        new: For each of them who fills it from now on: the page and the member count.
        covering: Whether the accounts stay with those who are stood in for.

    Raises:
        InvalidValueError: These are not the same places, or somebody would have two of them.
    """
    given = tuple(
        instance("seats", seat, Filled, "Filled seats")
        for seat in collection("seats", new, "Filled seats")
    )
    names = [seat.seat for seat in old]
    if [seat.seat for seat in given] != names:
        raise InvalidValueError("seats", expected=f"the places {names}", got=new)
    seats = tuple(
        one
        if one.page == other.page
        else attrs.evolve(
            one,
            page=other.page,
            member=other.member,
            account=one.account if covering else other.page,
        )
        for one, other in zip(old, given, strict=True)
    )
    members = sorted(seat.member for seat in seats if not seat.optional)
    if seats != tuple(old) and any(one == other for one, other in pairwise(members)):
        raise InvalidValueError("seats", expected="a person of its own for each", got=members)
    return uninvited(seats)


def uninvited(seats: tuple[Filled, ...]) -> tuple[Filled, ...]:
    """Return some seats without the invitations of those who take part now."""
    present = {seat.member for seat in seats if not seat.optional}
    return tuple(seat for seat in seats if not seat.optional or seat.member not in present)


def reseated(old: Iterable[Filled], new: Iterable[Filled]) -> tuple[Filled, ...]:
    """Return for each place of a booking who of some newly filled seats has it.

    Of the places of one seat, those who had one keep it, and others fill the rest in order.

    Args:
        old: The places as they were filled.
        new: The same seats as they are filled now, in any order.

    Raises:
        InvalidValueError: These are not the same seats.
    """
    places = tuple(old)
    found: dict[int, Filled] = {}
    newcomers: dict[str, list[Filled]] = defaultdict(list)
    for seat in new:
        kept = [
            number
            for number, place in enumerate(places)
            if place.page == seat.page and place.seat == seat.seat
        ]
        if kept:
            found[kept[0]] = seat
        else:
            newcomers[seat.seat].append(seat)
    for number, place in enumerate(places):
        if number not in found and newcomers[place.seat]:
            found[number] = newcomers[place.seat].pop(0)
    if len(found) < len(places) or any(newcomers.values()):
        names = sorted(place.seat for place in places)
        raise InvalidValueError("seats", expected=f"the seats {names} filled", got=new)
    return tuple(found[number] for number in range(len(places)))


def first_holder(history: Iterable[Entry], seat: Filled) -> str:
    """Return the page that received a place at first, whoever holds it now.

    It follows the account back through the history. Of a place that counts in no account nothing
    is recorded there: it is whoever has it now.
    """
    page = seat.account
    for entry in reversed(tuple(history)):
        if entry.kind is Kind.BOOKED:
            continue
        of_pool = [posting for posting in entry.postings if posting.pool == seat.pool]
        losing = (posting.page for posting in of_pool if posting.removed)
        taking = (posting.page for posting in of_pool if posting.received)
        page = {to: of for of, to in zip(losing, taking, strict=False)}.get(page, page)
    return page
