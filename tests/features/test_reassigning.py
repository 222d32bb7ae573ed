"""Rows F51 to F56: who may take over a booking, who does, and what that does to the counts."""

from typing import Any

import attrs
import pytest

from teamsched import (
    UNKNOWN,
    Apart,
    Booking,
    BookingPage,
    BookingStateError,
    Busy,
    Candidates,
    Draw,
    EventType,
    FairShare,
    InvalidInputError,
    MasterPage,
    Member,
    Membership,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    Reassignment,
    Refusal,
    ResourcePool,
    RoundRobin,
    Rule,
    Status,
    Team,
)
from teamsched.distribution import DistributionMethod
from teamsched.snapshot import Snapshot
from tests.features.desk import HOURS, Desk, at, hour, pool_of
from tests.features.test_rescheduling import holders, move, panel, pools


def facts(desk: Desk, **more: Any) -> tuple[Team, Snapshot]:
    team = desk.team
    known = {"busy": desk.busy, "bookings": desk.ledger.bookings, **more}
    return team, team.snapshot(now=desk.now, window=desk.window, **known)


def candidates(desk: Desk, booking: Booking, **more: Any) -> Candidates:
    """Return who could take over."""
    team, snapshot = facts(desk)
    return team.candidates(booking, snapshot, desk.ledger, **more)


def available(desk: Desk, booking: Booking, **more: Any) -> dict[str, str]:
    """Return who could take over, in order, and how they are available."""
    return {one.page: one.availability for one in candidates(desk, booking, **more)}


def reassign(desk: Desk, booking: Booking, **more: Any) -> Reassignment | Refusal:
    """Return how a booking is given to somebody else, or why it can't be."""
    team, snapshot = facts(desk)
    return team.reassign(booking, snapshot, desk.ledger, **more)


def handed(desk: Desk, booking: Booking, **more: Any) -> Booking:
    """Give a booking to somebody else."""
    found = reassign(desk, booking, **more)
    assert isinstance(found, Reassignment), found.explain()
    terms = [pool.gives_back for pool in pools(desk)]
    return desk.keep(found.booking(at=desk.tick(), terms=terms))


def refused(desk: Desk, booking: Booking, **more: Any) -> set[str]:
    """Return the codes of a refusal."""
    found = reassign(desk, booking, **more)
    assert isinstance(found, Refusal), found
    return set(found.codes)


# F51


def test_f51_a_panel_is_not_reassigned_where_that_is_the_policy() -> None:
    """The reference system refuses; by default one of its people is replaced and the rest stay."""
    desk = panel()
    booked = desk.book("09:00")
    assert refused(desk, booked, panels="refuse") == {"panel"}
    assert holders(handed(desk, booked)) == ["b", "c", "e"]
    single = Desk("ab").book("09:00")
    assert isinstance(reassign(Desk("ab"), single, panels="refuse"), Reassignment)


def test_f51_any_seat_of_a_panel_may_be_handed_over() -> None:
    """Each counts in its own pool; nobody else's seat or account changes."""
    desk = panel()
    booked = desk.book("09:00")
    moved = handed(desk, booked, of="c")
    assert holders(moved) == ["a", "d", "e"]
    standings = {one.page: one for one in desk.ledger.standings("p2", ["c", "d"])}
    assert (standings["c"].removed, standings["d"].received) == (1, 1)
    assert sum(one.removed for one in desk.ledger.standings("pool")) == 0


def test_f51_a_named_page_of_a_panel_has_no_successor_inside_its_route() -> None:
    """The rule names them and nobody else; anybody may be asked only outside of it."""
    desk = panel()
    booked = desk.book("09:00")
    assert refused(desk, booked, of="e") == {"nobody_else"}
    assert holders(handed(desk, booked, of="e", within="anywhere")) == ["a", "c", "b"]


# F52


@pytest.mark.parametrize(
    ("steps", "allowed"),
    [
        ([], True),
        (["rescheduled"], True),
        (["reassigned"], True),
        (["completed"], False),
        (["no_show"], False),
        (["cancelled"], False),
        (["rescheduled", "cancelled"], False),
        (["reschedule_requested"], False),
    ],
)
def test_f52_only_what_is_scheduled_or_rescheduled_is_reassigned(
    steps: list[str], allowed: bool
) -> None:
    """Whatever has ended stays with whoever had it."""
    desk = Desk("abc")
    booking = desk.book("09:00")
    arguments: dict[str, tuple[Any, ...]] = {"rescheduled": (hour("12:00"),), "reassigned": ("c",)}
    for step in steps:
        booking = desk.keep(getattr(booking, step)(*arguments.get(step, ()), at=desk.tick()))
    if allowed:
        assert isinstance(reassign(desk, booking), Reassignment)
        assert candidates(desk, booking).best is not None
        return
    for asking in (reassign, candidates):
        with pytest.raises(BookingStateError):
            asking(desk, booking)


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.HELD])
def test_f52_what_is_not_agreed_on_is_not_reassigned(status: Status) -> None:
    """It has to be approved, or confirmed, first."""
    desk = Desk("ab")
    expires = at("09:00") if status is Status.HELD else None
    booked = attrs.evolve(desk.book("09:00"), status=status, approval="holds", expires=expires)
    for asking in (reassign, candidates):
        with pytest.raises(BookingStateError):
            asking(desk, booked)


def test_f52_what_is_for_several_customers_is_not_reassigned() -> None:
    """They keep together."""
    desk = Desk("ab")
    booked = desk.book("09:00")
    _, snapshot = facts(desk)
    group = Team(
        desk.members,
        event_types=[EventType("call", duration=booked.span.duration, capacity=5)],
        pools=[desk.pool],
        pages=[MasterPage("page", zone="UTC", rules=desk.rules)],
    )
    found = group.reassign(booked, snapshot, desk.ledger)
    assert isinstance(found, Refusal)
    assert found.codes == {"group"}


# F53


def test_f53_to_somebody_busy_only_if_asked_and_flagged() -> None:
    """It is told who is double-booked, and by what."""
    desk = Desk("abc")
    booked = desk.book("09:00")
    desk.block("b", hour("09:00"))
    assert available(desk, booked) == {"c": "free", "b": "busy"}
    assert refused(desk, booked, to="b") == {"busy"}
    found = reassign(desk, booked, to="b", allow_busy=True)
    assert isinstance(found, Reassignment)
    assert (found.double_booked, found.guards) == (("b",), ())
    assert "double-booked" in found.explain()
    assert "busy" in {reason.code for reason in found.reasons}
    desk.block("c", hour("09:00"))
    assert refused(desk, booked) == {"busy"}
    assert holders(handed(desk, booked, allow_busy=True)) == ["b"]


def test_f53_who_is_free_comes_first_even_if_others_would_do() -> None:
    """Nobody is double-booked who need not be."""
    desk = Desk("abc")
    booked = desk.book("09:00")
    desk.block("b", hour("09:00"))
    found = reassign(desk, booked, allow_busy=True)
    assert isinstance(found, Reassignment)
    assert (found.members, found.double_booked) == (("c",), ())


def test_f53_outside_of_hours_is_busy_as_well() -> None:
    """So is a buffer that would be cut, and a cap that would be passed."""
    late = Member("b", HOURS.parse("daily 12:00-17:00", zone="UTC"))
    desk = Desk([Member("a", HOURS), late])
    booked = desk.book("09:00")
    assert available(desk, booked) == {"b": "busy"}
    assert {one.code for one in candidates(desk, booked).all[0].reasons} == {"outside_hours"}


# F54


def test_f54_outside_the_pool_only_the_original_is_counted() -> None:
    """Who is not in the pool receives nothing that its distribution would see."""
    desk = Desk("abz", pool=pool_of("a", "b", distribution=RoundRobin()))
    booked = desk.book("09:00")
    assert refused(desk, booked, to="z") == {"outside_route"}
    assert available(desk, booked, within="anywhere") == {"b": "free", "z": "free"}
    moved = handed(desk, booked, to="z", within="anywhere")
    assert holders(moved) == ["z"]
    assert (desk.removed(), desk.received()) == (
        {"a": 1, "b": 0, "z": 0},
        {"a": 1, "b": 0, "z": 1},
    )
    assert [(one.page, one.received, one.removed) for one in desk.report().members] == [
        ("a", 1, 1),
        ("b", 0, 0),
    ]
    assert desk.turns(2) == "ba"


# F55


def test_f55_nobody_takes_over_who_could_not_be_booked_at_all() -> None:
    """A disabled page, a calendar that could not be read, a page that books by approval."""
    desk = Desk("abcdef", pool=pool_of("a", "pb", "c", "pd", "e", distribution=RoundRobin()))
    asking = EventType("ask", duration=hour("09:00").duration, approval="holds")
    desk.pages = [BookingPage("pb", "b", enabled=False), BookingPage("pd", "d")]
    booked = desk.book("09:00")
    desk.pages[1] = BookingPage("pd", "d", event_types=["ask"])
    team = Team(
        desk.members,
        event_types=[EventType("call", duration=booked.span.duration), asking],
        pools=[desk.pool],
        pages=[MasterPage("page", zone="UTC", rules=desk.rules), *desk.pages],
    )
    desk.busy["c"] = UNKNOWN
    snapshot = team.snapshot(now=desk.now, window=desk.window, busy=desk.busy, bookings=[booked])
    found = team.candidates(booked, snapshot, desk.ledger)
    assert {one.page: one.availability for one in found} == {
        "e": "free",
        "pb": "error",
        "c": "error",
        "pd": "error",
    }
    for page, code in (("pb", "disabled"), ("c", "busy"), ("pd", "approval")):
        for allow_busy in (False, True):
            answer = team.reassign(booked, snapshot, desk.ledger, to=page, allow_busy=allow_busy)
            assert isinstance(answer, Refusal), page
            assert answer.codes == {code}


def test_f55_an_unknown_calendar_that_is_allowed_is_flagged() -> None:
    """By the snapshot's policy it counts as free, and the answer says whom to ask."""
    desk = Desk("ab")
    booked = desk.book("09:00")
    desk.busy["b"] = UNKNOWN
    team, snapshot = facts(desk, unknown="allowed")
    found = team.reassign(booked, snapshot, desk.ledger)
    assert isinstance(found, Reassignment)
    assert found.unknown == {"b"}
    assert "not known" in found.explain()


def test_f55_who_pauses_in_the_pool_takes_nothing_from_it() -> None:
    """Inside the pool they are not asked."""
    desk = Desk("abc")
    booked = desk.book("09:00")
    desk.ledger = desk.ledger.add(desk.pool.pausing("b", desk.ledger, at=desk.tick()))
    assert available(desk, booked) == {"c": "free", "b": "error"}
    assert refused(desk, booked, to="b") == {"paused"}


# F56


def test_f56_reassigned_twice_the_first_owner_is_kept() -> None:
    """And the holder moves, counted step by step."""
    desk = Desk("abc")
    booked = desk.book("09:00")
    twice = handed(desk, handed(desk, booked, to="b"), to="c")
    assert (twice.first_holders, holders(twice), twice.status) == (("a",), ["c"], Status.SCHEDULED)
    assert desk.received() == {"a": 1, "b": 1, "c": 1}
    assert desk.removed() == {"a": 1, "b": 1, "c": 0}
    assert holders(handed(desk, twice, to="a")) == ["a"]


def test_f56_who_covers_is_not_counted() -> None:
    """Whoever is stood in for keeps the booking in their account."""
    desk = Desk("abc")
    booked = desk.book("09:00")
    covered = handed(desk, booked, to="b", credit="cover")
    assert (holders(covered), covered.seats[0].account) == (["b"], "a")
    assert desk.received() == {"a": 1, "b": 0, "c": 0}
    assert "09:00" in desk.starts(page="a")
    assert "09:00" not in desk.starts(page="b")


# Beyond the reference system: in the pool's order, with swaps


@pytest.mark.parametrize(
    ("method", "order"),
    [
        (RoundRobin(when_blocked="next_per_start"), "dbc"),
        (PooledAvailability(), "dbc"),
        (PooledAvailabilityWithPriority(), "bdc"),
        (FairShare(), "dbc"),
    ],
)
def test_candidates_come_in_the_order_of_the_pool(method: DistributionMethod, order: str) -> None:
    """The busy ones follow the free ones, each group in order, with what they have received."""
    members = [Membership("a"), Membership("b", priority=9), Membership("c"), Membership("d")]
    desk = Desk("abcd", pool=ResourcePool("pool", members, distribution=method))
    day = [hour(f"{clock:02}:00") for clock in range(9, 17)]
    for number, page in enumerate("abc"):
        desk.busy = {other: [] if other == page else day for other in "abcd"}
        assert holders(desk.book(f"{9 + number:02}:00")) == [page]
    desk.busy = {page: [] for page in "abcd"}
    booked = desk.ledger.bookings[0]
    found = candidates(desk, booked)
    assert "".join(one.page for one in found.free) == order
    assert found.best is not None
    assert found.best.rank is not None
    assert {one.page: one.standing.net for one in found} == {"b": 1, "c": 1, "d": 0}
    desk.block(order[0], hour("09:00"))
    assert "".join(available(desk, booked)) == order[1:] + order[0]


def test_a_swap_is_the_least_change_where_nobody_else_can_take_the_seat() -> None:
    """Another panelist moves to the seat, and somebody else takes theirs."""
    desk = Desk("abcd", pool=ResourcePool("pool", list("ab"), distribution=RoundRobin()))
    desk.more_pools = [ResourcePool("p2", list("bcd"), distribution=RoundRobin())]
    desk.rules = [Rule("call", "pool", additional=["p2"])]
    booked = desk.book("09:00")
    assert holders(booked) == ["a", "b"]
    assert refused(desk, booked) == {"seated"}
    found = reassign(desk, booked, swaps=1)
    assert isinstance(found, Reassignment)
    assert ([one.page for one in found.seats], found.moved) == (["b", "c"], ("b",))
    assert desk.keep(found.booking(at=desk.tick())).rev == booked.rev + 1
    counts = {
        pool.id: {
            one.page: (one.received, one.removed)
            for one in desk.ledger.standings(pool.id, pool.pages)
        }
        for pool in pools(desk)
    }
    assert counts == {
        "pool": {"a": (1, 1), "b": (1, 0)},
        "p2": {"b": (1, 1), "c": (1, 0), "d": (0, 0)},
    }
    desk.block("c", hour("09:00"))
    desk.block("d", hour("09:00"))
    assert refused(desk, booked, swaps=5) == {"seated"}
    assert refused(desk, booked, of="b", swaps=5) == {"busy"}


def test_a_swap_may_be_asked_for_by_name() -> None:
    """Who has another seat takes this one if somebody else can take theirs."""
    desk = panel()
    desk.more_pools = [ResourcePool("p2", list("bcd"), distribution=RoundRobin())]
    booked = desk.book("09:00")
    assert holders(booked) == ["a", "b", "e"]
    assert refused(desk, booked, to="b") == {"seated"}
    assert holders(handed(desk, booked, to="b", swaps=1)) == ["b", "c", "e"]


def test_what_makes_no_sense_is_refused_as_an_error() -> None:
    """Before anything changes, naming the field."""
    desk = Desk("ab")
    booked = desk.book("09:00")
    for wrong in (
        {"of": "b"},
        {"to": "nobody"},
        {"credit": "half"},
        {"within": "the office"},
        {"panels": "split"},
        {"swaps": -1},
    ):
        with pytest.raises(InvalidInputError) as error:
            reassign(desk, booked, **wrong)
        assert error.value.field == next(iter(wrong))
    desk.window = hour("09:00", day=20)
    with pytest.raises(InvalidInputError):
        candidates(desk, booked)


def test_candidates_read_as_a_table() -> None:
    """Whom to call, without looking anything up."""
    desk = Desk("abc")
    booked = desk.book("09:00")
    desk.busy["b"].append(Busy(hour("09:00"), source="dentist"))
    found = candidates(desk, booked)
    assert repr(found) == "<Candidates for pool of b1: c free, b busy>"
    assert len(found.explain().splitlines()) == 3
    assert "dentist" in found.explain()
    assert at("09:00").strftime("%H:%M") in found.explain()


def test_inside_the_route_is_what_the_rule_and_the_customer_asked_for() -> None:
    """A customer who filtered by a language keeps it, until somebody looks at the whole pool."""
    speaking = [
        Member(one, HOURS, attributes={"lang": lang})
        for one, lang in zip("abc", "xyx", strict=True)
    ]
    desk = Desk(speaking)
    booked = desk.book("09:00", filters={"lang": ["x"]})
    assert available(desk, booked) == {"c": "free"}
    assert available(desk, booked, within="pool") == {"b": "free", "c": "free"}
    assert refused(desk, booked, to="b") == {"outside_route"}


def test_invitations_neither_move_nor_stand_in_the_way() -> None:
    """Who is invited is not asked; who is invited and takes over needs no invitation any more."""
    desk = Desk("abcd", pool=pool_of("a", "b", distribution=RoundRobin()))
    desk.rules = [Rule("call", "pool", optional=["c", "b"])]
    booked = desk.book("09:00")
    assert holders(booked) == ["a", "c", "b"]
    desk.block("c", hour("12:00"))
    moved = move(desk, booked, "12:00")
    assert holders(moved) == ["a", "c", "b"]
    assert holders(handed(desk, moved)) == ["b", "c"]


# What else has to be so of those who take part


def apart(constraints: list[Any], members: str) -> Desk:
    """Return a desk of panels of two, of whom not all go together."""
    rule = Rule("call", Draw("pool", count=2), constraints=constraints)
    return Desk(members, rules=[rule], pool=ranked(members))


def ranked(members: str) -> ResourcePool:
    """Return a pool in which whoever is named first has the highest priority."""
    ranks = [Membership(one, priority=10 - rank) for rank, one in enumerate(members)]
    return ResourcePool("pool", ranks, distribution=PooledAvailabilityWithPriority())


def test_whoever_takes_over_keeps_what_the_rule_asks_of_its_people() -> None:
    """Inside the route its constraints hold; who leaves the route leaves them."""
    desk = apart([Apart("a", "c")], "abcd")
    booking = desk.book("09:00")
    assert [seat.page for seat in booking.seats] == ["a", "b"]
    assert available(desk, booking, of="b") == {"d": "free", "c": "error"}
    assert refused(desk, booking, of="b", to="c") == {"constraint"}
    inside = handed(desk, booking, of="b")
    assert inside.seats[1].page == "d"
    assert handed(desk, inside, of="d", to="c", within="pool").seats[1].page == "c"


def test_who_swaps_keeps_what_the_rule_asks_of_its_people() -> None:
    """A chain of handovers is judged by who takes part in the end."""
    desk = apart([Apart("a", "c"), Apart("b", "c")], "abc")
    booking = desk.book("09:00")
    assert refused(desk, booking, of="a", swaps=2) >= {"constraint"}
    desk.rules = [attrs.evolve(desk.rules[0], constraints=())]
    assert refused(desk, booking, of="a", swaps=2) >= {"constraint"}, "it is kept with the booking"


def test_who_is_drawn_anew_keeps_what_the_rule_asks_of_its_people() -> None:
    """But the same people may meet at another time, whatever has become of them."""
    desk = apart([Apart("a", "b")], "abc")
    booking = desk.book("09:00")
    assert {seat.page for seat in booking.seats} == {"a", "c"}
    team, snapshot = facts(desk)
    for _ in range(3):
        anew = team.reschedule(booking, snapshot, desk.ledger, people="anew").assign(at("10:00"))
        assert set(anew.members) != {"a", "b"}  # type: ignore[union-attr]
    assert booking.route is not None
    changed = attrs.evolve(booking.route, constraints=[Apart("a", "c")])
    broken = attrs.evolve(booking, route=changed)
    assert team.reschedule(broken, snapshot, desk.ledger).slots
