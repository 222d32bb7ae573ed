"""Fair share: the credit, its options, and what is given back."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from teamsched.distribution import Choice, FairShare, Ledger, ResourcePool
from teamsched.distribution.parts import Part
from teamsched.entries import UNIT, Kind, Loss
from teamsched.errors import InvalidTypeError, InvalidValueError, NaiveDatetimeError, UnknownIdError
from teamsched.model import Membership
from tests.unit.distribution.life import BEGIN, SPAN, Life, at, roster


def pool_of(weights: dict[str, int], **options: Any) -> Life:
    members = [Membership(page, weight=weight) for page, weight in weights.items()]
    return Life(ResourcePool("sales", members, distribution=FairShare(**options)))


def choose(life: Life, free: str, **told: Any) -> Choice:
    choice = life.pool.choose(life.ledger, list(free), **told)
    assert choice is not None
    return choice


def granted(life: Life, free: str, **told: Any) -> dict[str, Fraction]:
    """Return what a booking would grant to whom, without what it costs."""
    *shares, _ = choose(life, free, **told).postings
    return {posting.page: Fraction(posting.units, UNIT) for posting in shares}


def booked(life: Life, count: int) -> str:
    return "".join(life.book() or "-" for _ in range(count))


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


# --- minutes -------------------------------------------------------------------------------------


def test_a_booking_is_worth_its_minutes() -> None:
    """Credit is then minutes, and whoever is owed most of them comes next."""
    life = pool_of({"a": 1, "b": 2}, unit="minutes")
    choice = choose(life, "ab", lasting=timedelta(minutes=45))
    assert str(choice.ranking.reasons["b"]) == (
        "b: credit 30.00 minutes with its share of this booking, the highest, never booked"
    )
    life.add(choice.booking("b-1", "demo", SPAN, at=life.tick()))
    assert life.credits() == {"a": 15, "b": -15}
    assert granted(life, "ab", lasting=timedelta(seconds=30)) == {
        "a": Fraction(1, 6),
        "b": Fraction(1, 3),
    }


def test_minutes_need_a_length() -> None:
    """Nothing is guessed where nobody said how long it lasts, or said nonsense."""
    life = pool_of({"a": 1}, unit="minutes")
    with pytest.raises(InvalidValueError, match=r"^lasting: .* counted in minutes"):
        choose(life, "a")
    with pytest.raises(InvalidValueError, match=r"^lasting: .* above zero"):
        choose(life, "a", lasting=timedelta(0))
    with pytest.raises(InvalidTypeError, match=r"^lasting: "):
        choose(life, "a", lasting=30)


def test_a_longer_or_shorter_booking_keeps_its_worth() -> None:
    """What it was worth was decided when it was made, and is what is taken back."""
    life = pool_of({"a": 1, "b": 1}, unit="minutes")
    choice = choose(life, "ab", lasting=timedelta(minutes=30))
    booking = choice.booking("b-1", "demo", SPAN, at=life.tick())
    life.add(booking.rescheduled(SPAN.shift(timedelta(1)), at=life.tick()))
    assert life.credits() == {"a": -15, "b": 15}
    life.cancel("b-1")
    assert life.credits() == {"a": 0, "b": 0}


# --- everybody's share ---------------------------------------------------------------------------


def test_everybody_in_line_has_a_share() -> None:
    """Who is not free is owed theirs all the same, who pauses is not."""
    life = pool_of({"a": 1, "b": 1, "c": 1}, basis="all")
    life.pause("c")
    assert [life.book("a") for _ in range(6)] == ["a"] * 6
    assert life.credits() == {"a": -3, "b": 3, "c": 0}
    assert [life.book("ab") for _ in range(8)] == ["b"] * 6 + ["a", "b"]


def test_without_a_weight_is_a_last_resort_with_everybodys_share() -> None:
    """It goes by who is free, not by who has a share: credit doesn't make up for a weight."""
    life = pool_of({"a": 0, "b": 1, "c": 1}, basis="all")
    life.add(roster(Kind.JOINED, "a", units=5 * UNIT))
    assert [life.book("ab"), life.book("a")] == ["b", "a"]
    idle = ResourcePool("idle", [Membership("x", weight=0), "y"], distribution=FairShare())
    weightless = Membership("z", weight=0)
    life = Life(
        ResourcePool("sales", [weightless, Part(idle)], distribution=FairShare(basis="all"))
    )
    assert life.book("xz") == "x"


def test_a_cap_limits_what_is_owed() -> None:
    """What is above it goes to the others by weight, and the run that follows is short."""
    life = pool_of({"a": 1, "b": 1, "c": 2}, basis="all", cap=1)
    life.book("a")
    life.book("a")
    assert life.credits() == {"a": Fraction(-3, 2), "b": Fraction(1, 2), "c": 1}
    assert granted(life, "a") == {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    for _ in range(20):
        life.book("a")
    assert life.credits() == {"a": -2, "b": 1, "c": 1}


def test_what_fits_nobody_goes_to_the_free_ones() -> None:
    """A grant always adds up to what the booking is worth."""
    life = pool_of({"a": 1, "b": 1, "c": 2}, basis="all", cap=Fraction(1, 5))
    assert granted(life, "bc") == {
        "a": Fraction(1, 5),
        "b": Fraction(1, 5) + Fraction(2, 5) / 3,
        "c": Fraction(1, 5) + Fraction(2, 5) * 2 / 3,
    }


def test_a_cap_leaves_alone_who_is_above_it_already() -> None:
    """Nothing is taken away: there is only no more to come."""
    life = pool_of({"a": 1, "b": 1}, basis="all", cap=1)
    life.add(roster(Kind.JOINED, "a", units=5 * UNIT))
    assert granted(life, "b") == {"b": 1}
    assert life.credits()["a"] == 5


def test_a_cap_of_minutes_is_of_minutes() -> None:
    """It counts what credit counts."""
    life = pool_of({"a": 1, "b": 1}, basis="all", cap=20, unit="minutes")
    assert granted(life, "a", lasting=timedelta(hours=1)) == {"a": 40, "b": 20}


def test_nobody_in_line_has_no_share() -> None:
    """An empty line ranks nobody, whatever the options."""
    for options in ({}, {"basis": "all"}, {"basis": "all", "cap": 1}, {"ramp_up": timedelta(1)}):
        life = pool_of({}, **options)
        assert life.pool.distribution.rank(life.pool.line(life.ledger), "ab", tie=b"").order == ()


# --- newcomers -----------------------------------------------------------------------------------

HOUR = timedelta(hours=1)


def ramp(minute: int, *, weight: int = 1, ramp_from: Fraction = Fraction(1, 10)) -> Fraction:
    """Return the share of a newcomer of minute 0 beside one other of weight 1."""
    life = pool_of({"a": 1, "z": weight}, ramp_up=HOUR, ramp_from=ramp_from)
    life.add(roster(Kind.JOINED, "z"))
    return granted(life, "az", now=at(minute))["z"]


@pytest.mark.parametrize(
    ("minute", "rises_to"),
    [
        (-5, Fraction(1, 10)),
        (0, Fraction(1, 10)),
        (20, Fraction(4, 10)),
        (30, Fraction(55, 100)),
        (60, Fraction(1)),
        (999, Fraction(1)),
    ],
)
def test_a_newcomer_ramps_up(minute: int, rises_to: Fraction) -> None:
    """The weight rises evenly from a tenth of it to all of it, and that is what is split by."""
    for weight in (1, 3):
        share = rises_to * weight / (1 + rises_to * weight)
        assert abs(ramp(minute, weight=weight) - share) < Fraction(1, UNIT)


def test_a_ramp_starts_where_it_is_told() -> None:
    """Instead of a tenth, any part between nothing and everything."""
    assert ramp(0, ramp_from=Fraction(1, 3)) == Fraction(1, 4)
    assert ramp(30, ramp_from=Fraction(1, 3)) == Fraction(2, 5)


def test_a_ramp_takes_nothing_back() -> None:
    """It counts for later bookings only: credits stay as they were, and so does what was booked."""
    life = pool_of({"a": 1, "b": 1}, ramp_up=HOUR)
    life.book("ab")
    before = life.credits()
    life.join("z")
    assert life.credits() == {**before, "z": 0}


def test_ramps_weigh_alike_beside_a_part() -> None:
    """Who is beside a part gets less at first, the part more; within a part it stays within."""
    part = Part(ResourcePool("part", ["a", "b"], distribution=FairShare()), 1)
    method = FairShare(ramp_up=HOUR, ramp_from=Fraction(1, 3))
    for newcomer, shares in (
        ("z", {"a": Fraction(3, 8), "b": Fraction(3, 8), "z": Fraction(1, 4)}),
        ("b", {"a": Fraction(3, 8), "b": Fraction(1, 8), "z": Fraction(1, 2)}),
    ):
        life = Life(ResourcePool("sales", [part, "z"], distribution=method))
        life.add(roster(Kind.JOINED, newcomer))
        assert granted(life, "abz", now=BEGIN) == shares


def test_ramps_need_the_present() -> None:
    """Only if somebody's joining is known: nobody else ramps up."""
    life = pool_of({"a": 1, "z": 1}, ramp_up=HOUR)
    assert granted(life, "az") == {"a": Fraction(1, 2), "z": Fraction(1, 2)}
    life.add(roster(Kind.JOINED, "z"))
    with pytest.raises(InvalidValueError, match=r"^now: .* ramp up"):
        choose(life, "az")
    with pytest.raises(NaiveDatetimeError, match=r"^now: "):
        choose(life, "az", now=BEGIN.replace(tzinfo=None))
    life.pause("z")
    assert granted(life, "az") == {"a": 1}


# --- what is given back --------------------------------------------------------------------------


def test_a_no_show_may_be_refunded() -> None:
    """Where nothing is kept, it is taken back like a cancellation."""
    life = pool_of({"a": 1, "b": 1}, keeps=[])
    life.book()
    life.no_show("b-1")
    assert life.credits() == {"a": 0, "b": 0}


def test_a_hosts_cancellation_may_be_kept() -> None:
    """While a customer's is taken back."""
    life = pool_of({"a": 1, "b": 1}, keeps=[Loss.HOST_CANCELLED, Loss.NO_SHOW])
    life.book()
    life.book()
    life.cancel("b-2")
    life.add(life.bookings["b-1"].cancelled(by="host", at=life.tick()))
    assert life.credits() == {"a": Fraction(-1, 2), "b": Fraction(1, 2)}


def test_what_ends_give_back() -> None:
    """A debit moves with the booking whatever is kept, or credits would not add up."""
    assert FairShare().gives_back == frozenset(Loss) - {Loss.NO_SHOW}
    everything = frozenset(Loss) - {Loss.REASSIGNED, Loss.RESCHEDULED}
    assert FairShare(keeps=everything).gives_back == {Loss.REASSIGNED, Loss.RESCHEDULED}


# --- options -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"unit": "hours"}, InvalidValueError, "unit: .* got 'hours'"),
        ({"basis": "on_duty"}, InvalidValueError, "basis: "),
        ({"basis": "all", "cap": 0}, InvalidValueError, "cap: .* above 0"),
        ({"basis": "all", "cap": Fraction(-1, 2)}, InvalidValueError, "cap: .* above 0"),
        ({"basis": "all", "cap": 1.5}, InvalidTypeError, "cap: "),
        ({"basis": "all", "cap": True}, InvalidTypeError, "cap: "),
        ({"cap": 3}, InvalidValueError, "cap: .*'available'"),
        ({"ramp_up": timedelta(0)}, InvalidValueError, "ramp_up: .* above zero"),
        ({"ramp_up": 14}, InvalidTypeError, "ramp_up: "),
        ({"ramp_from": Fraction(0)}, InvalidValueError, "ramp_from: .* between 0 and 1"),
        ({"ramp_from": Fraction(1)}, InvalidValueError, "ramp_from: "),
        ({"ramp_from": 0.1}, InvalidTypeError, "ramp_from: "),
        ({"keeps": "no_show"}, InvalidTypeError, "keeps: "),
        ({"keeps": ["late"]}, InvalidValueError, "keeps: "),
        ({"keeps": [Loss.REASSIGNED]}, InvalidValueError, "keeps: "),
        ({"keeps": [Loss.RESCHEDULED]}, InvalidValueError, "keeps: "),
    ],
)
def test_options_are_checked(options: dict[str, Any], error: type[Exception], words: str) -> None:
    """What is wrong is said when the method is made."""
    with pytest.raises(error, match=f"^{words}"):
        FairShare(**options)


def test_options_are_keywords() -> None:
    """Nobody has to know their order, and equal options are equal methods."""
    with pytest.raises(TypeError):
        FairShare("minutes")  # type: ignore[call-arg]
    assert FairShare(keeps=[Loss.NO_SHOW]) == FairShare()
    assert hash(FairShare(unit="minutes")) == hash(FairShare(unit="minutes"))


def test_a_choice_needs_no_more_than_its_options_do() -> None:
    """Without minutes and ramps nobody has to say how long, or when."""
    pool = ResourcePool("sales", ["a"], distribution=FairShare(basis="all", cap=2))
    assert pool.choose(Ledger.of(), ["a"]) is not None
