"""Undo exactly what a reason names: nothing more, so that the laws of explanation have teeth."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

import attrs

from teamsched import (
    BookingPage,
    Busy,
    Cap,
    Condition,
    Draw,
    Entry,
    EventType,
    Interval,
    IntervalSet,
    Kind,
    Ledger,
    Member,
    Membership,
    Offer,
    Posting,
    Reason,
    ResourcePool,
    RoundRobin,
    Seat,
    Snapshot,
    Team,
    WeeklyHours,
)
from teamsched.constraints import Constraint
from teamsched.model import Hours
from teamsched.snapshot import Layers
from teamsched.zonekeys import zone_of
from tests.worlds import World

_FAR_AHEAD = 10**30
"""A credit that puts somebody at the head of any line."""
_LONG = timedelta(days=40)


@attrs.frozen
class Extended:
    """Some hours, and some more."""

    base: Hours
    more: IntervalSet

    @property
    def zone(self) -> tzinfo:
        return self.base.zone

    def open_during(self, window: Interval) -> IntervalSet:
        return self.base.open_during(window) | self.more.clip(window)


@attrs.frozen
class State:
    """A world whose parts can be changed one by one, down to single layers of its snapshot."""

    event_type: EventType
    members: tuple[Member, ...]
    pages: tuple[BookingPage, ...]
    seats: tuple[Seat | Draw, ...]
    pools: tuple[ResourcePool, ...]
    snapshot: Snapshot
    ledger: Ledger
    zone: str
    constraints: tuple[Constraint, ...] = ()

    @classmethod
    def of(cls, world: World) -> "State":
        """Return the state of a world; nobody is drawn from a pool."""
        return cls(
            event_type=world.event_type,
            members=world.members,
            pages=world.pages,
            seats=world.seats,
            pools=(),
            snapshot=world.snapshot(),
            ledger=Ledger.of(),
            zone=world.zone,
        )

    def drawn(self, number: int, pool: ResourcePool, where: Condition | None = None) -> "State":
        """Return the state with a seat drawn from a pool instead."""
        seat = self.seats[number]
        draw = Draw(pool.id, count=seat.count, where=where)
        seats = (*self.seats[:number], draw, *self.seats[number + 1 :])
        return attrs.evolve(self, seats=seats, pools=(*self.pools, pool))

    def offer(self, starts: list[datetime] | None = None) -> Offer:
        team = Team(self.members, event_types=[self.event_type], pools=self.pools, pages=self.pages)
        return team.find(
            self.event_type.id,
            self.seats,
            self.snapshot,
            self.ledger,
            zone=self.zone,
            starts=starts,
            constraints=self.constraints,
        )

    def member_of(self, page: str) -> str:
        return next((one.member for one in self.pages if one.id == page), page)

    def layered(self, page: str, **parts: Any) -> "State":
        layers = attrs.evolve(self.snapshot.pages[page], **parts)
        pages = {**self.snapshot.pages, page: layers}
        return attrs.evolve(self, snapshot=attrs.evolve(self.snapshot, pages=pages))

    def typed(self, **parts: Any) -> "State":
        return attrs.evolve(self, event_type=attrs.evolve(self.event_type, **parts))

    def posted(
        self, kind: Kind, pool: str, page: str, *, units: int = 0, later: int = 0
    ) -> "State":
        """Return the state with one more entry of the roster, some minutes after all others."""
        # To undo that a start is past, the present was moved, maybe to before these.
        latest = max([self.snapshot.now, *(entry.at for entry in self.ledger.roster)])
        entry = Entry(
            kind,
            at=latest + timedelta(minutes=later),
            postings=[Posting(pool, page, units=units)],
            by="host",
        )
        return attrs.evolve(self, ledger=self.ledger.add(entry))


def undone(state: State, reason: Reason, start: datetime) -> State:
    """Return the state without what a reason names."""
    match reason.code:
        case "too_few_people":
            lacking = reason.params["needed"] - len(reason.params["people"])
            return _with_people(state, reason.params["seats"], lacking)
        case "seated":
            assert reason.page is not None
            seat = reason.params["seat"]
            return _with_people(_without_person(state, seat, reason.page), (seat,), 1)
        case "constraint":
            kept = [one for one in state.constraints if one != reason.params["constraint"]]
            return attrs.evolve(state, constraints=tuple(kept))
        case "cap":
            return _without_cap(state, reason)
        case "not_next_in_line":
            return _in_turn(state, when_blocked="next_per_start")
        case "too_far_ahead":
            return _in_turn(state, max_lead=None)
    if reason.page is None:
        return _undone_for_all(state, reason, start)
    if reason.code in {"disabled", "not_eligible", "not_participating", "paused", "left"}:
        return _let_in(state, reason, reason.page)
    return _undone_for_page(state, reason, reason.page)


def _undone_for_all(state: State, reason: Reason, start: datetime) -> State:
    match reason.code:
        case "past":
            return attrs.evolve(state, snapshot=attrs.evolve(state.snapshot, now=start))
        case "too_soon":
            return state.typed(notice=timedelta(0))
        case "too_far" | "outside_dates":
            return state.typed(horizon=None)
        case "off_grid":
            assert reason.span is not None
            assert reason.span.start == start
            local = start.astimezone(zone_of(state.zone)).replace(tzinfo=None)
            if state.event_type.marks:
                return state.typed(marks=(*state.event_type.marks, local.minute))
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
            return state.typed(offset=(local - midnight) % state.event_type.step)
        case "outside_event_hours":
            assert state.event_type.hours is not None
            assert reason.span is not None
            more = IntervalSet([reason.span])
            return state.typed(hours=Extended(state.event_type.hours, more))
    raise AssertionError(reason)


def _in_turn(state: State, **options: Any) -> State:
    """Change options of every round robin."""
    pools = tuple(
        attrs.evolve(pool, distribution=attrs.evolve(pool.distribution, **options))
        if isinstance(pool.distribution, RoundRobin)
        else pool
        for pool in state.pools
    )
    return attrs.evolve(state, pools=pools)


def _let_in(state: State, reason: Reason, page: str) -> State:
    """Make somebody eligible, taking part or back again."""
    if reason.code == "not_eligible":
        members = tuple(
            attrs.evolve(one, attributes={"senior": True})
            if one.id == state.member_of(page)
            else one
            for one in state.members
        )
        return attrs.evolve(state, members=members)
    if reason.code in {"paused", "left"}:
        back = Kind.RESUMED if reason.code == "paused" else Kind.JOINED
        for pool in state.pools:
            if page in pool.pages:
                state = state.posted(back, pool.id, page, later=1)
        return state
    # Whoever is behind a disabled page takes no part in its pools.
    pages = tuple(attrs.evolve(one, enabled=True) if one.id == page else one for one in state.pages)
    pools = tuple(
        attrs.evolve(
            pool,
            members=[
                attrs.evolve(one, participating=True) if one.page == page else one
                for one in pool.memberships
            ],
        )
        for pool in state.pools
    )
    return attrs.evolve(state, pools=pools, pages=pages)


def _undone_for_page(state: State, reason: Reason, page: str) -> State:
    layers = state.snapshot.pages[page]
    booking = reason.params.get("booking")
    if booking is not None:
        return attrs.evolve(state, snapshot=state.snapshot.without(booking))
    assert reason.span is not None
    span = IntervalSet([reason.span])
    match reason.code:
        case "outside_hours":
            return state.layered(page, hours=layers.hours | span)
        case "time_off":
            return state.layered(page, time_off=layers.time_off - span)
        case "busy" | "buffer":
            if isinstance(layers.busy, IntervalSet):
                kept = layers.busy - span
                return state.layered(page, busy=kept, blocked=kept)
            left = tuple(busy for busy in layers.busy if not _named(busy, reason))
            blocked = IntervalSet(busy.span for busy in left)
            return state.layered(page, busy=left, blocked=blocked)
    raise AssertionError(reason)


def _named(busy: Busy, reason: Reason) -> bool:
    named = (reason.span, reason.params["status"], reason.params["source"])
    return (busy.span, busy.status.value, busy.source) == named


def _without_cap(state: State, reason: Reason) -> State:
    cap = reason.params["cap"]
    if reason.params["of"] == "event_type":
        return state.typed(caps=[one for one in state.event_type.caps if one != cap])
    assert reason.page is not None
    if reason.params["of"] == "pool":
        return _without_cap_of_membership(state, cap, reason.page)
    layers = state.snapshot.pages[reason.page]
    return state.layered(reason.page, caps=tuple(one for one in layers.caps if one != cap))


def _without_cap_of_membership(state: State, cap: Cap, page: str) -> State:
    pools = tuple(
        attrs.evolve(
            pool,
            members=[
                attrs.evolve(one, caps=[other for other in one.caps if other != cap])
                if one.page == page
                else one
                for one in pool.memberships
            ],
        )
        for pool in state.pools
    )
    return attrs.evolve(state, pools=pools)


def _without_person(state: State, seat: str, page: str) -> State:
    """Take somebody out of a seat, with all of their pages."""
    person = state.member_of(page)

    def others(pages: tuple[str, ...]) -> list[str]:
        return [one for one in pages if state.member_of(one) != person]

    return attrs.evolve(
        state,
        seats=tuple(
            attrs.evolve(one, pages=others(one.pages))
            if isinstance(one, Seat) and one.name == seat
            else one
            for one in state.seats
        ),
        pools=tuple(
            attrs.evolve(pool, members=[one for one in pool.memberships if others((one.page,))])
            if pool.id == seat
            else pool
            for pool in state.pools
        ),
    )


def _with_people(state: State, seats: tuple[str, ...], count: int) -> State:
    """Give some seats as many more people: always free, and first in every line."""
    fresh = [f"fresh {len(state.members) + number}" for number in range(count)]
    always = WeeklyHours.always(zone="UTC")
    everywhere = IntervalSet([state.snapshot.window.padded(before=_LONG, after=_LONG)])
    layers = {name: Layers(name, always.zone, everywhere) for name in fresh}
    people = (Member(name, always, attributes={"senior": True}) for name in fresh)
    state = attrs.evolve(
        state,
        members=(*state.members, *people),
        seats=tuple(
            attrs.evolve(seat, pages=(*fresh, *seat.pages))
            if isinstance(seat, Seat) and seat.name in seats
            else seat
            for seat in state.seats
        ),
        pools=tuple(
            attrs.evolve(pool, members=[*map(Membership, fresh), *pool.members])
            if pool.id in seats
            else pool
            for pool in state.pools
        ),
        snapshot=attrs.evolve(state.snapshot, pages={**state.snapshot.pages, **layers}),
    )
    for pool in state.pools:
        for name in fresh:
            state = state.posted(Kind.JOINED, pool.id, name, units=_FAR_AHEAD)
    return state
