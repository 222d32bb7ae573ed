"""What has to be loaded to change a booking, and bookings of which something is gone."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from teamsched import (
    Assignment,
    Booking,
    EventType,
    Filled,
    Interval,
    InvalidInputError,
    Ledger,
    Reassignment,
    Refusal,
    ResourcePool,
    RoundRobin,
    Team,
    UnknownIdError,
)
from tests.unit.team.cast import DAY, MONDAY, at, call, member, page, second_page, span, team

HOUR = timedelta(hours=1)
HELD = Booking(
    "b",
    "call",
    span("09:00", "10:00"),
    seats=[Filled("p", "ana", pool="p"), Filled("host", "cy")],
    buffer_after=timedelta(minutes=30),
)


def pool_of(name: str, pages: Iterable[str]) -> ResourcePool:
    """Return a round robin."""
    return ResourcePool(name, pages, distribution=RoundRobin())


def group(*without: str, **more: object) -> Team:
    """Return a team of four, without some of them."""
    names = [name for name in ("ana", "bo", "cy", "di") if name not in without]
    pool = pool_of("p", [name for name in ("ana", "bo") if name in names])
    return team(*map(member, names), **{"pools": [pool], "pages": [page()], **more})


def starts(some: Team, booking: Booking, **more: object) -> list[str]:
    snapshot = some.snapshot(now=MONDAY, window=DAY, bookings=[booking])
    offer = some.reschedule(booking, snapshot, Ledger.of(), **more)  # type: ignore[arg-type]
    return [f"{slot.start:%H:%M}" for slot in offer.slots]


def test_what_rescheduling_needs_is_everybody_who_may_be_in_it() -> None:
    """Those who have it, those who had it first, and whoever their pools could give instead."""
    needs = group().needs_to_reschedule(HELD, DAY, duration=timedelta(hours=2))
    assert needs.depends_on == {"p", "ana", "bo", "cy"}
    assert needs.busy == Interval(DAY.start, DAY.end + timedelta(hours=2))
    assert not needs.looks_ahead


def test_what_reassigning_needs_is_everybody_who_is_considered() -> None:
    """Around the time of the booking, with the buffers that it has."""
    some = group()
    needs = some.needs_to_reassign(HELD)
    assert needs.depends_on == {"p", "ana", "bo"}
    assert needs.busy.start == at("09:00")
    assert needs.busy.end >= at("10:30")
    assert some.needs_to_reassign(HELD, within="anywhere").depends_on == {
        "p",
        "ana",
        "bo",
        "cy",
        "di",
    }


def test_who_is_no_longer_in_the_team_can_still_hand_over() -> None:
    """Their bookings are the ones that somebody has to take."""
    some = group("ana")
    snapshot = some.snapshot(now=MONDAY, window=DAY, bookings=[HELD])
    found = some.reassign(HELD, snapshot, Ledger.of())
    assert isinstance(found, Reassignment)
    assert found.members == ("bo", "cy")
    assert found.depends_on == {"p", "bo"}


def test_the_zone_is_that_of_whoever_is_left() -> None:
    """Of a booking that went through no page; if nobody is left, a zone has to be given."""
    lone = Booking("b", "call", span("09:00", "10:00"), seats=[Filled("host", "ana")])
    there = team(member("ana", zone="Asia/Kolkata", hours="daily 14:00-17:00"), member("bo"))
    assert starts(there, lone) == ["14:00", "15:00", "16:00"]
    assert starts(there, lone, zone="UTC") == ["09:00", "10:00"]
    with pytest.raises(InvalidInputError) as error:
        starts(group("ana"), lone)
    assert error.value.field == "zone"
    assert starts(group("ana"), lone, zone="UTC") == []


def test_the_length_is_kept_unless_another_is_asked_for() -> None:
    """Whatever the event type lasts by now; its starts stay where they are."""
    quick = group(event_types=[EventType("call", duration=timedelta(minutes=30))])
    assert starts(quick, HELD) == ["09:00", "09:30", "10:00", "10:30", "11:00"]
    assert starts(quick, HELD, duration=timedelta(minutes=30))[-1] == "11:30"
    marked = group(event_types=[EventType("call", duration=timedelta(minutes=30), marks=[15])])
    assert starts(marked, HELD)
    with pytest.raises(InvalidInputError):
        starts(quick, HELD, duration=timedelta(0))


def test_what_is_longer_than_event_types_are_by_now_fits_at_the_end_of_a_window() -> None:
    """A snapshot knows hours for as long as what is in it takes."""
    quick = group(event_types=[EventType("call", duration=timedelta(minutes=15))])
    early = Interval(at("00:00"), at("10:00"))
    for snapshot, last in (
        (quick.snapshot(now=MONDAY, window=early, bookings=[HELD]), "09:45"),
        (quick.snapshot(now=MONDAY, window=DAY, bookings=[HELD]), "11:00"),
    ):
        slots = quick.reschedule(HELD, snapshot, Ledger.of()).slots
        assert f"{slots[-1].start:%H:%M}" == last


def test_a_length_beyond_what_the_snapshot_knows_is_an_error() -> None:
    """It would be taken for time outside of hours."""
    with pytest.raises(InvalidInputError, match=r"^duration: expected at most 1:00:00: "):
        starts(group(), HELD, duration=timedelta(hours=2))
    assert starts(group(event_types=[call(durations=[2 * HOUR])]), HELD, duration=2 * HOUR)


@pytest.mark.parametrize("seats", [[], [Filled("guest", "ana", optional=True)]])
def test_what_takes_nobodys_time_is_not_rescheduled(seats: list[Filled]) -> None:
    """There is nobody to ask when."""
    empty = attrs.evolve(HELD, seats=seats, page="page")
    with pytest.raises(InvalidInputError, match=r"^booking: expected a booking that takes some"):
        starts(group(), empty)
    assert not group().why_not_change(empty, "cancel", at=MONDAY)


@pytest.mark.parametrize("to", ["ana", "second"])
def test_who_has_the_seat_is_not_outside_of_its_route(to: str) -> None:
    """Through whatever page of theirs they are asked for: they have it."""
    some = group(pages=[page(), second_page()])
    snapshot = some.snapshot(now=MONDAY, window=DAY, bookings=[HELD])
    found = some.reassign(HELD, snapshot, Ledger.of(), to=to)
    assert isinstance(found, Refusal)
    assert [(one.code, one.page) for one in found.reasons] == [("seated", to)]


def test_it_keeps_the_buffers_that_were_looked_at() -> None:
    """Those of its event type today."""
    some = group(event_types=[call(buffer_before=timedelta(minutes=15))])
    snapshot = some.snapshot(now=MONDAY, window=DAY, bookings=[HELD])
    found = some.reschedule(HELD, snapshot, Ledger.of()).assign(at("11:00"))
    assert isinstance(found, Assignment)
    moved = found.rescheduling(HELD, at=MONDAY, by="host")
    assert (moved.buffer_before, moved.buffer_after) == (timedelta(minutes=15), timedelta(0))
    assert (moved.history[-1].by, moved.span) == ("host", span("11:00", "12:00"))


def test_an_assignment_of_something_else_is_refused() -> None:
    """Its seats are not those of the booking."""
    some = group()
    snapshot = some.snapshot(now=MONDAY, window=DAY, bookings=[HELD])
    other = some.find("call", ["di"], snapshot, zone="UTC").assign(at("11:00"))
    assert isinstance(other, Assignment)
    with pytest.raises(InvalidInputError):
        other.rescheduling(HELD, at=MONDAY)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"within": "x"}, "within"),
        ({"allow_busy": "no"}, "allow_busy"),
        ({"to": ["bo"]}, "to"),
        ({"to": "gone"}, "to"),
        ({"of": "bo"}, "of"),
        ({"swaps": -1}, "swaps"),
        ({"credit": "x"}, "credit"),
        ({"panels": "x"}, "panels"),
    ],
)
def test_what_reassigning_is_asked_wrongly_is_named(more: dict[str, Any], field: str) -> None:
    """Before anything is looked at."""
    some = group()
    snapshot = some.snapshot(now=MONDAY, window=DAY, bookings=[HELD])
    with pytest.raises(InvalidInputError) as error:
        some.reassign(HELD, snapshot, Ledger.of(), **more)
    assert error.value.field == field


def test_needs_are_of_somebody_who_is_considered_somehow() -> None:
    """Not of nobody knows whom."""
    with pytest.raises(InvalidInputError, match=r"^within: expected one of 'route', 'pool', "):
        group().needs_to_reassign(HELD, within="x")  # type: ignore[arg-type]


def test_a_snapshot_of_others_is_an_error() -> None:
    """As it is for an offer."""
    some = group()
    others = group("bo").snapshot(now=MONDAY, window=DAY)
    for ask in (some.candidates, some.reassign):
        with pytest.raises(InvalidInputError, match=r"^snapshot: expected a snapshot of this team"):
            ask(HELD, others, Ledger.of())


def test_an_event_type_that_is_gone_is_an_error() -> None:
    """Nobody knows its rules any more."""
    some = group(event_types=[EventType("other", duration=timedelta(hours=1))])
    with pytest.raises(UnknownIdError):
        starts(some, HELD)
    with pytest.raises(UnknownIdError):
        some.needs_to_reassign(HELD)


def test_notice_and_horizon_bind_who_reschedules_and_not_who_takes_over() -> None:
    """The time of what is handed over is settled."""
    some = group(event_types=[call(notice=timedelta(hours=10))])
    snapshot = some.snapshot(now=at("00:30"), window=DAY, bookings=[HELD])
    assert starts(some, HELD) == ["10:00", "11:00"]
    offer = some.reschedule(HELD, snapshot, Ledger.of())
    assert [f"{slot.start:%H:%M}" for slot in offer.slots] == ["11:00"]
    assert isinstance(some.reassign(HELD, snapshot, Ledger.of()), Reassignment)


def test_the_shortest_chain_is_taken_even_if_another_is_found_first() -> None:
    """Somebody may move up for whom nobody else has to, though they come later in line."""
    pools = {"x": "xqp", "q": "qu", "p": "pr", "r": "rt"}
    some = team(
        *map(member, "xqpurt"),
        pools=[pool_of(f"pool {name}", list(pages)) for name, pages in pools.items()],
    )
    seats = [Filled(f"seat {name}", name, pool=f"pool {name}") for name in pools]
    booking = Booking("b", "call", span("09:00", "10:00"), seats=seats)
    snapshot = some.snapshot(now=MONDAY, window=DAY, bookings=[booking])
    found = some.reassign(booking, snapshot, Ledger.of(), swaps=3)
    assert isinstance(found, Reassignment)
    assert [(one.seat.page, one.to.page) for one in found.handovers] == [("x", "q"), ("q", "u")]
    busy = {name: [] if name != "u" else [booking.span] for name in "xqpurt"}
    without = some.snapshot(now=MONDAY, window=DAY, bookings=[booking], busy=busy)
    longer = some.reassign(booking, without, Ledger.of(), swaps=3)
    assert isinstance(longer, Reassignment)
    assert longer.members == ("p", "q", "r", "t")
    assert not isinstance(some.reassign(booking, without, Ledger.of(), swaps=1), Reassignment)
