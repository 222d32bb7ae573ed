"""What holds of the distribution, whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import combinations, pairwise
from math import gcd
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given, strategies as st

from teamsched.bookings import Booking
from teamsched.distribution import (
    DistributionMethod,
    FairShare,
    Ledger,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    ResourcePool,
    RoundRobin,
)
from teamsched.entries import Entry
from teamsched.model import Membership
from tests import oracle
from tests.conformance.adapters import sequence
from tests.generators.cases import sequence_cases
from tests.unit.distribution.life import Life, booked, booking

METHODS: list[DistributionMethod] = [
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start", correction=False),
    FairShare(),
    PooledAvailability(),
    PooledAvailabilityWithPriority(idle_scope="pool"),
]
PAGES = "dabec"
WHO = st.sampled_from(PAGES)
FREE = st.sets(WHO)
WHICH = st.integers(0, 30)
STEPS: st.SearchStrategy[list[Any]] = st.lists(
    st.one_of(
        st.tuples(st.just("book"), FREE | st.just(set(PAGES))),
        st.tuples(st.sampled_from(["cancel", "no_show"]), WHICH),
        st.tuples(st.just("reassign"), WHICH, WHO),
        st.tuples(st.sampled_from(["pause", "resume"]), WHO),
    ),
    max_size=30,
)
WEIGHTS = st.integers(0, 3) | st.sampled_from([7, 43, 1000])


def pool_of(size: int, method: DistributionMethod) -> ResourcePool:
    return ResourcePool("sales", list(PAGES[:size]), distribution=method)


def weighted(weights: list[int]) -> ResourcePool:
    pairs = zip(PAGES, weights, strict=False)
    members = [Membership(page, weight=weight) for page, weight in pairs]
    return ResourcePool("sales", members, distribution=FairShare())


@st.composite
def pools(draw: st.DrawFn, methods: st.SearchStrategy[DistributionMethod]) -> ResourcePool:
    """Draw a pool of all the pages."""
    members = [
        Membership(page, weight=draw(WEIGHTS), priority=draw(st.sampled_from([5, 10])))
        for page in PAGES
    ]
    return ResourcePool("sales", members, distribution=draw(methods))


@st.composite
def lives(draw: st.DrawFn, methods: st.SearchStrategy[DistributionMethod]) -> Life:
    """Draw a pool and let it live: what can't happen to a booking doesn't."""
    life = Life(draw(pools(methods)))
    for verb, *arguments in draw(STEPS):
        if verb in {"cancel", "no_show", "reassign"}:
            active = [id for id, booking in life.bookings.items() if booking.active]
            if not active:
                continue
            arguments[0] = active[arguments[0] % len(active)]
        getattr(life, verb)(*arguments)
    return life


ANY = st.sampled_from(METHODS)
LIVES = lives(ANY)
FAIR_LIVES = lives(st.just(FairShare()))


def contents(ledger: Ledger) -> Any:
    """Return all that a ledger says."""
    said = ledger.standings("sales"), ledger.clocks(None, "demo"), ledger.away("sales")
    return ledger, ledger.version, ledger.bookings, ledger.roster, *said


# --- methods -----------------------------------------------------------------------------------


@given(
    LIVES,
    st.dictionaries(WHO | st.just("eve"), st.integers(0, 7)),
    st.integers(1, 3),
    st.frozensets(WHO),
)
def test_shown_or_hidden(
    life: Life, starts: dict[str, int], count: int, seated: frozenset[str]
) -> None:
    """Whoever is in line and may be drawn is shown in full, or has a reason why not."""
    method, line = life.pool.distribution, life.pool.line(life.ledger)
    shown = method.shows(line, starts, count=count, seated=seated)
    hidden = method.hides(line, starts, count=count, seated=seated)
    in_line = {member.page for member in line.members}
    assert in_line | line.inactive.keys() == set(PAGES)
    assert shown == {page: starts[page] for page in shown}
    assert not shown.keys() & hidden.keys()
    assert shown.keys() | hidden.keys() == (starts.keys() & in_line) - seated


@given(LIVES, FREE, st.binary(max_size=3), st.randoms())
def test_ranked_and_charged(life: Life, free: set[str], tie: bytes, random: Any) -> None:
    """Everybody free in the line is ranked with a reason, in whichever order they come."""
    method, line = life.pool.distribution, life.pool.line(life.ledger)
    ranking = method.rank(line, free, tie=tie)
    shuffled = random.sample(sorted(free), len(free))
    assert ranking == method.rank(line, shuffled, tie=tie)
    assert sorted(ranking.order) == sorted(free - line.inactive.keys())
    assert ranking.reasons.keys() == set(ranking.order)
    for page in ranking.order:
        charge = method.charge(line, free, page)
        assert charge == method.charge(line, shuffled, page)
        assert {posting.pool for posting in charge} == {line.pool}
        assert [(p.page, p.received) for p in charge if p.received] == [(page, 1)]
        assert not any(posting.removed or posting.held for posting in charge)


@given(LIVES, FREE)
def test_whoever_is_chosen_is_free(life: Life, free: set[str]) -> None:
    """Nobody gets a booking who can't take it, and unless a line waits somebody who can does."""
    choice = life.pool.choose(life.ledger, free)
    able = free - life.pool.line(life.ledger).inactive.keys()
    assert choice is None or choice.page in able
    assert choice is not None or not able or life.pool.distribution == RoundRobin()


# --- fair share ----------------------------------------------------------------------------------


@given(FAIR_LIVES)
def test_credits_sum_to_zero(life: Life) -> None:
    """What one is owed, others owe, whatever has happened."""
    assert sum(life.credits().values()) == 0


@given(st.lists(WEIGHTS, min_size=1, max_size=5), st.lists(FREE, max_size=60))
def test_credits_are_bounded(weights: list[int], frees: list[set[str]]) -> None:
    """Nobody is ever further than (n - 1)/2 bookings from their fair share."""
    life = Life(weighted(weights))
    for free in frees:
        life.book(free)
        assert max(map(abs, life.credits().values())) <= Fraction(len(weights) - 1, 2)


@pytest.mark.parametrize(("size", "reached"), [(2, "1/2"), (3, "5/6"), (4, "13/12")])
def test_an_adversary_stays_within_the_bound(size: int, reached: str) -> None:
    """Somebody who picks who is free, always for the worst, gets no further than that."""
    life = Life(pool_of(size, FairShare()))
    groups = [free for k in range(1, size + 1) for free in combinations(life.pool.pages, k)]
    worst = Fraction(0)
    for _ in range(40):
        after = []
        for free in groups:
            branch = Life(life.pool)
            branch.ledger, branch.minute = life.ledger, life.minute
            branch.book(free)
            after.append((spread(branch), free))
        life.book(max(after)[1])
        worst = max(worst, *map(abs, life.credits().values()))
    assert worst == Fraction(reached) <= Fraction(size - 1, 2)


def spread(life: Life) -> Fraction:
    return sum((credit**2 for credit in life.credits().values()), Fraction(0))


@given(FAIR_LIVES, FREE)
def test_booking_and_cancelling_is_nothing(life: Life, free: set[str]) -> None:
    """Credits come back to the last unit."""
    before = life.credits()
    if life.book(free):
        life.cancel(f"b-{life.minute}")
    assert life.credits() == before


@given(lives(st.sampled_from([FairShare(), RoundRobin()])), FREE, WHO)
def test_there_and_back_is_nothing(life: Life, free: set[str], to: str) -> None:
    """Reassigning a booking and reassigning it back leaves every credit as it was."""
    page = life.book(free)
    before = life.credits()
    if page:
        id = f"b-{life.minute}"
        life.reassign(id, to)
        life.reassign(id, page)
    assert life.credits() == before


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_a_period_follows_the_weights(weights: list[int]) -> None:
    """With everybody free, every period of bookings is split exactly by weight."""
    life = Life(weighted(weights))
    divisor = gcd(*weights)
    for period in (1, 2):
        for _ in range(sum(weights) // divisor):
            life.book()
        assert life.received() == [period * weight // divisor for weight in weights]


@given(STEPS, st.integers(2, 5))
def test_scaling_weights_changes_nothing(steps: list[Any], scale: int) -> None:
    """Twice all the weights is the same distribution."""
    received = []
    for factor in (1, scale):
        life = Life(weighted([0, factor, 2 * factor, factor, 3 * factor]))
        for verb, *arguments in steps:
            if verb == "book":
                life.book(*arguments)
        received.append(life.received())
    assert received[0] == received[1]


# --- turns and idle time -----------------------------------------------------------------------


@pytest.mark.parametrize("method", [*METHODS[:4], PooledAvailability(idle_scope="pool")])
@pytest.mark.parametrize("size", range(1, 6))
def test_full_attendance_is_equal(method: DistributionMethod, size: int) -> None:
    """With equal weights and everybody free, nobody is ever two bookings ahead."""
    life = Life(pool_of(size, method))
    for number in range(1, 3 * size + 1):
        life.book(tie=b"%d" % number)
        received = life.received()
        assert max(received) - min(received) == (number % size > 0)


@given(st.lists(FREE, max_size=60), st.sampled_from(["pool", "page_and_event_type"]))
def test_waiting_is_bounded(frees: list[set[str]], scope: Any) -> None:
    """Who has been idle longest misses at most n - 1 of the bookings that they could take."""
    life = Life(pool_of(5, PooledAvailability(idle_scope=scope)))
    missed = dict.fromkeys(PAGES, 0)
    for free in frees:
        chosen = life.book(free)
        for page in free:
            missed[page] = 0 if page == chosen else missed[page] + 1
        assert max(missed.values()) <= len(PAGES) - 1


@given(st.lists(FREE, max_size=40))
def test_a_waiting_line_stays_level(frees: list[set[str]]) -> None:
    """Where the line waits, standings never differ by more than one, whoever is free."""
    life = Life(pool_of(5, RoundRobin()))
    for free in frees:
        life.book(free)
        assert max(life.received()) - min(life.received()) <= 1


# --- the ledger --------------------------------------------------------------------------------


@given(LIVES, st.randoms())
def test_the_order_of_adding_is_nothing(life: Life, random: Any) -> None:
    """All revisions and roster entries, in any order and more than once, make the same ledger."""
    told = random.sample(life.told, len(life.told)) + life.told[::3]
    added = Ledger.of()
    for item in told:
        added = added.add(item)
    bookings = [item for item in told if isinstance(item, Booking)]
    entries = [item for item in told if isinstance(item, Entry)]
    assert contents(added) == contents(Ledger.of(bookings, entries)) == contents(life.ledger)
    assert contents(added) == contents(Ledger.of(life.bookings.values(), entries))


@given(LIVES)
def test_a_view_never_changes(life: Life) -> None:
    """Whatever grows out of a ledger, and off whichever of them, it says what it has said."""
    trunk = [Ledger.of()]
    for item in life.told:
        trunk.append(trunk[-1].add(item))
    before = [contents(ledger) for ledger in trunk]
    for ledger, item in zip(trunk, reversed(life.told), strict=False):
        branch = ledger.add(item).add(booking("other", booked("a")))
        assert set(branch.bookings) >= {booking("other", booked("a"))}
    assert [contents(ledger) for ledger in trunk] == before
    assert contents(trunk[-1]) == contents(life.ledger)


def test_threads_may_add_to_one_ledger() -> None:
    """Each gets what it would have got alone, though all share a log."""
    trunk = Ledger.of(booking(f"t-{n}", booked("a", n)) for n in range(20))
    many = 8
    barrier = Barrier(many)

    def grow(thread: int) -> list[Ledger]:
        barrier.wait()
        ledgers = [trunk]
        for n in range(60):
            ledgers.append(ledgers[-1].add(booking(f"{thread}-{n}", booked("b", n))))
            assert len(ledgers[-1].bookings) == 21 + n
        return ledgers

    with ThreadPoolExecutor(many) as executor:
        grown = list(executor.map(grow, range(many)))
    for thread, ledgers in enumerate(grown):
        alone = [booking(f"{thread}-{n}", booked("b", n)) for n in range(60)]
        assert ledgers[-1] == Ledger.of([*trunk.bookings, *alone])
        assert [after.account("sales")["b"].received for after in ledgers[1:]] == list(range(1, 61))
        assert all(len(after.bookings) - len(old.bookings) == 1 for old, after in pairwise(ledgers))


# --- everything ----------------------------------------------------------------------------------


@given(sequence_cases())
def test_sequences_are_as_the_oracle_says(case: dict[str, Any]) -> None:
    """Every strategy agrees with a naive one, in exact fractions, step by step."""
    assert sequence(case) == oracle.sequence(case)
