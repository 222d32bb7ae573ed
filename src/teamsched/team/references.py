"""What the pages of a team refer to is there, and fit for it."""

from collections.abc import Iterator, Mapping

from teamsched.conditions import Condition
from teamsched.errors import InvalidValueError, UnknownIdError
from teamsched.event_types import EventType
from teamsched.model import BookingPage
from teamsched.requests import Draw
from teamsched.rules import (
    BookingPagesOnly,
    MasterPage,
    PageScenario,
    Rule,
    StaticRules,
    source_of,
)


def known(field: str, name: str, there: Mapping[str, object]) -> None:
    """Require an id of something that is there."""
    if name not in there:
        raise UnknownIdError(field, expected="the id of something in this team", got=name)


def check_booking_page(
    page: BookingPage, members: Mapping[str, object], event_types: Mapping[str, object]
) -> None:
    """Require the member behind a booking page, and the event types that it offers."""
    known(f"pages[{page.id!r}].member", page.member, members)
    for event_type in page.event_types or ():
        known(f"pages[{page.id!r}].event_types", event_type, event_types)


def check_master_page(
    master: MasterPage,
    pages: Mapping[str, BookingPage],
    pools: Mapping[str, object],
    event_types: Mapping[str, EventType],
) -> None:
    """Require what a master page refers to, in a scenario that it is fit for.

    Raises:
        UnknownIdError: It isn't there.
        InvalidValueError: A pool is in a scenario without rules, a page or an event type is in one
            that it does not fit, or what is listed is in no category.
    """
    field = f"pages[{master.id!r}].rules"
    if not isinstance(master.scenario, PageScenario):
        for number, rule in enumerate(master.rules):
            _check_rule(f"{field}[{number}]", rule, pages, pools, event_types)
        return
    for name in master.scenario.pages:
        if name in pools:
            expected = "booking pages only: pools are drawn from by DynamicRules"
            raise InvalidValueError(f"{field}.pages", expected=expected, got=name)
        known(f"{field}.pages", name, pages)
        _check_fit(field, master.scenario, pages[name])
    kinds = tuple(master.scenario.offered(pages))
    for event_type in kinds:
        known(f"{field}.event_types", event_type, event_types)
        if isinstance(master.scenario, StaticRules):
            _automatic(f"{field}.event_types", event_types[event_type])
    _check_categories(f"{field}.categories", master.scenario, kinds)


def _check_rule(
    field: str,
    rule: Rule,
    pages: Mapping[str, object],
    pools: Mapping[str, object],
    event_types: Mapping[str, EventType],
) -> None:
    known(field, rule.event_type, event_types)
    _automatic(field, event_types[rule.event_type])
    for target in rule.all_targets:
        there = pools if isinstance(target, Draw) else {**pages, **pools}
        known(field, source_of(target), there)
    for page in rule.optional:
        known(f"{field}.optional", page, pages)
    for constraint in rule.constraints:
        for page in () if isinstance(constraint.of, Condition) else constraint.of:
            known(f"{field}.constraints", page, pages)


def _automatic(field: str, event_type: EventType) -> None:
    """Require that nobody has to approve what is handed out."""
    if event_type.approval != "automatic":
        expected = "event types that are booked automatically, since nobody chose who is to approve"
        raise InvalidValueError(field, expected=expected, got=event_type.id)


def _check_fit(field: str, scenario: PageScenario, page: BookingPage) -> None:
    if isinstance(scenario, BookingPagesOnly):
        if page.event_types is not None:
            expected = "pages without event types of their own"
            raise InvalidValueError(f"{field}.pages", expected=expected, got=page.id)
    elif not isinstance(scenario, StaticRules) and not page.event_types:
        expected = "pages that offer some event type"
        raise InvalidValueError(f"{field}.pages", expected=expected, got=page.id)


def _check_categories(field: str, scenario: PageScenario, kinds: tuple[str, ...]) -> None:
    """Require that categories, if there are any, hold what is listed: all of it, nothing else."""
    if not scenario.categories:
        return
    listed = kinds if scenario.asks[1] == "event_type" else scenario.pages
    inside = {one for some in scenario.categories.values() for one in some}
    for name in _differing(listed, inside):
        expected = f"all of {list(listed)}, and nothing else"
        raise InvalidValueError(field, expected=expected, got=name)


def _differing(listed: tuple[str, ...], inside: set[str]) -> Iterator[str]:
    yield from sorted(inside - set(listed))
    yield from (name for name in listed if name not in inside)
