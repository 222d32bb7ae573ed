"""From a neutral case, as the oracle reads it, to a team and everything that is asked of it.

The conformance adapters know the published shape of a case only. This builder also knows the
extensions that the generated cases have: hours of the event type, caps of every kind, bookings
with buffers of their own, further pages of members.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs

from teamsched import (
    Booking,
    BookingPage,
    Busy,
    Cap,
    EventType,
    Filled,
    Interval,
    Member,
    Offer,
    Schedule,
    Seat,
    Team,
    WeeklyHours,
)
from teamsched.snapshot import Snapshot

Case = dict[str, Any]


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def text_of(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span(pair: list[str]) -> Interval:
    return Interval(time(pair[0]), time(pair[1]))


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


@attrs.frozen
class World:
    """A case as the library sees it; ``changed`` builds it anew with some part replaced."""

    members: tuple[Member, ...]
    pages: tuple[BookingPage, ...]
    event_type: EventType
    seats: tuple[Seat, ...]
    zone: str
    now: datetime
    window: Interval
    busy: dict[str, tuple[Busy, ...]]
    bookings: tuple[Booking, ...]

    def team(self) -> Team:
        return Team(self.members, event_types=[self.event_type], pages=self.pages)

    def snapshot(self) -> Snapshot:
        return self.team().snapshot(
            now=self.now, window=self.window, busy=self.busy, bookings=self.bookings
        )

    def offer(self, starts: list[datetime] | None = None) -> Offer:
        return self.team().find(
            self.event_type.id, self.seats, self.snapshot(), zone=self.zone, starts=starts
        )

    def starts(self) -> list[str]:
        return [text_of(slot.start) for slot in self.offer().slots]

    def changed(self, **parts: Any) -> "World":
        return attrs.evolve(self, **parts)

    def with_member(self, id: str, change: Callable[[Member], Member]) -> "World":
        members = tuple(change(one) if one.id == id else one for one in self.members)
        return attrs.evolve(self, members=members)


def world_of(case: Case) -> World:
    """Return the world of a case."""
    members, pages = case["members"], case.get("pages", {})
    return World(
        members=tuple(_member(name, one) for name, one in members.items()),
        pages=tuple(_page(name, one) for name, one in pages.items()),
        event_type=_event_type(case),
        seats=tuple(
            Seat(f"seat {number}", seat["from"], count=seat["count"])
            for number, seat in enumerate(case["seats"])
        ),
        zone=case["grid"]["zone"],
        now=time(case["now"]),
        window=span(case["window"]),
        busy={
            name: tuple(Busy(span(pair)) for pair in one.get("busy", ()))
            for name, one in members.items()
        },
        bookings=tuple(
            _booking(name, number, booking)
            for name, one in {**members, **pages}.items()
            for number, booking in enumerate(one.get("bookings", ()))
        ),
    )


def _hours(part: Case) -> WeeklyHours:
    return WeeklyHours.from_mapping(part["weekly"], zone=part["zone"])


def _schedule(part: Case) -> Schedule:
    overrides = {date.fromisoformat(day): some for day, some in part.get("overrides", {}).items()}
    away = [span(pair) for pair in part.get("time_off", ())]
    return Schedule(_hours(part), overrides=overrides, time_off=away)


def _member(name: str, part: Case) -> Member:
    return Member(name, _schedule(part), caps=[_cap(cap) for cap in part.get("caps", ())])


def _page(name: str, part: Case) -> BookingPage:
    hours = _schedule(part["hours"]) if "hours" in part else None
    return BookingPage(name, part["member"], hours=hours)


def _cap(part: Case) -> Cap:
    return Cap(part["limit"], part["per"], unit=part["unit"], seats="all")


def _event_type(case: Case) -> EventType:
    event, grid = case["event"], case["grid"]
    caps = [_cap(cap) for cap in event.get("caps", ())]
    for key, per in (("max_per_day", "day"), ("max_per_week", "week")):
        if key in event:
            caps.append(Cap(event[key], per, seats="all"))  # type: ignore[arg-type]
    own = event.get("hours")
    return EventType(
        "event",
        duration=minutes(event["duration_min"]),
        buffer_before=minutes(event.get("buffer_before_min", 0)),
        buffer_after=minutes(event.get("buffer_after_min", 0)),
        notice=minutes(event.get("notice_min", 0)),
        horizon=timedelta(days=event["horizon_days"]) if "horizon_days" in event else None,
        step=minutes(grid["step_min"]),
        offset=minutes(grid["offset_min"]),
        hours=_hours(own) if own else None,
        hours_mode=own["mode"] if own else "within",
        caps=caps,
    )


def _booking(name: str, number: int, part: list[Any]) -> Booking:
    """Return a booking of a page, which does not say who is behind it."""
    buffers = part[2] if len(part) > 2 else {"before": 0, "after": 0}
    return Booking(
        f"{name}-{number}",
        "event",
        span(part),
        seats=[Filled("seat", name)],
        buffer_before=minutes(buffers["before"]),
        buffer_after=minutes(buffers["after"]),
    )
