"""A desk that takes bookings as a host application would: everything through the public surface."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from teamsched import (
    Assignment,
    Booking,
    Draw,
    EventType,
    Interval,
    Ledger,
    MasterPage,
    Member,
    Membership,
    Offer,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    Team,
    WeeklyHours,
)
from teamsched.distribution import DistributionMethod, PoolReport

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = Interval.lasting(MONDAY, timedelta(days=7))
HOURS = WeeklyHours.parse("daily 09:00-17:00", zone="UTC")


def at(clock: str, day: int = 2) -> datetime:
    """Return a time in March 2026, in UTC."""
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}+00:00")


def hour(clock: str, day: int = 2) -> Interval:
    """Return the hour from a time on."""
    return Interval.lasting(at(clock, day), timedelta(hours=1))


class Desk:
    """One team with one pool, its calendars and its ledger; a minute passes with each step."""

    def __init__(
        self,
        members: Iterable[str | Member] = "abc",
        distribution: DistributionMethod | None = None,
        *,
        pool: ResourcePool | None = None,
        rules: Iterable[Rule] | None = None,
        pages: Iterable[Any] = (),
    ) -> None:
        self.members = [Member(one, HOURS) if isinstance(one, str) else one for one in members]
        self.pool = pool or ResourcePool(
            "pool", [one.id for one in self.members], distribution=distribution or RoundRobin()
        )
        self.rules = [Rule("call", "pool")] if rules is None else list(rules)
        self.pages = list(pages)
        self.more_pools: list[ResourcePool] = []
        self.seed = ""
        self.window = WEEK
        self.busy: dict[str, Any] = {one.id: [] for one in self.members}
        self.ledger = Ledger.of()
        self.now = MONDAY - timedelta(days=1)
        self.count = 0

    @property
    def team(self) -> Team:
        """The team as it is configured now."""
        return Team(
            self.members,
            event_types=[
                EventType("call", duration=timedelta(hours=1)),
                EventType("demo", duration=timedelta(hours=1)),
            ],
            pools=[self.pool, *self.more_pools],
            pages=[
                MasterPage("page", zone="UTC", rules=self.rules),
                MasterPage("other", zone="UTC", rules=self.rules),
                *self.pages,
            ],
            seed=self.seed,
        )

    def tick(self) -> datetime:
        """Let a minute pass."""
        self.now += timedelta(minutes=1)
        return self.now

    # What customers see

    def request(self, *, page: str = "page", event_type: str = "call", **more: Any) -> Request:
        """Return what a customer asks for."""
        return Request(page, event_type, **more)

    def offer(self, **more: Any) -> Offer:
        """Return what a customer is offered."""
        team = self.team
        snapshot = team.snapshot(
            now=self.now, window=self.window, busy=self.busy, bookings=self.ledger.bookings
        )
        return team.offer(self.request(**more), snapshot, self.ledger)

    def starts(self, day: int = 2, **more: Any) -> list[str]:
        """Return the starts of a day, by the clock."""
        starts = [slot.span.start for slot in self.offer(**more).slots]
        return [f"{start:%H:%M}" for start in starts if start.day == day]

    # What customers and hosts do

    def assign(self, when: str | datetime, **more: Any) -> Assignment | None:
        """Return who would get a booking, None if nobody would."""
        start = at(when) if isinstance(when, str) else when
        found = self.offer(**more).assign(start)
        return found if isinstance(found, Assignment) else None

    def book(self, when: str | datetime, **more: Any) -> Booking:
        """Book a start that is offered."""
        found = self.assign(when, **more)
        assert found is not None, f"{when} is not offered"
        self.count += 1
        return self.keep(found.booking(f"b{self.count}", at=self.tick()))

    def turns(self, number: int, **more: Any) -> str:
        """Book the first start that is offered, again and again; return who got the bookings."""
        holders = []
        for _ in range(number):
            slots = self.offer(**more).slots
            holders.append(self.book(slots[0].span.start, **more).seats[0].page)
        return "".join(holders)

    def book_at(self, moment: datetime, **more: Any) -> Booking:
        """Book the first start of the week that follows, at a certain moment."""
        self.window = Interval.lasting(moment, timedelta(days=7))
        self.now = moment - timedelta(minutes=1)  # it takes a minute
        return self.book(self.offer(**more).slots[0].span.start, **more)

    def keep(self, booking: Booking) -> Booking:
        """Save a booking, or a change of it."""
        self.ledger = self.ledger.add(booking)
        return booking

    def cancel(self, booking: Booking, **more: Any) -> None:
        """Cancel a booking under the pool's terms of today."""
        terms = [self.pool.gives_back]
        self.keep(booking.cancelled(at=self.tick(), terms=terms, **more))

    def block(self, page: str, *spans: Interval) -> None:
        """Put something into somebody's calendar."""
        self.busy[page].extend(spans)

    # What monitoring shows

    def received(self) -> Mapping[str, int]:
        """Return the bookings received, page by page."""
        return {one.page: one.received for one in self.standings()}

    def removed(self) -> Mapping[str, int]:
        """Return the bookings removed, page by page."""
        return {one.page: one.removed for one in self.standings()}

    def report(self, now: datetime | None = None) -> PoolReport:
        """Return the report of the pool, as of now or of some other time."""
        return self.pool.report(self.ledger, now=self.now if now is None else now)

    def standings(self) -> tuple[Any, ...]:
        """Return how everybody stands."""
        return self.ledger.standings("pool", self.pool.pages)


def pool_of(*members: str | Membership, distribution: DistributionMethod) -> ResourcePool:
    """Return the pool of a desk."""
    return ResourcePool("pool", members, distribution=distribution)


def drawing(**more: Any) -> list[Rule]:
    """Return a rule that draws from the pool in some way."""
    return [Rule("call", Draw("pool", **more))]
