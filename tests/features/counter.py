"""A desk with event types of its own, and with pools and pages in any number."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from teamsched import (
    Booking,
    BookingPage,
    EventType,
    MasterPage,
    ResourcePool,
    RoundRobin,
    Rule,
    Team,
)
from tests.features.desk import Desk


def hourly(id: str = "call", **more: Any) -> EventType:
    """Return an event type of an hour."""
    return EventType(id, duration=timedelta(hours=1), **more)


def turns_of(id: str, *members: Any) -> ResourcePool:
    """Return a round robin."""
    return ResourcePool(id, members, distribution=RoundRobin())


def names(booking: Booking) -> str:
    """Return who takes part, the host first."""
    return "+".join(seat.page for seat in booking.seats)


class Counter(Desk):
    """A desk for some event types, whose page has one rule for each of them."""

    def __init__(
        self,
        members: Iterable[Any],
        *event_types: EventType,
        host: str,
        additional: Iterable[str] = (),
        pools: Iterable[ResourcePool] = (),
        pages: Iterable[BookingPage] = (),
    ) -> None:
        super().__init__(members, pages=pages)
        self.event_types = event_types
        self.pools = list(pools)
        self.rules = [Rule(kind.id, host, additional=list(additional)) for kind in event_types]

    @property
    def team(self) -> Team:
        """The team as it is configured now."""
        return Team(
            self.members,
            event_types=self.event_types,
            pools=self.pools,
            pages=[MasterPage("page", zone="UTC", rules=self.rules), *self.pages],
        )
