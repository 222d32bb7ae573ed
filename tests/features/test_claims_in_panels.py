"""Row F75 in bookings with several seats: a claim takes one place, and a soft one no slot."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

import attrs
import pytest

from teamsched import (
    Assignment,
    BookingPage,
    Claims,
    Draw,
    Entry,
    FairShare,
    Interval,
    Kind,
    Membership,
    Offer,
    PooledAvailability,
    Posting,
    ResourcePool,
    RoundRobin,
    Rule,
    Slot,
)
from teamsched.distribution import DistributionMethod, Line
from teamsched.entries import UNIT
from tests.features.desk import Desk, at, hour

HARD, SOFT = Claims(owner="hard"), Claims(owner="soft")


def panel(claims: Claims, second: str, *, more: Claims | None = None) -> Desk:
    """Return a desk that seats one of a, b and c, and one of a second round robin."""
    further = Draw("p2", claims=more or Claims())
    desk = Desk("abcd", pool=ResourcePool("pool", list("abc"), distribution=RoundRobin()))
    desk.more_pools = [ResourcePool("p2", list(second), distribution=RoundRobin())]
    desk.rules = [Rule("call", Draw("pool", claims=claims), additional=[further])]
    return desk


@pytest.mark.parametrize("claims", [HARD, SOFT], ids=["hard", "soft"])
@pytest.mark.parametrize("primary", ["c", "other c"])
def test_f75_an_owner_who_has_a_seat_needs_no_other(claims: Claims, primary: str) -> None:
    """By whatever page of theirs: the pool gives somebody else, as if nobody claimed them."""
    own = [BookingPage("other c", "c")]
    desk = Desk(
        "abc", pages=own, rules=[Rule("call", primary, additional=[Draw("pool", claims=claims)])]
    )
    assert len(desk.starts(owners=["c"])) == 8
    assert [seat.page for seat in desk.book("09:00", owners=["c"]).seats] == [primary, "a"]


def test_f75_an_owner_who_is_needed_elsewhere_needs_no_other_seat() -> None:
    """A pool that has nobody else seats them just as a rule that names them."""
    desk = panel(HARD, "c")
    assert [seat.page for seat in desk.book("09:00", owners=["c"]).seats] == ["a", "c"]


def test_f75_one_claim_in_one_booking() -> None:
    """The first seat that can give the owner is theirs, the others are drawn as ever."""
    desk = panel(HARD, "bcd", more=HARD)
    assert [seat.page for seat in desk.book("09:00", owners=["c", "d"]).seats] == ["c", "b"]
    assert [seat.page for seat in desk.book("10:00", owners=["d", "c"]).seats] == ["a", "d"]


@pytest.mark.parametrize("second", ["abc", "cba", "cd", "bc", "ac"])
@pytest.mark.parametrize("owner", "abcd")
def test_f75_a_soft_claim_takes_no_slot_of_a_panel(second: str, owner: str) -> None:
    """Round robins with people in common pass over whoever sits elsewhere by claim."""
    desk = panel(SOFT, second)
    assert len(desk.starts()) == 8
    assert len(desk.starts(owners=[owner])) == 8
    found = desk.assign("09:00", owners=[owner])
    assert found is not None
    if owner != "d":
        assert found.members[0] == owner


NARROWING: list[DistributionMethod] = [
    RoundRobin(),
    RoundRobin(when_blocked="next_per_start", max_lead=1),
    RoundRobin(when_blocked="next_in_horizon"),
    PooledAvailability(),
    FairShare(),
]


def drawn_desk(rng: Random) -> Desk:
    """Return a desk with one to three pools that share people, some of whom are not in line."""
    pools = [
        ResourcePool(
            name,
            [
                Membership(page, participating=rng.random() < 0.9)
                for page in rng.sample("abcd", rng.randint(1, 4))
            ],
            distribution=rng.choice(NARROWING),
        )
        for name in ("pool", "p2", "p3")[: rng.randint(1, 3)]
    ]
    desk = Desk("abcd", pool=pools[0])
    desk.more_pools = pools[1:]
    for page in "abcd":
        desk.block(page, *(hour(f"{clock:02}:00") for clock in range(9, 17) if rng.random() < 0.3))
    for pool in pools:
        for page in pool.pages:
            kind = rng.choice([Kind.JOINED] * 5 + [Kind.LEFT])
            units = -UNIT * rng.randrange(3)
            posting = Posting(pool.id, page, units=units)
            desk.ledger = desk.ledger.add(Entry(kind, at=desk.tick(), postings=[posting]))
    desk.window = Interval.lasting(at("09:00"), timedelta(hours=8))
    return desk


def asked_of(
    desk: Desk, draws: list[Draw], named: list[str], owners: list[str], claims: Claims
) -> Offer:
    """Return what is offered if pools are asked with some claims."""
    first, *others = (attrs.evolve(one, claims=claims) for one in draws)
    desk.rules = [Rule("call", first, additional=[*others, *named])]
    return desk.offer(owners=owners)


@pytest.mark.parametrize("batch", range(10))
def test_f75_a_soft_claim_offers_what_is_offered_with_it_and_without(batch: int) -> None:
    """So it takes no slot, is honoured wherever it can be, and leaves no start unexplained."""
    honoured = 0
    for number in range(20):
        rng = Random(batch * 20 + number)
        desk = drawn_desk(rng)
        named = rng.choice([[], ["d"]])
        pools = (desk.pool, *desk.more_pools)
        draws = [Draw(pool.id, count=rng.choice([1, 1, 2])) for pool in pools]
        owners = rng.sample("abcd", 2)
        drawable = {page for pool in pools for page in pool.line(desk.ledger).pages}
        owner = next((page for page in owners if page in drawable), None)
        plain, hard, soft = (
            asked_of(desk, draws, named, owners, claims) for claims in (Claims(), HARD, SOFT)
        )
        assert set(soft.slots) == set(plain.slots) | set(hard.slots), number
        assert not set(soft.withheld) & set(soft.slots), number
        for slot in soft.slots:
            like = hard if slot in hard.slots else plain
            if like is hard:
                honoured += owner is not None
                assert owner in {None, *held(soft, slot)}, (number, slot)
            assert held(soft, slot) == held(like, slot), (number, slot)
            assert held(soft, slot)[0] in soft.who(slot)
        for clock in range(9, 17):
            start = at(f"{clock:02}:00")
            for offer in (hard, soft):
                offered = start in [slot.span.start for slot in offer.slots]
                assert bool(offer.why_not(start)) != offered, (number, start)
    assert honoured


def held(offer: Offer, slot: Slot) -> list[str]:
    """Return the pages that a slot would be booked with."""
    found = offer.assign(slot)
    assert isinstance(found, Assignment)
    return [seat.page for seat in found.seats]


class Mornings(PooledAvailability):
    """A method of one's own: it shows the first two starts of each page."""

    def shows(self, line: Line, starts: Mapping[str, int], **more: Any) -> Mapping[str, int]:
        """Return what is shown."""
        shown = super().shows(line, starts, **more)
        return {page: bits & 0b11 for page, bits in shown.items()}


def test_a_neighbour_that_looks_ahead_does_not_undo_another_method() -> None:
    """Each seat is shown as its own method shows it."""
    desk = Desk("ab", pool=ResourcePool("pool", ["a"], distribution=Mornings()))
    desk.window = Interval.lasting(at("09:00"), timedelta(hours=8))
    ahead = RoundRobin(when_blocked="next_in_horizon")
    desk.more_pools = [ResourcePool("p2", ["b"], distribution=ahead)]
    desk.rules = [Rule("call", "pool")]
    assert desk.starts() == ["09:00", "10:00"]
    desk.rules = [Rule("call", "pool", additional=["p2"])]
    assert desk.starts() == ["09:00", "10:00"]
