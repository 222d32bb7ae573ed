"""Methods made of criteria: everybody is shown, and criteria say in which order they come."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import attrs

from teamsched.checks import collection
from teamsched.distribution.criteria import Criterion
from teamsched.distribution.lines import Line
from teamsched.distribution.methods import DistributionMethod, receipt
from teamsched.distribution.ranking import Ranking
from teamsched.entries import Posting
from teamsched.errors import InvalidTypeError
from teamsched.model import Membership
from teamsched.reasons import Reason

Placed = tuple[Membership, int]
"""A member, and how many criteria were asked before nobody was equal any more."""


class ByCriteria(DistributionMethod):
    """What methods made of criteria have in common.

    Customers see everybody's time, a booking is counted and charged nothing, and nothing is given
    back. A criterion is asked only about those whom the ones before it leave equal.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def criteria(self) -> tuple[Criterion, ...]:
        """What the order goes by, the most important first; what is equal stays in pool order."""

    @abstractmethod
    def reason(self, page: str, params: Mapping[str, Any], text: str) -> Reason:
        """Return the reason for a page's place, with what the criteria say."""

    def rank(self, line: Line, free: Collection[str], *, tie: bytes) -> Ranking:
        """Return the free ones in the order of the criteria."""
        criteria = self.criteria
        placed = list(_in_order(line, line.among(free), criteria, tie))
        reasons = partial(self._reasons, line, placed, criteria)
        return Ranking([member.page for member, _ in placed], reasons)

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        """Return a charge that only counts the booking."""
        return (receipt(line, free, chosen, price=0),)

    def _reasons(
        self, line: Line, placed: Iterable[Placed], criteria: Sequence[Criterion]
    ) -> Mapping[str, Reason]:
        return {
            member.page: self._reason(line, member, criteria, asked) for member, asked in placed
        }

    def _reason(
        self, line: Line, member: Membership, criteria: Sequence[Criterion], asked: int
    ) -> Reason:
        words: list[str] = []
        params: dict[str, Any] = {}
        for number, criterion in enumerate(criteria):
            words.append(criterion.says(line, member, tied=number < asked))
            params = {**criterion.params(line, member, tied=number < asked), **params}
        if asked > len(criteria):
            words.append("in pool order among equals")
        return self.reason(member.page, params, ", ".join(filter(None, words)))


def _in_order(
    line: Line, members: Sequence[Membership], criteria: Sequence[Criterion], tie: bytes
) -> Iterator[Placed]:
    """Yield some members in the order of the criteria, each with how many were asked.

    Whom all the criteria leave equal have been asked about once more than there are criteria: what
    settles it is the pool order, in which they come.
    """
    groups = [(list(members), 0)]
    for criterion in criteria:
        groups = [
            part for group, asked in groups for part in _parted(line, group, asked, criterion, tie)
        ]
    for group, asked in groups:
        for member in group:
            yield member, asked + (len(group) > 1)


def _parted(
    line: Line, group: list[Membership], asked: int, criterion: Criterion, tie: bytes
) -> Iterable[tuple[list[Membership], int]]:
    """Part a group of equals into smaller ones, the first first."""
    if len(group) < 2:  # noqa: PLR2004 (nobody to be compared with)
        return [(group, asked)]
    keyed = [(criterion.key(line, member, tie=tie), member) for member in group]
    keyed.sort(key=_key)
    return [([member for _, member in equals], asked + 1) for _, equals in groupby(keyed, key=_key)]


def _key(keyed: tuple[Any, Membership]) -> Any:
    return keyed[0]


def _criteria(value: Iterable[Criterion]) -> tuple[Criterion, ...]:
    expected = "criteria, such as LongestIdle()"
    criteria = collection("criteria", value, expected)
    for criterion in criteria:
        if isinstance(criterion, type) or not isinstance(criterion, Criterion):
            raise InvalidTypeError("criteria", expected=expected, got=criterion)
    return criteria


@attrs.frozen(init=False)
class Ordered(ByCriteria):
    """Everybody's time is shown, and whoever is first by some criteria gets the booking.

        >>> from teamsched.distribution import ByPriority, Ledger, LongestIdle, ResourcePool
        >>> method = Ordered(ByPriority(), LongestIdle(scope="pool"))
        >>> members = [Membership("ana"), Membership("bo", priority=8), Membership("cy")]
        >>> pool = ResourcePool("desk", members, distribution=method)
        >>> choice = pool.choose(Ledger.of(), free=["ana", "bo", "cy"])
        >>> print(choice.ranking.reasons["bo"])
        bo: priority 8, never booked
        >>> print(choice.ranking.reasons["ana"])
        ana: priority 5, never booked, in pool order among equals

    Each criterion decides among those whom the ones before it leave equal, and whom all leave equal
    come in pool order; without any criterion, everybody does. Where two criteria have a param of
    one name, the reason has that of the first.

    Args:
        criteria: What the order goes by, the most important first.

    Attributes:
        criteria: The same.
    """

    criteria: tuple[Criterion, ...] = attrs.field(converter=_criteria)

    def __init__(self, *criteria: Criterion) -> None:
        self.__attrs_init__(criteria)

    def reason(self, page: str, params: Mapping[str, Any], text: str) -> Reason:
        """Return the reason for a page's place, in the words of the criteria."""
        return Reason("ordered", page=page, params=params, text=text or "in pool order")
