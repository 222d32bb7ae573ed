"""Master pages over booking pages: which of them provide what, and what customers choose when."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, get_args

import attrs

from teamsched.checks import collection, distinct_ids, identifier, is_id, one_of, whole
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.frozen import FrozenDict
from teamsched.model import BookingPage

MAX_PAGES = 1_000
"""Most booking pages of one master page, and most items of one category."""
MAX_EVENT_TYPES = 1_000
"""Most event types that one master page lists."""
MAX_CATEGORIES = 100
"""Most categories of one master page."""
MAX_PRIORITY = 10
"""Highest priority of a page."""

Choice = Literal["category", "event_type", "booking_page"]
"""What a customer may have to choose before a time."""
Assign = Literal["pooled", "priority", "customer"]


def _ids(field: str, value: object, most: int) -> tuple[str, ...]:
    listed = collection(field, value, "ids")
    whole(field, len(listed), low=0, high=most)
    return distinct_ids(field, listed)


def _pages(value: object) -> tuple[str, ...]:
    return _ids("pages", value, MAX_PAGES)


def _event_types(value: object) -> tuple[str, ...] | None:
    return None if value is None else _ids("event_types", value, MAX_EVENT_TYPES)


def _mapping(field: str, value: object, expected: str, most: int) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidTypeError(field, expected=f"a mapping of {expected}", got=value)
    whole(field, len(value), low=0, high=most)
    return {identifier(field, key): value[key] for key in value}


def _categories(value: object) -> Mapping[str, tuple[str, ...]]:
    named = _mapping("categories", value, "names to the ids in each", MAX_CATEGORIES)
    return FrozenDict({name: _ids("categories", some, MAX_PAGES) for name, some in named.items()})


def _priorities(value: object) -> Mapping[str, int]:
    given = _mapping("priorities", value, "pages to their priorities", MAX_PAGES)
    return FrozenDict(
        {page: whole("priorities", one, low=1, high=MAX_PRIORITY) for page, one in given.items()}
    )


@attrs.frozen(order=False)
class PageScenario:
    """What all scenarios over booking pages have in common.

    Attributes:
        pages: The ids of the booking pages, in the order in which customers see them.
    """

    name: ClassVar[str]
    asks: ClassVar[tuple[Choice, ...]] = ("event_type",)

    pages: tuple[str, ...] = attrs.field(converter=_pages)

    @property
    def event_types(self) -> tuple[str, ...] | None:
        """The ids of the event types, in order; None for all that the pages offer."""
        return None

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """What customers choose from first, by the categories that they find it in."""
        return FrozenDict()

    def offered(self, known: Mapping[str, BookingPage]) -> Mapping[str, tuple[str, ...]]:
        """Return the event types of the page, in order, each with the pages that provide it.

        Args:
            known: The booking pages by id.
        """
        listed = dict.fromkeys(self.event_types or ())
        found: dict[str, list[str]] = {kind: [] for kind in listed}
        for page in self.pages:
            for kind in self._provided(known[page]):
                if self.event_types is None or kind in listed:
                    found.setdefault(kind, []).append(page)
        return {kind: tuple(pages) for kind, pages in found.items()}

    def _provided(self, page: BookingPage) -> tuple[str, ...]:
        return page.event_types or ()

    def to_dict(self) -> dict[str, Any]:
        """Return the scenario as plain data, without what is as usual.

        >>> StaticRules(["ana", "bo"], assign="priority", priorities={"bo": 8}).to_dict()["assign"]
        'priority'
        """
        unusual = [
            field.name
            for field in attrs.fields(type(self))
            if getattr(self, field.name) != field.default
        ]
        return {"scenario": self.name, **{name: _plain(self, name) for name in unusual}}


def _plain(scenario: PageScenario, name: str) -> Any:
    value = getattr(scenario, name)
    match name:
        case "categories":  # a list, since objects of JSON have no order
            return [{"name": one, "of": list(some)} for one, some in value.items()]
        case "priorities":
            return [{"page": page, "priority": one} for page, one in value.items()]
    return list(value) if isinstance(value, tuple) else value


@attrs.frozen(order=False)
class StaticRules(PageScenario):
    """Each event type is provided by those of the pages that offer it, whoever they are.

        >>> StaticRules(["ana", "bo"], assign="priority", priorities={"bo": 8}).assign
        'priority'

    Attributes:
        pages: The ids of the booking pages.
        event_types: The ids of the event types; left out, all that the pages offer.
        assign: Who gets a booking: "pooled" is who has been idle longest, "priority" the highest
            priority and then the longest idle, and "customer" whomever the customer chooses of
            those who are free at the time.
        priorities: The priorities of pages, 1 (low) to 10 (high), 5 unless said otherwise.

    Raises:
        InvalidValueError: There are priorities that nothing goes by, or of other pages.
    """

    name = "static"

    event_types: tuple[str, ...] | None = attrs.field(
        default=None, converter=_event_types, kw_only=True
    )
    assign: Assign = attrs.field(default="pooled", kw_only=True)
    priorities: Mapping[str, int] = attrs.field(
        default=FrozenDict(), converter=_priorities, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        one_of("assign", self.assign, get_args(Assign))
        if self.priorities and self.assign != "priority":
            expected = "none, unless assign='priority'"
            raise InvalidValueError("priorities", expected=expected, got=dict(self.priorities))
        for page in self.priorities:
            if page not in self.pages:
                expected = "priorities of pages of the scenario"
                raise InvalidValueError("priorities", expected=expected, got=page)


@attrs.frozen(order=False)
class _Browsed(PageScenario):
    """Customers choose an event type and a page, one after the other."""

    event_types: tuple[str, ...] | None = attrs.field(
        default=None, converter=_event_types, kw_only=True
    )
    categories: Mapping[str, tuple[str, ...]] = attrs.field(
        default=FrozenDict(), converter=_categories, kw_only=True
    )


@attrs.frozen(order=False)
class EventTypesFirst(_Browsed):
    """Customers choose an event type, then one of the pages that offer it, then a time of its.

    Attributes:
        pages: The ids of the booking pages; each offers some event type.
        event_types: The ids of the event types; left out, all that the pages offer.
        categories: The event types by the categories that they are found in; left out, there are
            none to choose from.
    """

    name = "event_types_first"
    asks = ("category", "event_type", "booking_page")


@attrs.frozen(order=False)
class BookingPagesFirst(_Browsed):
    """Customers choose a page, then one of the event types that it offers, then a time.

    Attributes:
        pages: The ids of the booking pages; each offers some event type.
        event_types: The ids of the event types; left out, all that the pages offer.
        categories: The pages by the categories that they are found in; left out, there are none
            to choose from.
    """

    name = "booking_pages_first"
    asks = ("category", "booking_page", "event_type")


@attrs.frozen(order=False)
class BookingPagesOnly(PageScenario):
    """Customers choose a page, then a time: whatever is booked is of one event type.

    Attributes:
        pages: The ids of the booking pages, which have no event types of their own.
        event_type: The id of the event type.
        categories: The pages by the categories that they are found in; left out, there are none
            to choose from.
    """

    name = "booking_pages_only"
    asks = ("category", "booking_page")

    event_type: str = attrs.field(validator=is_id, kw_only=True)
    categories: Mapping[str, tuple[str, ...]] = attrs.field(
        default=FrozenDict(), converter=_categories, kw_only=True
    )

    @property
    def event_types(self) -> tuple[str, ...]:
        """The one event type."""
        return (self.event_type,)

    def _provided(self, page: BookingPage) -> tuple[str, ...]:
        return self.event_types if page.event_types is None else ()
