"""What customers may change, and until when: F59."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from teamsched import Booking, ChangePolicy, EventType, MasterPage, Team
from teamsched.changes import Change
from tests.features.desk import Desk, at, hour

DAY = timedelta(days=1)


class Promising(Desk):
    """A desk with a policy for changes, which may become another one."""

    def __init__(self, **policy: Any) -> None:
        super().__init__("ab")
        self.policy = ChangePolicy(**policy)

    @property
    def team(self) -> Team:
        """The team as it is configured now."""
        call = EventType("call", duration=timedelta(hours=1), changes=self.policy)
        page = MasterPage("page", zone="UTC", rules=self.rules)
        return Team(self.members, event_types=[call], pools=[self.pool], pages=[page])


def may(booking: Booking, clock: str, day: int) -> tuple[bool, bool]:
    """Return whether the customer may cancel, and reschedule, at some time."""
    now = at(clock, day)
    cancel, reschedule = (not booking.why_not_change(change, at=now) for change in get_args(Change))
    return cancel, reschedule


def test_f59_any_time_is_until_it_starts() -> None:
    """Unless somebody says otherwise customers may change their minds as long as they can."""
    booking = Promising().book("09:00")
    assert may(booking, "08:59", 2) == (True, True)
    assert may(booking, "09:00", 2) == (False, False)


def test_f59_up_to_some_time_before() -> None:
    """At that time they still may, later not; each change by itself."""
    booking = Promising(cancel=DAY, reschedule=2 * DAY).book_at(at("12:00", 3))
    assert booking.span == hour("12:00", 3)
    assert may(booking, "12:00", 1) == (True, True)
    assert may(booking, "12:01", 1) == (True, False)
    assert may(booking, "12:00", 2) == (True, False)
    assert may(booking, "12:01", 2) == (False, False)


def test_f59_never_is_never() -> None:
    """However early it is, and whatever the other change may do."""
    booking = Promising(cancel="never").book("09:00")
    assert may(booking, "09:00", 1) == (False, True)


def test_f59_the_policy_of_the_booking_holds() -> None:
    """Another policy is for those who book later."""
    desk = Promising(reschedule="never")
    before = desk.book("09:00")
    desk.policy = ChangePolicy(cancel="never")
    after = desk.book("10:00")
    for booking, allowed in ((before, (True, False)), (after, (False, True))):
        assert may(booking, "12:00", 1) == allowed
        moved = desk.keep(booking.rescheduled(hour("14:00"), at=desk.tick(), by="host"))
        assert may(moved, "12:00", 1) == allowed


@pytest.mark.parametrize("approval", ["holds", "open"])
def test_f59_a_request_binds_nobody_before_it_is_approved(approval: Any) -> None:
    """Nor does a policy ever bind the host: the verbs don't ask."""
    policy = ChangePolicy(cancel="never", reschedule="never")
    desk = Promising()
    call = EventType("call", duration=timedelta(hours=1), changes=policy, approval=approval)
    team = Team(desk.members, event_types=[call], pools=[desk.pool])
    snapshot = team.snapshot(now=desk.now, window=desk.window)
    found: Any = team.find("call", ["pool"], snapshot, zone="UTC").assign(at("09:00"))
    request = found.booking("r", at=desk.now)
    assert may(request, "12:00", 1) == (True, True)
    approved = request.approved(at=desk.now)
    assert may(approved, "12:00", 1) == (False, False)
    assert approved.cancelled(by="host", at=desk.now).status == "cancelled"
