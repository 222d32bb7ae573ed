"""Jobs handed out evenly: as many as can be, to those who have least, within everybody's limits.

Theory of operation
-------------------
Several aims are one number: a job that is left undone costs more than any number of moves, a move
more than any loads, one in the sum of squared loads more than all preferences.

Where the limits of a member lie within one another or apart (a day within its week, or meetings at
two distinct times) the least cost is found directly, by flows. Where they cross (one meeting that
overlaps two which don't overlap each other) this is as hard as colouring the intervals from lists
(Arkin and Silverberg 1987). Then the flow without the limits that cross is a bound below, chains
are an answer above, and between the two it is branch and bound: a job that breaks a limit is taken
from that member, or settled with them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet
from math import lcm
from typing import Any

import attrs

from teamsched.branching import settle
from teamsched.chains import broken
from teamsched.checks import collection, distinct_ids, identifier, instance, whole
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.flows import Limit, Problem
from teamsched.frozen import FrozenDict
from teamsched.intervals import Interval

EFFORT = 20_000
"""How many jobs are handed out, over and over, before a search for the best is given up."""


def _ids(value: object) -> frozenset[str]:
    return frozenset(identifier("jobs", one) for one in collection("jobs", value, "job ids"))


@attrs.frozen
class AtMost:
    """Jobs of which one member can have only so many.

    >>> at_nine = AtMost(["call 1", "call 2"])  # nobody can be in two calls at once
    >>> on_monday = AtMost(["call 1", "call 2", "call 3"], 2, member="ana")

    Attributes:
        jobs: Their ids.
        most: How many of them, 0 for none.
        member: Whom that is about; None for everybody.
    """

    jobs: frozenset[str] = attrs.field(converter=_ids)
    most: int = attrs.field(default=1)
    member: str | None = attrs.field(default=None, kw_only=True)

    @most.validator
    def _is_whole(self, attribute: "attrs.Attribute[int]", value: object) -> None:
        whole(attribute.name, value, low=0)

    @member.validator
    def _is_member(self, attribute: "attrs.Attribute[str | None]", value: object) -> None:
        if value is not None:
            identifier(attribute.name, value)


def _frozen(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    return FrozenDict(mapping)


@attrs.frozen
class Balance:
    """Who gets which job.

    Attributes:
        given: Each job that somebody gets, in the order of ids, and who.
        unplaced: The jobs that nobody can take, in the order of ids.
        loads: What everybody has then, by id: whoever had something or could take a job.
        optimal: Whether it is proved that nothing is better: that fewer jobs can't be left, with
            as many fewer booked ones can't be moved, and with as many the sum of squared loads
            can't be less.
    """

    given: Mapping[str, str] = attrs.field(converter=_frozen)
    unplaced: tuple[str, ...]
    loads: Mapping[str, int] = attrs.field(converter=_frozen)
    optimal: bool

    @property
    def sum_of_squares(self) -> int:
        """How uneven the loads are: less is more even, as long as their sum is the same."""
        return sum(load**2 for load in self.loads.values())


def overlaps(spans: Mapping[str, Interval]) -> tuple[AtMost, ...]:
    """Return that nobody can have two of the jobs that take place at one time.

    >>> from teamsched import Interval
    >>> hour = Interval.parse("2026-03-02T09:00Z/10:00")
    >>> later = Interval.parse("2026-03-02T10:00Z/11:00")
    >>> [sorted(limit.jobs) for limit in overlaps({"a": hour, "b": hour, "c": later})]
    [['a', 'b']]
    """
    edges = [(span.bounds[0], True, job) for job, span in spans.items()]
    edges += [(span.bounds[1], False, job) for job, span in spans.items()]
    going_on, grown, found = set[str](), False, list[AtMost]()
    for _, begins, job in sorted(edges):  # ends come first
        if begins:
            going_on.add(job)
        else:
            if grown and len(going_on) > 1:
                found.append(AtMost(going_on))
            going_on.remove(job)
        grown = begins
    return tuple(found)


def balance(
    jobs: Mapping[str, Iterable[str]],
    load: Mapping[str, int] | None = None,
    *,
    weights: Mapping[str, int] | None = None,
    limits: Iterable[AtMost] = (),
    held: Mapping[str, str] | None = None,
    effort: int = EFFORT,
) -> Balance:
    """Hand out jobs: as many as can be, and then as evenly as can be.

        >>> shared = balance({"early": ["ana", "bo"], "late": ["ana"]}, {"ana": 1, "bo": 1})
        >>> shared.given, shared.unplaced, shared.optimal
        ({'early': 'bo', 'late': 'ana'}, (), True)

    In this order, as few jobs as possible are left undone, as few of those that somebody holds
    change hands, the sum of squared loads is least, and members are taken whom the jobs name
    early. What is still equal is settled by ids: the order of jobs or loads is nothing.

    Args:
        jobs: For each job who could take it, those to be preferred first. A set has no order: its
            ids are taken by the alphabet.
        load: What everybody has besides these jobs, 0 if not given.
        weights: How much everybody can carry, 1 if not given: squares are divided by it.
        limits: Of which jobs one member can have only so many.
        held: The jobs that somebody has already, and who. They may change hands so that others can
            be placed, but are never left undone.
        effort: How long to look for the best where limits cross.

    Raises:
        InvalidTypeError: Something is not an id, or not a whole number.
        InvalidValueError: A weight is not above zero, or those who hold jobs break a limit.

    Complexity:
        Polynomial where the limits of each member lie within one another or apart: one search a
        job. Else at most *effort* such searches besides.
    """
    board = _Board.of(jobs, load or {}, weights or {}, held or {})
    given, optimal = board.settled(board.limits(limits), whole("effort", effort, low=0))
    pairs = zip(board.jobs, given, strict=True)
    placed = {job: board.members[number] for job, number in pairs if number is not None}
    loads = Counter(dict.fromkeys(board.members, 0) | dict(load or {}))
    loads.update(placed.values())
    unplaced = tuple(job for job in board.jobs if job not in placed)
    return Balance(placed, unplaced, dict(sorted(loads.items())), optimal)


@attrs.frozen
class _Board:
    """What was asked, checked and sorted."""

    jobs: Mapping[str, Sequence[str]]
    members: Sequence[str]
    loads: Sequence[int]
    weights: Sequence[int]
    held: Mapping[str, str]

    @staticmethod
    def of(
        jobs: Mapping[str, Iterable[str]],
        load: Mapping[str, int],
        weights: Mapping[str, int],
        held: Mapping[str, str],
    ) -> "_Board":
        """Check everything but the limits."""
        wanted = {
            identifier("jobs", job): _ordered(people)
            for job, people in sorted(_mapping("jobs", jobs).items())
        }
        for job, member in _mapping("held", held).items():
            if member not in wanted.get(job, ()):
                expected = f"one of the jobs and somebody who could take it, {member!r} by {job!r}"
                raise InvalidValueError("held", expected=expected, got=held)
        members = sorted({member for people in wanted.values() for member in people})
        return _Board(
            wanted,
            members,
            _numbers("load", load, members, default=0),
            [whole("weights", n, low=1) for n in _numbers("weights", weights, members, default=1)],
            dict(held),
        )

    def limits(self, limits: Iterable[AtMost]) -> Sequence[Sequence[Limit]]:
        """Return for each member the limits that could matter to them."""
        number_of = {job: number for number, job in enumerate(self.jobs)}
        wanted: dict[str, set[int]] = {member: set() for member in self.members}
        for job, people in self.jobs.items():
            for member in people:
                wanted[member].add(number_of[job])
        found: dict[str, dict[frozenset[int], int]] = {member: {} for member in self.members}
        for limit in collection("limits", limits, "limits"):
            instance("limits", limit, AtMost, "an AtMost")
            jobs = {number_of[job] for job in limit.jobs if job in number_of}
            for member in self.members if limit.member is None else [limit.member]:
                both = frozenset(jobs & wanted.get(member, set()))
                if len(both) > limit.most:
                    found[member][both] = min(limit.most, found[member].get(both, limit.most))
        return [list(own.items()) for own in found.values()]

    def settled(
        self, limits: Sequence[Sequence[Limit]], effort: int
    ) -> tuple[Sequence[int | None], bool]:
        """Hand out the jobs."""
        number_of = {member: number for number, member in enumerate(self.members)}
        holders = [number_of.get(self.held.get(job, "")) for job in self.jobs]
        # Each aim outweighs all that the next one could add up to.
        unit = 1 + sum(map(len, self.jobs.values()))
        once = lcm(*self.weights)
        scales = [unit * (once // weight) for weight in self.weights]
        count = len(self.jobs)
        pairs = zip(self.loads, scales, strict=True)
        move = unit + sum(4 * scale * count * (abs(load) + count) for load, scale in pairs)
        problem = Problem(
            costs=[
                {
                    number_of[member]: place + move * (holder not in {None, number_of[member]})
                    for place, member in enumerate(people)
                }
                for people, holder in zip(self.jobs.values(), holders, strict=True)
            ],
            dropping=[move * (count + 1) if holder is None else None for holder in holders],
            loads=self.loads,
            scales=scales,
            limits=limits,
        )
        if next(broken(problem, holders), None) is not None:
            expected = "jobs that their holders can have within the limits"
            raise InvalidValueError("held", expected=expected, got=self.held)
        return settle(problem, holders, unit=unit, effort=effort)


def _ordered(people: object) -> tuple[str, ...]:
    found = distinct_ids("jobs", people)
    return tuple(sorted(found)) if isinstance(people, AbstractSet) else found


def _mapping(field: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidTypeError(field, expected="a mapping", got=value)
    return value


def _numbers(field: str, value: object, members: Sequence[str], *, default: int) -> Sequence[int]:
    numbers = _mapping(field, value)
    for number in numbers.values():
        if isinstance(number, bool) or not isinstance(number, int):
            raise InvalidTypeError(field, expected="whole numbers", got=number)
    return [numbers.get(member, default) for member in members]
