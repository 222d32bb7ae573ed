"""Neutral cases at random, of the kinds ``offer`` and ``sequence``, for comparison with the oracle.

They are narrow on purpose. Everything happens on a few quarter-hours around a change of the clocks,
so spans collide, touch by a minute and lie inside skipped hours all the time; few people share few
pools, some of them empty; caps are so low that they are reached.

Each kind has one builder, which picks from short lists. Hypothesis picks for `offer_cases` and
`sequence_cases`, which shrink towards the first of each list and drop what isn't needed;
`random.Random` picks for `random_offer_case` and `random_sequence_case`, for long runs.
A case is plain JSON: print it, save it, replay it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")

Case = dict[str, Any]

CLOCK_CHANGES = (
    ("UTC", "2025-06-01T00:00:00Z"),  # none, but a Sunday and the first of a month
    ("Europe/Berlin", "2025-03-30T01:00:00Z"),
    ("Europe/Berlin", "2025-10-26T01:00:00Z"),
    ("Europe/Berlin", "2026-03-29T01:00:00Z"),
    ("America/New_York", "2025-03-09T07:00:00Z"),
    ("America/New_York", "2025-11-02T06:00:00Z"),
    ("America/St_Johns", "2025-11-02T04:30:00Z"),
    ("America/St_Johns", "2026-03-08T05:30:00Z"),
    ("Australia/Lord_Howe", "2025-04-05T15:00:00Z"),  # by half an hour
    ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
    ("Africa/Casablanca", "2025-02-23T02:00:00Z"),  # for Ramadan, and backwards
    ("Africa/Casablanca", "2025-04-06T02:00:00Z"),
    ("Africa/Cairo", "2025-04-24T22:00:00Z"),  # at midnight: the day begins at 01:00
    ("Africa/Cairo", "2025-10-30T21:00:00Z"),  # at midnight: 23:00 comes twice
    ("Asia/Kathmandu", "2025-12-31T18:15:00Z"),  # none, but a new year at a quarter past
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),  # by a whole day: the 30th doesn't exist
)
ZONES = sorted({zone for zone, _ in CLOCK_CHANGES})
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

OPENING = ("00:00", "09:00", "01:00", "02:15", "02:30", "12:00", "22:00", "23:00", "23:30")
CLOSING = ("24:00", "17:00", "12:00", "03:00", "02:45", "02:30", "01:30", "09:00", "06:00", "00:00")


class Picker(Protocol):
    """Where the choices come from."""

    def one(self, options: Sequence[T]) -> T:
        """Pick one of the options; the first is the simplest."""

    def several(self, build: Callable[["Picker"], T], most: int, least: int = 0) -> list[T]:
        """Build between *least* and *most* values."""


class RandomPicker:
    """Picks with random numbers."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def one(self, options: Sequence[T]) -> T:
        return self.rng.choice(options)

    def several(self, build: Callable[[Picker], T], most: int, least: int = 0) -> list[T]:
        return [build(self) for _ in range(self.rng.randint(least, most))]


class DrawingPicker:
    """Lets Hypothesis pick."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def one(self, options: Sequence[T]) -> T:
        return self.draw(st.sampled_from(options))

    def several(self, build: Callable[[Picker], T], most: int, least: int = 0) -> list[T]:
        return self.draw(st.lists(built(build), min_size=least, max_size=most))


@st.composite
def built(draw: st.DrawFn, build: Callable[[Picker], T]) -> T:
    """Draw what *build* builds."""
    return build(DrawingPicker(draw))


# --- parts of an offer case ----------------------------------------------------------------------


def text_of(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def without_nones(part: Case) -> Case:
    return {key: value for key, value in part.items() if value is not None}


def seldom(pick: Picker) -> bool:
    """Say yes one time in four."""
    return pick.one((False, False, False, True))


def maybe(pick: Picker, options: Sequence[T]) -> T | None:
    return pick.one(options) if seldom(pick) else None


def some_time(pick: Picker, change: datetime) -> datetime:
    """Pick a quarter-hour near *change*, now and then another day's or a minute beside it.

    With luck 2025-03-30T01:00:00Z, 2025-03-30T00:44:00Z, 2025-03-27T02:15:00Z.
    """
    return change + timedelta(
        days=pick.one((0, 0, 0, 1, -1, 0, 0, 2, -3, 8)),
        minutes=15 * pick.one(range(-16, 24)) + pick.one((0, 0, 0, 0, 1, -1)),
    )


def some_span(pick: Picker, change: datetime, minutes: Sequence[int]) -> list[str]:
    start = some_time(pick, change)
    return [text_of(start), text_of(start + timedelta(minutes=pick.one(minutes)))]


def some_windows(pick: Picker) -> list[list[str]]:
    """Pick at most two windows: ``[["22:00", "06:00"], ["09:00", "09:00"]]``."""
    return pick.several(lambda pick: [pick.one(OPENING), pick.one(CLOSING)], most=2)


def some_weekly(pick: Picker) -> dict[str, list[list[str]]]:
    """Pick weekly hours: always open, one kind of day, or every day different."""
    match pick.one(("always", "always", "alike", "alike", "different")):
        case "always":
            return {day: [["00:00", "24:00"]] for day in DAYS}
        case "alike":
            windows = some_windows(pick)
            return {day: windows for day in DAYS if pick.one((True,) * 7 + (False,))}
        case _:
            return {day: some_windows(pick) for day in DAYS}


def some_overrides(pick: Picker, change: datetime) -> dict[str, list[list[str]]]:
    def override(pick: Picker) -> tuple[str, list[list[str]]]:
        day = change.date() + timedelta(days=pick.one((0, 1, -1, 2)))
        return day.isoformat(), some_windows(pick)

    return dict(pick.several(override, most=2))


def some_caps(pick: Picker) -> list[Case] | None:
    def cap(pick: Picker) -> Case:
        unit = pick.one(("bookings", "minutes"))
        limits = (2, 1, 3, 2, 3, 0) if unit == "bookings" else (120, 90, 150, 240, 60)
        return {"limit": pick.one(limits), "per": pick.one(("day", "week", "month")), "unit": unit}

    return pick.several(cap, most=2) if seldom(pick) else None


def some_booking(pick: Picker, change: datetime) -> list[Any]:
    booking: list[Any] = some_span(pick, change, (30, 15, 60, 45, 1))
    if seldom(pick):
        booking.append({"before": pick.one((0, 5, 15, 30)), "after": pick.one((0, 10, 15, 60))})
    return booking


def some_member(pick: Picker, zone: str, change: datetime) -> Case:
    return without_nones(
        {
            "zone": pick.one((zone, zone, *ZONES)),
            "weekly": some_weekly(pick),
            "overrides": some_overrides(pick, change) or None,
            "time_off": pick.several(lambda p: some_span(p, change, (60, 1, 1440)), most=1),
            "busy": pick.several(lambda p: some_span(p, change, (30, 60, 15, 1, 600)), most=3),
            "bookings": pick.several(lambda p: some_booking(p, change), most=3) or None,
            "caps": some_caps(pick),
        }
    )


def some_page(pick: Picker, zone: str, change: datetime, people: Sequence[str]) -> Case:
    own = {
        "zone": pick.one((zone, *ZONES)),
        "weekly": some_weekly(pick),
        "time_off": pick.several(lambda p: some_span(p, change, (60, 1, 1440)), most=1),
    }
    return without_nones(
        {
            "member": pick.one(people),
            "hours": pick.one((own, own, None)),
            "bookings": pick.several(lambda p: some_booking(p, change), most=1) or None,
        }
    )


def some_event(pick: Picker, zone: str) -> Case:
    return without_nones(
        {
            "duration_min": pick.one((30, 15, 60, 45, 20, 90, 1, 30, 60, 240)),
            "buffer_before_min": maybe(pick, (15, 5, 30, 0)),
            "buffer_after_min": maybe(pick, (15, 10, 60, 0)),
            "notice_min": maybe(pick, (60, 241, 1440, 0)),
            "horizon_days": maybe(pick, (2, 1, 3, 1, 2, 0)),
            "max_per_day": maybe(pick, (2, 1, 3, 2, 1, 0)),
            "max_per_week": maybe(pick, (3, 2, 4, 1)),
            "hours": some_event_hours(pick, zone),
            "caps": some_caps(pick),
        }
    )


def some_event_hours(pick: Picker, zone: str) -> Case | None:
    mode = maybe(pick, ("within", "instead"))
    return {"zone": zone, "weekly": some_weekly(pick), "mode": mode} if mode else None


def some_of(pick: Picker, people: Sequence[str]) -> list[str]:
    """Pick all or some of the people or pages, perhaps nobody, in their order."""
    everybody = pick.one((True, True, True, False))
    return [person for person in people if everybody or pick.one((True, False))]


def build_offer_case(pick: Picker) -> Case:
    """Build a case of the kind ``offer``, with the extensions that the oracle describes."""
    zone, text = pick.one(CLOCK_CHANGES)
    change = datetime.fromisoformat(text)
    first = change + timedelta(minutes=pick.one((-120, -720, -1500, 15, -1441)))
    end = first + timedelta(minutes=pick.one((1440,) * 10 + (2880,) * 5 + (4320,) * 3 + (1, 0)))
    now = first + timedelta(minutes=pick.one((-60, 0, -1440, -60, 0, 7, 600)))
    step = pick.one((30, 15, 60, 20, 45, 50, 7, 1440))
    members = pick.several(lambda pick: some_member(pick, zone, change), most=5, least=1)
    people = list("abcde"[: len(members)])
    further = pick.several(lambda p: some_page(p, zone, change, people), most=pick.one((0, 0, 2)))
    pages = dict(zip("vw", further, strict=False))

    def seat(pick: Picker) -> Case:
        return {"count": pick.one((1, 1, 1, 1, 1, 2, 3)), "from": some_of(pick, [*people, *pages])}

    return {
        "id": "offer-drawn",
        "kind": "offer",
        "now": text_of(now),
        "window": [text_of(first), text_of(end)],
        "grid": {
            "zone": pick.one((zone, zone, *ZONES)),
            "step_min": step,
            "offset_min": pick.one((0, 0, 5, 10, 15, 29, 59)) % step,
        },
        "event": some_event(pick, zone),
        "members": dict(zip(people, members, strict=True)),
        **({"pages": pages} if pages else {}),
        "seats": pick.several(seat, most=pick.one((1, 1, 2, 3)), least=1),
    }


# --- a sequence case -----------------------------------------------------------------------------


def build_sequence_case(pick: Picker) -> Case:
    """Build a case of the kind ``sequence``.

    Steps come in any order: bookings end twice or were never made, people pause twice, are paused
    and said to be free, or get what they have. Only what the cases rule out is left out: equal
    idle times, members and bookings of one id, and members who are not in the pool.
    """
    strategy = pick.one(("round_robin", "fair_share", "pooled", "priority"))
    by_idle_time = strategy in {"pooled", "priority"}
    begin = datetime(2025, 6, 2, 8, tzinfo=UTC)
    people = list("dabec"[: pick.one((3, 2, 1, 4, 5))])
    steps: list[Case] = []

    def member(person: str) -> Case:
        weight = pick.one((1, 1, 2, 3)) if strategy == "fair_share" else None
        priority = pick.one((None, 5, 10, 1)) if strategy == "priority" else None
        return without_nones({"id": person, "weight": weight, "priority": priority})

    def seeded(person: str) -> Case:
        idle_since = begin - timedelta(minutes=1 + 7 * ord(person) % 60)
        return {**member(person), "last_booked": text_of(idle_since)}

    def book(pick: Picker) -> Case:
        at = text_of(begin + timedelta(minutes=len(steps)))
        return {"book": f"b{len(steps)}", "at": at, "free": sorted(some_of(pick, people))}

    def step(pick: Picker) -> None:
        kinds = ["book"] * 5 + ["cancel", "no_show", "reassign", "reassign", "pause", "resume"]
        if "z" not in people and not (by_idle_time and "y" in people):  # both were never booked
            kinds.append("join")
        kind = pick.one(kinds)
        booking = f"b{len(steps) - pick.one((1, 2, 3, 4, 5, 0))}"
        if kind == "book":
            steps.append(book(pick))
        elif kind in {"cancel", "no_show"}:
            steps.append({kind: booking})
        elif kind == "reassign":
            steps.append({"reassign": booking, "to": pick.one(people)})
        elif kind == "join":
            people.append("z" if "y" in people else "y")
            steps.append({"join": member(people[-1])})
        else:
            steps.append({kind: pick.one(people)})

    case: Case = {
        "id": "sequence-drawn",
        "kind": "sequence",
        "strategy": strategy,
        "pool": [seeded(person) if by_idle_time else member(person) for person in people],
        "steps": steps,
    }
    if strategy == "round_robin" and pick.one((False, True)):
        case["options"] = {
            "correction": pick.one((True, False)),
            "when_blocked": pick.one(("wait", "fall_through")),
        }
    pick.several(step, most=30)
    return case


# --- the generators ------------------------------------------------------------------------------


def offer_cases() -> st.SearchStrategy[Case]:
    """Draw cases of the kind ``offer``."""
    return built(build_offer_case)


def sequence_cases() -> st.SearchStrategy[Case]:
    """Draw cases of the kind ``sequence``."""
    return built(build_sequence_case)


def random_offer_case(rng: Random) -> Case:
    """Return a case of the kind ``offer``: the same one from the same seed."""
    return build_offer_case(RandomPicker(rng))


def random_sequence_case(rng: Random) -> Case:
    """Return a case of the kind ``sequence``: the same one from the same seed."""
    return build_sequence_case(RandomPicker(rng))
