"""Errors name the field, what was expected and what came, and travel between processes."""

import copy
import pickle

import pytest

from teamsched import errors
from teamsched.errors import (
    BookingStateError,
    ConflictError,
    DuplicateIdError,
    ExpansionLimitError,
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    NaiveDatetimeError,
    RepeatedTimeError,
    SkippedTimeError,
    StaleError,
    TeamschedError,
    UnknownIdError,
    UnknownZoneError,
)

OF_INPUT = [
    InvalidInputError,
    InvalidValueError,
    InvalidTypeError,
    UnknownZoneError,
    SkippedTimeError,
    RepeatedTimeError,
    UnknownIdError,
    DuplicateIdError,
]
EXAMPLES: list[tuple[TeamschedError, str]] = [
    *(
        (kind("step", expected="a step", got=3), "step: expected a step, got 3")
        for kind in OF_INPUT
    ),
    (
        NaiveDatetimeError("start", got=3),
        "start: expected an aware datetime (maybe localize() it in a zone), got 3",
    ),
    (
        ExpansionLimitError("dates", limit=7),
        "dates: more than 7 results (maybe narrow the window)",
    ),
    (
        BookingStateError("b-1", status="cancelled", step="reassigned"),
        "booking 'b-1' is cancelled: it can't be reassigned",
    ),
    (ConflictError("b-1", rev=2), "booking 'b-1': two different values of revision 2"),
    (
        StaleError("b-1", rev=2, seen=0),
        "booking 'b-1': decided on none, and now there is revision 2",
    ),
    (TeamschedError("anything"), "anything"),
]
KINDS = [type(error).__name__ for error, _ in EXAMPLES]


def test_every_error_has_an_example() -> None:
    """No kind of error is left out of these tests."""
    ours = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, TeamschedError)
    }
    assert set(KINDS) == ours


@pytest.mark.parametrize(("error", "message"), EXAMPLES, ids=KINDS)
def test_the_message_says_it_all(error: TeamschedError, message: str) -> None:
    """One line says what is wrong and, where that helps, what to do."""
    assert str(error) == message


@pytest.mark.parametrize(("error", "message"), EXAMPLES, ids=KINDS)
def test_errors_are_pickled_and_copied(error: TeamschedError, message: str) -> None:
    """An error comes back from another process as it was: its kind, message and fields."""
    for same in (
        pickle.loads(pickle.dumps(error)),  # noqa: S301 (it is our own)
        copy.copy(error),
        copy.deepcopy(error),
    ):
        assert type(same) is type(error)
        assert str(same) == message
        assert vars(same) == vars(error)


def test_fields_are_for_programs() -> None:
    """What a message says in words is there as attributes."""
    assert vars(InvalidValueError("k", expected="more", got=0)) == {
        "field": "k",
        "expected": "more",
        "got": 0,
    }
    assert vars(ExpansionLimitError("dates", limit=7)) == {"what": "dates", "limit": 7}
    assert vars(ConflictError("b", rev=2)) == {"id": "b", "rev": 2}
    assert vars(BookingStateError("b", status="no_show", step="cancelled")) == {
        "booking": "b",
        "status": "no_show",
        "step": "cancelled",
    }


def test_errors_are_also_those_of_python() -> None:
    """Whoever catches ValueError, TypeError or LookupError catches ours of that kind."""
    assert issubclass(InvalidTypeError, TypeError)
    assert issubclass(UnknownIdError, LookupError)
    for kind in (
        InvalidValueError,
        NaiveDatetimeError,
        UnknownZoneError,
        SkippedTimeError,
        RepeatedTimeError,
        DuplicateIdError,
    ):
        assert issubclass(kind, ValueError)


def test_long_values_are_cut() -> None:
    """A message repeats no more of a foreign value than fits on a line or two."""
    as_it_is = str(InvalidValueError("text", expected="less", got="x" * 118))
    cut = str(InvalidValueError("text", expected="less", got="x" * 119))
    assert as_it_is.endswith(f"got '{'x' * 118}'")
    assert cut.endswith(f"got '{'x' * 118}…")


def test_a_number_too_long_to_print_is_still_named() -> None:
    """Python refuses to print it; the message says so, and the value is there."""
    error = InvalidValueError("units", expected="less", got=10**5000)
    assert str(error) == "units: expected less, got int too long to be shown"
    assert error.got == 10**5000
