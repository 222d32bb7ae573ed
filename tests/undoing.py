"""Undo exactly what a reason names: nothing more, so that the laws of explanation have teeth."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

import attrs

from teamsched import (
    Busy,
    EventType,
    Interval,
    IntervalSet,
    Ledger,
    Member,
    Offer,
    Reason,
    ResourcePool,
    RoundRobin,
    Seat,
    Team,
    WeeklyHours,
)
from teamsched.distribution import DistributionMethod
from teamsched.entries import Entry, Kind, Posting
from teamsched.model import Hours
from teamsched.snapshot import Layers, Snapshot
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
    seats: tuple[Seat, ...]
    methods: tuple[tuple[str, DistributionMethod], ...]
    snapshot: Snapshot
    ledger: Ledger
    zone: str

    @classmethod
    def of(cls, world: World, methods: dict[str, DistributionMethod] | None = None) -> "State":
        """Return the state of a world; the seats named in *methods* are drawn from pools."""
        drawn = methods or {}
        seats = tuple(
            attrs.evolve(seat, pool=seat.name if seat.name in drawn else None)
            for seat in world.seats
        )
        return cls(
            world.event_type,
            world.members,
            seats,
            tuple(drawn.items()),
            world.snapshot(),
            Ledger.of(),
            world.zone,
        )

    def offer(self, starts: list[datetime] | None = None) -> Offer:
        pools = [
            ResourcePool(name, seat.pages, distribution=method)
            for name, method in self.methods
            for seat in self.seats
            if seat.name == name
        ]
        team = Team(self.members, event_types=[self.event_type], pools=pools)
        return team.find(
            self.event_type.id,
            self.seats,
            self.snapshot,
            self.ledger,
            zone=self.zone,
            starts=starts,
        )

    def layered(self, page: str, layers: Layers) -> "State":
        return attrs.evolve(self, snapshot=self.snapshot.replacing(page, layers))

    def typed(self, **parts: Any) -> "State":
        return attrs.evolve(self, event_type=attrs.evolve(self.event_type, **parts))


def undone(state: State, reason: Reason, start: datetime) -> State:
    """Return the state without what a reason names."""
    if reason.code == "too_few_people":
        return _with_people(state, reason)
    if reason.code == "cap":
        return _without_cap(state, reason)
    if reason.page is None or reason.code == "not_next_in_line":
        return _undone_for_all(state, reason, start)
    return _undone_for_page(state, reason, reason.page)


def _undone_for_all(state: State, reason: Reason, start: datetime) -> State:
    match reason.code:
        case "past":
            return attrs.evolve(state, snapshot=attrs.evolve(state.snapshot, now=start))
        case "too_soon":
            return state.typed(notice=timedelta(0))
        case "too_far":
            return state.typed(horizon=None)
        case "outside_event_hours":
            assert state.event_type.hours is not None
            assert reason.span is not None
            more = IntervalSet([reason.span])
            return state.typed(hours=Extended(state.event_type.hours, more))
        case "not_next_in_line":
            return attrs.evolve(
                state,
                methods=tuple(
                    (name, attrs.evolve(method, when_blocked="next_per_start"))
                    if isinstance(method, RoundRobin)
                    else (name, method)
                    for name, method in state.methods
                ),
            )
    raise AssertionError(reason)


def _undone_for_page(state: State, reason: Reason, page: str) -> State:
    layers = state.snapshot.pages[page]
    booking = reason.params.get("booking")
    if booking is not None:
        return attrs.evolve(state, snapshot=state.snapshot.without(booking))
    assert reason.span is not None
    span = IntervalSet([reason.span])
    match reason.code:
        case "outside_hours":
            return state.layered(page, attrs.evolve(layers, hours=layers.hours | span))
        case "time_off":
            return state.layered(page, attrs.evolve(layers, time_off=layers.time_off - span))
        case "busy" | "buffer":
            if isinstance(layers.busy, IntervalSet):
                return state.layered(page, layers.with_busy(layers.busy - span))
            kept = tuple(busy for busy in layers.busy if not _named(busy, reason))
            return state.layered(page, layers.with_busy(kept))
    raise AssertionError(reason)


def _named(busy: Busy, reason: Reason) -> bool:
    named = (reason.span, reason.params["status"], reason.params["source"])
    return (busy.span, busy.status.value, busy.source) == named


def _without_cap(state: State, reason: Reason) -> State:
    cap = reason.params["cap"]
    if not reason.params["of_member"]:
        return state.typed(caps=[one for one in state.event_type.caps if one != cap])
    assert reason.page is not None
    layers = state.snapshot.pages[reason.page]
    kept = tuple(one for one in layers.caps if one != cap)
    return state.layered(reason.page, attrs.evolve(layers, caps=kept))


def _with_people(state: State, reason: Reason) -> State:
    """Give the seats as many people as they lack: always free, and first in every line."""
    lacking = reason.params["needed"] - len(reason.params["people"])
    seats = reason.params["seats"]
    fresh = [f"fresh {len(state.members) + number}" for number in range(lacking)]
    always = WeeklyHours.always(zone="UTC")
    everywhere = IntervalSet([state.snapshot.window.padded(before=_LONG, after=_LONG)])
    layers = {name: Layers(name, always.zone, everywhere) for name in fresh}
    ledger = state.ledger
    for pool, _ in state.methods:
        for name in fresh:
            head = Posting(pool, name, units=_FAR_AHEAD)
            ledger = ledger.add(Entry(Kind.JOINED, at=state.snapshot.now, postings=[head]))
    return attrs.evolve(
        state,
        members=(*state.members, *(Member(name, always) for name in fresh)),
        seats=tuple(
            attrs.evolve(seat, pages=(*fresh, *seat.pages)) if seat.name in seats else seat
            for seat in state.seats
        ),
        snapshot=attrs.evolve(state.snapshot, pages={**state.snapshot.pages, **layers}),
        ledger=ledger,
    )
