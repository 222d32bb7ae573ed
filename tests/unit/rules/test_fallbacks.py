"""Fallbacks as data: what they may change, what they come to, and what the linter says of them."""

from collections.abc import Callable
from datetime import UTC, date, timedelta
from typing import Any

import pytest

from teamsched import EventType, Ledger, MasterPage, Request, ResourcePool, RoundRobin, Rule, Seat
from teamsched.errors import (
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    UnknownIdError,
)
from teamsched.horizons import BookableDays, DateRange
from teamsched.reasons import Reason
from teamsched.requests import Draw
from teamsched.rules import Fallback, Route, route
from teamsched.team.ladder import Way, climb, ways
from tests.unit.team.cast import DAY, MONDAY, at, call, page, span, team

HOUR = timedelta(hours=1)
any_fallback: Any = Fallback


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (Fallback, InvalidValueError, r"^otherwise: expected at least one change"),
        (lambda: any_fallback(primary=3), InvalidTypeError, r"^primary: expected the id of a page"),
        (lambda: any_fallback(additional="a"), InvalidTypeError, r"^additional: expected ids of"),
        (lambda: any_fallback(duration=0 * HOUR), InvalidValueError, r"^duration: .* from 1 to 26"),
        (lambda: any_fallback(duration=3600), InvalidTypeError, r"^duration: expected a timedelta"),
        (lambda: any_fallback(notice=-HOUR), InvalidValueError, r"^notice: expected whole seconds"),
        (lambda: any_fallback(horizon=HOUR / 7), InvalidValueError, r"^horizon: expected whole se"),
        (lambda: any_fallback(horizon=date.max), InvalidTypeError, r"^horizon: expected a timedel"),
        (
            lambda: Rule("call", "a", otherwise=["b"]),
            InvalidTypeError,
            r"^otherwise: expected Fallbacks, got 'b'",
        ),
        (
            lambda: Rule("call", "a", additional=["b"], otherwise=[Fallback(primary="b")]),
            InvalidValueError,
            r"^otherwise\[0\]: expected 'b' once in a rule",
        ),
        (lambda: Rule("call", "a", optional="b"), InvalidTypeError, r"^optional: expected ids"),
        (
            lambda: Fallback.from_dict({"horizon": {"first": "2026-02-30", "last": "2026-03-01"}}),
            InvalidValueError,
            r"^\$\.horizon\.first: expected a date such as",
        ),
        (
            lambda: Fallback.from_dict({"horizon": {"first": "2026-03-01", "last": "20260302"}}),
            InvalidValueError,
            r"^\$\.horizon\.last: expected a date such as",
        ),
        (lambda: Fallback.from_dict({}), InvalidValueError, r"^\$: expected at least one change"),
        (
            lambda: team(pages=[page(Rule("call", "ana", otherwise=[Fallback(primary="x")]))]),
            UnknownIdError,
            r"^pages\['page'\]\.rules\[0\]: .* got 'x'",
        ),
        (
            lambda: team(pages=[page(Rule("call", "ana", optional=["x"]))]),
            UnknownIdError,
            r"^pages\['page'\]\.rules\[0\]\.optional: .* got 'x'",
        ),
    ],
)
def test_what_is_no_fallback_is_refused(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """Each error names the field, or the place in a document."""
    with pytest.raises(error, match=message):
        make()


def test_a_route_holds_its_fallbacks_as_data() -> None:
    """Each is a change of the rule itself; what it leaves out is as the rule has it."""
    rungs = [
        Fallback(duration=HOUR),
        Fallback(primary=Draw("pool", count=2)),
        Fallback(additional=[]),
    ]
    rule = Rule("call", "ana", additional=["room"], otherwise=rungs)
    found = route(
        MasterPage("p", zone=UTC, rules=[rule]),
        Request("p", "call"),
        pools={"pool": ("bo", "cy")},
        attributes={"ana": {}, "room": {}},
    )
    assert isinstance(found, Route)
    assert [rung.fallback for rung in found.ladder] == rungs
    ana, room = Seat("ana", ["ana"]), Seat("room", ["room"])
    assert [rung.seats for rung in found.ladder] == [
        (ana, room),
        (Seat("pool", ["bo", "cy"], count=2, pool="pool"), room),
        (ana,),
    ]


@pytest.mark.parametrize(
    ("usual", "wider", "changes"),
    [
        (None, HOUR, False),
        (HOUR, HOUR, False),
        (2 * HOUR, HOUR, False),
        (HOUR, 2 * HOUR, True),
        (BookableDays(3), BookableDays(3), False),
        (BookableDays(3), BookableDays(4), True),
        (BookableDays(3), HOUR, True),
        (DateRange(date(2026, 1, 2), date(2026, 1, 3)), DateRange(date.min, date.max), True),
        (DateRange(date.min, date.max), DateRange(date(2026, 1, 2), date(2026, 1, 3)), False),
    ],
)
def test_a_horizon_only_ever_gets_wider(usual: Any, wider: Any, *, changes: bool) -> None:
    """What is as good already stays as it is, and is no relaxation."""
    rule = Rule("call", "ana", otherwise=[Fallback(horizon=wider)])
    found = route(
        MasterPage("p", zone=UTC, rules=[rule]),
        Request("p", "call"),
        pools={},
        attributes={"ana": {}},
    )
    itself, rung = ways(found, call(horizon=usual))
    assert itself.event_type.horizon == usual
    assert rung.event_type.horizon == (wider if changes else usual)
    assert [one.code for one in rung.relaxed] == ["fallback_horizon"] * changes


def test_marks_of_the_hour_stay_where_they_are() -> None:
    """A shorter booking starts at the same minutes."""
    marked = EventType("call", duration=HOUR, marks=[15])
    rung = Fallback(duration=HOUR / 2)
    rules = [Rule("call", "ana", otherwise=[rung])]
    found = route(
        MasterPage("p", zone=UTC, rules=rules),
        Request("p", "call"),
        pools={},
        attributes={"ana": {}},
    )
    _, shorter = ways(found, marked)
    assert (shorter.event_type.marks, shorter.event_type.duration) == ((15,), HOUR / 2)


class _Offer:
    def __init__(self, *slots: int) -> None:
        self.slots = slots


def test_no_way_is_looked_at_once_one_has_a_slot() -> None:
    """Later ones cost nothing; about given starts the same way answers as about the page."""
    some = [Way(Route(None, ()), call(), number) for number in range(3)]
    for slots, whole, expected in (
        ([1, 1, 1], True, [(0, True)]),
        ([0, 1, 1], True, [(0, True), (1, True)]),
        ([0, 1, 1], False, [(0, True), (1, True), (1, False)]),
        ([0, 0, 0], False, [(0, True), (1, True), (2, True), (0, False)]),
    ):
        looked_at = []

        def answer(way: Way, *, page: bool = False) -> Any:
            looked_at.append((way.fallback, page))  # noqa: B023 (called at once)
            return _Offer(*range(slots[way.fallback or 0]))  # noqa: B023

        climb(some, answer, whole=whole)
        assert looked_at == expected
    looked_at = []
    climb(some[:1], answer, whole=False)
    assert looked_at == [(0, False)]


ANA_BUSY = {"ana": [DAY], "bo": []}


def laddered(*rungs: Fallback, busy: dict[str, Any]) -> Any:
    some = team(
        pools=[ResourcePool("all", ["ana", "bo"], distribution=RoundRobin())],
        pages=[page(Rule("call", "ana", otherwise=rungs))],
    )
    return some, some.snapshot(now=MONDAY, window=DAY, busy=busy)


def test_what_is_relaxed_is_named() -> None:
    """In the offer, in the assignment and in its words."""
    some, snapshot = laddered(Fallback(primary="bo", duration=HOUR / 2), busy=ANA_BUSY)
    offer = some.offer(Request("page", "call"), snapshot, Ledger.of())
    assert [(one.code, dict(one.params)) for one in offer.relaxed] == [
        ("fallback_people", {"fallback": 0, "seats": ("bo",)}),
        ("fallback_duration", {"fallback": 0, "duration": HOUR / 2}),
    ]
    found = offer.assign(at("09:00"))
    assert found.explain().splitlines()[1:3] == [
        "asked of bo, since nothing could be booked with ana",
        "shorter than usual: 0:30:00",
    ]
    assert found.booking("b", at=MONDAY).span == span("09:00", "09:30")


def test_when_nothing_helps_the_rule_itself_says_why() -> None:
    """And that its fallbacks have nothing either."""
    some, snapshot = laddered(
        Fallback(duration=HOUR / 2), Fallback(notice=HOUR), busy={"ana": [DAY], "bo": [DAY]}
    )
    offer = some.offer(Request("page", "call"), snapshot, Ledger.of())
    assert offer.refusal.codes == {"never_free", "too_few_people", "no_fallback"}
    assert offer.refusal.reasons[-1] == Reason("no_fallback", params={"fallbacks": 2})
    assert "its 2 fallbacks have no slot either" in offer.refusal.explain()
    assert offer.why_not(at("09:00")).codes == {"busy"}
    assert offer.assign(at("09:00")).codes == {"busy"}


def test_fallbacks_have_to_be_loaded_too() -> None:
    """Everybody whom one of them may ask; and the whole window decides."""
    some, _ = laddered(Fallback(primary="all"), busy=ANA_BUSY)
    needs = some.needs(Request("page", "call"), DAY)
    assert needs.depends_on == {"ana", "all", "bo"}
    assert needs.looks_ahead
    plain = team(pages=[page(Rule("call", "ana"))]).needs(Request("page", "call"), DAY)
    assert plain.depends_on == {"ana"}
    assert not plain.looks_ahead


@pytest.mark.parametrize("busy", [(), [DAY]])
def test_bookable_days_of_a_fallback_need_to_know_today(busy: Any) -> None:
    """Whether it is needed or not: an error does not wait for somebody to be busy."""
    rule = Rule("call", "ana", otherwise=[Fallback(horizon=BookableDays(3))])
    some = team(event_types=[call(horizon=48 * HOUR)], pages=[page(rule)])
    snapshot = some.snapshot(now=MONDAY - HOUR, window=DAY, busy={"ana": busy, "bo": []})
    with pytest.raises(InvalidValueError, match=r"^window: expected one that begins by 2026-03-01"):
        some.offer(Request("page", "call"), snapshot, Ledger.of())


def test_the_linter_finds_fallbacks_that_cannot_help() -> None:
    """Those that ask for nothing new, and those that lack people; their pools are in use."""
    rungs = [
        Fallback(primary="ana", notice=HOUR),
        Fallback(primary=Draw("all", count=3)),
        Fallback(primary="bo", duration=2 * HOUR),
        Fallback(primary="bo"),
        Fallback(duration=HOUR / 2),
    ]
    some, _ = laddered(*rungs, busy=ANA_BUSY)
    assert some.lint().explain() == (
        "page: fallback 0 of rule 0 asks for what the rule asks for\n"
        "page: fallback 1 of rule 0 can't be served: all need 3, and there are 2\n"
        "page: fallback 3 of rule 0 asks for what fallback 2 asks for"
    )
