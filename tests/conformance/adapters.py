"""From the JSON of a case to the library's public API and back, one function for each kind.

There is nothing to see here on purpose: what a case asks for is worked out by the library.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any

from teamsched import (
    Booking,
    Cap,
    EventType,
    FairShare,
    Filled,
    Interval,
    IntervalSet,
    Ledger,
    Member,
    Membership,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    Recurrence,
    ResourcePool,
    RoundRobin,
    Schedule,
    Seat,
    Slots,
    Team,
    WeeklyHours,
    localize,
)
from teamsched.availability import day_grid, wall_clock_window
from teamsched.balancing import balance
from teamsched.distribution import DistributionMethod, WhenBlocked
from teamsched.entries import Entry, Kind, Posting
from teamsched.errors import InvalidValueError, RepeatedTimeError, SkippedTimeError
from teamsched.instants import MINUTE, to_instant
from teamsched.matching import Shortage, best
from teamsched.model import Period
from teamsched.rules import Router

Case = dict[str, Any]

CAPS: tuple[tuple[str, Period], ...] = (("max_per_day", "day"), ("max_per_week", "week"))
METHODS: dict[str, DistributionMethod] = {
    "fair_share": FairShare(),
    "pooled": PooledAvailability(),
    "priority": PooledAvailabilityWithPriority(),
}
WHEN_BLOCKED: dict[str, WhenBlocked] = {"wait": "wait", "fall_through": "next_per_start"}
EVENTS = {"received": Kind.BOOKED, "removed": Kind.CANCELLED}
SOME_TIME = Interval.parse("2030-01-01T09:00Z/10:00")
"""Where it does not matter when a booking takes place."""


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
    at_work = schedule(case).open_during(span(case["window"]))
    return text_of_spans(at_work.difference(spans(case.get("busy", []))))


def schedule(part: Case) -> Schedule:
    """Read somebody's hours."""
    return Schedule(
        WeeklyHours.from_mapping(part["weekly"], zone=part["zone"]),
        overrides={date.fromisoformat(d): day for d, day in part.get("overrides", {}).items()},
        time_off=spans(part.get("time_off", [])),
    )


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


def offer(case: Case) -> list[str]:
    """Answer with the starts at which the seats can be filled; an empty window has none."""
    members, grid = case["members"], case["grid"]
    try:
        window = span(case["window"])
    except InvalidValueError:
        return []
    team = Team(map(member, members.items()), event_types=[event_type(case["event"], grid)])
    busy = {id: spans(part.get("busy", [])) for id, part in members.items()}
    held = [booking(id, pair) for id in members for pair in members[id].get("bookings", [])]
    snapshot = team.snapshot(now=time(case["now"]), window=window, busy=busy, bookings=held)
    seats = [Seat(f"{n}", one["from"], count=one["count"]) for n, one in enumerate(case["seats"])]
    found = team.find("event", seats, snapshot, zone=grid["zone"])
    return [text_of_time(slot.start) for slot in found.slots]


def event_type(event: Case, grid: Case) -> EventType:
    """Read an event type."""
    caps = [Cap(event[key], per, seats="all") for key, per in CAPS if key in event]
    horizon = timedelta(days=event["horizon_days"]) if "horizon_days" in event else None
    return EventType(
        "event",
        duration=minutes(event["duration_min"]),
        buffer_before=minutes(event.get("buffer_before_min", 0)),
        buffer_after=minutes(event.get("buffer_after_min", 0)),
        notice=minutes(event.get("notice_min", 0)),
        horizon=horizon,
        step=minutes(grid["step_min"]),
        offset=minutes(grid["offset_min"]),
        caps=caps,
    )


def member(item: tuple[str, Case]) -> Member:
    """Read a person."""
    return Member(item[0], schedule(item[1]))


def booking(id: str, pair: Sequence[str]) -> Booking:
    """Read a booking that a person has already."""
    return Booking(f"{id} {pair}", "event", span(pair), seats=[Filled("seat", id)])


def sequence(case: Case) -> dict[str, dict[str, Any]]:
    """Answer with who got what, step by step."""
    pool = ResourcePool("pool", map(membership, case["pool"]), distribution=method(case))
    ledger = Ledger.of(seed(part) for part in case["pool"] if part.get("last_booked"))
    for second, step in enumerate(case["steps"]):
        now = datetime.fromtimestamp(second, UTC)
        pool, ledger = enrolled(step, now, pool, ledger)
        changed = booked(step, now, pool, ledger)
        ledger = ledger.add(changed) if changed else ledger
    ids = [step["book"] for step in case["steps"] if "book" in step]
    standings = ledger.standings("pool", pool.pages)
    return {
        "assigned": {id: first_holder(ledger, id) for id in ids},
        "received": {standing.page: standing.received for standing in standings},
        "removed": {standing.page: standing.removed for standing in standings},
    }


def enrolled(
    step: Case, now: datetime, pool: ResourcePool, ledger: Ledger
) -> tuple[ResourcePool, Ledger]:
    """Take a step that is about a member."""
    match step:
        case {"join": part}:
            pool = pool.including(membership(part))
            ledger = ledger.add(pool.joining(part["id"], ledger, at=now))
        case {"pause": page}:
            ledger = ledger.add(pool.pausing(page, ledger, at=now))
        case {"resume": page}:
            ledger = ledger.add(pool.resuming(page, ledger, at=now))
    return pool, ledger


def booked(step: Case, now: datetime, pool: ResourcePool, ledger: Ledger) -> Booking | None:
    """Take a step that is about a booking; where nobody has it, or it has ended, it is nothing."""
    id = step.get("cancel") or step.get("no_show") or step.get("reassign") or ""
    match step, ledger.booking(id):
        case {"book": new, "at": at, "free": free}, _:
            choice = pool.choose(ledger, free, event_type="call")
            return choice.booking(new, "call", SOME_TIME, at=time(at)) if choice else None
        case {"cancel": _}, Booking(active=True) as held:
            return held.cancelled(at=now)
        case {"no_show": _}, Booking(active=True) as held:
            return held.no_show(at=now)
        case {"reassign": _, "to": to}, Booking(active=True) as held:
            return held.reassigned(to, at=now)
    return None


def first_holder(ledger: Ledger, id: str) -> str | None:
    """Return who got a booking when it was made."""
    made = ledger.booking(id)
    return made.first_holders[0] if made else None


def method(case: Case) -> DistributionMethod:
    """Read a strategy with its options."""
    options = case.get("options", {})
    if case["strategy"] in METHODS:
        return METHODS[case["strategy"]]
    blocked = WHEN_BLOCKED[options.get("when_blocked", "wait")]
    return RoundRobin(when_blocked=blocked, correction=options.get("correction", True))


def membership(part: Case) -> Membership:
    """Read a member of the pool."""
    weight, priority = part.get("weight", 1), part.get("priority", 5)
    return Membership(part["id"], weight=weight, priority=priority)


def seed(part: Case) -> Booking:
    """Return the booking, outside of the pool, that a member's idle time counts from."""
    received = Posting(None, part["id"], received=1)
    entry = Entry(Kind.BOOKED, at=time(part["last_booked"]), postings=[received])
    seats = [Filled("seat", part["id"])]
    return Booking(f"before: {part['id']}", "call", SOME_TIME, seats=seats, history=[entry])


def cycle(case: Case) -> dict[str, Any]:
    """Answer with what happened in the cycle of the present."""
    length, zone, members = case["cycle"], case.get("zone"), case["members"]
    pool = ResourcePool("pool", members, distribution=RoundRobin(), cycle=length, zone=zone)
    report = pool.report(Ledger.of(map(event, enumerate(case["events"]))), now=time(case["now"]))
    return {
        "received": {one.page: one.received for one in report.members},
        "removed": {one.page: one.removed for one in report.members},
        "total": report.total,
    }


def display(case: Case) -> list[str]:
    """Answer with the starts that are shown of many."""
    starts = [to_instant(time(start)) for start in case["starts"]]
    slots = Slots(starts, duration=MINUTE, zone=case["zone"])
    return [text_of_time(slot.start) for slot in slots.spread(case["per_day"])]


def event(item: tuple[int, Case]) -> Booking:
    """Return a booking of which nothing is known but what once happened to it."""
    number, told = item
    posting = Posting("pool", told["member"], **{told["what"]: 1})
    entry = Entry(EVENTS[told["what"]], at=time(told["at"]), postings=[posting])
    seats = [Filled("seat", told["member"], pool="pool")]
    return Booking(f"{number}", "call", SOME_TIME, seats=seats, history=[entry])


def route(case: Case) -> dict[str, Any]:
    """Answer with where the answers lead."""
    router = Router.from_dict({"rules": case["rules"], "fallback": case["fallback"]})
    found = router.route(case["answers"])
    return {"to": found.to, "rule": found.rule}


def plan(case: Case) -> dict[str, int]:
    """Answer with how many jobs nobody gets, and how even the loads are after the others."""
    jobs = {f"{number}": people for number, people in enumerate(case["jobs"])}
    shared = balance(jobs, case["load"])
    return {"unplaced": len(shared.unplaced), "sum_of_squares": shared.sum_of_squares}


def panel(case: Case) -> dict[str, list[str] | None]:
    """Answer with the people who fill all seats and score most."""
    places = [seat["from"] for seat in case["seats"] for _ in range(seat["count"])]
    ranked = sorted(case["free"], key=case["scores"].__getitem__, reverse=True)
    chosen = best(places, ranked)
    return {"chosen": None if isinstance(chosen, Shortage) else sorted(chosen)}


ADAPTERS: dict[str, Callable[[Case], Any]] = {
    "algebra": algebra,
    "cycle": cycle,
    "display": display,
    "grid": grid,
    "hours": hours,
    "offer": offer,
    "panel": panel,
    "plan": plan,
    "resolve": resolve,
    "route": route,
    "rrule": rrule,
    "sequence": sequence,
    "window": window,
}
"""The kinds that are answered."""
