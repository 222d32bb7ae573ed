"""Pooled availability: everybody's time together, and whoever has been idle longest gets it."""

from collections.abc import Mapping
from typing import Any, get_args

import attrs

from teamsched.checks import one_of
from teamsched.distribution.criteria import ByLot, ByPriority, Criterion, IdleScope, LongestIdle
from teamsched.distribution.ordered import ByCriteria
from teamsched.reasons import Reason


@attrs.frozen
class PooledAvailability(ByCriteria):
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

    idle_scope: IdleScope = attrs.field(default="page_and_event_type", kw_only=True)

    def __attrs_post_init__(self) -> None:
        one_of("idle_scope", self.idle_scope, get_args(IdleScope))

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Longest idle, then by lot."""
        return LongestIdle(self.idle_scope), ByLot()

    def reason(self, page: str, params: Mapping[str, Any], text: str) -> Reason:
        """Return since when a page has been idle."""
        return Reason("idle", page=page, params=params, text=text)


@attrs.frozen
class PooledAvailabilityWithPriority(PooledAvailability):
    """As :class:`PooledAvailability`, among those of the highest priority who are free.

        >>> from teamsched.distribution import Ledger, ResourcePool
        >>> from teamsched.model import Membership
        >>> method = PooledAvailabilityWithPriority()
        >>> members = [Membership("ana", priority=8), Membership("bo", priority=10)]
        >>> pool = ResourcePool("desk", members, distribution=method)
        >>> pool.choose(Ledger.of(), free=["ana", "bo"]).page
        'bo'

    Priority is no weight: a lower one gets nothing while a higher one is free.

    Attributes:
        idle_scope: Which bookings end the idle time, as for :class:`PooledAvailability`.
    """

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Priority, then as without."""
        return ByPriority(), *super().criteria

    def reason(self, page: str, params: Mapping[str, Any], text: str) -> Reason:
        """Return a page's priority, and since when it has been idle."""
        return Reason("priority", page=page, params=params, text=text)
