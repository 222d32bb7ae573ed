"""What holds of every report: of its cycles, its numbers and the reasons that it gives."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from math import isclose, log, sqrt
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import attrs
from hypothesis import assume, given, strategies as st

from teamsched.bookings import Booking
from teamsched.distribution import (
    CycleLength,
    DistributionMethod,
    FairShare,
    Ledger,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    ResourcePool,
    RoundRobin,
)
from teamsched.distribution.cycles import cycle_at
from teamsched.distribution.fairness import entropy, gini, jain, theil
from teamsched.entries import UNIT, Entry, Kind
from teamsched.intervals import Interval
from teamsched.model import Membership
from tests.unit.distribution.life import SPAN, Life

MICROSECOND = timedelta(microseconds=1)

# Cycles

ODD_ZONES = ["America/Asuncion", "America/Havana", "America/St_Johns", "Pacific/Apia", "Asia/Amman"]
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
LENGTHS: dict[CycleLength, int] = {"month": 1, "quarter": 3}
MOMENTS = st.datetimes(datetime(1973, 1, 1), datetime(2037, 12, 1), timezones=st.just(UTC))


def shown(zone: str, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


@lru_cache(10_000)
def first_shown(zone: str, day: date) -> datetime:
    """Return the first minute at which a zone shows a day, or a later one: minute by minute."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    while shown(zone, moment + timedelta(hours=3)) < day:  # far from any change back
        moment += timedelta(hours=1)
    while shown(zone, moment) < day:
        moment += timedelta(minutes=1)
    return moment


def oracle(zone: str, months: int, now: datetime) -> tuple[datetime, datetime]:
    """Return the cycle that holds a moment, day by day: go back, and on, till another begins."""
    edges = []
    day = shown(zone, now) - timedelta(days=31 * months + 2)
    for _ in range(62 * months + 65):
        if day.day == 1 and (day.month - 1) % months == 0:
            edges.append(first_shown(zone, day))
        day += timedelta(days=1)
    number = next(n for n, edge in enumerate(edges) if edge > now)
    return edges[number - 1], edges[number]


@given(st.sampled_from(ODD_ZONES) | st.sampled_from(ZONES), st.sampled_from([*LENGTHS]), MOMENTS)
def test_cycles_are_found_day_by_day(zone: str, length: CycleLength, now: datetime) -> None:
    """A cycle is what somebody finds who looks at the calendar of the zone, minute by minute."""
    cycle = cycle_at(length, ZoneInfo(zone), now)
    assert (cycle.start, cycle.end) == oracle(zone, LENGTHS[length], now)


@given(st.sampled_from(ODD_ZONES) | st.sampled_from(ZONES), st.sampled_from([*LENGTHS]), MOMENTS)
def test_cycles_tile_time(zone: str, length: CycleLength, now: datetime) -> None:
    """The next one begins where one ends, to the microsecond, and all moments of one have it."""
    clocks = ZoneInfo(zone)
    cycle = cycle_at(length, clocks, now)
    assert cycle.start is not None
    assert cycle.end is not None
    assert cycle.start <= now < cycle.end
    assert cycle_at(length, clocks, cycle.start) == cycle
    assert cycle_at(length, clocks, cycle.end - MICROSECOND) == cycle
    assert cycle_at(length, clocks, cycle.end).start == cycle.end
    assert cycle_at(length, clocks, cycle.start - MICROSECOND).end == cycle.start


# Indices

LOADS = st.lists(
    st.integers(0, 50) | st.fractions(0, 50, max_denominator=9), min_size=1, max_size=9
)


@given(LOADS)
def test_indices_are_what_they_are_defined_to_be(loads: list[Fraction]) -> None:
    """Each is as its definition has it, worked out the long way, and in its range."""
    count, total = len(loads), sum(loads)
    assume(total)
    mean = total / count
    variance = float(sum((load - mean) ** 2 for load in loads) / count)
    assert isclose(jain(loads), 1 / (1 + (sqrt(variance) / mean) ** 2))
    differences = sum(abs(one - other) for one in loads for other in loads)
    assert gini(loads) == Fraction(differences, 2 * count * total)
    portions = [float(load / total) for load in loads if load]
    assert Fraction(1, count) <= jain(loads) <= 1
    assert 0 <= gini(loads) <= 1 - Fraction(1, count)
    assert -1e-9 <= theil(loads) <= log(count) + 1e-9
    if count > 1:
        disorder = -sum(portion * log(portion) for portion in portions) / log(count)
        assert isclose(entropy(loads), disorder, abs_tol=1e-9)
        assert isclose(entropy(loads), 1 - theil(loads) / log(count), abs_tol=1e-9)


@given(LOADS, st.randoms(use_true_random=False), st.integers(1, 99) | st.just(Fraction(1, 7)))
def test_indices_know_neither_names_nor_units(
    loads: list[Fraction], rng: Any, factor: int | Fraction
) -> None:
    """Who bears which load doesn't matter, nor in what loads are counted."""
    other = [load * factor for load in loads]
    rng.shuffle(other)
    assert jain(loads) == jain(other)
    assert gini(loads) == gini(other)
    assert theil(loads) == theil(other)
    assert entropy(loads) == entropy(other)


@given(st.integers(0, 50), st.integers(1, 9))
def test_equal_loads_are_perfect(load: int, count: int) -> None:
    """Where all bear the same, nothing could be more even."""
    loads = [load] * count
    found: Any = jain(loads), gini(loads), theil(loads), entropy(loads)
    assert found == (1, 0, 0, 1)


@given(LOADS, st.data())
def test_taking_from_the_rich_evens(loads: list[Fraction], data: st.DataObject) -> None:
    """A load that goes from somebody with more to somebody with less makes no index worse."""
    rich = data.draw(st.sampled_from(range(len(loads))))
    poor = data.draw(st.sampled_from(range(len(loads))))
    assume(loads[rich] > loads[poor])
    moved = data.draw(st.fractions(0, 1, max_denominator=20)) * (loads[rich] - loads[poor])
    other = list(loads)
    other[rich], other[poor] = loads[rich] - moved, loads[poor] + moved
    assert jain(other) >= jain(loads)
    assert gini(other) <= gini(loads)
    assert theil(other) <= theil(loads) + 1e-12
    assert entropy(other) >= entropy(loads) - 1e-12


# Reports

PAGES = "dabc"
METHODS: list[DistributionMethod] = [
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start", correction=False),
    FairShare(),
    PooledAvailability(),
    PooledAvailabilityWithPriority(idle_scope="pool"),
]
EDGE = datetime(2026, 3, 31, 22, tzinfo=UTC)  # April begins in Berlin


class Spring(Life):
    """A pool that lives around the edge of a month, half an hour at a time, and remembers."""

    def __init__(self, pool: ResourcePool) -> None:
        super().__init__(pool)
        self.now = EDGE - timedelta(hours=4)
        self.known = [(self.now, self.ledger)]

    def tick(self) -> datetime:
        self.now += timedelta(minutes=30)
        return self.now

    def add(self, item: Booking | Entry) -> None:
        super().add(item)
        self.known.append((self.now, self.ledger))

    def serve(self, free: set[str], wanted: set[str]) -> None:
        now = self.tick()
        choice = self.pool.choose(
            self.ledger, free, asked=wanted or None, event_type="demo", now=now
        )
        if choice is not None:
            self.add(choice.booking(f"b-{len(self.told)}", "demo", SPAN, at=now))

    def end(self, verb: str, which: int, to: str) -> None:
        active = sorted(id for id, booking in self.bookings.items() if booking.active)
        if not active:
            return
        booking, now = self.bookings[active[which % len(active)]], self.tick()
        match verb:
            case "cancel":
                changed = booking.cancelled(at=now)
            case "no_show":
                changed = booking.no_show(at=now)
            case "ask":
                changed = booking.reschedule_requested(at=now)
            case "reassign":
                changed = booking.reassigned(to, at=now)
            case "cover":
                changed = booking.covered(to, at=now)
            case _:
                longer = Interval.lasting(SPAN.start, timedelta(minutes=40))
                by = "host" if verb == "move" else "customer"
                changed = booking.rescheduled(longer, at=now, to=to, by=by)  # type: ignore[arg-type]
        if changed is not booking:
            self.add(changed)


VERBS = ["cancel", "no_show", "ask", "reassign", "cover", "move", "reschedule"]
FREE = st.sets(st.sampled_from(PAGES))
STEPS: st.SearchStrategy[list[Any]] = st.lists(
    st.one_of(
        st.tuples(st.just("serve"), FREE | st.just(set(PAGES)), st.just(set()) | FREE),
        st.tuples(st.sampled_from(VERBS), st.integers(0, 9), st.sampled_from(PAGES)),
        st.tuples(st.sampled_from(["pause", "resume"]), st.sampled_from(PAGES)),
    ),
    max_size=24,
)


@st.composite
def springs(draw: st.DrawFn) -> Spring:
    """Draw a pool that reports by the month, and let it live."""
    members = [
        Membership(page, weight=draw(st.integers(0, 3)), priority=draw(st.sampled_from([5, 9])))
        for page in PAGES
    ]
    method = draw(st.sampled_from(METHODS))
    life = Spring(
        ResourcePool("sales", members, distribution=method, cycle="month", zone="Europe/Berlin")
    )
    for verb, *arguments in draw(STEPS):
        match verb:
            case "serve":
                life.serve(*arguments)
            case "pause":
                life.pause(*arguments)
            case "resume":
                life.resume(*arguments)
            case _:
                life.end(verb, *arguments)
    return life


def entries(life: Spring) -> list[Entry]:
    return [entry for one in life.bookings.values() for entry in one.history]


@given(springs())
def test_reports_count_what_happened_in_their_cycle(life: Spring) -> None:
    """Every number is what somebody counts who goes through the histories entry by entry."""
    report = life.pool.report(life.ledger, now=life.now)
    start = EDGE if life.now >= EDGE else datetime(2026, 2, 28, 23, tzinfo=UTC)
    received: Counter[str] = Counter()
    removed: Counter[str] = Counter()
    held: Counter[str] = Counter()
    line: Counter[str] = Counter()
    free: Counter[str] = Counter()
    for entry in entries(life):
        if entry.at < start:
            continue
        for posting in entry.postings:
            received[posting.page] += posting.received
            removed[posting.page] += posting.removed
            held[posting.page] += posting.held
        for shares in entry.shares:
            for n, page in enumerate(shares.pages):
                line[page] += shares.line[n]
                free[page] += shares.free[n] > 0
    assert report.total == sum(received.values())
    for one in report.members:
        assert one.received == received[one.page]
        assert one.removed == removed[one.page]
        assert one.minutes == Fraction(held[one.page], 60_000_000)
        assert one.share == Fraction(line[one.page], UNIT)
        assert one.opportunities == free[one.page]


@given(springs())
def test_causes_add_up_to_the_deviation(life: Spring) -> None:
    """Exactly, for each member, with or without what is carried over, and each for its reason."""
    for carry_over in (False, True):
        pool = attrs.evolve(life.pool, carry_over=carry_over)
        for one in pool.report(life.ledger, now=life.now).members:
            assert one.causes.total == one.deviation == one.net - one.target
            assert one.causes.unknown == 0
            assert one.target == one.share - one.causes.carried
    for one in attrs.evolve(life.pool, cycle="never").report(life.ledger, now=life.now).members:
        told = [(e, p) for e in entries(life) for p in e.postings if p.page == one.page]
        assert one.causes.manual == sum(
            p.received - p.removed
            for e, p in told
            if e.kind in {Kind.REASSIGNED, Kind.RESCHEDULED} and e.by == "host"
        )
        ends = {Kind.CANCELLED, Kind.NO_SHOW, Kind.RESCHEDULE_REQUESTED}
        assert one.causes.removals == -sum(p.removed for e, p in told if e.kind in ends)
        assert one.causes.availability == one.able_share - one.share


@given(springs())
def test_cycles_make_up_the_whole(life: Spring) -> None:
    """What the cycles have is what all time has, and what they carry over comes to the same."""
    end = max(life.now, EDGE)
    march = life.pool.report(life.ledger, now=EDGE - MICROSECOND)
    april = life.pool.report(life.ledger, now=end)
    ever = attrs.evolve(life.pool, cycle="never").report(life.ledger, now=end)
    carrying = attrs.evolve(life.pool, carry_over=True).report(life.ledger, now=end)
    for before, after, both, carried in zip(
        march.members, april.members, ever.members, carrying.members, strict=True
    ):
        assert before.received + after.received == both.received
        assert before.removed + after.removed == both.removed
        assert before.minutes + after.minutes == both.minutes
        assert before.opportunities + after.opportunities == both.opportunities
        assert before.deviation + after.deviation == both.deviation == carried.deviation
        assert carried.target - after.target == -before.deviation
        assert after.credit == both.credit
        assert after.last_booked == both.last_booked
    assert april.next_in_line == ever.next_in_line == carrying.next_in_line


@given(springs())
def test_all_time_is_what_the_ledger_says(life: Spring) -> None:
    """A report without cycles agrees with the standings."""
    report = attrs.evolve(life.pool, cycle="never").report(life.ledger, now=life.now)
    standings = {one.page: one for one in life.ledger.standings("sales", list(PAGES))}
    for one in report.members:
        standing = standings[one.page]
        assert one.net == standing.net
        for field in (
            "received",
            "removed",
            "minutes",
            "opportunities",
            "credit",
            "longest_wait",
            "last_booked",
        ):
            assert getattr(one, field) == getattr(standing, field)


@given(springs(), st.integers(0, 24))
def test_a_report_of_the_past_is_what_was_reported_then(life: Spring, number: int) -> None:
    """What came later changes nothing, and neither does the order in which it came."""
    moments = [moment for moment, _ in life.known]
    then = moments[min(number, len(moments) - 1)]
    known = [ledger for moment, ledger in life.known if moment <= then][-1]
    reversed_ = Ledger.of(reversed(life.ledger.bookings), reversed(life.ledger.roster))
    report = life.pool.report(known, now=then)
    assert life.pool.report(life.ledger, now=then) == report
    assert life.pool.report(reversed_, now=then) == report


@given(springs())
def test_reports_can_be_shown(life: Spring) -> None:
    """No report is too odd to be printed."""
    report = life.pool.report(life.ledger, now=life.now)
    assert len(str(report).splitlines()) == len(PAGES) + 6
    assert len(report.rows()) == report._repr_html_().count("<tr>") - 2 == len(PAGES)
