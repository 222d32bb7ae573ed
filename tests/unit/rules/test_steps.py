"""What customers are asked next: lengths, and what is already settled."""

from datetime import timedelta

import pytest

from teamsched.errors import InvalidTypeError, InvalidValueError, UnknownIdError
from teamsched.requests import Request
from teamsched.rules import Chosen, NextStep, NoRoute, Rule
from tests.unit.team.cast import call, page, team

HOUR = timedelta(hours=1)


def test_a_length_is_asked_for_where_there_are_several() -> None:
    """The usual one first; with one there is nothing to ask."""
    several = team(event_types=[call(durations=[HOUR / 2, HOUR])], pages=[page(Rule("call", "bo"))])
    step = several.next_step("page")
    assert isinstance(step, NextStep)
    assert (step.asks, step.options) == ("duration", (HOUR, HOUR / 2))
    last = several.next_step("page", step.choosing(HOUR / 2))
    assert isinstance(last, NextStep)
    assert last.request == Request("page", "call", duration=HOUR / 2)
    assert last.chosen == Chosen(event_type="call", duration=HOUR / 2)
    one = team(pages=[page(Rule("call", "bo"))]).next_step("page")
    assert isinstance(one, NextStep)
    assert one.request == Request("page", "call")


def test_a_length_that_nothing_has_is_refused() -> None:
    """With those that there are."""
    with pytest.raises(InvalidValueError, match=r"^duration: expected one of 1:00:00, got"):
        team().next_step("ana", Chosen(duration=2 * HOUR))


def test_a_page_that_offers_nothing_says_so() -> None:
    """There is nothing to ask on it."""
    found = team(pages=[page()]).next_step("page")
    assert isinstance(found, NoRoute)
    assert found.codes == {"not_offered"}


def test_steps_of_no_page_are_refused() -> None:
    """Nor are there any for what is not chosen."""
    with pytest.raises(UnknownIdError, match=r"^page: expected the id of a page"):
        team().next_step("nobody")
    with pytest.raises(InvalidTypeError, match=r"^chosen: expected what is Chosen"):
        team().next_step("ana", {"event_type": "call"})  # type: ignore[arg-type]
