"""Five calendars in, ten customers booked, every choice explained.

Guides give introductions in turn, and workshops need a guide and engineers. The week is the one
in which European clocks go forward, and everybody's calendar is an export of their own.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from team import HOURS, build_team, read_calendars

from teamsched import Assignment, Booking, Interval, IntervalSet, Ledger, Offer, Request, Team

NOW = datetime(2026, 3, 26, 15, tzinfo=UTC)
WINDOW = Interval.lasting(NOW, timedelta(days=8))
HOME, CUSTOMER = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Sao_Paulo")

CUSTOMERS = [
    ("Acme", "intro", 12, "2026-03-27T10:00+01:00"),
    ("Borealis", "intro", 3, "2026-03-27T10:00+01:00"),
    ("Cobalt", "workshop", 80, "2026-03-30T11:00+02:00"),
    ("Delphi", "intro", 7, "2026-03-30T09:00+02:00"),
    ("Ember", "workshop", 20, "2026-03-31T13:30+02:00"),
    ("Fjord", "intro", 5, "2026-03-31T14:00+02:00"),
    ("Gable", "workshop", 200, "2026-04-01T13:30+02:00"),
    ("Harbour", "intro", 1, "2026-04-01T16:00+02:00"),
    ("Iris", "workshop", 15, "2026-04-02T10:30+02:00"),
    ("Juno", "intro", 9, "2026-04-02T17:00+02:00"),
]


class Desk:
    """What a host application does: it keeps the bookings, and asks the team."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.busy = read_calendars(WINDOW)
        self.bookings: list[Booking] = []
        self.ledger = Ledger.of()

    def offer(self, request: Request) -> Offer:
        """Return what may be booked as things are."""
        snapshot = self.team.snapshot(
            now=NOW, window=WINDOW, busy=self.busy, bookings=self.bookings
        )
        return self.team.offer(request, snapshot, self.ledger)

    def keep(self, booking: Booking) -> None:
        """Save a booking."""
        self.bookings.append(booking)
        self.ledger = self.ledger.add(booking)


def main() -> None:
    """Show the offer, book the customers, and look back."""
    desk = Desk(build_team())
    show_calendars(desk)
    show_slots(desk)
    for number, (customer, event_type, seats, start) in enumerate(CUSTOMERS, 1):
        request = Request("meet-us", event_type, customer=customer, answers={"seats": seats})
        book(desk, request, datetime.fromisoformat(start), NOW + timedelta(minutes=number))
    show_why_not(desk)
    show_standings(desk)


def show_calendars(desk: Desk) -> None:
    """Print what was read, a line a person."""
    heading("What the calendars hold")
    for name, spans in desk.busy.items():
        kinds = ", ".join(sorted({busy.source or busy.status for busy in spans}))
        print(f"{name:5} {HOURS[name][1]:17} {len(spans):2} spans: {kinds}")


def show_slots(desk: Desk) -> None:
    """Print the introductions on offer, as a customer in São Paulo sees them."""
    heading("Introductions on offer, on the clocks of São Paulo")
    slots = desk.offer(Request("meet-us", "intro")).slots.in_zone(CUSTOMER.key)
    for day, some in slots.by_day().items():
        runs = [run.in_zone(CUSTOMER) for run in IntervalSet(slot.span for slot in some)]
        shown = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in runs)
        print(f"{day:%a %d %b}  {len(some):2} slots: {shown}")


def book(desk: Desk, request: Request, start: datetime, now: datetime) -> None:
    """Book one customer, at the start they ask for or the nearest there is, and say why."""
    offer = desk.offer(request)
    answer = offer.assign(start)
    wanted = f"{request.event_type} at {start.astimezone(HOME):%H:%M on %a %d %b}"
    heading(f"{request.customer}: {wanted}")
    if not isinstance(answer, Assignment):
        print(f"Not offered:\n{indented(answer.explain())}\nThe nearest that is:")
        answer = offer.assign(answer.nearest[0])
    if isinstance(answer, Assignment):
        print(answer.explain())
        desk.keep(answer.booking(f"for {request.customer}", at=now))


def show_why_not(desk: Desk) -> None:
    """Print every reason why a start is not offered."""
    start = datetime(2026, 3, 31, 8, tzinfo=UTC)
    heading(f"Why is there no workshop for 80 on {start.astimezone(HOME):%a %d %b at %H:%M}?")
    offer = desk.offer(Request("meet-us", "workshop", answers={"seats": 80}))
    print(offer.why_not(start).explain())


def show_standings(desk: Desk) -> None:
    """Print who got how many bookings, and whom the fair share owes some."""
    heading("Who got what")
    print("guides     received")
    for one in desk.ledger.standings("guides"):
        print(f"  {one.page:8} {one.received:8}")
    print("engineers  received    owed")
    for one in desk.ledger.standings("engineers"):
        print(f"  {one.page:8} {one.received:8} {float(one.credit):7.2f}")


def heading(text: str) -> None:
    """Print a heading."""
    print(f"\n{text}\n{'─' * len(text)}")


def indented(text: str) -> str:
    """Return a text with every line moved in."""
    return "\n".join(f"  {line}" for line in text.splitlines())


if __name__ == "__main__":
    main()
