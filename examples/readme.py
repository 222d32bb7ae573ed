"""The first example of the README."""

from datetime import UTC, datetime, timedelta

from teamsched import (
    Assignment, Busy, EventType, Interval, Ledger, MasterPage, Member, Request,
    ResourcePool, RoundRobin, Rule, Team, WeeklyHours, answer,
)

noor = Member("noor", WeeklyHours.parse("Mon-Fri 09:00-17:00", zone="America/New_York"))
emil = Member("emil", WeeklyHours.parse("Mon-Thu 08:30-12:00, 13:00-18:00", zone="Europe/Oslo"))
guides = ResourcePool("guides", ["noor", "emil"], distribution=RoundRobin())
tour = EventType("tour", duration=timedelta(minutes=45), step=timedelta(minutes=15))
rule = Rule("tour", "guides", when=answer("size") >= 10)
page = MasterPage("tours", zone="Europe/Lisbon", rules=[rule])
team = Team([noor, emil], event_types=[tour], pools=[guides], pages=[page])

now = datetime(2026, 3, 2, 8, tzinfo=UTC)
busy = {"noor": [Busy(Interval.parse("2026-03-02T14:30Z/15:20"), source="stand-up")], "emil": []}
snapshot = team.snapshot(now=now, window=Interval.lasting(now, timedelta(days=7)), busy=busy)
ledger = Ledger.of()
offer = team.offer(Request("tours", "tour", answers={"size": 25}), snapshot, ledger)
print(*offer.slots[:3], sep="\n")
print(offer.why_not(datetime(2026, 3, 2, 15, tzinfo=UTC)).explain())
match offer.assign(offer.slots[0]):
    case Assignment() as assignment:
        print(assignment.explain())
        ledger = ledger.add(assignment.booking("b-1", at=now))  # save the booking, too
    case refusal:
        print(refusal.explain())
