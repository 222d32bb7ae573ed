"""Who is free when, at one moment, as plain data: availability takes it, the engine reads it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

import attrs

from teamsched.bookings import Booking
from teamsched.checks import instance
from teamsched.errors import UnknownIdError
from teamsched.frozen import FrozenDict
from teamsched.instants import to_datetime, to_instant
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import Busy, Cap
from teamsched.openings import Openings

NEVER = IntervalSet()
"""No time at all."""


@attrs.frozen(order=False)
class Layers:
    """One page's time, each source by itself so that reasons can name it.

    Attributes:
        member: The member behind the page.
        zone: The zone of the member's days and weeks.
        hours: When the page is open, before anything is taken away.
        time_off: When the member is away; it needs no buffers.
        busy: What the member's calendar holds and blocks, span by span; an IntervalSet stands
            for spans of which nothing else is known.
        blocked: The same merged: what the engine reads.
        bookings: The member's bookings, on whatever page.
        caps: The limits on the member.
        unknown: Of the calendar, what could not be read and is allowed all the same.
    """

    member: str
    zone: tzinfo
    hours: IntervalSet
    time_off: IntervalSet = NEVER
    busy: tuple[Busy, ...] | IntervalSet = ()
    blocked: IntervalSet = NEVER
    bookings: tuple[Booking, ...] = ()
    caps: tuple[Cap, ...] = ()
    unknown: IntervalSet = NEVER

    def with_busy(self, busy: tuple[Busy, ...] | IntervalSet) -> "Layers":
        """Return the layers with another calendar, every span of which blocks."""
        spans = busy if isinstance(busy, IntervalSet) else IntervalSet(one.span for one in busy)
        return attrs.evolve(self, busy=busy, blocked=spans)

    def calendar(self) -> tuple[Busy, ...]:
        """Return what blocks, span by span."""
        if isinstance(self.busy, IntervalSet):
            return tuple(map(Busy, self.busy))
        return self.busy


def _utc(value: datetime) -> datetime:
    return to_datetime(to_instant(value, "now"))


def _bookings(value: Iterable[Booking]) -> tuple[Booking, ...]:
    return tuple(value)


def _layers(value: Mapping[str, Layers]) -> Mapping[str, Layers]:
    return FrozenDict(value)


@attrs.frozen(order=False, repr=False)
class Snapshot:
    """Everybody's time within one window, as of now.

    Values made from a snapshot are computed once and kept with it; ``replacing`` hands on what
    does not depend on the page it replaces.

    Attributes:
        now: The present, which notice and horizon count from.
        window: Where starts may lie.
        pages: The layers of each page, by its id.
        bookings: All bookings that were handed in.
        openings: What has been found in it already.
        outdated: What was found before some pages were replaced, with these pages.
    """

    now: datetime = attrs.field(converter=_utc, kw_only=True)
    window: Interval = attrs.field(kw_only=True)
    pages: Mapping[str, Layers] = attrs.field(converter=_layers, kw_only=True)
    bookings: tuple[Booking, ...] = attrs.field(default=(), converter=_bookings, kw_only=True)
    openings: dict[Any, Openings] = attrs.field(factory=dict, init=False, eq=False)
    outdated: dict[Any, tuple[Openings, frozenset[str]]] = attrs.field(
        factory=dict, init=False, eq=False
    )

    def replacing(self, page: str, layers: Layers) -> "Snapshot":
        """Return the snapshot with one page's time replaced, and nothing else touched."""
        if page not in self.pages:
            raise UnknownIdError("page", expected="a page of this snapshot", got=page)
        instance("layers", layers, Layers, "Layers")
        changed = attrs.evolve(self, pages={**self.pages, page: layers})
        for key, (openings, pages) in self.outdated.items():
            changed.outdated[key] = openings, pages | {page}
        for key, openings in self.openings.items():
            changed.outdated[key] = openings, frozenset({page})
        return changed

    def without(self, *booking_ids: str) -> "Snapshot":
        """Return the snapshot as if some bookings did not exist: what a reschedule looks at."""
        gone = frozenset(booking_ids)
        return attrs.evolve(
            self,
            pages={page: _without(layers, gone) for page, layers in self.pages.items()},
            bookings=tuple(booking for booking in self.bookings if booking.id not in gone),
        )

    def __repr__(self) -> str:
        return f"<Snapshot {len(self.pages)} pages, {len(self.bookings)} bookings, {self.window}>"


def _without(layers: Layers, gone: frozenset[str]) -> Layers:
    if all(booking.id not in gone for booking in layers.bookings):
        return layers
    kept = tuple(booking for booking in layers.bookings if booking.id not in gone)
    return attrs.evolve(layers, bookings=kept)
