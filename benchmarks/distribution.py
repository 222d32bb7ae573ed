"""One decision with its full record, and the fold of a hundred thousand bookings.

Both are measured by a plain loop over the same data, which keeps no record, checks nothing and
gives no reasons: what the answer alone costs.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.timing import Race, Work, race
from teamsched import (
    Booking,
    FairShare,
    Interval,
    Ledger,
    PooledAvailability,
    ResourcePool,
    RoundRobin,
)
from teamsched.distribution import Choice, DistributionMethod

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
SPAN = Interval.lasting(BEGIN, timedelta(minutes=30))
SIZES = (10, 100, 1_000)
FOLDED = 100_000
TURNS = 200
"""How many decisions make one turn of a race, for a pool of ten."""

METHODS: Mapping[str, DistributionMethod] = {
    "RoundRobin": RoundRobin(when_blocked="next_per_start"),
    "PooledAvailability": PooledAvailability(),
    "FairShare": FairShare(),
}


@dataclass(frozen=True)
class Question:
    """A pool with some history, and who is free now."""

    pool: ResourcePool
    ledger: Ledger
    free: tuple[str, ...]

    @classmethod
    def of(cls, size: int, method: DistributionMethod) -> "Question":
        """Return a question to a pool of a size, of whom two thirds are free."""
        random = Random(size)
        names = [f"m{number:04}" for number in range(size)]
        pool = ResourcePool("pool", names, distribution=method)
        ledger = Ledger.of()
        for number in range(min(3 * size, 300)):
            booking = _booked(pool, ledger, random.sample(names, 2 * size // 3), number)
            ledger = ledger.add(booking)
        return cls(pool, ledger, tuple(random.sample(names, 2 * size // 3)))

    def choose(self) -> Choice | None:
        """Return the decision, with everything that a booking records."""
        return self.pool.choose(self.ledger, self.free)

    def plain(self) -> Callable[[], str]:
        """Return a loop that gives the page alone, by the credits and the times of the ledger."""
        account = self.ledger.account(self.pool.id)
        credit = {page: account[page].units if page in account else 0 for page in self.pool.pages}
        booked = {
            page: (account[page].last_booked if page in account else None) or 0
            for page in self.pool.pages
        }
        free = set(self.free)

        def loop() -> str:
            best, best_key = "", (0, 0)
            for page in self.pool.pages:
                if page in free:
                    key = (-credit[page], booked[page])
                    if not best or key < best_key:
                        best, best_key = page, key
            return best

        return loop


def _booked(pool: ResourcePool, ledger: Ledger, free: list[str], number: int) -> Booking:
    choice = pool.choose(ledger, free)
    assert choice is not None
    at = BEGIN + timedelta(minutes=number)
    return choice.booking(f"b{number:06}", "call", SPAN, at=at)


def decisions(*, rounds: int) -> Mapping[str, Race]:
    """Time one decision of each method in pools of several sizes, and the plain loop beside."""
    races = {}
    for size in SIZES:
        questions = {name: Question.of(size, method) for name, method in METHODS.items()}
        plain = questions["FairShare"].plain()
        assert plain() == _page(questions["FairShare"].choose())
        turns = max(1, TURNS * SIZES[0] // size)
        work = {"plain loop": Work(plain, turns)}
        work |= {name: Work(question.choose, turns) for name, question in questions.items()}
        races[f"decision, pool of {size:,}"] = race(work, rounds=rounds)
    return races


def _page(choice: Choice | None) -> str:
    return choice.page if choice else ""


def fold(*, rounds: int) -> Race:
    """Time the ledger of many bookings, and a plain loop that adds up the same postings."""
    bookings = tuple(_history(FOLDED))
    ledger, sums = Ledger.of(bookings), _summed(bookings)
    for page, tally in ledger.account("pool").items():
        assert [tally.received, tally.removed, tally.units] == sums[page]
    return race(
        {
            "plain loop": Work(lambda: _summed(bookings)),
            "teamsched": Work(lambda: Ledger.of(bookings)),
        },
        rounds=rounds,
    )


def _history(count: int) -> Iterator[Booking]:
    """Yield bookings of a pool of ten with fair share; every tenth was cancelled."""
    random = Random(count)
    names = [f"m{number}" for number in range(10)]
    pool = ResourcePool("pool", names, distribution=FairShare())
    nothing = Ledger.of()
    for number in range(count):
        free = random.sample(names, random.randrange(1, 10))
        booking = _booked(pool, nothing, free, number)
        ended = booking.cancelled(at=BEGIN + timedelta(minutes=number))
        yield booking if number % 10 else ended


def _summed(bookings: tuple[Booking, ...]) -> Mapping[str, list[int]]:
    sums: dict[str, list[int]] = {}
    for booking in bookings:
        for entry in booking.history:
            for posting in entry.postings:
                found = sums.setdefault(posting.page, [0, 0, 0])
                found[0] += posting.received
                found[1] += posting.removed
                found[2] += posting.units
    return sums
