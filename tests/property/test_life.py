"""Everything that can happen to a pool, in any order: what holds after each step."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from teamsched.bookings import Booking
from teamsched.distribution import (
    Checkpoint,
    DistributionMethod,
    FairShare,
    Ledger,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    ResourcePool,
    RoundRobin,
    Standing,
)
from teamsched.entries import HOUSE, UNIT, Entry, Loss
from teamsched.model import Membership
from tests.unit.distribution.life import Life, at

PAGES = ["a", "b", "c", "d", "e"]
STRANGER = "z"
EVERYBODY = [*PAGES, STRANGER]
METHODS: list[DistributionMethod] = [
    FairShare(),
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start"),
    PooledAvailability(),
    PooledAvailabilityWithPriority(idle_scope="pool"),
]
PAGE = st.sampled_from(PAGES)
FREE = st.sets(PAGE) | st.just(set(PAGES))
WHICH = st.integers(0, 30)


class PoolLife(RuleBasedStateMachine):
    """One pool with its ledger, and a second ledger that goes on from a checkpoint.

    Attributes:
        life: The pool, all of its bookings, and everything the ledger was told.
        resumed: What a host has that keeps no past: the latest checkpoint, and what came after.
        by_hand: How much a fair share was moved from its bound: by cancellations, by what was
            handed over, and by adjustments.
    """

    @initialize(method=st.sampled_from(METHODS), priorities=st.lists(st.integers(1, 3), min_size=3))
    def begin(self, method: DistributionMethod, priorities: list[int]) -> None:
        members = [Membership(*one) for one in zip(PAGES[:3], strict=False)]
        members = [
            attrs.evolve(member, priority=priority)
            for member, priority in zip(members, priorities, strict=False)
        ]
        self.life = Life(ResourcePool("sales", members, distribution=method), present_terms=True)
        self.resumed = Ledger.of()
        self.by_hand = Fraction(0)

    def follow(self) -> None:
        """Tell the second ledger what the first was told last."""
        self.resumed = self.resumed.add(self.life.told[-1])

    def standings(self) -> dict[str, Standing]:
        """Return how everybody stands, whoever is in the pool."""
        return {one.page: one for one in self.life.ledger.standings("sales", EVERYBODY)}

    def credits(self) -> dict[str, Fraction]:
        return {page: one.credit for page, one in self.standings().items()}

    def pick(self, which: int, *, active: bool = True) -> str | None:
        some = [id for id, one in self.life.bookings.items() if one.active or not active]
        return some[which % len(some)] if some else None

    # Bookings

    @rule(free=FREE, tie=st.binary(max_size=2))
    def book(self, free: set[str], tie: bytes) -> None:
        life, pool = self.life, self.life.pool
        line, before = pool.line(life.ledger), self.credits()
        able = free & set(line.pages)
        arguments: dict[str, Any] = {"event_type": "demo", "now": at(life.minute + 1), "tie": tie}
        choice = pool.choose(life.ledger, free, **arguments)
        same = [
            pool.choose(life.ledger, sorted(free, reverse=True), **arguments),
            pool.choose(Ledger.of(life.bookings.values(), life.ledger.roster), free, **arguments),
            pool.choose(self.resumed, free, **arguments),
        ]
        assert same == [choice] * 3, "deciding is a function of the past"
        chosen = life.book(free, tie=tie)
        assert chosen == (choice.page if choice else None)
        if choice is None:
            assert not able or pool.distribution == RoundRobin()
            return
        self.follow()
        assert chosen in able
        assert choice.ranking.order[0] == chosen == next(iter(choice.ranking.reasons))
        assert set(choice.ranking.order) == able or isinstance(pool.distribution, RoundRobin)
        after = self.credits()
        assert all(after[page] == before[page] for page in pool.pages if page not in able)
        weights = {member.page: member.weight for member in line.members}
        if pool.distribution == FairShare() and any(weights[page] for page in able):
            assert weights[chosen]
        if isinstance(pool.distribution, PooledAvailabilityWithPriority):
            priority = {member.page: member.priority for member in line.members}
            assert priority[chosen] == max(priority[page] for page in able)

    @rule(free=FREE)
    def book_and_cancel(self, free: set[str]) -> None:
        """It is nothing to the credits, where cancellations are given back."""
        before = self.credits()
        if self.life.book(free):
            self.follow()
            self.life.cancel(f"b-{self.life.minute}")
            self.follow()
        assert self.credits() == before

    @rule(which=WHICH, how=st.sampled_from(["cancel", "request", "no_show"]), by_host=st.booleans())
    def end(self, which: int, how: str, by_host: bool) -> None:
        id = self.pick(which, active=False)
        if id is None or (how == "no_show" and not self.life.bookings[id].occupies):
            return
        arguments = ["host"] if how == "cancel" and by_host else []
        getattr(self.life, how)(id, *arguments)
        self.follow()
        self.by_hand += 1

    @rule(which=WHICH)
    def complete(self, which: int) -> None:
        if id := self.pick(which):
            before = self.standings()
            self.life.complete(id)
            self.follow()
            assert self.standings() == before

    @rule(
        which=WHICH,
        minutes=st.sampled_from([15, 30, 60]),
        to=st.none() | PAGE | st.just(STRANGER),
    )
    def reschedule(self, which: int, minutes: int, to: str | None) -> None:
        if id := self.pick(which):
            before = self.standings()
            self.life.reschedule(id, minutes, to)
            self.follow()
            self.by_hand += 1 if to else 0
            for page, one in self.standings().items() if to is None else ():
                assert attrs.evolve(one, minutes=before[page].minutes) == before[page]

    @rule(which=WHICH, to=PAGE | st.just(STRANGER))
    def reassign(self, which: int, to: str) -> None:
        if id := self.pick(which):
            self.life.reassign(id, to)
            self.follow()
            self.by_hand += 1

    @rule(which=WHICH, to=PAGE)
    def reassign_there_and_back(self, which: int, to: str) -> None:
        id = self.pick(which)
        if id is None:
            return
        before, account = self.credits(), self.life.bookings[id].seats[0].account
        for page in (to, account):
            self.life.reassign(id, page)
            self.follow()
        assert self.credits() == before

    @rule(which=WHICH, to=PAGE | st.just(STRANGER))
    def cover(self, which: int, to: str) -> None:
        if id := self.pick(which):
            before = self.standings()
            self.life.cover(id, to)
            self.follow()
            after = self.standings()
            for page, one in after.items():
                assert attrs.evolve(one, minutes=before[page].minutes) == before[page]

    # Members

    @rule(page=PAGE, verb=st.sampled_from(["join", "leave", "pause", "resume"]))
    def place(self, page: str, verb: str) -> None:
        if verb == "join" or page in self.life.pool.pages:
            before = self.credits()
            getattr(self.life, verb)(page)
            self.follow()
            after = self.credits()
            levels = isinstance(self.life.pool.distribution, RoundRobin)
            assert {one for one in EVERYBODY if after[one] != before[one]} <= (
                {page} if levels else set()
            )

    @rule(page=PAGE, weight=st.sampled_from([0, 1, 1, 2, 7]))
    def reweight(self, page: str, weight: int) -> None:
        """What was decided stays as it was."""
        pool, before = self.life.pool, self.credits()
        members = [
            attrs.evolve(one, weight=weight) if one.page == page else one
            for one in pool.memberships
        ]
        if not isinstance(pool.distribution, RoundRobin):  # there a weight changes what one pays
            self.life.pool = attrs.evolve(pool, members=members)
        assert self.credits() == before

    @rule(page=PAGE, bookings=st.integers(-2, 2), lasting=st.none() | st.integers(1, 20))
    def adjust(self, page: str, bookings: int, lasting: int | None) -> None:
        if page in self.life.pool.pages:
            self.life.adjust(page, bookings, lasting=lasting)
            self.follow()
            self.by_hand += 2 * abs(bookings)  # once more when it expires

    # Ledgers

    @rule(back=st.integers(0, 12), keep=st.randoms(use_true_random=False))
    def stop_and_go_on(self, back: int, keep: Any) -> None:
        """Go on from a checkpoint of some minutes ago, without some of what had ended by then."""
        cut = at(max(0, self.life.minute - back))
        before = self.resumed._after
        if before is not None and cut < before.at:
            return
        checkpoint = Checkpoint.from_dict(self.resumed.checkpoint(cut).to_dict())
        bookings = [
            one for one in self.resumed.bookings if one.history[-1].at > cut or keep.random() < 0.5
        ]
        entries = [entry for entry in self.resumed.roster if entry.at > cut]
        self.resumed = Ledger.of(bookings, entries, after=checkpoint)

    @precondition(lambda self: self.life.told)
    @rule(random=st.randoms(use_true_random=False))
    def merge(self, random: Any) -> None:
        """Two halves of what was told, in any order, with some of it in both, are all of it."""
        told = random.sample(self.life.told, len(self.life.told))
        middle = random.randrange(len(told) + 1)
        one, other = (
            Ledger.of(
                [item for item in half if isinstance(item, Booking)],
                [item for item in half if isinstance(item, Entry)],
            )
            for half in (told[: middle + 2], told[middle:])
        )
        assert one.merged(other) == other.merged(one) == self.life.ledger
        assert one.merged(other).standings("sales") == self.life.ledger.standings("sales")

    # What holds whatever happens

    @invariant()
    def a_fair_share_adds_up(self) -> None:
        if self.life.pool.distribution == FairShare():
            for now in (None, at(self.life.minute)):
                account = self.life.ledger.account("sales", now=now)
                assert sum(tally.units for tally in account.values()) == 0

    @invariant()
    def a_fair_share_is_bounded(self) -> None:
        """Each loss, each seat handed over and each adjustment widens it by what it moves."""
        if self.life.pool.distribution == FairShare():
            account = self.life.ledger.account("sales", now=at(self.life.minute))
            people = {*self.life.pool.pages, *account} - {HOUSE, STRANGER}
            bound = Fraction(len(people) - 1, 2) + self.by_hand
            owed = [Fraction(account[page].units, UNIT) for page in people if page in account]
            assert all(abs(credit) <= bound for credit in owed)

    @invariant()
    def nobody_holds_less_than_nothing(self) -> None:
        held = dict.fromkeys(EVERYBODY, 0)
        minutes = dict.fromkeys(held, Fraction(0))
        for one in self.life.bookings.values():
            (seat,) = one.seats
            lost = {Loss.NO_SHOW.value, "cancelled"}
            held[seat.account] += one.status.value not in lost
            minutes[seat.page] += one.span.duration // timedelta(minutes=1) if one.occupies else 0
        standings = {one.page: one for one in self.life.ledger.standings("sales", list(held))}
        assert {page: one.net for page, one in standings.items()} == held
        assert {page: one.minutes for page, one in standings.items()} == minutes

    @invariant()
    def going_on_is_never_having_stopped(self) -> None:
        for now in (None, at(self.life.minute), at(self.life.minute + 30)):
            mine = self.life.ledger.standings("sales", PAGES, now=now)
            assert self.resumed.standings("sales", PAGES, now=now) == mine
        assert self.resumed.away("sales") == self.life.ledger.away("sales")
        assert self.resumed.arrivals("sales") == self.life.ledger.arrivals("sales")
        assert self.resumed.clocks(None, "demo") == self.life.ledger.clocks(None, "demo")

    def teardown(self) -> None:
        """The whole life again, from what was told, is the same one."""
        if hasattr(self, "life"):
            again = Ledger.of()
            for item in reversed(self.life.told):
                again = again.add(item)
            assert again == self.life.ledger
            assert again.standings("sales") == self.life.ledger.standings("sales")
            assert again.version == self.life.ledger.version


def test_a_pool_lives() -> None:
    """Whatever happens, in whichever order, all of this holds."""
    run_state_machine_as_test(PoolLife, settings=settings(max_examples=60, stateful_step_count=40))


@pytest.mark.long
def test_a_pool_lives_long() -> None:
    """The same, with longer lives and many more of them."""
    run_state_machine_as_test(
        PoolLife, settings=settings(max_examples=200, stateful_step_count=100)
    )
