"""Interval sets are sets: of ticks, by their laws, and whatever else computes them.

A narrow interval set is compared with the ``set[int]`` of its ticks; on large ones, *portion*
must say the same.
"""

import copy
import pickle
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from operator import and_, or_, sub, xor
from random import Random
from typing import Any

import portion
import pytest
from hypothesis import example, given, strategies as st

from teamsched import sweep
from teamsched.instants import EPOCH, local_micros, to_datetime, to_instant
from teamsched.intervals import Interval, IntervalSet
from tests.generators.intervals import (
    FRAME,
    TICK,
    bounds,
    interval_sets,
    intervals,
    moments,
    rich_interval_sets,
    set_of,
    shifts,
    spans,
    ticks,
    ticks_of,
)

EMPTY = IntervalSet()
OPERATORS: list[Callable[[Any, Any], Any]] = [or_, and_, sub, xor]

pairs_of_sets = st.tuples(interval_sets, interval_sets)
triples_of_sets = st.tuples(interval_sets, interval_sets, interval_sets)
lists_of_sets = st.lists(interval_sets, min_size=1, max_size=5)


def inside(result: IntervalSet) -> set[int]:
    """Return the ticks of a result, which must have the one form that a set has."""
    assert sweep.is_canonical(result.bounds), result
    return ticks_of(result)


def outside(given: IntervalSet) -> IntervalSet:
    return given.gaps(FRAME)


# Made of ticks


@given(spans)
def test_a_set_has_the_ticks_of_its_spans(given: list[Interval]) -> None:
    """Spans may repeat, overlap and touch; what counts is the time that they cover."""
    assert inside(IntervalSet(given)) == set().union(*map(ticks_of, given))


@given(spans, st.randoms(use_true_random=False))
def test_order_and_duplicates_mean_nothing(given: list[Interval], rng: Random) -> None:
    """The same spans in another order, some of them twice, make an equal set."""
    jumbled = given + [span for span in given if rng.random() < 0.5]
    rng.shuffle(jumbled)
    assert IntervalSet(jumbled) == IntervalSet(given)


@given(interval_sets)
def test_a_set_is_made_of_its_intervals(given: IntervalSet) -> None:
    """Iterating gives the canonical spans, in order and apart; made again, it is the same set."""
    found = list(given)
    assert [bound for span in found for bound in span.bounds] == list(given.bounds)
    assert all(one.end < other.start for one, other in pairwise(found))
    assert [given[index] for index in range(len(given))] == found
    assert IntervalSet(found) == IntervalSet(iter(found)) == IntervalSet(given) == given
    assert bool(given) == bool(ticks_of(given))


# Sets from sets


@given(pairs_of_sets)
def test_operators_are_those_of_sets(pair: tuple[IntervalSet, IntervalSet]) -> None:
    """Union, intersection, difference and symmetric difference are those of the ticks."""
    a, b = pair
    for operator in OPERATORS:
        assert inside(operator(a, b)) == operator(ticks_of(a), ticks_of(b))


@given(pairs_of_sets)
def test_methods_say_what_operators_say(pair: tuple[IntervalSet, IntervalSet]) -> None:
    """Every operator has a method of the same meaning."""
    a, b = pair
    assert a.union(b) == a | b
    assert a.intersection(b) == a & b
    assert a.difference(b) == a - b
    assert a.symmetric_difference(b) == a ^ b
    assert a.issubset(b) == (a <= b)


@given(interval_sets, intervals)
def test_gaps_and_clip_partition_a_frame(given: IntervalSet, frame: Interval) -> None:
    """What of a frame is inside, and what of it is not, make up the frame."""
    assert inside(given.clip(frame)) == ticks_of(given) & ticks_of(frame)
    assert inside(given.gaps(frame)) == ticks_of(frame) - ticks_of(given)
    assert given.between(frame.start, frame.end) == given.clip(frame)


@given(lists_of_sets)
def test_at_least_counts(given: list[IntervalSet]) -> None:
    """A tick is in at_least(k) exactly if k of the sets have it."""
    counted = [tick for some in given for tick in ticks_of(some)]
    for k in range(1, len(given) + 2):
        assert inside(IntervalSet.at_least(k, given)) == {
            tick for tick in counted if counted.count(tick) >= k
        }


@given(interval_sets, shifts)
def test_shift_moves_every_tick(given: IntervalSet, by: int) -> None:
    """Moving a set moves all that is inside, and nothing else."""
    assert inside(given.shift(by * TICK)) == {tick + by for tick in ticks_of(given)}


# Questions


@given(interval_sets, ticks)
def test_a_time_is_inside_or_not(given: IntervalSet, tick: int) -> None:
    """``in`` is membership; ``at`` gives the whole interval around, which ends before its end."""
    moment = to_datetime(tick)
    found = given.at(moment)
    assert (moment in given) == (found is not None) == (tick in ticks_of(given))
    assert found in [*given, None]
    assert found is None or tick in ticks_of(found)


@given(interval_sets, intervals)
def test_questions_about_an_interval(given: IntervalSet, other: Interval) -> None:
    """Covering is all of it, overlapping any of it; touching are the whole intervals it meets."""
    ours, theirs = ticks_of(given), ticks_of(other)
    assert given.covers(other) == (theirs <= ours)
    assert given.overlaps(other) == bool(theirs & ours)
    met = [span for span in given if ticks_of(span) & theirs]
    assert list(given.touching(other)) == met
    inside(given.touching(other))


@given(pairs_of_sets)
def test_questions_about_a_set(pair: tuple[IntervalSet, IntervalSet]) -> None:
    """Disjoint and subset are those of the ticks, also for sets that were made to be so."""
    a, b = pair
    for one, other in ((a, b), (a & b, b), (a - b, b)):
        assert one.isdisjoint(other) == ticks_of(one).isdisjoint(ticks_of(other))
        assert one.issubset(other) == ticks_of(one).issubset(ticks_of(other))


@given(interval_sets)
def test_measure_and_span(given: IntervalSet) -> None:
    """The measure is how many ticks are inside; the span goes from the first to the last."""
    own = ticks_of(given)
    assert given.measure == len(own) * TICK
    assert (given.span and given.span.bounds) == ((min(own), max(own) + 1) if own else None)


@given(intervals, intervals, ticks)
def test_two_intervals(one: Interval, other: Interval, tick: int) -> None:
    """An interval answers like the set of its ticks, and sorts by start, then by end."""
    ours, theirs = ticks_of(one), ticks_of(other)
    assert one.overlaps(other) == bool(ours & theirs)
    assert one.encloses(other) == (theirs <= ours)
    assert one.abuts(other) == (not ours & theirs and len(IntervalSet([one, other])) == 1)
    assert (to_datetime(tick) in one) == (tick in ours)
    assert (one < other) == (one.bounds < other.bounds)
    assert one.duration == len(ours) * TICK


@given(intervals, shifts, st.integers(0, 5), st.integers(0, 5))
def test_a_moved_and_a_padded_interval(one: Interval, by: int, before: int, after: int) -> None:
    """Shifting moves both ends alike, padding moves them apart."""
    low, high = one.bounds
    assert one.shift(by * TICK).bounds == (low + by, high + by)
    assert one.padded(before=before * TICK, after=after * TICK).bounds == (
        low - before,
        high + after,
    )


# Laws


@given(interval_sets)
def test_identity_and_idempotence(a: IntervalSet) -> None:
    """With itself nothing changes, the empty set adds nothing and leaves nothing."""
    assert a | a == a & a == a | EMPTY == a - EMPTY == a ^ EMPTY == a
    assert a - a == a ^ a == a & EMPTY == EMPTY - a == EMPTY


@given(triples_of_sets)
def test_commutativity_and_associativity(triple: tuple[IntervalSet, ...]) -> None:
    """Neither the order nor the grouping of operands matters."""
    a, b, c = triple
    for operator in (or_, and_, xor):
        assert operator(a, b) == operator(b, a)
        assert operator(operator(a, b), c) == operator(a, operator(b, c))


@given(triples_of_sets)
def test_absorption_and_distributivity(triple: tuple[IntervalSet, ...]) -> None:
    """Union and intersection absorb each other, and distribute both ways."""
    a, b, c = triple
    assert a | (a & b) == a & (a | b) == a
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)


@given(pairs_of_sets)
def test_complements_within_a_frame(pair: tuple[IntervalSet, IntervalSet]) -> None:
    """De Morgan's laws hold within a frame, and a complement's complement is the set again."""
    a, b = pair
    assert outside(a | b) == outside(a) & outside(b)
    assert outside(a & b) == outside(a) | outside(b)
    assert outside(outside(a)) == a
    assert a & outside(a) == EMPTY
    assert a | outside(a) == IntervalSet([FRAME])


@given(pairs_of_sets)
def test_differences(pair: tuple[IntervalSet, IntervalSet]) -> None:
    """A difference is what is not in the other, and with what is in both it makes up the set."""
    a, b = pair
    assert a - b == a & outside(b)
    assert (a - b) | (a & b) == a
    assert (a - b) & (a & b) == EMPTY
    assert a ^ b == (a | b) - (a & b) == (a - b) | (b - a)


@given(pairs_of_sets)
def test_order_of_subsets(pair: tuple[IntervalSet, IntervalSet]) -> None:
    """What is in both is a subset of each, each is one of the union, and mutual ones are equal."""
    a, b = pair
    assert a & b <= a <= a | b
    assert (a <= b) == (a & b == a) == (a | b == b) == (a - b == EMPTY)
    assert (a <= b <= a) == (a == b)
    assert a.isdisjoint(b) == (a & b == EMPTY)


@given(pairs_of_sets)
def test_measures_add_up(pair: tuple[IntervalSet, IntervalSet]) -> None:
    """Union and intersection together are as long as both sets; a partition is as long as each."""
    a, b = pair
    assert (a | b).measure + (a & b).measure == a.measure + b.measure
    assert (a - b).measure + (a & b).measure == a.measure


@given(lists_of_sets)
def test_laws_of_at_least(given: list[IntervalSet]) -> None:
    """One is the union, all the intersection; more is less; the measures add up to the sets'."""
    layers = [IntervalSet.at_least(k, given) for k in range(1, len(given) + 1)]
    union, intersection = given[0], given[0]
    for one in given[1:]:
        union, intersection = union | one, intersection & one
    assert layers[0] == union
    assert layers[-1] == intersection
    assert all(more <= fewer for fewer, more in pairwise(layers))
    total = sum((one.measure for one in given), timedelta(0))
    assert sum((layer.measure for layer in layers), timedelta(0)) == total


@given(lists_of_sets, st.randoms(use_true_random=False))
def test_at_least_does_not_ask_for_the_order(given: list[IntervalSet], rng: Random) -> None:
    """The sets may come in any order, and one after another."""
    shuffled = rng.sample(given, len(given))
    for k in range(1, len(given) + 1):
        assert IntervalSet.at_least(k, iter(shuffled)) == IntervalSet.at_least(k, given)


@given(pairs_of_sets, shifts, shifts)
def test_shift_distributes(pair: tuple[IntervalSet, IntervalSet], by: int, then: int) -> None:
    """Moving the operands moves the result, moves add up, and moving back undoes them."""
    a, b = pair
    for operator in OPERATORS:
        moved = operator(a.shift(by * TICK), b.shift(by * TICK))
        assert moved == operator(a, b).shift(by * TICK)
    assert a.shift(by * TICK).shift(then * TICK) == a.shift((by + then) * TICK)
    assert a.shift(by * TICK).shift(-by * TICK) == a


@given(pairs_of_sets, intervals)
def test_nothing_handed_in_changes(pair: tuple[IntervalSet, IntervalSet], frame: Interval) -> None:
    """Operands are as they were, whatever was asked of them."""
    before = [one.bounds for one in pair]
    a, b = pair
    _ = [operator(a, b) for operator in OPERATORS]
    _ = a.gaps(frame), a.clip(frame), a.touching(frame), IntervalSet.at_least(1, pair)
    assert [one.bounds for one in pair] == before


# Against portion


def random_spans(rng: Random) -> list[tuple[int, int]]:
    """Draw a few hundred spans, so long that they overlap, touch and leave gaps."""
    longest = rng.choice([3, 30, 300])
    starts = [rng.randrange(10_000) for _ in range(rng.randrange(400))]
    return [(start, start + rng.randint(1, longest)) for start in starts]


def ours(spans: Sequence[tuple[int, int]]) -> IntervalSet:
    return IntervalSet(Interval.from_bounds(low, high) for low, high in spans)


def theirs(spans: Sequence[tuple[int, int]]) -> portion.Interval:
    return portion.Interval(*(portion.closedopen(low, high) for low, high in spans))


def read(given: portion.Interval) -> tuple[int, ...]:
    return tuple(bound for one in given if not one.empty for bound in (one.lower, one.upper))


@pytest.mark.parametrize("seed", range(25))
def test_portion_says_the_same(seed: int) -> None:
    """On large sets an independent implementation comes to the same boundaries."""
    rng = Random(seed)
    one, other = random_spans(rng), random_spans(rng)
    assert ours(one).bounds == read(theirs(one))
    for operator in (or_, and_, sub):
        assert operator(ours(one), ours(other)).bounds == read(operator(theirs(one), theirs(other)))
    frame = theirs([(500, 9_000)])
    assert ours(one).gaps(Interval.from_bounds(500, 9_000)).bounds == read(frame - theirs(one))


@pytest.mark.parametrize("seed", range(25))
def test_many_sets_are_counted_as_tick_by_tick(seed: int) -> None:
    """On large sets, at_least(k) is what counting the ticks says."""
    rng = Random(seed)
    sets = [ours(random_spans(rng)) for _ in range(rng.randint(1, 9))]
    counts = [0] * 10_301
    for one in sets:
        for tick in ticks_of(one):
            counts[tick] += 1
    for k in range(1, len(sets) + 1):
        enough = {tick for tick, count in enumerate(counts) if count >= k}
        assert inside(IntervalSet.at_least(k, sets)) == enough


# Round trips


@given(interval_sets | rich_interval_sets)
def test_text_round_trips(given: IntervalSet) -> None:
    """ISO 8601 reads back as the same set, to the microsecond and from year 2 to 9998."""
    assert IntervalSet.parse(given.isoformat()) == given
    assert [Interval.parse(span.isoformat()) for span in given] == list(given)


@given(interval_sets | rich_interval_sets)
def test_values_round_trip(given: IntervalSet) -> None:
    """Boundaries, pickles, copies and datetimes all make an equal set with an equal hash."""
    for same in (
        IntervalSet.from_bounds(given.bounds),
        IntervalSet((span.start, span.end) for span in given),
        pickle.loads(pickle.dumps(given)),  # noqa: S301 (it is our own)
        copy.copy(given),
        copy.deepcopy(given),
    ):
        assert same == given
        assert hash(same) == hash(given)
        assert type(same) is IntervalSet


@given(bounds)
def test_equal_sets_come_from_any_direction(given: tuple[int, ...]) -> None:
    """Sets made tick by tick and from boundaries are one value: equality is of what is inside."""
    made = IntervalSet.from_bounds(given)
    assert set_of(ticks_of(made)) == made
    assert hash(set_of(ticks_of(made))) == hash(made)


# Datetimes


class Wilful(datetime):
    """A datetime that refuses to be calculated with, compared, or moved to another zone."""

    def _refuse(self, *_: object) -> Any:
        raise AssertionError

    __add__ = __radd__ = __sub__ = __rsub__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    astimezone = timestamp = utctimetuple = _refuse  # type: ignore[assignment]


@given(moments)
@example(datetime(2025, 10, 26, 2, 30, tzinfo=timezone(timedelta(hours=1))))
def test_a_datetime_is_its_instant(moment: datetime) -> None:
    """Whatever the zone, the side of a repeated hour included, a datetime becomes its instant."""
    instant = to_instant(moment)
    assert instant == (moment.astimezone(UTC) - EPOCH) // TICK
    assert to_datetime(instant) == moment.astimezone(UTC)
    assert to_datetime(instant).tzinfo is UTC


@given(moments)
def test_the_fold_decides_in_a_repeated_hour(moment: datetime) -> None:
    """Two readings of one wall-clock time differ exactly by how their offsets differ."""
    first, second = moment.replace(fold=0), moment.replace(fold=1)
    offsets = [one.utcoffset() or timedelta(0) for one in (first, second)]
    assert to_instant(second) - to_instant(first) == (offsets[0] - offsets[1]) // TICK
    assert local_micros(first) == local_micros(second)


@given(moments)
def test_subclasses_of_datetime_may_calculate_as_they_like(moment: datetime) -> None:
    """Only the fields and the offset are read, so that a subclass can't change the instant."""
    day, clock = moment.timetuple()[:3], (moment.hour, moment.minute, moment.second)
    wilful = Wilful(*day, *clock, moment.microsecond, moment.tzinfo, fold=moment.fold)
    assert to_instant(wilful) == to_instant(moment)
    assert Interval.lasting(wilful, TICK) == Interval.lasting(moment, TICK)


@given(moments, st.integers(1, 10**9))
def test_an_interval_is_the_same_in_any_zone(moment: datetime, length: int) -> None:
    """Zones go in and UTC comes back, and elapsed time is what lies between."""
    span = Interval.lasting(moment, length * TICK)
    assert span.start == moment.astimezone(UTC)
    assert span.end - span.start == span.duration
    assert moment.tzinfo is not None
    assert Interval(*span.in_zone(moment.tzinfo)) == span
