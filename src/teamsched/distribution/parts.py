"""Who is in a pool: members by name, members by what they are, and pools within the pool."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Self

import attrs

from teamsched.checks import collection, instance, is_id, whole
from teamsched.conditions import Condition, Facts, condition_on
from teamsched.distribution.shares import Branch, Node
from teamsched.entries import HOUSE
from teamsched.errors import DuplicateIdError, InvalidTypeError, InvalidValueError
from teamsched.model import MAX_WEIGHT, Membership

MAX_NESTING = 8
"""Most levels of pools within one another."""


@attrs.frozen(order=False)
class Part:
    """A pool within a pool: its members share what the part gets.

        >>> from teamsched.distribution import FairShare, Ledger, ResourcePool
        >>> north = ResourcePool("north", ["ana", "bo"], distribution=FairShare())
        >>> south = ResourcePool("south", ["cy"], distribution=FairShare())
        >>> parts = [Part(north, 60), Part(south, 40)]
        >>> pool = ResourcePool("sales", parts, distribution=FairShare())
        >>> choice = pool.choose(Ledger.of(), free=["ana", "cy"])
        >>> {page: reason.params["credit"] for page, reason in choice.ranking.reasons.items()}
        {'ana': Fraction(3, 5), 'cy': Fraction(2, 5)}

    A part of which nobody is free gets nothing, and its neighbours share what it would have got.
    Accounts and rosters are of the pool that is drawn from: who pauses in the pool of a part still
    takes part in the pool around it, until they pause there as well.

    Attributes:
        pool: The pool; its own method does not count here.
        weight: The part's share, in proportion to that of its neighbours.

    Raises:
        InvalidValueError: Pools would be nested deeper than MAX_NESTING.
    """

    pool: "Composed"
    weight: int = 1

    def __attrs_post_init__(self) -> None:
        instance("pool", self.pool, Composed, "a ResourcePool")
        whole("weight", self.weight, low=0, high=MAX_WEIGHT)
        if _levels(self.pool) >= MAX_NESTING:
            raise InvalidValueError(
                "pool", expected=f"at most {MAX_NESTING} levels of pools", got=self.pool.id
            )


def _levels(pool: "Composed") -> int:
    """Return on how many levels a pool has members; each of its parts has been bounded before."""
    parts = (member.pool for member in pool.members if isinstance(member, Part))
    return 1 + max(map(_levels, parts), default=0)


def _members(value: Iterable[str | Membership | Part]) -> tuple[Membership | Part, ...]:
    expected = "page ids, Memberships or Parts"
    items = collection("members", value, expected)
    for item in items:
        if not isinstance(item, str | Membership | Part):
            raise InvalidTypeError("members", expected=expected, got=item)
    return tuple(Membership(item) if isinstance(item, str) else item for item in items)


@attrs.frozen(order=False)
class Composed:
    """Who is in a pool; see :class:`ResourcePool`, which adds how they share."""

    id: str = attrs.field(validator=is_id)
    members: tuple[Membership | Part, ...] = attrs.field(default=(), converter=_members)
    where: Condition | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.where is not None:
            condition_on("attribute", "where", self.where)
        pages = set()
        for page in self.pages:
            if page == HOUSE:
                raise InvalidValueError("members", expected="ids unlike the house's", got=page)
            if page in pages:
                raise DuplicateIdError("members", expected="distinct pages", got=page)
            pages.add(page)

    @cached_property
    def memberships(self) -> tuple[Membership, ...]:
        """The members, those of its parts among them, in pool order."""
        found: list[Membership] = []
        for member in self.members:
            found += member.pool.memberships if isinstance(member, Part) else [member]
        return tuple(found)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The ids of the members' pages, in pool order."""
        return tuple(member.page for member in self.memberships)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The members and the branches that the parts are, for splitting; no branch is empty."""
        if not any(isinstance(member, Part) for member in self.members):
            return self.memberships
        return tuple(
            Branch(member.weight, member.pool.nodes) if isinstance(member, Part) else member
            for member in self.members
            if not isinstance(member, Part) or member.pool.memberships
        )

    def matching(self, attributes: Mapping[str, Facts]) -> Self:
        """Return the pool with everybody whose attributes fit its condition, at its end by id.

        The same goes for the pools within it. Without a condition nobody is added, and nobody
        ever leaves. Everybody has one place: who is named anywhere is not added elsewhere, and who
        fits several conditions is added where the first of them stands in pool order.

        Args:
            attributes: The attributes of each page.
        """
        return self._with_fitting(attributes, set(self.pages))

    def _with_fitting(self, attributes: Mapping[str, Facts], placed: set[str]) -> Self:
        """Return the pool with everybody who fits and has no place yet, and note who has."""
        members = [
            attrs.evolve(member, pool=member.pool._with_fitting(attributes, placed))
            if isinstance(member, Part)
            else member
            for member in self.members
        ]
        fitting = [
            page
            for page in sorted(attributes)
            if page not in placed and self.where is not None and self.where.holds(attributes[page])
        ]
        placed.update(fitting)
        return attrs.evolve(self, members=[*members, *fitting])

    def without(self, pages: frozenset[str]) -> Self:
        """Return the pool with the members behind some pages taking no part in it.

        Args:
            pages: The ids of the pages.
        """
        if pages.isdisjoint(self.pages):
            return self
        members: list[Membership | Part] = []
        for member in self.members:
            if isinstance(member, Part):
                members.append(attrs.evolve(member, pool=member.pool.without(pages)))
            else:
                away = member.page in pages
                members.append(attrs.evolve(member, participating=False) if away else member)
        return attrs.evolve(self, members=members)

    def including(self, *members: str | Membership | Part) -> Self:
        """Return the pool with more members, at the end of the pool order."""
        return attrs.evolve(self, members=(*self.members, *members))
