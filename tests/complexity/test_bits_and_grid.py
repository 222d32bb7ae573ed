"""Counting takes a few operations a page, and a grid looks only at what lies near it."""

from random import Random

import pytest

from teamsched.bits import any_of, at_least, minus, planes_of, plus
from teamsched.grid import StartGrid
from teamsched.openings import Openings
from teamsched.sweep import Bounds
from tests.complexity.counted import Bits, Counted, Steps

WIDTH = 64


def some_sets(number: int, steps: Steps) -> list[Bits]:
    rng = Random(number)
    return [Bits(rng.getrandbits(WIDTH), steps) for _ in range(number)]


@pytest.mark.parametrize("pages", [3, 10, 100, 1000])
def test_counting_takes_five_operations_a_page(pages: int) -> None:
    """A full adder is five operations and takes one operand out of the way."""
    steps = Steps()
    sets = some_sets(pages, steps)
    assert steps.of(lambda: planes_of(sets)) <= 5 * pages
    assert steps.of(lambda: any_of(sets)) == pages


@pytest.mark.parametrize("pages", [10, 100, 1000])
def test_one_page_more_or_less_touches_the_planes_only(pages: int) -> None:
    """A change, and a comparison with a number, take a few operations for each plane."""
    steps = Steps()
    *sets, one = some_sets(pages, steps)
    planes = planes_of(sets)
    assert len(planes) <= pages.bit_length()
    for work in (
        lambda: plus(planes, one),
        lambda: minus(planes, sets[0]),
        lambda: at_least(planes, pages // 2, Bits(-1, steps)),
    ):
        assert steps.of(work) <= 4 * len(planes) + 4


def test_replacing_a_page_does_not_count_anew() -> None:
    """Once counted, openings with one page replaced are counted by difference."""
    steps = Steps()
    sets = some_sets(1000, steps)
    openings = Openings(StartGrid(range(WIDTH)), {str(n): one for n, one in enumerate(sets)})
    fresh = steps.of(openings.planes)
    changed = openings.replacing({"7": sets[8]})
    again = steps.of(lambda: openings.replacing({"7": sets[8]}).planes())
    assert again <= 8 * len(changed.planes())
    assert fresh >= 3 * 1000
    assert changed.planes() == planes_of(changed.starts.values())


# Grids


def busy(days: range, steps: Steps) -> Bounds:
    edges = (1000 * day + edge for day in days for edge in (100, 200, 300, 450, 470, 800))
    return tuple(Counted(edge, steps) for edge in edges)


@pytest.mark.parametrize("grid", [range(0, 9000, 10), [*range(0, 9000, 10), 9001]])
def test_a_grid_takes_a_few_steps_a_span(grid: range | list[int]) -> None:
    """One sum for each side of each span, and a bisection for the ends of the grid."""
    starts, steps = StartGrid(grid), Steps()
    spans = busy(range(9), steps)
    for work in (
        lambda: starts.open_within(spans, 30),
        lambda: starts.clear_of(spans, before=30, after=10),
    ):
        assert steps.of(work) <= len(spans) + 2 * (len(spans).bit_length() + 2)


def test_spans_elsewhere_cost_a_bisection() -> None:
    """Ten times as many spans outside of the grid take hardly more steps."""
    starts, steps = StartGrid(range(0, 9000, 10)), Steps()
    near, far = busy(range(9), steps), busy(range(-450, 450), steps)
    few = steps.of(lambda: starts.clear_of(near, before=30, after=10))
    many = steps.of(lambda: starts.clear_of(far, before=30, after=10))
    assert many <= few + 2 * 7 + 2


def test_a_finer_grid_takes_no_more_steps() -> None:
    """The work is in the spans, not in the starts."""
    steps = Steps()
    spans = busy(range(9), steps)
    coarse, fine = (StartGrid(range(0, 9000, step)) for step in (100, 1))
    few = steps.of(lambda: coarse.open_within(spans, 30))
    assert steps.of(lambda: fine.open_within(spans, 30)) <= few + 4
