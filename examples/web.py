"""Two handlers of a web application: show slots, and book one with optimistic locking.

The store stands for a database. Every pool and every member has a version; a booking is saved only
if what it was decided on has not changed since, else everything is read and asked again.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from teamsched import (
    Assignment,
    Booking,
    EventType,
    Interval,
    Ledger,
    MasterPage,
    Member,
    Refusal,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    Team,
    WeeklyHours,
)

ATTEMPTS = 5

TEAM = Team(
    [
        Member("mats", WeeklyHours.parse("Mon-Fri 09:00-15:00", zone="Europe/Oslo")),
        Member("nia", WeeklyHours.parse("Mon-Fri 10:00-16:00", zone="Europe/Oslo")),
    ],
    event_types=[EventType("fitting", duration=timedelta(hours=1))],
    pools=[
        ResourcePool(
            "fitters", ["mats", "nia"], distribution=RoundRobin(when_blocked="next_per_start")
        )
    ],
    pages=[MasterPage("shop", zone="Europe/Oslo", rules=[Rule("fitting", "fitters")])],
)


class Store:
    """Bookings and versions, as a database would keep them."""

    def __init__(self) -> None:
        self.rows: dict[str, Booking] = {}
        self.version: Counter[str] = Counter()

    def versions(self, ids: frozenset[str]) -> dict[str, int]:
        """Read some versions."""
        return {id: self.version[id] for id in ids}

    def bookings(self, span: Interval) -> list[Booking]:
        """Read the bookings that touch a span."""
        return [row for row in self.rows.values() if row.span.overlaps(span)]

    def save(self, booking: Booking, expected: Mapping[str, int]) -> bool:
        """Save a booking in one transaction, unless a version has moved on."""
        if any(self.version[id] != version for id, version in expected.items()):
            return False
        self.rows[booking.id] = booking
        self.version.update(expected.keys())
        return True


def show_slots(store: Store, request: Request, now: datetime, zone: str) -> dict[str, list[str]]:
    """Return the starts on offer, by the customer's local date."""
    window = Interval.lasting(now, timedelta(days=2))
    needs = TEAM.needs(request, window)
    snapshot = TEAM.snapshot(now=now, window=window, bookings=store.bookings(needs.bookings))
    slots = TEAM.offer(request, snapshot, Ledger.of(store.rows.values())).slots
    days = slots.in_zone(zone).by_day()
    return {f"{day}": [f"{slot.start:%H:%M}" for slot in some] for day, some in days.items()}


def book(
    store: Store,
    request: Request,
    start: datetime,
    now: datetime,
    *,
    key: str,
    meanwhile: Callable[[], object] = lambda: None,
) -> Booking | Refusal:
    """Book a start for a customer; a repeated request, with the same key, is the same booking."""
    if key in store.rows:
        return store.rows[key]
    window = Interval.lasting(start, timedelta(minutes=1))
    needs = TEAM.needs(request, window)
    for _ in range(ATTEMPTS):
        versions = store.versions(needs.depends_on)  # before the facts
        snapshot = TEAM.snapshot(now=now, window=window, bookings=store.bookings(needs.bookings))
        offer = TEAM.offer(request, snapshot, Ledger.of(store.rows.values()), starts=[start])
        meanwhile()
        match offer.assign(start):
            case Assignment() as assignment:
                booking = assignment.booking(key, at=now)
                if store.save(booking, {id: versions[id] for id in assignment.depends_on}):
                    return booking
            case refusal:
                return refusal
    message = "too many customers at once"
    raise RuntimeError(message)


def main() -> None:
    """Let two customers want the same start at the same time, and a third come late."""
    store, now = Store(), datetime(2026, 9, 7, 6, tzinfo=UTC)
    start = datetime(2026, 9, 7, 9, tzinfo=UTC)
    for day, starts in show_slots(store, Request("shop", "fitting"), now, "Europe/Oslo").items():
        print(day, *starts)
    rivals = iter(["rival"])

    def rival() -> None:
        for key in rivals:  # once
            asked = Request("shop", "fitting", customer=key)
            print(key, "gets", book_and_tell(store, asked, start, now, key=key))

    for key in ("slow", "late"):
        asked = Request("shop", "fitting", customer=key)
        print(key, "gets", book_and_tell(store, asked, start, now, key=key, meanwhile=rival))


def book_and_tell(
    store: Store,
    request: Request,
    start: datetime,
    now: datetime,
    *,
    key: str,
    meanwhile: Callable[[], object] = lambda: None,
) -> str:
    """Book, and say how it went."""
    match book(store, request, start, now, key=key, meanwhile=meanwhile):
        case Booking() as booking:
            return booking.seats[0].page
        case refusal:
            return f"nobody: {refusal.explain()}".replace("\n", "; ")


if __name__ == "__main__":
    main()
