"""Everything that a team has, by id, checked: ids are distinct and refer to something."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

import attrs

from teamsched.checks import collection, instance
from teamsched.conditions import Condition, Facts
from teamsched.distribution import ResourcePool
from teamsched.errors import DuplicateIdError, UnknownIdError
from teamsched.event_types import EventType
from teamsched.frozen import FrozenDict
from teamsched.model import BookingPage, Member
from teamsched.requests import Draw
from teamsched.rules import MasterPage, source_of

T = TypeVar("T")


@attrs.frozen(eq=False)
class Directory:
    """The parts of a team by their ids; members, pages and pools share one namespace.

    Attributes:
        members: The members.
        pages: The booking pages with the member behind each; every member is one as well.
        pools: The pools, with everybody in them who fits their conditions.
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
            _known(f"pages[{page.id!r}].member", page.member, people)
            booking_pages[page.id] = page, people[page.member]
    masters = {name: page for name, page in both.items() if isinstance(page, MasterPage)}
    for pool in drawn.values():
        for name in pool.pages:
            _known(f"pools[{pool.id!r}].members", name, booking_pages)
    for master in masters.values():
        _check_rules(master, booking_pages, drawn, types)
    return Directory(
        FrozenDict(people),
        FrozenDict(booking_pages),
        FrozenDict(drawn),
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


def _known(field: str, name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        raise UnknownIdError(field, expected="the id of something in this team", got=name)


def _check_rules(
    master: MasterPage,
    pages: Mapping[str, object],
    pools: Mapping[str, object],
    event_types: Mapping[str, object],
) -> None:
    for number, rule in enumerate(master.rules):
        field = f"pages[{master.id!r}].rules[{number}]"
        _known(field, rule.event_type, event_types)
        for target in rule.targets:
            known = pools if isinstance(target, Draw) else {**pages, **pools}
            _known(field, source_of(target), known)
        for constraint in rule.constraints:
            for name in () if isinstance(constraint.of, Condition) else constraint.of:
                _known(f"{field}.constraints", name, pages)
