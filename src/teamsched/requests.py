"""What is asked for: seats, who may be drawn for them, and a customer's request."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import attrs

from teamsched.checks import (
    collection,
    distinct_ids,
    identifier,
    is_a,
    is_id,
    is_optional_id,
    is_optional_length,
    one_of,
    page_ids,
    whole,
)
from teamsched.claims import NO_CLAIMS, Claims
from teamsched.condition_documents import condition_or_none
from teamsched.conditions import Condition, Facts, Value, condition_on, facts, value
from teamsched.documents import ROOT, members, reading
from teamsched.errors import InvalidTypeError
from teamsched.frozen import FrozenDict
from teamsched.instants import to_datetime, to_instant
from teamsched.reasons import Reason

MAX_COUNT = 200
"""Most people of one seat."""
MAX_FILTERS = 100
"""Most attributes, and most values of one, that a customer filters by."""
MAX_OWNERS = 100
"""Most pages that have a claim to a customer."""
MAX_ALSO = 100
"""Most people whom a request adds to those of the rules."""

CountsIn = Literal["pool", "none"]


@attrs.frozen(order=False)
class Draw:
    """How a rule asks for some people of a pool.

    Attributes:
        pool: The id of the pool.
        count: How many distinct people.
        at_least: How many of them have to be there, if not all: the others are drawn where they
            are free.
        where: Which of them may be drawn, by their attributes.
        claims: What becomes of customers who belong to one of them.
        counts_in: Whether a booking counts in the "pool", and spends a turn there, or in "none".
    """

    pool: str = attrs.field(validator=is_id)
    count: int = attrs.field(default=1, kw_only=True)
    at_least: int | None = attrs.field(default=None, kw_only=True)
    where: Condition | None = attrs.field(default=None, kw_only=True)
    claims: Claims = attrs.field(default=NO_CLAIMS, validator=is_a(Claims, "Claims"), kw_only=True)
    counts_in: CountsIn = attrs.field(default="pool", kw_only=True)

    def __attrs_post_init__(self) -> None:
        whole("count", self.count, low=1, high=MAX_COUNT)
        if self.at_least is not None:
            whole("at_least", self.at_least, low=1, high=self.count)
        one_of("counts_in", self.counts_in, get_args(CountsIn))
        if self.where is not None:
            condition_on("attribute", "where", self.where)

    def to_dict(self) -> dict[str, Any]:
        """Return the draw as plain data, without what is as usual.

        >>> Draw("sales", count=2).to_dict()
        {'pool': 'sales', 'count': 2}
        """
        usual = Draw(self.pool)
        return {
            "pool": self.pool,
            **({} if self.count == usual.count else {"count": self.count}),
            **({} if self.at_least is None else {"at_least": self.at_least}),
            **({} if self.where is None else {"where": self.where.to_dict()}),
            **({} if self.claims == usual.claims else {"claims": self.claims.to_dict()}),
            **({} if self.counts_in == usual.counts_in else {"counts_in": self.counts_in}),
        }

    @classmethod
    def from_dict(cls, given: object, *, place: str = ROOT) -> "Draw":
        """Return the draw that plain data stands for.

        Args:
            given: What may be anything.
            place: Where it stands in a greater document, for the error.

        Raises:
            InvalidInputError: It is no draw; the field is the place of what is wrong.
        """
        names = ("count", "at_least", "where", "claims", "counts_in")
        parts = dict(members(place, given, required=("pool",), optional=names))
        parts["where"] = condition_or_none(parts.get("where"), place=f"{place}.where")
        if "claims" in parts:
            parts["claims"] = Claims.from_dict(parts["claims"], place=f"{place}.claims")
        with reading(place):
            return cls(**parts)


def _answers(given: Mapping[str, Value]) -> Facts:
    return FrozenDict(sorted(facts("answers", given).items()))


def _customer_attributes(given: Mapping[str, Value]) -> Facts:
    return FrozenDict(sorted(facts("customer_attributes", given).items()))


def _page_ids(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(page_ids("pages", value)))


def _reasons(value: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(value)


@attrs.frozen(order=False)
class Seat:
    """A seat to be filled: all that is left of the rules once they have been applied.

    Attributes:
        name: What the seat is called, unique within a booking.
        pages: Who may fill it; nobody is nobody.
        count: How many distinct people fill it.
        pool: The pool it is drawn from, None for named pages.
        excluded: Why others of the pool may not, for explanations.
        claims: What becomes of customers who belong to one of them.
        at_least: How many of them have to be there; None is all.
        preferred: Whether it is filled with whoever is left, once everybody has a seat who has to
            be there, and rules no start out.
        counts_in: Whether it counts in the "pool" it is drawn from, or in "none".
        by_customer: Whether the customer says who fills it, of those who can, once there is a time.
    """

    name: str = attrs.field(validator=is_id)
    pages: tuple[str, ...] = attrs.field(converter=_page_ids)
    count: int = attrs.field(default=1, kw_only=True)
    pool: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    excluded: tuple[Reason, ...] = attrs.field(default=(), converter=_reasons, kw_only=True)
    claims: Claims = attrs.field(default=NO_CLAIMS, validator=is_a(Claims, "Claims"), kw_only=True)
    at_least: int | None = attrs.field(default=None, kw_only=True)
    preferred: bool = attrs.field(
        default=False, validator=is_a(bool, "True or False"), kw_only=True
    )
    counts_in: CountsIn = attrs.field(default="pool", kw_only=True)
    by_customer: bool = attrs.field(
        default=False, validator=is_a(bool, "True or False"), kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        whole("count", self.count, low=1, high=MAX_COUNT)
        if self.at_least is not None:
            whole("at_least", self.at_least, low=0, high=self.count)
        one_of("counts_in", self.counts_in, get_args(CountsIn))

    @property
    def needed(self) -> int:
        """How many people it cannot be without."""
        if self.preferred:
            return 0
        return self.count if self.at_least is None else self.at_least


def as_filters(given: object) -> Mapping[str, tuple[Value, ...]]:
    """Return for each attribute the values that a customer wants, checked."""
    if not isinstance(given, Mapping):
        raise InvalidTypeError(
            "filters", expected="a mapping of attributes to the values wanted", got=given
        )
    whole("filters", len(given), low=0, high=MAX_FILTERS)
    return FrozenDict(
        {identifier("filters", name): _wanted(f"filters[{name!r}]", given[name]) for name in given}
    )


def _wanted(field: str, given: object) -> tuple[Value, ...]:
    values = collection(field, given, "the values wanted")
    whole(field, len(values), low=0, high=MAX_FILTERS)
    return tuple(value(field, one) for one in values)


def _owners(given: object) -> tuple[str, ...]:
    owners = page_ids("owners", given)
    whole("owners", len(owners), low=0, high=MAX_OWNERS)
    return owners


def _tags(given: object) -> tuple[str, ...]:
    tags = distinct_ids("tags", given)
    whole("tags", len(tags), low=0, high=MAX_FILTERS)
    return tags


def _also(given: object) -> tuple[str, ...]:
    pages = distinct_ids("also", given)
    whole("also", len(pages), low=0, high=MAX_ALSO)
    return pages


def _at(given: datetime | None) -> datetime | None:
    return None if given is None else to_datetime(to_instant(given, "at"))


@attrs.frozen(order=False)
class Request:
    """What a customer asks for.

    Attributes:
        page: The id of a master page, or of a booking page or member to book directly.
        event_type: The id of the event type.
        answers: What the customer answered; rules' conditions ask about it.
        customer: Who asks, in your words.
        customer_attributes: What you know of the customer, such as fields of the CRM; rules'
            conditions ask about it as well.
        filters: What the members of a pool must have: for each attribute any of some values.
        owners: The pages that the customer belongs to, the strongest first, such as the owner in
            the CRM and then the owner of the contact; see :class:`Claims`.
        duration: How long, one of the event type's durations; left out, its usual one.
        provider: The booking page that the customer has chosen, where the page lets them.
        tags: Any of which a booking page must have to be considered, where there are tags.
        host: Who is to hold the primary seat, if it may be theirs: instead of a distribution.
        also: The pages of further people who have to be there, besides those of the rules.
        at: When the customer asks: rules that depend on it go by the wall clock of the page.
    """

    page: str = attrs.field(validator=is_id)
    event_type: str = attrs.field(validator=is_id)
    answers: Facts = attrs.field(factory=dict, converter=_answers, kw_only=True)
    customer: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    customer_attributes: Facts = attrs.field(
        factory=dict, converter=_customer_attributes, kw_only=True
    )
    filters: Mapping[str, tuple[Value, ...]] = attrs.field(
        factory=dict, converter=as_filters, kw_only=True
    )
    owners: tuple[str, ...] = attrs.field(default=(), converter=_owners, kw_only=True)
    duration: timedelta | None = attrs.field(
        default=None, validator=is_optional_length, kw_only=True
    )
    provider: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    tags: tuple[str, ...] = attrs.field(default=(), converter=_tags, kw_only=True)
    host: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    also: tuple[str, ...] = attrs.field(default=(), converter=_also, kw_only=True)
    at: datetime | None = attrs.field(default=None, converter=_at, kw_only=True)
