"""The team: everything that can be booked, and the questions a host application asks of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo

from teamsched.availability import (
    BLOCKING,
    Calendar,
    UnknownPolicy,
    take_snapshot,
    zone_of,
)
from teamsched.bookings import Booking
from teamsched.changes import Change
from teamsched.checks import collection, identifier, instance
from teamsched.conditions import Value
from teamsched.constraints import Constraint, constraints_on
from teamsched.distribution import Ledger, ResourcePool
from teamsched.errors import UnknownIdError
from teamsched.event_types import EventType
from teamsched.frozen import FrozenDict
from teamsched.intervals import Interval
from teamsched.model import BookingPage, BusyStatus, Member
from teamsched.reasons import Explanation
from teamsched.requests import Draw, Request, Seat
from teamsched.rules import NOTHING_CHOSEN, Chosen, Lint, MasterPage, NextStep, NoRoute, Route
from teamsched.snapshot import Snapshot
from teamsched.team.answering import Question
from teamsched.team.bulk import Bulk
from teamsched.team.directory import directory_of
from teamsched.team.guests import further_pages
from teamsched.team.ladder import Way, ways
from teamsched.team.limits import check_people
from teamsched.team.lint import lint_team
from teamsched.team.needs import Needs, needs_of, needs_together
from teamsched.team.offer import Offer
from teamsched.team.routing import closed_to_customers, led, seats_of, step_after, zone_of_page
from teamsched.team.slots import Slot
from teamsched.team.starts import asked_grid


class Team(Bulk):
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

    def pool(self, id: str) -> ResourcePool:
        """Return a pool as it is in this team: with everybody in it who fits its condition.

        Raises:
            UnknownIdError: The team has no such pool.
        """
        pools = self._directory.pools
        if identifier("id", id) not in pools:
            raise UnknownIdError("id", expected=f"one of {list(pools)}", got=id)
        return pools[id]

    # The pages

    def next_step(self, page: str, chosen: Chosen = NOTHING_CHOSEN) -> NextStep | NoRoute:
        """Return what a customer of a page is asked next, or why there is nothing to choose.

        What has one option is not asked. When only the time is left, there is a request for it.

        Raises:
            UnknownIdError: The team has no such page.
            InvalidValueError: Something that was chosen is none of the options.
        """
        instance("chosen", chosen, Chosen, "what is Chosen")
        return step_after(self._directory, page, chosen)

    def why_not_change(self, booking: Booking, change: Change, *, at: datetime) -> Explanation:
        """Return why the customer may not change a booking at some time, nothing if they may.

        By what was promised when they booked, and by the pages of today: while the one that it was
        made on, or one in its primary seat, is disabled, they may neither cancel nor reschedule.
        Hosts are never bound.

        Args:
            booking: The booking.
            change: What the customer wants: to "cancel" it or to "reschedule" it.
            at: When they want it changed.
        """
        instance("booking", booking, Booking, "a Booking")
        promised = booking.why_not_change(change, at=at)
        return Explanation([*promised.reasons, *closed_to_customers(self._directory, booking)])

    # The facts

    def needs(self, request: Request, window: Interval) -> Needs:
        """Return what to load, and what to lock, to answer a request within a window."""
        instance("request", request, Request, "a Request")
        instance("window", window, Interval, "an Interval")
        event_type = self._event_type(request.event_type).lasting(request.duration)
        more = [Seat(page, (page,)) for page in further_pages(self._directory, request)]
        return needs_together(
            needs_of(
                self._directory,
                [*way.seats, *more],
                way.event_type,
                window,
                customer=request.customer,
            )
            for way in ways(led(self._directory, request), event_type)
        )

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
        booked = tuple(collection("bookings", bookings, "Bookings"))
        lengths = [one.longest for one in self._directory.event_types.values()]
        lengths += [one.span.duration for one in booked if isinstance(one, Booking)]
        return take_snapshot(
            self._directory.pages.values(),
            now=now,
            window=window,
            pad=max(lengths, default=timedelta(0)),  # what is booked may be moved as it is
            busy=busy,
            bookings=booked,
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
        question = Question(
            self._directory,
            snapshot,
            ledger,
            zone=zone_of_page(self._directory, request.page),
            seed=self._seed,
            request=request,
        )
        event_type = self._event_type(request.event_type).lasting(request.duration)
        asked = None if starts is None else asked_grid(starts)
        return question.on_page(ways(led(self._directory, request), event_type), asked)

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
        question = Question(
            self._directory,
            snapshot,
            Ledger.of() if ledger is None else ledger,
            zone=zone_of(zone),
            seed=self._seed,
        )
        kind = self._event_type(event_type).lasting(duration)
        asked = None if starts is None else asked_grid(starts)
        wanted = seats_of(self._directory, seats)
        more = constraints_on([seat.name for seat in wanted], constraints)
        check_people(more, self._directory.members_of)
        return question.anywhere(Way(Route(None, wanted, constraints=more), kind), asked)

    def lint(
        self,
        *,
        answers: Mapping[str, Iterable[Value | None]] = FrozenDict(),
        customer: Mapping[str, Iterable[Value | None]] = FrozenDict(),
    ) -> Lint:
        """Return what is wrong with rules, pools and seats; see ``teamsched.rules.lint``."""
        return lint_team(self._directory, answers, customer)

    # Looking up

    def __repr__(self) -> str:
        parts = self._directory
        return (
            f"<Team {len(parts.members)} members, {len(parts.pools)} pools, "
            f"{len(parts.event_types)} event types, {len(parts.master_pages)} master pages>"
        )
