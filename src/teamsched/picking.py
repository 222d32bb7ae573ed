"""Who sits where in a panel with bounds, quorums and preferred seats: chosen, and never in vain.

Theory of operation
-------------------
First it is settled how many people each seat gets, as many as can be in the order of the seats.
Then place after place is offered to exactly those with whom all others can still be filled. Seats
that are only preferred come last, with whoever is left.

People between whom nothing makes a difference are asked about once.
"""

from collections.abc import Callable, Sequence

import attrs

from teamsched.errors import InvalidValueError
from teamsched.matching import fill, options
from teamsched.panels import NOBODY, Bound, Places, alike, can_fill, each_place, fits

Choose = Callable[[int, frozenset[str]], str]
"""Returns who of some people gets the place of a number."""


def fill_within(seats: Sequence[Places], bounds: Sequence[Bound], choose: Choose) -> None:
    """Fill the seats one after another, each place by choice, so that the rest can be filled.

    First it is settled how many people each seat gets: in order, as many as can be. Then those
    seats are filled, and at last, in the same way, those that are only preferred.

    Args:
        seats: The seats, in the order in which they are filled.
        bounds: What else has to be so.
        choose: Called with the number of a place, where each seat has as many as it can take,
            and everybody it can be given to; it returns one of them.

    Raises:
        InvalidValueError: The seats can't be filled.
    """
    filling = _Filling(seats, bounds, choose)
    filling.fill([NOBODY if seat.preferred else seat for seat in seats])
    if any(seat.preferred for seat in seats):
        filling.fill([Places(s.people, 0, s.most) if s.preferred else NOBODY for s in seats])


class _Filling:
    """The people who have been chosen for some seats, and what is left of the bounds."""

    def __init__(self, seats: Sequence[Places], bounds: Sequence[Bound], choose: Choose) -> None:
        self._bounds = list(bounds)
        self._choose = choose
        self._chosen: set[str] = set()
        self._first = [sum(seat.most for seat in seats[:number]) for number in range(len(seats))]

    def fill(self, seats: Sequence[Places]) -> None:
        left = [attrs.evolve(seat, people=seat.people - self._chosen) for seat in seats]
        counts = _sizes(left, self._bounds)
        if self._bounds:
            self._fill_bounded(left, counts)
            return
        numbers = [
            self._first[number] + one for number, count in enumerate(counts) for one in range(count)
        ]
        fill(each_place(left, counts), lambda place, people: self._take(numbers[place], people))

    def _take(self, place: int, people: frozenset[str]) -> str:
        member = self._choose(place, people)
        self._chosen.add(member)
        return member

    def _fill_bounded(self, seats: Sequence[Places], counts: Sequence[int]) -> None:
        left = [attrs.evolve(s, least=n, most=n) for s, n in zip(seats, counts, strict=True)]
        for number, count in enumerate(counts):
            for one in range(count):
                able = _options_within(left, self._bounds, number)
                member = self._take(self._first[number] + one, able)
                left, self._bounds = _with(left, self._bounds, number, member)


def _sizes(seats: Sequence[Places], bounds: Sequence[Bound]) -> list[int]:
    """Return how many people each seat gets: in order, as many as can be."""
    if not bounds and all(seat.least == seat.most for seat in seats):
        return [seat.most for seat in seats]
    settled = list(seats)
    if not can_fill(settled, bounds):
        raise InvalidValueError("seats", expected="seats that can be filled", got=list(seats))
    for number, seat in enumerate(seats):
        for count in range(seat.most, seat.least - 1, -1):
            settled[number] = attrs.evolve(seat, least=count, most=count)
            if count == seat.least or can_fill(settled, bounds):
                break  # the least is what is left if no more can be
    return [seat.most for seat in settled]


def _with(
    seats: Sequence[Places], bounds: Sequence[Bound], number: int, member: str
) -> tuple[list[Places], list[Bound]]:
    """Return what is left of seats and bounds once somebody has a place."""
    one = frozenset([member])
    left = [attrs.evolve(seat, people=seat.people - one) for seat in seats]
    seat = left[number]
    left[number] = attrs.evolve(seat, least=max(0, seat.least - 1), most=seat.most - 1)
    return left, [
        attrs.evolve(
            bound,
            low=max(0, bound.low - 1),
            high=None if bound.high is None else bound.high - 1,
        )
        if member in bound.people and bound.counts(number)
        else bound
        for bound in bounds
    ]


def options_within(seats: Sequence[Places], bounds: Sequence[Bound], number: int) -> frozenset[str]:
    """Return everybody who can have a place of a seat while what is needed can be filled.

    As when they are filled, each seat gets as many people as it can, in order.

    Args:
        seats: The seats, in the order in which they are filled.
        bounds: What else has to be so.
        number: The number of a seat that is not only preferred.
    """
    needed = [NOBODY if seat.preferred else seat for seat in seats]
    if not can_fill(needed, bounds):
        return frozenset()
    counts = _sizes(needed, bounds)
    if not counts[number]:
        return frozenset()
    if not bounds:
        return options(each_place(needed, counts), sum(counts[:number]))
    fixed = [attrs.evolve(s, least=n, most=n) for s, n in zip(needed, counts, strict=True)]
    return _options_within(fixed, bounds, number)


def _options_within(
    seats: Sequence[Places], bounds: Sequence[Bound], number: int
) -> frozenset[str]:
    able: set[str] = set()
    for (of, _), members in alike(seats, bounds).items():
        if of >> number & 1 and _solvable_with(seats, bounds, number, members[0]):
            able.update(members)
    return frozenset(able)


def _solvable_with(
    seats: Sequence[Places], bounds: Sequence[Bound], number: int, member: str
) -> bool:
    left, still = _with(seats, bounds, number, member)
    return all(one.high is None or one.high >= 0 for one in still) and fits(left, still)
