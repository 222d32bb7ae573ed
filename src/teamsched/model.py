"""The people, the meetings and the asking: frozen values that a host application hands in."""

from collections.abc import Mapping
from datetime import tzinfo
from enum import StrEnum
from typing import Any, Final, Literal, Protocol, get_args, runtime_checkable

import attrs

from teamsched.checks import (
    collection,
    distinct_ids,
    instance,
    is_a,
    is_id,
    is_optional_id,
    one_of,
    whole,
)
from teamsched.conditions import Facts, Value, facts
from teamsched.documents import ROOT, each, members, read_id, reading
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.frozen import FrozenDict
from teamsched.intervals import Interval, IntervalSet

MAX_LISTED = 10_000
"""Most event types, and most tags, that are read of a booking page."""
MAX_WEIGHT = 1_000_000
"""Greatest weight of a membership."""

Period = Literal["day", "week", "month"]


@runtime_checkable
class Hours(Protocol):
    """When somebody or something is open: weekly hours, a schedule, a recurrence, your own.

    Equal hours must be equal values with equal hashes: what they lead to is computed once.
    """

    @property
    def zone(self) -> tzinfo:
        """The zone whose wall clock the hours follow: a tzinfo, not its key."""

    def open_during(self, window: Interval) -> IntervalSet:
        """Return the open time within a window."""


def is_hours(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require hours whose zone is a tzinfo."""
    expected = "hours, such as WeeklyHours.parse(text, zone=…): with a zone and open_during()"
    if isinstance(value, type) or not isinstance(value, Hours):
        raise InvalidTypeError(attribute.name, expected=expected, got=value)
    if type(value).__hash__ is None:
        raise InvalidTypeError(attribute.name, expected=f"{expected}, hashable", got=value)
    if not isinstance(value.zone, tzinfo):
        expected = "a tzinfo (maybe zone_of(key))"
        raise InvalidTypeError(f"{attribute.name}.zone", expected=expected, got=value.zone)


def is_optional_hours(this: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Require hours, or None."""
    if value is not None:
        is_hours(this, attribute, value)


class BusyStatus(StrEnum):
    """What a calendar says of a busy span."""

    FREE = "free"
    TENTATIVE = "tentative"
    BUSY = "busy"
    OUT_OF_OFFICE = "out_of_office"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


def _busy_status(value: object) -> BusyStatus:
    return BusyStatus(one_of("status", value, BusyStatus))


UNKNOWN: Final = BusyStatus.UNKNOWN
"""Stands for a calendar that could not be read: unknown is not free."""


@attrs.frozen(order=False)
class Busy:
    """A span of a member's calendar, with what is known of it.

    Attributes:
        span: When.
        status: How busy; which statuses block is up to the snapshot.
        source: Where it comes from, in your words: reasons repeat it.
        booking: The id of the booking that it is, which then takes its time once, not twice.
        calendar: Whether it is of the member's "main" calendar or of an "additional" one.
        all_day: Whether it is an all-day entry.
    """

    span: Interval = attrs.field(validator=is_a(Interval, "an Interval"))
    status: BusyStatus = attrs.field(
        default=BusyStatus.BUSY,
        converter=_busy_status,
        kw_only=True,
    )
    source: str | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(is_a(str, "a text")),
        kw_only=True,
    )
    booking: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    calendar: Literal["main", "additional"] = attrs.field(default="main", kw_only=True)
    all_day: bool = attrs.field(default=False, validator=is_a(bool, "True or False"), kw_only=True)

    def __attrs_post_init__(self) -> None:
        one_of("calendar", self.calendar, ("main", "additional"))


@attrs.frozen
class Cap:
    """A limit on what one page takes in a local day, week or month.

    Days and weeks are those of the member's own zone; a booking counts where it starts, and all
    bookings of one session once.

    Attributes:
        limit: The most there may be; 0 leaves nothing to book.
        per: "day", "week" (from Monday) or "month".
        unit: What is counted: "bookings", or "minutes" of their durations.
        counts: Which bookings count: the "page"'s, only those of the same "event_type", or, for a
            membership, only those of the "pool".
        seats: Whether only bookings whose "primary" seat the page holds count, or "all".
    """

    limit: int = attrs.field()
    per: Period = attrs.field()
    unit: Literal["bookings", "minutes"] = attrs.field(default="bookings", kw_only=True)
    counts: Literal["page", "event_type", "pool"] = attrs.field(default="page", kw_only=True)
    seats: Literal["primary", "all"] = attrs.field(default="primary", kw_only=True)

    def __attrs_post_init__(self) -> None:
        whole("limit", self.limit, low=0)
        one_of("per", self.per, get_args(Period))
        one_of("unit", self.unit, ("bookings", "minutes"))
        one_of("counts", self.counts, ("page", "event_type", "pool"))
        one_of("seats", self.seats, ("primary", "all"))


def as_caps(value: object) -> tuple[Cap, ...]:
    """Return some Caps, checked."""
    caps = collection("caps", value, "Caps")
    return tuple(instance("caps", cap, Cap, "Caps") for cap in caps)


def own_caps(value: object) -> tuple[Cap, ...]:
    """Return some Caps that are not those of a membership, checked."""
    caps = as_caps(value)
    for cap in caps:
        if cap.counts == "pool":
            expected = "caps that count what is drawn from a pool in its memberships only"
            raise InvalidValueError("caps", expected=expected, got=cap)
    return caps


def _attributes(given: Mapping[str, Value]) -> Facts:
    return FrozenDict(sorted(facts("attributes", given).items()))


@attrs.frozen(order=False)
class Member:
    """A person, a room or a device that can be booked.

    A member is also the booking page of the same id.

    Attributes:
        id: The member's id, unique among members, pages and pools.
        hours: When they work, in their own zone.
        attributes: What conditions can ask about them.
        caps: Limits on what they take, whatever is booked.
        isolated_pages: Whether a booking on one of their pages leaves the others open, as it does
            where no calendar is shared between them.
    """

    id: str = attrs.field(validator=is_id)
    hours: Hours = attrs.field(validator=is_hours)
    attributes: Facts = attrs.field(factory=dict, converter=_attributes, kw_only=True)
    caps: tuple[Cap, ...] = attrs.field(default=(), converter=own_caps, kw_only=True)
    isolated_pages: bool = attrs.field(
        default=False, validator=is_a(bool, "True or False"), kw_only=True
    )


def _ids_or_none(value: object) -> tuple[str, ...] | None:
    return None if value is None else distinct_ids("event_types", value)


def _tags(value: object) -> tuple[str, ...]:
    return distinct_ids("tags", value)


@attrs.frozen(order=False)
class BookingPage:
    """A further way to book a member, with hours of its own: people are never booked twice.

    Attributes:
        id: The page's id, unique among members, pages and pools.
        member: The id of the member behind it.
        hours: When this page is open; left out, the member's hours.
        event_types: The ids of the event types that it offers where its associations count; left
            out, it has none, and is booked with whatever is asked.
        tags: Words by which customers find it.
        enabled: Whether it takes bookings at present.
    """

    id: str = attrs.field(validator=is_id)
    member: str = attrs.field(validator=is_id)
    hours: Hours | None = attrs.field(default=None, validator=is_optional_hours, kw_only=True)
    event_types: tuple[str, ...] | None = attrs.field(
        default=None, converter=_ids_or_none, kw_only=True
    )
    tags: tuple[str, ...] = attrs.field(default=(), converter=_tags, kw_only=True)
    enabled: bool = attrs.field(default=True, validator=is_a(bool, "True or False"), kw_only=True)

    def to_dict(self) -> dict[str, Any]:
        """Return the page as plain data, fit for JSON, without what is as usual.

        Its hours, which may be of any kind, are not in it.

        >>> BookingPage("ana-fr", "ana", event_types=["demo"], tags=["french"]).to_dict()
        {'id': 'ana-fr', 'member': 'ana', 'event_types': ['demo'], 'tags': ['french']}
        """
        return {
            "id": self.id,
            "member": self.member,
            **({} if self.event_types is None else {"event_types": list(self.event_types)}),
            **({"tags": list(self.tags)} if self.tags else {}),
            **({} if self.enabled else {"enabled": False}),
        }

    @classmethod
    def from_dict(
        cls, given: object, *, hours: Hours | None = None, place: str = ROOT
    ) -> "BookingPage":
        """Return the page that plain data stands for.

        Args:
            given: What may be anything.
            hours: Its hours; left out, the member's.
            place: Where it stands in a greater document, for the error.

        Raises:
            InvalidInputError: It is no booking page; the field is the place of what is wrong.
        """
        optional = ("event_types", "tags", "enabled")
        known = members(place, given, required=("id", "member"), optional=optional)
        more = {
            name: each(f"{place}.{name}", known[name], read_id, most=MAX_LISTED)
            for name in ("event_types", "tags")
            if known.get(name) is not None
        }
        with reading(place):
            enabled = known.get("enabled", True)
            return cls(known["id"], known["member"], hours=hours, enabled=enabled, **more)


@attrs.frozen(order=False)
class Membership:
    """A page's place in a pool.

    Attributes:
        page: The id of the page.
        weight: Its share of the bookings, where the method weighs: 2 gets twice as many as 1.
        priority: 1 (low) to 10 (high), where the method goes by priority.
        participating: Whether it takes part in the distribution at present.
        caps: Limits on what the page takes, judged when it is drawn from the pool; those that
            count the "pool" count only what it was drawn from the pool for.
    """

    page: str = attrs.field(validator=is_id)
    weight: int = attrs.field(default=1, kw_only=True)
    priority: int = attrs.field(default=5, kw_only=True)
    participating: bool = attrs.field(
        default=True, validator=is_a(bool, "True or False"), kw_only=True
    )
    caps: tuple[Cap, ...] = attrs.field(default=(), converter=as_caps, kw_only=True)

    def __attrs_post_init__(self) -> None:
        whole("weight", self.weight, low=0, high=MAX_WEIGHT)
        whole("priority", self.priority, low=1, high=10)
