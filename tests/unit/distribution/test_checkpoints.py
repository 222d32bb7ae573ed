"""Checkpoints as they are stored: what is in them, and what is refused."""

import copy
import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from teamsched.distribution import Checkpoint, Ledger
from teamsched.distribution.checkpoints import MAX_ROWS
from teamsched.entries import UNIT, Kind, Shares
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from tests.unit.distribution.life import adjusted, at, booked, booking, held, roster

SHARES = Shares("sales", ["ana", "bo"], line=[1, 1], free=[1, 1], asked=[1, 1])
BEGIN = 1_772_442_000_000_000
"""The instant of minute zero."""
MINUTE = 60_000_000
LEDGER = Ledger.of(
    [
        booking("b-1", attrs.evolve(booked("ana", 1), shares=[SHARES]), through="web"),
        booking("b-2", booked("bo", 2, pool=None), pool=None),
        booking("b-3", held("bo", 3, expires=9), through="web"),
    ],
    [roster(Kind.PAUSED, "bo", 3), adjusted("bo", 2, minute=3, expires=9)],
)


def stored() -> dict[str, Any]:
    """Return the checkpoint of all that, as it is stored."""
    return LEDGER.checkpoint(at(4)).to_dict()


def test_what_is_stored() -> None:
    """Rows of texts and whole numbers, in a settled order; instants are microseconds."""
    first, second = BEGIN + MINUTE, BEGIN + 2 * MINUTE
    third, ninth = BEGIN + 3 * MINUTE, BEGIN + 9 * MINUTE
    assert stored() == {
        "version": 2,
        "at": BEGIN + 4 * MINUTE,
        "accounts": [
            ["sales", "ana", 1, 0, 0, 0, 1, first],
            ["sales", "bo", 0, 0, 0, 0, 1, None],
            [None, "bo", 1, 0, 0, 0, 0, second],
        ],
        "clocks": [["web", "demo", "ana", first], [None, "demo", "bo", second]],
        "roster": [["sales", "bo", "paused", third]],
        "lapses": [
            ["sales", ninth, "#house", 0, -2 * UNIT, 0, None, None, None],
            ["sales", ninth, "bo", 0, 2 * UNIT, 0, None, None, None],
            ["sales", ninth, "bo", 1, -UNIT, 0, "web", "demo", third],
        ],
        "waits": [["sales", "ana", 0, 0], ["sales", "bo", 1, 1]],
    }


def test_it_survives_json() -> None:
    """To a store and back it is the same checkpoint, and the ledgers that go on from it are."""
    checkpoint = LEDGER.checkpoint(at(4))
    back = Checkpoint.from_dict(json.loads(json.dumps(checkpoint.to_dict())))
    assert (back, hash(back), back.to_dict()) == (checkpoint, hash(checkpoint), stored())
    assert Ledger.of(after=back).standings("sales") == LEDGER.standings("sales")
    assert Ledger.of(after=back).version == Ledger.of(after=checkpoint).version


def changed(*path: Any, to: Any) -> Callable[[], dict[str, Any]]:
    """Return what makes the stored form with one thing in it replaced."""

    def make() -> dict[str, Any]:
        values: Any = copy.deepcopy(stored())
        inner = values
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = to
        result: dict[str, Any] = values
        return result

    return make


def twice(field: str) -> Callable[[], dict[str, Any]]:
    """Return what makes the stored form with a row in it two times."""
    return lambda: {**stored(), field: stored()[field] * 2}


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: None, InvalidTypeError, r"values: expected a dict, got None"),
        (lambda: [stored()], InvalidTypeError, r"values: expected a dict"),
        (dict, InvalidValueError, r"values: expected the keys accounts, at, clocks, "),
        (lambda: {**stored(), "more": 1}, InvalidValueError, r"values: expected the keys"),
        (changed("version", to=1), InvalidValueError, r"version: expected one of 2, got 1"),
        (changed("at", to="now"), InvalidTypeError, r"at: expected a whole number"),
        (changed("at", to=10**20), InvalidValueError, r"at: expected an instant of the years"),
        (changed("at", to=-(10**20)), InvalidValueError, r"at: expected an instant of the years"),
        (changed("accounts", to={}), InvalidTypeError, r"accounts: expected a list of rows"),
        (changed("waits", 0, to="x"), InvalidTypeError, r"waits: expected rows, each a list"),
        (changed("waits", 0, to=["x"]), InvalidValueError, r"waits: expected rows of 4 cells"),
        (
            lambda: {**stored(), "lapses": [None] * (MAX_ROWS + 1)},
            InvalidValueError,
            r"lapses: expected at most 1000000 rows, got 1000001",
        ),
        (changed("accounts", 1, 0, to=7), InvalidTypeError, r"accounts: expected an id"),
        (changed("accounts", 1, 1, to=None), InvalidTypeError, r"accounts: expected an id"),
        (changed("accounts", 1, 2, to=-1), InvalidValueError, r"accounts: expected a whole"),
        (changed("accounts", 1, 3, to=True), InvalidTypeError, r"accounts: expected a whole"),
        (changed("accounts", 1, 4, to=10**40), InvalidValueError, r"accounts: expected a whole"),
        (changed("accounts", 1, 5, to=0.5), InvalidTypeError, r"accounts: expected a whole"),
        (changed("accounts", 1, 6, to=-1), InvalidValueError, r"accounts: expected a whole"),
        (changed("accounts", 1, 7, to=10**20), InvalidValueError, r"accounts: expected an inst"),
        (changed("clocks", 0, 3, to=None), InvalidTypeError, r"clocks: expected a whole"),
        (changed("clocks", 0, 1, to=""), InvalidValueError, r"clocks: expected an id"),
        (changed("roster", 0, 2, to="adjusted"), InvalidValueError, r"roster: expected one of"),
        (changed("roster", 0, 0, to=None), InvalidTypeError, r"roster: expected an id"),
        (changed("lapses", 0, 4, to="2"), InvalidTypeError, r"lapses: expected a whole"),
        (changed("lapses", 2, 7, to=None), InvalidValueError, r"lapses: expected an event type"),
        (changed("lapses", 2, 8, to=None), InvalidValueError, r"lapses: expected an event type"),
        (changed("lapses", 0, 6, to="web"), InvalidValueError, r"lapses: expected an event type"),
        (twice("lapses"), InvalidValueError, r"lapses: expected one row for each"),
        (changed("waits", 0, 3, to=-1), InvalidValueError, r"waits: expected a whole"),
        (changed("waits", 1, to=["sales", "bo", 2, 1]), InvalidValueError, r"waits: expected the"),
        (twice("accounts"), InvalidValueError, r"accounts: expected one row for each"),
        (twice("clocks"), InvalidValueError, r"clocks: expected one row for each"),
        (twice("roster"), InvalidValueError, r"roster: expected one row for each"),
        (twice("waits"), InvalidValueError, r"waits: expected one row for each"),
    ],
)
def test_the_wrong_part_is_named(
    make: Callable[[], Any], error: type[InvalidInputError], message: str
) -> None:
    """What was not stored by us, or was damaged since, is refused."""
    with pytest.raises(error, match=f"^{message}"):
        Checkpoint.from_dict(make())


def test_a_checkpoint_is_checked() -> None:
    """One that is made by hand, too."""
    checkpoint = LEDGER.checkpoint(at(4))
    with pytest.raises(InvalidTypeError, match=r"^books: expected Books, got None"):
        attrs.evolve(checkpoint, books=None)  # type: ignore[arg-type]
    with pytest.raises(InvalidTypeError, match=r"^at: expected an aware datetime"):
        attrs.evolve(checkpoint, at=3)  # type: ignore[arg-type]
