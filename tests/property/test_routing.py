"""Routing takes the first rule that applies, and the path to it says why."""

from datetime import UTC, datetime

from hypothesis import assume, given, strategies as st

from teamsched.conditions import Facts
from teamsched.logic import NOTHING
from teamsched.requests import Request
from teamsched.rules import Destination, MasterPage, NoRoute, Router, Step, route, trace
from tests.generators.conditions import facts
from tests.generators.rules import routers, rule_pages


def check_path(
    steps: tuple[Step, ...], answers: Facts, known: Facts, asked: Facts = NOTHING
) -> None:
    """Only the last rule on a path applies, and each comparison comes out as the facts say."""
    assert [step.applies for step in steps[:-1]] == [False] * len(steps[:-1])
    for step in steps:
        for comparison, fact in step.because:
            assert comparison.given(answers, customer=known, asked=asked) == fact


@given(routers, facts, facts)
def test_a_router_leads_to_the_first_that_applies(
    router: Router, answers: Facts, known: Facts
) -> None:
    """No branch before it applies; if none does, it leads to the fallback."""
    found = router.route(answers, customer=known)
    applying = [
        Destination(branch.to, number)
        for number, branch in enumerate(router.rules)
        if branch.when is None or branch.when.holds(answers, customer=known)
    ]
    assert found == [*applying, Destination(router.fallback, None)][0]
    steps = router.trace(answers, customer=known)
    check_path(steps, answers, known)
    looked_at = len(router.rules) if found.rule is None else found.rule + 1
    assert [step.rule for step in steps] == list(range(looked_at))
    assert [step.rule for step in steps if step.applies] == [found.rule] * len(applying[:1])


@given(rule_pages, facts, facts, st.datetimes(timezones=st.just(UTC)))
def test_a_page_leads_to_the_first_that_applies(
    page: MasterPage, answers: Facts, known: Facts, at: datetime
) -> None:
    """Rules of other event types are not looked at; if none applies, each says why."""
    assume(1 < at.year < 9999)
    request = Request("page", "demo", answers=answers, customer_attributes=known, at=at)
    local = at.astimezone(page.zone)
    clock = {
        "date": f"{local:%Y-%m-%d}".zfill(10),
        "time": f"{local:%H:%M}",
        "weekday": f"{local:%a}".lower(),
    }
    rules = [number for number, rule in enumerate(page.rules) if rule.event_type == "demo"]
    steps = trace(page, request)
    check_path(steps, request.answers, request.customer_attributes, clock)
    assert [step.rule for step in steps] == rules[: len(steps)]
    named_pages = ("page", "room", "tv", "coach")
    found = route(
        page, request, pools={"pool": (), "spare": ()}, attributes={key: {} for key in named_pages}
    )
    if not page.enabled:
        assert isinstance(found, NoRoute)
        assert found.codes == {"disabled"}
    elif isinstance(found, NoRoute):
        assert len(steps) == len(rules)
        assert not any(step.applies for step in steps)
        named = {reason.params["rule"] for reason in found.reasons if reason.code != "no_rule"}
        assert named == set(rules)
    else:
        assert (steps[-1].applies, steps[-1].rule) == (True, found.rule)
