"""The laws of fair share: what credits add up to, how far they go, and what they depend on."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import chain, combinations, count, pairwise, product
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from teamsched.bookings import Booking
from teamsched.distribution import FairShare, Ledger, ResourcePool
from teamsched.distribution.accounts import Tally
from teamsched.distribution.lines import Line
from teamsched.distribution.parts import Part
from teamsched.distribution.shares import Branch, Node, nominal, shares
from teamsched.entries import UNIT, Kind, Loss
from teamsched.model import Membership
from tests.unit.distribution.life import SPAN, Life, at, roster

PAGES = "dabec"
WHO = st.sampled_from(PAGES)
FREE = st.sets(WHO)
WEIGHTS = st.integers(0, 3) | st.sampled_from([7, 43, 1_000_000])
MINUTES = (15, 30, 90)

# --- pools, parts and all ------------------------------------------------------------------------

Tree = Any
"""The weight of a member, or a weight and a list of trees."""
TREES: st.SearchStrategy[list[Tree]] = st.lists(
    st.recursive(
        WEIGHTS, lambda inner: st.tuples(WEIGHTS, st.lists(inner, max_size=3)), max_leaves=6
    ),
    min_size=1,
    max_size=4,
)


def planted(id: str, trees: Iterable[Tree], names: Iterator[str], **options: Any) -> ResourcePool:
    """Return the pool that some trees are, its members named one after the other."""
    members = [
        Part(planted(f"{id}.{number}", tree[1], names), tree[0])
        if isinstance(tree, tuple)
        else Membership(next(names), weight=tree)
        for number, tree in enumerate(trees)
    ]
    return ResourcePool(id, members, distribution=FairShare(**options))


def grown(trees: Iterable[Tree], **options: Any) -> ResourcePool:
    return planted("sales", trees, (f"p{number:02}" for number in count()), **options)


class FairLife(Life):
    """A life in which there is more to do, and in which every booking says how long it lasts."""

    def __init__(self, pool: ResourcePool) -> None:
        super().__init__(pool)
        self.worth: dict[str, int] = {}

    def book_for(self, free: Collection[str], minutes: int, to: str | None = None) -> str | None:
        """Book who should be, or whom somebody says, for some minutes."""
        now, lasting = self.tick(), timedelta(minutes=minutes)
        choice = self.pool.choose(self.ledger, sorted(free), lasting=lasting, now=now)
        if choice is None:
            return None
        if to in choice.ranking.order:
            line = self.pool.line(self.ledger, lasting=lasting, now=now)
            postings = self.pool.distribution.charge(line, free, to)
            choice = attrs.evolve(choice, page=to, postings=postings)
        id = f"b-{self.minute}"
        self.worth[id] = minutes
        self.add(choice.booking(id, "demo", SPAN, at=now))
        return choice.page

    def book_all(self, minutes: int) -> str | None:
        return self.book_for(self.pool.pages, minutes)

    def end(self, number: int, verb: str, *arguments: Any) -> int:
        """Let something happen to one of the bookings; return what it is worth, 0 for nothing."""
        active = [id for id, booking in self.bookings.items() if booking.active]
        if not active:
            return 0
        id = active[number % len(active)]
        self.add(getattr(self.bookings[id], verb)(*arguments, at=self.tick()))
        return self.worth[id]

    def leave(self, page: str) -> None:
        self.add(self.pool.leaving(page, self.ledger, at=self.tick()))

    def enter(self, page: str) -> None:
        if page in self.pool.pages:
            self.add(self.pool.joining(page, self.ledger, at=self.tick()))
        else:
            self.join(page)

    def change(self, trees: Iterable[Tree]) -> None:
        """Give the same pages other weights and other parts, as far as there are places."""
        before = self.pool.pages
        new = (name for n in count() if (name := f"new-{n}") not in before)
        changed = planted("sales", trees, chain(before, new))
        missing = [page for page in before if page not in changed.pages]
        self.pool = attrs.evolve(changed.including(*missing), distribution=self.pool.distribution)


SIZES = st.sampled_from(MINUTES)
WHICH = st.integers(0, 30)
DOES_NOT_WIDEN = st.one_of(
    st.tuples(st.just("book_for"), FREE, SIZES),
    st.tuples(st.just("book_all"), SIZES),
    st.tuples(st.sampled_from(["pause", "resume", "leave", "enter"]), WHO),
    st.tuples(st.just("change"), TREES),
    st.tuples(st.just("end"), WHICH, st.sampled_from(["no_show", "completed"])),
)
WIDENS = st.one_of(
    st.tuples(st.just("book_for"), FREE, SIZES, WHO),
    st.tuples(st.just("end"), WHICH, st.sampled_from(["cancelled", "reschedule_requested"])),
    st.tuples(st.just("end"), WHICH, st.just("reassigned"), WHO),
    st.tuples(st.just("end"), WHICH, st.just("rescheduled"), st.just(SPAN)),
)
STEPS: st.SearchStrategy[list[Any]] = st.lists(DOES_NOT_WIDEN, max_size=40)
ANY_STEPS: st.SearchStrategy[list[Any]] = st.lists(DOES_NOT_WIDEN | WIDENS, max_size=30)


def options_of(*options: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(options)


AVAILABLE = options_of(
    {},
    {"unit": "minutes"},
    {"ramp_up": timedelta(minutes=9)},
    {"unit": "minutes", "ramp_up": timedelta(minutes=5), "ramp_from": Fraction(1, 3)},
)
ANY = AVAILABLE | options_of(
    {"basis": "all"},
    {"basis": "all", "cap": Fraction(2, 3), "keeps": [Loss.HOST_CANCELLED]},
    {"basis": "all", "cap": 40, "unit": "minutes", "keeps": []},
)


def founded(options: dict[str, Any]) -> FairLife:
    return FairLife(ResourcePool("sales", list(PAGES), distribution=FairShare(**options)))


def over(owed: Collection[Fraction], worth: int = 1) -> Fraction:
    """Return by how much some set of pages is over its bound, worth·k(n - k)/2; at least 0.

    Of the sets of k pages, the k highest credits are over by most, and none is over because of who
    is below: what the others are under is what these are over.
    """
    high = sorted(owed, reverse=True)
    n = len(high)
    return max(sum(high[:k], Fraction(0)) - Fraction(worth * k * (n - k), 2) for k in range(n + 1))


# --- the split, against a slow one ---------------------------------------------------------------


def exactly(total: Fraction, nodes: Sequence[Node], among: Collection[str]) -> dict[str, Fraction]:
    """Return the shares as fractions, part by part."""
    present = [node for node in nodes if leaves([node]) & set(among)]
    weights = [node.weight for node in present]
    weights = weights if sum(weights) else [1 for _ in present]
    found: dict[str, Fraction] = {}
    for node, weight in zip(present, weights, strict=True):
        part = total * Fraction(weight, sum(weights))
        if isinstance(node, Branch):
            found |= exactly(part, node.nodes, among)
        else:
            found[node.page] = part
    return found


def leaves(nodes: Iterable[Node]) -> set[str]:
    return {
        page
        for node in nodes
        for page in (leaves(node.nodes) if isinstance(node, Branch) else {node.page})
    }


def levels(nodes: Iterable[Node]) -> int:
    return 1 + max((levels(node.nodes) for node in nodes if isinstance(node, Branch)), default=0)


TOTALS = st.integers(0, 100) | st.just(UNIT)


@given(TREES, TOTALS, st.data())
def test_shares_are_exact_to_a_unit_a_level(trees: list[Tree], total: int, data: Any) -> None:
    """They add up to the unit, and only those who are there and have a weight have one."""
    pool = grown(trees)
    among = data.draw(st.sets(st.sampled_from(pool.pages))) if pool.pages else set()
    found, exact = shares(total, pool.nodes, among), exactly(Fraction(total), pool.nodes, among)
    assert sum(found.values()) == (total if among else 0)
    assert found.keys() <= exact.keys() == among
    for page, share in exact.items():
        assert abs(found.get(page, 0) - share) < levels(pool.nodes)
        assert page in found or not share


@given(TREES, st.integers(2, 9), st.data())
def test_scaling_the_weights_of_a_level_changes_nothing(
    trees: list[Tree], scale: int, data: Any
) -> None:
    """Branches and members alike."""
    pool = grown(trees)
    among = data.draw(st.sets(st.sampled_from(pool.pages))) if pool.pages else set()

    def scaled(node: Node) -> int:
        return scale * nominal(node)

    assert shares(UNIT, pool.nodes, among, scaled) == shares(UNIT, pool.nodes, among)


# --- credit --------------------------------------------------------------------------------------


@given(options=ANY, steps=ANY_STEPS)
def test_credits_sum_to_zero(options: dict[str, Any], steps: list[Any]) -> None:
    """What one is owed, others owe, whatever the options and whatever has happened."""
    life = founded(options)
    for verb, *arguments in steps:
        attempt(life, verb, *arguments)
        assert sum(life.credits().values()) == 0


def attempt(life: FairLife, verb: str, *arguments: Any) -> int:
    """Let something happen; return what it is worth if it widens the bound, else 0."""
    if verb == "end" and arguments[1] == "rescheduled":
        number, _, span = arguments
        return life.end(number, "rescheduled", span.shift(timedelta(1)))
    worth = getattr(life, verb)(*arguments)
    if verb == "end":
        return (
            int(worth) if arguments[1] in {"cancelled", "reschedule_requested", "reassigned"} else 0
        )
    return int(arguments[1]) if verb == "book_for" and len(arguments) == 3 else 0


@given(options=AVAILABLE, steps=STEPS)
def test_every_set_of_pages_is_bounded(options: dict[str, Any], steps: list[Any]) -> None:
    """Any k of n are within k(n - k)/2 of the largest booking, whoever comes, goes or changes."""
    life = founded(options)
    worth = max(MINUTES) if options.get("unit") == "minutes" else 1
    for verb, *arguments in steps:
        attempt(life, verb, *arguments)
        owed = life.credits().values()
        assert over(owed, worth) == 0
        assert max(map(abs, owed)) <= Fraction(worth * (len(owed) - 1), 2)


@given(options=AVAILABLE, steps=ANY_STEPS)
def test_what_the_rule_did_not_decide_widens_the_bound(
    options: dict[str, Any], steps: list[Any]
) -> None:
    """By as much as each cancelled, handed over or forced booking is worth, and no more."""
    life = founded(options)
    minutes = options.get("unit") == "minutes"
    widened = 0
    for verb, *arguments in steps:
        worth = attempt(life, verb, *arguments)
        widened += worth if minutes else worth > 0
        assert over(life.credits().values(), max(MINUTES) if minutes else 1) <= widened


@given(st.integers(1, 20))
def test_the_widening_is_needed(times: int) -> None:
    """All of one member's bookings cancelled: it is owed half of each, beyond the bound."""
    life = Life(ResourcePool("sales", ["a", "b"], distribution=FairShare()))
    for _ in range(2 * times):
        life.book()
    for id in [id for id, booking in life.bookings.items() if booking.seats[0].page == "a"]:
        life.cancel(id)
    assert life.credits() == {"a": Fraction(times, 2), "b": Fraction(-times, 2)}
    assert over(life.credits().values()) == Fraction(times - 1, 2)


# --- an adversary --------------------------------------------------------------------------------


def lined(nodes: Sequence[Node], pages: Sequence[str]) -> Line:
    """Return a line in which nothing has happened."""
    members = [Membership(page) for page in pages]
    return Line("sales", tuple(members), {}, {}, {}, nodes=tuple(nodes))


def booked(method: FairShare, line: Line, free: Collection[str]) -> Line:
    """Return the line once whoever should have a booking has it."""
    chosen = method.rank(line, free, tie=b"").order[0]
    return line.charged(method.charge(line, free, chosen))


def credits_of(line: Line) -> list[Fraction]:
    return [Fraction(line.tally(page).units, UNIT) for page in line.pages]


def groups(pages: Sequence[str], least: int = 1, most: int | None = None) -> list[tuple[str, ...]]:
    sizes = range(least, (most or len(pages)) + 1)
    return [group for size in sizes for group in combinations(pages, size)]


def reachable(size: int, sets: Iterable[Collection[str]]) -> set[tuple[Fraction, ...]]:
    """Return all credits, in order of size, that bookings with such sets free can lead to.

    With equal weights it is of no matter who has which credit, so one line stands for all that
    are the same in order of size.
    """
    method, pages = FairShare(), PAGES[:size]
    sets = list(sets)
    start = lined([Membership(page) for page in pages], pages)
    seen, todo = {tuple(sorted(credits_of(start)))}, [start]
    while todo:
        line = todo.pop()
        for free in sets:
            after = booked(method, line, free)
            key = tuple(sorted(credits_of(after)))
            if key not in seen:
                seen.add(key)
                todo.append(after)
    return seen


@pytest.mark.parametrize(("size", "worst"), [(2, "1/2"), (3, "1/2"), (4, "1"), (5, "1")])
def test_pairs_of_equals_get_as_far_as_they_can(size: int, worst: str) -> None:
    """With two free at a time, the worst of all that can happen is half of n/2, rounded down."""
    found = reachable(size, groups(PAGES[:size], 2, 2))
    assert max(abs(credit) for state in found for credit in state) == Fraction(worst)


@pytest.mark.parametrize(("size", "worst"), [(2, "1/2"), (3, "5/6"), (4, "7/6")])
def test_groups_of_equals_get_as_far_as_they_can(size: int, worst: str) -> None:
    """With any free, the worst of all that can happen is known, and no rule has a better one."""
    found = reachable(size, groups(PAGES[:size]))
    assert max(abs(credit) for state in found for credit in state) == Fraction(worst)
    assert max(map(over, found)) == 0


def levelling(credit: Fraction, other: Fraction) -> tuple[int, int]:
    """Return weights by which a booking puts two pages at the same credit before it is paid."""
    share = (1 + other - credit) / 2
    weight = round(share * 1_000_000)
    return weight, 1_000_000 - weight


@pytest.mark.parametrize("size", range(2, 6))
def test_the_bound_is_reached(size: int) -> None:
    """Pairs whose weights are made to level them: (n - 1)/2 is approached, and never passed."""
    method, pages = FairShare(), PAGES[:size]
    line, worst = lined([], pages), Fraction(0)
    for _ in range(120):
        standing = sorted(zip(credits_of(line), pages, strict=True))
        gap, (low, one), (high, other) = min(
            (high[0] - low[0], low, high) for low, high in pairwise(standing)
        )
        assert gap <= 1
        light, heavy = levelling(high, low)
        nodes = (Membership(other, weight=light), Membership(one, weight=heavy))
        line = booked(method, attrs.evolve(line, nodes=nodes), {one, other})
        worst = max(worst, *map(abs, credits_of(line)))
        assert over(credits_of(line)) == 0
    assert Fraction(size - 1, 2) - Fraction(1, 1000) < worst <= Fraction(size - 1, 2)


def variants(pages: str) -> list[tuple[Node, ...]]:
    """Return some ways to weigh and to nest the same pages."""
    n = len(pages)
    weights = [[1] * n, list(range(1, n + 1)), [9, *[1] * (n - 1)], [0, *range(n, 1, -1)]]
    flat = [
        tuple(Membership(page, weight=w) for page, w in zip(pages, some, strict=True))
        for some in weights
    ]
    nested = (Branch(2, flat[0][: n // 2]), Branch(1, (Branch(5, flat[1][n // 2 :]),)))
    beside = (flat[0][0], Branch(1, flat[0][1:]))
    return [*flat, nested, beside]


@pytest.mark.parametrize("size", [3, 4, 5])
@pytest.mark.parametrize("minutes", [(1,), (1, 3)])
def test_a_greedy_adversary_stays_within_the_bound(size: int, minutes: tuple[int, ...]) -> None:
    """Whoever picks who is free, the weights, the parts and the length, always for the worst."""
    method, pages = FairShare(unit="minutes"), PAGES[:size]
    line, worst = lined([], pages), Fraction(0)
    moves = list(product(variants(pages), groups(pages, 2, 3), minutes))
    for _ in range(12):
        asked = (
            (attrs.evolve(line, nodes=nodes, lasting=timedelta(minutes=length)), free)
            for nodes, free, length in moves
        )
        line = max((booked(method, *one) for one in asked), key=spread)
        assert over(credits_of(line), max(minutes)) == 0
        worst = max(worst, *map(abs, credits_of(line)))
    assert worst > Fraction(max(minutes) * (size - 1), 2) * Fraction(2, 3)


def spread(line: Line) -> Fraction:
    return sum((credit**2 for credit in credits_of(line)), Fraction(0))


def test_a_greedy_adversary_may_let_people_come_and_go() -> None:
    """Joining, pausing and leaving are as good as not being free: n counts all there ever were."""
    life = FairLife(ResourcePool("sales", ["a", "b", "c"], distribution=FairShare()))
    worst = Fraction(0)
    for turn in range(24):
        if turn == 8:
            life.enter("d")
        if turn % 6 == 3:
            life.pause(max((credit, page) for page, credit in life.credits().items())[1])
        if turn % 6 == 5:
            for page in life.pool.pages:
                life.resume(page)
        line = life.pool.line(life.ledger)
        after = [
            (spread(booked(FairShare(), line, free)), free)
            for free in groups([member.page for member in line.members], 2)
        ]
        life.book(max(after)[1])
        assert over(life.credits().values()) == 0
        worst = max(worst, *map(abs, life.credits().values()))
    assert Fraction(5, 6) <= worst <= Fraction(3, 2)


# --- full attendance -----------------------------------------------------------------------------


@given(st.integers(1, 5), st.lists(st.lists(WEIGHTS, min_size=5, max_size=5), max_size=40))
def test_with_everybody_free_the_bound_is_harmonic(size: int, weights: list[list[int]]) -> None:
    """Nobody is more than 1/2 + … + 1/n behind, or 1 - 1/n ahead, however the weights change."""
    method, pages = FairShare(), PAGES[:size]
    line = lined([], pages)
    for some in weights:
        nodes = [Membership(page, weight=w) for page, w in zip(pages, some, strict=False)]
        line = booked(method, attrs.evolve(line, nodes=tuple(nodes)), pages)
        assert max(credits_of(line)) <= sum(Fraction(1, k) for k in range(2, size + 1))
        assert min(credits_of(line)) >= Fraction(1, size) - 1


@pytest.mark.parametrize("size", range(2, 6))
def test_the_harmonic_bound_is_reached(size: int) -> None:
    """By taking the weight of whoever was booked."""
    method, pages = FairShare(), PAGES[:size]
    line, left = lined([], pages), list(pages)
    while len(left) > 1:
        nodes = tuple(Membership(page, weight=int(page in left)) for page in pages)
        before = attrs.evolve(line, nodes=nodes)
        line = booked(method, before, pages)
        left = [page for page in left if line.tally(page).received == 0]
    assert max(credits_of(line)) == sum(Fraction(1, k) for k in range(2, size + 1))


@given(st.lists(st.integers(0, 8), min_size=1, max_size=5))
def test_with_everybody_free_it_is_the_smooth_weighted_round_robin(weights: list[int]) -> None:
    """Everybody gains their weight, the highest is chosen and loses the total; all in integers."""
    life = Life(ResourcePool("sales", members(weights), distribution=FairShare()))
    weights = weights if any(weights) else [1] * len(weights)
    current, last = [0] * len(weights), [-1] * len(weights)
    for turn in range(2 * sum(weights)):
        current = [credit + weight for credit, weight in zip(current, weights, strict=True)]
        able = [n for n, weight in enumerate(weights) if weight]
        first = min(able, key=lambda n: (-current[n], last[n], n))
        current[first] -= sum(weights)
        last[first] = turn
        assert life.book() == PAGES[first]
        if (turn + 1) % sum(weights) == 0:
            assert set(life.credits().values()) == {0}


def members(weights: Iterable[int]) -> list[Membership]:
    return [Membership(page, weight=w) for page, w in zip(PAGES, weights, strict=False)]


@given(st.integers(1, 5), st.integers(1, 4))
def test_equals_are_level_after_every_round(size: int, rounds: int) -> None:
    """After every n bookings everybody has the same, and no credit is left."""
    life = Life(ResourcePool("sales", list(PAGES[:size]), distribution=FairShare()))
    for done in range(1, rounds + 1):
        for _ in range(size):
            life.book()
        assert life.received() == [done] * size
        assert set(life.credits().values()) == {0}


# --- what it depends on --------------------------------------------------------------------------


@given(options=ANY, steps=ANY_STEPS, random=st.randoms())
def test_credits_are_a_sum_in_any_order(
    options: dict[str, Any], steps: list[Any], random: Any
) -> None:
    """Of the bookings and the roster, and of nothing else."""
    life = founded(options)
    for verb, *arguments in steps:
        attempt(life, verb, *arguments)
    told = random.sample(life.told, len(life.told))
    bookings = [item for item in told if isinstance(item, Booking)]
    entries = [item for item in told if not isinstance(item, Booking)]
    again = Ledger.of(bookings, entries).standings("sales", life.pool.pages)
    assert {one.page: one.credit for one in again} == life.credits()


@given(options=ANY, steps=ANY_STEPS, free=FREE, to=WHO, minutes=SIZES)
def test_what_is_undone_is_nothing(
    options: dict[str, Any], steps: list[Any], free: set[str], to: str, minutes: int
) -> None:
    """There and back again, and booked and cancelled, to the last unit."""
    life = founded({**options, "keeps": []})
    for verb, *arguments in steps:
        attempt(life, verb, *arguments)
    before = life.credits()
    page = life.book_for(free, minutes)
    if page is None:
        return
    id, made = f"b-{life.minute}", life.credits()
    life.reassign(id, to)
    moved = life.credits()
    worth = minutes if options.get("unit") == "minutes" else 1
    paid = {one: worth * ((one == page) - (one == to)) for one in moved}
    assert moved == {one: made.get(one, Fraction(0)) + paid[one] for one in moved}
    life.reassign(id, page)
    assert life.credits() == made
    life.cancel(id)
    assert life.credits() == before


@given(STEPS, FREE, SIZES)
def test_who_is_not_free_is_left_as_they_are(steps: list[Any], free: set[str], size: int) -> None:
    """A booking changes the credits of those who could have taken it, and no others."""
    life = founded({})
    for verb, *arguments in steps:
        attempt(life, verb, *arguments)
    before = life.credits()
    life.book_for(free, size)
    after = life.credits()
    assert {page: after[page] for page in after if page not in free} == {
        page: before[page] for page in before if page not in free
    }


@given(STEPS)
def test_whoever_joins_starts_at_zero(steps: list[Any]) -> None:
    """Which is the mean, and nobody else's credit changes."""
    life = founded({"ramp_up": timedelta(minutes=3)})
    for verb, *arguments in steps:
        attempt(life, verb, *arguments)
    before = life.credits()
    life.join("zoe")
    assert life.credits() == {**before, "zoe": 0}


@given(st.sampled_from(["available", "all"]), TREES, st.data())
def test_without_a_weight_is_a_last_resort(basis: str, trees: list[Tree], data: Any) -> None:
    """Whatever the credits, nobody is chosen whose exact share would be nothing."""
    pool = grown(trees, basis=basis)
    if not pool.pages:
        return
    free = data.draw(st.sets(st.sampled_from(pool.pages), min_size=1))
    units = data.draw(st.lists(st.integers(-5, 5), min_size=len(pool.pages), max_size=99))
    life = Life(pool)
    for page, bookings in zip(pool.pages, units, strict=False):
        life.add(roster(Kind.JOINED, page, units=bookings * UNIT))
    assert exactly(Fraction(1), pool.nodes, free)[str(life.book(free))] > 0


LEVELS = st.lists(st.integers(0, 20), min_size=5, max_size=5, unique=True)


@given(st.permutations(PAGES), st.lists(st.integers(0, 8), min_size=5, max_size=5), LEVELS, FREE)
def test_the_order_of_the_pool_settles_ties_only(
    order: list[str], weights: list[int], last: list[int], free: set[str]
) -> None:
    """Where the last bookings differ, the members may be named in any order."""
    accounts = {
        page: Tally(units=n % 3 * UNIT // 7, last_booked=n)
        for page, n in zip(PAGES, last, strict=True)
    }
    named = dict(zip(PAGES, members(weights), strict=True))
    rankings = [
        FairShare().rank(Line("sales", tuple(some), accounts, {}, {}), free, tie=b"")
        for some in (named.values(), [named[page] for page in order])
    ]
    assert rankings[0].order == rankings[1].order
    assert rankings[0].reasons == rankings[1].reasons


@given(
    st.lists(st.integers(0, 8), min_size=5, max_size=5),
    st.lists(st.tuples(st.sets(WHO, min_size=1), SIZES), max_size=20),
    st.integers(2, 5),
)
def test_scaling_minutes_scales_credits(
    weights: list[int], bookings: list[tuple[set[str], int]], scale: int
) -> None:
    """All bookings twice as long is all credits twice as high."""
    lives = [
        FairLife(ResourcePool("sales", members(weights), distribution=FairShare(unit="minutes")))
        for _ in range(2)
    ]
    for free, minutes in bookings:
        chosen = {
            life.book_for(free, minutes * by) for by, life in zip((1, scale), lives, strict=True)
        }
        assert len(chosen) == 1
    once, scaled = (life.credits() for life in lives)
    assert scaled == {page: scale * credit for page, credit in once.items()}


@given(TREES, st.integers(2, 9), st.data())
def test_scaling_all_weights_changes_no_booking(trees: list[Tree], scale: int, data: Any) -> None:
    """Twice all the weights, those of the parts too, is the same distribution."""

    def scaled(tree: Tree) -> Tree:
        if isinstance(tree, tuple):
            return scale * tree[0] % 1_000_000, [scaled(one) for one in tree[1]]
        return tree * scale % 1_000_000

    trees = [tree for tree in trees if weighs_little(tree)]
    lives = [Life(grown(trees)), Life(grown([scaled(tree) for tree in trees]))]
    if not lives[0].pool.pages:
        return
    for free in data.draw(st.lists(st.sets(st.sampled_from(lives[0].pool.pages)), max_size=9)):
        assert lives[0].book(free) == lives[1].book(free)
    assert lives[0].credits() == lives[1].credits()


def weighs_little(tree: Tree) -> bool:
    if isinstance(tree, tuple):
        return tree[0] < 1_000_000 and all(map(weighs_little, tree[1]))
    return bool(tree < 1_000_000)


# --- a cap, against a slow one -------------------------------------------------------------------


def poured(
    rooms: Mapping[str, Fraction], weights: Mapping[str, int]
) -> tuple[dict[str, Fraction], Fraction]:
    """Return how one booking fills the rooms, all at a rate of their weights, and what is left.

    Slow and obvious: until nothing is left, go on to when the next of them is full.
    """
    filled, left = dict.fromkeys(rooms, Fraction(0)), Fraction(1)
    while left and any(filled[page] < rooms[page] and weights[page] for page in rooms):
        running = [page for page in rooms if filled[page] < rooms[page] and weights[page]]
        rate = sum(weights[page] for page in running)
        time = min(left / rate, *((rooms[p] - filled[p]) / weights[p] for p in running))
        for page in running:
            filled[page] += time * weights[page]
        left -= time * rate
    return filled, left


@given(
    st.lists(WEIGHTS, min_size=5, max_size=5).filter(any),
    st.lists(st.integers(-4, 8), min_size=5, max_size=5),
    st.sampled_from([1, Fraction(1, 7), Fraction(5, 3)]),
    st.sets(WHO, min_size=1),
)
def test_a_cap_is_filled_like_vessels(
    weights: list[int], sixths: list[int], cap: int | Fraction, free: set[str]
) -> None:
    """What is above it flows to the others by weight; if all are full, to those who are free."""
    owed = dict(zip(PAGES, (Fraction(n, 6) for n in sixths), strict=True))
    accounts = {page: Tally(units=int(credit * UNIT)) for page, credit in owed.items()}
    line = Line("sales", tuple(members(weights)), accounts, {}, {})
    method = FairShare(basis="all", cap=cap)
    *grants, _ = method.charge(line, free, method.rank(line, free, tie=b"").order[0])
    found = dict.fromkeys(PAGES, 0) | {one.page: one.units for one in grants}
    weigh = dict(zip(PAGES, weights, strict=True))
    exact, left = poured({page: max(cap - owed[page], Fraction(0)) for page in PAGES}, weigh)
    for page, part in exactly(left, line.nodes, free).items():
        exact[page] += part
    assert sum(found.values()) == UNIT
    assert all(abs(found[page] - exact[page] * UNIT) < 2 * len(PAGES) for page in PAGES)


@given(
    st.lists(WEIGHTS, min_size=5, max_size=5),
    st.sampled_from([Fraction(1, 4), 1, 3]),
    st.lists(st.sets(WHO, min_size=1) | st.just({"a"}), max_size=60),
)
def test_a_cap_bounds_what_is_owed_and_what_is_ahead(
    weights: list[int], cap: int | Fraction, frees: list[set[str]]
) -> None:
    """Nobody is owed more than the cap, so nobody owes more than all others are owed."""
    line, method = lined(members(weights), PAGES), FairShare(basis="all", cap=cap)
    weighing = sum(map(bool, weights)) or len(weights)
    if weighing * cap < 1:
        return
    for free in frees:
        line = booked(method, line, free)
        assert max(credits_of(line)) <= cap
        assert min(credits_of(line)) >= -(len(weights) - 1) * cap


@given(st.integers(0, 45), st.lists(WEIGHTS, min_size=5, max_size=5).filter(any), FREE)
def test_a_ramp_weighs_as_fractions_would(minute: int, weights: list[int], free: set[str]) -> None:
    """Members who joined at different times are split over by the exact weights of that moment."""
    pool = ResourcePool(
        "sales", members(weights), distribution=FairShare(ramp_up=timedelta(minutes=20))
    )
    joined = {page: 5 * n for n, page in enumerate(PAGES[1:])}
    ledger = Ledger.of((), [roster(Kind.JOINED, page, when) for page, when in joined.items()])
    line = pool.line(ledger, now=at(minute))
    heavy = {
        member.page: member.weight
        * min(
            Fraction(1),
            Fraction(1, 10) + Fraction(9, 10) * max(0, minute - joined.get(member.page, -20)) / 20,
        )
        for member in pool.memberships
        if member.page in free
    }
    if not any(heavy.values()):
        return
    *grants, _ = pool.distribution.charge(line, free, min(free))
    found = {one.page: one.units for one in grants}
    for page, weight in heavy.items():
        assert abs(found.get(page, 0) - UNIT * weight / sum(heavy.values())) < 1
