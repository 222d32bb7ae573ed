"""Fair share: the split, the credit, and what is given back."""

from fractions import Fraction

import pytest

from teamsched.distribution import FairShare, ResourcePool
from teamsched.distribution.shares import split
from teamsched.entries import UNIT, Kind
from teamsched.errors import UnknownIdError
from teamsched.model import Membership
from tests.unit.distribution.life import Life, roster


def pool_of(weights: dict[str, int]) -> Life:
    members = [Membership(page, weight=weight) for page, weight in weights.items()]
    return Life(ResourcePool("sales", members, distribution=FairShare()))


def booked(life: Life, count: int) -> str:
    return "".join(life.book() or "-" for _ in range(count))


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (12, [1, 1, 1], [4, 4, 4]),
        (10, [1, 1, 1], [4, 3, 3]),
        (11, [1, 1, 1], [4, 4, 3]),
        (10, [1, 5, 1], [2, 7, 1]),
        (10, [1, 6, 1], [1, 8, 1]),
        (7, [0, 1], [0, 7]),
        (7, [3], [7]),
        (0, [1, 2], [0, 0]),
        (100, [1, 2, 3, 5], [9, 18, 27, 46]),
    ],
)
def test_split(total: int, weights: list[int], parts: list[int]) -> None:
    """The parts add up, and the greatest remainders are rounded up, the first among equals."""
    assert split(total, weights) == parts


@pytest.mark.parametrize(
    ("weights", "order"),
    [
        ({"a": 5, "b": 1, "c": 1}, "aabacaa" * 2),  # the smooth weighted round robin of nginx
        ({"a": 1, "b": 1, "c": 1}, "abcabc"),
        ({"a": 2, "b": 1}, "abaaba"),
        ({"a": 1, "b": 0}, "aaa"),
        ({"a": 0, "b": 0}, "abab"),
    ],
)
def test_weights(weights: dict[str, int], order: str) -> None:
    """With everybody free the bookings follow the weights, evenly spread."""
    assert booked(pool_of(weights), len(order)) == order


def test_no_weight_is_a_last_resort() -> None:
    """Who has no weight isn't chosen while somebody with one is free, whatever their credit."""
    life = pool_of({"a": 0, "b": 1})
    life.add(roster(Kind.JOINED, "a", units=5 * UNIT))
    assert [life.book(free) for free in ("ab", "ab", "a")] == ["b", "b", "a"]


def test_credit_is_what_is_behind_the_fair_share() -> None:
    """Only those who could have taken a booking get a share of it; whoever takes it pays."""
    life = pool_of({"a": 1, "b": 1, "c": 1})
    life.book("ab")
    assert life.credits() == {"a": Fraction(-1, 2), "b": Fraction(1, 2), "c": 0}
    life.book("abc")
    assert life.credits() == {"a": Fraction(-1, 6), "b": Fraction(-1, 6), "c": Fraction(1, 3)}


def test_equal_credit_goes_to_who_was_booked_longest_ago() -> None:
    """Never is longest, then the earliest booking, then pool order."""
    life = pool_of({"a": 1, "b": 1, "c": 1})
    assert [life.book("c"), life.book("b")] == ["c", "b"]
    assert booked(life, 3) == "acb"


def test_a_paused_member_gets_no_share() -> None:
    """Being away earns nothing and owes nothing, so nobody comes back to a burst."""
    life = pool_of({"a": 1, "b": 1})
    life.pause("a")
    assert booked(life, 5) == "bbbbb"
    life.resume("a")
    assert life.credits() == {"a": 0, "b": 0}
    assert booked(life, 4) == "abab"


def test_a_newcomer_starts_at_zero() -> None:
    """Zero is the mean."""
    life = pool_of({"a": 1, "b": 1})
    booked(life, 5)
    life.join("z")
    assert life.credits()["z"] == 0


def test_a_cancellation_takes_back_the_whole_booking() -> None:
    """Everybody's share of it as well."""
    life = pool_of({"a": 1, "b": 2, "c": 1})
    life.book("ab")
    before = life.credits()
    life.book("abc")
    life.cancel("b-2")
    assert life.credits() == before


def test_a_no_show_stays() -> None:
    """The time was spent."""
    life = pool_of({"a": 1, "b": 1})
    life.book()
    before = life.credits()
    life.no_show("b-1")
    assert life.credits() == before
    assert life.standings()["a"].removed == 1


def test_a_reassignment_moves_the_debit() -> None:
    """The new holder pays, the shares stay, and there is a way back."""
    life = pool_of({"a": 1, "b": 1})
    life.book()
    life.reassign("b-1", "b")
    assert life.credits() == {"a": Fraction(1, 2), "b": Fraction(-1, 2)}
    life.reassign("b-1", "a")
    assert life.credits() == {"a": Fraction(-1, 2), "b": Fraction(1, 2)}


def test_a_reassigned_booking_can_be_cancelled() -> None:
    """Whoever holds it then gets back what it cost."""
    life = pool_of({"a": 1, "b": 1, "c": 1})
    life.book("ab")
    life.reassign("b-1", "c")
    life.cancel("b-1")
    assert life.credits() == {"a": 0, "b": 0, "c": 0}


def test_everybody_is_shown() -> None:
    """It narrows nothing; only who has another seat is left out."""
    life = pool_of({"a": 1, "b": 1, "c": 0})
    line = life.pool.line(life.ledger)
    starts = {"a": 1, "b": 2, "c": 4}
    shown = life.pool.distribution.shows(line, starts, seated=frozenset("b"))
    assert shown == {"a": 1, "c": 4}
    assert life.pool.distribution.hides(line, starts) == {}


def test_ranking_says_why() -> None:
    """The credit with the share of this booking in it, and the last booking."""
    life = pool_of({"a": 1, "b": 2})
    life.book()
    ranking = life.pool.distribution.rank(life.pool.line(life.ledger), ["a", "b"], tie=b"")
    assert [str(ranking.reasons[page]) for page in ranking.order] == [
        "a: credit 0.67 with its share of this booking, the highest, never booked",
        "b: credit 0.33 with its share of this booking, last booked 2026-03-02 09:01Z",
    ]
    assert ranking.reasons["a"].params == {"credit": Fraction(2, 3), "last_booked": None}


def test_only_a_free_page_of_the_line_is_charged() -> None:
    """Charging somebody else is a mistake of the caller's."""
    life = pool_of({"a": 1, "b": 1})
    with pytest.raises(UnknownIdError):
        life.pool.distribution.charge(life.pool.line(life.ledger), ["a"], "b")
