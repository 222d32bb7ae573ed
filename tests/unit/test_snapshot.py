"""Snapshots are plain data: replacing one page, and looking away from bookings."""

import copy
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from teamsched.bookings import Booking
from teamsched.errors import (
    InvalidTypeError,
    NaiveDatetimeError,
    UnknownIdError,
)
from teamsched.filled import Filled
from teamsched.grid import StartGrid
from teamsched.intervals import Interval, IntervalSet
from teamsched.model import Busy, BusyStatus
from teamsched.openings import Openings
from teamsched.snapshot import NEVER, Layers, Snapshot

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WINDOW = Interval.parse("2026-03-02T00:00Z/2026-03-03T00:00Z")
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


# Replacing a page


def test_one_page_is_replaced_and_nothing_else() -> None:
    """The other pages are the very same, and the old snapshot is as it was."""
    before, other = snapshot(), Layers("ana", UTC, NEVER)
    after = before.replacing("ana", other)
    assert after.pages == {**before.pages, "ana": other}
    assert after.pages["bo"] is before.pages["bo"]
    assert attrs.evolve(after, pages=before.pages) == before == snapshot()


def test_a_page_that_is_not_there_is_not_replaced() -> None:
    """The page is named; layers are nothing else."""
    with pytest.raises(
        UnknownIdError, match=r"^page: expected a page of this snapshot, got 'dua'$"
    ):
        snapshot().replacing("dua", layers("dua"))
    with pytest.raises(InvalidTypeError, match=r"^layers: expected Layers, got"):
        snapshot().replacing("ana", WORK)  # type: ignore[arg-type]


def test_what_was_found_is_handed_on_as_outdated() -> None:
    """What was found before is known to be of all pages but the replaced ones, however many."""
    before = snapshot()
    before.openings["demo"] = OPENINGS
    once = before.replacing("ana", layers("ana"))
    assert (once.openings, once.outdated) == ({}, {"demo": (OPENINGS, frozenset({"ana"}))})
    twice = once.replacing("bo", layers("bo"))
    assert twice.outdated == {"demo": (OPENINGS, frozenset({"ana", "bo"}))}
    assert (before.openings, before.outdated) == ({"demo": OPENINGS}, {})
    assert once.outdated == {"demo": (OPENINGS, frozenset({"ana"}))}


def test_what_was_found_later_is_less_outdated() -> None:
    """Openings found after a replacement are outdated by the next one only."""
    once = snapshot().replacing("ana", layers("ana"))
    once.outdated["demo"] = (Openings(StartGrid([1, 2]), {}), frozenset({"ana"}))
    once.openings["demo"] = OPENINGS
    assert once.replacing("bo", layers("bo")).outdated == {"demo": (OPENINGS, frozenset({"bo"}))}


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
    before.openings["demo"] = OPENINGS
    after = before.without("b-1")
    assert (after.openings, after.outdated) == ({}, {})


# Layers


def test_a_calendar_is_kept_span_by_span_and_merged() -> None:
    """The engine reads the merged set, explanations the spans with what is known of them."""
    later = Busy(Interval.parse("2026-03-02T12:30Z/14:00Z"), source="calendar")
    busy = (Busy(LUNCH, status=BusyStatus.TENTATIVE), later)
    one = layers("ana").with_busy(busy)
    assert one.calendar() == busy
    assert one.blocked == IntervalSet.parse("2026-03-02T12:00Z/14:00Z")
    merged = layers("ana").with_busy(one.blocked)
    assert merged.calendar() == (Busy(Interval.parse("2026-03-02T12:00Z/14:00Z")),)
    assert merged.blocked == one.blocked
    assert layers("ana").with_busy(()).blocked == NEVER == layers("ana").blocked
    assert layers("ana").calendar() == ()


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
    asked.openings["demo"] = OPENINGS
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
