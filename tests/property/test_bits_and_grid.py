"""Start bits and grids against counting: bit by bit, start by start.

Everything is small, dense and full of edges: runs that are empty, reach out or touch, grids of one
start or of none, spans that begin and end on a start.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta, timezone
from itertools import product
from random import Random

import pytest
from hypothesis import given, strategies as st

from teamsched.bits import (
    any_of,
    at_least,
    counts,
    filled,
    minus,
    ones,
    planes_of,
    plus,
    positions,
)
from teamsched.grid import StartGrid
from teamsched.instants import to_datetime
from teamsched.intervals import Interval, IntervalSet
from tests.generators.intervals import (
    FRAME,
    TICK,
    TICKS,
    interval_sets,
    ticks,
    ticks_of,
)

WIDTH = 12
"""How many starts the sets of bits speak of."""

sets = st.integers(0, ones(WIDTH))
lists_of_sets = st.lists(sets, max_size=20)
edges = st.integers(-4, WIDTH + 4)
lengths = st.integers(1, 9)

regular = st.builds(range, st.integers(-20, 10), st.integers(-20, 30), st.integers(1, 7))
irregular = st.lists(ticks, max_size=9, unique=True)
grids = st.builds(StartGrid, regular | irregular)
"""Grids of each kind, also of one start and of none."""


def blocked_by(grid: StartGrid, bounds: tuple[int, ...], *, before: int, after: int) -> int:
    """Return the starts that spans rule out: all but those that stay clear of them."""
    return grid.full ^ grid.clear_of(bounds, before=before, after=after)


def bits_of(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in set(numbers))


def count_at(given: Sequence[int], number: int) -> int:
    return sum(one >> number & 1 for one in given)


def bits_where(right: Iterable[bool]) -> int:
    return bits_of(number for number, is_so in enumerate(right) if is_so)


# Bits


@given(st.integers(0, 70), st.sets(st.integers(0, 69)))
def test_positions_are_the_set_bits(width: int, numbers: set[int]) -> None:
    """The numbers of the set bits come rising; all ones are all numbers."""
    assert list(positions(bits_of(numbers))) == sorted(numbers)
    assert list(positions(ones(width))) == list(range(width))


@given(st.lists(st.tuples(edges, edges), max_size=6), st.integers(0, WIDTH))
def test_filled_is_the_union_of_runs(pairs: list[tuple[int, int]], width: int) -> None:
    """A start is set exactly if a run reaches over it, whatever the runs do to one another."""
    lows = sorted(low for low, _ in pairs)
    highs = sorted(high for _, high in pairs)
    assert filled(lows, highs, width) == bits_of(
        number
        for low, high in zip(lows, highs, strict=True)
        for number in range(max(low, 0), min(high, width))
    )


@pytest.mark.parametrize("seed", range(20))
def test_filled_on_long_grids(seed: int) -> None:
    """The same on grids of a season, where the parity has to double often."""
    rng = Random(seed)
    width = rng.choice([63, 64, 65, 1000, 4096, 5000])
    lows = sorted(rng.randrange(-50, width + 50) for _ in range(rng.randrange(60)))
    highs = sorted(low + rng.randrange(40) for low in lows)
    assert filled(lows, highs, width) == bits_of(
        number
        for low, high in zip(lows, highs, strict=True)
        for number in range(max(low, 0), min(high, width))
    )


@given(lists_of_sets)
def test_planes_count(given: list[int]) -> None:
    """Every start's count is how many of the sets it is in."""
    planes = planes_of(given)
    assert counts(planes, WIDTH) == [count_at(given, number) for number in range(WIDTH)]
    assert counts(planes, WIDTH + 3) == [*counts(planes, WIDTH), 0, 0, 0]
    assert not planes or planes[-1], "the highest plane says something"
    assert any_of(given) == at_least(planes, 1, ones(WIDTH))


@given(st.lists(sets, max_size=31).map(tuple))
def test_counts_read_the_planes(planes: tuple[int, ...]) -> None:
    """A count is the number whose binary digits the planes are, up to counts of billions."""
    assert counts(planes, WIDTH) == [
        sum((plane >> number & 1) << weight for weight, plane in enumerate(planes))
        for number in range(WIDTH)
    ]


@given(lists_of_sets, st.randoms(use_true_random=False))
def test_planes_have_one_form(given: list[int], rng: Random) -> None:
    """Equal counts have equal planes, in whatever order and however the sets came."""
    shuffled = rng.sample(given, len(given))
    one_by_one = planes_of([])
    for one in shuffled:
        one_by_one = plus(one_by_one, one)
    assert planes_of(shuffled) == one_by_one == planes_of(given)


@given(lists_of_sets, sets)
def test_one_page_more_and_one_less(given: list[int], one: int) -> None:
    """Adding a set counts it, and taking it out again leaves no trace."""
    planes = planes_of(given)
    assert plus(planes, one) == planes_of([*given, one])
    assert minus(plus(planes, one), one) == planes


@given(lists_of_sets, sets, st.integers(-1, 22))
def test_at_least_compares_counts(given: list[int], full: int, k: int) -> None:
    """Comparing the planes with a number is comparing each count, of the starts in question."""
    enough = [count_at(given, number) >= k for number in range(WIDTH)]
    assert at_least(planes_of(given), k, full) == bits_where(enough) & full


def test_there_may_be_no_starts() -> None:
    """An empty grid has no counts, and nothing is set in it."""
    assert counts(planes_of([0, 0]), 0) == []
    assert filled([0, 1], [3, 4], 0) == 0
    assert ones(0) == 0


# Grids


@given(st.lists(ticks, max_size=9), st.randoms(use_true_random=False))
def test_a_grid_is_a_sorted_set_of_starts(given: list[int], rng: Random) -> None:
    """Order, repetition and zones mean nothing: the same starts are the same grid."""
    grid = StartGrid(given)
    zones = [UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-11))]
    doubled = [to_datetime(tick).astimezone(rng.choice(zones)) for tick in given * 2]
    rng.shuffle(doubled)
    assert list(grid.instants) == sorted(set(given))
    assert StartGrid.of(doubled) == grid
    assert hash(StartGrid.of(doubled)) == hash(grid)
    assert list(grid) == [to_datetime(tick) for tick in sorted(set(given))]


@given(regular)
def test_regular_starts_are_a_range(given: range) -> None:
    """An arithmetic progression stays or becomes a range, and is equal however it was given."""
    grid = StartGrid(given)
    assert grid == StartGrid(list(given)) == StartGrid(reversed(given))
    assert hash(grid) == hash(StartGrid(list(given)))
    assert isinstance(StartGrid(list(given)).instants, range) == (len(given) > 1)


@given(grids, ticks)
def test_numbers_of_starts(grid: StartGrid, tick: int) -> None:
    """A start has the number of those before it, other instants have none."""
    instants = list(grid.instants)
    assert grid.before(tick) == sum(one < tick for one in instants)
    assert grid.until(tick) == sum(one <= tick for one in instants)
    assert grid.index(tick) == (instants.index(tick) if tick in instants else None)
    assert [grid.index(one) for one in instants] == list(range(len(grid)))


@given(grids, st.data())
def test_bits_select_starts(grid: StartGrid, data: st.DataObject) -> None:
    """Selecting gives the instants of the set bits; all bits give the whole grid."""
    bits = data.draw(st.integers(0, grid.full))
    instants = list(grid.instants)
    chosen = grid.select(bits)
    assert chosen == [one for number, one in enumerate(instants) if bits >> number & 1]
    assert grid.select(grid.full) == instants
    assert bits_of(number for one in chosen if (number := grid.index(one)) is not None) == bits


@given(grids, interval_sets, lengths)
def test_open_within_is_start_by_start(grid: StartGrid, hours: IntervalSet, length: int) -> None:
    """A start is open exactly if the whole slot lies inside the hours: sound and complete."""
    free = ticks_of(hours)
    fits = [set(range(one, one + length)) <= free for one in grid.instants]
    assert grid.open_within(hours.bounds, length) == bits_where(fits)


@given(grids, interval_sets, lengths, st.integers(0, 5))
def test_blocked_by_is_start_by_start(
    grid: StartGrid, busy: IntervalSet, before: int, after: int
) -> None:
    """A start is blocked exactly if the slot with its gaps meets a span; touching is not."""
    meets = [
        any(span.bounds[0] - before < one < span.bounds[1] + after for span in busy)
        for one in grid.instants
    ]
    padded = [set(range(one - after, one + before)) for one in grid.instants]
    assert blocked_by(grid, busy.bounds, before=before, after=after) == bits_where(meets)
    assert grid.clear_of(busy.bounds, before=before, after=after) == bits_where(
        not met for met in meets
    )
    assert meets == [bool(slot & ticks_of(busy)) for slot in padded]


@given(grids, interval_sets, lengths)
def test_fitting_keeps_what_is_open(grid: StartGrid, hours: IntervalSet, length: int) -> None:
    """The grid of the fitting starts has those, sorted and once, and no others."""
    fitting = grid.fitting(hours, lasting=length * TICK)
    assert list(fitting.instants) == [
        one for one in grid.instants if hours.covers(Interval.from_bounds(one, one + length))
    ]
    assert fitting.fitting(hours, lasting=length * TICK) == fitting


@given(grids, interval_sets, interval_sets, lengths)
def test_bits_say_what_intervals_say(
    grid: StartGrid, hours: IntervalSet, busy: IntervalSet, length: int
) -> None:
    """Eroding hours and dilating busy time finds the slots that lie in hours without busy time."""
    open_bits = grid.open_within(hours.bounds, length)
    free = open_bits & ~blocked_by(grid, busy.bounds, before=length, after=0)
    assert free == grid.open_within((hours - busy).bounds, length)


@given(grids, st.lists(interval_sets, min_size=1, max_size=5), lengths)
def test_counting_people_is_counting_bits(
    grid: StartGrid, people: list[IntervalSet], length: int
) -> None:
    """Any of a pool is the union of its people's starts, everybody the overlap, k are counted."""
    each = [grid.open_within(one.bounds, length) for one in people]
    planes = planes_of(each)
    for k in range(1, len(people) + 1):
        enough = [count_at(each, number) >= k for number in range(len(grid))]
        assert at_least(planes, k, grid.full) == bits_where(enough)
    everybody = IntervalSet.at_least(len(people), people)
    assert at_least(planes, len(people), grid.full) == grid.open_within(everybody.bounds, length)


@given(grids, interval_sets, interval_sets, lengths, lengths)
def test_what_only_removes_starts(
    grid: StartGrid, hours: IntervalSet, more: IntervalSet, one: int, other: int
) -> None:
    """Longer slots, fewer hours, more busy time and wider gaps never add a start."""
    shorter, longer = sorted((one, other))
    wide = grid.open_within((hours | more).bounds, shorter)
    assert grid.open_within(hours.bounds, longer) & ~grid.open_within(hours.bounds, shorter) == 0
    assert grid.open_within(hours.bounds, shorter) & ~wide == 0
    blocked = blocked_by(grid, hours.bounds, before=shorter, after=shorter)
    for wider in (
        blocked_by(grid, (hours | more).bounds, before=shorter, after=shorter),
        blocked_by(grid, hours.bounds, before=longer, after=shorter),
        blocked_by(grid, hours.bounds, before=shorter, after=longer),
    ):
        assert blocked & ~wider == 0


@given(st.integers(1, 4), st.integers(1, 4), interval_sets, lengths)
def test_a_finer_grid_keeps_all(step: int, times: int, hours: IntervalSet, length: int) -> None:
    """What a grid offers, one with the same anchor and a step that divides its own offers too."""
    fine = StartGrid(range(TICKS.start, TICKS.stop, step))
    coarse = StartGrid(range(TICKS.start, TICKS.stop, step * times))
    lasting = length * TICK
    assert set(coarse.fitting(hours, lasting=lasting)) <= set(fine.fitting(hours, lasting=lasting))


@given(grids, interval_sets, lengths, st.integers(0, 5), st.integers(-20, 20))
def test_two_grids_give_what_the_whole_gives(
    grid: StartGrid, spans: IntervalSet, length: int, after: int, cut: int
) -> None:
    """Cut anywhere, the two parts of a grid have together what the whole has."""
    first = StartGrid([one for one in grid.instants if one < cut])
    second = StartGrid([one for one in grid.instants if one >= cut])
    parts = [part.open_within(spans.bounds, length) for part in (first, second)]
    assert parts[0] | parts[1] << len(first) == grid.open_within(spans.bounds, length)
    parts = [blocked_by(part, spans.bounds, before=length, after=after) for part in (first, second)]
    assert parts[0] | parts[1] << len(first) == blocked_by(
        grid, spans.bounds, before=length, after=after
    )


# Edges, to the microsecond: a span from 10 to 20, and slots of 4

SPAN = (10, 20)
KINDS = {
    "regular": StartGrid(range(0, 31, 1)),
    "irregular": StartGrid([*range(0, 31, 1), 40]),
}


@pytest.mark.parametrize("grid", KINDS.values(), ids=KINDS)
def test_the_edges_of_open_starts_are_closed(grid: StartGrid) -> None:
    """The first slot begins with the hours, and the last one ends with them."""
    assert grid.select(grid.open_within(SPAN, 4)) == [10, 11, 12, 13, 14, 15, 16]
    assert grid.select(grid.open_within(SPAN, 10)) == [10]
    assert grid.select(grid.open_within(SPAN, 11)) == []


@pytest.mark.parametrize("grid", KINDS.values(), ids=KINDS)
def test_the_edges_of_blocked_starts_are_open(grid: StartGrid) -> None:
    """A slot may end as busy time begins and begin as it ends, and gaps may be used to the full."""
    assert grid.select(blocked_by(grid, SPAN, before=4, after=0)) == list(range(7, 20))
    assert grid.select(blocked_by(grid, SPAN, before=4 + 2, after=3)) == list(range(5, 23))


@pytest.mark.parametrize(("low", "high"), [*product(range(9, 12), range(19, 22))])
def test_the_ends_of_the_grid_are_no_edges(low: int, high: int) -> None:
    """Spans that begin or end just inside, at and just outside the grid count to the tick."""
    for grid in (StartGrid(range(10, 21)), StartGrid([10, 13, 20]), StartGrid([10, 20])):
        slots = [one for one in grid.instants if low <= one <= high - 1]
        assert grid.select(grid.open_within((low, high), 1)) == slots
        met = [one for one in grid.instants if low - 1 < one < high]
        assert grid.select(blocked_by(grid, (low, high), before=1, after=0)) == met


@pytest.mark.parametrize("instant", [9, 10, 11, 15, 16, 17, 19, 20, 21])
def test_a_grid_of_one_start(instant: int) -> None:
    """A start that is asked for alone is judged as in the whole grid."""
    one, whole = StartGrid([instant]), KINDS["regular"]
    for spans in (SPAN, (), (0, 10), (20, 30), FRAME.bounds):
        both = [
            grid.fitting(IntervalSet.from_bounds(spans), lasting=4 * TICK) for grid in (one, whole)
        ]
        assert (instant in both[0].instants) == (instant in both[1].instants)
        blocked = [grid.select(blocked_by(grid, spans, before=4, after=2)) for grid in (one, whole)]
        assert (instant in blocked[0]) == (instant in blocked[1])


@given(grids, lengths)
def test_nothing_is_open_within_no_time(grid: StartGrid, length: int) -> None:
    """No hours are no starts and no busy time blocks none, on any grid; an empty grid has none."""
    assert grid.open_within((), length) == blocked_by(grid, (), before=length, after=length) == 0
    empty = StartGrid([])
    assert empty.open_within(FRAME.bounds, length) == 0
    assert blocked_by(empty, FRAME.bounds, before=length, after=0) == 0
    assert (len(empty), empty.full, list(empty), empty.index(0)) == (0, 0, [], None)
