"""Somebody is ill today: one plan for all that they have, looked at, and then applied."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from teamsched import (
    Assignment,
    Booking,
    Busy,
    Cap,
    EventType,
    Interval,
    Ledger,
    MasterPage,
    Member,
    PooledAvailability,
    Request,
    ResourcePool,
    Rule,
    Team,
    WeeklyHours,
)

HOUR = timedelta(hours=1)
HOURS = WeeklyHours.parse("Mon-Fri 09:00-17:00", zone="Europe/Lisbon")
TODAY = Interval.parse("2026-11-09T00:00Z/2026-11-10T00:00Z")
NOW = datetime(2026, 11, 9, 7, 30, tzinfo=UTC)

TEAM = Team(
    [
        Member("ines", HOURS),
        Member("jonas", HOURS, caps=[Cap(3, "day")]),
        Member("kaya", HOURS),
    ],
    event_types=[EventType("advice", duration=HOUR)],
    pools=[ResourcePool("advisers", ["ines", "jonas", "kaya"], distribution=PooledAvailability())],
    pages=[MasterPage("advice", zone="Europe/Lisbon", rules=[Rule("advice", "advisers")])],
)


def at(clock: str) -> datetime:
    """Return a time of today."""
    return datetime.fromisoformat(f"2026-11-09T{clock}+00:00")


def hand_over(
    who: str, bookings: Iterable[Booking], busy: Mapping[str, list[Busy]]
) -> tuple[Booking, ...]:
    """Show what becomes of somebody's bookings, and return those to save in one transaction."""
    ledger = Ledger.of(bookings)
    snapshot = TEAM.snapshot(now=NOW, window=TODAY, busy=busy, bookings=ledger.bookings)
    plan = TEAM.plan_absence(who, TODAY, snapshot, ledger, moving=True)
    for move in plan.moves:
        print(move.explain())
    for booking, refusal in plan.unplaced:
        print(f"{booking.id} stays:")
        print(refusal.explain())
    print("before:", plan.before.words())
    print("after:", plan.after.words())
    return plan.apply(ledger, at=NOW, reason=f"{who} is ill")


def main() -> None:
    """Book a day, and hand over what one of them has."""
    busy: dict[str, list[Busy]] = {
        "ines": [],
        "jonas": [Busy(Interval.lasting(at("11:00"), HOUR), source="dentist")],
        "kaya": [Busy(Interval.lasting(at("14:00"), 2 * HOUR), source="training")],
    }
    day = [
        *(("ines", clock) for clock in ("09:00", "11:00", "12:00", "14:00", "15:00")),
        ("jonas", "14:00"),
        ("jonas", "09:00"),
        ("kaya", "11:00"),
    ]
    ledger = Ledger.of()
    for number, (host, clock) in enumerate(day, 1):
        snapshot = TEAM.snapshot(now=NOW, window=TODAY, busy=busy, bookings=ledger.bookings)
        request = Request("advice", "advice", host=host)
        assignment = TEAM.offer(request, snapshot, ledger).assign(at(clock))
        assert isinstance(assignment, Assignment)
        ledger = ledger.add(assignment.booking(f"b{number}", at=NOW))
    for booking in hand_over("ines", ledger.bookings, busy):
        print("save", booking.id, "revision", booking.rev, "with", booking.seats[0].page)


if __name__ == "__main__":
    main()
