"""Pooled availability: everybody's time together, and whoever has been idle longest gets it."""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial
from hashlib import blake2b
from typing import ClassVar, Literal, get_args

import attrs

from teamsched.checks import one_of
from teamsched.distribution.lines import Line, longest_ago
from teamsched.distribution.methods import DistributionMethod, receipt
from teamsched.distribution.ranking import Ranking, in_words, moment
from teamsched.entries import Posting
from teamsched.model import Membership
from teamsched.reasons import Reason

IdleScope = Literal["page_and_event_type", "pool"]
Idle = tuple[int, tuple[bool, int]]
"""What the first in line has least of: priority, negated, and when it was last booked."""


@attrs.frozen
class _LongestIdle(DistributionMethod):
    _by_priority: ClassVar[bool]

    idle_scope: IdleScope = attrs.field(default="page_and_event_type", kw_only=True)

    def __attrs_post_init__(self) -> None:
        one_of("idle_scope", self.idle_scope, get_args(IdleScope))

    def rank(self, line: Line, free: Collection[str], *, tie: bytes) -> Ranking:
        """Return the free ones, whoever has been idle longest first, by priority if it counts."""
        key = blake2b(tie, digest_size=32).digest()
        members = line.among(free)
        idle = {member.page: self._idle(line, member) for member in members}
        members.sort(key=lambda member: (idle[member.page], _lot(key, member.page)))
        return Ranking(
            [member.page for member in members], partial(self._reasons, line, members, idle)
        )

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        """Return a charge that only counts the booking."""
        return (receipt(line, free, chosen, price=0),)

    def _reasons(
        self, line: Line, members: list[Membership], idle: Mapping[str, Idle]
    ) -> Mapping[str, Reason]:
        equals = Counter(idle.values())
        return {
            member.page: self._reason(line, member, by_lot=equals[idle[member.page]] > 1)
            for member in members
        }

    def _last_booked(self, line: Line, page: str) -> int | None:
        in_pool = self.idle_scope == "pool"
        return line.tally(page).last_booked if in_pool else line.clocks.get(page)

    def _idle(self, line: Line, member: Membership) -> Idle:
        booked = longest_ago(self._last_booked(line, member.page))
        return -member.priority if self._by_priority else 0, booked

    def _reason(self, line: Line, member: Membership, *, by_lot: bool) -> Reason:
        booked = moment(self._last_booked(line, member.page))
        params = {"last_booked": booked, "by_lot": by_lot}
        text = in_words("idle since", booked) + (", by lot among equals" if by_lot else "")
        if not self._by_priority:
            return Reason("idle", page=member.page, params=params, text=text)
        return Reason(
            "priority",
            page=member.page,
            params={"priority": member.priority, **params},
            text=f"priority {member.priority}, {text}",
        )


def _lot(key: bytes, page: str) -> bytes:
    return blake2b(page.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest()


@attrs.frozen
class PooledAvailability(_LongestIdle):
    """Customers see everybody's time, and whoever has been idle longest gets the booking.

        >>> from teamsched.distribution import Ledger, ResourcePool
        >>> pool = ResourcePool("desk", ["ana", "bo"], distribution=PooledAvailability())
        >>> pool.choose(Ledger.of(), free=["bo"]).page
        'bo'

    Idle time counts from when the last booking was *made*, not from when it takes place; never
    booked is idle longest. Equal idle times are settled by lot: by a hash that is keyed with
    ``tie``, so that the same bytes draw the same lots. A cancellation doesn't turn the clock back,
    and nothing is given back.

    Attributes:
        idle_scope: Which bookings end the idle time: those through the same page and of the same
            event type (``"page_and_event_type"``), or all that were drawn from the ``"pool"``.
    """

    _by_priority = False


@attrs.frozen
class PooledAvailabilityWithPriority(_LongestIdle):
    """As :class:`PooledAvailability`, among those of the highest priority who are free.

        >>> from teamsched.distribution import Ledger, ResourcePool
        >>> method = PooledAvailabilityWithPriority()
        >>> members = [Membership("ana", priority=8), Membership("bo", priority=10)]
        >>> pool = ResourcePool("desk", members, distribution=method)
        >>> pool.choose(Ledger.of(), free=["ana", "bo"]).page
        'bo'

    Priority is no weight: a lower one gets nothing while a higher one is free.

    Attributes:
        idle_scope: Which bookings end the idle time, as for :class:`PooledAvailability`.
    """

    _by_priority = True
