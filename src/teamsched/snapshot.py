"""Who is free when, at one moment, as plain data: availability takes it, the engine reads it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

import attrs

from teamsched.bookings import Booking
from teamsched.calendars import BLOCKING, NEVER, Calendar, read_calendar
from teamsched.errors import UnknownIdError
from teamsched.frozen import FrozenDict
from teamsched.instants import to_datetime, to_instant
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import UNKNOWN, Busy, BusyStatus, Cap
from teamsched.openings import Openings

MAX_KEPT = 64
"""Most answers that stay with one snapshot; of more, the oldest are computed anew."""


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
        bookings: The member's bookings, on whatever page; where pages are isolated, on this one.
        caps: The limits on the member.
        unknown: Of the calendar, what could not be read and is allowed all the same.
        isolated: Whether bookings on the member's other pages leave this one open.
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
    isolated: bool = False


def _utc(value: datetime) -> datetime:
    return to_datetime(to_instant(value, "now"))


def _bookings(value: Iterable[Booking]) -> tuple[Booking, ...]:
    return tuple(value)


def _layers(value: Mapping[str, Layers]) -> Mapping[str, Layers]:
    return FrozenDict(value)


@attrs.frozen(order=False, repr=False)
class Snapshot:
    """Everybody's time within one window, as of now.

    Values made from a snapshot are computed once and kept with it, up to ``MAX_KEPT``;
    ``with_busy`` hands on what does not depend on the calendar that it replaces.

    Attributes:
        now: The present, which notice and horizon count from.
        window: Where starts may lie.
        pages: The layers of each page, by its id.
        bookings: All bookings that were handed in.
        frame: What is known of hours, and what a calendar that could not be read stands for; left
            out, the window.
        blocking: The statuses of busy time that block.
        settled: The bookings whose entries in a calendar don't block: those that were handed in,
            whatever has become of them, and those that are left out since.
        openings: What has been found in it already.
        outdated: What was found before some calendars were replaced, with the pages concerned.
    """

    now: datetime = attrs.field(converter=_utc, kw_only=True)
    window: Interval = attrs.field(kw_only=True)
    pages: Mapping[str, Layers] = attrs.field(converter=_layers, kw_only=True)
    bookings: tuple[Booking, ...] = attrs.field(default=(), converter=_bookings, kw_only=True)
    frame: Interval = attrs.field(
        default=attrs.Factory(lambda self: self.window, takes_self=True), kw_only=True
    )
    blocking: frozenset[BusyStatus] = attrs.field(default=BLOCKING | {UNKNOWN}, kw_only=True)
    settled: frozenset[str] = attrs.field(default=frozenset(), eq=False, kw_only=True)
    openings: dict[Any, Openings] = attrs.field(factory=dict, init=False, eq=False)
    outdated: dict[Any, tuple[Openings, frozenset[str]]] = attrs.field(
        factory=dict, init=False, eq=False
    )

    def with_busy(self, member: str, calendar: Calendar) -> "Snapshot":
        """Return the snapshot with another calendar of one member, whatever their pages are.

        What blocks, and what becomes of unknown time, is as when the snapshot was taken.

        Args:
            member: The id of the member.
            calendar: What ``Team.snapshot`` takes as the calendar of one member.

        Raises:
            UnknownIdError: The snapshot has no page of that member.
        """
        pages = [page for page, layers in self.pages.items() if layers.member == member]
        if not pages:
            raise UnknownIdError("member", expected="a member of this snapshot", got=member)
        busy, blocked, unknown = read_calendar(
            f"busy[{member!r}]",
            calendar,
            frame=self.frame,
            blocking=self.blocking,
            settled=self.settled,
        )
        replaced = {
            page: attrs.evolve(self.pages[page], busy=busy, blocked=blocked, unknown=unknown)
            for page in pages
        }
        changed = attrs.evolve(self, pages={**self.pages, **replaced})
        changed.outdated.update(self._outdated_by(frozenset(pages)))
        return changed

    def _outdated_by(self, pages: frozenset[str]) -> dict[Any, tuple[Openings, frozenset[str]]]:
        """Return what has been found, with the pages of which it is no longer true."""
        found = {
            key: (openings, older | pages)
            for key, (openings, older) in list(self.outdated.items())
            if key not in self.openings
        }
        found |= {key: (openings, pages) for key, openings in list(self.openings.items())}
        _forget_oldest(found)
        return found

    def keep(self, key: Any, openings: Openings) -> None:
        """Keep what has been found, in place of the oldest if there is too much."""
        self.openings[key] = openings
        _forget_oldest(self.openings)

    def without(self, *booking_ids: str) -> "Snapshot":
        """Return the snapshot as if some bookings did not exist: what a reschedule looks at.

        What a calendar says to be one of them is left out as well.
        """
        gone = frozenset(booking_ids)
        return attrs.evolve(
            self,
            pages={page: _without(layers, gone) for page, layers in self.pages.items()},
            bookings=tuple(booking for booking in self.bookings if booking.id not in gone),
            settled=self.settled | gone,
        )

    def __repr__(self) -> str:
        return f"<Snapshot {len(self.pages)} pages, {len(self.bookings)} bookings, {self.window}>"


def _without(layers: Layers, gone: frozenset[str]) -> Layers:
    if any(booking.id in gone for booking in layers.bookings):
        kept = tuple(booking for booking in layers.bookings if booking.id not in gone)
        layers = attrs.evolve(layers, bookings=kept)
    if isinstance(layers.busy, IntervalSet) or all(one.booking not in gone for one in layers.busy):
        return layers
    busy = tuple(one for one in layers.busy if one.booking not in gone)
    return attrs.evolve(layers, busy=busy, blocked=IntervalSet(one.span for one in busy))


def _forget_oldest(kept: dict[Any, Any]) -> None:
    # In a copy of the keys: other threads may ask the same snapshot at the same time.
    for key in list(kept)[:-MAX_KEPT]:
        kept.pop(key, None)
