"""Why a whole page is empty: nobody is blamed for what closes it to everybody."""

from datetime import timedelta
from typing import Any

import pytest

from teamsched import Busy, Cap, Ledger, Refusal, Request, Rule, WeeklyHours
from tests.unit.team.cast import DAY, MONDAY, at, call, member, page, span, team

ANA = Request("ana", "call")
SATURDAYS = WeeklyHours.parse("Sat 09:00-12:00", zone="UTC")


def refusal(kind: dict[str, Any], *, starts: list[str] | None = None, **facts: Any) -> Refusal:
    """Return why there is no call with Ana, who works in the morning."""
    group = team(member("ana"), event_types=[call(**kind)])
    snapshot = group.snapshot(**{"now": MONDAY, "window": DAY, **facts})
    asked = [at(start) for start in starts] if starts else None
    found = group.offer(ANA, snapshot, Ledger.of(), starts=asked).refusal
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ({"notice": timedelta(days=9)}, "too_soon", "too soon: call needs 9 days"),
        ({"horizon": timedelta(0), "offset": timedelta(minutes=1)}, "too_far", "too far ahead"),
        ({"hours": SATURDAYS}, "outside_event_hours", "outside the hours of call: Mon 2 Mar"),
        ({"caps": [Cap(0, "day")]}, "cap", "cap of call"),
    ],
)
def test_an_event_type_can_close_a_page(kind: dict[str, Any], code: str, words: str) -> None:
    """Notice, horizon, hours and caps that nothing fits are the reason, and not people."""
    refused = refusal(kind)
    assert refused.codes == {code}
    assert refused.explain().startswith(words)


def test_a_window_that_is_over_is_past() -> None:
    """What is past is past, whoever was free."""
    assert refusal({}, now=at("18:00"), window=span("09:00", "18:00")).codes == {"past"}


def test_starts_that_are_none_of_the_pages_are_off_the_grid() -> None:
    """Whoever asks for 10:07 alone is not told that nobody is free."""
    assert refusal({}, starts=["10:07"]).codes == {"off_grid"}
    assert refusal({}, starts=["10:07", "13:07"]).codes == {"off_grid"}


def test_starts_outside_of_the_window_are_not_known() -> None:
    """Nothing is known of people there."""
    refused = refusal({}, starts=["12:00", "13:00"], window=span("09:00", "10:00"))
    assert refused.codes == {"outside_window"}


def test_what_closes_a_page_together_is_named_together() -> None:
    """Some starts are too soon and the others too far ahead: both are said."""
    kind = {"notice": timedelta(hours=11), "horizon": timedelta(hours=10)}
    assert refusal(kind).codes == {"too_soon", "too_far"}
    earlier = refusal({"notice": timedelta(days=9)}, now=at("12:00"))
    assert earlier.codes == {"too_soon"}


def test_people_count_at_starts_of_the_grid() -> None:
    """Free time at a start that is none of the page's is no free time."""
    busy = {"ana": [Busy(span("10:00", "10:05"))]}
    assert "never_free" in refusal({}, starts=["10:00", "10:07"], busy=busy).codes


def test_a_panel_that_meets_off_the_grid_only_never_meets() -> None:
    """Two who are free together at 10:07, and not at 10:00, are never free together."""
    group = team(pages=[page(Rule("call", "ana", additional=["bo"]))])
    busy = {"ana": [Busy(span("10:00", "10:05"))], "bo": [Busy(span("11:00", "11:05"))]}
    snapshot = group.snapshot(now=MONDAY, window=DAY, busy=busy)
    starts = [at("10:00"), at("10:07"), at("11:00")]
    refused = group.offer(Request("page", "call"), snapshot, Ledger.of(), starts=starts).refusal
    assert refused is not None
    assert refused.codes == {"never_together"}
