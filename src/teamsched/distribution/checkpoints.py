"""What a ledger amounts to at some time: enough to go on from without what came before."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import attrs

from teamsched.bookings import Booking
from teamsched.checks import identifier, instance, is_a, one_of, optional_id
from teamsched.distribution.accounts import Books, Pool, Tally
from teamsched.distribution.lapses import Lapse, added_up
from teamsched.distribution.waits import Wait, Waits
from teamsched.entries import PRESENCE_KINDS, Kind, amount
from teamsched.errors import InvalidValueError
from teamsched.frozen import FrozenDict
from teamsched.instants import to_datetime, to_instant

MAX_ROWS = 1_000_000
"""Most rows of each sort in a stored checkpoint."""

_VERSION = 2
"""Of the stored form: whatever can't be read as it is now gets the next number."""

Key = TypeVar("Key")
What = TypeVar("What")
Value = TypeVar("Value")


def _utc(value: datetime) -> datetime:
    return to_datetime(to_instant(value, "at"))


def _waits(value: Waits) -> Waits:
    return FrozenDict({pool: FrozenDict(pages) for pool, pages in value.items()})


@attrs.frozen(order=False, repr=False)
class Checkpoint:
    """What a ledger says of everything that was recorded up to a time: enough to go on from.

        >>> from teamsched.distribution.ledger import Ledger
        >>> checkpoint = Ledger.of().checkpoint(datetime(2026, 3, 1, tzinfo=UTC))
        >>> checkpoint
        <Checkpoint 2026-03-01 00:00Z>
        >>> Checkpoint.from_dict(checkpoint.to_dict()) == checkpoint
        True

    Get one from :meth:`Ledger.checkpoint`, and go on with ``Ledger.of(…, after=checkpoint)``.

    Attributes:
        at: Everything recorded until then is in it, whatever booking it belongs to.
        books: What it adds up to.
        waits: How long everybody had waited.
    """

    at: datetime = attrs.field(converter=_utc)
    books: Books = attrs.field(validator=is_a(Books, "Books"))
    waits: Waits = attrs.field(converter=_waits)

    def to_dict(self) -> dict[str, Any]:
        """Return it as a dict of lists, texts and whole numbers, to be stored as JSON.

        Equal checkpoints give equal dicts. Instants are microseconds since 1970, and credits are
        parts of UNIT a booking: the numbers are large, and a store must not round them.
        """
        books = self.books
        return {
            "version": _VERSION,
            "at": to_instant(self.at),
            "accounts": _sorted(
                [pool, page, *attrs.astuple(tally)]
                for pool, account in books.accounts.items()
                for page, tally in account.items()
            ),
            "clocks": _sorted(
                [*scope, page, instant]
                for scope, clocks in books.clocks.items()
                for page, instant in clocks.items()
            ),
            "roster": _sorted(
                [pool, page, kind.value, instant]
                for pool, told in books.roster.items()
                for (page, kind), instant in told.items()
            ),
            "lapses": _sorted(
                [pool, *_cells_of(lapse)]
                for pool, lapses in books.lapses.items()
                for lapse in lapses
            ),
            "waits": _sorted(
                [pool, page, wait.now, wait.longest]
                for pool, waits in self.waits.items()
                for page, wait in waits.items()
            ),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Checkpoint":
        """Return the checkpoint that :meth:`to_dict` made a dict of.

        Raises:
            InvalidInputError: It can't be one: the field is named.
        """
        instance("values", values, dict, "a dict")
        wanted = {"version", "at", *_CELLS}
        if set(values) != wanted:
            expected = "the keys " + ", ".join(sorted(wanted))
            raise InvalidValueError("values", expected=expected, got=list(values))
        one_of("version", values["version"], [_VERSION])
        rows = {field: _rows(field, values[field]) for field in _CELLS}
        lapses: dict[Pool, list[Lapse]] = {}
        for pool, *cells in rows["lapses"]:
            lapses.setdefault(pool, []).append(_lapse(cells))
        books = Books(
            _nested("accounts", ((r[0], r[1], Tally(*r[2:])) for r in rows["accounts"])),
            _nested("clocks", (((r[0], r[1]), r[2], r[3]) for r in rows["clocks"])),
            _nested("roster", ((r[0], (r[1], r[2]), r[3]) for r in rows["roster"])),
            FrozenDict({pool: _each_once(some) for pool, some in lapses.items()}),
        )
        waits = _nested("waits", ((r[0], r[1], _wait(r[2], r[3])) for r in rows["waits"]))
        return cls(to_datetime(_instant("at", values["at"])), books, waits)

    def __repr__(self) -> str:
        return f"<Checkpoint {self.at:%Y-%m-%d %H:%M}Z>"


def as_of(booking: Booking, moment: datetime) -> Booking:
    """Return a booking with what was recorded up to a time for its history."""
    return attrs.evolve(booking, history=[one for one in booking.history if one.at <= moment])


# Rows, and what may stand in their cells


def _sorted(rows: Iterable[list[Any]]) -> list[list[Any]]:
    return sorted(rows, key=ascii)  # a pool may be None, which is neither less nor more


def _rows(field: str, value: object) -> list[list[Any]]:
    rows = instance(field, value, list, "a list of rows")
    if len(rows) > MAX_ROWS:
        raise InvalidValueError(field, expected=f"at most {MAX_ROWS} rows", got=len(rows))
    cells = _CELLS[field]
    found = []
    for row in rows:
        if len(instance(field, row, list, "rows, each a list")) != len(cells):
            raise InvalidValueError(field, expected=f"rows of {len(cells)} cells", got=row)
        found.append([read(field, cell) for read, cell in zip(cells, row, strict=True)])
    return found


def _nested(
    field: str, items: Iterable[tuple[Key, What, Value]]
) -> FrozenDict[Key, Mapping[What, Value]]:
    found: dict[Key, dict[What, Value]] = {}
    for key, what, value in items:
        if what in found.setdefault(key, {}):
            raise InvalidValueError(field, expected="one row for each", got=(key, what))
        found[key][what] = value
    return FrozenDict({key: FrozenDict(values) for key, values in found.items()})


def _wait(now: int, longest: int) -> Wait:
    if now > longest:
        raise InvalidValueError("waits", expected="the longest not below the last", got=longest)
    return Wait(now, longest)


def _cells_of(lapse: Lapse) -> list[Any]:
    scope = lapse.scope or (None, None)
    return [lapse.until, lapse.page, lapse.received, lapse.units, lapse.held, *scope, lapse.at]


def _lapse(cells: list[Any]) -> Lapse:
    until, page, received, units, held, through, event_type, at = cells
    if (event_type is None) is not (at is None) or (event_type is None and through is not None):
        expected = "an event type and an instant, or neither"
        raise InvalidValueError("lapses", expected=expected, got=cells)
    scope = None if event_type is None else (through, event_type)
    return Lapse(until, page, received, units, held, scope, at)


def _each_once(lapses: list[Lapse]) -> tuple[Lapse, ...]:
    found = added_up(lapses)
    if len(found) < len(lapses):
        raise InvalidValueError("lapses", expected="one row for each", got=lapses)
    return found


def _count(field: str, value: object) -> int:
    return amount(field, value, low=0)


_FIRST, _LAST = (
    to_instant(datetime.min.replace(tzinfo=UTC)),
    to_instant(datetime.max.replace(tzinfo=UTC)),
)


def _instant(field: str, value: object) -> int:
    if not _FIRST <= amount(field, value) <= _LAST:
        raise InvalidValueError(field, expected="an instant of the years 1 to 9999", got=value)
    return amount(field, value)


def _optional_instant(field: str, value: object) -> int | None:
    return None if value is None else _instant(field, value)


def _kind(field: str, value: object) -> Kind:
    return one_of(field, value, sorted(PRESENCE_KINDS))


_Cell = Callable[[str, object], Any]
_CELLS: Mapping[str, tuple[_Cell, ...]] = {
    "accounts": (
        *(optional_id, identifier),
        *(_count, _count, amount, amount, _count),
        _optional_instant,
    ),
    "clocks": (optional_id, identifier, identifier, _instant),
    "roster": (identifier, identifier, _kind, _instant),
    "lapses": (
        *(optional_id, _instant, identifier),
        *(amount, amount, amount),
        *(optional_id, optional_id),
        _optional_instant,
    ),
    "waits": (identifier, identifier, _count, _count),
}
