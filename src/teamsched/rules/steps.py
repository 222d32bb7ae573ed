"""What a customer is asked next, until all that is left to choose is a time.

Everything that a page leads to is a way: a category, an event type and a booking page, as far as
its scenario asks for them. What is chosen leaves fewer ways; a step on which all that are left
agree is skipped.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import chain
from typing import Any, Literal, NamedTuple

import attrs

from teamsched.checks import distinct_ids, is_optional_id, is_optional_length
from teamsched.errors import InvalidValueError
from teamsched.event_types import EventType
from teamsched.model import BookingPage
from teamsched.reasons import Reason
from teamsched.requests import Request
from teamsched.rules.pages import DynamicRules, MasterPage
from teamsched.rules.providing import against, disabled
from teamsched.rules.routes import NoRoute
from teamsched.rules.scenarios import Choice, PageScenario, StaticRules

Ask = Literal["category", "event_type", "booking_page", "duration", "time"]


def _tags(value: object) -> tuple[str, ...]:
    return distinct_ids("tags", value)


@attrs.frozen(order=False)
class Chosen:
    """What a customer has chosen on a page so far, or had no choice about.

    Attributes:
        category: The category.
        event_type: The id of the event type.
        provider: The id of the booking page.
        duration: How long.
        tags: Any of which a booking page must have to be considered, where there are tags.
    """

    category: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    event_type: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    provider: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    duration: timedelta | None = attrs.field(
        default=None, validator=is_optional_length, kw_only=True
    )
    tags: tuple[str, ...] = attrs.field(default=(), converter=_tags, kw_only=True)


NOTHING_CHOSEN = Chosen()
"""Nothing at all, as at first."""


@attrs.frozen(order=False)
class NextStep:
    """What a customer is to choose next on a page.

    Attributes:
        asks: What: a "category", an "event_type", a "booking_page", a "duration", or the "time",
            which is what an offer for the request is for.
        options: What there is to choose from; nothing for a time.
        chosen: What is settled so far, by the customer or since there is one option only.
        request: What to ask for, once all but the time is settled.
        asks_who: Whether the customer then chooses somebody of those who are free at the time.
    """

    asks: Ask
    options: tuple[str | timedelta, ...] = attrs.field(default=(), kw_only=True)
    chosen: Chosen = attrs.field(default=NOTHING_CHOSEN, kw_only=True)
    request: Request | None = attrs.field(default=None, kw_only=True)
    asks_who: bool = attrs.field(default=False, kw_only=True)

    def choosing(self, option: str | timedelta) -> Chosen:
        """Return what is settled once the customer chooses one of the options.

        Raises:
            InvalidValueError: It is none of them.
        """
        if option not in self.options:
            raise InvalidValueError("option", expected=f"one of {self.options}", got=option)
        name = "provider" if self.asks == "booking_page" else self.asks
        settled: dict[str, Any] = {name: option}
        return attrs.evolve(self.chosen, **settled)


class _Way(NamedTuple):
    """One way through a page; None is for what it does not ask for."""

    category: str | None = None
    event_type: str | None = None
    booking_page: str | None = None


def next_step(
    page: MasterPage | BookingPage,
    chosen: Chosen = NOTHING_CHOSEN,
    *,
    pages: Mapping[str, BookingPage],
    event_types: Mapping[str, EventType],
) -> NextStep | NoRoute:
    """Return what a customer is asked next, or why there is nothing to ask.

    Args:
        page: The page.
        chosen: What is chosen so far.
        pages: The booking pages by id.
        event_types: The event types by id.

    Raises:
        InvalidValueError: Something that is chosen is none of the options.
    """
    if not page.enabled:
        return NoRoute([disabled(page.id)])
    ways = tuple(_ways(page, pages, event_types, chosen.tags))
    if not ways:
        return NoRoute(_why_nothing(page, pages, chosen.tags))
    ways, asks = _lasting(_left(ways, chosen), chosen.duration, event_types), _asks(page)
    here = NextStep(
        "time",
        chosen=attrs.evolve(
            chosen,
            category=_only(ways, "category"),
            event_type=_only(ways, "event_type"),
            provider=_only(ways, "booking_page"),
        ),
    )
    for choice in asks:
        options = _options(ways, choice)
        found_already = choice == "category" and _only(ways, asks[1]) is not None
        if len(options) > 1 and not found_already:
            return attrs.evolve(here, asks=choice, options=options)
    return _timed(page, here, event_types)


def _timed(
    page: MasterPage | BookingPage, here: NextStep, event_types: Mapping[str, EventType]
) -> NextStep:
    """Return the step once all is settled but for how long, and when."""
    assert here.chosen.event_type is not None
    kind, duration = event_types[here.chosen.event_type], here.chosen.duration
    lengths = _lengths(kind)
    if duration is None and len(lengths) > 1:
        return attrs.evolve(here, asks="duration", options=lengths)
    request = Request(
        page.id,
        kind.id,
        provider=here.chosen.provider,
        duration=duration,
        tags=here.chosen.tags,
    )
    return attrs.evolve(here, request=request, asks_who=_asks_who(page))


def _asks(page: MasterPage | BookingPage) -> tuple[Choice, ...]:
    if isinstance(page, MasterPage) and isinstance(page.scenario, PageScenario):
        return page.scenario.asks
    return ("event_type",)


def _asks_who(page: MasterPage | BookingPage) -> bool:
    scenario = page.scenario if isinstance(page, MasterPage) else None
    return isinstance(scenario, StaticRules) and scenario.assign == "customer"


def _ways(
    page: MasterPage | BookingPage,
    pages: Mapping[str, BookingPage],
    event_types: Mapping[str, EventType],
    tags: tuple[str, ...],
) -> Iterator[_Way]:
    """Yield every way through a page, in the order in which customers see them."""
    if isinstance(page, BookingPage):
        offered: Iterable[str] = event_types if page.event_types is None else page.event_types
        yield from (_Way(event_type=kind) for kind in offered)
    elif isinstance(page.scenario, DynamicRules):
        yield from (_Way(event_type=rule.event_type) for rule in page.rules)
    else:
        yield from _ways_among(page.scenario, pages, tags)


def _ways_among(
    scenario: PageScenario, pages: Mapping[str, BookingPage], tags: tuple[str, ...]
) -> Iterator[_Way]:
    chosen = "booking_page" in scenario.asks
    able = {name for name in scenario.pages if not any(against(pages[name], tags))}
    ways = [
        _Way(event_type=kind, booking_page=name if chosen else None)
        for kind, providers in scenario.offered(pages).items()
        for name in providers
        if name in able
    ]
    if not scenario.categories:
        yield from ways
    for category, inside in scenario.categories.items():
        found = frozenset(inside)
        for way in ways:
            if _value(way, scenario.asks[1]) in found:
                yield way._replace(category=category)


def _value(way: _Way, choice: Choice) -> str | None:
    value: str | None = getattr(way, choice)
    return value


def _options(ways: Iterable[_Way], choice: Choice) -> tuple[str, ...]:
    """Return what may be chosen, each once."""
    values = (_value(way, choice) for way in ways)
    return tuple(dict.fromkeys(value for value in values if value is not None))


def _only(ways: tuple[_Way, ...], choice: Choice) -> str | None:
    """Return what all ways have in common, None if they differ, or ask for nothing."""
    options = _options(ways, choice)
    return options[0] if len(options) == 1 else None


def _left(ways: tuple[_Way, ...], chosen: Chosen) -> tuple[_Way, ...]:
    """Return the ways that what was chosen leaves."""
    given: tuple[tuple[str, Choice, str | None], ...] = (
        ("category", "category", chosen.category),
        ("event_type", "event_type", chosen.event_type),
        ("provider", "booking_page", chosen.provider),
    )
    for name, choice, value in given:
        if value is None:
            continue
        options = _options(ways, choice)
        if value not in options:
            expected = f"one of {list(options)}" if options else "nothing: it is not asked for here"
            raise InvalidValueError(name, expected=expected, got=value)
        ways = tuple(way for way in ways if _value(way, choice) == value)
    return ways


def _lasting(
    ways: tuple[_Way, ...], duration: timedelta | None, event_types: Mapping[str, EventType]
) -> tuple[_Way, ...]:
    """Return the ways to event types that may last as long as was chosen."""
    if duration is None:
        return ways
    lengths = {kind: _lengths(event_types[kind]) for kind in _options(ways, "event_type")}
    if not any(duration in some for some in lengths.values()):
        expected = f"one of {', '.join(sorted({str(one) for one in chain(*lengths.values())}))}"
        raise InvalidValueError("duration", expected=expected, got=duration)
    return tuple(way for way in ways if duration in lengths[way.event_type or ""])


def _lengths(kind: EventType) -> tuple[timedelta, ...]:
    return tuple(dict.fromkeys((kind.duration, *kind.durations)))


def _why_nothing(
    page: MasterPage | BookingPage, pages: Mapping[str, BookingPage], tags: tuple[str, ...]
) -> list[Reason]:
    """Return why no way leads on from a page: its pages are closed, or it offers nothing."""
    scenario = page.scenario if isinstance(page, MasterPage) else None
    names = scenario.pages if isinstance(scenario, PageScenario) else ()
    closed = [reason for name in names for reason in against(pages[name], tags)]
    return closed or [Reason("not_offered", page.id, text="offers nothing at all")]
