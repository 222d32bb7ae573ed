"""The people, the meetings and the asking: frozen values that a host application hands in."""

from collections.abc import Mapping
from datetime import timedelta, tzinfo
from enum import StrEnum
from typing import Any, Final, Literal, Protocol, get_args, runtime_checkable

import attrs

from teamsched.checks import (
    collection,
    instance,
    is_a,
    is_id,
    is_length,
    is_optional_length,
    is_positive_length,
    one_of,
    whole,
)
from teamsched.conditions import Facts, Value, facts
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.frozen import FrozenDict
from teamsched.intervals import Interval, IntervalSet

MAX_DURATION = timedelta(days=31)
"""Longest duration of a booking."""
MAX_BUFFER = timedelta(days=7)
"""Longest buffer of a booking: so far beyond a window others have to be known."""
MAX_STEP = timedelta(days=1)
"""Greatest distance of starts: they count from every midnight anew."""
MAX_WEIGHT = 1_000_000
"""Greatest weight of a membership."""

Period = Literal["day", "week", "month"]
HoursMode = Literal["within", "instead"]


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


def _is_optional_hours(this: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
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


@attrs.frozen
class Cap:
    """A limit on what one page takes in a local day, week or month.

    Days and weeks are those of the member's own zone; a booking counts where it starts.

    Attributes:
        limit: The most there may be; 0 leaves nothing to book.
        per: "day", "week" (from Monday) or "month".
        unit: What is counted: "bookings", or "minutes" of their durations.
        counts: Which bookings count: the "page"'s, or only those of the same "event_type".
        seats: Whether only bookings whose "primary" seat the page holds count, or "all".
    """

    limit: int = attrs.field()
    per: Period = attrs.field()
    unit: Literal["bookings", "minutes"] = attrs.field(default="bookings", kw_only=True)
    counts: Literal["page", "event_type"] = attrs.field(default="page", kw_only=True)
    seats: Literal["primary", "all"] = attrs.field(default="primary", kw_only=True)

    def __attrs_post_init__(self) -> None:
        whole("limit", self.limit, low=0)
        one_of("per", self.per, get_args(Period))
        one_of("unit", self.unit, ("bookings", "minutes"))
        one_of("counts", self.counts, ("page", "event_type"))
        one_of("seats", self.seats, ("primary", "all"))


def _caps(value: object) -> tuple[Cap, ...]:
    caps = collection("caps", value, "Caps")
    return tuple(instance("caps", cap, Cap, "Caps") for cap in caps)


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
    """

    id: str = attrs.field(validator=is_id)
    hours: Hours = attrs.field(validator=is_hours)
    attributes: Facts = attrs.field(factory=dict, converter=_attributes, kw_only=True)
    caps: tuple[Cap, ...] = attrs.field(default=(), converter=_caps, kw_only=True)


@attrs.frozen(order=False)
class BookingPage:
    """A further way to book a member, with hours of its own: people are never booked twice.

    Attributes:
        id: The page's id, unique among members, pages and pools.
        member: The id of the member behind it.
        hours: When this page is open; left out, the member's hours.
    """

    id: str = attrs.field(validator=is_id)
    member: str = attrs.field(validator=is_id)
    hours: Hours | None = attrs.field(default=None, validator=_is_optional_hours, kw_only=True)


def _step_of(duration: timedelta) -> timedelta:
    return min(duration, MAX_STEP) if isinstance(duration, timedelta) else duration


@attrs.frozen(order=False)
class EventType:
    """What is being booked.

    Attributes:
        id: Its id.
        duration: How long a booking lasts, in elapsed time.
        buffer_before: Time that has to be free before it, a week at most; it need not lie inside
            hours.
        buffer_after: Time that has to be free after it, likewise.
        notice: How long before its start it can be booked at the latest.
        horizon: How far ahead it can be booked; None is without limit.
        step: The distance of starts, counted from local midnight, a day at most; left out, the
            duration.
        offset: Where in each step the starts lie.
        hours: Hours of the event type itself ("demos only on Tuesdays").
        hours_mode: Whether these apply "within" the people's hours or "instead" of them.
        caps: Limits on what each page takes, judged when this is booked.
    """

    id: str = attrs.field(validator=is_id)
    duration: timedelta = attrs.field(validator=is_positive_length, kw_only=True)
    buffer_before: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)
    buffer_after: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)
    notice: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)
    horizon: timedelta | None = attrs.field(
        default=None, validator=is_optional_length, kw_only=True
    )
    step: timedelta = attrs.field(
        default=attrs.Factory(lambda self: _step_of(self.duration), takes_self=True),
        validator=is_positive_length,
        kw_only=True,
    )
    offset: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)
    hours: Hours | None = attrs.field(default=None, validator=_is_optional_hours, kw_only=True)
    hours_mode: HoursMode = attrs.field(default="within", kw_only=True)
    caps: tuple[Cap, ...] = attrs.field(default=(), converter=_caps, kw_only=True)

    def __attrs_post_init__(self) -> None:
        one_of("hours_mode", self.hours_mode, get_args(HoursMode))
        if self.hours is None and self.hours_mode == "instead":
            raise InvalidValueError("hours", expected="hours to go by instead", got=None)
        most = dict.fromkeys(("buffer_before", "buffer_after"), MAX_BUFFER)
        for field, limit in (most | {"duration": MAX_DURATION, "step": MAX_STEP}).items():
            if getattr(self, field) > limit:
                raise InvalidValueError(
                    field, expected=f"at most {limit}", got=getattr(self, field)
                )


@attrs.frozen(order=False)
class Membership:
    """A page's place in a pool.

    Attributes:
        page: The id of the page.
        weight: Its share of the bookings, where the method weighs: 2 gets twice as many as 1.
        priority: 1 (low) to 10 (high), where the method goes by priority.
        participating: Whether it takes part in the distribution at present.
    """

    page: str = attrs.field(validator=is_id)
    weight: int = attrs.field(default=1, kw_only=True)
    priority: int = attrs.field(default=5, kw_only=True)
    participating: bool = attrs.field(
        default=True, validator=is_a(bool, "True or False"), kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        whole("weight", self.weight, low=0, high=MAX_WEIGHT)
        whole("priority", self.priority, low=1, high=10)
