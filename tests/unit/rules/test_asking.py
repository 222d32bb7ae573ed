"""Rules on when a customer asks, by the wall clock of the page."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest

from teamsched import MasterPage, Request, Router, Rule, answer, any_of, asked, attribute
from teamsched.asking import PATTERNS, asked_at, possible_values
from teamsched.conditions import comparison
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from teamsched.requests import Draw
from teamsched.rules import Branch, Change, NoRoute, Route, elsewhere_on_page, lint, route, trace

WEEKEND = asked("weekday").is_in(["sat", "sun"])
EVENING = asked("time") >= "17:00"
PAGE = MasterPage(
    "demos",
    zone="America/New_York",
    rules=[
        Rule("demo", "vip", when=answer("vip") == True),  # noqa: E712 (that is how it is asked)
        Rule("demo", "night", when=WEEKEND | EVENING),
        Rule("demo", "xmas", when=asked("date") >= "2026-12-24"),
        Rule("demo", "desk"),
        Rule("call", "desk"),
    ],
)
KNOWN: dict[str, dict[str, Any]] = {name: {} for name in ("vip", "night", "xmas", "desk")}


def led(moment: str | None, event_type: str = "demo", **answers: Any) -> Route:
    at = None if moment is None else datetime.fromisoformat(f"{moment}+00:00")
    request = Request("demos", event_type, answers=answers, at=at)
    found = route(PAGE, request, pools={}, attributes=KNOWN)
    assert isinstance(found, Route)
    return found


@pytest.mark.parametrize(
    ("moment", "rule"),
    [
        ("2026-03-06T21:59", 3),  # Friday, 16:59 in New York
        ("2026-03-06T22:00", 1),  # 17:00
        ("2026-03-07T04:00", 1),  # 23:00, still Friday
        ("2026-03-07T15:00", 1),  # Saturday
        ("2026-03-09T03:59", 1),  # Sunday, and the clocks have changed
        ("2026-03-09T04:00", 3),  # Monday
        ("2026-12-24T04:59", 1),  # 23:59 on the 23rd
        ("2026-12-24T05:00", 2),  # midnight
    ],
)
def test_it_is_the_clock_of_the_page(moment: str, rule: int) -> None:
    """Day, date and time are those of the page's zone, whatever the customer's are."""
    assert led(moment).rule == rule


def test_the_time_has_to_be_known_where_it_matters() -> None:
    """A rule that is looked at and depends on it is an error, not a rule that does not hold."""
    with pytest.raises(InvalidValueError, match=r"^at: .* rule 1 of demos depends on it, got None"):
        led(None)
    with pytest.raises(InvalidValueError, match=r"^at: "):
        trace(PAGE, Request("demos", "demo"))
    assert led(None, vip=True).rule == 0  # decided before
    assert led(None, "call").rule == 4


def test_the_path_shows_the_time() -> None:
    """And why no rule applies, too."""
    at = datetime(2026, 3, 6, 14, 30, tzinfo=UTC)
    steps = trace(PAGE, Request("demos", "demo", at=at))
    assert str(steps[1]) == (
        "rule 1 does not apply: weekday of asking in ('sat', 'sun') (given 'fri'), "
        "time of asking >= '17:00' (given '09:30')"
    )
    page = MasterPage("p", zone="UTC", rules=[Rule("demo", "a", when=EVENING)])
    found = route(page, Request("p", "demo", at=at), pools={}, attributes={"a": {}})
    assert isinstance(found, NoRoute)
    assert found.explain() == (
        "rule 0 applies only when time of asking >= '17:00' (time of asking is '14:30')"
    )


def test_a_moment_that_the_page_has_no_date_for() -> None:
    """The calendar ends somewhere."""
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    page = MasterPage("p", zone="Asia/Tokyo", rules=[Rule("demo", "a", when=EVENING)])
    with pytest.raises(InvalidValueError, match=r"^at: "):
        route(page, Request("p", "demo", at=last), pools={}, attributes={"a": {}})


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: asked("hour"), InvalidValueError, r"^name: .*'weekday', 'date', 'time'"),
        (lambda: asked("time") >= "9:00", InvalidValueError, r"^value: expected a time such as"),
        (lambda: asked("time") == "24:00", InvalidValueError, r"^value: expected a time such as"),
        (lambda: asked("time") == 9, InvalidTypeError, r"^value: expected a time such as"),
        (lambda: asked("date") < "2026-1-1", InvalidValueError, r"^value: expected a date such as"),
        (lambda: asked("weekday").is_in(["Mon"]), InvalidValueError, r"^value: .* mon, tue, wed"),
        (lambda: asked("weekday") > "mon", InvalidValueError, r"^op: expected one of '==', '!='"),
        (lambda: asked("date").contains("-12-"), InvalidValueError, r"^op: expected one of"),
        (lambda: asked("date").exists(), InvalidValueError, r"^op: expected one of"),
        (lambda: comparison("asked", "x", "==", "a"), InvalidValueError, r"^field: expected one"),
        (lambda: Branch("a", when=EVENING), InvalidValueError, r"^when: .* answers and the cust"),
        (lambda: Draw("a", where=EVENING), InvalidValueError, r"^where: .* on attributes, made"),
        (
            lambda: Rule("demo", "a", when=EVENING & (attribute("a") == 1)),
            InvalidValueError,
            r"^when: .* answers, the customer and the time of asking, made with .* or asked\(name",
        ),
    ],
)
def test_what_can_only_be_a_slip_is_refused(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """A time of 9:00 would come after one of 17:00, as texts go; a router has no clock."""
    with pytest.raises(error, match=message):
        make()
    assert Router([Branch("a", when=any_of())])


def test_the_linter_knows_the_week() -> None:
    """Seven days, whichever they are, leave nothing over; and examples are real days and times."""
    days = [asked("weekday") == day for day in ("mon", "tue", "wed", "thu", "fri")]
    rules = [Rule("demo", "a", when=when) for when in (WEEKEND, *days)]
    assert not lint(MasterPage("p", zone="UTC", rules=rules))
    found = lint(MasterPage("p", zone="UTC", rules=rules[:-1]))
    assert found.explain() == "no rule for demo is for weekday of asking 'fri'"
    late = Rule("demo", "a", when=asked("time") > "23:59")
    assert lint(MasterPage("p", zone="UTC", rules=[late])).codes == {"never_holds", "uncovered"}
    early = Rule("demo", "a", when=asked("date") < "0001-01-01")
    assert "never_holds" in lint(MasterPage("p", zone="UTC", rules=[early])).codes


def test_no_change_is_one_of_time() -> None:
    """What would have led elsewhere is a change of the answers: nobody can come yesterday."""
    at = datetime(2026, 3, 6, 14, 30, tzinfo=UTC)
    found = elsewhere_on_page(PAGE, Request("demos", "demo", at=at))
    assert found == (Change({"vip": True}, 0),)
    with pytest.raises(InvalidValueError, match=r"^at: "):
        elsewhere_on_page(PAGE, Request("demos", "demo"))


@pytest.mark.parametrize("seed", range(10))
def test_the_linter_tries_every_day_and_minute(seed: int) -> None:
    """What it finds is what trying every minute of every mentioned day, and those around, finds."""
    rng = Random(seed)
    for _ in range(20):
        rules = [Rule("demo", rng.choice("xy"), when=_some(rng)) for _ in range(rng.randint(1, 4))]
        page = MasterPage("p", zone="UTC", rules=rules)
        whole = [[n for n, one in enumerate(rules) if _holds(one.when, at)] for at in _moments()]
        first = {numbers[0] for numbers in whole if numbers}
        dead = {n for n in range(len(rules)) if not any(n in numbers for numbers in whole)}
        found = lint(page).reasons
        assert {r.params["rule"] for r in found if r.code == "never_holds"} == dead
        shadowed = set(range(len(rules))) - first - dead
        assert {r.params["rule"] for r in found if r.code == "shadowed"} == shadowed
        assert ("uncovered" in {r.code for r in found}) == ([] in whole)
        for reason in found:
            example = reason.params.get("example")
            if example is not None:
                assert all(asked_at_shows(name, fact) for name, fact in example.asked.items())


def asked_at_shows(name: str, fact: object) -> bool:
    """Tell whether a clock ever shows a fact."""
    day = datetime(2026, 3, 2, tzinfo=UTC)
    if name == "date":
        return date.fromisoformat(str(fact)).isoformat() == fact
    shown = (day + n * timedelta(minutes=1) for n in range(7 * 24 * 60))
    return any(asked_at(moment, UTC)[name] == fact for moment in shown)


def _moments() -> list[dict[str, Any]]:
    """Return what clocks may show; any date may be any weekday, as far as the linter knows."""
    dates = [f"2026-03-{day:02}" for day in range(1, 9)]
    times = ["00:00", "08:59", "09:00", "09:01", "16:59", "17:00", "17:01", "23:59"]
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return [{"date": d, "time": t, "weekday": w} for d, t, w in product(dates, times, days)]


def _some(rng: Random, levels: int = 2) -> Any:
    kind = rng.choice(["and", "or", "not", "is", "is"] if levels else ["is"])
    if kind == "not":
        return ~_some(rng, levels - 1)
    if kind in {"and", "or"}:
        one, other = _some(rng, levels - 1), _some(rng, levels - 1)
        return one & other if kind == "and" else one | other
    name = rng.choice(list(PATTERNS))
    if name == "weekday":
        return asked(name).is_in(rng.sample(list(possible_values(name, ())), rng.randint(1, 6)))
    value = rng.choice({"date": ["2026-03-03", "2026-03-06"], "time": ["09:00", "17:00"]}[name])
    field = asked(name)
    return rng.choice(
        [field < value, field <= value, field > value, field >= value, field == value]
    )


def _holds(when: Any, shown: dict[str, Any]) -> bool:
    held: bool = when.holds({}, asked=shown)
    return held
