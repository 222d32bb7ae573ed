"""How far each rule lets members drift from their fair share, in five patterns of availability.

Ten members, ten thousand bookings. A member's fair share of a booking is split by weight over those
who are free for it; what is shown is the largest distance that anybody's bookings ever had from the
sum of their shares. The rules beside our methods are the ones that are common elsewhere.

    python -m benchmarks.fairness
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from sys import stderr

from teamsched import (
    FairShare,
    Interval,
    Ledger,
    Membership,
    PooledAvailability,
    ResourcePool,
    RoundRobin,
)
from teamsched.distribution import DistributionMethod

MEMBERS = 10
BOOKINGS = 10_000
EQUAL = (1,) * MEMBERS
UNEQUAL = (1, 1, 1, 2, 2, 2, 3, 3, 4, 4)
SEED = 2026

Free = Sequence[int]
"""The numbers of those who are free for a booking."""
Rule = Callable[[Free], int]
"""Who of them gets it."""


# Who is free: patterns


def full(_: Random) -> Iterator[Free]:
    """Everybody, always."""
    while True:
        yield range(MEMBERS)


def half(random: Random) -> Iterator[Free]:
    """Everybody half of the time, independently."""
    while True:
        yield [n for n in range(MEMBERS) if random.random() < 1 / 2]


def unlike(random: Random) -> Iterator[Free]:
    """The first a tenth of the time, the second two tenths, …, the last always."""
    while True:
        yield [n for n in range(MEMBERS) if random.random() < (n + 1) / MEMBERS]


def shifts(random: Random) -> Iterator[Free]:
    """On and off, some fifty bookings at a time."""
    left = [random.randrange(1, 100) for _ in range(MEMBERS)]
    on = [random.random() < 1 / 2 for _ in range(MEMBERS)]
    while True:
        for n in range(MEMBERS):
            left[n] -= 1
            if not left[n]:
                on[n], left[n] = not on[n], random.randrange(1, 100)
        yield [n for n in range(MEMBERS) if on[n]]


def zones(random: Random) -> Iterator[Free]:
    """Working days of eight hours in three zones, eight hours apart and a little tired."""
    while True:
        hour = random.randrange(24)
        yield [
            n for n in range(MEMBERS) if (hour - 6 * (n % 3)) % 24 < 8 and random.random() < 9 / 10
        ]


PATTERNS = {
    "everybody free": full,
    "half of the time": half,
    "10 % to 100 %": unlike,
    "shifts": shifts,
    "three zones": zones,
}


# Who gets it: the rules of others


def at_random(random: Random, weights: Sequence[int]) -> Rule:
    """Draw, by weight."""
    return lambda free: random.choices(free, [weights[n] for n in free])[0]


def pointer(_: Random, __: Sequence[int]) -> Rule:
    """Go round, past those who are not free."""
    last = [-1]

    def rule(free: Free) -> int:
        last[0] = min(free, key=lambda n: (n - last[0] - 1) % MEMBERS)
        return last[0]

    return rule


def least_recently_used(_: Random, __: Sequence[int]) -> Rule:
    """Take whoever was taken longest ago."""
    when = list(range(-MEMBERS, 0))

    def rule(free: Free) -> int:
        chosen = min(free, key=lambda n: when[n])
        when[chosen] = max(when) + 1
        return chosen

    return rule


def least_count(_: Random, weights: Sequence[int]) -> Rule:
    """Take whoever is furthest behind their share of all bookings so far."""
    counts = [0] * MEMBERS

    def rule(free: Free) -> int:
        total, whole = sum(counts), sum(weights)
        chosen = max(free, key=lambda n: total * weights[n] - counts[n] * whole)
        counts[chosen] += 1
        return chosen

    return rule


# Who gets it: our methods


def method(distribution: DistributionMethod) -> Callable[[Random, Sequence[int]], Rule]:
    """Return the rule that a pool with a method is, with everything it records."""

    def rule_of(_: Random, weights: Sequence[int]) -> Rule:
        names = [f"m{n}" for n in range(MEMBERS)]
        members = [Membership(name, weight=w) for name, w in zip(names, weights, strict=True)]
        pool = ResourcePool("pool", members, distribution=distribution)
        made = datetime(2026, 1, 1, tzinfo=UTC)
        span = Interval.lasting(made, timedelta(minutes=30))
        ledger = Ledger.of()
        count = 0

        def rule(free: Free) -> int:
            nonlocal ledger, count
            count += 1
            choice = pool.choose(ledger, [names[n] for n in free])
            assert choice is not None
            at = made + timedelta(minutes=count)
            ledger = ledger.add(choice.booking(f"b{count}", "call", span, at=at))
            return names.index(choice.page)

        return rule

    return rule_of


RULES = {
    "random": at_random,
    "pointer": pointer,
    "least recently used": least_recently_used,
    "least count": least_count,
    "RoundRobin": method(RoundRobin(when_blocked="next_per_start")),
    "PooledAvailability": method(PooledAvailability()),
    "FairShare": method(FairShare()),
}


@dataclass(frozen=True)
class Outcome:
    """What came of a rule in a pattern.

    Attributes:
        deviation: The largest distance that anybody's bookings ever had from their fair share.
        run: The most bookings in a row that one member got while another was free.
    """

    deviation: float
    run: int


def play(pattern: str, rule: str, weights: Sequence[int], *, bookings: int = BOOKINGS) -> Outcome:
    """Let a rule decide the bookings of a pattern."""
    frees = PATTERNS[pattern](Random(f"{SEED} {pattern}"))
    decide = RULES[rule](Random(f"{SEED} {rule}"), weights)
    shares, loads = [0.0] * MEMBERS, [0] * MEMBERS
    deviation, longest, run, last = 0.0, 0, 0, -1
    done = 0
    while done < bookings:
        free = next(frees)
        if not free:
            continue
        chosen = decide(free)
        loads[chosen] += 1
        whole = sum(weights[n] for n in free)
        for n in free:
            shares[n] += weights[n] / whole
        if len(free) > 1:
            run = run + 1 if chosen == last else 1
            longest, last = max(longest, run), chosen
        done += 1
        deviation = max(deviation, *(abs(loads[n] - shares[n]) for n in range(MEMBERS)))
    return Outcome(deviation, longest)


def table(weights: Sequence[int], *, bookings: int = BOOKINGS) -> Iterator[str]:
    """Yield the table of the deviations as Markdown, a line each."""
    yield f"| | {' | '.join(RULES)} |"
    yield f"|---|{'---:|' * len(RULES)}"
    for pattern in PATTERNS:
        cells = []
        for rule in RULES:
            print(f"\r{pattern}: {rule:24}", end="", file=stderr, flush=True)
            cells.append(_shown(play(pattern, rule, weights, bookings=bookings)))
        yield f"| {pattern} | {' | '.join(cells)} |"
    print("\r" + " " * 60, end="\r", file=stderr)


def _shown(outcome: Outcome) -> str:
    large = 10
    exact = outcome.deviation
    return f"{exact:.0f}" if exact >= large else f"{exact:.2f}"


def main() -> None:
    """Print both tables."""
    for name, weights in (("equal weights", EQUAL), ("weights 1 to 4", UNEQUAL)):
        print(f"\n{name}: the largest distance from the fair share, in bookings\n")
        for line in table(weights):
            print(line)


if __name__ == "__main__":
    main()
