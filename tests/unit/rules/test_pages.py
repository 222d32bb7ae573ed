"""Rules and master pages: what may stand in them, and in which order."""

import copy
import pickle
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

from teamsched.conditions import answer, attribute
from teamsched.errors import (
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    UnknownZoneError,
)
from teamsched.requests import Draw
from teamsched.rules import MasterPage, Rule, source_of

GERMAN = answer("country") == "DE"
FRENCH = answer("country") == "FR"

rule: Any = Rule
master_page: Any = MasterPage


def test_targets_are_the_primary_one_and_then_the_others() -> None:
    """A page, a pool and a draw may each fill a seat, in the order in which they stand."""
    room, two = "room", Draw("support", count=2)
    assert Rule("demo", "sales").targets == ("sales",)
    assert Rule("demo", "sales", additional=[two, room]).targets == ("sales", two, room)
    assert Rule("demo", two, additional=iter([room])).targets == (two, room)
    assert [source_of(target) for target in ("sales", two)] == ["sales", "support"]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: rule("", "sales"), InvalidValueError, r"^event_type: expected an id"),
        (lambda: rule("demo", 3), InvalidTypeError, r"^primary: expected the id of a page or pool"),
        (lambda: rule("demo", ["sales"]), InvalidTypeError, r"^primary: expected the id of a page"),
        (
            lambda: rule("demo", "sales", additional="room"),
            InvalidTypeError,
            r"^additional: expected ids of pages or pools, or Draws, got 'room'$",
        ),
        (
            lambda: rule("demo", "sales", additional=[None]),
            InvalidTypeError,
            r"^additional: expected the id of a page or pool, or a Draw, got None$",
        ),
        (
            lambda: rule("demo", "sales", when="DE"),
            InvalidTypeError,
            r"^when: expected a condition on answers, the customer and .*, got 'DE'$",
        ),
        (
            lambda: rule("demo", "sales", when=attribute("country") == "DE"),
            InvalidValueError,
            r"^when: expected a condition on answers, the customer and .*, got \(attribute",
        ),
        (lambda: master_page("", zone="UTC", rules=[]), InvalidValueError, r"^id: expected an id"),
        (
            lambda: master_page("p", zone=3, rules=[]),
            InvalidTypeError,
            r"^zone: .* or a tzinfo, got",
        ),
        (lambda: master_page("p", zone="X/Y", rules=[]), UnknownZoneError, r"^zone: .* got 'X/Y'$"),
        (
            lambda: master_page("p", zone="UTC", rules=3),
            InvalidTypeError,
            r"^rules: expected Rules",
        ),
        (
            lambda: master_page("p", zone="UTC", rules=["demo"]),
            InvalidTypeError,
            r"^rules: expected Rules, got 'demo'$",
        ),
    ],
)
def test_the_wrong_field_is_named(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """What can't be a rule or a page is refused, with what was expected."""
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    "targets",
    [
        ("sales", "sales"),
        ("sales", Draw("sales")),
        (Draw("sales"), Draw("sales", where=attribute("senior") == 1)),
        ("room", "sales", "room"),
    ],
)
def test_a_pool_stands_in_a_rule_once(targets: tuple[Any, ...]) -> None:
    """Two people of a pool are one draw of two, and the message says so."""
    with pytest.raises(InvalidValueError, match=r"^additional: .* once in a rule; .* count=2"):
        Rule("demo", targets[0], additional=targets[1:])


def test_an_event_type_recurs_after_conditions_only() -> None:
    """Nothing comes after a rule that always applies; other event types don't mind."""
    always, german, french = (Rule("demo", "a", when=when) for when in (None, GERMAN, FRENCH))
    other = Rule("call", "a")
    for rules in (
        [],
        [always],
        [german, french, german],
        [german, other, french, always],
        [always, other],
    ):
        assert MasterPage("p", zone="UTC", rules=rules).rules == tuple(rules)
    for rules, number in (
        ([always, always], 1),
        ([always, german], 1),
        ([german, always, other, french], 3),
    ):
        with pytest.raises(
            InvalidValueError, match=rf"^rules\[{number}\]: expected no rule for 'demo' after one"
        ):
            MasterPage("p", zone="UTC", rules=rules)


def test_rules_are_values() -> None:
    """Equal by structure, hashable, and picklable with their conditions."""
    page = MasterPage(
        "p", zone="UTC", rules=[Rule("demo", Draw("sales", count=2), when=GERMAN | ~FRENCH)]
    )
    for same in (pickle.loads(pickle.dumps(page)), copy.deepcopy(page)):  # noqa: S301 (our own)
        assert same == page
        assert hash(same) == hash(page)
    assert Rule("demo", "a", when=answer("n") == 1) != Rule("demo", "a", when=answer("n") == True)  # noqa: E712 (that is the point)


def test_the_zone_of_a_page_is_given_by_its_key_or_as_it_is() -> None:
    """Both are one page, which shows its zone; a zone of another library is only like itself."""
    by_key = MasterPage("p", zone="Europe/Berlin", rules=[])
    same = MasterPage("p", zone=ZoneInfo("Europe/Berlin"), rules=[])
    assert by_key == same
    assert hash(by_key) == hash(same)
    assert repr(by_key) == repr(same)
    assert "Europe/Berlin" in repr(by_key)
    assert by_key != MasterPage("p", zone="Europe/Paris", rules=[])
    foreign = tz.gettz("Europe/Berlin")
    assert foreign is not None
    odd = MasterPage("p", zone=foreign, rules=[])
    assert odd == MasterPage("p", zone=foreign, rules=[])
    assert hash(odd) == hash(MasterPage("p", zone=foreign, rules=[]))
    assert odd != by_key
