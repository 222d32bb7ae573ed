"""Distinct people for every seat: at which starts, who exactly, and what is missing if not.

Theory of operation
-------------------
By Hall's theorem every seat can be filled by people of its own exactly when, for every set of
seats, at least as many people can take one of them as the set needs. The places of one seat have
the same people, so whole seats suffice: 2^R - 1 sets for R seats. A smallest set that fails hangs
together through shared people, so sets that fall apart are left out.

With starts as bits, one pass over these sets settles every start of a season at once: a set of
seats costs one bit-sliced count of its people and one comparison. Who sits where is settled for
one start only, by augmenting paths; who else could have a place, by a search along alternating
paths backwards from those who are free.
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


def _augment(places: Sequence[Collection[str]], holder: dict[str, int], place: int) -> set[int]:
    """Find somebody for a place, moving as few others as it takes.

    Returns:
        The places that would have to give way, empty if it worked.
    """
    asked_by: dict[str, int] = {}
    held: dict[int, str] = {}
    tried = [place]
    for asking in tried:  # which grows
        for member in sorted(places[asking], key=lambda one: (one in holder, one)):
            if member in asked_by:
                continue
            asked_by[member] = asking
            if member not in holder:
                _move_along(holder, asked_by, held, member)
                return set()
            held[holder[member]] = member
            tried.append(holder[member])
    return set(tried)


def _move_along(
    holder: dict[str, int], asked_by: Mapping[str, int], held: Mapping[int, str], free: str
) -> None:
    """Seat somebody where they were asked for, whoever held that place where they were, and so on.

    The place that asked first is held by nobody.
    """
    member: str | None = free
    while member is not None:
        holder[member] = asked_by[member]
        member = held.get(asked_by[member])


def seating(places: Sequence[Collection[str]]) -> tuple[str, ...] | Shortage:
    """Return distinct people for all places, or what they are short of.

    >>> seating([{"ana", "bo"}, {"ana"}])
    ('bo', 'ana')
    >>> seating([{"ana"}, {"ana"}])
    Shortage(places=(0, 1), people=frozenset({'ana'}))
    """
    holder: dict[str, int] = {}
    for place in range(len(places)):
        tried = _augment(places, holder, place)
        if tried:
            people = frozenset().union(*(places[number] for number in tried))
            return Shortage(tuple(sorted(tried)), people)
    return tuple(sorted(holder, key=holder.__getitem__))


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
    held, wanting = list(settled), _wanting(places)
    for place, people in enumerate(places):
        can, instead = _who_can(held, wanting, place)
        _give(held, instead, place, choose(place, people & can))
    return tuple(held)


def _wanting(places: Sequence[Collection[str]]) -> Mapping[str, set[int]]:
    """Return for everybody the places that they could take."""
    wanting: dict[str, set[int]] = {}
    for place, people in enumerate(places):
        for member in people:
            wanting.setdefault(member, set()).add(place)
    return wanting


def _who_can(
    held: Sequence[str], wanting: Mapping[str, set[int]], place: int
) -> tuple[set[str], Mapping[int, str]]:
    """Return who may be taken for a place so that the later ones can still be filled.

    That is found backwards from those who are free once the place is given up: a later place that
    wants one of them can let its own holder go.

    Args:
        held: Who holds each place now; those before this one stay.
        wanting: For everybody the places that they could take.
        place: The number of the place.

    Returns:
        These people, and whom each later place takes if its holder goes.

    Complexity:
        One search: at most linear in all that the later places could take.
    """
    free = wanting.keys() - set(held) | {held[place]}
    reached, instead = list(free), dict[int, str]()
    later = set(range(place + 1, len(held)))
    for member in reached:  # which grows
        if not later:
            break
        letting_go = later & wanting[member]
        later -= letting_go
        instead |= dict.fromkeys(letting_go, member)
        reached += [held[number] for number in letting_go]
    return set(reached), instead


def _give(held: list[str], instead: Mapping[int, str], place: int, member: str) -> None:
    """Give somebody a place; the place they held takes whom it can have instead, and so on."""
    number_of = {one: number for number, one in enumerate(held)}
    asking = place
    while True:
        held[asking] = member
        left = number_of.get(member, place)
        if left == place:
            return
        asking, member = left, instead[left]


def best(places: Sequence[Collection[str]], ranked: Sequence[str]) -> tuple[str, ...] | Shortage:
    """Return distinct people for all places, the best that there are, or what they are short of.

        >>> best([{"ana", "bo"}, {"ana", "cem"}], ranked=["ana", "bo", "cem"])
        ('bo', 'ana')

    Whoever is taken before others is not given up for them, only moved to another place: people
    who can sit together are the independent sets of a matroid, so whatever the people score, the
    total is the greatest if they are ranked by it, and the lowest score is the highest.

    Args:
        ranked: Everybody who may be taken, the best first.

    Complexity:
        One search for each of them, until all places are filled.
    """
    wanted = [
        [f"{place}" for place, people in enumerate(places) if member in people] for member in ranked
    ]
    # People look for places here, as places look for people elsewhere.
    holder: dict[str, int] = {}
    for number in range(len(ranked)):
        if len(holder) == len(places):
            break
        _augment(wanted, holder, number)
    if len(holder) < len(places):
        may = frozenset(ranked)
        short = seating([may.intersection(people) for people in places])
        assert isinstance(short, Shortage)
        return short
    return tuple(ranked[holder[f"{place}"]] for place in range(len(places)))


def options(places: Sequence[frozenset[str]], place: int) -> frozenset[str]:
    """Return everybody who can have one place while the others can still be filled.

    >>> sorted(options([frozenset({"ana", "bo"}), frozenset({"ana"})], 0))
    ['bo']
    """
    ordered = [places[place], *places[:place], *places[place + 1 :]]
    settled = seating(ordered)
    if isinstance(settled, Shortage):
        return frozenset()
    can, _ = _who_can(settled, _wanting(ordered), 0)
    return ordered[0] & can


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
