"""A pool that lives: what the tests of the distribution have in common."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from teamsched.bookings import Booking, By
from teamsched.distribution import Ledger, ResourcePool, Standing
from teamsched.entries import HOUSE, UNIT, Entry, GivesBack, Kind, Posting
from teamsched.filled import Filled
from teamsched.intervals import Interval

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
SPAN = Interval.lasting(BEGIN + timedelta(days=1), timedelta(minutes=30))


def at(minute: int) -> datetime:
    """Return the time of a minute after everything began."""
    return BEGIN + timedelta(minutes=minute)


def booking(
    id: str = "b-1",
    *history: Entry,
    page: str = "ana",
    pool: str | None = "sales",
    rev: int = 1,
    event_type: str = "demo",
    through: str | None = None,
) -> Booking:
    """Return a booking of one seat, with the history given."""
    return Booking(
        id,
        event_type,
        SPAN,
        seats=[Filled("host", page, pool=pool)],
        rev=rev,
        history=history,
        page=through,
    )


def booked(page: str = "ana", minute: int = 0, *, pool: str | None = "sales") -> Entry:
    """Return the entry of a booking that only counts."""
    return Entry(Kind.BOOKED, at=at(minute), postings=[Posting(pool, page, received=1)])


def held(page: str, minute: int = 0, *, expires: int, pool: str = "sales") -> Entry:
    """Return the entry of a hold that costs its page a turn."""
    turn = Posting(pool, page, received=1, units=-UNIT)
    return Entry(Kind.HELD, at=at(minute), postings=[turn], expires=at(expires))


def roster(kind: Kind, page: str, minute: int = 0, *, pool: str = "sales", units: int = 0) -> Entry:
    """Return a roster entry."""
    return Entry(kind, at=at(minute), postings=[Posting(pool, page, units=units)])


def adjusted(
    page: str,
    bookings: int,
    *,
    minute: int = 0,
    pool: str = "sales",
    expires: int | None = None,
) -> Entry:
    """Return an adjustment by hand."""
    return Entry(
        Kind.ADJUSTED,
        at=at(minute),
        postings=[
            Posting(pool, page, units=bookings * UNIT),
            Posting(pool, HOUSE, units=-bookings * UNIT),
        ],
        by="ann",
        reason="a long illness",
        expires=None if expires is None else at(expires),
    )


class Life:
    """A pool with its ledger, in which a minute passes with everything that happens."""

    def __init__(self, pool: ResourcePool, *, present_terms: bool = False) -> None:
        self.pool = pool
        self.present_terms = present_terms
        self.ledger = Ledger.of()
        self.minute = 0
        self.bookings: dict[str, Booking] = {}
        self.told: list[Booking | Entry] = []

    def add(self, item: Booking | Entry) -> None:
        self.told.append(item)
        self.ledger = self.ledger.add(item)
        if isinstance(item, Booking):
            self.bookings[item.id] = item

    def tick(self) -> datetime:
        self.minute += 1
        return at(self.minute)

    def book(self, free: Iterable[str] | None = None, *, tie: bytes = b"") -> str | None:
        """Book whoever should be of those who are free, of all if left out; return the page."""
        now, pool = self.tick(), self.pool
        free = pool.pages if free is None else list(free)
        choice = pool.choose(self.ledger, free, event_type="demo", now=now, tie=tie)
        if choice is None:
            return None
        id = f"b-{self.minute}"
        self.add(choice.booking(id, "demo", SPAN, at=now))
        return choice.page

    # What happens to a booking

    @property
    def terms(self) -> list[GivesBack]:
        """Return what the verbs are told of the pool's present terms: nothing, if not asked to."""
        return [self.pool.gives_back] if self.present_terms else []

    def cancel(self, id: str, by: By = "customer") -> None:
        booking, now = self.bookings[id], self.tick()
        self.add(booking.cancelled(by=by, at=now, terms=self.terms))

    def request(self, id: str) -> None:
        booking, now = self.bookings[id], self.tick()
        self.add(booking.reschedule_requested(at=now, terms=self.terms))

    def reschedule(self, id: str, minutes: int = 30, to: str | None = None) -> None:
        booking, now = self.bookings[id], self.tick()
        span = Interval.lasting(SPAN.start, timedelta(minutes=minutes))
        self.add(booking.rescheduled(span, at=now, to=to, terms=self.terms))

    def no_show(self, id: str) -> None:
        booking, now = self.bookings[id], self.tick()
        self.add(booking.no_show(at=now, terms=self.terms))

    def complete(self, id: str) -> None:
        self.add(self.bookings[id].completed(at=self.tick()))

    def reassign(self, id: str, to: str) -> None:
        booking, now = self.bookings[id], self.tick()
        self.add(booking.reassigned(to, at=now, terms=self.terms))

    def cover(self, id: str, to: str) -> None:
        self.add(self.bookings[id].covered(to, at=self.tick()))

    # What happens to a member

    def leave(self, page: str) -> None:
        self.add(self.pool.leaving(page, self.ledger, at=self.tick()))

    def adjust(self, page: str, bookings: int | Fraction, *, lasting: int | None = None) -> None:
        """Adjust an account, for so many minutes."""
        now = self.tick()
        expires = None if lasting is None else at(self.minute + lasting)
        entry = self.pool.adjusting(
            page, bookings, at=now, by="ann", reason="she asked", expires=expires
        )
        self.add(entry)

    def pause(self, page: str) -> None:
        self.add(self.pool.pausing(page, self.ledger, at=self.tick()))

    def resume(self, page: str) -> None:
        self.add(self.pool.resuming(page, self.ledger, at=self.tick()))

    def join(self, page: str) -> None:
        if page not in self.pool.pages:
            self.pool = self.pool.including(page)
        self.add(self.pool.joining(page, self.ledger, at=self.tick()))

    def standings(self) -> dict[str, Standing]:
        return {s.page: s for s in self.ledger.standings(self.pool.id, self.pool.pages)}

    def credits(self) -> dict[str, Fraction]:
        return {page: standing.credit for page, standing in self.standings().items()}

    def received(self) -> list[int]:
        """Return how many bookings everybody received, in pool order."""
        standings = self.standings()
        return [standings[page].received for page in self.pool.pages]
