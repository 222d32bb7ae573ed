"""Panels: seats with a least and a most, bounds on who takes part, and seats that may stay empty.

Theory of operation
-------------------
At which starts a panel can be filled is asked of all starts at once. Hall's condition leaves out
those that lack people. Of the others those are told apart that differ in how many there are of
each kind of people, which is counted in bits, and each pattern is solved once.

Who sits where is settled for one start: first how many people each seat gets, as many as can be in
the order of the seats; then place after place, each offered to exactly those with whom all others
can still be filled; then seats that are only preferred, with whoever is left.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from teamsched.bits import at_least, planes_of
from teamsched.bounded import Alike, Range, can_be_filled
from teamsched.errors import InvalidValueError
from teamsched.matching import Shortage, Starts, feasible, fill, options, seating

Choose = Callable[[int, frozenset[str]], str]
"""Returns who of some people gets the place of a number."""


@attrs.frozen
class Bound:
    """How many of some people may take part.

    Attributes:
        people: Who is counted.
        low: How many of them have to be there.
        high: How many of them may be there; None is any number.
        seats: The numbers of the seats in which they are counted; None is all of them.
    """

    people: frozenset[str]
    low: int = 0
    high: int | None = None
    seats: frozenset[int] | None = None

    def counts(self, seat: int) -> bool:
        """Tell whether whoever sits in a seat is counted, if they are one of these people."""
        return self.seats is None or seat in self.seats


@attrs.frozen
class Places:
    """A seat at one start.

    Attributes:
        people: Who could sit there.
        least: How many it needs.
        most: How many it can take.
        preferred: Whether it is filled last, with whoever is left; it needs nobody then.
    """

    people: frozenset[str]
    least: int = 1
    most: int = 1
    preferred: bool = False


# When


Seat = tuple[int, int, Starts]
"""How many people a seat needs, how many it can take, and who can at which starts."""


def feasible_within(seats: Sequence[Seat], bounds: Sequence[Bound], full: int) -> int:
    """Return the starts, of those in *full*, at which a panel can be filled within its bounds.

        >>> both = [(1, 1, {"ana": 0b11, "bo": 0b01}), (1, 1, {"ana": 0b11, "cem": 0b11})]
        >>> bin(feasible_within(both, [Bound(frozenset({"ana", "bo"}), low=1, high=1)], 0b11))
        '0b11'

    Args:
        seats: The seats.
        bounds: What else has to be so.
        full: The bits of all starts in question.

    Raises:
        ExpansionLimitError: Too many bounds are entangled to say.
    """
    starts = feasible([(least, people) for least, _, people in seats if least], full)
    if not bounds or not starts:
        return starts
    sizes = _ranges([(least, most) for least, most, _ in seats], bounds)
    limits = _limits(sizes, bounds)
    kinds = list(_kinds(seats, bounds, starts).items())
    found = 0
    for numbers, bits in _patterns(kinds, sizes, starts):
        people = [Alike(*kind, number) for (kind, _), number in zip(kinds, numbers, strict=True)]
        if can_be_filled(sizes, limits, _sorted(people)):
            found |= bits
    return found


def _ranges(sizes: Iterable[tuple[int, int]], bounds: Sequence[Bound]) -> tuple[Range, ...]:
    return tuple(
        Range(least, most, sum(one.counts(seat) << n for n, one in enumerate(bounds)))
        for seat, (least, most) in enumerate(sizes)
    )


def _limits(sizes: Sequence[Range], bounds: Sequence[Bound]) -> tuple[tuple[int, int], ...]:
    anybody = sum(size.most for size in sizes)
    return tuple((one.low, anybody if one.high is None else one.high) for one in bounds)


def _sorted(people: list[Alike]) -> tuple[Alike, ...]:
    return tuple(sorted(people, key=lambda some: (some.seats, some.bounds)))


_Kind = tuple[int, int]
"""The seats that somebody can take, and the bounds that count them, as bits."""


def _kinds(seats: Sequence[Seat], bounds: Sequence[Bound], full: int) -> Mapping[_Kind, list[int]]:
    """Return for each kind of people the starts at which each of them is of that kind."""
    seats_of: dict[str, dict[int, int]] = {}
    for seat, (_, _, people) in enumerate(seats):
        for member, bits in people.items():
            if bits & full:
                seats_of.setdefault(member, {})[seat] = bits & full
    found: dict[_Kind, list[int]] = {}
    for member, own in seats_of.items():
        counted = _counting(member, bounds)
        for able, bits in _told_apart(own, full):
            found.setdefault((able, counted), []).append(bits)
    return found


def _counting(member: str, bounds: Sequence[Bound]) -> int:
    return sum((member in one.people) << number for number, one in enumerate(bounds))


def _told_apart(own: Mapping[int, int], full: int) -> Iterator[_Kind]:
    """Yield which seats somebody can take at which starts, as bits and bits."""
    if len(set(own.values())) == 1:
        yield sum(1 << seat for seat in own), next(iter(own.values()))
        return
    parts = [(0, full)]
    for seat, bits in own.items():
        split = [((able | 1 << seat, some & bits), (able, some & ~bits)) for able, some in parts]
        parts = [part for pair in split for part in pair if part[1]]
    yield from (part for part in parts if part[0])


def _patterns(
    kinds: Sequence[tuple[_Kind, list[int]]], sizes: Sequence[Range], full: int
) -> list[tuple[tuple[int, ...], int]]:
    """Return how many there are of each kind, as many as matter, with the starts at which."""
    blocks: list[tuple[tuple[int, ...], int]] = [((), full)]
    for (able, _), people in kinds:
        matter = sum(size.most for seat, size in enumerate(sizes) if able >> seat & 1)
        counted = planes_of(people)
        beyond = full
        levels = []
        for number in range(min(matter, len(people)) + 1):
            enough, beyond = beyond, at_least(counted, number + 1, full)
            levels.append(enough if number == matter else enough & ~beyond)
        blocks = [
            ((*numbers, number), bits & level)
            for numbers, bits in blocks
            for number, level in enumerate(levels)
            if bits & level
        ]
    return blocks


# Whether, at one start


def can_fill(seats: Sequence[Places], bounds: Sequence[Bound] = ()) -> bool:
    """Tell whether distinct people fill what the seats need, within the bounds.

    Seats that are only preferred take no part in this.

        >>> both = [Places(frozenset({"ana", "bo"})), Places(frozenset({"ana"}))]
        >>> can_fill(both), can_fill(both, [Bound(frozenset({"ana", "bo"}), high=1)])
        (True, False)

    """
    needed = [_none() if seat.preferred else seat for seat in seats]
    if not bounds:
        return not isinstance(seating(_listed(needed, [seat.least for seat in needed])), Shortage)
    return _solvable(needed, bounds)


def _none() -> Places:
    return Places(frozenset(), 0, 0)


def _listed(seats: Sequence[Places], counts: Sequence[int]) -> list[frozenset[str]]:
    pairs = zip(seats, counts, strict=True)
    return [seat.people for seat, count in pairs for _ in range(count)]


def _solvable(seats: Sequence[Places], bounds: Sequence[Bound]) -> bool:
    sizes = _ranges([(seat.least, seat.most) for seat in seats], bounds)
    people = [
        Alike(*kind, min(len(members), sum(size.most for size in sizes)))
        for kind, members in _groups(seats, bounds).items()
    ]
    return can_be_filled(sizes, _limits(sizes, bounds), _sorted(people))


def _groups(seats: Sequence[Places], bounds: Sequence[Bound]) -> Mapping[_Kind, list[str]]:
    able: dict[str, int] = {}
    for number, seat in enumerate(seats):
        for member in seat.people:
            able[member] = able.get(member, 0) | 1 << number
    found: dict[_Kind, list[str]] = {}
    for member, own in able.items():
        found.setdefault((own, _counting(member, bounds)), []).append(member)
    return found


def violated(seats: Sequence[Places], bounds: Sequence[Bound]) -> tuple[int, ...]:
    """Return the numbers of bounds without which the seats can be filled, and no fewer.

    In order, each bound is kept if it can be kept along with those before. The seats must have
    people enough.
    """
    kept: list[Bound] = []
    broken: list[int] = []
    for number, bound in enumerate(bounds):
        if can_fill(seats, [*kept, bound]):
            kept.append(bound)
        else:
            broken.append(number)
    return tuple(broken)


# Who


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
    filling.fill([_none() if seat.preferred else seat for seat in seats])
    if any(seat.preferred for seat in seats):
        filling.fill([Places(s.people, 0, s.most) if s.preferred else _none() for s in seats])


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
        fill(_listed(left, counts), lambda place, people: self._take(numbers[place], people))

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
    needed = [_none() if seat.preferred else seat for seat in seats]
    if not can_fill(needed, bounds):
        return frozenset()
    counts = _sizes(needed, bounds)
    if not counts[number]:
        return frozenset()
    if not bounds:
        return options(_listed(needed, counts), sum(counts[:number]))
    fixed = [attrs.evolve(s, least=n, most=n) for s, n in zip(needed, counts, strict=True)]
    return _options_within(fixed, bounds, number)


def _options_within(
    seats: Sequence[Places], bounds: Sequence[Bound], number: int
) -> frozenset[str]:
    able: set[str] = set()
    for (of, _), members in _groups(seats, bounds).items():
        if of >> number & 1 and _solvable_with(seats, bounds, number, members[0]):
            able.update(members)
    return frozenset(able)


def _solvable_with(
    seats: Sequence[Places], bounds: Sequence[Bound], number: int, member: str
) -> bool:
    left, still = _with(seats, bounds, number, member)
    return all(one.high is None or one.high >= 0 for one in still) and _solvable(left, still)
