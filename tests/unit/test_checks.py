"""Checks at the door let the right values through, and name the field of the others."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from teamsched import checks
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from teamsched.model import BusyStatus


def test_instances_pass() -> None:
    """A value of the kind comes back, anything else is the wrong type."""
    assert checks.instance("name", "ana", str, "a text") == "ana"
    with pytest.raises(InvalidTypeError, match=r"^name: expected a text, got 3$"):
        checks.instance("name", 3, str, "a text")


@pytest.mark.parametrize("value", [1, 2, 10])
def test_whole_numbers_within_bounds_pass(value: int) -> None:
    """Both bounds are included."""
    assert checks.whole("count", value, low=1, high=10) == value


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (0, InvalidValueError),
        (11, InvalidValueError),
        (True, InvalidTypeError),
        (1.0, InvalidTypeError),
        ("1", InvalidTypeError),
        (None, InvalidTypeError),
    ],
)
def test_other_numbers_are_refused(value: object, error: type[InvalidInputError]) -> None:
    """Beyond the bounds is a wrong value; a bool, a fraction and a text are the wrong type."""
    with pytest.raises(
        error, match=r"^count: expected a whole number of at least 1 and at most 10"
    ):
        checks.whole("count", value, low=1, high=10)


def test_a_whole_number_may_have_no_upper_bound() -> None:
    """Then any number from the lower one passes, and the message names that one only."""
    assert checks.whole("limit", 10**30, low=0) == 10**30
    with pytest.raises(InvalidValueError, match=r"^limit: expected a whole number of at least 0, "):
        checks.whole("limit", -1, low=0)


def test_an_id_is_a_text_of_bounded_length() -> None:
    """One to two hundred characters, whichever."""
    for id in ("a", " ", "x" * checks.MAX_ID, "späť/7"):
        assert checks.identifier("id", id) == id
    for id in ("", "x" * (checks.MAX_ID + 1)):
        with pytest.raises(
            InvalidValueError, match=r"^id: expected an id: a text of 1 to 200 char"
        ):
            checks.identifier("id", id)
    with pytest.raises(InvalidTypeError, match=r"^id: expected an id"):
        checks.identifier("id", 7)


def test_one_of_gives_the_choice() -> None:
    """The member of the choices comes back, not its equal; the message lists them all."""
    assert checks.one_of("per", "day", ("day", "week")) == "day"
    assert checks.one_of("status", "free", BusyStatus) is BusyStatus.FREE
    with pytest.raises(
        InvalidValueError, match=r"^per: expected one of 'day', 'week', got 'year'$"
    ):
        checks.one_of("per", "year", ("day", "week"))
    with pytest.raises(InvalidValueError, match=r"^status: expected one of 'free', 'tentative', "):
        checks.one_of("status", "FREE", BusyStatus)


@pytest.mark.parametrize("value", [[1, 2], (1, 2), iter([1, 2]), {1: 0, 2: 0}.keys()])
def test_any_iterable_is_a_collection(value: Any) -> None:
    """Lists, tuples, iterators and views give their items."""
    assert checks.collection("pages", value, "page ids") == (1, 2)


@pytest.mark.parametrize("value", ["ab", b"ab", {"a": 1}, 3, None])
def test_a_text_is_no_collection(value: Any) -> None:
    """A text instead of a list of texts is a slip, and so is a mapping."""
    with pytest.raises(InvalidTypeError, match=r"^pages: expected page ids, got "):
        checks.collection("pages", value, "page ids")


@attrs.frozen
class Checked:
    """A value with a field for each validator."""

    id: str = attrs.field(default="x", validator=checks.is_id)
    maybe: str | None = attrs.field(default=None, validator=checks.is_optional_id)
    length: timedelta = attrs.field(default=timedelta(0), validator=checks.is_length)
    positive: timedelta = attrs.field(default=timedelta(1), validator=checks.is_positive_length)
    optional: timedelta | None = attrs.field(default=None, validator=checks.is_optional_length)
    text: str = attrs.field(default="", validator=checks.is_a(str, "a text"))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"maybe": "x", "optional": timedelta(0)},
        {"length": timedelta(3), "positive": timedelta(microseconds=1)},
    ],
)
def test_validators_let_pass(fields: dict[str, Any]) -> None:
    """What a field asks for is what it takes, its edges included."""
    assert attrs.evolve(Checked(), **fields) == Checked(**fields)


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"id": ""}, InvalidValueError, "^id: expected an id"),
        ({"id": None}, InvalidTypeError, "^id: expected an id"),
        ({"maybe": ""}, InvalidValueError, "^maybe: expected an id"),
        ({"length": 3}, InvalidTypeError, "^length: expected a timedelta, got 3$"),
        ({"length": timedelta(-1)}, InvalidValueError, "^length: expected a timedelta of zero or"),
        ({"positive": 3}, InvalidTypeError, "^positive: expected a timedelta, got 3$"),
        ({"positive": timedelta(0)}, InvalidValueError, "^positive: expected a timedelta above"),
        ({"optional": 3}, InvalidTypeError, "^optional: expected a timedelta, got 3$"),
        ({"optional": timedelta(-1)}, InvalidValueError, "^optional: .* of zero or more"),
        ({"text": 3}, InvalidTypeError, "^text: expected a text, got 3$"),
    ],
)
def test_validators_name_the_field(
    fields: dict[str, Any], error: type[InvalidInputError], message: str
) -> None:
    """A validator knows the name of the field that it stands at."""
    with pytest.raises(error, match=message):
        Checked(**fields)
