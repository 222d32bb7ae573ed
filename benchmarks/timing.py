"""Timing on a machine that also does other things.

Everybody who does the same work runs in turns, A B C A B C …, so that a slow minute is slow for
all. What counts is the processor time of this process: every contender has one thread and waits
for nothing. A ratio is the median of the ratios of the rounds.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import process_time_ns

MILLISECOND = 1_000_000


@dataclass(frozen=True)
class Work:
    """What a contender does in a turn, and how often; the time is divided by it."""

    do: Callable[[], object]
    times: int = 1


@dataclass(frozen=True)
class Race:
    """The times of the contenders, round by round, in milliseconds."""

    times: Mapping[str, tuple[float, ...]]

    @property
    def contenders(self) -> tuple[str, ...]:
        """Everybody; the others are measured by the first."""
        return tuple(self.times)

    def fastest(self, name: str) -> float:
        return min(self.times[name])

    def usual(self, name: str) -> float:
        return median(self.times[name])

    def ratio(self, name: str) -> float:
        """Return how many times as long as the first a contender takes."""
        pairs = zip(self.times[name], self.times[self.contenders[0]], strict=True)
        return median(theirs / ours for theirs, ours in pairs)


def race(contenders: Mapping[str, Work], *, rounds: int) -> Race:
    """Time the contenders in turns; one more round, the first, does not count."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    with _without_garbage_collection():
        for number in range(rounds + 1):
            for name, work in contenders.items():
                taken = _time(work)
                if number:
                    times[name].append(taken)
    return Race({name: tuple(taken) for name, taken in times.items()})


def together(races: Mapping[str, Race]) -> Race:
    """Return the race over all the distances, one after another."""
    first = next(iter(races.values()))
    return Race(
        {
            name: tuple(map(sum, zip(*(one.times[name] for one in races.values()), strict=True)))
            for name in first.contenders
        }
    )


def _time(work: Work) -> float:
    gc.collect()
    begun = process_time_ns()
    for _ in range(work.times):
        work.do()
    return (process_time_ns() - begun) / work.times / MILLISECOND


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
