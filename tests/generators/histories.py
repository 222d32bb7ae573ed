"""Histories: bookings and rosters of several pools, with a plain list of what happened."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

import attrs
from hypothesis import strategies as st

from teamsched.bookings import Booking, By
from teamsched.charges import making
from teamsched.distribution import (
    DistributionMethod,
    FairShare,
    Ledger,
    PooledAvailability,
    ResourcePool,
    RoundRobin,
)
from teamsched.entries import Entry, GivesBack, Kind, Loss, Posting
from teamsched.filled import Filled
from teamsched.intervals import Interval
from teamsched.model import Membership
from teamsched.statuses import ACTIVE, AGREED, Approval, Status, status_when_made
from tests.unit.distribution.life import BEGIN, at

PAGES = ["a", "b", "c", "d"]
METHODS: dict[str, DistributionMethod] = {
    "sales": FairShare(),
    "support": RoundRobin(when_blocked="next_per_start"),
    "desk": PooledAvailability(idle_scope="pool"),
    "pair": RoundRobin(when_blocked="next_per_start"),
}
WEIGHTS = {"a": 1, "b": 2, "c": 3}
"""Of the pool that is booked for pairs."""
POOLS: list[str | None] = [*METHODS, None]
SCOPES = [("web", "demo"), ("web", "call"), ("mail", "demo"), (None, "demo")]
STRANGER = "z"
"""A page that is in no pool."""


def lasting(minutes: int) -> Interval:
    return Interval.lasting(BEGIN + timedelta(days=1), timedelta(minutes=minutes))


class History:
    """Several pools on one ledger; a minute passes with everything that happens.

    Attributes:
        events: What happened, in words and plain values, for a model that knows no entries.
        told: Every revision of every booking, and every roster entry, as they came.
    """

    def __init__(self) -> None:
        self.pools = {
            name: ResourcePool(name, PAGES[:3], distribution=method)
            for name, method in METHODS.items()
        }
        weighted = [Membership(page, weight=weight) for page, weight in WEIGHTS.items()]
        self.pools["pair"] = attrs.evolve(self.pools["pair"], members=weighted)
        self.ledger = Ledger.of()
        self.minute = 0
        self.correction = True
        self.events: list[dict[str, Any]] = []
        self.told: list[Booking | Entry] = []
        self.bookings: dict[str, Booking] = {}
        self.holds: dict[str, dict[str, Any]] = {}

    def live_through(self, steps: Iterable[tuple[Any, ...]]) -> "History":
        for verb, *arguments in steps:
            self.minute += 1
            getattr(self, verb)(*arguments)
        return self

    def add(self, item: Booking | Entry, **event: Any) -> None:
        self.told.append(item)
        self.events.append({"minute": self.minute, "correction": self.correction, **event})
        self.ledger = self.ledger.add(item)
        if isinstance(item, Booking):
            self.bookings[item.id] = item

    def book(
        self,
        which: int,
        free: set[str],
        scope: int,
        minutes: int,
        approval: Approval = "automatic",
    ) -> None:
        pool, (page, event_type) = list(self.pools.values())[which], SCOPES[scope]
        now = at(self.minute)
        choice = pool.choose(self.ledger, free, page=page, event_type=event_type, now=now)
        if choice:
            booking = choice.booking(f"b{self.minute}", event_type, lasting(minutes), at=now)
            status = status_when_made(approval)
            booking = attrs.evolve(booking, approval=approval, status=status)
            in_line = set(pool.line(self.ledger).pages)
            self._made(booking, pool.id, [choice.page], free & in_line, minutes)

    def hold(self, which: int, free: set[str], scope: int, minutes: int, for_minutes: int) -> None:
        pool, (page, event_type) = list(self.pools.values())[which], SCOPES[scope]
        now, until = at(self.minute), self.minute + for_minutes
        choice = pool.choose(self.ledger, free, page=page, event_type=event_type, now=now)
        if choice:
            span, id = lasting(minutes), f"b{self.minute}"
            booking = choice.booking(id, event_type, span, at=now, hold_until=at(until))
            in_line = set(pool.line(self.ledger).pages)
            event: dict[str, Any] = {"pool": pool.id, "pages": [choice.page]}
            event["free"] = free & in_line
            event |= {"minutes": minutes, "scope": (page, event_type), "expires": until}
            self.holds[id] = event
            self.add(booking, what="held", id=id, **event)

    def confirm(self, which: int) -> None:
        booking = self._pick(which, {Status.HELD})
        if booking and booking.occupies_at(at(self.minute)):
            event = self.holds[booking.id]
            self.add(booking.confirmed(at=at(self.minute)), what="booked", id=booking.id, **event)

    def give_up(self, which: int) -> None:
        """Cancel a hold, be it that it has expired."""
        booking = self._pick(which, {Status.HELD})
        if booking:
            self.add(booking.cancelled(at=at(self.minute)), what="given_up", id=booking.id)

    def answer(self, which: int, approve: bool, told: bool) -> None:
        """Approve or decline what is requested."""
        booking = self._pick(which, {Status.REQUESTED})
        if booking and approve:
            self.add(booking.approved(at=at(self.minute)), what="approved", id=booking.id)
        elif booking:
            after = booking.declined(at=at(self.minute), terms=self._terms(booking, told))
            how = Loss.HOST_CANCELLED
            self.add(after, what="ended", id=booking.id, how=how, told=told)

    def book_pair(self, free: set[str], scope: int, minutes: int) -> None:
        """Book two places of one pool, the second on the line as the first has left it."""
        pool, now = self.pools["pair"], at(self.minute)
        line = pool.line(self.ledger, now=now)
        able = [page for page in line.pages if page in free]
        if len(able) < 2:
            return
        pages: list[str] = []
        postings: list[Posting] = []
        shares = [line.shares(able, able)] * 2
        for _ in range(2):
            rest = [page for page in able if page not in pages]
            pages.append(pool.distribution.rank(line, rest, tie=b"").order[0])
            charge = pool.distribution.charge(line, rest, pages[-1])
            line, postings = line.charged(charge), [*postings, *charge]
        through, event_type = SCOPES[scope]
        span, terms = lasting(minutes), [pool.gives_back]
        entry = making(span, at=now, postings=postings, shares=shares, gives_back=terms)
        seats = [Filled("host", page, pool=pool.id) for page in pages]
        id = f"b{self.minute}"
        booking = Booking(id, event_type, span, seats=seats, history=[entry], page=through)
        self._made(booking, pool.id, pages, set(able), minutes)

    def name(self, page: str, scope: int, minutes: int) -> None:
        """Book a page by its name."""
        through, event_type = SCOPES[scope]
        span, id = lasting(minutes), f"b{self.minute}"
        held = minutes * 60_000_000
        posting = Posting(None, page, received=1, held=held)
        entry = Entry(Kind.BOOKED, at=at(self.minute), postings=[posting])
        seats = [Filled("host", page)]
        booking = Booking(id, event_type, span, seats=seats, history=[entry], page=through)
        self._made(booking, None, [page], set(), minutes)

    def _made(
        self, booking: Booking, pool: str | None, pages: list[str], free: set[str], minutes: int
    ) -> None:
        scope = booking.page, booking.event_type
        self.add(
            booking,
            what="booked",
            id=booking.id,
            pool=pool,
            pages=pages,
            free=free,
            minutes=minutes,
            scope=scope,
        )

    def end(self, how: Loss, which: int, told: bool) -> None:
        """End a booking in one of the four ways."""
        booking = self._pick(which, set(Status) - {Status.HELD})
        never = {Status.CANCELLED, Status.REQUESTED}
        if booking is None or (how is Loss.NO_SHOW and booking.status in never):
            return
        now, terms = at(self.minute), self._terms(booking, told)
        if how is Loss.NO_SHOW:
            after = booking.no_show(at=now, terms=terms)
        elif how is Loss.RESCHEDULE_REQUESTED:
            after = booking.reschedule_requested(at=now, terms=terms)
        else:
            by: By = "host" if how is Loss.HOST_CANCELLED else "customer"
            after = booking.cancelled(by=by, at=now, terms=terms)
        self.add(after, what="ended", id=booking.id, how=how, told=told)

    def complete(self, which: int) -> None:
        booking = self._pick(which, AGREED)
        if booking:
            self.add(booking.completed(at=at(self.minute)), what="completed", id=booking.id)

    def move(self, which: int, to: str | None, minutes: int | None, told: bool) -> None:
        """Reassign a seat of a booking; with minutes, reschedule it."""
        booking = self._pick(which, ACTIVE)
        if booking is None or (to is None and minutes is None):
            return
        seat = which % len(booking.seats)
        of, others = booking.seats[seat].page, _others(booking, seat)
        if to in others:
            return
        now, terms = at(self.minute), self._terms(booking, told)
        if minutes is None:
            assert to is not None
            after, how = booking.reassigned(to, at=now, of=of, terms=terms), Loss.REASSIGNED
        else:
            span, how = lasting(minutes), Loss.RESCHEDULED
            after = booking.rescheduled(span, at=now, to=to, of=of, terms=terms)
        event = {"how": how, "seat": seat, "to": to, "minutes": minutes, "told": told}
        self.add(after, what="moved", id=booking.id, **event)

    def cover(self, which: int, to: str) -> None:
        booking = self._pick(which, ACTIVE)
        if booking:
            seat = which % len(booking.seats)
            if to in _others(booking, seat):
                return
            after = booking.covered(to, at=at(self.minute), of=booking.seats[seat].page)
            self.add(after, what="covered", id=booking.id, seat=seat, to=to)

    def place(self, which: int, page: str, verb: str) -> None:
        """Tell of a page's place in a pool."""
        pool = list(self.pools.values())[which]
        if page not in pool.pages:
            pool = self.pools[pool.id] = pool.including(page)
        entry = getattr(pool, verb)(page, self.ledger, at=at(self.minute))
        units = entry.postings[0].units
        self.add(entry, what="placed", verb=verb, pool=pool.id, page=page, units=units)

    def adjust(self, which: int, page: str, bookings: int, expires: int | None) -> None:
        pool = list(self.pools.values())[which]
        if page in pool.pages:
            until = None if expires is None else self.minute + expires
            entry = pool.adjusting(
                page,
                bookings,
                at=at(self.minute),
                by="ann",
                reason="she asked",
                expires=None if until is None else at(until),
            )
            event = {"pool": pool.id, "page": page, "bookings": bookings, "expires": until}
            self.add(entry, what="adjusted", **event)

    def switch(self, on: bool) -> None:
        """Switch the correction of the round robin on or off."""
        self.correction = on
        method = RoundRobin(when_blocked="next_per_start", correction=on)
        self.pools["support"] = attrs.evolve(self.pools["support"], distribution=method)

    def _pick(self, which: int, statuses: Collection[Status]) -> Booking | None:
        some = [one for one in self.bookings.values() if one.status in statuses]
        return some[which % len(some)] if some else None

    def _terms(self, booking: Booking, told: bool) -> list[GivesBack]:
        pool = booking.seats[0].pool
        return [self.pools[pool].gives_back] if told and pool else []


def _others(booking: Booking, index: int) -> set[str]:
    """Return who has another seat of a booking, or is stood in for there."""
    others = [seat for number, seat in enumerate(booking.seats) if number != index]
    return {page for seat in others for page in (seat.page, seat.account)}


WHICH = st.integers(0, 3)
ONE = st.integers(0, 30)
PAGE = st.sampled_from(PAGES)
ANYBODY = st.sampled_from([*PAGES, STRANGER])
MINUTES = st.sampled_from([15, 30, 60])
ENDS = [Loss.CUSTOMER_CANCELLED, Loss.HOST_CANCELLED, Loss.RESCHEDULE_REQUESTED, Loss.NO_SHOW]
PLACES = ["joining", "leaving", "pausing", "resuming"]
BOOK_WHAT = WHICH, st.sets(PAGE) | st.just(set(PAGES)), st.integers(0, 3), MINUTES
BOOK = st.tuples(st.just("book"), *BOOK_WHAT)
STEP: st.SearchStrategy[tuple[Any, ...]] = st.one_of(
    BOOK,
    BOOK,
    st.tuples(
        st.just("book_pair"), st.just(set(PAGES)) | st.sets(PAGE), st.integers(0, 3), MINUTES
    ),
    st.tuples(st.just("book"), *BOOK_WHAT, st.sampled_from(["automatic", "holds", "open"])),
    st.tuples(st.just("hold"), *BOOK_WHAT, st.integers(1, 12)),
    st.tuples(st.just("confirm"), ONE),
    st.tuples(st.just("give_up"), ONE),
    st.tuples(st.just("answer"), ONE, st.booleans(), st.booleans()),
    st.tuples(st.just("name"), PAGE, st.integers(0, 3), MINUTES),
    st.tuples(st.just("end"), st.sampled_from(ENDS), ONE, st.booleans()),
    st.tuples(st.just("complete"), ONE),
    st.tuples(st.just("move"), ONE, ANYBODY | st.none(), MINUTES | st.none(), st.booleans()),
    st.tuples(st.just("cover"), ONE, ANYBODY),
    st.tuples(st.just("place"), WHICH, PAGE, st.sampled_from(PLACES)),
    st.tuples(st.just("adjust"), WHICH, PAGE, st.integers(-3, 3), st.integers(1, 20) | st.none()),
    st.tuples(st.just("switch"), st.booleans()),
)


@st.composite
def histories(draw: st.DrawFn, max_size: int = 40) -> History:
    """Draw some steps, and live through them: what can't happen doesn't."""
    return History().live_through(draw(st.lists(STEP, max_size=max_size)))
