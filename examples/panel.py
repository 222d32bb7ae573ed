"""An examiner and two assessors, drawn from pools that share people."""

from datetime import UTC, datetime, timedelta

from teamsched import (
    Assignment,
    Booking,
    Draw,
    EventType,
    FairShare,
    Interval,
    Ledger,
    MasterPage,
    Member,
    PooledAvailability,
    Refusal,
    Request,
    ResourcePool,
    Rule,
    Team,
    WeeklyHours,
    attribute,
)

PEOPLE = {
    "iva": ("Mon-Fri 08:00-16:00", "Europe/Zagreb", True),
    "jan": ("Mon-Thu 09:00-17:00", "Europe/Prague", True),
    "kim": ("Mon-Fri 10:00-18:00", "Europe/Prague", False),
    "luz": ("Mon,Wed,Fri 09:00-14:00", "Europe/Lisbon", False),
}


def build_team() -> Team:
    """Return the team: jan may examine and assess, but not both at once."""
    members = [
        Member(name, WeeklyHours.parse(hours, zone=zone), attributes={"certified": certified})
        for name, (hours, zone, certified) in PEOPLE.items()
    ]
    examiner = Draw("examiners", where=attribute("certified") == True)  # noqa: E712 (a condition)
    rule = Rule("oral", examiner, additional=[Draw("assessors", count=2)])
    return Team(
        members,
        event_types=[
            EventType("oral", duration=timedelta(hours=1), buffer_after=timedelta(minutes=15))
        ],
        pools=[
            ResourcePool("examiners", ["iva", "jan"], distribution=FairShare()),
            ResourcePool("assessors", ["jan", "kim", "luz"], distribution=PooledAvailability()),
        ],
        pages=[MasterPage("exams", zone="Europe/Zagreb", rules=[rule])],
    )


def book(team: Team, now: datetime, bookings: list[Booking], id: str) -> Booking | Refusal:
    """Book the first start at which everybody can be there."""
    snapshot = team.snapshot(
        now=now, window=Interval.lasting(now, timedelta(days=1)), bookings=bookings
    )
    offer = team.offer(Request("exams", "oral", customer=id), snapshot, Ledger.of(bookings))
    if offer.refusal:
        return offer.refusal
    match offer.assign(offer.slots[0]):
        case Assignment() as assignment:
            print(assignment.explain())
            return assignment.booking(id, at=now)
        case refusal:
            return refusal


def main() -> None:
    """Book until nothing is left."""
    team, now = build_team(), datetime(2026, 5, 5, 6, tzinfo=UTC)
    bookings: list[Booking] = []
    for number in range(1, 6):
        match book(team, now + timedelta(minutes=number), bookings, f"exam-{number}"):
            case Booking() as booking:
                bookings.append(booking)
            case refusal:
                print(f"No exam number {number}: {refusal.explain()}")
                return


if __name__ == "__main__":
    main()
