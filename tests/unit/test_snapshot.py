"""Snapshots are plain data: replacing a calendar, and looking away from bookings."""

import copy
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from teamsched.bookings import Booking
from teamsched.calendars import NEVER
from teamsched.errors import (
    InvalidTypeError,
    NaiveDatetimeError,
    UnknownIdError,
)
from teamsched.filled import Filled
from teamsched.grid import StartGrid
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import UNKNOWN, Busy, BusyStatus
from teamsched.openings import Openings
from teamsched.snapshot import MAX_KEPT, Layers, Snapshot

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WINDOW = Interval.parse("2026-03-02T00:00Z/2026-03-03T00:00Z")
FRAME = WINDOW.padded(before=timedelta(0), after=timedelta(hours=2))
WORK = IntervalSet.parse("2026-03-02T09:00Z/17:00Z")
LUNCH = Interval.parse("2026-03-02T12:00Z/13:00Z")
OPENINGS = Openings(StartGrid([1, 2]), {"ana": 0b11, "bo": 0b01})


def booking(id: str, *pages: str) -> Booking:
    return Booking(id, "demo", LUNCH, seats=[Filled(f"seat of {page}", page) for page in pages])


ONE, BOTH = booking("b-1", "ana"), booking("b-2", "ana", "bo")


def layers(member: str, *bookings: Booking) -> Layers:
    return Layers(member, UTC, WORK, bookings=bookings)


def snapshot() -> Snapshot:
    return Snapshot(
        now=NOW,
        window=WINDOW,
        pages={"ana": layers("ana", ONE, BOTH), "bo": layers("bo", BOTH), "cem": layers("cem")},
        bookings=[ONE, BOTH],
    )


# Replacing a calendar


def calendar_of(snapshot: Snapshot, page: str) -> Any:
    layers = snapshot.pages[page]
    return layers.busy, layers.blocked, layers.unknown


def test_one_calendar_is_replaced_and_nothing_else() -> None:
    """Whoever has another calendar is the very same, and the old snapshot is as it was."""
    before = snapshot()
    after = before.with_busy("ana", [LUNCH])
    expected = attrs.evolve(before.pages["ana"], busy=(Busy(LUNCH),), blocked=IntervalSet([LUNCH]))
    assert after.pages == {**before.pages, "ana": expected}
    assert after.pages["bo"] is before.pages["bo"]
    assert attrs.evolve(after, pages=before.pages) == before == snapshot()


def test_all_pages_of_the_member_have_the_new_calendar() -> None:
    """A member has one calendar, however many pages they have."""
    both = attrs.evolve(snapshot(), pages={**snapshot().pages, "vip": layers("ana")})
    after = both.with_busy("ana", [LUNCH])
    assert calendar_of(after, "vip") == calendar_of(after, "ana")
    assert after.pages["vip"].blocked == IntervalSet([LUNCH])


@pytest.mark.parametrize(
    ("calendar", "expected"),
    [
        ([], ((), NEVER, NEVER)),
        (IntervalSet([LUNCH]), (IntervalSet([LUNCH]), IntervalSet([LUNCH]), NEVER)),
        ([LUNCH, LUNCH], ((Busy(LUNCH),), IntervalSet([LUNCH]), NEVER)),
        ([Busy(LUNCH, status=BusyStatus.FREE)], ((), NEVER, NEVER)),
        ([Busy(LUNCH, status=UNKNOWN)], ((), NEVER, IntervalSet([LUNCH]))),
        (UNKNOWN, ((), NEVER, IntervalSet([FRAME]))),
    ],
)
def test_a_calendar_is_read_by_the_policies_of_the_snapshot(calendar: Any, expected: Any) -> None:
    """What does not block is left out, and unknown time that is allowed is flagged anew."""
    allowing = attrs.evolve(snapshot(), frame=FRAME, blocking=frozenset({BusyStatus.BUSY}))
    assert calendar_of(allowing.with_busy("ana", calendar), "ana") == expected
    flagged = allowing.with_busy("ana", UNKNOWN)
    assert calendar_of(flagged.with_busy("ana", calendar), "ana") == expected


def test_unknown_calendars_block_if_nothing_else_is_said() -> None:
    """The whole frame, which is the window if there is no other, is blocked."""
    blocked = snapshot().with_busy("ana", UNKNOWN).pages["ana"]
    assert blocked.busy == (Busy(WINDOW, status=UNKNOWN),)
    assert (blocked.blocked, blocked.unknown) == (IntervalSet([WINDOW]), NEVER)


def test_a_calendar_is_kept_span_by_span_and_merged() -> None:
    """The engine reads the merged set, explanations the spans with what is known of them."""
    later = Busy(Interval.parse("2026-03-02T12:30Z/14:00Z"), source="calendar")
    tentative = Busy(LUNCH, status=BusyStatus.TENTATIVE)
    one = snapshot().with_busy("ana", [later, tentative]).pages["ana"]
    assert one.busy == (tentative, later)
    assert one.blocked == IntervalSet.parse("2026-03-02T12:00Z/14:00Z")


@pytest.mark.parametrize(
    ("member", "calendar", "error", "message"),
    [
        ("dua", [], UnknownIdError, r"^member: expected a member of this snapshot, got 'dua'$"),
        (3, [], UnknownIdError, r"^member: expected a member of this snapshot, got 3$"),
        ("ana", LUNCH, InvalidTypeError, r"^busy\['ana'\]: expected an iterable of Busy or Inter"),
        ("ana", None, InvalidTypeError, r"^busy\['ana'\]: expected an iterable of Busy or Interv"),
        ("ana", [NOW], InvalidTypeError, r"^busy\['ana'\]: expected Busy or Interval values"),
    ],
)
def test_what_is_no_calendar_of_a_member_is_refused(
    member: Any, calendar: Any, error: type[Exception], message: str
) -> None:
    """The member is named; calendars are what a team takes."""
    with pytest.raises(error, match=message):
        snapshot().with_busy(member, calendar)


# What was found


def test_what_was_found_is_handed_on_as_outdated() -> None:
    """What was found before is known to be of all pages but the member's, however many change."""
    before = snapshot()
    before.keep("demo", OPENINGS)
    once = before.with_busy("ana", [])
    assert (once.openings, once.outdated) == ({}, {"demo": (OPENINGS, frozenset({"ana"}))})
    twice = once.with_busy("bo", [])
    assert twice.outdated == {"demo": (OPENINGS, frozenset({"ana", "bo"}))}
    assert (before.openings, before.outdated) == ({"demo": OPENINGS}, {})
    assert once.outdated == {"demo": (OPENINGS, frozenset({"ana"}))}


def test_what_was_found_later_is_less_outdated() -> None:
    """Openings found after a replacement are outdated by the next one only."""
    before = snapshot()
    before.keep("demo", Openings(StartGrid([1, 2]), {}))
    once = before.with_busy("ana", [])
    once.keep("demo", OPENINGS)
    assert once.with_busy("bo", []).outdated == {"demo": (OPENINGS, frozenset({"bo"}))}


def test_what_is_kept_is_bounded() -> None:
    """Of many answers the newest stay, however often some calendar is replaced in between."""
    one = snapshot()
    for number in range(3 * MAX_KEPT):
        one.keep(number, OPENINGS)
    assert list(one.openings) == list(range(2 * MAX_KEPT, 3 * MAX_KEPT))
    for number in range(10):
        one = one.with_busy("ana", [])
        one.keep(-number, OPENINGS)
        assert max(len(one.openings), len(one.outdated)) <= MAX_KEPT
    assert set(one.with_busy("ana", []).outdated) > set(range(-9, 1))


# Looking away from bookings


def test_without_a_booking_it_is_nowhere() -> None:
    """Neither its people's time nor the list of all has it; whoever has no part in it is kept."""
    before = snapshot()
    after = before.without("b-2")
    assert after.bookings == (ONE,)
    assert {page: one.bookings for page, one in after.pages.items()} == {
        "ana": (ONE,),
        "bo": (),
        "cem": (),
    }
    assert after.pages["cem"] is before.pages["cem"]
    assert before == snapshot()


def test_without_several_or_none() -> None:
    """Any number of bookings can be left out; ids that are not there leave out nothing."""
    assert snapshot().without("b-1", "b-2").bookings == ()
    assert snapshot().without("b-1").without("b-2") == snapshot().without("b-2", "b-1")
    assert snapshot().without() == snapshot().without("b-9") == snapshot()


def test_without_forgets_what_was_found() -> None:
    """Openings that were found with the booking in place say nothing about the time without it."""
    before = snapshot()
    before.keep("demo", OPENINGS)
    after = before.without("b-1")
    assert (after.openings, after.outdated) == ({}, {})


# As values


def test_now_is_kept_in_utc() -> None:
    """The present is an instant like any other: aware, of any zone."""
    local = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert attrs.evolve(snapshot(), now=local) == snapshot()
    assert attrs.evolve(snapshot(), now=local).now.tzinfo is UTC
    with pytest.raises(NaiveDatetimeError, match=r"^now: expected an aware datetime"):
        attrs.evolve(snapshot(), now=NOW.replace(tzinfo=None))


def test_what_was_found_does_not_make_snapshots_differ() -> None:
    """A snapshot that has been asked is equal to one that has not."""
    asked = snapshot()
    asked.keep("demo", OPENINGS)
    assert asked == snapshot()


def test_snapshots_are_values() -> None:
    """Their pages can't be changed; they are copied and pickled."""
    one: Any = snapshot()
    with pytest.raises(InvalidTypeError, match="frozen"):
        one.pages["ana"] = layers("ana")
    for same in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):  # noqa: S301 (our own)
        assert same == one


def test_the_repr_shows_how_much() -> None:
    """How many pages and bookings, and the window."""
    assert repr(snapshot()) == (
        "<Snapshot 3 pages, 2 bookings, 2026-03-02 00:00Z … 2026-03-03 00:00Z>"
    )
