"""Nothing is computed twice: shared hours once, and after a change one page only."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

import attrs

from teamsched import EventType, Interval, IntervalSet, Member, Request, ResourcePool, Team
from teamsched.availability import day_grid, find_openings
from teamsched.distribution import Ledger, PooledAvailability
from teamsched.grid import StartGrid
from teamsched.rules import MasterPage, Rule
from teamsched.snapshot import MAX_KEPT, Layers, Snapshot
from tests.complexity.counted import Counted, Steps

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = Interval.lasting(MONDAY, timedelta(days=7))
CALL = EventType("call", duration=timedelta(minutes=30), step=timedelta(minutes=15))
NAMES = [f"m{number:02}" for number in range(30)]


def counted(steps: Steps, *, minutes: list[int]) -> IntervalSet:
    """Return the same span of every day, whose ends count what is done with them."""
    low = WEEK.bounds[0]
    edges = [low + (24 * 60 * day + minute) * 60_000_000 for day in range(7) for minute in minutes]
    return IntervalSet.from_bounds(Counted(edge, steps) for edge in edges)


@attrs.frozen
class OfficeHours:
    """Hours that count how often they are asked; all of them are equal."""

    steps: Steps = attrs.field(eq=False)

    @property
    def zone(self) -> tzinfo:
        return UTC

    def open_during(self, window: Interval) -> IntervalSet:
        self.steps.count += 1
        return IntervalSet([window])


@attrs.frozen
class Office:
    """A snapshot of thirty people whose calendars count, each for itself."""

    snapshot: Snapshot
    hours: Steps
    calendars: dict[str, Steps]

    def touched(self) -> Iterator[str]:
        """Yield whose calendar has been read since the last time, and forget it."""
        for name, steps in self.calendars.items():
            if steps.count:
                yield name
            steps.count = 0


def an_office() -> Office:
    hours, calendars = Steps(), {name: Steps() for name in NAMES}
    opened = counted(hours, minutes=[9 * 60, 17 * 60])
    pages = {
        name: Layers(name, UTC, opened, blocked=counted(steps, minutes=[600, 660, 720, 780]))
        for name, steps in calendars.items()
    }
    office = Office(Snapshot(now=MONDAY, window=WEEK, pages=pages), hours, calendars)
    list(office.touched())
    hours.count = 0
    return office


def look(snapshot: Snapshot) -> None:
    grid = day_grid(WEEK, zone="UTC", step=CALL.step)
    find_openings(snapshot, CALL, grid, pages=NAMES)


def test_every_page_is_computed_once() -> None:
    """Asking the same again, even by an equal grid, reads nobody's calendar."""
    office = an_office()
    look(office.snapshot)
    assert list(office.touched()) == NAMES
    look(office.snapshot)
    assert list(office.touched()) == []


def test_after_a_change_one_page_is_computed() -> None:
    """Only the calendar that is new is read, of all thirty; two changes are two."""
    office = an_office()
    look(office.snapshot)
    list(office.touched())
    changed = office.snapshot.with_busy("m07", office.snapshot.pages["m07"].blocked)
    look(changed)
    assert list(office.touched()) == ["m07"]
    twice = changed.with_busy("m07", changed.pages["m07"].blocked)
    twice = twice.with_busy("m11", twice.pages["m11"].blocked)
    look(twice)
    assert list(office.touched()) == ["m07", "m11"]


def test_answers_about_single_starts_do_not_pile_up() -> None:
    """However many there are, what a snapshot keeps is bounded, and so is what it hands on."""
    snapshot = an_office().snapshot
    starts = day_grid(WEEK, zone="UTC", step=CALL.step)
    for start in list(starts)[:500]:
        find_openings(snapshot, CALL, StartGrid.of([start]), pages=NAMES[:1])
    assert len(snapshot.openings) == MAX_KEPT
    assert len(snapshot.with_busy("m07", []).outdated) == MAX_KEPT


def test_shared_hours_are_looked_at_once() -> None:
    """Thirty people with equal hours cost what one costs."""
    office = an_office()
    grid = day_grid(WEEK, zone="UTC", step=CALL.step)
    one = office.hours.of(
        lambda: find_openings(office.snapshot, CALL, grid, pages=NAMES[:1]),
    )
    all_of_them = office.hours.of(lambda: look(office.snapshot))
    assert one == all_of_them > 0


def test_equal_hours_are_expanded_once() -> None:
    """However many members have them, and however many there are that are equal."""
    steps = Steps()
    pool = ResourcePool("everybody", NAMES, distribution=PooledAvailability())
    team = Team(
        [Member(name, OfficeHours(steps)) for name in NAMES],
        event_types=[CALL],
        pools=[pool],
        pages=[MasterPage("welcome", zone="UTC", rules=[Rule("call", "everybody")])],
    )
    snapshot = team.snapshot(now=MONDAY, window=WEEK)
    assert steps.count == 1
    assert len(team.offer(Request("welcome", "call"), snapshot, Ledger.of()).slots) > 0
    assert steps.count == 1
