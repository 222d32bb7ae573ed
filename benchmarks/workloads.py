"""The data: seeded, neutral, and the same for everybody who is timed.

A *scene* is written down in plain numbers, microseconds and minutes, so that a reference which
knows nothing of the library can read it. What the library is handed is made from the same numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from teamsched import (
    Booking,
    Cap,
    EventType,
    Filled,
    Interval,
    IntervalSet,
    Ledger,
    MasterPage,
    Member,
    PooledAvailability,
    Request,
    ResourcePool,
    Rule,
    Schedule,
    Team,
    WeeklyHours,
)

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

FIRST_DAY = date(2026, 3, 2)
"""A Monday: within 60 days clocks change in America, in Europe and in Australia."""
DAYS = 60
MEMBERS = 1_000
SPANS_A_DAY = 5
ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
)
PAGE_ZONE = "Europe/London"

Weekly = tuple[tuple[int, int, int], ...]
"""A weekday, Monday being 0, and a start and an end in minutes since its midnight."""

WEEKS: tuple[Weekly, ...] = (
    tuple((day, 9 * 60, 17 * 60) for day in range(5)),
    tuple((day, *half) for day in range(5) for half in ((8 * 60 + 30, 12 * 60), (780, 1050))),
    (*((day, 10 * 60, 19 * 60) for day in range(4)), (4, 9 * 60, 13 * 60)),
    tuple((day, 8 * 60, 16 * 60) for day in (6, 0, 1, 2, 3)),
    tuple((day, 7 * 60 + 15, 15 * 60 + 45) for day in range(6)),
    tuple((day, 22 * 60, 30 * 60) for day in range(5)),
)
"""Six weekly hours, which in eight zones make 48 distinct ones; the last work at night."""
OVERRIDES: tuple[tuple[tuple[int, int], ...], ...] = ((), ((600, 840),), ((540, 720), (900, 1200)))
"""What may take place of the windows of a date."""

DURATION, STEP, BUFFER = 30, 15, 10
DAY_CAP, WEEK_CAP = 6, 25
BUSY_WEEKS = 60
"""How many members have a week that is booked up."""
LONE_BOOKINGS = 500
"""How many other bookings there are."""


@dataclass(frozen=True)
class Person:
    """One member, in numbers."""

    id: str
    zone: str
    weekly: Weekly
    overrides: dict[date, tuple[tuple[int, int], ...]]
    busy: tuple[int, ...]


@dataclass(frozen=True)
class Scene:
    """What everybody is handed before the clock starts."""

    people: tuple[Person, ...]
    booked: tuple[tuple[int, int], ...]
    """For each booking the number of its member and when it starts."""
    first: int
    last: int
    capped: bool
    team: Team
    request: Request
    window: Interval
    now: datetime
    busy: dict[str, IntervalSet]
    bookings: tuple[Booking, ...]
    ledger: Ledger
    changes: tuple[tuple[str, IntervalSet], ...]
    """For the warm workload: a member, and another calendar of theirs."""


def full_scene() -> Scene:
    """Return the scene with zones, distinct hours, overrides, bookings and caps."""
    random = Random(2026)
    people = tuple(_people(random))
    return _scene(random, people, booked=tuple(sorted(_booked(random, people))), capped=True)


def plain_scene() -> Scene:
    """Return the same without zones and caps: everybody works the same hours, in UTC."""
    random = Random(2026)
    people = tuple(
        Person(f"m{number:04}", "UTC", WEEKS[0], {}, _busy(random, "UTC", WEEKS[0]))
        for number in range(MEMBERS)
    )
    return _scene(random, people, booked=(), capped=False)


def _people(random: Random) -> Iterator[Person]:
    for number in range(MEMBERS):
        zone = ZONES[number % len(ZONES)]
        weekly = WEEKS[number // len(ZONES) % len(WEEKS)]
        overrides = {}
        if number % 10 == 0:
            days = random.sample(range(DAYS), 3)
            overrides = {
                FIRST_DAY + timedelta(days=day): random.choice(OVERRIDES) for day in sorted(days)
            }
        yield Person(f"m{number:04}", zone, weekly, overrides, _busy(random, zone, weekly))


def _busy(random: Random, zone: str, weekly: Weekly) -> tuple[int, ...]:
    """Return five spans in each working day: on five minutes, apart, within the hours."""
    bounds: list[int] = []
    for day, opened, closed in _working_days(weekly):
        space = (closed - opened) // 5 - 1
        edges = sorted(random.sample(range(space), 2 * SPANS_A_DAY))
        moments = [instant(zone, day, opened + 5 * edge) for edge in edges]
        for start, end in zip(moments[::2], moments[1::2], strict=True):
            # Clocks that are put back may turn a span around, or let it begin before the last.
            if start < end and (not bounds or bounds[-1] < start):
                bounds += [start, end]
    return tuple(bounds)


def _working_days(weekly: Weekly) -> Iterator[tuple[date, int, int]]:
    """Yield each date of the window on which some hours begin, and their first and last minute."""
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        windows = [(start, end) for weekday, start, end in weekly if weekday == day.weekday()]
        if windows:
            yield day, windows[0][0], windows[-1][1]


def instant(zone: str, day: date, minute: int) -> int:
    """Return the instant at which a zone's clock shows a minute of a date, in microseconds."""
    local = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    return (local.replace(tzinfo=ZoneInfo(zone)) - EPOCH) // timedelta(microseconds=1)


def _booked(random: Random, people: tuple[Person, ...]) -> Iterator[tuple[int, int]]:
    """Yield weeks that are booked up, six bookings a day, and bookings here and there."""
    for number in random.sample(range(len(people)), BUSY_WEEKS):
        person = people[number]
        monday = FIRST_DAY + timedelta(weeks=random.randrange(DAYS // 7))
        for day in (monday + timedelta(days=n) for n in range(5)):
            for hour in random.sample(range(8, 18), DAY_CAP):
                yield number, instant(person.zone, day, 60 * hour)
    for _ in range(LONE_BOOKINGS):
        number = random.randrange(len(people))
        day = FIRST_DAY + timedelta(days=random.randrange(DAYS))
        yield number, instant(people[number].zone, day, 15 * random.randrange(32, 72))


def _scene(
    random: Random,
    people: tuple[Person, ...],
    *,
    booked: tuple[tuple[int, int], ...],
    capped: bool,
) -> Scene:
    window = Interval.lasting(
        datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC), timedelta(days=DAYS)
    )
    caps = [Cap(DAY_CAP, "day", seats="all"), Cap(WEEK_CAP, "week", seats="all")]
    call = EventType(
        "call",
        duration=timedelta(minutes=DURATION),
        step=timedelta(minutes=STEP),
        buffer_before=timedelta(minutes=BUFFER),
        buffer_after=timedelta(minutes=BUFFER),
        caps=caps if capped else (),
    )
    pool = ResourcePool(
        "everybody", [person.id for person in people], distribution=PooledAvailability()
    )
    bookings = tuple(
        Booking(
            f"b{number:05}",
            call.id,
            Interval.from_bounds(start, start + DURATION * MINUTE),
            seats=[Filled(pool.id, people[member].id, pool=pool.id)],
        )
        for number, (member, start) in enumerate(booked)
    )
    return Scene(
        people=people,
        booked=booked,
        first=window.bounds[0],
        last=window.bounds[1],
        capped=capped,
        team=Team(
            [Member(person.id, _schedule(person)) for person in people],
            event_types=[call],
            pools=[pool],
            pages=[MasterPage("welcome", zone=PAGE_ZONE, rules=[Rule(call.id, pool.id)])],
        ),
        request=Request("welcome", call.id),
        window=window,
        now=window.start - timedelta(hours=12),
        busy={person.id: IntervalSet.from_bounds(person.busy) for person in people},
        bookings=bookings,
        ledger=Ledger.of(bookings),
        changes=tuple(_changes(random, people)),
    )


def _schedule(person: Person) -> Schedule:
    windows = [
        (day, timedelta(minutes=start), timedelta(minutes=end)) for day, start, end in person.weekly
    ]
    overrides = {
        day: [(timedelta(minutes=start), timedelta(minutes=end)) for start, end in some]
        for day, some in person.overrides.items()
    }
    return Schedule(WeeklyHours(windows, zone=person.zone), overrides=overrides)


def _changes(random: Random, people: tuple[Person, ...]) -> Iterator[tuple[str, IntervalSet]]:
    """Yield members with one more meeting on a day of theirs."""
    for person in random.sample(people, 200):
        start = instant(person.zone, FIRST_DAY + timedelta(days=random.randrange(DAYS)), 15 * 60)
        meeting = IntervalSet([Interval.from_bounds(start, start + 45 * MINUTE)])
        yield person.id, IntervalSet.from_bounds(person.busy) | meeting
