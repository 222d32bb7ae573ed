"""The slow, obvious oracle: what the library must say, worked out minute by minute.

It imports nothing of the library and reads neutral cases as they stand in JSON: the kinds
``offer`` and ``sequence`` of ``tests/conformance``. A minute is a whole number, counted from the
epoch. There is no arithmetic with spans: who is free at 09:00 for half an hour is asked of each
minute from 09:00 to 09:29.

A case of the kind ``offer`` may say more than the conformance cases do:

- ``event.hours``: hours of the event type, a ``zone``, ``weekly`` and perhaps ``overrides``, with a
  ``mode``: ``within`` its people's hours (both must be open) or ``instead`` of them.
- ``caps``, of the event or of a member: a list of ``{"limit", "per", "unit"}``, ``per`` ``day``,
  ``week`` or ``month``, ``unit`` ``bookings`` or ``minutes``. Bookings count by the local date of
  the member on which they start. A cap on minutes counts the new booking too.
- ``pages``: further pages of members, each with its ``member`` and perhaps ``hours`` of its own
  (which may have ``time_off``) and ``bookings`` that were made on it. Seats list members and pages.
  A page has its member's time off, calendar, bookings and caps; caps of the event count the
  bookings of the page only.
- a third item of a booking, ``{"before", "after"}``: its own buffers. Of two buffers that face each
  other the larger counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from itertools import combinations, product
from typing import Any
from zoneinfo import ZoneInfo

Case = Mapping[str, Any]
"""A case, or a part of one, as it stands in JSON."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# --- minutes ---------------------------------------------------------------------------------


@cache
def seconds_of(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def minute_of(text: str) -> int:
    return seconds_of(text) // 60


def text_of(minute: int) -> str:
    return datetime.fromtimestamp(minute * 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(100_000)
def local_time(zone: str, minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, ZoneInfo(zone))


def minute_of_day(local: datetime) -> int:
    return local.hour * 60 + local.minute


@cache
def clock(text: str) -> int:
    """Read ``09:30`` as a minute of the day; ``24:00`` is the end of the day."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


# --- is somebody's door open? ------------------------------------------------------------------


def windows_that_begin(hours: Case, day: date) -> Sequence[Sequence[str]]:
    overrides: Case = hours.get("overrides", {})
    weekly: Case = hours["weekly"]
    of_weekday: Sequence[Sequence[str]] = weekly.get(DAYS[day.weekday()], [])
    of_date: Sequence[Sequence[str]] = overrides.get(day.isoformat(), of_weekday)
    return of_date


def runs_past_midnight(window: Sequence[str]) -> bool:
    return clock(window[1]) <= clock(window[0])


def open_on_its_day(window: Sequence[str], now: int) -> bool:
    return clock(window[0]) <= now and (now < clock(window[1]) or runs_past_midnight(window))


def open_on_the_next_day(window: Sequence[str], now: int) -> bool:
    return runs_past_midnight(window) and now < clock(window[1])


def is_open(hours: Case, minute: int) -> bool:
    """Say whether the wall clock at *minute* is inside the weekly hours, as overridden."""
    local = local_time(hours["zone"], minute)
    now, today = minute_of_day(local), local.date()
    yesterday = today - timedelta(days=1)
    return any(open_on_its_day(window, now) for window in windows_that_begin(hours, today)) or any(
        open_on_the_next_day(window, now) for window in windows_that_begin(hours, yesterday)
    )


def is_at_work(event: Case, hours: Case, minute: int) -> bool:
    """Say whether the page, and the event type if it has hours, is open at *minute*."""
    if "hours" not in event:
        return is_open(hours, minute)
    if event["hours"]["mode"] == "instead":
        return is_open(event["hours"], minute)
    return is_open(event["hours"], minute) and is_open(hours, minute)


# --- who is it? --------------------------------------------------------------------------------


def pages_of(case: Case) -> Mapping[str, Case]:
    """Return every page: each member is one, whose bookings are the member's."""
    further: Case = case.get("pages", {})
    return {**{id: {**one, "member": id} for id, one in case["members"].items()}, **further}


def behind(case: Case, page: str) -> str:
    member: str = pages_of(case)[page]["member"]
    return member


def hours_of(case: Case, page: str) -> Case:
    """Return the page's own hours, or the member's."""
    hours: Case = case.get("pages", {}).get(page, {}).get("hours")
    return case["members"][behind(case, page)] if hours is None else hours


def bookings_on(case: Case, pages: Iterable[str]) -> list[Sequence[Any]]:
    every = pages_of(case)
    return [booking for page in pages for booking in every[page].get("bookings", ())]


def bookings_with(case: Case, member: str) -> list[Sequence[Any]]:
    """Return what a member has booked, on whatever page."""
    return bookings_on(case, [page for page in pages_of(case) if behind(case, page) == member])


# --- is somebody free? -------------------------------------------------------------------------


@lru_cache(1000)
def minutes_of(start: str, end: str) -> frozenset[int]:
    return frozenset(range(minute_of(start), minute_of(end)))


def meets(span: Sequence[Any], start: int, end: int) -> bool:
    """Say whether the span shares a minute with those from *start* up to *end*."""
    return not minutes_of(span[0], span[1]).isdisjoint(range(start, end))


def buffers(event: Case, booking: Sequence[Any]) -> tuple[int, int]:
    """Return how far before and after the meeting this booking, or busy span, must stay away."""
    own = booking[2] if len(booking) > 2 else {"before": 0, "after": 0}
    return (
        max(event.get("buffer_before_min", 0), own["after"]),
        max(event.get("buffer_after_min", 0), own["before"]),
    )


def caps_of_event(event: Case) -> list[Case]:
    caps = [*event.get("caps", ())]
    if "max_per_day" in event:
        caps.append({"limit": event["max_per_day"], "per": "day", "unit": "bookings"})
    if "max_per_week" in event:
        caps.append({"limit": event["max_per_week"], "per": "week", "unit": "bookings"})
    return caps


def first_day(per: str, day: date) -> date:
    """Return the first day of the day, week or month that *day* is in."""
    match per:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
    raise ValueError(per)


def forbids(
    cap: Case, zone: str, bookings: Iterable[Sequence[Any]], start: int, duration: int
) -> bool:
    """Say whether one more booking of this duration, at *start*, is too much for the cap."""

    def period(minute: int) -> date:
        return first_day(cap["per"], local_time(zone, minute).date())

    spans = [(minute_of(first), minute_of(end)) for first, end, *_ in bookings]
    lengths = [end - first for first, end in spans if period(first) == period(start)]
    if cap["unit"] == "minutes":
        return sum(lengths) + duration > int(cap["limit"])
    return len(lengths) >= int(cap["limit"])


def why_not(case: Case, page: str, start: int) -> set[str]:
    """Return every reason why this page can't take a booking at *start*."""
    event, hours = case["event"], hours_of(case, page)
    member = case["members"][behind(case, page)]
    end = start + event["duration_min"]
    bookings = bookings_with(case, behind(case, page))
    reasons = set()
    if not all(is_at_work(event, hours, minute) for minute in range(start, end)):
        reasons.add("outside_hours")
    for span in [*member.get("time_off", ()), *hours.get("time_off", ())]:
        if meets(span, start, end):
            reasons.add("time_off")
    for span in [*member.get("busy", ()), *bookings]:
        before, after = buffers(event, span)
        if meets(span, start, end):
            reasons.add("busy")
        elif meets(span, start - before, end + after):
            reasons.add("buffer")
    counted = [(cap, bookings_on(case, [page])) for cap in caps_of_event(event)]
    counted += [(cap, bookings) for cap in member.get("caps", ())]
    for cap, those in counted:
        if forbids(cap, member["zone"], those, start, event["duration_min"]):
            reasons.add("cap")
    return reasons


def free_at(case: Case, page: str, start: int) -> bool:
    return not why_not(case, page, start)


# --- what is offered? --------------------------------------------------------------------------


def is_on_grid(grid: Case, minute: int) -> bool:
    now = minute_of_day(local_time(grid["zone"], minute))
    return (now - int(grid["offset_min"])) % int(grid["step_min"]) == 0


def is_in_time(case: Case, minute: int) -> bool:
    """Say whether *minute* is in the window, not too soon and not too far ahead."""
    event, at, now = case["event"], minute * 60, seconds_of(case["now"])
    first, end = map(seconds_of, case["window"])
    if at < now + event.get("notice_min", 0) * 60:
        return False
    if "horizon_days" in event and at > now + event["horizon_days"] * 24 * 60 * 60:
        return False
    return first <= at < end


def can_fill(case: Case, free: Iterable[str]) -> bool:
    """Try everybody in every seat: can the seats be filled with no person twice?"""
    seats = case["seats"]
    pools = [[page for page in seat["from"] if page in free] for seat in seats]
    choices = [combinations(pool, seat["count"]) for pool, seat in zip(pools, seats, strict=True)]
    for groups in product(*choices):
        people = [behind(case, page) for group in groups for page in group]
        if len(people) == len(set(people)):
            return True
    return False


def is_offered(case: Case, minute: int) -> bool:
    if not is_on_grid(case["grid"], minute) or not is_in_time(case, minute):
        return False
    free = [page for page in pages_of(case) if free_at(case, page, minute)]
    return can_fill(case, free)


def offered_starts(case: Case) -> list[str]:
    """Answer a case of the kind ``offer``."""
    first, end = map(minute_of, case["window"])
    return [text_of(minute) for minute in range(first, end + 1) if is_offered(case, minute)]


# --- who is booked? ----------------------------------------------------------------------------


@dataclass
class Person:
    """A member of the pool, as they stand."""

    id: str
    weight: int
    priority: int
    last_booked: str  # "", which sorts before every time, is never
    standing: int = 0  # what a round robin goes by
    credit: Fraction = Fraction(0)  # what the fair share goes by
    received: int = 0
    removed: int = 0
    paused: bool = False


@dataclass
class Held:
    """A booking that has not ended."""

    holder: Person
    shares: list[tuple[Person, Fraction]]


class Pool:
    """A pool that lives through the steps of a case."""

    def __init__(self, case: Case) -> None:
        options = case.get("options", {})
        self.strategy: str = case["strategy"]
        self.correction: bool = options.get("correction", True)
        self.waits: bool = options.get("when_blocked", "wait") == "wait"
        self.people: dict[str, Person] = {}  # in pool order
        self.assigned: dict[str, str | None] = {}
        self.held: dict[str, Held] = {}
        for member in case["pool"]:
            self.add(member)

    def add(self, member: Case) -> Person:
        person = Person(
            id=member["id"],
            weight=member.get("weight", 1),
            priority=member.get("priority", 5),
            last_booked=member.get("last_booked", ""),
        )
        self.people[person.id] = person
        return person

    def active(self) -> list[Person]:
        return [person for person in self.people.values() if not person.paused]

    def lowest_besides(self, person: Person) -> int | None:
        """Return the lowest standing of the other active members, if there are any."""
        return min((p.standing for p in self.active() if p is not person), default=None)

    def first_in_line(self, people: list[Person]) -> Person:
        """Return who is first; `min` takes the first of equals, and they are in pool order."""
        match self.strategy:
            case "round_robin":
                return min(people, key=lambda person: (person.standing, person.last_booked))
            case "fair_share":
                return min(people, key=lambda person: (-person.credit, person.last_booked))
            case "pooled":
                return min(people, key=lambda person: person.last_booked)
            case "priority":
                return min(people, key=lambda person: (-person.priority, person.last_booked))
        raise ValueError(self.strategy)

    def book(self, booking: str, at: str, free: Sequence[str]) -> None:
        self.assigned[booking] = None
        able = [person for person in self.active() if person.id in free]
        if not able:
            return
        if self.strategy == "round_robin" and self.waits:
            next_in_line = self.first_in_line(self.active())
            if next_in_line not in able:
                return
            able = [next_in_line]
        total = sum(person.weight for person in able)
        shares = [(person, Fraction(person.weight, total)) for person in able]
        for person, share in shares:
            person.credit += share
        chosen = self.first_in_line(able)
        chosen.credit -= 1
        chosen.standing += 1
        chosen.received += 1
        chosen.last_booked = at
        self.assigned[booking] = chosen.id
        self.held[booking] = Held(chosen, shares)

    def take_away(self, holder: Person) -> None:
        holder.removed += 1
        if self.correction:
            holder.standing -= 1

    def cancel(self, booking: str) -> None:
        if booking in self.held:
            held = self.held.pop(booking)
            self.take_away(held.holder)
            held.holder.credit += 1
            for person, share in held.shares:
                person.credit -= share

    def no_show(self, booking: str) -> None:
        if booking in self.held:
            self.take_away(self.held.pop(booking).holder)

    def reassign(self, booking: str, to: str) -> None:
        if booking in self.held and self.held[booking].holder.id != to:
            old, new = self.held[booking].holder, self.people[to]
            self.take_away(old)
            old.credit += 1
            new.credit -= 1
            new.standing += 1
            new.received += 1
            self.held[booking].holder = new

    def join(self, member: Case) -> None:
        person = self.add(member)
        person.standing = self.lowest_besides(person) or 0

    def pause(self, member: str) -> None:
        self.people[member].paused = True

    def resume(self, member: str) -> None:
        person = self.people[member]
        lowest = self.lowest_besides(person)
        if person.paused and lowest is not None:
            person.standing = max(person.standing, lowest)
        person.paused = False

    def live_through(self, step: Case) -> None:
        match step:
            case {"book": booking, "at": at, "free": free}:
                self.book(booking, at, free)
            case {"cancel": booking}:
                self.cancel(booking)
            case {"no_show": booking}:
                self.no_show(booking)
            case {"reassign": booking, "to": to}:
                self.reassign(booking, to)
            case {"join": member}:
                self.join(member)
            case {"pause": member}:
                self.pause(member)
            case {"resume": member}:
                self.resume(member)
            case _:
                raise ValueError(step)


def sequence(case: Case) -> dict[str, dict[str, Any]]:
    """Answer a case of the kind ``sequence``."""
    pool = Pool(case)
    for step in case["steps"]:
        pool.live_through(step)
    people = pool.people.values()
    return {
        "assigned": pool.assigned,
        "received": {person.id: person.received for person in people},
        "removed": {person.id: person.removed for person in people},
    }
