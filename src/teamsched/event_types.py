"""What is being booked: how long, when, how far ahead, how often, and by how many."""

from datetime import timedelta
from typing import Any, Literal, get_args

import attrs

from teamsched.changes import ChangePolicy
from teamsched.checks import (
    collection,
    instance,
    is_a,
    is_id,
    is_length,
    is_positive_length,
    one_of,
    whole,
)
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.horizons import Days
from teamsched.model import Cap, Hours, is_optional_hours, own_caps
from teamsched.statuses import Approval

MAX_DURATION = timedelta(days=31)
"""Longest duration of a booking."""
MAX_DURATIONS = 100
"""Most durations of one event type."""
MAX_BUFFER = timedelta(days=7)
"""Longest buffer of a booking: so far beyond a window others have to be known."""
MAX_STEP = timedelta(days=1)
"""Greatest distance of starts: they count from every midnight anew."""
MAX_CAPACITY = 10_000
"""Most bookings of one session."""

HoursMode = Literal["within", "instead"]
Sessions = Literal["group", "concurrent"]
CalendarBusy = Literal["blocks", "takes_a_place"]

_MINUTES = 60


def _step_of(duration: timedelta) -> timedelta:
    return min(duration, MAX_STEP) if isinstance(duration, timedelta) else duration


def _durations(value: object) -> tuple[timedelta, ...]:
    lengths = collection("durations", value, "timedeltas")
    whole("durations", len(lengths), low=0, high=MAX_DURATIONS)
    for length in lengths:
        if (
            not timedelta(0)
            < instance("durations", length, timedelta, "timedeltas")
            <= MAX_DURATION
        ):
            expected = f"lengths above zero, at most {MAX_DURATION}"
            raise InvalidValueError("durations", expected=expected, got=length)
    return tuple(dict.fromkeys(lengths))


def _marks(value: object) -> tuple[int, ...]:
    marks = collection("marks", value, "minutes of the hour")
    return tuple(sorted({whole("marks", mark, low=0, high=_MINUTES - 1) for mark in marks}))


def _is_horizon(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if value is None or isinstance(value, Days):
        return
    if not isinstance(value, timedelta):
        expected = "a timedelta, BookableDays, a DateRange or None"
        raise InvalidTypeError(attribute.name, expected=expected, got=value)
    if value < timedelta(0):
        expected = "a timedelta of zero or more"
        raise InvalidValueError(attribute.name, expected=expected, got=value)


@attrs.frozen(order=False)
class EventType:
    """What is being booked.

    Attributes:
        id: Its id.
        duration: How long a booking lasts, in elapsed time, unless another length is asked for.
        durations: Further lengths that a request may ask for.
        buffer_before: Time that has to be free before it, a week at most; it need not lie inside
            hours.
        buffer_after: Time that has to be free after it, likewise.
        notice: How long before its start it can be booked at the latest.
        horizon: How far ahead it can be booked: a length, the first ``BookableDays``, or a
            ``DateRange``; None is without limit.
        step: The distance of starts, counted from local midnight, a day at most; left out, the
            duration.
        offset: Where in each step the starts lie.
        marks: The minutes of each hour at which starts lie, instead of step and offset.
        hours: Hours of the event type itself ("demos only on Tuesdays").
        hours_mode: Whether these apply "within" the people's hours or "instead" of them.
        caps: Limits on what each page takes, judged when this is booked.
        capacity: How many bookings one session has room for: at the same time, with the same
            people, through the same page.
        sessions: Whether a "group" fills one session before the next is opened, or "concurrent"
            ones are opened as the pool's method says.
        calendar_busy: Whether an entry of the main calendar "blocks" a session, or "takes_a_place"
            of it.
        per_customer: How many bookings of it to come a customer may have, if the request names
            them; None is without limit.
        approval: Whether it is booked "automatic"ally, or has to be approved: with a request that
            "holds" its time meanwhile, or that leaves it "open".
        changes: Until when customers may cancel and reschedule what they booked.
    """

    id: str = attrs.field(validator=is_id)
    duration: timedelta = attrs.field(validator=is_positive_length, kw_only=True)
    durations: tuple[timedelta, ...] = attrs.field(default=(), converter=_durations, kw_only=True)
    buffer_before: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)
    buffer_after: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)
    notice: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)
    horizon: timedelta | Days | None = attrs.field(
        default=None, validator=_is_horizon, kw_only=True
    )
    step: timedelta = attrs.field(
        default=attrs.Factory(lambda self: _step_of(self.duration), takes_self=True),
        validator=is_positive_length,
        kw_only=True,
    )
    offset: timedelta = attrs.field(default=timedelta(0), validator=is_length, kw_only=True)
    marks: tuple[int, ...] = attrs.field(default=(), converter=_marks, kw_only=True)
    hours: Hours | None = attrs.field(default=None, validator=is_optional_hours, kw_only=True)
    hours_mode: HoursMode = attrs.field(default="within", kw_only=True)
    caps: tuple[Cap, ...] = attrs.field(default=(), converter=own_caps, kw_only=True)
    capacity: int = attrs.field(default=1, kw_only=True)
    sessions: Sessions = attrs.field(default="group", kw_only=True)
    calendar_busy: CalendarBusy = attrs.field(default="blocks", kw_only=True)
    per_customer: int | None = attrs.field(default=None, kw_only=True)
    approval: Approval = attrs.field(default="automatic", kw_only=True)
    changes: ChangePolicy = attrs.field(
        factory=ChangePolicy, validator=is_a(ChangePolicy, "a ChangePolicy"), kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        one_of("hours_mode", self.hours_mode, get_args(HoursMode))
        one_of("sessions", self.sessions, get_args(Sessions))
        one_of("calendar_busy", self.calendar_busy, get_args(CalendarBusy))
        one_of("approval", self.approval, get_args(Approval))
        whole("capacity", self.capacity, low=1, high=MAX_CAPACITY)
        if self.per_customer is not None:
            whole("per_customer", self.per_customer, low=1)
        if self.hours is None and self.hours_mode == "instead":
            raise InvalidValueError("hours", expected="hours to go by instead", got=None)
        most = dict.fromkeys(("buffer_before", "buffer_after"), MAX_BUFFER)
        for field, limit in (most | {"duration": MAX_DURATION, "step": MAX_STEP}).items():
            if getattr(self, field) > limit:
                raise InvalidValueError(
                    field, expected=f"at most {limit}", got=getattr(self, field)
                )
        if self.marks and (self.offset or self.step != _step_of(self.duration)):
            expected = "either marks, or a step and an offset"
            raise InvalidValueError("marks", expected=expected, got=self.marks)

    @property
    def longest(self) -> timedelta:
        """The longest that a booking of it may be asked to last."""
        return max((self.duration, *self.durations))

    def lasting(self, duration: timedelta | None) -> "EventType":
        """Return the event type of one of its lengths, with starts where they were.

            >>> hour, half = timedelta(hours=1), timedelta(minutes=30)
            >>> call = EventType("call", duration=hour, durations=[half])
            >>> call.lasting(half).duration, call.lasting(half).step
            (datetime.timedelta(seconds=1800), datetime.timedelta(seconds=3600))

        Args:
            duration: The length; None is the usual one.

        Raises:
            InvalidValueError: It is none of its lengths.
        """
        if duration is None or duration == self.duration:
            return self
        instance("duration", duration, timedelta, "a timedelta")
        if duration not in self.durations:
            choices = ", ".join(map(str, dict.fromkeys((self.duration, *self.durations))))
            raise InvalidValueError("duration", expected=f"one of {choices}", got=duration)
        step = _step_of(duration) if self.marks else self.step
        return attrs.evolve(self, duration=duration, step=step)
