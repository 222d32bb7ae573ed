"""Whose session may be joined, and who would be in it."""

from datetime import timedelta

import attrs
import pytest

from teamsched import (
    Assignment,
    Booking,
    Busy,
    Claims,
    DateRange,
    Draw,
    EventType,
    Interval,
    Ledger,
    Offer,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    Team,
    answer,
)
from teamsched.model import UNKNOWN
from tests.unit.team.cast import DAY, MONDAY, at, call, member, page, span, team

NINE = at("09:00")
ROOM = call(capacity=2)


class Class:
    """A page with a pool of two, whose first booking was made at nine."""

    def __init__(self, kind: EventType = ROOM, draw: Draw | None = None) -> None:
        self.kind = kind
        self.rules = [Rule("call", draw or Draw("p"))]
        self.busy: dict[str, object] = {"ana": [], "bo": []}
        self.ledger = Ledger.of()
        self.bookings: list[Booking] = []
        self.book()

    @property
    def team(self) -> Team:
        pool = ResourcePool("p", ["ana", "bo"], distribution=RoundRobin())
        return team(
            member("ana"),
            member("bo"),
            event_types=[self.kind],
            pools=[pool],
            pages=[page(*self.rules)],
        )

    def offer(self, request: Request | None = None, *, window: Interval = DAY) -> Offer:
        snapshot = self.team.snapshot(
            now=MONDAY,
            window=window,
            busy=self.busy,  # type: ignore[arg-type]
            bookings=self.bookings,
        )
        return self.team.offer(request or Request("page", "call"), snapshot, self.ledger)

    def assigned(self, request: Request | None = None) -> Assignment:
        found = self.offer(request).assign(NINE)
        assert isinstance(found, Assignment)
        return found

    def book(self, request: Request | None = None) -> Booking:
        made = self.assigned(request).booking(f"b-{len(self.bookings)}", at=MONDAY)
        self.bookings.append(made)
        self.ledger = self.ledger.add(made)
        return made


def test_a_session_of_another_length_is_another() -> None:
    """Sessions are of exactly the same span."""
    group = Class()
    group.kind = attrs.evolve(group.kind, duration=timedelta(minutes=30))
    assert group.assigned().joins == ()
    assert group.assigned().members == ("bo",)


def test_a_session_of_another_page_is_another() -> None:
    """Whoever books ana directly does not come to what the page has opened."""
    group = Class()
    assert group.offer(Request("ana", "call")).why_not(NINE).codes == {"booked"}


def test_whom_the_rules_do_not_lead_to_is_not_joined() -> None:
    """A session of somebody else than is asked for is not the customer's."""
    group = Class()
    group.rules = [
        Rule("call", "bo", when=answer("who") == "bo"),
        Rule("call", "p"),
    ]
    asked = Request("page", "call", answers={"who": "bo"})
    assert group.assigned(asked).members == ("bo",)
    group.rules = [Rule("call", "p", additional=["bo"])]
    assert group.offer().why_not(NINE).codes >= {"booked"}


def test_who_does_not_take_part_any_more_is_not_joined() -> None:
    """Their session stays as it is, and the next one is opened."""
    group = Class()
    pause = ResourcePool("p", ["ana", "bo"], distribution=RoundRobin())
    group.ledger = group.ledger.add(pause.pausing("ana", group.ledger, at=MONDAY))
    assert group.assigned().members == ("bo",)


def test_a_customer_may_open_a_session_with_whom_they_belong_to() -> None:
    """A claim comes before what would be filled first."""
    group = Class(draw=Draw("p", claims=Claims(owner="soft")))
    asked = Request("page", "call", owners=["bo"])
    assert group.assigned(asked).members == ("bo",)
    own = Request("page", "call", owners=["ana"])
    assert group.assigned(own).joins == ("b-0",)


def test_too_late_is_too_late_for_a_session_as_well() -> None:
    """Notice, horizon and the window hold for whoever joins."""
    group = Class()
    group.kind = attrs.evolve(group.kind, notice=timedelta(hours=10))
    assert group.offer().why_not(NINE).codes >= {"too_soon"}
    later = Interval(at("09:30"), at("12:00"))
    assert group.offer(window=later).why_not(NINE).codes == {"outside_window"}


def test_another_booking_of_the_same_people_stands_in_the_way() -> None:
    """Whoever is in two sessions at once, by hand, is in none that can be joined."""
    group = Class()
    group.book()
    second = group.bookings[1].covered("bo", at=MONDAY)
    group.bookings[1] = second
    assert group.assigned().joins == ("b-0",)
    group.bookings.append(attrs.evolve(group.bookings[0], id="b-2", span=span("09:30", "10:30")))
    assert group.assigned().joins == ("b-1",)
    assert group.assigned().members == ("bo",)


def test_a_find_joins_what_was_found() -> None:
    """Without a page, sessions are those of bookings without one."""
    group = Class()
    group.bookings = [attrs.evolve(group.bookings[0], page=None)]
    snapshot = group.team.snapshot(now=MONDAY, window=DAY, bookings=group.bookings)
    found = group.team.find("call", [Draw("p")], snapshot, group.ledger, zone="UTC")
    made = found.assign(NINE)
    assert isinstance(made, Assignment)
    assert made.joins == ("b-0",)


@pytest.mark.parametrize("entry", [UNKNOWN, [Busy(DAY, status="unknown")]], ids=str)
def test_a_calendar_that_could_not_be_read_blocks_all_places(entry: object) -> None:
    """Nobody knows how many entries it has."""
    group = Class(attrs.evolve(ROOM, calendar_busy="takes_a_place"))
    group.bookings, group.ledger = [], Ledger.of()
    group.busy["ana"] = entry
    assert not group.offer().slots
    assert group.offer().why_not(NINE).about("ana")[0].code == "busy"


def test_one_place_is_no_session() -> None:
    """With a capacity of one a calendar blocks, buffers and all, whatever the policy."""
    kind = call(calendar_busy="takes_a_place", buffer_after=timedelta(hours=1))
    group = Class(kind)
    group.bookings, group.ledger = [], Ledger.of()
    group.busy["ana"] = [span("11:00", "12:00")]
    assert [slot.start.hour for slot in group.offer().slots] == [9]
    assert "left" not in group.assigned().explain()


def test_a_horizon_of_dates_holds_for_sessions() -> None:
    """Beyond the last date nothing is joined, and nothing opened."""
    group = Class()
    dates = DateRange(MONDAY.date() + timedelta(days=1), MONDAY.date() + timedelta(days=2))
    group.kind = attrs.evolve(group.kind, horizon=dates)
    assert group.offer().why_not(NINE).codes >= {"outside_dates"}
