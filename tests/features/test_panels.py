"""Rows F45 to F48: panels, and what we add to them: preferred seats, quorums, constraints."""

from itertools import product
from typing import Any

import pytest

from teamsched import (
    Apart,
    Assignment,
    AtLeast,
    AtMost,
    BookingPage,
    Draw,
    FairShare,
    Fallback,
    InvalidInputError,
    Member,
    PooledAvailability,
    ResourcePool,
    RoundRobin,
    Rule,
    UnknownIdError,
    attribute,
)
from teamsched.distribution import DistributionMethod
from tests.features.counter import Counter, hourly
from tests.features.desk import HOURS, WEEK, Desk, at, hour

SENIOR = attribute("senior") == True  # noqa: E712 (a condition)
CLOCKS = [f"{clock:02}:00" for clock in range(9, 17)]


def panel(
    *rest: Any,
    primary: Any = "pool",
    pool: str = "abc",
    more: dict[str, str] | None = None,
    distribution: DistributionMethod | None = None,
    **rule: Any,
) -> Desk:
    """Return a desk with one rule: people from a pool, and whoever else; a and b are senior."""
    people = [Member(one, HOURS, attributes={"senior": one in "ab"}) for one in "abcde"]
    method = distribution or PooledAvailability()
    desk = Desk(people, pool=ResourcePool("pool", list(pool), distribution=method))
    desk.more_pools = [
        ResourcePool(name, list(some), distribution=method) for name, some in (more or {}).items()
    ]
    desk.rules = [Rule("call", primary, additional=rest, **rule)]
    return desk


def seats(desk: Desk, when: str = "09:00", **more: Any) -> list[str]:
    """Return who would get the seats, in their order."""
    found = desk.assign(when, **more)
    assert found is not None
    return [seat.page for seat in found.seats]


# F45: fixed members


def test_f45_fixed_members_meet_when_all_are_free() -> None:
    """Eight hours, three people, every combination of who is busy: only where nobody is."""
    desk = panel("b", "c", primary="a")
    for clock, busy in zip(CLOCKS, product([False, True], repeat=3), strict=True):
        for page, blocked in zip("abc", busy, strict=True):
            if blocked:
                desk.block(page, hour(clock))
    assert desk.starts() == ["09:00"]
    assert {one.page for one in desk.offer().why_not(at("12:00")).reasons if one.page} == {"b", "c"}


# F46: pools in panels


def test_f46_a_pooled_seat_takes_anybody_who_is_free() -> None:
    """There is a slot where the room is free and anybody of the pool."""
    desk = panel("e")
    for page, clocks in (
        ("a", CLOCKS[:3]),
        ("b", CLOCKS[:2]),
        ("c", CLOCKS[:2]),
        ("e", CLOCKS[4:]),
    ):
        desk.block(page, *map(hour, clocks))
    assert desk.starts() == ["11:00", "12:00"]
    assert seats(desk, "11:00") in (["b", "e"], ["c", "e"])


def test_f46_a_round_robin_seat_takes_the_next_in_line_only() -> None:
    """The times of a, who is next, and of the room; the turn passes with the booking."""
    desk = panel("e", distribution=RoundRobin())
    desk.block("a", *map(hour, CLOCKS[:6]))
    desk.block("e", hour("16:00"))
    assert desk.starts() == ["15:00"]
    assert [seat.page for seat in desk.book("15:00").seats] == ["a", "e"]
    assert desk.starts() == CLOCKS[:6]


# F47: distinct people


@pytest.mark.parametrize("method", [PooledAvailability(), FairShare()])
def test_f47_nobody_sits_twice(method: DistributionMethod) -> None:
    """Of the pools {a, b} and {a}, both seats need both people, and b gets the first."""
    desk = panel("second", pool="ab", more={"second": "a"}, distribution=method)
    desk.block("b", hour("09:00"))
    assert desk.starts() == CLOCKS[1:]
    assert "too_few_people" in desk.offer().why_not(at("09:00")).codes
    assert seats(desk, "10:00") == ["b", "a"]


def test_f47_two_pages_are_one_person() -> None:
    """Whoever has two booking pages has one chair."""
    desk = panel("a's other page", primary="a")
    desk.pages = [BookingPage("a's other page", "a")]
    assert desk.starts() == []
    assert "too_few_people" in desk.offer().why_not(at("09:00")).codes


# F48: the primary seat


def test_f48_the_primary_seat_comes_first() -> None:
    """Though the named page is settled before the pool is, whoever the pool gives holds it."""
    desk = panel("e", "second", more={"second": "d"})
    booking = desk.book("09:00")
    assert [seat.seat for seat in booking.seats] == ["pool", "e", "second"]
    assert [seat.page for seat in booking.primary] == [booking.seats[0].page]
    assert booking.seats[0].page in "abc"
    found = desk.offer()
    assert set(found.who(found.slots[0])) == set("abc")
    assert booking.reassigned("d2", at=desk.tick()).seats[0].page == "d2"


# Preferred seats


def test_a_preferred_seat_rules_no_start_out() -> None:
    """It is filled where somebody is free, and left empty where nobody is."""
    desk = panel(primary="a", preferred=["e"])
    desk.block("e", hour("09:00"))
    assert desk.starts() == CLOCKS
    assert seats(desk, "09:00") == ["a"]
    assert seats(desk, "10:00") == ["a", "e"]


def test_a_preferred_seat_takes_nobody_whom_another_needs() -> None:
    """First all seats that are needed, by their methods; then those that are preferred."""
    pools = {"second": "bc", "third": "abc"}
    desk = panel("second", pool="ab", more=pools, preferred=["third"])
    for clock in CLOCKS[:2]:
        desk.block("c", hour(clock))
    assert seats(desk, "09:00") == ["a", "b"]
    assert len(seats(desk, "11:00")) == 3
    desk.block("a", hour("10:00"))
    assert "10:00" not in desk.starts()


def test_a_busy_preferred_person_is_no_reason() -> None:
    """Why nothing is offered speaks of those who have to be there."""
    desk = panel(primary="a", preferred=["e"])
    desk.block("e", hour("09:00"))
    desk.block("a", hour("09:00"))
    assert {one.page for one in desk.offer().why_not(at("09:00")).reasons} == {"a"}


@pytest.mark.parametrize("target", [Draw("pool", count=2, at_least=1)])
def test_a_preferred_seat_needs_nobody(target: Draw) -> None:
    """So it can't say how many it needs at least."""
    with pytest.raises(InvalidInputError, match="preferred: expected draws that need nobody"):
        Rule("call", "a", preferred=[target])


# Quorums


def test_a_quorum_takes_as_many_as_there_are() -> None:
    """Three if they are free, two if one is busy, and nothing with one alone."""
    desk = panel(primary=Draw("pool", count=3, at_least=2))
    desk.block("a", *map(hour, CLOCKS[:2]))
    desk.block("b", hour("09:00"))
    assert desk.starts() == CLOCKS[1:]
    assert sorted(seats(desk, "10:00")) == ["b", "c"]
    assert sorted(seats(desk, "11:00")) == ["a", "b", "c"]
    (short,) = [one for one in desk.offer().why_not(at("09:00")).reasons if one.page is None]
    assert (short.params["needed"], short.params["people"]) == (2, ("c",))


def test_a_quorum_leaves_others_their_people() -> None:
    """What another seat needs comes before a third person."""
    desk = panel("c", primary=Draw("pool", count=3, at_least=2))
    assert sorted(seats(desk)) == ["a", "b", "c"]
    assert seats(desk)[-1] == "c"


# Constraints


def test_people_who_are_kept_apart() -> None:
    """They never sit in one booking, and where only they are free there is none."""
    desk = panel(primary=Draw("pool", count=2), constraints=[Apart("a", "b")])
    desk.block("c", hour("09:00"))
    assert desk.starts() == CLOCKS[1:]
    for clock in CLOCKS[1:]:
        assert "c" in [seat.page for seat in desk.book(clock).seats]
    desk.ledger = type(desk.ledger).of()
    (reason,) = [one for one in desk.offer().why_not(at("09:00")).reasons if one.page is None]
    assert reason.code == "constraint"
    assert reason.params == {"constraint": Apart("a", "b"), "people": ("a", "b")}
    assert "a and b are kept apart, and that can't be: it counts a and b of" in reason.words()


def test_somebody_with_an_attribute_has_to_be_there() -> None:
    """Seats are left to whoever has it, however long others have waited."""
    desk = panel(primary=Draw("pool", count=2), pool="acde", constraints=[AtLeast(1, SENIOR)])
    assert all("a" in [seat.page for seat in desk.book(clock).seats] for clock in CLOCKS[:4])
    desk.block("a", hour("16:00"))
    (reason,) = [one for one in desk.offer().why_not(at("16:00")).reasons if one.page is None]
    assert (reason.code, reason.params["people"]) == ("constraint", ())


def test_at_most_some_with_an_attribute() -> None:
    """Two seniors are one too many, also where the second would be there by preference."""
    one = AtMost(1, SENIOR)
    desk = panel(primary=Draw("pool", count=2), constraints=[one])
    assert "c" in seats(desk)
    desk = panel(primary="a", preferred=["b", "c"], constraints=[one])
    assert seats(desk) == ["a", "c"]


def test_a_constraint_may_be_about_some_seats() -> None:
    """A senior in the chair, whoever else is there."""
    chair = AtLeast(1, SENIOR, seats=["pool"])
    desk = panel("second", pool="cda", more={"second": "b"}, constraints=[chair])
    assert seats(desk) == ["a", "b"]


def test_who_is_left_out_is_told_why() -> None:
    """A constraint is not another seat."""
    desk = panel("second", pool="bc", more={"second": "a"}, constraints=[Apart("a", "b")])
    found = desk.assign("09:00")
    assert found is not None
    (pick,) = [one for one in found.picks if one.filled.seat == "pool"]
    assert [(one.code, one.page) for one in pick.unavailable] == [("constraint", "b")]


def test_only_the_constraints_in_the_way_are_named() -> None:
    """Undoing what is named is enough, and nothing less is."""
    harmless, broken = AtMost(2, SENIOR), Apart("a", "b")
    desk = panel(primary=Draw("pool", count=2), pool="ab", constraints=[harmless, broken])
    refusal = desk.offer().refusal
    assert refusal is not None
    assert [one.params["constraint"] for one in refusal.reasons] == [broken]
    desk.rules = [Rule("call", Draw("pool", count=2), constraints=[harmless])]
    assert desk.starts() == CLOCKS


def test_a_constraint_for_a_search() -> None:
    """What a rule may ask, a search may."""
    desk = panel(pool="ab")
    team = desk.team
    snapshot = team.snapshot(now=desk.now, window=desk.window, busy=desk.busy)
    draw = [Draw("pool", count=2)]
    assert team.find("call", draw, snapshot, zone="UTC").slots
    apart = team.find("call", draw, snapshot, zone="UTC", constraints=[Apart("a", "b")])
    assert not apart.slots
    for wrong in (Apart("a", "nobody"), AtLeast(1, ["a"], seats=["nowhere"])):
        with pytest.raises(UnknownIdError, match="constraints: expected"):
            team.find("call", draw, snapshot, zone="UTC", constraints=[wrong])


def test_constraints_of_rules_are_checked() -> None:
    """A page or a seat that is not there is refused before anything is asked."""
    with pytest.raises(UnknownIdError, match="constraints: expected constraints on seats"):
        Rule("call", "a", constraints=[AtLeast(1, ["a"], seats=["b"])])
    desk = panel(primary="a", constraints=[Apart("a", "nobody")])
    with pytest.raises(UnknownIdError, match=r"rules\[0\].constraints"):
        desk.offer()


def test_what_can_never_be_kept_is_found_by_lint() -> None:
    """Even if everybody is free."""
    desk = panel("b", primary="a", constraints=[AtMost(1, SENIOR), AtMost(2, SENIOR)])
    found, other = [one for one in desk.team.lint().reasons if one.code == "never_kept"]
    assert {found.page, other.page} == {"page", "other"}
    assert found.params == {"rule": 0, "constraint": AtMost(1, SENIOR)}


# With fallbacks, sessions, and people whom a request names


def test_a_fallback_keeps_preferred_seats_and_constraints() -> None:
    """It changes who has to be there, and nothing else that the rule says."""
    fallback = Fallback(primary=Draw("second", count=2))
    desk = panel(
        primary="e", more={"second": "abc"}, preferred=["d"], constraints=[Apart("a", "b")],
        otherwise=[fallback],
    )  # fmt: skip
    desk.block("e", WEEK)
    desk.block("d", hour("09:00"))
    assert seats(desk, "09:00") in (["a", "c"], ["b", "c"], ["c", "a"], ["c", "b"])
    assert [*sorted(seats(desk, "10:00"))[1:], seats(desk, "10:00")[-1]] == ["c", "d", "d"]
    (reason,) = desk.offer().relaxed
    assert reason.words() == "asked of second, since nothing could be booked with e"
    desk.block("c", WEEK)
    assert desk.starts() == []


def test_a_fallback_has_the_seats_that_constraints_are_on() -> None:
    """Else the rule is refused, and so it is if a preferred seat would be there twice."""
    chair = AtLeast(1, SENIOR, seats=["pool"])
    with pytest.raises(UnknownIdError, match=r"otherwise\[1\]: expected constraints on seats"):
        Rule(
            "call", "pool", constraints=[chair],
            otherwise=[Fallback(additional=["e"]), Fallback(primary="e")],
        )  # fmt: skip
    with pytest.raises(InvalidInputError, match=r"otherwise\[0\]: expected 'e' once"):
        Rule("call", "pool", preferred=["e"], otherwise=[Fallback(primary="e")])


def test_a_fallback_that_can_never_keep_a_constraint_is_found_by_lint() -> None:
    """Even if everybody is free."""
    two = Fallback(additional=["b"])
    desk = panel(primary="a", constraints=[AtMost(1, SENIOR)], otherwise=[two])
    (found, _) = [one for one in desk.team.lint().reasons if one.code == "never_kept"]
    assert found.params == {"rule": 0, "fallback": 0, "constraint": AtMost(1, SENIOR)}
    assert found.words().startswith("other: fallback 0 of rule 0 can't be served: at most 1")


def test_a_preferred_seat_is_in_the_route_of_a_booking() -> None:
    """So it can be handed on inside the route, like any other."""
    desk = panel(primary="e", preferred=["pool"])
    booking = desk.book("09:00")
    assert desk.team.within_route(booking, "pool") == ("a", "b", "c")
    assert desk.team.within_route(booking, "e") == ("e",)


def test_who_is_asked_for_besides_is_no_longer_preferred_only() -> None:
    """They have to be there, in the seat that the rule has for them."""
    desk = panel(primary="a", preferred=["d", "e"])
    desk.block("e", hour("09:00"))
    assert desk.starts(also=["e"]) == CLOCKS[1:]
    assert seats(desk, "10:00", also=["e"]) == ["a", "d", "e"]


def test_constraints_are_not_about_who_is_invited() -> None:
    """Whoever is invited may come or not, and nobody counts on them."""
    desk = panel(primary="a", optional=["b"], constraints=[Apart("a", "b")])
    assert seats(desk) == ["a", "b"]
    desk = panel(primary="c", optional=["a"], constraints=[AtLeast(1, SENIOR)])
    assert desk.starts() == []


def sharing(pool: str, kind: str, rule: Rule) -> Desk:
    """Return a desk whose bookings share their time."""
    desk = Counter("abce", hourly(capacity=3, sessions=kind), host="pool")
    desk.pools = [ResourcePool("pool", list(pool), distribution=PooledAvailability())]
    desk.rules = [rule]
    return desk


@pytest.mark.parametrize("kind", ["group", "concurrent"])
def test_a_session_is_joined_as_it_is(kind: str) -> None:
    """Nobody is drawn again: neither for a preferred seat nor for the rest of a quorum."""
    quorum = Draw("pool", count=3, at_least=2)
    desk = sharing("abc", kind, Rule("call", quorum, preferred=["e"]))
    desk.block("c", hour("09:00"))
    desk.block("e", hour("09:00"))
    first = desk.book("09:00")
    assert sorted(one.page for one in first.seats) == ["a", "b"]
    desk.busy = {one: [] for one in desk.busy}
    joined = desk.assign("09:00")
    assert joined is not None
    assert joined.joins == (first.id,)
    assert set(joined.members) == {"a", "b"}
    full = desk.book("10:00")
    assert {one.page for one in full.seats} == {"a", "b", "c", "e"}
    again = desk.assign("10:00")
    assert again is not None
    assert (again.joins, len(again.members)) == ((full.id,), 4)
    desk.block("e", hour("10:00"))
    assert "10:00" not in desk.starts()


@pytest.mark.parametrize("kind", ["group", "concurrent"])
def test_a_session_that_breaks_a_constraint_is_not_joined(kind: str) -> None:
    """Its people are as they are, and another session may be opened."""
    desk = sharing("ac", kind, Rule("call", "pool", preferred=["b"]))
    desk.block("c", hour("09:00"))
    first = desk.book("09:00")
    assert [one.page for one in first.seats] == ["a", "b"]
    desk.busy = {one: [] for one in desk.busy}
    for constraint in (Apart("a", "b"), AtLeast(1, ["b"]), AtMost(0, ["a"], seats=["pool"])):
        desk.rules = [Rule("call", "pool", preferred=["b"], constraints=[constraint])]
        found = desk.assign("09:00")
        assert found is None or (found.joins, found.members) == ((), ("c",))
    desk.block("c", hour("09:00"))
    for constraint in (Apart("a", "c"), AtLeast(1, ["a"]), AtMost(0, ["a"], seats=["b"])):
        desk.rules = [Rule("call", "pool", preferred=["b"], constraints=[constraint])]
        assert desk.assign("09:00").joins == (first.id,)  # type: ignore[union-attr]


# What counts


def test_a_draw_may_count_nowhere() -> None:
    """The turn stays where it is, also when the booking is cancelled."""
    desk = panel(primary=Draw("pool", counts_in="none"), distribution=RoundRobin())
    booking = desk.book("09:00")
    assert booking.seats[0].page == "a"
    assert seats(desk, "10:00") == ["a"]
    desk.cancel(booking)
    assert set(desk.received().values()) == set(desk.removed().values()) == {0}


def test_offered_is_bookable_with_constraints() -> None:
    """Whatever is shown can be booked, and keeps what was asked."""
    rule = [Apart("a", "b"), AtLeast(1, SENIOR), AtMost(1, ["c", "d"])]
    desk = panel(
        Draw("second", count=2, at_least=1), more={"second": "bcde"}, constraints=rule,
        preferred=["a"],
    )  # fmt: skip
    for number, clock in enumerate(CLOCKS):
        desk.block("abcde"[number % 5], hour(clock))
    found = desk.offer()
    assert len(found.slots) == 56
    for slot in found.slots:
        assigned = found.assign(slot)
        assert isinstance(assigned, Assignment)
        people = set(assigned.members)
        assert len(people) == len(assigned.members)
        assert not {"a", "b"} <= people
        assert people & {"a", "b"}
        assert not {"c", "d"} <= people
