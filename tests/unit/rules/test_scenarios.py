"""Scenarios over booking pages: their bounds, their documents, and what they come to."""

from typing import Any

import pytest

from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError, UnknownIdError
from teamsched.model import BookingPage
from teamsched.requests import Request
from teamsched.rules import (
    BookingPagesFirst,
    BookingPagesOnly,
    EventTypesFirst,
    MasterPage,
    NoRoute,
    Route,
    Rule,
    StaticRules,
    route,
    scenario_from_dict,
)
from teamsched.rules.scenarios import MAX_CATEGORIES, MAX_EVENT_TYPES, MAX_PAGES
from tests.unit.team.cast import member, page, team

KNOWN = {
    "x": BookingPage("x", "ana", event_types=["call", "talk"]),
    "y": BookingPage("y", "bo", event_types=["talk"]),
    "z": BookingPage("z", "bo"),
}


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: StaticRules("x"), InvalidTypeError, r"^pages: expected ids"),
        (lambda: StaticRules(["x"] * (MAX_PAGES + 1)), InvalidValueError, r"^pages: expected a wh"),
        (
            lambda: StaticRules(["x"], event_types=["x"] * (MAX_EVENT_TYPES + 1)),
            InvalidValueError,
            r"^event_types: expected a whole number",
        ),
        (lambda: StaticRules(["x"], event_types="x"), InvalidTypeError, r"^event_types: expected"),
        (lambda: StaticRules(["x"], priorities={"x": 8}), InvalidValueError, r"^priorities: .*unl"),
        (
            lambda: StaticRules(["x"], assign="priority", priorities={"y": 8}),
            InvalidValueError,
            r"^priorities: expected priorities of pages",
        ),
        (
            lambda: StaticRules(["x"], assign="priority", priorities={"x": 11}),
            InvalidValueError,
            r"^priorities: expected a whole number of at least 1 and at most 10",
        ),
        (
            lambda: StaticRules(["x"], assign="priority", priorities=["x"]),
            InvalidTypeError,
            r"^priorities: expected a mapping",
        ),
        (
            lambda: EventTypesFirst(["x"], categories=[["x"]]),
            InvalidTypeError,
            r"^categories: expected a mapping",
        ),
        (
            lambda: EventTypesFirst(
                ["x"], categories={str(n): ["x"] for n in range(MAX_CATEGORIES + 1)}
            ),
            InvalidValueError,
            r"^categories: expected a whole number",
        ),
        (
            lambda: BookingPagesOnly(["x"], event_type=None),  # type: ignore[arg-type]
            InvalidTypeError,
            r"^event_type: expected an id",
        ),
        (lambda: MasterPage("p", zone="UTC", rules="x"), InvalidTypeError, r"^rules: expected Rul"),
        (
            lambda: MasterPage("p", zone="UTC", rules=[], enabled=1),  # type: ignore[arg-type]
            InvalidTypeError,
            r"^enabled: expected True or False",
        ),
    ],
)
def test_what_is_no_scenario_is_refused(make: Any, error: type[Exception], message: str) -> None:
    """Each with what is wrong."""
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (3, r"\$: expected a list of rules, or an object"),
        ({"pages": []}, r"\$\.scenario: expected one of"),
        ({"scenario": "static"}, r"\$: expected an object with 'pages'"),
        ({"scenario": "static", "pages": [], "categories": []}, r"\$: expected no members but"),
        ({"scenario": "static", "pages": [1]}, r"\$\.pages: expected an id"),
        ({"scenario": "static", "pages": {}}, r"\$\.pages: expected a list"),
        (
            {"scenario": "static", "pages": [], "event_types": [""]},
            r"\$\.event_types: expected an id",
        ),
        (
            {
                "scenario": "static",
                "pages": ["a"],
                "assign": "priority",
                "priorities": [{"page": "a", "priority": 0}],
            },
            r"\$\.priorities\[0\]\.priority: expected a whole",
        ),
        (
            {
                "scenario": "booking_pages_first",
                "pages": ["a"],
                "categories": [{"name": "x", "of": []}, {"name": "x", "of": ["a"]}],
            },
            r"\$\.categories: expected distinct entries",
        ),
        (
            {"scenario": "booking_pages_first", "pages": [], "categories": [{"name": "x"}]},
            r"\$\.categories\[0\]: expected an object with 'of'",
        ),
    ],
)
def test_what_is_no_document_is_refused_by_its_place(document: Any, place: str) -> None:
    """Down to the entry."""
    with pytest.raises(InvalidInputError, match=f"^{place}"):
        scenario_from_dict(document)


def test_event_types_are_those_that_pages_offer_in_order() -> None:
    """Unless they are listed; each is provided by those who offer it."""
    static = StaticRules(["y", "x", "z"])
    assert list(static.offered(KNOWN).items()) == [("talk", ("y", "x")), ("call", ("x",))]
    listed = EventTypesFirst(["y", "x"], event_types=["call", "demo"])
    assert list(listed.offered(KNOWN).items()) == [("call", ("x",)), ("demo", ())]
    only = BookingPagesOnly(["z", "x"], event_type="call")
    assert only.offered(KNOWN) == {"call": ("z",)}


def test_a_route_needs_no_team() -> None:
    """The booking pages are enough."""
    sales = MasterPage("sales", zone="UTC", rules=StaticRules(["x", "y"], assign="customer"))
    found = route(sales, Request("sales", "talk"), pools={}, attributes={}, pages=KNOWN)
    assert isinstance(found, Route)
    assert (found.seats[0].pages, found.seats[0].pool) == (("x", "y"), None)
    lost = route(sales, Request("sales", "demo"), pools={}, attributes={}, pages=KNOWN)
    assert isinstance(lost, NoRoute)
    assert lost.reasons[0].text == "does not offer demo, only call, talk"


@pytest.mark.parametrize(
    ("parts", "error", "message"),
    [
        (
            [BookingPage("x", "ana", event_types=["demo"])],
            UnknownIdError,
            r"^pages\['x'\]\.event_types: .* got 'demo'",
        ),
        (
            [MasterPage("page", zone="UTC", rules=StaticRules(["nobody"]))],
            UnknownIdError,
            r"^pages\['page'\]\.rules\.pages: .* got 'nobody'",
        ),
        (
            [MasterPage("page", zone="UTC", rules=StaticRules(["page"]))],
            UnknownIdError,
            r"^pages\['page'\]\.rules\.pages: .* got 'page'",
        ),
        (
            [MasterPage("page", zone="UTC", rules=BookingPagesOnly(["ana"], event_type="demo"))],
            UnknownIdError,
            r"^pages\['page'\]\.rules\.event_types: .* got 'demo'",
        ),
        *(
            (
                [
                    BookingPage("x", "ana", event_types=["call"]),
                    BookingPage("y", "bo", event_types=["call"]),
                    MasterPage(
                        "page",
                        zone="UTC",
                        rules=BookingPagesFirst(["x", "y"], categories={"all": inside}),
                    ),
                ],
                InvalidValueError,
                rf"^pages\['page'\]\.rules\.categories: expected all of .* got '{wrong}'",
            )
            for inside, wrong in ((["x"], "y"), (["x", "y", "call"], "call"))
        ),
    ],
)
def test_what_a_team_lacks_is_refused(
    parts: list[Any], error: type[Exception], message: str
) -> None:
    """Each with where it is referred to."""
    with pytest.raises(error, match=message):
        team(pages=parts)


def test_rules_draw_from_no_static_page() -> None:
    """Though it is a pool, whoever asks for that pool's report."""
    x = BookingPage("x", "ana", event_types=["call"])
    static = MasterPage("static", zone="UTC", rules=StaticRules(["x"]))
    assert team(pages=[x, static]).pool("static").pages == ("x",)
    with pytest.raises(UnknownIdError, match=r"^pages\['page'\]\.rules\[0\]: .* got 'static'"):
        team(pages=[x, static, page(Rule("call", "static"))])


def test_lint_finds_what_nobody_provides() -> None:
    """Event types without pages that take bookings, and pages without event types."""
    pages = [
        BookingPage("x", "ana", event_types=["call"], enabled=False),
        MasterPage("static", zone="UTC", rules=StaticRules(["x", "bo"])),
        MasterPage("empty", zone="UTC", rules=StaticRules([])),
    ]
    found = team(pages=pages).lint()
    assert [(one.code, one.page, dict(one.params)) for one in found.reasons] == [
        ("unused_page", "empty", {}),
        ("not_provided", "static", {"event_type": "call"}),
        ("provides_nothing", "static", {"provider": "bo"}),
    ]


def test_lint_knows_disabled_pages_of_rules() -> None:
    """A seat that names one is never filled."""
    closed = BookingPage("x", "ana", enabled=False)
    found = team(member("ana"), pages=[closed, page(Rule("call", "x"))]).lint()
    assert found.codes == {"never_filled"}
