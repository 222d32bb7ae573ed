"""The errors of the library: every one on purpose is a :class:`TeamschedError`.

Bad input and programming errors raise, naming the field, what was expected and what came.
"Nobody is free", "no rule matched" and "just taken" are results, never errors.
"""

from typing import Any

_SHOWN = 120
"""Longest part of a foreign value that a message repeats."""


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # more digits than Python prints, or deeper
        text = f"{type(value).__name__} too long to be shown"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class TeamschedError(Exception):
    """The base of everything that the library raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is pickled as a call with its message, which ours don't take.
        return _restored, (type(self), self.args, vars(self))


def _restored(kind: type[TeamschedError], args: tuple[Any, ...], fields: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    vars(error).update(fields)
    return error


class InvalidInputError(TeamschedError):
    """Some input is not what it has to be; nothing has changed.

    Attributes:
        field: The name of the argument or field.
        expected: What it has to be, in words.
        got: What came.
    """

    def __init__(self, field: str, *, expected: str, got: object) -> None:
        super().__init__(f"{field}: expected {expected}, got {_shown(got)}")
        self.field = field
        self.expected = expected
        self.got = got


class InvalidValueError(InvalidInputError, ValueError):
    """A value of the right type that makes no sense here."""


class InvalidTypeError(InvalidInputError, TypeError):
    """A value of the wrong type."""


class NaiveDatetimeError(InvalidValueError):
    """A datetime without a zone: nobody can know which instant it means."""

    def __init__(self, field: str, *, got: object) -> None:
        super().__init__(
            field, expected="an aware datetime (maybe localize() it in a zone)", got=got
        )


class UnknownZoneError(InvalidValueError):
    """A name that the time zone database does not know."""


class SkippedTimeError(InvalidValueError):
    """A wall-clock time that the clocks jump over, where skipped times are rejected."""


class RepeatedTimeError(InvalidValueError):
    """A wall-clock time that happens twice, where repeated times are rejected."""


class UnknownIdError(InvalidInputError, LookupError):
    """An id that refers to nothing."""


class DuplicateIdError(InvalidValueError):
    """An id that is already taken: members, pages and pools share one namespace."""


class ExpansionLimitError(TeamschedError):
    """Input that would expand without bound, stopped at a named cap.

    Attributes:
        what: What was being expanded.
        limit: The cap that was reached.
    """

    def __init__(self, what: str, *, limit: int, hint: str = "maybe narrow the window") -> None:
        super().__init__(f"{what}: more than {limit} results ({hint})")
        self.what = what
        self.limit = limit


class BookingStateError(TeamschedError):
    """A booking was asked for a step that its status does not allow.

    Attributes:
        booking: The id of the booking.
        status: The status it has.
        step: The step that was asked for.
    """

    def __init__(self, booking: str, *, status: str, step: str) -> None:
        super().__init__(f"booking {booking!r} is {status}: it can't be {step}")
        self.booking = booking
        self.status = status
        self.step = step


class ConflictError(TeamschedError):
    """Two different values claim to be the same revision of the same thing.

    Attributes:
        id: The id that both carry.
        rev: The revision that both carry.
    """

    def __init__(self, id: str, *, rev: int) -> None:
        super().__init__(f"booking {id!r}: two different values of revision {rev}")
        self.id = id
        self.rev = rev


class StaleError(ConflictError):
    """Something was decided on a revision of a booking that is not the one which is there now.

    Attributes:
        id: The id of the booking.
        rev: The revision that is there now, 0 for none.
        seen: The revision that it was decided on, 0 for none.
    """

    def __init__(self, id: str, *, rev: int, seen: int) -> None:
        TeamschedError.__init__(
            self, f"booking {id!r}: decided on {_revision(seen)}, and now there is {_revision(rev)}"
        )
        self.id = id
        self.rev = rev
        self.seen = seen


def _revision(number: int) -> str:
    return f"revision {number}" if number else "none"
