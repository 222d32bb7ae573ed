"""Round robin: the line, what is shown of it, what is given back, and levels."""

from fractions import Fraction
from typing import Any

import attrs
import pytest

from teamsched.distribution import Ledger, ResourcePool, RoundRobin
from teamsched.entries import UNIT, Kind
from teamsched.errors import InvalidTypeError, InvalidValueError, UnknownIdError
from tests.unit.distribution.life import Life, at, roster


def line_of(pages: str = "abc", **options: Any) -> Life:
    return Life(ResourcePool("sales", list(pages), distribution=RoundRobin(**options)))


def booked(life: Life, count: int) -> str:
    return "".join(life.book() or "-" for _ in range(count))


def test_everybody_in_turn() -> None:
    """In pool order at first, then whoever was booked longest ago."""
    assert booked(line_of(), 7) == "abcabca"


def test_booked_longest_ago_comes_before_pool_order() -> None:
    """Of equal standings, never booked is first, then the earliest booking."""
    life = line_of("abc", when_blocked="next_per_start")
    assert [life.book(free) for free in ("c", "b")] == ["c", "b"]
    assert booked(life, 4) == "acba"


def test_waiting_shows_the_next_in_line_only() -> None:
    """If the next in line isn't free nobody gets it, and looking doesn't pass the turn."""
    life = line_of()
    assert [life.book(free) for free in ("bc", "bc", "abc", "ab")] == [None, None, "a", "b"]


def test_next_per_start_passes_over_and_keeps_the_place() -> None:
    """Whoever isn't free is passed over, and stays next."""
    life = line_of(when_blocked="next_per_start")
    assert [life.book(free) for free in ("bc", "bc", "abc", "abc")] == ["b", "c", "a", "b"]


@pytest.mark.parametrize(
    ("count", "seated", "pages", "shown"),
    [
        (1, "", "abcd", "a"),
        (2, "", "abcd", "ab"),
        (1, "a", "abcd", "b"),
        (2, "b", "abcd", "ac"),
        (1, "", "bcd", "b"),
        (2, "b", "bcd", "cd"),
        (9, "", "abcd", "abcd"),
        (1, "abcd", "abcd", ""),
        (1, "", "", ""),
    ],
)
def test_waiting_shows_the_first_who_may_be_drawn(
    count: int, seated: str, pages: str, shown: str
) -> None:
    """The first `count` in line, past whom a rule leaves out and who has another seat."""
    life = line_of("abcd")
    method, line = life.pool.distribution, life.pool.line(life.ledger)
    starts = dict.fromkeys(pages, 0b101)
    seats: dict[str, Any] = {"count": count, "seated": frozenset(seated)}
    assert method.shows(line, starts, **seats) == dict.fromkeys(shown, 0b101)
    hidden = method.hides(line, starts, **seats)
    assert set(hidden) == set(pages) - set(seated) - set(shown)
    for page, reason in hidden.items():
        assert (reason.code, reason.page) == ("not_next_in_line", page)
        assert reason.params == {"next": tuple(shown), "when_blocked": "wait"}


def test_next_in_line_without_time_blocks() -> None:
    """A page that may be drawn and can take nothing is still the next in line."""
    life = line_of("ab")
    line = life.pool.line(life.ledger)
    assert life.pool.distribution.shows(line, {"a": 0, "b": 0b11}) == {"a": 0}


def test_next_per_start_shows_everybody() -> None:
    """Then nobody is hidden, and only who has another seat isn't shown."""
    life = line_of(when_blocked="next_per_start")
    method, line = life.pool.distribution, life.pool.line(life.ledger)
    starts = {"a": 1, "b": 2, "c": 4}
    assert method.shows(line, starts, seated=frozenset("b")) == {"a": 1, "c": 4}
    assert method.hides(line, starts, seated=frozenset("b")) == {}


def test_ranking_says_why() -> None:
    """Everybody's place in line, standing and last booking, in words and as data."""
    life = line_of("abc", when_blocked="next_per_start")
    life.book("a")
    ranking = life.pool.distribution.rank(life.pool.line(life.ledger), "ac", tie=b"")
    assert ranking.order == ("c", "a")
    assert [str(ranking.reasons[page]) for page in ranking.order] == [
        "c: number 2 in line: stands at 0 bookings, never booked",
        "a: number 3 in line: stands at 1 booking, last booked 2026-03-02 09:01Z",
    ]
    assert ranking.reasons["a"].params == {
        "place": 3,
        "standing": Fraction(1),
        "last_booked": at(1),
    }


def test_the_first_is_next_in_line() -> None:
    """Whoever is at the front is called so."""
    life = line_of("ab")
    ranking = life.pool.distribution.rank(life.pool.line(life.ledger), "ab", tie=b"")
    assert str(ranking.reasons["a"]) == "a: next in line: stands at 0 bookings, never booked"


# --- what is given back ------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["cancel", "no_show"])
def test_who_loses_a_booking_comes_to_the_front(verb: str) -> None:
    """With correction, a booking that ends is given back, twice if it happens twice."""
    life = line_of()
    assert booked(life, 6) == "abcabc"
    getattr(life, verb)("b-2")
    getattr(life, verb)("b-5")
    assert booked(life, 3) == "bba"


def test_a_reassignment_is_given_back_and_charged() -> None:
    """The old holder comes to the front, the new one waits a turn."""
    life = line_of()
    booked(life, 3)
    life.reassign("b-1", "b")
    assert booked(life, 4) == "acab"


def test_without_correction_nothing_is_given_back() -> None:
    """What ends has still been received; a new holder is charged either way."""
    life = line_of(correction=False)
    booked(life, 3)
    life.cancel("b-2")
    assert life.book() == "a"
    life.reassign("b-1", "b")
    standings = {page: -credit for page, credit in life.credits().items()}
    assert standings == {"a": 2, "b": 2, "c": 1}


def test_correction_is_decided_when_booked() -> None:
    """Switching it off later doesn't take away what a booking was promised."""
    life = line_of()
    booked(life, 3)
    life.pool = attrs.evolve(life.pool, distribution=RoundRobin(correction=False))
    life.cancel("b-2")
    assert life.book() == "b"


@pytest.mark.parametrize("chosen", ["b", "z"])
def test_only_a_free_page_of_the_line_is_charged(chosen: str) -> None:
    """Charging somebody else is a mistake of the caller's."""
    life = line_of()
    with pytest.raises(UnknownIdError, match="chosen: expected a free page of the line"):
        life.pool.distribution.charge(life.pool.line(life.ledger), "az", chosen)


# --- levels ------------------------------------------------------------------------------------


def test_who_joins_starts_level_with_the_lowest() -> None:
    """A newcomer is booked as often as the others from now on, not as often as they were."""
    life = line_of("ab")
    assert booked(life, 6) == "ababab"
    life.join("z")
    assert booked(life, 6) == "zabzab"
    assert life.received() == [5, 5, 2]


@pytest.mark.parametrize(
    ("standings", "kind", "units"),
    [
        ({"a": 3, "b": 2, "z": 0}, Kind.JOINED, -2),
        ({"a": 3, "b": -2, "z": 0}, Kind.JOINED, 2),
        ({"a": 3, "b": 2, "z": 7}, Kind.JOINED, 5),
        ({"z": 4}, Kind.JOINED, 4),
        ({"a": 3, "b": 2, "z": 0}, Kind.RESUMED, -2),
        ({"a": 3, "b": -2, "z": -5}, Kind.RESUMED, -3),
        ({"a": 3, "b": 2, "z": 2}, Kind.RESUMED, 0),
        ({"a": 3, "b": 2, "z": 7}, Kind.RESUMED, 0),
        ({"z": -4}, Kind.RESUMED, 0),
    ],
)
def test_levels(standings: dict[str, int], kind: Kind, units: int) -> None:
    """Who joins is put at the lowest standing of the others, who resumes is raised to it."""
    entries = [
        roster(Kind.JOINED, page, units=-standing * UNIT) for page, standing in standings.items()
    ]
    pool = ResourcePool("sales", list(standings), distribution=RoundRobin())
    line = pool.line(Ledger.of(roster=entries))
    assert pool.distribution.level(line, "z", kind) == units * UNIT


def test_paused_members_set_no_level() -> None:
    """Only the others who are in the line count."""
    life = line_of("abc", when_blocked="next_per_start")
    life.pause("a")
    assert booked(life, 4) == "bcbc"
    life.join("z")
    assert life.credits()["z"] == -2


def test_who_was_away_gets_no_burst() -> None:
    """Whoever resumes is raised to the lowest in the line, and takes turns again."""
    life = line_of("ab")
    life.pause("a")
    assert booked(life, 4) == "bbbb"
    life.resume("a")
    assert booked(life, 4) == "abab"


@pytest.mark.parametrize(
    ("options", "error", "field"),
    [
        ({"when_blocked": "fall_through"}, InvalidValueError, "when_blocked"),
        ({"correction": "yes"}, InvalidTypeError, "correction"),
    ],
)
def test_options_are_checked(options: dict[str, Any], error: type[Exception], field: str) -> None:
    """An option that doesn't exist is named."""
    with pytest.raises(error, match=rf"^{field}: "):
        RoundRobin(**options)
