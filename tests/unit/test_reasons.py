"""Reasons are data first, and say themselves in words, on the wall clock of a zone."""

import locale
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from teamsched.errors import InvalidTypeError, UnknownZoneError
from teamsched.intervals import Interval
from teamsched.reasons import Explanation, Reason, clock_span, distinct

BERLIN = ZoneInfo("Europe/Berlin")
SPAN = Interval.parse("2026-03-02T09:00Z/10:30")
BUSY = Reason("busy", "ana", SPAN, {"source": "calendar"}, text="is busy", note="calendar")


# In words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason("off_grid"), "off grid"),
        (Reason("off_grid", text="is no start"), "is no start"),
        (Reason("busy", "ana"), "ana: busy"),
        (Reason("busy", "ana", SPAN), "ana: busy Mon 2 Mar 09:00–10:30"),
        (Reason("too_soon", span=SPAN), "too soon Mon 2 Mar 09:00–10:30"),
        (Reason("too_soon", note="by an hour"), "too soon (by an hour)"),
        (BUSY, "ana: is busy Mon 2 Mar 09:00–10:30 (calendar)"),
    ],
)
def test_words_leave_out_what_is_not_there(reason: Reason, words: str) -> None:
    """Page, text, span and note, in this order; a reason without text says its code."""
    assert reason.words() == str(reason) == words


def test_words_follow_a_wall_clock() -> None:
    """Times are as people in a zone read them; left out, the zone is UTC."""
    assert BUSY.words(BERLIN) == "ana: is busy Mon 2 Mar 10:00–11:30 (calendar)"
    assert BUSY.words(UTC) == BUSY.words()
    assert BUSY.words("Europe/Berlin") == BUSY.words(BERLIN)


def test_a_zone_is_given_by_its_key_or_as_it_is() -> None:
    """Wherever words follow a wall clock, a text will do, and what is no zone is named."""
    shown = Explanation([BUSY], zone="Europe/Berlin")
    assert shown.zone is BERLIN
    assert shown.explain() == shown.explain(BERLIN) == shown.explain("Europe/Berlin")
    for wrong in ("", "Berlin"):
        with pytest.raises(UnknownZoneError, match=r"^zone: expected a key of the time zone"):
            shown.explain(wrong)
    with pytest.raises(InvalidTypeError, match=r"^zone: .* or a tzinfo, got 3$"):
        BUSY.words(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-03-02T09:00Z/17:30Z", "Mon 2 Mar 09:00–17:30"),
        ("2026-03-02T22:00Z/2026-03-03T06:00Z", "Mon 2 Mar 22:00–Tue 3 Mar 06:00"),
        ("2026-03-02T22:00Z/2026-03-03T00:00Z", "Mon 2 Mar 22:00–Tue 3 Mar 00:00"),
        ("2025-12-31T00:00Z/2026-12-31T12:00Z", "Wed 31 Dec 00:00–Thu 31 Dec 12:00"),
    ],
)
def test_the_end_has_a_date_if_it_is_another(text: str, words: str) -> None:
    """Within a day the date stands once."""
    assert clock_span(Interval.parse(text), UTC) == words


def days_and_months() -> str:
    days = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=31 * one) for one in range(12))
    return " ".join(
        clock_span(Interval.lasting(day, timedelta(hours=1)), UTC).partition(":")[0][:-3]
        for day in days
    )


DAYS_AND_MONTHS = (
    "Thu 1 Jan Sun 1 Feb Wed 4 Mar Sat 4 Apr Tue 5 May Fri 5 Jun "
    "Mon 6 Jul Thu 6 Aug Sun 6 Sep Wed 7 Oct Sat 7 Nov Tue 8 Dec"
)


def test_days_and_months_have_names() -> None:
    """All months and days of the week, in English, as everything else that reasons say."""
    assert days_and_months() == DAYS_AND_MONTHS


@pytest.fixture
def foreign_locale() -> Iterator[None]:
    """Set a locale in which Monday is not Mon, if the machine has one."""
    before = locale.setlocale(locale.LC_TIME)
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "German_Germany.1252"):
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
        yield
        locale.setlocale(locale.LC_TIME, before)
        return
    pytest.skip("no foreign locale is installed")


@pytest.mark.usefixtures("foreign_locale")
def test_words_do_not_follow_the_locale() -> None:
    """The same inputs give the same text, whatever the host application sets for its own."""
    assert days_and_months() == DAYS_AND_MONTHS


# As data


def test_words_are_not_what_makes_reasons_equal() -> None:
    """Code, page, span and params are compared; text and note are for reading only."""
    assert Reason("busy", "ana", text="is busy", note="a") == Reason("busy", "ana", text="was busy")
    assert Reason("busy", "ana") != Reason("busy", "bo")
    assert Reason("busy", "ana") != Reason("booked", "ana")
    assert Reason("busy", "ana", SPAN) != Reason("busy", "ana")
    assert Reason("cap", params={"limit": 1}) != Reason("cap", params={"limit": 2})


def test_reasons_are_values() -> None:
    """They are hashable and picklable, and what they were made of can't reach into them."""
    params = {"limit": 1}
    reason = Reason("cap", "ana", SPAN, params)
    params["limit"] = 2
    assert dict(reason.params) == {"limit": 1}
    assert hash(reason) == hash(Reason("cap", "ana", SPAN, {"limit": 1}))
    assert pickle.loads(pickle.dumps(reason)) == reason  # noqa: S301 (it is our own)


def test_reprs_show_the_code() -> None:
    """In a debugger the code stands first."""
    assert repr(BUSY) == "<Reason busy: ana: is busy Mon 2 Mar 09:00–10:30 (calendar)>"
    assert repr(Explanation()) == "<Explanation 0 reasons: none>"
    both = Explanation([Reason("off_grid"), BUSY, BUSY])
    assert repr(both) == "<Explanation 3 reasons: busy, off_grid>"


def test_distinct_keeps_the_first_of_equals() -> None:
    """Repetition goes, the order stays."""
    first, again = Reason("busy", text="one"), Reason("busy", text="two")
    other = Reason("off_grid")
    found = distinct(iter([first, other, again, other]))
    assert found == (first, other)
    assert found[0].text == "one"


# Explanations


def test_an_explanation_is_true_if_it_explains() -> None:
    """No reasons are no explanation."""
    assert not Explanation()
    assert Explanation([BUSY])
    assert Explanation().explain() == ""


def test_an_explanation_can_be_searched() -> None:
    """By code for programs, by page for people."""
    other = Reason("off_grid")
    explanation = Explanation(iter([other, BUSY]))
    assert explanation.reasons == (other, BUSY)
    assert explanation.codes == {"busy", "off_grid"}
    assert explanation.about("ana") == (BUSY,)
    assert explanation.about("bo") == ()


def test_an_explanation_has_a_zone() -> None:
    """A line for each reason, on its own wall clock or on that of whoever asks."""
    explanation = Explanation([Reason("off_grid"), BUSY], zone=BERLIN)
    assert explanation.explain() == "off grid\nana: is busy Mon 2 Mar 10:00–11:30 (calendar)"
    assert explanation.explain(UTC) == "off grid\nana: is busy Mon 2 Mar 09:00–10:30 (calendar)"
    assert explanation == Explanation([Reason("off_grid"), BUSY])
