"""Everything that a team has, by id, checked: ids are distinct and refer to something."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

import attrs

from teamsched.checks import collection, instance
from teamsched.conditions import Facts
from teamsched.distribution import (
    DistributionMethod,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    ResourcePool,
)
from teamsched.errors import DuplicateIdError
from teamsched.event_types import EventType
from teamsched.frozen import FrozenDict
from teamsched.model import BookingPage, Member, Membership
from teamsched.rules import MasterPage, StaticRules
from teamsched.team.references import check_booking_page, check_master_page, known

T = TypeVar("T")

_METHODS: Mapping[str, DistributionMethod] = FrozenDict(
    {"pooled": PooledAvailability(), "priority": PooledAvailabilityWithPriority()}
)
"""The methods of static pages by what they are called there."""


@attrs.frozen(eq=False)
class Directory:
    """The parts of a team by their ids; members, pages and pools share one namespace.

    Attributes:
        members: The members.
        pages: The booking pages with the member behind each; every member is one as well.
        pools: The pools, with everybody in them who fits their conditions, and with static pages
            that are pools; who is behind a disabled page takes no part.
        master_pages: The master pages.
        event_types: The event types, in a namespace of their own.
    """

    members: Mapping[str, Member]
    pages: Mapping[str, tuple[BookingPage, Member]]
    pools: Mapping[str, ResourcePool]
    master_pages: Mapping[str, MasterPage]
    event_types: Mapping[str, EventType]

    @cached_property
    def pool_pages(self) -> Mapping[str, tuple[str, ...]]:
        """The pages of each pool."""
        return {name: pool.pages for name, pool in self.pools.items()}

    @cached_property
    def members_of(self) -> Mapping[str, str]:
        """The id of the member behind each page."""
        return {name: member.id for name, (_, member) in self.pages.items()}

    @cached_property
    def booking_pages(self) -> Mapping[str, BookingPage]:
        """The booking pages without the members."""
        return {name: page for name, (page, _) in self.pages.items()}

    @cached_property
    def attributes(self) -> Mapping[str, Facts]:
        """The attributes of the member behind each page."""
        return {name: member.attributes for name, (_, member) in self.pages.items()}


def directory_of(
    members: Iterable[Member],
    *,
    event_types: Iterable[EventType],
    pools: Iterable[ResourcePool],
    pages: Iterable[MasterPage | BookingPage],
) -> Directory:
    """Return the directory of a team's parts.

    Raises:
        DuplicateIdError: Two parts have the same id.
        UnknownIdError: A page, pool or rule refers to something that is not there.
    """
    people = _by_id("members", members, Member)
    both = _by_id("pages", pages, (MasterPage, BookingPage))
    traits = {name: one.attributes for name, one in people.items()}
    drawn = {
        name: pool.matching(traits) for name, pool in _by_id("pools", pools, ResourcePool).items()
    }
    types = _by_id("event_types", event_types, EventType)
    for field, some in (("pages", both), ("pools", drawn)):
        for name in some:
            if name in people or (some is drawn and name in both):
                raise DuplicateIdError(field, expected="ids unlike those of others", got=name)
    booking_pages = {name: (BookingPage(name, name), one) for name, one in people.items()}
    for page in both.values():
        if isinstance(page, BookingPage):
            check_booking_page(page, people, types)
            booking_pages[page.id] = page, people[page.member]
    own = {name: page for name, (page, _) in booking_pages.items()}
    masters = {name: page for name, page in both.items() if isinstance(page, MasterPage)}
    for pool in drawn.values():
        for name in pool.pages:
            known(f"pools[{pool.id!r}].members", name, booking_pages)
    for master in masters.values():
        check_master_page(master, own, drawn, types)
    drawn |= {pool.id: pool for pool in _static_pools(masters, own)}
    disabled = frozenset(name for name, page in own.items() if not page.enabled)
    return Directory(
        FrozenDict(people),
        FrozenDict(booking_pages),
        FrozenDict({name: pool.without(disabled) for name, pool in drawn.items()}),
        FrozenDict(masters),
        FrozenDict(types),
    )


def _by_id(field: str, items: Iterable[T], kind: type | tuple[type, ...]) -> dict[str, T]:
    found: dict[str, T] = {}
    names = " or ".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
    for item in collection(field, items, f"{names} values"):
        instance(field, item, kind, f"{names} values")  # type: ignore[arg-type]
        if item.id in found:
            raise DuplicateIdError(field, expected="distinct ids", got=item.id)
        found[item.id] = item
    return {name: found[name] for name in sorted(found)}


def _static_pools(
    masters: Mapping[str, MasterPage], pages: Mapping[str, BookingPage]
) -> Iterator[ResourcePool]:
    """Yield the pools that static pages are: of whoever provides something, by the page's id."""
    for master in masters.values():
        rules = master.scenario
        if isinstance(rules, StaticRules) and rules.assign != "customer":
            serving = {one for some in rules.offered(pages).values() for one in some}
            members = [
                Membership(page, priority=rules.priorities.get(page, Membership(page).priority))
                for page in rules.pages
                if page in serving
            ]
            yield ResourcePool(master.id, members, distribution=_METHODS[rules.assign])
