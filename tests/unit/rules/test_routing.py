"""Routing: the first rule that applies, and the seats it leads to, as concrete pages."""

import pytest

from teamsched.conditions import Value, answer, attribute
from teamsched.errors import UnknownIdError
from teamsched.requests import Draw, Request, Seat
from teamsched.rules import MasterPage, NoRoute, Route, Rule, route, seat_of

POOLS = {"sales": ("ana", "bo", "cem"), "empty": (), "ana": ("bo",)}
ATTRIBUTES: dict[str, dict[str, Value]] = {
    "ana": {"senior": True, "langs": "de"},
    "bo": {"senior": False},
    "cem": {},
    "room": {},
}
SENIOR = attribute("senior") == True  # noqa: E712 (that is how it is asked)
PAGE = MasterPage(
    "demos",
    zone="UTC",
    rules=[
        Rule("call", "room"),
        Rule("demo", "sales", when=answer("country") == "DE"),
        Rule("demo", Draw("sales", count=2), additional=["room"], when=answer("size") >= 50),
        Rule("visit", "cem", when=answer("size") >= 50),
        Rule("visit", "bo"),
    ],
)


def routed(event_type: str, **answers: Value) -> Route | NoRoute:
    return route(
        PAGE, Request("demos", event_type, answers=answers), pools=POOLS, attributes=ATTRIBUTES
    )


# Which rule


@pytest.mark.parametrize(
    ("event_type", "answers", "number"),
    [
        ("call", {}, 0),
        ("demo", {"country": "DE"}, 1),
        ("demo", {"country": "DE", "size": 50}, 1),
        ("demo", {"country": "FR", "size": 50}, 2),
        ("visit", {"size": 50}, 3),
        ("visit", {"size": 49}, 4),
        ("visit", {}, 4),
    ],
)
def test_the_first_rule_that_applies_is_taken(
    event_type: str, answers: dict[str, Value], number: int
) -> None:
    """Of the event type's rules the first whose condition holds; the others are not looked at."""
    found = routed(event_type, **answers)
    assert isinstance(found, Route)
    assert found.rule == number


def test_no_rule_is_a_result_with_a_reason_for_each() -> None:
    """Every rule of the event type says what it would apply to."""
    found = routed("demo", country="FR")
    assert isinstance(found, NoRoute)
    assert [(reason.code, dict(reason.params)) for reason in found.reasons] == [
        ("condition_failed", {"rule": 1, "because": (("country == 'DE'", "FR"),)}),
        ("condition_failed", {"rule": 2, "because": (("size >= 50", None),)}),
    ]
    assert found.explain() == (
        "rule 1 applies only when country == 'DE' (country is 'FR')\n"
        "rule 2 applies only when size >= 50 (size is not given)"
    )
    assert repr(found) == "<NoRoute 2 reasons: condition_failed>"


def test_an_event_type_without_rules_is_named() -> None:
    """The reason says what the page has, each once, or that it has nothing."""
    found = routed("lunch")
    assert isinstance(found, NoRoute)
    assert [(reason.code, dict(reason.params)) for reason in found.reasons] == [
        ("no_rule", {"event_type": "lunch"})
    ]
    assert found.explain() == "demos has no rule for lunch, only for call, demo, visit"
    nothing = MasterPage("bare", zone="UTC", rules=[])
    bare = route(nothing, Request("bare", "demo"), pools=POOLS, attributes=ATTRIBUTES)
    assert isinstance(bare, NoRoute)
    assert bare.explain() == "bare has no rule for demo, only for nothing"


# Which seats


def test_a_rule_leads_to_its_seats_in_order() -> None:
    """The primary seat comes first, then the additional ones, each with its pages."""
    found = routed("demo", size=50)
    assert found == Route(
        2,
        (Seat("sales", ("ana", "bo", "cem"), count=2, pool="sales"), Seat("room", ("room",))),
        targets=(Draw("sales", count=2), "room"),
    )


def test_a_pool_goes_before_a_page_of_its_name() -> None:
    """An id is looked for among the pools first; a page is a seat of its own."""
    assert seat_of("ana", POOLS, ATTRIBUTES) == Seat("ana", ("bo",), pool="ana")
    assert seat_of("cem", POOLS, ATTRIBUTES) == Seat("cem", ("cem",))


def test_an_empty_pool_is_nobody() -> None:
    """A pool without pages makes a seat that nobody can fill, not one for everybody."""
    assert seat_of("empty", POOLS, ATTRIBUTES) == Seat("empty", (), pool="empty")
    drawn = seat_of(Draw("empty", where=SENIOR), POOLS, ATTRIBUTES)
    assert drawn == Seat("empty", (), pool="empty")


def test_a_draw_takes_whom_its_condition_holds_of() -> None:
    """The others are excluded, each with the condition as the reason."""
    seat = seat_of(Draw("sales", count=2, where=SENIOR), POOLS, ATTRIBUTES)
    assert (seat.name, seat.pages, seat.count, seat.pool) == ("sales", ("ana",), 2, "sales")
    assert [(reason.code, reason.page) for reason in seat.excluded] == [
        ("not_eligible", "bo"),
        ("not_eligible", "cem"),
    ]
    assert [dict(reason.params) for reason in seat.excluded] == [
        {"seat": "sales", "where": "senior == True"}
    ] * 2
    assert seat.excluded[0].words() == ("bo: not eligible for sales, which asks for senior == True")


def test_a_condition_that_holds_of_nobody_leaves_nobody() -> None:
    """An impossible condition is not the same as none."""
    seat = seat_of(Draw("sales", where=attribute("langs").is_in([])), POOLS, ATTRIBUTES)
    assert seat.pages == ()
    assert len(seat.excluded) == 3
    everybody = seat_of(Draw("sales"), POOLS, ATTRIBUTES)
    assert (everybody.pages, everybody.excluded) == (("ana", "bo", "cem"), ())


@pytest.mark.parametrize("target", ["dua", Draw("dua"), Draw("room")])
def test_what_is_not_known_is_named(target: Draw | str) -> None:
    """A target is a pool or a page, and a draw is from a pool."""
    with pytest.raises(UnknownIdError, match=r"^rules: expected ids of pools and pages, got '"):
        seat_of(target, POOLS, ATTRIBUTES)
