"""Distinct people for every seat: at which starts, who exactly, and what is missing if not.

Theory of operation
-------------------
By Hall's theorem every seat can be filled by people of its own exactly when, for every set of
seats, at least as many people can take one of them as the set needs. The places of one seat have
the same people, so whole seats suffice: 2^R - 1 sets for R seats. A smallest set that fails hangs
together through shared people, so sets that fall apart are left out.

With starts as bits, one pass over these sets settles every start of a season at once: a set of
seats costs one bit-sliced count of its people and one comparison. Who sits where is settled for
one start only, by augmenting paths.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import attrs

from teamsched.bits import any_of, at_least, planes_of, positions
from teamsched.errors import InvalidValueError

MAX_COUNTED_SEATS = 10
"""Up to this many seats feasibility is counted for all starts at once, beyond it start by start."""

Starts = Mapping[str, int]
"""Who could take a seat, by member id, and at which starts."""


def feasible(seats: Sequence[tuple[int, Starts]], full: int) -> int:
    """Return the starts, of those in *full*, at which distinct people fill every seat.

    Args:
        seats: For each seat how many people it takes, and who can at which starts.
        full: The bits of all starts in question.

    >>> bin(feasible([(1, {"ana": 0b11, "bo": 0b01}), (1, {"ana": 0b11})], 0b11))
    '0b1'
    """
    if len(seats) > MAX_COUNTED_SEATS:
        return _start_by_start(seats, full)
    starts = full
    for group in _connected_sets(seats):
        needed = sum(count for count, _ in group)
        starts &= _enough(needed, _people(group), starts)
        if not starts:
            break
    return starts


def _connected_sets(
    seats: Sequence[tuple[int, Starts]],
) -> Iterator[tuple[tuple[int, Starts], ...]]:
    for size in range(1, len(seats) + 1):
        for group in combinations(seats, size):
            if _hangs_together([starts.keys() for _, starts in group]):
                yield group


def _hangs_together(people: Sequence[Collection[str]]) -> bool:
    reached, rest = set(people[0]), list(people[1:])
    while rest:
        shared = [some for some in rest if not reached.isdisjoint(some)]
        if not shared:
            return False
        rest = [some for some in rest if reached.isdisjoint(some)]
        reached.update(*shared)
    return True


def _people(group: Iterable[tuple[int, Starts]]) -> Starts:
    merged: dict[str, int] = {}
    for _, starts in group:
        if not merged:
            merged = dict(starts)
            continue
        for member, bits in starts.items():
            merged[member] = merged.get(member, 0) | bits
    return merged


def _enough(needed: int, people: Starts, full: int) -> int:
    if needed == 1:
        return any_of(people.values())
    if len(people) < needed:
        return 0
    return at_least(planes_of(people.values()), needed, full)


def _start_by_start(seats: Sequence[tuple[int, Starts]], full: int) -> int:
    starts = 0
    for index in positions(full):
        places = [
            frozenset(member for member, bits in people.items() if bits >> index & 1)
            for count, people in seats
            for _ in range(count)
        ]
        if not isinstance(seating(places), Shortage):
            starts |= 1 << index
    return starts


@attrs.frozen
class Shortage:
    """Some places that need more people than there are for them.

    Attributes:
        places: The numbers of the places, rising.
        people: Everybody who could take one of them: fewer than there are places.
    """

    places: tuple[int, ...]
    people: frozenset[str]


class _Seating:
    """People holding places so far, improved by augmenting paths."""

    def __init__(
        self, places: Sequence[Collection[str]], holder: Mapping[str, int] | None = None
    ) -> None:
        self.places = places
        self.holder = dict(holder or {})

    def seat(self, place: int, *, first: int = 0) -> set[int]:
        """Find somebody for a place, moving others among the places from *first* on.

        Returns:
            The places that would have to give way, empty if it worked.
        """
        tried: set[int] = set()
        return set() if self._augment(place, first, tried, set()) else tried

    def _augment(self, place: int, first: int, tried: set[int], seen: set[str]) -> bool:
        tried.add(place)
        for member in sorted(self.places[place], key=lambda one: (one in self.holder, one)):
            if member in seen:
                continue
            seen.add(member)
            other = self.holder.get(member)
            if other is None or (other >= first and self._augment(other, first, tried, seen)):
                self.holder[member] = place
                return True
        return False

    def in_order(self) -> tuple[str, ...]:
        """Return who holds each place, all of which are held."""
        return tuple(sorted(self.holder, key=self.holder.__getitem__))


def seating(places: Sequence[Collection[str]]) -> tuple[str, ...] | Shortage:
    """Return distinct people for all places, or what they are short of.

    >>> seating([{"ana", "bo"}, {"ana"}])
    ('bo', 'ana')
    >>> seating([{"ana"}, {"ana"}])
    Shortage(places=(0, 1), people=frozenset({'ana'}))
    """
    state = _Seating(places)
    for place in range(len(places)):
        tried = state.seat(place)
        if tried:
            people = frozenset().union(*(places[number] for number in tried))
            return Shortage(tuple(sorted(tried)), people)
    return state.in_order()


def fill(
    places: Sequence[frozenset[str]], choose: Callable[[int, frozenset[str]], str]
) -> tuple[str, ...]:
    """Fill the places one after another, each by choice, so that the rest can still be filled.

    Args:
        places: Who could take each place, in the order in which they are filled.
        choose: Called with the number of a place and everybody it can be given to without
            leaving a later place empty; it returns one of them.

    Returns:
        The people in the order of the places.

    Raises:
        InvalidValueError: There are no distinct people for all places.
    """
    settled = seating(places)
    if isinstance(settled, Shortage):
        raise InvalidValueError("places", expected="places that can be filled", got=settled)
    holder: Mapping[str, int] = {member: place for place, member in enumerate(settled)}
    for place, people in enumerate(places):
        open_ways = {
            member: way for member in people if (way := _giving(places, holder, place, member))
        }
        holder = open_ways[choose(place, frozenset(open_ways))]
    return _Seating(places, holder).in_order()


def _giving(
    places: Sequence[frozenset[str]], holder: Mapping[str, int], place: int, member: str
) -> Mapping[str, int] | None:
    """Return who holds what once *member* has the place, None if the rest can't be filled."""
    other = holder.get(member)
    if other == place:
        return holder
    if other is not None and other < place:
        return None
    trial = _Seating(places, {who: where for who, where in holder.items() if where != place})
    trial.holder[member] = place
    if other is not None and trial.seat(other, first=place + 1):
        return None
    return trial.holder


def options(places: Sequence[frozenset[str]], place: int) -> frozenset[str]:
    """Return everybody who can have one place while the others can still be filled.

    >>> sorted(options([frozenset({"ana", "bo"}), frozenset({"ana"})], 0))
    ['bo']
    """
    ordered = [places[place], *places[:place], *places[place + 1 :]]
    settled = seating(ordered)
    if isinstance(settled, Shortage):
        return frozenset()
    holder = {member: number for number, member in enumerate(settled)}
    return frozenset(member for member in ordered[0] if _giving(ordered, holder, 0, member))


def shortages(places: Sequence[Collection[str]]) -> tuple[Shortage, ...]:
    """Return every shortage that stands in the way, each once people are found for those before.

    A shortage takes in all places that its people are the only ones for.

    >>> [short.places for short in shortages([{"ana"}, {"ana"}, {"bo"}, {"bo"}])]
    [(0, 1), (2, 3)]
    """
    people, found, invented = [set(some) for some in places], list[Shortage](), set[str]()
    while isinstance(short := seating(people), Shortage):
        lacking = tuple(place for place, some in enumerate(people) if some <= short.people)
        found.append(Shortage(lacking, short.people - invented))
        for _ in range(len(lacking) - len(short.people)):
            invented.add(somebody := f"\0{len(invented)}")
            for place in lacking:
                people[place].add(somebody)
    return tuple(found)
