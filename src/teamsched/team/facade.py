"""The team: everything that can be booked, and the questions a host application asks of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import partial

from teamsched.availability import (
    BLOCKING,
    Calendar,
    UnknownPolicy,
    page_grid,
    take_snapshot,
    zone_of,
)
from teamsched.bookings import Booking
from teamsched.checks import identifier, instance
from teamsched.conditions import Value
from teamsched.constraints import Constraint, constraints_on
from teamsched.distribution import Ledger, ResourcePool
from teamsched.entries import GivesBack
from teamsched.errors import UnknownIdError
from teamsched.event_types import EventType
from teamsched.frozen import FrozenDict
from teamsched.grid import StartGrid
from teamsched.intervals import Interval
from teamsched.model import BookingPage, BusyStatus, Member
from teamsched.requests import Draw, Request, Seat
from teamsched.rules import Lint, MasterPage, NoRoute, Route
from teamsched.snapshot import Snapshot
from teamsched.team.directory import directory_of
from teamsched.team.limits import Limit, limits_of
from teamsched.team.lint import lint_team
from teamsched.team.needs import Needs, needs_of
from teamsched.team.offer import Offer
from teamsched.team.planning import situation_of
from teamsched.team.routing import led, seats_of, zone_of_page
from teamsched.team.slots import Slot
from teamsched.team.starts import asked_grid, days_left, on_page_grid
from teamsched.team.wishes import claim_on, fitting, undivided


class Team:
    """Everything that can be booked: people, pools, event types and the pages that combine them.

    A team is configuration: it holds no bookings and no time, and never changes.

    Args:
        members: The people, rooms and devices.
        event_types: What can be booked.
        pools: The pools that rules draw from.
        pages: Master pages, and further booking pages of members.
        seed: Settles ties that are left to chance, so that they can be replayed.

    Raises:
        DuplicateIdError: Two members, pages or pools have the same id.
        UnknownIdError: Something refers to an id that is not there.
    """

    __slots__ = ("_directory", "_seed")

    def __init__(
        self,
        members: Iterable[Member],
        *,
        event_types: Iterable[EventType],
        pools: Iterable[ResourcePool] = (),
        pages: Iterable[MasterPage | BookingPage] = (),
        seed: str = "",
    ) -> None:
        self._directory = directory_of(members, event_types=event_types, pools=pools, pages=pages)
        self._seed = instance("seed", seed, str, "a text")

    @property
    def terms(self) -> tuple[GivesBack, ...]:
        """What the pools give back at present, for the verbs of bookings."""
        return tuple(pool.gives_back for pool in self._directory.pools.values())

    def pool(self, id: str) -> ResourcePool:
        """Return a pool as it is in this team: with everybody in it who fits its condition.

        Raises:
            UnknownIdError: The team has no such pool.
        """
        pools = self._directory.pools
        if identifier("id", id) not in pools:
            raise UnknownIdError("id", expected=f"one of {list(pools)}", got=id)
        return pools[id]

    # The facts

    def needs(self, request: Request, window: Interval) -> Needs:
        """Return what to load, and what to lock, to answer a request within a window."""
        instance("request", request, Request, "a Request")
        instance("window", window, Interval, "an Interval")
        event_type = self._event_type(request.event_type).lasting(request.duration)
        found = led(self._directory, request)
        seats = () if isinstance(found, NoRoute) else found.seats
        return needs_of(self._directory, seats, event_type, window)

    def needs_to_find(
        self,
        event_type: str,
        seats: Iterable[Seat | Draw | str],
        window: Interval,
        *,
        duration: timedelta | None = None,
    ) -> Needs:
        """Return what to load, and what to lock, to :meth:`find` starts within a window.

        Args:
            event_type: The id of the event type.
            seats: The seats, as ``find`` takes them.
            window: Where starts may lie.
            duration: How long, one of the event type's durations; left out, its usual one.
        """
        instance("window", window, Interval, "an Interval")
        kind = self._event_type(event_type).lasting(duration)
        return needs_of(self._directory, seats_of(self._directory, seats), kind, window)

    def snapshot(
        self,
        *,
        now: datetime,
        window: Interval,
        busy: Mapping[str, Calendar] | None = None,
        bookings: Iterable[Booking] = (),
        blocking: Iterable[BusyStatus] = BLOCKING,
        unknown: UnknownPolicy = "blocks",
    ) -> Snapshot:
        """Return who is free when, as of now.

        Args:
            now: The present: notice, horizon and the past count from here.
            window: Where starts may lie, half-open.
            busy: The calendar of every member by id: Busy or Interval values, an IntervalSet, or
                UNKNOWN where it could not be read. Left out, bookings are the only busy time.
            bookings: The bookings in the span that ``needs`` names, at least.
            blocking: The statuses of busy time that block.
            unknown: Whether unknown time "blocks", or is "allowed" and flagged.

        Raises:
            InvalidValueError: Busy times are given, but not for every member.
        """
        longest = [one.longest for one in self._directory.event_types.values()]
        return take_snapshot(
            self._directory.pages.values(),
            now=now,
            window=window,
            pad=max(longest, default=timedelta(0)),
            busy=busy,
            bookings=bookings,
            blocking=blocking,
            unknown=unknown,
        )

    # The questions

    def offer(
        self,
        request: Request,
        snapshot: Snapshot,
        ledger: Ledger,
        *,
        starts: Iterable[datetime | Slot] | None = None,
    ) -> Offer:
        """Return everything that may be booked for a request.

        Args:
            request: What the customer asks for.
            snapshot: Who is free when.
            ledger: What has been booked.
            starts: Ask about these starts only; what is not a start of the page is not offered.

        Raises:
            UnknownIdError: The page or the event type is not in this team.
            InvalidValueError: The event type does not last as long as is asked for.
        """
        instance("request", request, Request, "a Request")
        _check_facts(snapshot, ledger)
        event_type = self._event_type(request.event_type).lasting(request.duration)
        zone = zone_of_page(self._directory, request.page)
        if starts is None:
            grid = page_grid(snapshot.window, event_type, zone=zone)
            on_grid = grid.full
        else:
            grid = asked_grid(starts)
            on_grid = on_page_grid(grid, event_type, zone)
        return self._answered(
            led(self._directory, request),
            event_type=event_type,
            snapshot=snapshot,
            ledger=ledger,
            grid=grid,
            on_grid=on_grid,
            zone=zone,
            request=request,
        )

    def find(
        self,
        event_type: str,
        seats: Iterable[Seat | Draw | str],
        snapshot: Snapshot,
        ledger: Ledger | None = None,
        *,
        zone: str | tzinfo,
        duration: timedelta | None = None,
        starts: Iterable[datetime | Slot] | None = None,
        constraints: Iterable[Constraint] = (),
    ) -> Offer:
        """Return when an event type can take place in some seats, without any page.

        Args:
            event_type: The id of the event type.
            seats: The seats, the primary one first: pages, pools, draws from pools, or Seats.
            snapshot: Who is free when.
            ledger: What has been booked; left out, nothing.
            zone: The zone whose wall clock the starts follow.
            duration: How long, one of the event type's durations; left out, its usual one.
            starts: Ask about these starts only, wherever they lie.
            constraints: What else has to be so of those who take part.
        """
        booked = Ledger.of() if ledger is None else ledger
        _check_facts(snapshot, booked)
        kind = self._event_type(event_type).lasting(duration)
        local = zone_of(zone)
        grid = (
            page_grid(snapshot.window, kind, zone=local) if starts is None else asked_grid(starts)
        )
        asked = seats_of(self._directory, seats)
        more = constraints_on([seat.name for seat in asked], constraints)
        return self._answered(
            Route(None, asked, more),
            event_type=kind,
            snapshot=snapshot,
            ledger=booked,
            grid=grid,
            on_grid=grid.full,
            zone=local,
        )

    def _answered(
        self,
        found: Route | NoRoute,
        *,
        event_type: EventType,
        snapshot: Snapshot,
        ledger: Ledger,
        grid: StartGrid,
        on_grid: int,
        zone: tzinfo,
        request: Request | None = None,
    ) -> Offer:
        pools, members = self._directory.pools, self._directory.members_of
        seats, claim = () if isinstance(found, NoRoute) else found.seats, None
        if request is not None:
            seats = tuple(fitting(seat, request, self._directory.attributes) for seat in seats)
            claim = claim_on(
                seats, request, ledger=ledger, now=snapshot.now, pools=pools, members=members
            )
        situation = partial(
            situation_of,
            request=request,
            event_type=event_type,
            snapshot=snapshot,
            ledger=ledger,
            grid=grid,
            on_grid=on_grid,
            zone=zone,
            no_route=found if isinstance(found, NoRoute) else None,
            limits=() if isinstance(found, NoRoute) else self._limits(found),
            pools=pools,
            members=members,
            seed=self._seed,
        )
        ways = [] if claim is None else [claim.divided(seats)]
        if claim is None or not claim.hard:
            ways.insert(0, undivided(seats))
        dates = days_left(
            event_type,
            snapshot,
            zone=zone,
            judged=lambda page: (
                situation(way, grid=page, on_grid=page.full, dates=None) for way in ways
            ),
        )
        return Offer(*(situation(way, dates=dates) for way in ways))

    def lint(
        self,
        *,
        answers: Mapping[str, Iterable[Value | None]] = FrozenDict(),
        customer: Mapping[str, Iterable[Value | None]] = FrozenDict(),
    ) -> Lint:
        """Return what is wrong with rules, pools and seats; see ``teamsched.rules.lint``."""
        return lint_team(self._directory, answers, customer)

    # Looking up

    def _event_type(self, name: str) -> EventType:
        known = self._directory.event_types
        if identifier("event_type", name) not in known:
            raise UnknownIdError("event_type", expected=f"one of {list(known)}", got=name)
        return known[name]

    def _limits(self, found: Route) -> tuple[Limit, ...]:
        known = self._directory
        return limits_of(found.constraints, attributes=known.attributes, members=known.members_of)

    def __repr__(self) -> str:
        parts = self._directory
        return (
            f"<Team {len(parts.members)} members, {len(parts.pools)} pools, "
            f"{len(parts.event_types)} event types, {len(parts.master_pages)} master pages>"
        )


def _check_facts(snapshot: object, ledger: object) -> None:
    instance("snapshot", snapshot, Snapshot, "a Snapshot")
    instance("ledger", ledger, Ledger, "a Ledger")
