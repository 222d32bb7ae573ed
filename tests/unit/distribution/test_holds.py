"""Holds in a ledger: they count while they last, and for good once they are confirmed."""

from datetime import datetime, timedelta
from fractions import Fraction

import attrs
import pytest

from teamsched.bookings import Booking
from teamsched.distribution import (
    FairShare,
    Ledger,
    PooledAvailability,
    ResourcePool,
    RoundRobin,
    Standing,
)
from teamsched.distribution.methods import DistributionMethod
from teamsched.instants import to_instant
from teamsched.statuses import Status
from tests.unit.distribution.life import SPAN, at


def pool_of(method: DistributionMethod) -> ResourcePool:
    return ResourcePool("sales", ["ana", "bo"], distribution=method)


LINE = pool_of(RoundRobin(when_blocked="next_per_start"))


def hold(
    pool: ResourcePool = LINE,
    free: str = "ana bo",
    *,
    minute: int = 0,
    expires: int = 5,
    id: str = "h",
) -> Booking:
    """Return a hold that Ana gets, who is first in line."""
    choice = pool.choose(Ledger.of(), free.split(), event_type="demo", now=at(minute))
    assert choice is not None
    assert choice.page == "ana"
    booking = choice.booking(id, "demo", SPAN, at=at(minute), hold_until=at(expires))
    assert (booking.status, booking.expires) == (Status.HELD, at(expires))
    return booking


def ana(ledger: Ledger, now: datetime | None) -> Standing:
    standings = ledger.standings("sales", ["ana"], now=now)
    return {one.page: one for one in standings}["ana"]


def sums(ledger: Ledger, now: datetime | None) -> tuple[int, int, Fraction, Fraction]:
    one = ana(ledger, now)
    return one.received, one.removed, one.credit, one.minutes


NOTHING = 0, 0, Fraction(0), Fraction(0)
ONE = 1, 0, Fraction(-1), Fraction(30)
JUST_BEFORE = at(5) - timedelta(microseconds=1)


def test_a_hold_spends_the_turn_until_it_expires() -> None:
    """Nobody has to say that it expired; without a present, it has not."""
    ledger = Ledger.of([hold()])
    assert sums(ledger, None) == sums(ledger, at(0)) == sums(ledger, JUST_BEFORE) == ONE
    assert sums(ledger, at(5)) == sums(ledger, at(30)) == NOTHING
    turns = [LINE.choose(ledger, ["ana", "bo"], now=now) for now in (JUST_BEFORE, at(5))]
    assert [turn.page for turn in turns if turn] == ["bo", "ana"]


def test_a_confirmed_hold_counts_once_and_for_good() -> None:
    """Before and after the time at which it would have expired, and in whatever order it came."""
    held = hold()
    booked = held.confirmed(at=at(3))
    for ledger in (
        Ledger.of([held]).add(booked),
        Ledger.of([booked]),
        Ledger.of([booked]).merged(Ledger.of([held])),
    ):
        assert [sums(ledger, now) for now in (None, at(4), at(5), at(30))] == [ONE] * 4


@pytest.mark.parametrize("cut", [1, 3, 10])
def test_a_hold_goes_through_a_checkpoint(cut: int) -> None:
    """Confirmed, given up or left alone, before it or after, it counts as if there were none."""
    held = hold()
    for booking in (held, held.confirmed(at=at(3)), held.cancelled(at=at(3))):
        whole = Ledger.of([held]).add(booking)
        before = booking if cut >= 3 else held
        checkpoint = Ledger.of([before]).checkpoint(at(cut))
        resumed = Ledger.of([booking], after=checkpoint)
        for now in (None, at(4), at(5), at(30)):
            assert ana(resumed, now) == ana(whole, now)
            assert resumed.clocks(None, "demo", now=now) == whole.clocks(None, "demo", now=now)


@pytest.mark.parametrize("minute", [3, 20])
def test_a_hold_that_is_cancelled_has_never_been(minute: int) -> None:
    """Given up early or cleared away, it was no booking, so none is removed either."""
    ledger = Ledger.of([hold()]).add(hold().cancelled(at=at(minute)))
    assert [sums(ledger, now) for now in (None, at(4), at(30))] == [NOTHING] * 3
    assert ledger.clocks(None, "demo") == {}


@pytest.mark.parametrize("scope", ["page_and_event_type", "pool"])
def test_an_expired_hold_leaves_the_idle_clock(scope: str) -> None:
    """Who was held for nothing is not at the end of the line for it."""
    pool = pool_of(PooledAvailability(idle_scope=scope))  # type: ignore[arg-type]
    earlier = hold(pool, "ana", minute=1, expires=2, id="b").confirmed(at=at(1))
    ledger = Ledger.of([earlier, hold(pool, "ana", minute=3, expires=5)])
    for now, booked in ((None, 3), (at(4), 3), (at(5), 1)):
        assert ana(ledger, now).last_booked == at(booked)
        clocks = pool.line(ledger, event_type="demo", now=now).clocks
        assert clocks == pool.line(ledger, now=now).clocks == {"ana": to_instant(at(booked))}


def test_two_holds_at_once_lapse_each_at_its_time() -> None:
    """Each of them counts, and each ends by itself."""
    one, two = hold(id="h-1"), hold(id="h-2")
    later = hold(id="h-3", expires=9)
    ledger = Ledger.of([one, two, later]).add(one.cancelled(at=at(2)))
    assert [sums(ledger, now)[0] for now in (None, at(4), at(5), at(9))] == [2, 2, 1, 0]


def test_a_hold_is_an_opportunity_once_it_is_booked() -> None:
    """Nobody has waited for a form that somebody left."""
    held = hold()
    bo = {one.page: one for one in Ledger.of([held]).standings("sales")}.get("bo")
    assert bo is None or (bo.opportunities, bo.longest_wait) == (0, 0)
    ledger = Ledger.of([held]).add(held.confirmed(at=at(3)))
    bo = {one.page: one for one in ledger.standings("sales")}["bo"]
    assert (bo.opportunities, bo.longest_wait) == (1, 1)


def test_a_fair_share_takes_the_whole_hold_back() -> None:
    """Everybody's part of it lapses, so all credits add up to zero at any time."""
    pool = pool_of(FairShare())
    ledger = Ledger.of([hold(pool)])
    for now, owed in ((at(4), [Fraction(-1, 2), Fraction(1, 2)]), (at(5), [0, 0])):
        standings = ledger.standings("sales", pool.pages, now=now)
        assert [one.credit for one in standings] == owed
    assert [one.credit for one in ledger.totals(pool.pages, now=at(4))] == [
        Fraction(-1, 2),
        Fraction(1, 2),
    ]


def test_a_report_counts_what_was_booked() -> None:
    """Holds are none of it, whether they last or not."""
    held = hold()
    report = LINE.report(Ledger.of([held]), now=at(4))
    assert (report.total, report.removed, report.next_in_line) == (0, 0, "bo")
    booked = LINE.report(Ledger.of([held.confirmed(at=at(3))]), now=at(4))
    assert (booked.total, booked.member("ana").received) == (1, 1)


def test_nobody_has_been_with_a_customer_who_only_held() -> None:
    """Whom a customer had last is of bookings."""
    held = attrs.evolve(hold(), customer="kim")
    assert Ledger.of([held]).last_with("kim", ["ana"]) is None
    assert Ledger.of([held.confirmed(at=at(1))]).last_with("kim", ["ana"]) == "ana"
