"""People and their pages: nobody is booked twice, whatever a booking or a host says."""

from datetime import timedelta
from typing import Any

import pytest

from teamsched import (
    UNKNOWN,
    Assignment,
    Busy,
    Cap,
    Draw,
    Interval,
    IntervalSet,
    Ledger,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
)
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.event_types import EventType
from tests.unit.team.cast import (
    DAY,
    MONDAY,
    at,
    booking,
    call,
    member,
    page,
    second_page,
    span,
    team,
)

ASKED = Request("page", "call")


def test_two_pages_of_a_person_depend_on_the_person() -> None:
    """Bookings through two pages of somebody collide on that person's version."""
    group = team(pages=[second_page()])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    asked = Request("second", "call")
    made = group.offer(asked, snapshot, Ledger.of()).assign(at("10:00"))
    assert isinstance(made, Assignment)
    assert made.depends_on == {"second", "ana"}
    assert group.needs(asked, DAY).depends_on == {"second", "ana"}


def test_what_is_offered_never_breaks_the_guards() -> None:
    """With buffers on both sides, the next booking that is offered touches no guarded time."""
    minutes = timedelta(minutes=15)
    kind = call(buffer_before=minutes, buffer_after=minutes, step=minutes)
    group = team(member("ana"), event_types=[kind])
    asked = Request("ana", "call")
    first = group.offer(asked, group.snapshot(now=MONDAY, window=DAY), Ledger.of())
    made = first.assign(at("09:00"))
    assert isinstance(made, Assignment)
    held = [made.booking("b", at=MONDAY)]
    second = group.offer(
        asked, group.snapshot(now=MONDAY, window=DAY, bookings=held), Ledger.of()
    ).assign(at("10:15"))
    assert isinstance(second, Assignment)
    assert not made.guards[0][1].overlaps(second.guards[0][1])


def test_who_is_behind_a_page_is_what_the_team_says() -> None:
    """A booking handed over to a page without naming its member takes that member's time."""
    group = team(pages=[second_page()])
    moved = booking("b", "bo", span("10:00", "11:00"))
    moved = moved.__class__(moved.id, moved.event_type, moved.span, seats=moved.seats).reassigned(
        "second", at=MONDAY
    )
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=[moved])
    offer = group.offer(Request("ana", "call"), snapshot, Ledger.of())
    assert offer.why_not(at("10:00")).codes == {"booked"}


def test_a_line_with_two_pages_of_one_person_finds_a_second() -> None:
    """A round robin for two does not wait for the same person to come twice."""
    line = ResourcePool("line", ["ana", "second", "bo"], distribution=RoundRobin())
    group = team(pools=[line], pages=[second_page(), page(Rule("call", Draw("line", count=2)))])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    made = group.offer(ASKED, snapshot, Ledger.of()).assign(at("10:00"))
    assert isinstance(made, Assignment)
    assert sorted(made.members) == ["ana", "bo"]


def test_a_primary_cap_counts_everybody_in_the_primary_seat() -> None:
    """Two people drawn for the primary seat have both used up a cap of one."""
    people = [member(name, caps=[Cap(1, "day")]) for name in ("ana", "bo")]
    pool = ResourcePool("pool", ["ana", "bo"], distribution=RoundRobin())
    group = team(*people, pools=[pool], pages=[page(Rule("call", Draw("pool", count=2)))])
    made = group.offer(ASKED, group.snapshot(now=MONDAY, window=DAY), Ledger.of()).assign(
        at("09:00")
    )
    assert isinstance(made, Assignment)
    held = [made.booking("b", at=MONDAY)]
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=held)
    for name in ("ana", "bo"):
        assert not group.offer(Request(name, "call"), snapshot, Ledger.of()).slots


def test_only_unknown_time_of_the_slot_is_flagged() -> None:
    """Unknown time in the afternoon says nothing about the morning."""
    group = team(member("ana"))
    busy: dict[str, Any] = {"ana": [Busy(span("16:00", "17:00"), status=UNKNOWN)]}
    snapshot = group.snapshot(now=MONDAY, window=DAY, busy=busy, unknown="allowed")
    made = group.offer(Request("ana", "call"), snapshot, Ledger.of()).assign(at("09:00"))
    assert isinstance(made, Assignment)
    assert not made.unknown


def test_a_set_of_busy_time_is_busy() -> None:
    """Spans without a status are busy, in whatever form they come."""
    group = team(member("ana"))
    for calendar in ([span("09:00", "10:00")], IntervalSet([span("09:00", "10:00")])):
        busy: dict[str, Any] = {"ana": calendar}
        strict = group.snapshot(now=MONDAY, window=DAY, busy=busy)
        lax = group.snapshot(now=MONDAY, window=DAY, busy=busy, blocking=[])
        asked = Request("ana", "call")
        assert len(group.offer(asked, strict, Ledger.of()).slots) == 2
        assert len(group.offer(asked, lax, Ledger.of()).slots) == 3


def test_a_horizon_without_end_is_a_horizon() -> None:
    """The greatest lengths there are mean what they say."""
    kind = call(horizon=timedelta.max)
    group = team(member("ana"), event_types=[kind])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    offer = group.offer(Request("ana", "call"), snapshot, Ledger.of())
    assert len(offer.slots) == 3
    assert offer.why_not(at("15:00")).codes == {"outside_hours"}
    never = team(member("ana"), event_types=[call(notice=timedelta.max)])
    asked = never.offer(Request("ana", "call"), never.snapshot(now=MONDAY, window=DAY), Ledger.of())
    assert asked.why_not(at("09:00")).codes == {"too_soon"}


def test_nothing_is_said_about_time_outside_the_window() -> None:
    """The snapshot knows nothing of it, so it is the only reason."""
    group = team()
    snapshot = group.snapshot(now=MONDAY, window=span("09:00", "10:00"))
    offer = group.offer(Request("ana", "call"), snapshot, Ledger.of(), starts=[at("11:00")])
    assert offer.why_not(at("11:00")).codes == {"outside_window"}


class Unhashable:
    """Hours that can't be a key."""

    zone = MONDAY.tzinfo
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def open_during(self, window: Interval) -> IntervalSet:
        return IntervalSet([window])


class Careless:
    """Hours that forget to make a set."""

    zone = MONDAY.tzinfo

    def open_during(self, window: Interval) -> list[Interval]:
        return [window]


def refused(action: str) -> Any:
    """Do something that is refused."""
    group = team()
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    careless: Any = Careless()
    wrong: Any = "wrong"
    match action:
        case "hours unhashable":
            return call(hours=Unhashable())
        case "hours a type":
            return call(hours=Unhashable.__class__)
        case "hours no set":
            other = team(event_types=[call()]).__class__(
                [member("ana").__class__("ana", careless)], event_types=[call()]
            )
            return other.snapshot(now=MONDAY, window=DAY)
        case "step":
            return EventType("e", duration=timedelta(days=1), step=timedelta(days=2))
        case "request":
            return group.offer(wrong, snapshot, Ledger.of())
        case "needs request":
            return group.needs(wrong, DAY)
        case "needs window":
            return group.needs(Request("ana", "call"), wrong)
        case "seats":
            return group.find("call", [], snapshot, zone="UTC")
        case "snapshot of others":
            stranger = team(member("cy"), pages=[page(Rule("call", "cy"))])
            return stranger.offer(ASKED, snapshot, Ledger.of())
        case "busy stranger":
            return group.snapshot(now=MONDAY, window=DAY, busy={"ana": [], "bo": [], "zoe": []})
        case "blocking unknown":
            return group.snapshot(now=MONDAY, window=DAY, blocking=[UNKNOWN])
        case "blocking text":
            return group.snapshot(now=MONDAY, window=DAY, blocking=wrong)
    raise AssertionError(action)


@pytest.mark.parametrize(
    ("action", "error", "field"),
    [
        ("hours unhashable", InvalidTypeError, "hours"),
        ("hours a type", InvalidTypeError, "hours"),
        ("hours no set", InvalidTypeError, "open_during"),
        ("step", InvalidValueError, "step"),
        ("request", InvalidTypeError, "request"),
        ("needs request", InvalidTypeError, "request"),
        ("needs window", InvalidTypeError, "window"),
        ("seats", InvalidValueError, "seats"),
        ("snapshot of others", InvalidValueError, "snapshot"),
        ("busy stranger", InvalidValueError, "busy"),
        ("blocking unknown", InvalidValueError, "blocking"),
        ("blocking text", InvalidTypeError, "blocking"),
    ],
)
def test_the_door_is_checked(action: str, error: type[Exception], field: str) -> None:
    """Bad input gets one of our errors, which names the field, before anything happens."""
    with pytest.raises(error) as caught:
        refused(action)
    assert getattr(caught.value, "field") == field  # noqa: B009 (of every error here)
