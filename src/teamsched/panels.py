"""Panels: seats with a least and a most, bounds on who takes part, and seats that may stay empty.

Theory of operation
-------------------
At which starts a panel can be filled is asked of all starts at once. Hall's condition leaves out
those that lack people. Of the others those are told apart that differ in how many there are of
each kind of people, which is counted in bits, and each pattern is solved once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from teamsched.bits import at_least, planes_of
from teamsched.bounded import Alike, Range, can_be_filled
from teamsched.matching import Shortage, Starts, feasible, seating


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

    @property
    def needed(self) -> int:
        """How many people it cannot be without."""
        return 0 if self.preferred else self.least


NOBODY = Places(frozenset(), 0, 0)
"""A seat for nobody."""


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


Kind = tuple[int, int]
"""The seats that somebody can take, and the bounds that count them, as bits."""


def _kinds(seats: Sequence[Seat], bounds: Sequence[Bound], full: int) -> Mapping[Kind, list[int]]:
    """Return for each kind of people the starts at which each of them is of that kind."""
    seats_of: dict[str, dict[int, int]] = {}
    for seat, (_, _, people) in enumerate(seats):
        for member, bits in people.items():
            if bits & full:
                seats_of.setdefault(member, {})[seat] = bits & full
    found: dict[Kind, list[int]] = {}
    for member, own in seats_of.items():
        counted = _counting(member, bounds)
        for able, bits in _told_apart(own, full):
            found.setdefault((able, counted), []).append(bits)
    return found


def _counting(member: str, bounds: Sequence[Bound]) -> int:
    return sum((member in one.people) << number for number, one in enumerate(bounds))


def _told_apart(own: Mapping[int, int], full: int) -> Iterator[Kind]:
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
    kinds: Sequence[tuple[Kind, list[int]]], sizes: Sequence[Range], full: int
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
    if not bounds:
        places = each_place(seats, [seat.needed for seat in seats])
        return not isinstance(seating(places), Shortage)
    return fits([NOBODY if seat.preferred else seat for seat in seats], bounds)


def each_place(seats: Sequence[Places], counts: Sequence[int]) -> list[frozenset[str]]:
    """Return for each place who could take it, where each seat gets so many people."""
    pairs = zip(seats, counts, strict=True)
    return [seat.people for seat, count in pairs for _ in range(count)]


def fits(seats: Sequence[Places], bounds: Sequence[Bound]) -> bool:
    """Tell the same of seats none of which is only preferred, whether there are bounds or not."""
    sizes = _ranges([(seat.least, seat.most) for seat in seats], bounds)
    people = [
        Alike(*kind, min(len(members), sum(size.most for size in sizes)))
        for kind, members in alike(seats, bounds).items()
    ]
    return can_be_filled(sizes, _limits(sizes, bounds), _sorted(people))


def alike(seats: Sequence[Places], bounds: Sequence[Bound]) -> Mapping[Kind, list[str]]:
    """Return the people of some seats, by which they can take and which bounds count them."""
    able: dict[str, int] = {}
    for number, seat in enumerate(seats):
        for member in seat.people:
            able[member] = able.get(member, 0) | 1 << number
    found: dict[Kind, list[str]] = {}
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
