"""Criteria: what puts one free member before another, each a small part of a method."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from hashlib import blake2b
from typing import Any, Literal, Protocol, get_args, runtime_checkable

import attrs

from teamsched.checks import one_of
from teamsched.distribution.lines import Line, longest_ago
from teamsched.distribution.ranking import in_words, moment
from teamsched.model import Membership

IdleScope = Literal["page_and_event_type", "pool"]


@runtime_checkable
class Criterion(Protocol):
    """One thing that an order goes by.

    A criterion holds its options and nothing else, and the same arguments have the same answers.
    A subclass has to bring :meth:`key` and :meth:`says`.
    """

    __slots__ = ()

    @abstractmethod
    def key(self, line: Line, member: Membership, *, tie: bytes) -> Any:
        """Return what members are compared by: the smaller comes first.

        It is asked only of members whom the criteria before leave equal.

        Args:
            line: The pool as it stands.
            member: One of its members.
            tie: What settles what would be left to chance.
        """

    @abstractmethod
    def says(self, line: Line, member: Membership, *, tied: bool) -> str:
        """Return the words of a reason, such as "priority 8"; an empty text says nothing.

        Args:
            line: The pool as it stands.
            member: One of its members.
            tied: Whether the criteria before left somebody equal, so that this one was asked.
        """

    def params(
        self,
        line: Line,  # noqa: ARG002 (it has nothing to add)
        member: Membership,  # noqa: ARG002
        *,
        tied: bool,  # noqa: ARG002
    ) -> Mapping[str, Any]:
        """Return the same for programs: the params of the reason."""
        return {}


@attrs.frozen
class ByPriority(Criterion):
    """The highest priority first.

    >>> from teamsched.distribution import Ledger, Ordered, ResourcePool
    >>> members = [Membership("ana", priority=3), Membership("bo", priority=7)]
    >>> pool = ResourcePool("desk", members, distribution=Ordered(ByPriority()))
    >>> pool.choose(Ledger.of(), free=["ana", "bo"]).page
    'bo'
    """

    def key(self, line: Line, member: Membership, *, tie: bytes) -> int:  # noqa: ARG002
        """Return the priority, negated."""
        return -member.priority

    def says(self, line: Line, member: Membership, *, tied: bool) -> str:  # noqa: ARG002
        """Return the priority."""
        return f"priority {member.priority}"

    def params(self, line: Line, member: Membership, *, tied: bool) -> Mapping[str, Any]:  # noqa: ARG002
        """Return the priority."""
        return {"priority": member.priority}


@attrs.frozen
class LongestIdle(Criterion):
    """Whoever was booked longest ago first; never booked is before all.

        >>> LongestIdle(scope="pool")
        LongestIdle(scope='pool')

    What counts is when a booking was *made*, not when it takes place. A cancellation doesn't turn
    the clock back.

    Attributes:
        scope: Which bookings end the idle time: those through the same page and of the same event
            type (``"page_and_event_type"``), or all that were drawn from the ``"pool"``.
    """

    scope: IdleScope = "page_and_event_type"

    def __attrs_post_init__(self) -> None:
        one_of("scope", self.scope, get_args(IdleScope))

    def key(self, line: Line, member: Membership, *, tie: bytes) -> tuple[bool, int]:  # noqa: ARG002
        """Return when the last booking was made, with never before all."""
        return longest_ago(self._last_booked(line, member))

    def says(self, line: Line, member: Membership, *, tied: bool) -> str:  # noqa: ARG002
        """Return since when no booking was made."""
        return in_words("idle since", moment(self._last_booked(line, member)))

    def params(self, line: Line, member: Membership, *, tied: bool) -> Mapping[str, Any]:  # noqa: ARG002
        """Return when the last booking was made, None for never."""
        return {"last_booked": moment(self._last_booked(line, member))}

    def _last_booked(self, line: Line, member: Membership) -> int | None:
        if self.scope == "pool":
            return line.tally(member.page).last_booked
        return line.clocks.get(member.page)


@attrs.frozen
class FewestBookings(Criterion):
    """The fewest bookings of the pool first: what was received less what was removed, by weight.

        >>> from teamsched.distribution import Ledger, Ordered, ResourcePool
        >>> pool = ResourcePool("desk", ["ana", "bo"], distribution=Ordered(FewestBookings()))
        >>> choice = pool.choose(Ledger.of(), free=["ana", "bo"])
        >>> print(choice.ranking.reasons["ana"])
        ana: 0 bookings, in pool order among equals

    Twice the weight may have twice as many; who has no weight comes last. Whoever joins late gets
    every booking they can take until they have as many as the others.
    """

    def key(self, line: Line, member: Membership, *, tie: bytes) -> tuple[bool, int | Fraction]:  # noqa: ARG002
        """Return the bookings of a weight of one."""
        return _per_weight(self._net(line, member), member)

    def says(self, line: Line, member: Membership, *, tied: bool) -> str:  # noqa: ARG002
        """Return how many bookings there are, and the weight where it isn't one."""
        net = self._net(line, member)
        return f"{net} booking{'' if net == 1 else 's'}" + _at_weight(member)

    def params(self, line: Line, member: Membership, *, tied: bool) -> Mapping[str, Any]:  # noqa: ARG002
        """Return the bookings and the weight."""
        return {"net": self._net(line, member), "weight": member.weight}

    def _net(self, line: Line, member: Membership) -> int:
        tally = line.tally(member.page)
        return tally.received - tally.removed


@attrs.frozen
class LeastTime(Criterion):
    """The least time in bookings of the pool first, by weight.

        >>> from teamsched.distribution import Ordered
        >>> Ordered(LeastTime(), LongestIdle())
        Ordered(criteria=(LeastTime(), LongestIdle(scope='page_and_event_type')))

    Who stands in for somebody has their time. Twice the weight may have twice as much; who has no
    weight comes last.
    """

    def key(self, line: Line, member: Membership, *, tie: bytes) -> tuple[bool, int | Fraction]:  # noqa: ARG002
        """Return the time of a weight of one."""
        return _per_weight(line.tally(member.page).held, member)

    def says(self, line: Line, member: Membership, *, tied: bool) -> str:  # noqa: ARG002
        """Return the time in bookings, and the weight where it isn't one."""
        return f"{self._held(line, member)} in bookings{_at_weight(member)}"

    def params(self, line: Line, member: Membership, *, tied: bool) -> Mapping[str, Any]:  # noqa: ARG002
        """Return the time in bookings and the weight."""
        return {"held": self._held(line, member), "weight": member.weight}

    def _held(self, line: Line, member: Membership) -> timedelta:
        return timedelta(microseconds=line.tally(member.page).held)


@attrs.frozen
class ByLot(Criterion):
    """By lot: by a hash of the page, keyed with ``tie``, so that the same bytes draw the same lots.

    >>> from teamsched.distribution import Ledger, Ordered, ResourcePool
    >>> pool = ResourcePool("desk", ["ana", "bo"], distribution=Ordered(ByLot()))
    >>> [pool.choose(Ledger.of(), ["ana", "bo"], tie=tie).page for tie in (b"1", b"1", b"2")]
    ['ana', 'ana', 'bo']
    """

    def key(self, line: Line, member: Membership, *, tie: bytes) -> bytes:  # noqa: ARG002
        """Return the member's lot."""
        key = blake2b(tie, digest_size=32).digest()  # a key is bounded, a tie is not
        page = member.page.encode("utf-8", "surrogatepass")
        return blake2b(page, key=key, digest_size=16).digest()

    def says(self, line: Line, member: Membership, *, tied: bool) -> str:  # noqa: ARG002
        """Return that lots were drawn, where they were."""
        return "by lot among equals" if tied else ""

    def params(self, line: Line, member: Membership, *, tied: bool) -> Mapping[str, Any]:  # noqa: ARG002
        """Return whether lots were drawn."""
        return {"by_lot": tied}


def _per_weight(amount: int, member: Membership) -> tuple[bool, int | Fraction]:
    weight = member.weight
    return not weight, amount if weight < 2 else Fraction(amount, weight)  # noqa: PLR2004


def _at_weight(member: Membership) -> str:
    return "" if member.weight == 1 else f" at weight {member.weight}"
