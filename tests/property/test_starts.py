"""Laws of starts: where they lie, how far ahead, what is shown of them, and hours that travel.

Each is compared with a walk minute by minute or day by day, or says what must not get less.
"""

from datetime import datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import assume, given, settings, strategies as st

from teamsched import (
    BookableDays,
    DateRange,
    EventType,
    Interval,
    Offer,
    Reason,
    Schedule,
    Slots,
    Travel,
    WeeklyHours,
)
from teamsched.availability import day_grid, mark_grid
from teamsched.horizons import Days
from teamsched.instants import MINUTE, to_instant
from tests.generators.cases import Case, offer_cases
from tests.property.test_explained import drawn_case, drawn_state
from tests.property.test_hours_and_zones import (
    Pairs,
    changes,
    is_open,
    minutes_of,
    shown_at,
    weeks,
    windows,
)
from tests.undoing import State, undone
from tests.worlds import World, world_of

BRIEF = settings(max_examples=40)
ONE_DAY = timedelta(days=1)
ROUNDS = 4
CASES = 40

all_marks = st.lists(st.integers(0, 59), min_size=1, max_size=6)


def world_in(case: Case) -> World:
    assume(case["window"][0] < case["window"][1])
    return world_of(case)


# Marks


@given(windows(), all_marks)
def test_marks_are_minutes_of_the_wall_clock(drawn: tuple[str, Interval], marks: list[int]) -> None:
    """A minute is a start exactly if the wall clock shows one of the marks."""
    zone, window = drawn
    starts = list(mark_grid(window, zone=zone, marks=marks))
    assert starts == [
        moment for moment in minutes_of(window) if shown_at(zone, moment).minute in marks
    ]


@given(windows(), st.sampled_from([5, 10, 15, 20, 30, 60]))
def test_marks_at_regular_minutes_are_steps(drawn: tuple[str, Interval], step: int) -> None:
    """Where the marks divide the hour evenly, they are a step from midnight on."""
    zone, window = drawn
    marks = mark_grid(window, zone=zone, marks=range(0, 60, step))
    assert marks == day_grid(window, zone=zone, step=timedelta(minutes=step))


# Lengths


@BRIEF
@given(offer_cases(), st.sampled_from([1, 5, 30]))
def test_a_shorter_length_keeps_every_start(case: Case, less: int) -> None:
    """Asked for a shorter length of one event type, no start is lost, and the grid is the same."""
    world = world_in(case)
    longer = world.event_type.duration
    assume(longer > timedelta(minutes=less))
    kind = attrs.evolve(world.event_type, durations=[timedelta(minutes=less)])
    team, seats = world.changed(event_type=kind).team(), world.seats
    snapshot = world.changed(event_type=kind).snapshot()
    short = team.find(kind.id, seats, snapshot, zone=world.zone, duration=timedelta(minutes=less))
    asked = team.find(kind.id, seats, snapshot, zone=world.zone, duration=longer)
    assert {one.span.start for one in asked.slots} <= {one.span.start for one in short.slots}
    assert asked.slots == world.offer().slots
    alone = attrs.evolve(kind, duration=timedelta(minutes=less), durations=[])
    assert short.slots == world.changed(event_type=alone).offer().slots


# Views


@st.composite
def some_slots(draw: st.DrawFn) -> Slots:
    """Slots around a change of the clocks."""
    zone, change = draw(changes)
    minutes = sorted(draw(st.sets(st.integers(-3000, 3000), max_size=40)))
    first = to_instant(change)
    lasting = draw(st.sampled_from([1, 30, 90])) * MINUTE
    return Slots([first + one * MINUTE for one in minutes], duration=lasting, zone=zone)


def locals_of(slots: Slots) -> list[tuple[datetime, datetime]]:
    """Return starts and ends as the wall clock shows them."""
    return [(one.start.replace(tzinfo=None), one.end.replace(tzinfo=None)) for one in slots]


@given(some_slots(), st.integers(1, 12))
def test_spread_shows_some_of_each_day(slots: Slots, per_day: int) -> None:
    """Every so manieth of each date, always the first, and never more than asked for."""
    shown = slots.spread(per_day)
    starts = {one.span.start for one in slots}
    assert [one for one in slots if one in set(shown)] == list(shown)
    assert {one.span.start for one in shown} <= starts
    by_day = shown.by_day()
    assert list(by_day) == list(slots.by_day())
    for day, some in slots.by_day().items():
        every = -(-len(some) // per_day)
        assert len(by_day[day]) <= per_day
        assert list(by_day[day]) == [one for n, one in enumerate(some) if n % every == 0]


@given(some_slots(), st.integers(0, 300))
def test_spaced_starts_are_apart_and_no_more_are_left_out(slots: Slots, minutes: int) -> None:
    """Two that are shown are far enough apart; what is not shown follows one too closely."""
    gap, shown = timedelta(minutes=minutes), list(slots.spaced(timedelta(minutes=minutes)))
    assert shown[:1] == list(slots[:1])
    for one, other in pairwise(shown):
        assert other.span.start - one.span.start >= gap
    for slot in slots:
        before = [one for one in shown if one.span.start < slot.span.start]
        near = bool(before) and slot.span.start - before[-1].span.start < gap
        assert (slot in shown) == (not near)


@given(some_slots(), st.integers(0, 1439), st.integers(0, 1439))
def test_between_is_what_the_wall_clock_shows(slots: Slots, start: int, end: int) -> None:
    """A slot is shown exactly if every minute of it lies between the two times."""
    first, last = time(start // 60, start % 60), time(end // 60, end % 60)

    def inside(minute: int) -> bool:
        return start <= minute < end if start < end else minute >= start or minute < end

    zone = ZoneInfo(str(slots[0].zone)) if slots else None
    shown = slots.between(first, last)
    assert list(shown) == [
        slot
        for slot in slots
        if all(
            inside(moment.astimezone(zone).hour * 60 + moment.astimezone(zone).minute)
            for moment in minutes_of(slot.span)
        )
    ]


# Horizons of days


def judged_day_by_day(world: World, days: int) -> list[str]:
    """Return the starts of the first dates, from today on, of which any start is offered."""
    found: list[str] = []
    offered = world.offer().slots.by_day()
    day = world.window.start.astimezone(ZoneInfo(world.zone)).date() - ONE_DAY
    last = world.window.end.astimezone(ZoneInfo(world.zone)).date() + ONE_DAY
    while day <= last and days:
        if offered.get(day):
            found += [one.span.start.isoformat() for one in offered[day]]
            days -= 1
        day += ONE_DAY
    return sorted(found)


def with_horizon(world: World, horizon: Days) -> World:
    return world.changed(event_type=attrs.evolve(world.event_type, horizon=horizon))


@BRIEF
@given(offer_cases(), st.integers(1, 4))
def test_bookable_days_are_counted_day_by_day(case: Case, days: int) -> None:
    """What is offered is what the first days with anything offer without the horizon."""
    world = world_in(case)
    world = world.changed(now=max(world.now, world.window.start))
    free = world.changed(event_type=attrs.evolve(world.event_type, horizon=None))
    limited = with_horizon(world, BookableDays(days)).offer()
    starts = sorted(one.span.start.isoformat() for one in limited.slots)
    assert starts == judged_day_by_day(free, days)
    grid = [slot.span.start for slot in free.offer().slots]
    asked = with_horizon(world, BookableDays(days)).offer(grid)
    assert asked.slots == limited.slots


@BRIEF
@given(offer_cases(), st.integers(-2, 4), st.integers(0, 3))
def test_a_range_of_dates_is_what_the_wall_clock_shows(case: Case, first: int, more: int) -> None:
    """What is offered is what is offered without the horizon on these dates."""
    world = world_in(case)
    zone = ZoneInfo(world.zone)
    begins = world.window.start.astimezone(zone).date() + first * ONE_DAY
    dates = DateRange(begins, begins + more * ONE_DAY)
    free = world.changed(event_type=attrs.evolve(world.event_type, horizon=None))
    assert list(with_horizon(world, dates).offer().slots) == [
        slot
        for slot in free.offer().slots
        if dates.first <= slot.span.start.astimezone(zone).date() <= dates.last
    ]


# Complete or explained


@pytest.mark.parametrize("number", range(CASES))
def test_horizons_and_marks_are_explained(number: int) -> None:
    """Each start is offered or has reasons; without what they name, they are gone."""
    rng = Random(number)
    case = drawn_case(rng)
    case["now"] = case["window"][0]
    state = limited(rng, drawn_state(rng, case))
    offer = state.offer()
    zone, window = ZoneInfo(state.zone), state.snapshot.window
    grid = list(
        mark_grid(window, zone=zone, marks=state.event_type.marks)
        if state.event_type.marks
        else day_grid(window, zone=zone, step=state.event_type.step, offset=state.event_type.offset)
    )
    offered = {slot.span.start for slot in offer.slots}
    assert offered <= set(grid)
    for start in grid:
        assert bool(offer.why_not(start)) == (start not in offered)
    refused = [start for start in grid if start not in offered]
    for start in rng.sample(refused, min(3, len(refused))):
        check_undoing(state, offer, start)
    check_bookable(state, offer, offered)


def limited(rng: Random, state: State) -> State:
    """Return the state with a horizon of days, marks, or both."""
    parts: dict[str, Any] = {}
    if rng.random() < 0.6:
        marks = rng.sample(range(60), 2)
        duration = state.event_type.duration
        parts |= {"marks": marks, "offset": timedelta(0)}
        parts["step"] = EventType("event", duration=duration).step
    today = state.snapshot.window.start.date()
    dates = DateRange(today, today + rng.randrange(3) * ONE_DAY)
    return state.typed(**parts, horizon=rng.choice([dates, BookableDays(1)]))


def check_undoing(state: State, offer: Offer, start: datetime) -> None:
    """Undo each reason, and all; where that opens earlier days, others may come before."""
    reasons: tuple[Reason, ...] = offer.why_not(start).reasons
    for reason in reasons:
        assert reason not in undone(state, reason, start).offer().why_not(start).reasons
    changed = state
    for _ in range(ROUNDS):
        for reason in reasons:
            changed = undone(changed, reason, start)
        reasons = changed.offer().why_not(start).reasons
    assert reasons == (), (start, reasons)


def check_bookable(state: State, offer: Offer, offered: set[datetime]) -> None:
    """Asked about one of the offered starts, it can be booked."""
    for start in sorted(offered)[:2]:
        asked = state.offer([start])
        assert [slot.span.start for slot in asked.slots] == [start]
        assert asked.assign(start) == offer.assign(start)


# Travel


@given(
    weeks,
    st.sampled_from(["Pacific/Apia", "America/New_York", "Asia/Kolkata", "Europe/Berlin", "UTC"]),
    st.integers(-2, 3),
    st.integers(0, 2),
    windows(),
)
def test_travel_is_a_walk_from_clock_to_clock(
    week: dict[str, Pairs], there: str, later: int, more: int, drawn: tuple[str, Interval]
) -> None:
    """At every minute the clock there counts while it shows one of the dates, else that of home."""
    home, window = drawn
    first = window.start.date() + later * ONE_DAY
    travel = Travel(first, first + more * ONE_DAY, there)
    schedule = Schedule(WeeklyHours.from_mapping(week, zone=home), travel=[travel])
    opened = schedule.open_during(window)

    def clock(moment: datetime) -> str:
        day = shown_at(there, moment).date()
        return there if travel.first <= day <= travel.last else home

    for moment in minutes_of(window):
        local = shown_at(clock(moment), moment)
        assert (moment in opened) == is_open(week, {}, local), (moment, clock(moment))
