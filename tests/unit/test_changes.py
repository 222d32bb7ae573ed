"""The policy for customers' changes: its edges, its words, and what it refuses."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import attrs
import pytest

from teamsched import Booking, ChangePolicy, EventType, Filled, Interval, Status
from teamsched.changes import Change
from teamsched.errors import InvalidTypeError, InvalidValueError, NaiveDatetimeError
from teamsched.reasons import Reason

SPAN = Interval.parse("2026-03-03T09:00Z/10:00Z")
START = datetime(2026, 3, 3, 9, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("until", "last"),
    [("any_time", START - MICROSECOND), (HOUR, START - HOUR), (timedelta(0), START)],
)
def test_the_last_moment_is_exact(until: Any, last: datetime) -> None:
    """At the end of the time there is, they may; a microsecond later they may not."""
    policy = ChangePolicy(cancel=until, reschedule="never")
    assert not policy.why_not("cancel", SPAN, at=last)
    (reason,) = policy.why_not("cancel", SPAN, at=last + MICROSECOND).reasons
    assert reason == Reason("change_policy", params={"change": "cancel", "until": last})


def test_it_is_said_in_words() -> None:
    """For the customer, as an explanation."""
    policy = ChangePolicy(cancel=HOUR, reschedule="never")
    (never,) = policy.why_not("reschedule", SPAN, at=START - 9 * HOUR).reasons
    assert never.params == {"change": "reschedule", "until": "never"}
    assert str(never) == "customers may not reschedule it at all"
    late = policy.why_not("cancel", SPAN, at=START)
    assert late.explain() == "customers may cancel it until 1:00:00 before it starts"
    assert ChangePolicy().why_not("cancel", SPAN, at=START).explain() == (
        "customers may cancel it until it starts"
    )


@pytest.mark.parametrize("status", list(Status))
def test_each_status_has_some_changes(status: Status) -> None:
    """What has ended has none, and a hold is given up, not rescheduled."""
    never = ChangePolicy(cancel="never", reschedule="never")
    more: dict[str, Any] = {"expires": START} if status is Status.HELD else {}
    booking = Booking(
        "b", "e", SPAN, seats=[Filled("s", "ana")], status=status, approval="open", **more
    )
    bound = attrs.evolve(booking, changes=never)
    early = START - 9 * HOUR
    codes = [
        [some.why_not_change(change, at=early).codes for change in get_args(Change)]
        for some in (booking, bound)
    ]
    free, ended, closed = frozenset[str](), {"booking_status"}, {"change_policy"}
    if status is Status.HELD:
        assert codes == [[free, ended]] * 2
    elif status is Status.REQUESTED:
        assert codes == [[free, free]] * 2
    elif booking.active:
        assert codes == [[free, free], [closed, closed]]
    else:
        assert codes == [[ended, ended]] * 2
        (reason,) = booking.why_not_change("cancel", at=early).reasons
        assert reason.params == {"change": "cancel", "status": status.value}
        assert str(reason) == f"what is {status.value} can't be changed so"


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"cancel": "sometimes"}, InvalidValueError, "cancel: expected one of 'any_time'"),
        ({"cancel": -HOUR}, InvalidValueError, "cancel: expected a timedelta of zero or more"),
        ({"reschedule": 3}, InvalidTypeError, "reschedule: expected a timedelta, 'any_time'"),
        ({"reason": "please"}, InvalidValueError, "reason: expected one of 'mandatory'"),
    ],
)
def test_the_wrong_field_is_named(
    wrong: dict[str, Any], error: type[Exception], message: str
) -> None:
    """A policy that makes no sense is refused, with the field and what was expected."""
    with pytest.raises(error, match=f"^{message}"):
        ChangePolicy(**wrong)


def test_the_wrong_question_is_named() -> None:
    """Another change, a time without a zone, or something that is no policy."""
    anything: Any = "extend"
    with pytest.raises(InvalidValueError, match=r"^change: expected one of 'cancel'"):
        ChangePolicy().why_not(anything, SPAN, at=START)
    with pytest.raises(NaiveDatetimeError, match=r"^at: expected an aware datetime"):
        ChangePolicy().why_not("cancel", SPAN, at=START.replace(tzinfo=None))
    with pytest.raises(NaiveDatetimeError, match=r"^at: expected an aware datetime"):
        Booking("b", "e", SPAN, seats=[], status="cancelled").why_not_change(
            "cancel", at=START.replace(tzinfo=None)
        )
    with pytest.raises(InvalidTypeError, match=r"^changes: expected a ChangePolicy"):
        EventType("e", duration=HOUR, changes=anything)
