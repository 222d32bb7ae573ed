"""The team of the examples: five people in four zones, and what can be booked with them."""

from datetime import timedelta
from pathlib import Path

from teamsched import (
    Busy,
    Cap,
    Draw,
    EventType,
    FairShare,
    Interval,
    MasterPage,
    Member,
    ResourcePool,
    RoundRobin,
    Rule,
    Team,
    WeeklyHours,
    answer,
    attribute,
)
from teamsched.interop.ical import read_busy

CALENDARS = Path(__file__).parent / "calendars"

HOURS = {
    "ana": ("Mon-Fri 09:00-12:30, 13:30-17:00", "Europe/Berlin"),
    "ben": ("Mon-Fri 09:00-17:00", "America/New_York"),
    "chen": ("Mon-Fri 08:30-16:30", "Europe/London"),
    "devi": ("Mon-Fri 12:00-20:00", "Asia/Kolkata"),
    "eva": ("Mon-Thu 10:00-15:00", "Europe/Berlin"),
}
SENIOR = {"ana", "ben"}


def build_team() -> Team:
    """Return the team: guides in turn, engineers in fair shares, and chen in both pools."""
    members = [
        Member(name, WeeklyHours.parse(text, zone=zone), attributes={"senior": name in SENIOR})
        for name, (text, zone) in HOURS.items()
    ]
    intro = EventType(
        "intro",
        duration=timedelta(minutes=30),
        buffer_after=timedelta(minutes=10),
        notice=timedelta(hours=4),
        caps=[Cap(2, "day")],
    )
    workshop = EventType(
        "workshop",
        duration=timedelta(minutes=60),
        step=timedelta(minutes=30),
        buffer_before=timedelta(minutes=15),
        notice=timedelta(hours=24),
    )
    page = MasterPage(
        "meet-us",
        zone="Europe/Berlin",
        rules=[
            Rule("intro", "guides"),
            Rule(
                "workshop",
                Draw("guides", where=attribute("senior") == True),  # noqa: E712 (a condition)
                additional=[Draw("engineers", count=2)],
                when=answer("seats") >= 50,
            ),
            Rule("workshop", "guides", additional=["engineers"]),
        ],
    )
    return Team(
        members,
        event_types=[intro, workshop],
        pools=[
            ResourcePool(
                "guides",
                ["ana", "ben", "chen"],
                distribution=RoundRobin(when_blocked="next_per_start"),
            ),
            ResourcePool("engineers", ["chen", "devi", "eva"], distribution=FairShare()),
        ],
        pages=[page],
    )


def read_calendars(window: Interval) -> dict[str, tuple[Busy, ...]]:
    """Return what everybody's exported calendar holds within a window."""
    return {
        name: read_busy((CALENDARS / f"{name}.ics").read_bytes(), window=window, zone=zone)
        for name, (_, zone) in HOURS.items()
    }
