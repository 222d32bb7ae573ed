"""From the JSON of a case to the library's public API and back, one function for each kind.

There is nothing to see here on purpose: what a case asks for is worked out by the library.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any

from teamsched import (
    Booking,
    FairShare,
    Filled,
    Interval,
    IntervalSet,
    Ledger,
    Membership,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    Recurrence,
    ResourcePool,
    RoundRobin,
    Schedule,
    WeeklyHours,
    localize,
)
from teamsched.availability import day_grid, wall_clock_window
from teamsched.bookings import Entry, Kind, Posting
from teamsched.distribution import DistributionMethod
from teamsched.errors import RepeatedTimeError, SkippedTimeError

Case = dict[str, Any]


def answer(case: Case) -> Any:
    """Answer a case; one that raises answers with the name of the error."""
    try:
        return ADAPTERS[case["kind"]](case)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is the answer)
        return {"error": type(error).__name__}


# Times and spans


def time(text: str) -> datetime:
    """Read an instant, which is aware, or a local time, which is naive."""
    return datetime.fromisoformat(text)


def span(pair: Sequence[str]) -> Interval:
    """Read a span."""
    return Interval(*map(time, pair))


def spans(pairs: Iterable[Sequence[str]]) -> IntervalSet:
    """Read spans in any order."""
    return IntervalSet(map(span, pairs))


def minutes(number: int) -> timedelta:
    """Read a length."""
    return timedelta(minutes=number)


def text_of_time(instant: datetime) -> str:
    """Write an instant."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text_of_spans(intervals: IntervalSet) -> list[list[str]]:
    """Write spans."""
    return [[text_of_time(one.start), text_of_time(one.end)] for one in intervals]


# The kinds


def algebra(case: Case) -> list[list[str]]:
    """Answer with a set made of sets."""
    first, *others = map(spans, case["sets"])
    match case["op"]:
        case "union":
            made = reduce(IntervalSet.union, others, first)
        case "intersection":
            made = reduce(IntervalSet.intersection, others, first)
        case "difference":
            made = reduce(IntervalSet.difference, others, first)
        case "at_least":
            made = IntervalSet.at_least(case["k"], [first, *others])
        case "gaps":
            made = first.gaps(span(case["within"]))
    return text_of_spans(made)


def resolve(case: Case) -> Any:
    """Answer with the instant of a local time."""
    try:
        local = time(case["local"])
        return text_of_time(localize(local, zone=case["zone"], disambiguate=case["policy"]))
    except (SkippedTimeError, RepeatedTimeError):
        return {"error": True}


def window(case: Case) -> list[list[str]]:
    """Answer with when the wall clock reads inside a window."""
    start, end = time(case["local_start"]), time(case["local_end"])
    return text_of_spans(wall_clock_window(start, end, zone=case["zone"]))


def hours(case: Case) -> list[list[str]]:
    """Answer with the free time of one person."""
    schedule = Schedule(
        WeeklyHours.from_mapping(case["weekly"], zone=case["zone"]),
        overrides={date.fromisoformat(d): day for d, day in case.get("overrides", {}).items()},
        time_off=spans(case.get("time_off", [])),
    )
    at_work = schedule.open_during(span(case["window"]))
    return text_of_spans(at_work.difference(spans(case.get("busy", []))))


def rrule(case: Case) -> list[str]:
    """Answer with the occurrences of a recurrence."""
    recurrence = Recurrence(
        case["rrule"],
        start=time(case["dtstart"]),
        zone=case["zone"],
        exclude=map(time, [*case.get("exdate", []), *case.get("exdate_utc", [])]),
        include=map(time, case.get("rdate", [])),
        disambiguate=case.get("gap", "skip"),
    )
    return list(map(text_of_time, recurrence.occurrences()))


def grid(case: Case) -> list[str]:
    """Answer with the starts of slots inside a window of the wall clock."""
    start, end = time(case["local_start"]), time(case["local_end"])
    inside = wall_clock_window(start, end, zone=case["zone"])
    if not inside.span:
        return []
    starts = day_grid(inside.span, zone=case["zone"], step=minutes(case["step_min"]))
    fitting = starts.fitting(inside, lasting=minutes(case["duration_min"]))
    return list(map(text_of_time, fitting))


# A sequence: a pool that lives through steps


class Life:
    """The pool, its ledger, and who got which booking."""

    def __init__(self, case: Case) -> None:
        members = map(membership, case["pool"])
        self.pool = ResourcePool("pool", members, distribution=method(case))
        self.ledger = Ledger.of(seed(part) for part in case["pool"] if part.get("last_booked"))
        self.bookings: dict[str, Booking] = {}
        self.assigned: dict[str, Any] = {}

    def live_through(self, step: Case, now: datetime) -> None:
        """Take a step."""
        match step:
            case {"book": id, "at": made, "free": free}:
                self.book(id, time(made), free)
            case {"cancel": id} if self.is_active(id):
                self.record(self.bookings[id].cancelled(at=now))
            case {"no_show": id} if self.is_active(id):
                self.record(self.bookings[id].no_show(at=now))
            case {"reassign": id, "to": to} if self.is_active(id):
                self.record(self.bookings[id].reassigned(to, at=now))
            case _:
                self.enrol(step, now)

    def enrol(self, step: Case, now: datetime) -> None:
        """Take a step that is about a member."""
        match step:
            case {"join": part}:
                self.pool = self.pool.including(membership(part))
                self.ledger = self.ledger.add(self.pool.joining(part["id"], self.ledger, at=now))
            case {"pause": page}:
                self.ledger = self.ledger.add(self.pool.pausing(page, self.ledger, at=now))
            case {"resume": page}:
                self.ledger = self.ledger.add(self.pool.resuming(page, self.ledger, at=now))

    def book(self, id: str, made: datetime, free: list[str]) -> None:
        """Book whoever should be."""
        choice = self.pool.choose(self.ledger, free, event_type="call")
        self.assigned[id] = choice and choice.page
        if choice:
            self.record(booking(id, choice.page, choice.entry(at=made)))

    def record(self, booking: Booking) -> None:
        """Keep a booking."""
        self.bookings[booking.id] = booking
        self.ledger = self.ledger.add(booking)

    def is_active(self, id: str) -> bool:
        """Tell whether somebody got a booking and it has not ended."""
        booking = self.bookings.get(id)
        return bool(booking and booking.active)


def method(case: Case) -> DistributionMethod:
    """Read a strategy with its options."""
    options = case.get("options", {})
    correction = options.get("correction", True)
    match case["strategy"], options.get("when_blocked", "wait"):
        case "round_robin", "wait":
            return RoundRobin(correction=correction)
        case "round_robin", "fall_through":
            return RoundRobin(when_blocked="next_per_start", correction=correction)
        case "fair_share", _:
            return FairShare()
        case "pooled", _:
            return PooledAvailability()
        case "priority", _:
            return PooledAvailabilityWithPriority()
    raise ValueError(case["strategy"])


def membership(part: Case) -> Membership:
    """Read a member of the pool."""
    weight, priority = part.get("weight", 1), part.get("priority", 5)
    return Membership(part["id"], weight=weight, priority=priority)


def booking(id: str, page: str, entry: Entry) -> Booking:
    """Return a booking that a page got, whenever it takes place."""
    seat = Filled("host", page, pool="pool")
    some_time = span(("2030-01-01T09:00Z", "2030-01-01T10:00Z"))
    return Booking(id, "call", some_time, seats=[seat], history=[entry])


def seed(part: Case) -> Booking:
    """Return the booking, outside of the pool, that a member's idle time counts from."""
    received = Posting(None, part["id"], received=1)
    entry = Entry(Kind.BOOKED, at=time(part["last_booked"]), postings=[received])
    return booking(f"before: {part['id']}", part["id"], entry)


def sequence(case: Case) -> dict[str, dict[str, Any]]:
    """Answer with who got what, step by step."""
    lived = Life(case)
    for second, step in enumerate(case["steps"]):
        lived.live_through(step, datetime.fromtimestamp(second, UTC))
    standings = lived.ledger.standings("pool", lived.pool.pages)
    return {
        "assigned": lived.assigned,
        "received": {standing.page: standing.received for standing in standings},
        "removed": {standing.page: standing.removed for standing in standings},
    }


ADAPTERS: dict[str, Callable[[Case], Any]] = {
    "algebra": algebra,
    "grid": grid,
    "hours": hours,
    "resolve": resolve,
    "rrule": rrule,
    "sequence": sequence,
    "window": window,
}
"""The kinds that are answered."""
