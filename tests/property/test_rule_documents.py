"""Rules as plain data: they come back as they went, and what is wrong is named by its place."""

import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator

from teamsched.availability import WeeklyHours
from teamsched.condition_documents import condition_from_dict
from teamsched.conditions import Condition
from teamsched.errors import InvalidInputError
from teamsched.model import BookingPage
from teamsched.requests import Draw
from teamsched.rules import MasterPage, Router, booking_page_schema, page_schema, router_schema
from tests.generators.conditions import conditions
from tests.generators.rules import booking_pages, draws, pages, routers, spoilt

CONDITION_SCHEMA = {"$ref": "#/$defs/condition", "$defs": page_schema()["$defs"]}
PAGES = Draft202012Validator(page_schema())
ROUTERS = Draft202012Validator(router_schema())
BOOKING_PAGES = Draft202012Validator(booking_page_schema())
CONDITIONS = Draft202012Validator(CONDITION_SCHEMA)

BEYOND_SCHEMA = re.compile(
    r"at most \d+ levels|once in a rule|after one without a condition|time zone database"
    r"|a condition on (answers|attributes)|a date such as|\d{4}-\d\d-\d\d or later"
    r"|each of something else|assign='priority'|priorities of pages"
    r"|constraints on seats|draws that need nobody|at_least: expected a whole number"
)
"""What a reader refuses that a schema can't say."""


def through_json(document: Any) -> Any:
    return json.loads(json.dumps(document, allow_nan=False))


# There and back


@given(conditions)
def test_a_condition_comes_back(condition: Condition) -> None:
    """Written, saved as JSON and read it is the same, to the kind of each number."""
    document = condition.to_dict()
    again = condition_from_dict(through_json(document))
    assert again == condition
    assert repr(again) == repr(condition)
    assert again.to_dict() == document
    assert CONDITIONS.is_valid(document)


@given(pages)
def test_a_page_comes_back(page: MasterPage) -> None:
    """With its rules, their draws and claims, and the conditions of each."""
    document = page.to_dict()
    again = MasterPage.from_dict(through_json(document))
    assert again == page
    assert repr(again) == repr(page)
    assert PAGES.is_valid(document)


@given(booking_pages)
def test_a_booking_page_comes_back(page: BookingPage) -> None:
    """Its hours are handed in once more, since they may be of any kind."""
    hours = WeeklyHours.parse("daily 09:00-17:00", zone="UTC")
    timed = attrs.evolve(page, hours=hours)
    document = timed.to_dict()
    assert document == page.to_dict()
    assert BookingPage.from_dict(through_json(document)) == page
    assert BookingPage.from_dict(through_json(document), hours=hours) == timed
    assert BOOKING_PAGES.is_valid(document)


@given(routers)
def test_a_router_comes_back(router: Router) -> None:
    """With its branches and its fallback."""
    document = router.to_dict()
    assert Router.from_dict(through_json(document)) == router
    assert ROUTERS.is_valid(document)


@given(draws)
def test_a_draw_comes_back(draw: Draw) -> None:
    """And what is as usual is not written."""
    document = draw.to_dict()
    assert Draw.from_dict(through_json(document)) == draw
    assert ("count" in document, "where" in document) == (draw.count != 1, draw.where is not None)


# What is wrong


@given(pages | routers | conditions | booking_pages, st.randoms(use_true_random=False))
def test_reader_and_schema_agree(
    made: MasterPage | Router | Condition | BookingPage, rng: Random
) -> None:
    """What is read fits the schema; what fits it is read, but for what schemas can't say."""
    read, validator = reader_of(made)
    document = made.to_dict()
    for _ in range(5):
        document = spoilt(document, rng)
        found = outcome(read, document)
        fits = validator.is_valid(document)
        refused = isinstance(found, InvalidInputError)
        assert refused != fits or (refused and BEYOND_SCHEMA.search(str(found))), (document, found)
        if refused:
            return
        assert read(through_json(found.to_dict())) == found


def outcome(read: Callable[[object], Any], document: object) -> Any:
    """Return what is read, or why nothing is."""
    try:
        return read(document)
    except InvalidInputError as error:
        return error


def reader_of(made: Any) -> tuple[Callable[[object], Any], Draft202012Validator]:
    if isinstance(made, MasterPage):
        return MasterPage.from_dict, PAGES
    if isinstance(made, Router):
        return Router.from_dict, ROUTERS
    if isinstance(made, BookingPage):
        return BookingPage.from_dict, BOOKING_PAGES
    return condition_from_dict, CONDITIONS


BOOKED = BookingPage("ana-fr", "ana", event_types=["a", "b"], tags=["c", "d"], enabled=False)
PAGE = MasterPage.from_dict(
    {
        "id": "demos",
        "zone": "Europe/Berlin",
        "rules": [
            {
                "event_type": "demo",
                "primary": {
                    "pool": "sales",
                    "count": 2,
                    "where": {"source": "attribute", "field": "langs", "op": "in", "value": ["de"]},
                    "claims": {"owner": "soft"},
                },
                "additional": ["room", {"pool": "experts", "count": 3, "at_least": 2}],
                "preferred": [{"pool": "coaches", "counts_in": "none"}],
                "constraints": [
                    {"apart": ["ana", "bo"]},
                    {"at_least": 1, "of": {"source": "attribute", "field": "a", "op": "exists"}},
                    {"at_most": 2, "of": ["ana", "cem"], "seats": ["sales"]},
                ],
                "optional": ["cy"],
                "otherwise": [
                    {"primary": {"pool": "sales"}, "additional": [], "duration": 1800},
                    {"horizon": {"days": 5}, "notice": 0},
                    {"horizon": {"first": "2026-12-01", "last": "2026-12-31"}},
                    {"horizon": 86400},
                ],
                "when": {
                    "all": [
                        {"field": "size", "op": ">=", "value": 50},
                        {"not": {"source": "customer", "field": "plan", "op": "exists"}},
                        {"any": [{"field": "langs", "op": "contains", "value": "de"}]},
                    ]
                },
            },
            {"event_type": "call", "primary": "ana"},
        ],
    }
)


def over(**rules: Any) -> MasterPage:
    """Return a page of a scenario over booking pages."""
    return MasterPage.from_dict({"id": "sales", "zone": "UTC", "rules": rules, "enabled": False})


BROWSED = over(
    scenario="event_types_first",
    pages=["ana", "bo"],
    event_types=["demo", "call"],
    categories=[{"name": "talk", "of": ["call"]}, {"name": "see", "of": ["demo", "call"]}],
)
STATIC = over(
    scenario="static",
    pages=["ana", "bo"],
    event_types=["demo"],
    assign="priority",
    priorities=[{"page": "ana", "priority": 7}, {"page": "bo", "priority": 1}],
)


def malformed(page: MasterPage | BookingPage, count: int) -> Iterator[Any]:
    """Yield so many documents of pages that don't fit the schema."""
    rng, (_, validator) = Random(0), reader_of(page)
    while count:
        document = spoilt(page.to_dict(), rng)
        if not validator.is_valid(document):
            count -= 1
            yield document


@pytest.mark.parametrize(
    ("page", "most"),
    [(PAGE, 30), (BROWSED, 12), (STATIC, 12), (BOOKED, 7)],
    ids=["rules", "browsed", "static", "booked"],
)
def test_whatever_is_wrong_is_named_by_its_place(page: MasterPage | BookingPage, most: int) -> None:
    """Of 1,000 malformed documents each is refused by an error whose place is in the document."""
    places = set()
    for document in malformed(page, 1_000):
        with pytest.raises(InvalidInputError) as caught:
            type(page).from_dict(document)
        place = caught.value.field
        places.add(place)
        assert str(caught.value).startswith(f"{place}: expected ")
        assert holder_of(place, document) is not None, (place, document)
    assert len(places) > most


def holder_of(place: str, document: Any) -> Any:
    """Return what is at a place, or what should have something there."""
    root, *keys = re.findall(r"^\$|\.\w+|\[\d+\]", place)
    assert root + "".join(keys) == place, place
    found: Any = document
    holder: Any = {"$": document}
    for key in keys:
        holder = found
        assert isinstance(holder, dict | list | tuple), (place, document)
        if key == ".length":
            found = len(holder)
        elif key.startswith("."):
            found = holder.get(key[1:]) if isinstance(holder, dict) else None
        else:
            found = holder[int(key[1:-1])]
    return holder
