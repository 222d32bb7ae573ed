"""Holds, approval, no-shows, and pages that share no calendar: F60, F76, F77 and F80."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from teamsched import (
    Assignment,
    Booking,
    BookingPage,
    BookingStateError,
    EventType,
    Member,
    Offer,
    Reassignment,
    Request,
    Status,
    Team,
)
from tests.features.desk import HOURS, Desk, at, hour

MICROSECOND = timedelta(microseconds=1)


class Approving(Desk):
    """A desk whose calls have to be approved, in one way or the other."""

    def __init__(self, approval: Any, *members: str) -> None:
        super().__init__(members)
        self.call = EventType("call", duration=timedelta(hours=1), approval=approval)

    @property
    def team(self) -> Team:
        """The team as it is configured."""
        return Team(self.members, event_types=[self.call], pools=[self.pool])

    def ask(self, when: str, request: Request) -> Booking:
        """Book a start of somebody's own page."""
        snapshot = self.team.snapshot(
            now=self.now, window=self.window, bookings=self.ledger.bookings
        )
        found = self.team.offer(request, snapshot, self.ledger).assign(at(when))
        assert isinstance(found, Assignment)
        self.count += 1
        return self.keep(found.booking(f"b{self.count}", at=self.tick()))

    def still_free(self, booking: Booking) -> bool:
        """Tell whether a booking could be made anew as it is."""
        snapshot = self.team.snapshot(
            now=self.now, window=self.window, bookings=self.ledger.bookings
        )
        starts = [booking.span.start]
        return bool(self.team.reschedule(booking, snapshot, self.ledger, starts=starts).slots)

    def offer(self, **_: Any) -> Offer:
        """Return what is found in the pool: on pages that assign people nothing is approved."""
        snapshot = self.team.snapshot(
            now=self.now, window=self.window, busy=self.busy, bookings=self.ledger.bookings
        )
        return self.team.find("call", ["pool"], snapshot, self.ledger, zone="UTC")


# F60: a no-show


def test_f60_a_no_show_is_never_completed() -> None:
    """Neither when it was scheduled, nor when it had been rescheduled or completed before."""
    desk = Desk()
    for number, before in enumerate(("scheduled", "rescheduled", "completed")):
        booking = desk.book(f"{9 + number:02}:00")
        if before == "rescheduled":
            booking = booking.rescheduled(hour("16:00"), at=desk.tick())
        elif before == "completed":
            booking = booking.completed(at=desk.tick())
        missed = booking.no_show(at=desk.tick())
        assert missed.status is Status.NO_SHOW
        with pytest.raises(BookingStateError, match="is no_show: it can't be completed"):
            missed.completed(at=desk.tick())


def test_f60_a_no_show_may_be_cancelled_and_is_removed_once() -> None:
    """Its time is free again; whoever had it has lost one booking, not two."""
    desk = Desk("a")
    missed = desk.keep(desk.book("09:00").no_show(at=desk.tick()))
    assert "09:00" not in desk.starts()
    assert desk.removed() == {"a": 1}
    desk.cancel(missed)
    assert "09:00" in desk.starts()
    assert desk.removed() == {"a": 1}
    assert desk.received() == {"a": 1}


# F76: what is requested


@pytest.mark.parametrize(("approval", "blocked"), [("holds", True), ("open", False)])
def test_f76_a_request_blocks_its_time_or_leaves_it_open(approval: str, blocked: bool) -> None:
    """Until it is approved: from then on its time is taken in either case."""
    desk = Approving(approval, "a")
    request = desk.book("09:00")
    assert request.status is Status.REQUESTED
    assert ("09:00" not in desk.starts()) is blocked
    approved = desk.keep(request.approved(at=desk.tick()))
    assert approved.status is Status.SCHEDULED
    assert "09:00" not in desk.starts()


@pytest.mark.parametrize("approval", ["holds", "open"])
def test_f76_a_declined_request_gives_all_back(approval: str) -> None:
    """Its time is free, and the turn is back where it was."""
    desk = Approving(approval, "a", "b")
    request = desk.book("09:00")
    assert request.seats[0].page == "a"
    found = desk.assign("10:00")
    assert found is not None
    assert found.members == ("b",)
    assert desk.standings()[0].credit == -1
    declined = desk.keep(request.declined(at=desk.tick()))
    assert declined.status is Status.CANCELLED
    assert "09:00" in desk.starts()
    assert (desk.received()["a"], desk.removed()["a"]) == (1, 1)
    assert desk.standings()[0].credit == 0


def test_f76_without_approval_nothing_is_requested() -> None:
    """An event type that needs none is booked at once."""
    assert Approving("automatic", "a").book("09:00").status is Status.SCHEDULED


def test_f76_a_hold_becomes_a_request() -> None:
    """First the customer confirms, then the host approves."""
    desk = Approving("open", "a")
    hold = held(desk, "09:00")
    assert "09:00" not in desk.starts(), "a hold takes its time, whatever comes of it"
    request = desk.keep(hold.confirmed(at=desk.tick()))
    assert request.status is Status.REQUESTED
    assert "09:00" in desk.starts()
    assert desk.keep(request.approved(at=desk.tick())).status is Status.SCHEDULED


def test_f76_an_open_request_asks_at_its_own_time_whether_it_can_be_approved() -> None:
    """It stands in its own way neither by its time nor as one of its customer's bookings."""
    desk = Approving("open", "ana", "bo")
    desk.call = attrs.evolve(desk.call, per_customer=1)
    ana = Request("ana", "call", customer="kim")
    asked, other = (desk.ask("10:00", attrs.evolve(ana, customer=one)) for one in ("kim", "lee"))
    assert desk.still_free(asked)
    desk.keep(other.approved(at=desk.tick()))
    assert not desk.still_free(asked)


# F77: what is held


def held(desk: Desk, when: str, minutes: int = 5) -> Booking:
    """Hold a start that is offered, for five minutes."""
    found = desk.assign(when)
    assert isinstance(found, Assignment)
    now = desk.tick()
    desk.count += 1
    until = now + timedelta(minutes=minutes)
    return desk.keep(found.booking(f"h{desk.count}", at=now, hold_until=until))


def test_f77_a_hold_blocks_its_time_until_it_expires() -> None:
    """Of five minutes: blocked at 4:59, free at 5:00 and at 5:01, and nobody had to say so."""
    desk = Desk("a")
    begun = desk.now + timedelta(minutes=1)
    hold = held(desk, "09:00")
    assert hold.expires == begun + timedelta(minutes=5)
    clock = {0: False, 299: False, 300: True, 301: True}
    for second, free in clock.items():
        desk.now = begun + timedelta(seconds=second)
        assert ("09:00" in desk.starts()) is free
    desk.now = hold.expires - MICROSECOND
    assert "09:00" not in desk.starts()


def test_f77_a_hold_spends_the_turn_until_it_expires() -> None:
    """Two who look at the same time get two people; later the first is first again."""
    desk = Desk("ab")
    hold = held(desk, "09:00")
    assert hold.seats[0].page == "a"
    for expired, page in ((False, "b"), (True, "a")):
        desk.now += timedelta(minutes=5 if expired else 0)
        found = desk.assign("10:00")
        assert found is not None
        assert found.members == (page,)


def test_f77_a_confirmed_hold_stays() -> None:
    """It is a booking from then on; one that has expired can't be confirmed."""
    desk = Desk("ab")
    hold, late = held(desk, "09:00"), held(desk, "10:00")
    booked = desk.keep(hold.confirmed(at=desk.tick()))
    assert booked.status is Status.SCHEDULED
    desk.now += timedelta(hours=1)
    found = desk.assign("11:00")
    assert found is not None
    assert found.members == ("b",)
    assert desk.report().member("a").received == 1
    with pytest.raises(BookingStateError, match="is held: it can't be confirmed"):
        late.confirmed(at=desk.now)


def test_f77_a_hold_that_is_given_up_frees_its_time_and_turn() -> None:
    """As if it had never been."""
    desk = Desk("ab")
    hold = held(desk, "09:00")
    desk.cancel(hold)
    found = desk.assign("09:00")
    assert found is not None
    assert found.members == ("a",)
    assert sum(desk.received().values()) == sum(desk.removed().values()) == 0


# F80: pages without a shared calendar


def pages_of_ana(isolated: bool) -> Desk:
    ana = Member("ana", HOURS, isolated_pages=isolated)
    return Desk([ana], pages=[BookingPage("second", "ana")])


@pytest.mark.parametrize("isolated", [False, True])
def test_f80_bookings_block_the_other_pages_unless_they_are_isolated(isolated: bool) -> None:
    """A booking on one page blocks that page, and the others of its member if they share it."""
    desk = pages_of_ana(isolated)
    booked = desk.book("10:00", page="ana")
    assert "10:00" not in desk.starts(page="ana")
    assert ("10:00" in desk.starts(page="second")) is isolated
    if isolated:
        other = desk.book("10:00", page="second")
        assert "10:00" not in desk.starts(page="second")
        desk.cancel(booked)
        assert "10:00" in desk.starts(page="ana")
        assert other.seats[0].member == "ana"


@pytest.mark.parametrize("isolated", [False, True])
def test_f80_a_calendar_blocks_all_pages(isolated: bool) -> None:
    """Whoever has a calendar is busy on every page."""
    desk = pages_of_ana(isolated)
    desk.block("ana", hour("10:00"))
    assert "10:00" not in desk.starts(page="ana")
    assert "10:00" not in desk.starts(page="second")


@pytest.mark.parametrize(
    ("isolated", "guards"), [(False, ("ana", "ana")), (True, ("ana", "second"))]
)
def test_f80_what_guards_a_booking_is_the_page_or_its_member(
    isolated: bool, guards: tuple[str, str]
) -> None:
    """What a host's store must not let in twice is what is not offered twice."""
    desk = pages_of_ana(isolated)
    found = [desk.assign("10:00", page=page) for page in ("ana", "second")]
    assert [one.guards for one in found if one] == [((key, hour("10:00")),) for key in guards]


@pytest.mark.parametrize(("isolated", "guard"), [(False, "ana"), (True, "second")])
def test_f80_what_is_reassigned_is_guarded_page_by_page(isolated: bool, guard: str) -> None:
    """By what guards a booking of that page, or the two would not collide."""
    desk = pages_of_ana(isolated)
    desk.members.append(Member("bo", HOURS))
    desk.busy["bo"] = []
    booked = desk.book("10:00", page="bo")
    team = desk.team
    snapshot = team.snapshot(now=desk.now, window=desk.window, bookings=[booked])
    found = team.reassign(booked, snapshot, desk.ledger, to="second", within="anywhere")
    assert isinstance(found, Reassignment)
    assert found.guards == ((guard, hour("10:00")),)
