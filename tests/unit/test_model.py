"""What a host application hands in: defaults, and what is refused, field by field."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import attrs
import pytest

from teamsched.conditions import answer, attribute, condition_on
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from teamsched.event_types import MAX_BUFFER, MAX_DURATION, EventType
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import (
    MAX_WEIGHT,
    UNKNOWN,
    BookingPage,
    Busy,
    BusyStatus,
    Cap,
    Hours,
    Member,
    Membership,
)
from teamsched.reasons import Reason
from teamsched.requests import Draw, Request, Seat

SPAN = Interval.parse("2026-03-02T09:00Z/17:00Z")
HALF_HOUR = timedelta(minutes=30)
LONG_ID = "x" * 201


@attrs.frozen
class Always:
    """Hours without end, of a host application's own."""

    zone: Any = UTC

    def open_during(self, window: Interval) -> IntervalSet:
        return IntervalSet([window])


# Whoever has no type checker may hand in anything.
busy: Any = Busy
cap: Any = Cap
member: Any = Member
page: Any = BookingPage
event_type: Any = EventType
membership: Any = Membership
draw: Any = Draw
seat: Any = Seat
request: Any = Request

Make = Callable[[], object]
Wrong = tuple[Make, type[InvalidInputError], str]

AN_ID = r"expected an id: a text of 1 to 200 characters"

WRONG_CALENDARS: list[Wrong] = [
    (lambda: busy("09:00"), InvalidTypeError, r"^span: expected an Interval, got '09:00'$"),
    (lambda: busy(SPAN, status="away"), InvalidValueError, r"^status: expected one of 'free', "),
    (lambda: busy(SPAN, source=3), InvalidTypeError, r"^source: expected a text, got 3$"),
    (lambda: cap(-1, "day"), InvalidValueError, r"^limit: expected a whole number of at least 0"),
    (lambda: cap(True, "day"), InvalidTypeError, r"^limit: expected a whole number of at least 0"),
    (lambda: cap(1, "year"), InvalidValueError, r"^per: expected one of 'day', 'week', 'month', "),
    (lambda: cap(1, "day", unit="hours"), InvalidValueError, r"^unit: .* 'bookings', 'minutes'"),
    (lambda: cap(1, "day", counts="team"), InvalidValueError, r"^counts: .* 'page', 'event_type'"),
    (lambda: cap(1, "day", seats="first"), InvalidValueError, r"^seats: .* 'primary', 'all'"),
]
WRONG_PEOPLE: list[Wrong] = [
    (lambda: member("", Always()), InvalidValueError, rf"^id: {AN_ID}"),
    (lambda: member(LONG_ID, Always()), InvalidValueError, rf"^id: {AN_ID}"),
    (lambda: member(7, Always()), InvalidTypeError, rf"^id: {AN_ID}, got 7$"),
    (
        lambda: member("ana", "9-5"),
        InvalidTypeError,
        r"^hours: expected hours, such as WeeklyHours.*open_during",
    ),
    (
        lambda: member("ana", None),
        InvalidTypeError,
        r"^hours: expected hours, such as WeeklyHours.*open_during",
    ),
    (
        lambda: member("ana", Always(), attributes=["senior"]),
        InvalidTypeError,
        r"^attributes: expected a mapping of names to values",
    ),
    (
        lambda: member("ana", Always(), attributes={"": 1}),
        InvalidValueError,
        rf"^attributes: {AN_ID}",
    ),
    (
        lambda: member("ana", Always(), attributes={"size": None}),
        InvalidTypeError,
        r"^attributes\['size'\]: expected a text, a number, a bool or texts, got None$",
    ),
    (
        lambda: member("ana", Always(), attributes={"size": float("nan")}),
        InvalidValueError,
        r"^attributes\['size'\]: expected a finite number, got nan$",
    ),
    (lambda: member("ana", Always(), caps=Cap(1, "day")), InvalidTypeError, r"^caps: expected C"),
    (lambda: member("ana", Always(), caps=["day"]), InvalidTypeError, r"^caps: expected Caps"),
    (lambda: page("", "ana"), InvalidValueError, rf"^id: {AN_ID}"),
    (lambda: page("demos", None), InvalidTypeError, rf"^member: {AN_ID}, got None$"),
    (lambda: page("demos", "ana", hours="9-5"), InvalidTypeError, r"^hours: expected hours"),
    *(
        (
            lambda make=make: make(Always("Europe/Berlin")),
            InvalidTypeError,
            r"^hours\.zone: expected a tzinfo .*, got 'Europe/Berlin'$",
        )
        for make in (
            lambda hours: member("ana", hours),
            lambda hours: page("demos", "ana", hours=hours),
            lambda hours: event_type("e", duration=HALF_HOUR, hours=hours),
        )
    ),
]
WRONG_EVENT_TYPES: list[Wrong] = [
    (lambda: event_type("", duration=HALF_HOUR), InvalidValueError, rf"^id: {AN_ID}"),
    (lambda: event_type("e", duration=30), InvalidTypeError, r"^duration: expected a timedelta"),
    *(
        (
            lambda field=field: event_type("e", **{"duration": HALF_HOUR, field: timedelta(0)}),
            InvalidValueError,
            rf"^{field}: expected a timedelta above zero",
        )
        for field in ("duration", "step")
    ),
    *(
        (
            lambda field=field: event_type("e", duration=HALF_HOUR, **{field: -HALF_HOUR}),
            InvalidValueError,
            rf"^{field}: expected a timedelta of zero or more",
        )
        for field in ("buffer_before", "buffer_after", "notice", "horizon", "offset")
    ),
    *(
        (
            lambda field=field: event_type("e", duration=HALF_HOUR, **{field: 30}),
            InvalidTypeError,
            rf"^{field}: expected a timedelta(, BookableDays, a DateRange or None)?, got 30$",
        )
        for field in ("buffer_before", "buffer_after", "notice", "horizon", "offset", "step")
    ),
    (
        lambda: event_type("e", duration=MAX_DURATION + timedelta.resolution),
        InvalidValueError,
        r"^duration: expected at most 31 days, 0:00:00, got ",
    ),
    *(
        (
            lambda field=field: event_type(
                "e", **{"duration": HALF_HOUR, field: MAX_BUFFER + timedelta.resolution}
            ),
            InvalidValueError,
            rf"^{field}: expected at most 7 days, 0:00:00, got ",
        )
        for field in ("buffer_before", "buffer_after")
    ),
    (
        lambda: event_type("e", duration=HALF_HOUR, hours=[SPAN]),
        InvalidTypeError,
        r"^hours: expected hours",
    ),
    (
        lambda: event_type("e", duration=HALF_HOUR, hours_mode="instead"),
        InvalidValueError,
        r"^hours: expected hours to go by instead, got None$",
    ),
    (
        lambda: event_type("e", duration=HALF_HOUR, hours_mode="outside"),
        InvalidValueError,
        r"^hours_mode: expected one of 'within', 'instead', got 'outside'$",
    ),
    (
        lambda: event_type("e", duration=HALF_HOUR, caps=[3]),
        InvalidTypeError,
        r"^caps: expected Caps, got 3$",
    ),
]
WRONG_DRAWS: list[Wrong] = [
    (lambda: membership(""), InvalidValueError, rf"^page: {AN_ID}"),
    (lambda: membership("a", weight=-1), InvalidValueError, r"^weight: .* at least 0 and at most"),
    (lambda: membership("a", weight=0.5), InvalidTypeError, r"^weight: .* at least 0 and at most"),
    (lambda: membership("a", weight=MAX_WEIGHT + 1), InvalidValueError, r"^weight: .* 1000000, g"),
    (lambda: membership("a", priority=0), InvalidValueError, r"^priority: .* 1 and at most 10"),
    (lambda: membership("a", priority=11), InvalidValueError, r"^priority: .* 1 and at most 10"),
    (lambda: membership("a", participating=1), InvalidTypeError, r"^participating: .* True or F"),
    (lambda: draw(""), InvalidValueError, rf"^pool: {AN_ID}"),
    (lambda: draw("sales", count=0), InvalidValueError, r"^count: expected a whole number of at "),
    (lambda: draw("sales", count="2"), InvalidTypeError, r"^count: expected a whole number of at "),
    (
        lambda: draw("sales", where="senior"),
        InvalidTypeError,
        r"^where: expected a condition on attributes, made with attribute\(name\), got 'senior'$",
    ),
    (
        lambda: draw("sales", where=answer("size") > 3),
        InvalidValueError,
        r"^where: expected a condition on attributes, made with attribute\(name\), got \(answer",
    ),
    (
        lambda: draw("sales", where=(attribute("a") == 1) | (answer("size") > 3)),
        InvalidValueError,
        r"^where: expected a condition on attributes",
    ),
    (lambda: draw("sales", where=attribute("senior")), InvalidTypeError, r"^where: expected a con"),
]
WRONG_REQUESTS: list[Wrong] = [
    (lambda: seat("", ["ana"]), InvalidValueError, rf"^name: {AN_ID}"),
    (lambda: seat("host", "ana"), InvalidTypeError, r"^pages: expected page ids, got 'ana'$"),
    (lambda: seat("host", [3]), InvalidTypeError, rf"^pages: {AN_ID}, got 3$"),
    (lambda: seat("host", ["ana"], count=0), InvalidValueError, r"^count: expected a whole numb"),
    (lambda: seat("host", ["ana"], pool=""), InvalidValueError, rf"^pool: {AN_ID}"),
    (lambda: request("", "demo"), InvalidValueError, rf"^page: {AN_ID}"),
    (lambda: request("sales", None), InvalidTypeError, rf"^event_type: {AN_ID}"),
    (lambda: request("sales", "demo", customer=3), InvalidTypeError, rf"^customer: {AN_ID}"),
    (
        lambda: request("sales", "demo", answers="yes"),
        InvalidTypeError,
        r"^answers: expected a mapping of names to values, got 'yes'$",
    ),
    (
        lambda: request("sales", "demo", answers={"tags": [1]}),
        InvalidTypeError,
        r"^answers\['tags'\]: expected a text, a number, a bool or texts, got \[1\]$",
    ),
]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    WRONG_CALENDARS + WRONG_PEOPLE + WRONG_EVENT_TYPES + WRONG_DRAWS + WRONG_REQUESTS,
)
def test_the_wrong_field_is_named(make: Make, error: type[InvalidInputError], message: str) -> None:
    """Whatever makes no sense is refused where it comes in, with what was expected instead."""
    with pytest.raises(error, match=message):
        make()


# Defaults


def test_an_event_type_defaults_to_the_plainest() -> None:
    """Starts follow one another without buffers, notice, horizon, hours or caps."""
    plain = EventType("demo", duration=HALF_HOUR)
    assert plain.step == HALF_HOUR
    assert (
        plain.offset == plain.notice == plain.buffer_before == plain.buffer_after == 0 * HALF_HOUR
    )
    assert (plain.horizon, plain.hours, plain.hours_mode, plain.caps) == (None, None, "within", ())
    assert EventType("demo", duration=HALF_HOUR, step=HALF_HOUR / 2).step == HALF_HOUR / 2


def test_a_membership_takes_part_as_one_of_equals() -> None:
    """Its weight is one, its priority in the middle."""
    plain = Membership("ana")
    assert (plain.weight, plain.priority, plain.participating) == (1, 5, True)


def test_a_cap_counts_primary_bookings_of_the_page() -> None:
    """That is what is counted if nothing else is said."""
    plain = Cap(3, "day")
    assert (plain.unit, plain.counts, plain.seats) == ("bookings", "page", "primary")


def test_busy_time_is_busy() -> None:
    """A span without a status blocks; a status may be its text; unknown is a status too."""
    assert Busy(SPAN) == Busy(SPAN, status=BusyStatus.BUSY)
    assert busy(SPAN, status="tentative").status is BusyStatus.TENTATIVE
    assert UNKNOWN is BusyStatus.UNKNOWN


def test_draws_seats_and_requests_ask_for_one_person() -> None:
    """One person of the whole pool, for nobody in particular, who has answered nothing."""
    assert (Draw("sales").count, Draw("sales").where) == (1, None)
    assert (Seat("host", []).count, Seat("host", []).pool, Seat("host", []).excluded) == (
        1,
        None,
        (),
    )
    assert (Request("a", "e").customer, dict(Request("a", "e").answers)) == (None, {})
    assert BookingPage("demos", "ana").hours is None
    assert (dict(Member("ana", Always()).attributes), Member("ana", Always()).caps) == ({}, ())


@pytest.mark.parametrize(
    "make",
    [
        lambda: EventType("e", duration=timedelta.resolution),
        lambda: EventType(
            "e", duration=MAX_DURATION, buffer_before=MAX_BUFFER, buffer_after=MAX_BUFFER
        ),
        lambda: EventType("e", duration=HALF_HOUR, horizon=timedelta(0)),
        lambda: Membership("a", weight=0, priority=1),
        lambda: Membership("a", weight=MAX_WEIGHT, priority=10),
        lambda: Cap(0, "month", unit="minutes", counts="event_type", seats="all"),
        lambda: Member("x" * 200, Always()),
        lambda: Draw("sales", where=(attribute("a") == 1) & ~attribute("b").is_in([])),
    ],
)
def test_edges_are_allowed(make: Make) -> None:
    """The least and the most that are allowed are allowed."""
    made = make()
    assert made == make()
    assert hash(made) == hash(make())


# As values


def test_a_seat_has_each_page_once() -> None:
    """Pages keep their order; nobody is nobody."""
    assert Seat("host", iter(["bo", "ana", "bo"])).pages == ("bo", "ana")
    assert Seat("host", []).pages == ()
    excluded = [Reason("not_eligible", "cem")]
    assert Seat("host", ["bo"], excluded=iter(excluded)).excluded == tuple(excluded)


def test_facts_are_copied_and_their_order_forgotten() -> None:
    """Answers and attributes are sorted by name, so the same ones print and hash the same."""
    given = {"size": 3, "country": "DE", "tags": ["a", "b"]}
    made = request("sales", "demo", answers=given)
    same = request("sales", "demo", answers=dict(reversed(given.items())))
    given["size"] = 4
    assert dict(made.answers) == {"country": "DE", "size": 3, "tags": ("a", "b")}
    assert list(made.answers) == ["country", "size", "tags"]
    assert made == same
    assert (repr(made), hash(made)) == (repr(same), hash(same))
    with pytest.raises(InvalidTypeError, match="frozen"):
        made.answers["size"] = 5


@pytest.mark.parametrize(
    "value",
    [
        Busy(SPAN, source="calendar"),
        Cap(3, "day"),
        Member("ana", Always(), attributes={"senior": True}, caps=[Cap(3, "day")]),
        BookingPage("demos", "ana", hours=Always()),
        EventType("demo", duration=HALF_HOUR, caps=[Cap(3, "week")]),
        Membership("ana", weight=2),
        Draw("sales", where=attribute("senior") == True),  # noqa: E712 (that is how it is asked)
        Seat("host", ["ana"], excluded=[Reason("not_eligible", "bo", params={"seat": "host"})]),
        Request("sales", "demo", answers={"size": 3}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_are_frozen_hashed_and_pickled(value: Any) -> None:
    """A value can be shared, used as a key, and sent to another process."""
    field = attrs.fields(type(value))[0].name
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, field, getattr(value, field))
    for same in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):  # noqa: S301 (our own)
        assert same == value
        assert hash(same) == hash(value)


def test_hours_are_whatever_opens() -> None:
    """A class of the host's own will do, without inheriting from anything."""
    assert isinstance(Always(), Hours)
    assert not isinstance(SPAN, Hours)
    assert Member("ana", Always()).hours.open_during(SPAN) == IntervalSet([SPAN])


def test_a_condition_is_on_one_source() -> None:
    """What asks about nothing else comes back as it is."""
    senior = attribute("senior") == 1
    assert condition_on("attribute", "where", senior) is senior
    with pytest.raises(InvalidValueError, match=r"^when: expected a condition on answers, made wi"):
        condition_on("answer", "when", senior)
