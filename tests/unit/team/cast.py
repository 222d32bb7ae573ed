"""A small team that the tests of the roof share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from teamsched import (
    Booking,
    EventType,
    Filled,
    Interval,
    Member,
    Team,
    WeeklyHours,
)
from teamsched.model import BookingPage
from teamsched.rules import MasterPage

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday, midnight."""
DAY = Interval.lasting(MONDAY, timedelta(days=1))


def at(clock: str, day: int = 2) -> datetime:
    """Return a time in March 2026, in UTC."""
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}+00:00")


def span(start: str, end: str, day: int = 2) -> Interval:
    """Return a span of one day in March 2026."""
    return Interval(at(start, day), at(end, day))


def member(id: str, hours: str = "daily 09:00-12:00", zone: str = "UTC", **more: Any) -> Member:
    """Return a member who works in the morning."""
    return Member(id, WeeklyHours.parse(hours, zone=zone), **more)


def call(**more: Any) -> EventType:
    """Return an event type of an hour."""
    return EventType("call", duration=timedelta(hours=1), **more)


def team(*members: Member, **more: Any) -> Team:
    """Return a team with calls, and whatever else."""
    parts: dict[str, Any] = {"event_types": [call()], **more}
    return Team(members or [member("ana"), member("bo")], **parts)


def page(*rules: Any, zone: str = "UTC") -> MasterPage:
    """Return a master page."""
    return MasterPage("page", zone=zone, rules=rules)


def second_page(of: str = "ana") -> BookingPage:
    """Return a further booking page of a member."""
    return BookingPage("second", of, hours=WeeklyHours.parse("daily 10:00-16:00", zone="UTC"))


def booking(id: str, page: str, when: Interval, *, member: str | None = None) -> Booking:
    """Return a booking that no ledger counts."""
    return Booking(id, "call", when, seats=[Filled("seat", page, member=member or page)])
