"""Resource pools: members, the line, choosing, and roster entries."""

from fractions import Fraction
from typing import Any

import attrs
import pytest

from teamsched.conditions import Condition, attribute
from teamsched.distribution import (
    DistributionMethod,
    FairShare,
    Ledger,
    Part,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    ResourcePool,
    RoundRobin,
)
from teamsched.entries import HOUSE, UNIT, Entry, GivesBack, Kind, Loss, Posting
from teamsched.errors import DuplicateIdError, InvalidTypeError, InvalidValueError, UnknownIdError
from teamsched.model import Membership
from tests.unit.distribution.life import SPAN, Life, at, booked, booking, roster

LENGTH = 30 * 60 * 1_000_000
POOL = ResourcePool("sales", ["ana", "bo"], distribution=RoundRobin())


def test_members_are_pages_or_memberships() -> None:
    """A page alone is a membership with nothing special about it."""
    pool = ResourcePool("sales", ["ana", Membership("bo", weight=2)], distribution=FairShare())
    assert pool.members == (Membership("ana"), Membership("bo", weight=2))
    assert pool.pages == ("ana", "bo")


def test_including_makes_a_larger_pool() -> None:
    """New members come at the end, and the old pool stays as it is."""
    larger = POOL.including("cy", Membership("di", priority=9))
    assert (POOL.pages, larger.pages) == (("ana", "bo"), ("ana", "bo", "cy", "di"))
    assert larger.distribution is POOL.distribution


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        (("", ["ana"]), {}, InvalidValueError, "id: "),
        (("sales", "ana"), {}, InvalidTypeError, "members: "),
        (("sales", ["ana", 7]), {}, InvalidTypeError, "members: "),
        (("sales", ["ana", "ana"]), {}, DuplicateIdError, "members: .* got 'ana'"),
        (("sales", ["ana", Membership("ana", weight=2)]), {}, DuplicateIdError, "members: "),
        (("sales", []), {"distribution": "round_robin"}, InvalidTypeError, "distribution: "),
        (("sales", []), {"distribution": RoundRobin}, InvalidTypeError, "distribution: "),
    ],
)
def test_a_pool_is_checked(
    arguments: tuple[Any, ...], options: dict[str, Any], error: type[Exception], words: str
) -> None:
    """What is wrong with it is said, and the slip of leaving out the brackets is one."""
    with pytest.raises(error, match=f"^{words}"):
        ResourcePool(*arguments, **{"distribution": RoundRobin(), **options})


def test_nobody_twice_by_including() -> None:
    """Who is in a pool can't be included again."""
    with pytest.raises(DuplicateIdError):
        POOL.including("ana")


@pytest.mark.parametrize(
    "method",
    [RoundRobin(), FairShare(), PooledAvailability(), PooledAvailabilityWithPriority()],
)
def test_the_methods_are_methods(method: DistributionMethod) -> None:
    """Each of ours is a value that can do what a method can."""
    assert isinstance(method, DistributionMethod)
    assert method == type(method)()
    assert not hasattr(method, "__dict__")


# --- the line ----------------------------------------------------------------------------------


def test_who_is_in_line() -> None:
    """Those who participate and don't pause, in pool order, and why not the others."""
    members: list[str | Membership] = ["di", Membership("cy", participating=False), "ana", "bo"]
    pool = ResourcePool("sales", members, distribution=RoundRobin())
    ledger = Ledger.of(roster=[roster(Kind.PAUSED, "ana", 5)])
    line = pool.line(ledger)
    assert (line.pool, [member.page for member in line.members]) == ("sales", ["di", "bo"])
    assert {page: reason.code for page, reason in line.inactive.items()} == {
        "cy": "not_participating",
        "ana": "paused",
    }
    assert str(line.inactive["ana"]) == "ana: paused since 2026-03-02 09:05Z"
    assert line.inactive["ana"].params == {"since": at(5)}
    assert str(line.inactive["cy"]) == "cy: does not take part at present"


def test_pausing_elsewhere_is_no_pause_here() -> None:
    """A page pauses in one pool."""
    ledger = Ledger.of(roster=[roster(Kind.PAUSED, "ana", pool="support")])
    assert POOL.line(ledger).inactive == {}


def test_a_line_knows_accounts_and_clocks() -> None:
    """The accounts of the pool, and the clocks of the scope that was asked for."""
    bookings = [
        booking("b-1", booked("ana", 1), through="web"),
        booking("b-2", booked("ana", 2, pool=None), pool=None, through="web"),
    ]
    ledger = Ledger.of(bookings)
    line = POOL.line(ledger, page="web", event_type="demo")
    assert (line.tally("ana").received, line.tally("bo").received) == (1, 0)
    assert line.clocks == ledger.clocks("web", "demo")
    assert POOL.line(ledger).clocks["ana"] < line.clocks["ana"]
    assert [member.page for member in line.among(["bo", "ana", "eve"])] == ["ana", "bo"]


def test_an_empty_pool_has_an_empty_line() -> None:
    """Nobody is nobody."""
    pool = ResourcePool("sales", [], distribution=RoundRobin())
    assert pool.line(Ledger.of()).members == ()
    assert pool.choose(Ledger.of(), ["ana"]) is None


# --- choosing ----------------------------------------------------------------------------------


def test_a_choice_makes_a_booking() -> None:
    """What was decided is stored with what was booked."""
    choice = POOL.choose(Ledger.of(), ["bo", "ana"])
    assert choice is not None
    booking = choice.booking("b-1", "demo", SPAN, at=at(3))
    (entry,) = booking.history
    assert booking.first_holders == ("ana",)
    assert (entry.kind, entry.at) == (Kind.BOOKED, at(3))
    assert entry.postings == tuple(attrs.evolve(one, held=LENGTH) for one in choice.postings)
    assert [(p.pool, p.page, p.received) for p in entry.postings] == [("sales", "ana", 1)]
    back = GivesBack("sales", set(Loss))
    assert entry.gives_back == (back,)


@pytest.mark.parametrize("free", [[], ["eve"], {"eve"}, ["bo"]])
def test_nobody_may_be_nobody(free: Any) -> None:
    """Nobody who may take it is a result, whether nobody is free or the next in line isn't."""
    assert POOL.choose(Ledger.of(), free) is None


def test_who_pauses_is_not_chosen() -> None:
    """Even if they are said to be free; the line goes on without them."""
    ledger = Ledger.of(roster=[roster(Kind.PAUSED, "ana")])
    choice = POOL.choose(ledger, ["ana", "bo"])
    assert choice is not None
    assert (choice.page, choice.ranking.order) == ("bo", ("bo",))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"ledger": None}, "ledger: expected a Ledger"),
        ({"free": "ana"}, "free: expected page ids"),
        ({"free": [7]}, "free: expected an id"),
        ({"tie": "seed"}, "tie: expected bytes"),
    ],
)
def test_choosing_is_checked(arguments: dict[str, Any], words: str) -> None:
    """A text instead of a list of pages is a likely slip."""
    with pytest.raises(InvalidTypeError, match=f"^{words}"):
        POOL.choose(**{"ledger": Ledger.of(), "free": ["ana"], **arguments})


# --- roster entries --------------------------------------------------------------------------


def test_roster_entries_are_of_one_posting() -> None:
    """Each tells of one page in this pool, with its level."""
    life = Life(POOL)
    assert [life.book() for _ in range(3)] == ["ana", "bo", "ana"]
    pool = POOL.including("cy")
    units = life.ledger.account("sales")["bo"].units
    for kind, make in (
        (Kind.JOINED, pool.joining),
        (Kind.LEFT, pool.leaving),
        (Kind.PAUSED, pool.pausing),
        (Kind.RESUMED, pool.resuming),
    ):
        entry = make("cy", life.ledger, at=at(9))
        level = units if kind is Kind.JOINED else 0
        assert (entry.kind, entry.at) == (kind, at(9))
        assert entry.postings == (Posting("sales", "cy", units=level),)


def test_who_has_left_is_in_no_line() -> None:
    """Until they join anew; that a pause ends is nothing to it."""
    life = Life(POOL)
    life.pause("ana")
    life.leave("ana")
    for _ in range(2):
        line = POOL.line(life.ledger)
        assert str(line.inactive["ana"]) == "ana: left the pool on 2026-03-02 09:02Z"
        assert (line.inactive["ana"].code, line.pages) == ("left", ("bo",))
        life.resume("ana")
    assert [life.book() for _ in range(3)] == ["bo"] * 3
    life.join("ana")
    assert life.credits() == {"ana": -3, "bo": -3}
    assert (life.pool.pages, life.book()) == (POOL.pages, "ana")


def test_newcomers_are_those_of_whom_nothing_is_known() -> None:
    """Who joined, pauses or was there when something was booked is known."""
    pool = POOL.including("cy", "di")
    bookings = [booking("b-1", booked("ana", 1))]
    ledger = Ledger.of(bookings, [roster(Kind.PAUSED, "di"), roster(Kind.JOINED, "cy", pool="x")])
    assert pool.newcomers(ledger) == ("bo", "cy")
    assert pool.newcomers(Ledger.of()) == pool.pages


def test_newcomers_are_asked_of_a_ledger() -> None:
    """Nothing else knows of them."""
    nonsense: Any = []
    with pytest.raises(InvalidTypeError, match=r"^ledger: expected a Ledger"):
        POOL.newcomers(nonsense)


SPEAKS: Condition = attribute("language") == "es"
SENIOR: Condition = attribute("senior") == True  # noqa: E712 (a condition)
FACTS: dict[str, Any] = {
    "ana": {"language": "es", "senior": True},
    "bo": {"language": "es"},
    "cy": {"senior": True},
}


def fitting(id: str, where: Condition | None, *members: Any) -> ResourcePool:
    return ResourcePool(id, members, distribution=RoundRobin(), where=where)


@pytest.mark.parametrize(
    ("outer", "pages"),
    [
        (fitting("all", None, Part(fitting("es", SPEAKS)), "ana"), ("bo", "ana")),
        (fitting("all", None, "ana", Part(fitting("es", SPEAKS))), ("ana", "bo")),
        (fitting("all", SPEAKS, Part(fitting("old", SENIOR))), ("ana", "cy", "bo")),
        (
            fitting("all", None, Part(fitting("es", SPEAKS)), Part(fitting("old", SENIOR))),
            ("ana", "bo", "cy"),
        ),
        (
            fitting("all", None, Part(fitting("es", SPEAKS)), Part(fitting("old", None, "ana"))),
            ("bo", "ana"),
        ),
        (
            fitting("all", None, Part(fitting("p", None, Part(fitting("es", SPEAKS)), "bo"))),
            ("ana", "bo"),
        ),
    ],
)
def test_who_fits_twice_has_the_first_place(outer: ResourcePool, pages: tuple[str, ...]) -> None:
    """What people are makes no pool invalid; where somebody is named comes before all."""
    assert outer.matching(FACTS).pages == pages


def test_pausing_in_a_part_is_no_pause_around_it() -> None:
    """Each pool has a roster of its own."""
    part = ResourcePool("part", ["ana", "bo"], distribution=RoundRobin())
    outer = ResourcePool("sales", [Part(part), "cy"], distribution=RoundRobin())
    ledger = Ledger.of(roster=[part.pausing("ana", Ledger.of(), at=at(1))])
    assert (part.line(ledger).pages, outer.line(ledger).pages) == (("bo",), ("ana", "bo", "cy"))


def test_an_adjustment_says_what_who_why_and_how_long() -> None:
    """It is exact to the unit, and posted against the house."""
    entry = POOL.adjusting(
        "bo", Fraction(-5, 2), at=at(3), by="ann", reason="two weeks off", expires=at(9)
    )
    units = -5 * UNIT // 2
    assert entry == Entry(
        Kind.ADJUSTED,
        at=at(3),
        postings=[Posting("sales", "bo", units=units), Posting("sales", HOUSE, units=-units)],
        by="ann",
        reason="two weeks off",
        expires=at(9),
    )
    ledger = Ledger.of([booking("b-1", booked("ana", 1))], [entry])
    for minute, credit in ((8, Fraction(-5, 2)), (9, Fraction(0))):
        line = POOL.line(ledger, now=at(minute))
        assert Fraction(line.tally("bo").units, UNIT) == credit


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"page": "eve"}, UnknownIdError, "page: expected a page of the pool 'sales'"),
        ({"amount": 0.5}, InvalidTypeError, "amount: expected a whole number or a Fraction"),
        ({"amount": True}, InvalidTypeError, "amount: expected a whole number or a Fraction"),
        ({"amount": 10**40}, InvalidValueError, "units: expected a whole number"),
        ({"by": None}, InvalidTypeError, "by: expected a text"),
        ({"reason": None}, InvalidTypeError, "reason: expected a text"),
        ({"expires": at(0)}, InvalidValueError, "expires: expected later than"),
    ],
)
def test_adjusting_is_checked(
    arguments: dict[str, Any], error: type[Exception], words: str
) -> None:
    """An inexact amount, or one that nobody stands for, is refused."""
    valid = {"page": "ana", "amount": 1, "at": at(3), "by": "ann", "reason": "she asked"}
    with pytest.raises(error, match=f"^{words}"):
        POOL.adjusting(**{**valid, **arguments})


def test_resuming_without_a_pause_levels_nothing() -> None:
    """Who comes back twice is where they were after the first time."""
    life = Life(POOL)
    life.pause("ana")
    assert [life.book() for _ in range(2)] == ["bo", "bo"]
    life.resume("ana")
    assert life.credits()["ana"] == -2
    life.cancel("b-2")
    life.cancel("b-3")
    life.resume("ana")
    assert life.credits()["ana"] == -2


@pytest.mark.parametrize("verb", ["joining", "leaving", "pausing", "resuming"])
def test_only_members_are_on_the_roster(verb: str) -> None:
    """Whoever isn't in the pool has to be included first."""
    with pytest.raises(
        UnknownIdError, match="page: expected a page of the pool 'sales', got 'eve'"
    ):
        getattr(POOL, verb)("eve", Ledger.of(), at=at(0))


def test_whom_the_wishes_leave_may_be_told_one_by_one() -> None:
    """Any iterable will do, also one that can be read only once."""
    pool = ResourcePool("sales", ["ana", "bo"], distribution=RoundRobin())
    choice = pool.choose(Ledger.of(), ["ana", "bo"], asked=iter(["bo"]))
    assert choice is not None
    assert choice.page == "bo"
