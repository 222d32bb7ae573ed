"""Taking a snapshot: whose time off counts, and who is behind a booking."""

from datetime import timedelta

import attrs
import pytest

from teamsched import (
    Booking,
    Busy,
    Cap,
    Filled,
    Ledger,
    Offer,
    Request,
    Schedule,
    Team,
    WeeklyHours,
)
from teamsched.intervals import Interval
from teamsched.model import UNKNOWN, BusyStatus, Member
from teamsched.snapshot import Snapshot
from tests.unit.team.cast import DAY, MONDAY, call, member, second_page, span, team

MORNING, LATE = span("09:00", "11:00"), span("13:00", "16:00")
WEEKLY = WeeklyHours.parse("daily 09:00-12:00", zone="UTC")


def offered(group: Team, page: str, snapshot: Snapshot) -> Offer:
    return group.offer(Request(page, "call"), snapshot, Ledger.of())


def starts(group: Team, page: str, snapshot: Snapshot) -> list[int]:
    return [slot.start.hour for slot in offered(group, page, snapshot).slots]


# Time off


def away(*spans: Interval) -> Member:
    return Member("ana", Schedule(WEEKLY, time_off=spans))


def test_who_is_off_is_off_on_every_page() -> None:
    """A page has hours of its own, and nobody to work them while the member is away."""
    group = team(away(MORNING, span("10:00", "14:00")), pages=[second_page()])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    assert starts(group, "ana", snapshot) == []
    assert starts(group, "second", snapshot) == [14, 15]
    why = offered(group, "second", snapshot).why_not(span("10:00", "11:00").start)
    assert why.codes == {"time_off"}


def test_a_page_may_be_off_by_itself() -> None:
    """The time off of a page's own hours is not the member's."""
    hours = second_page().hours
    assert hours is not None
    page = attrs.evolve(second_page(), hours=Schedule(hours, time_off=[LATE]))
    group = team(away(span("11:00", "12:00")), pages=[page])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    assert starts(group, "ana", snapshot) == [9, 10]
    assert starts(group, "second", snapshot) == [10, 12]


# Who is behind a booking


@pytest.mark.parametrize("said", ["ana", "second", "somebody else"])
def test_a_members_cap_counts_whatever_page_was_booked(said: str) -> None:
    """Who is behind a page is what the team says, not what a booking says or leaves out."""
    people = [member("ana", "daily 09:00-16:00", caps=[Cap(1, "day")])]
    group = team(*people, pages=[second_page()])
    held = Booking(
        "b-1", "call", span("10:00", "11:00"), seats=[Filled("seat", "second", member=said)]
    )
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=[held])
    assert starts(group, "ana", snapshot) == starts(group, "second", snapshot) == []
    assert offered(group, "ana", snapshot).why_not(span("12:00", "13:00").start).codes == {"cap"}
    assert snapshot.bookings == (held,)


def test_a_page_that_the_team_has_not_is_whose_the_booking_says() -> None:
    """Bookings of pages that are gone still take their member's time."""
    held = Booking("b-1", "call", MORNING, seats=[Filled("seat", "gone", member="ana")])
    group = team()
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=[held])
    assert starts(group, "ana", snapshot) == [11]
    assert starts(group, "bo", snapshot) == [9, 10, 11]


# Another calendar


@pytest.mark.parametrize("unknown", ["blocks", "allowed"])
@pytest.mark.parametrize("blocking", [[BusyStatus.BUSY], [BusyStatus.TENTATIVE], []])
@pytest.mark.parametrize(
    "calendar",
    [
        [],
        [MORNING],
        UNKNOWN,
        [Busy(MORNING, status="free")],
        [Busy(MORNING, status="tentative"), Busy(LATE)],
        [Busy(MORNING, status="unknown"), Busy(LATE, status="unknown")],
    ],
    ids=str,
)
def test_another_calendar_is_as_if_it_had_been_the_first(
    calendar: object, blocking: object, unknown: object
) -> None:
    """With whatever policies a snapshot was taken, all pages are as in one taken anew."""
    group = team(pages=[second_page()], event_types=[call(), call_of_two_hours()])

    def taken(of_ana: object) -> Snapshot:
        facts = {"busy": {"ana": of_ana, "bo": []}, "blocking": blocking, "unknown": unknown}
        return group.snapshot(now=MONDAY, window=DAY, **facts)  # type: ignore[arg-type]

    for first in ([], UNKNOWN, [LATE]):
        assert taken(first).with_busy("ana", calendar) == taken(calendar)  # type: ignore[arg-type]


def call_of_two_hours() -> object:
    return attrs.evolve(call(), id="long", duration=timedelta(hours=2))


# Entries of a calendar that are bookings

CALL = span("10:00", "11:00")
ENTRY = Busy(span("10:00", "11:30"), booking="b-1", source="own event")


def held() -> Booking:
    return Booking("b-1", "call", CALL, seats=[Filled("seat", "ana")])


def taken(*bookings: Booking, of_ana: object = (ENTRY,)) -> Snapshot:
    facts = {"busy": {"ana": of_ana, "bo": []}, "bookings": bookings}
    return team().snapshot(now=MONDAY, window=DAY, **facts)  # type: ignore[arg-type]


def test_an_entry_that_is_a_booking_takes_its_time_once() -> None:
    """What is known of the booking counts, not how long the calendar says that it is."""
    group = team()
    assert starts(group, "ana", taken(held())) == [9, 11]
    assert starts(group, "ana", taken()) == [9]
    (why,) = offered(group, "ana", taken(held())).why_not(CALL.start).reasons
    assert why.code == "booked"


def test_an_entry_of_a_cancelled_booking_blocks_no_longer() -> None:
    """The calendar may be late: the booking is what counts."""
    assert starts(team(), "ana", taken(held().cancelled(at=MONDAY))) == [9, 10, 11]


@pytest.mark.parametrize("bookings", [(), (held(),)], ids=["unknown", "known"])
def test_without_a_booking_its_entry_is_gone_as_well(bookings: tuple[Booking, ...]) -> None:
    """So it can be moved to where it is, and to a calendar that is read once more."""
    left = taken(*bookings).without("b-1")
    assert starts(team(), "ana", left) == [9, 10, 11]
    assert starts(team(), "ana", left.with_busy("ana", [ENTRY])) == [9, 10, 11]
    assert starts(team(), "ana", taken(*bookings).without("b-2")) == starts(
        team(), "ana", taken(*bookings)
    )


def test_an_entry_of_a_known_booking_stays_unseen_in_another_calendar() -> None:
    """A calendar that is read once more still has the booking in it."""
    assert starts(team(), "ana", taken(held(), of_ana=[]).with_busy("ana", [ENTRY])) == [9, 11]
