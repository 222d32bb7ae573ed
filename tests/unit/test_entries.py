"""Entries and what is in them: what is read from a row, and which rows are refused."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from teamsched.entries import (
    MAX_AMOUNT,
    MAX_REASON,
    PRESENCE_KINDS,
    ROSTER_KINDS,
    UNIT,
    Entry,
    GivesBack,
    Kind,
    Loss,
    Posting,
    Shares,
)
from teamsched.errors import (
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    NaiveDatetimeError,
)

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATER = AT + timedelta(days=1)
SHARES = Shares("sales", ["ana", "bo"], line=[5, 5], free=[10, 0], asked=[0, 0])


def test_defaults_add_nothing() -> None:
    """A posting of nothing and an entry without postings change no account."""
    posting = Posting("sales", "ana")
    assert (posting.received, posting.removed, posting.units, posting.held) == (0, 0, 0, 0)
    entry = Entry(Kind.BOOKED, at=AT)
    assert (entry.postings, entry.shares, entry.gives_back) == ((), (), ())
    assert (entry.by, entry.reason, entry.expires) == (None, None, None)


def test_the_unit_splits_evenly() -> None:
    """One booking's worth of credit can be shared among any forty people without a rest."""
    assert all(UNIT % people == 0 for people in range(1, 41))


def test_every_kind_is_of_a_booking_or_of_the_roster() -> None:
    """What tells of a place is on the roster, and so is what is adjusted by hand."""
    assert {Kind.JOINED, Kind.LEFT, Kind.PAUSED, Kind.RESUMED} == PRESENCE_KINDS
    assert PRESENCE_KINDS | {Kind.ADJUSTED} == ROSTER_KINDS


def test_texts_of_a_database_become_kinds() -> None:
    """What was stored as text is read as text; times of any zone are kept in UTC."""
    local = timezone(timedelta(hours=2))
    entry: Any = Entry("adjusted", at=AT.astimezone(local), expires=LATER.astimezone(local))
    assert (entry.kind, entry.at, entry.at.tzinfo) == (Kind.ADJUSTED, AT, UTC)
    assert (entry.expires, entry.expires.tzinfo) == (LATER, UTC)
    back: Any = GivesBack("sales", ["no_show", "reassigned", "no_show"])  # type: ignore[list-item]
    assert back.losses == {Loss.NO_SHOW, Loss.REASSIGNED}


def test_the_largest_amounts_are_taken() -> None:
    """The bounds are there to refuse what is no amount, and nothing short of that."""
    large = MAX_AMOUNT - 1
    posting = Posting(None, "ana", received=large, removed=large, units=-large, held=-large)
    assert (posting.received, posting.units) == (large, -large)
    assert len(Entry(Kind.BOOKED, at=AT, by="x" * MAX_REASON).by or "") == MAX_REASON


def test_entries_are_values() -> None:
    """Equal ones have equal hashes; they are copied and pickled with all that is in them."""

    def made() -> Entry:
        return Entry(
            Kind.BOOKED,
            at=AT,
            postings=[Posting("sales", "ana", received=1, units=-UNIT, held=7)],
            shares=[SHARES],
            gives_back=[GivesBack("sales", [Loss.NO_SHOW])],
            by="customer",
            reason="because",
        )

    for same in (
        made(),
        pickle.loads(pickle.dumps(made())),  # noqa: S301 (it is our own)
        copy.deepcopy(made()),
    ):
        assert same == made()
        assert hash(same) == hash(made())


posting: Any = Posting
shares: Any = Shares
entry: Any = Entry
gives_back: Any = GivesBack
TWO = {"line": [5, 5], "free": [5, 5], "asked": [5, 5]}
HUGE = 10**5000
"""A number of more digits than may be printed."""


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda: posting("sales", ""), InvalidValueError, "page: expected an id"),
        (lambda: posting("", "ana"), InvalidValueError, "pool: expected an id"),
        (lambda: posting(3, "ana"), InvalidTypeError, "pool: expected an id"),
        (lambda: posting("s", "a", received=-1), InvalidValueError, "received: expected a whole"),
        (lambda: posting("s", "a", received=True), InvalidTypeError, "received: expected a whole"),
        (lambda: posting("s", "a", removed=-1), InvalidValueError, "removed: expected a whole"),
        (lambda: posting("s", "a", removed="1"), InvalidTypeError, "removed: expected a whole"),
        (lambda: posting("s", "a", units=0.5), InvalidTypeError, "units: .* got 0.5"),
        (lambda: posting("s", "a", units=None), InvalidTypeError, "units: .* got None"),
        (lambda: posting("s", "a", units=MAX_AMOUNT), InvalidValueError, "units: .* at most 9{40}"),
        (lambda: posting("s", "a", units=-MAX_AMOUNT), InvalidValueError, "units: .* least -9{40}"),
        (lambda: posting("s", "a", held=HUGE), InvalidValueError, "held: .* got int too long"),
        (lambda: shares("", ["ana"], line=[1], free=[1], asked=[1]), InvalidValueError, "pool: "),
        (lambda: shares("s", "ab", **TWO), InvalidTypeError, "pages: expected page ids"),
        (lambda: shares("s", ["a", ""], **TWO), InvalidValueError, "pages: expected an id"),
        (lambda: shares("s", ["a", "a"], **TWO), InvalidValueError, "pages: expected distinct"),
        (lambda: shares("s", ["a"], **TWO), InvalidValueError, "line: expected 1 shares"),
        (
            lambda: shares("s", ["a", "b"], **{**TWO, "free": [5]}),
            InvalidValueError,
            "free: expected 2 shares",
        ),
        (
            lambda: shares("s", ["a", "b"], **{**TWO, "asked": [5, -1]}),
            InvalidValueError,
            "asked: expected a whole number",
        ),
        (
            lambda: shares("s", ["a", "b"], **{**TWO, "asked": [5, True]}),
            InvalidTypeError,
            "asked: expected a whole number",
        ),
        (
            lambda: shares("s", ["a", "b"], **{**TWO, "line": 3}),
            InvalidTypeError,
            "shares: expected whole numbers",
        ),
        (lambda: entry("lost", at=AT), InvalidValueError, "kind: expected one of .held"),
        (lambda: entry("booked", at=3), InvalidTypeError, "at: expected an aware datetime"),
        (
            lambda: entry("booked", at=AT.replace(tzinfo=None)),
            NaiveDatetimeError,
            "at: expected an aware datetime",
        ),
        (lambda: entry("booked", at=AT, postings=3), InvalidTypeError, "postings: expected Post"),
        (lambda: entry("booked", at=AT, postings=[3]), InvalidTypeError, "postings: expected Post"),
        (lambda: entry("booked", at=AT, shares=[3]), InvalidTypeError, "shares: expected Shares"),
        (lambda: entry("booked", at=AT, gives_back=[3]), InvalidTypeError, "gives_back: expected"),
        (lambda: entry("booked", at=AT, by=3), InvalidTypeError, "by: expected a text or None"),
        (
            lambda: entry("booked", at=AT, by="x" * (MAX_REASON + 1)),
            InvalidValueError,
            "by: expected at most 1000 characters",
        ),
        (lambda: entry("booked", at=AT, reason=3), InvalidTypeError, "reason: expected a text"),
        (
            lambda: entry("booked", at=AT, reason="x" * (MAX_REASON + 1)),
            InvalidValueError,
            "reason: expected at most 1000 characters",
        ),
        (
            lambda: entry("booked", at=AT, expires=LATER),
            InvalidValueError,
            "expires: expected nothing but holds and adjustments to expire, got <Kind.BOOKED",
        ),
        (
            lambda: entry("adjusted", at=AT, expires=AT),
            InvalidValueError,
            "expires: expected later than 2026-03-01",
        ),
        (
            lambda: entry("adjusted", at=AT, expires=LATER.replace(tzinfo=None)),
            NaiveDatetimeError,
            "expires: expected an aware datetime",
        ),
        (lambda: gives_back("", []), InvalidValueError, "pool: expected an id"),
        (lambda: gives_back("sales", ["lost"]), InvalidValueError, "losses: expected one of"),
        (lambda: gives_back("sales", "no_show"), InvalidTypeError, "losses: expected Losses"),
    ],
)
def test_the_wrong_field_is_named(
    wrong: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """A row that makes no sense is refused, with the field and what was expected."""
    with pytest.raises(error, match=f"^{message}"):
        wrong()
