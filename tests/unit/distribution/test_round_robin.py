"""Round robin: the line, what is shown of it, what is given back, levels and weights."""

import pickle
from fractions import Fraction
from typing import Any

import attrs
import pytest

from teamsched.distribution import Ledger, PooledAvailability, ResourcePool, RoundRobin
from teamsched.entries import UNIT, Kind, Loss
from teamsched.errors import InvalidTypeError, InvalidValueError, UnknownIdError
from teamsched.model import Membership
from teamsched.reasons import Reason
from tests.unit.distribution.life import SPAN, Life, at, roster

ALL = frozenset(Loss)
PER_START: dict[str, Any] = {"when_blocked": "next_per_start"}
IN_HORIZON: dict[str, Any] = {"when_blocked": "next_in_horizon"}


def line_of(pages: str = "abc", **options: Any) -> Life:
    return Life(ResourcePool("sales", list(pages), distribution=RoundRobin(**options)))


def weighted(weights: dict[str, int], **options: Any) -> Life:
    members = [Membership(page, weight=weight) for page, weight in weights.items()]
    return Life(ResourcePool("sales", members, distribution=RoundRobin(**options)))


def standing_at(standings: dict[str, int], **options: Any) -> Life:
    """Return a life in which everybody stands at so many bookings."""
    life = line_of("".join(standings), **options)
    for page, standing in standings.items():
        life.add(roster(Kind.JOINED, page, units=-standing * UNIT))
    return life


def shown(life: Life, starts: dict[str, int], **seats: Any) -> str:
    """Return whom the line shows, having checked that the others have a reason not to be."""
    method, line = life.pool.distribution, life.pool.line(life.ledger)
    pages = method.shows(line, starts, **seats)
    assert pages == {page: starts[page] for page in pages}
    hidden = method.hides(line, starts, **seats)
    assert hidden.keys() | pages.keys() == starts.keys() - seats.get("seated", frozenset())
    assert hidden.keys().isdisjoint(pages)
    return "".join(pages)


def reason_of(life: Life, starts: dict[str, int], page: str) -> Reason:
    return life.pool.distribution.hides(life.pool.line(life.ledger), starts)[page]


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


def test_looking_passes_no_turn() -> None:
    """However often customers look, the same one is next."""
    life = line_of("abc")
    assert [shown(life, {"a": 1, "b": 1, "c": 1}) for _ in range(5)] == ["a"] * 5
    life.book()
    assert shown(life, {"a": 1, "b": 1, "c": 1}) == "b"


def test_who_does_not_take_part_keeps_the_place() -> None:
    """Whoever takes part again is where they were in line."""
    life = line_of("abc")
    everybody = life.pool
    members = [Membership("a", participating=False), *everybody.memberships[1:]]
    life.pool = attrs.evolve(everybody, members=members)
    assert booked(life, 2) == "bc"
    life.pool = everybody
    assert booked(life, 2) == "ab"


def test_a_filter_skips_and_keeps_the_place() -> None:
    """Whom the customer's wishes leave out is passed over, and is next for everybody else."""
    life = line_of("abc")
    for asked in ("bc", "bc"):
        choice = life.pool.choose(life.ledger, life.pool.pages, asked=list(asked))
        assert choice is not None
        life.add(choice.booking(f"b-{life.minute}", "demo", SPAN, at=life.tick()))
    assert life.received() == [0, 1, 1]
    assert life.book() == "a"


def test_the_next_of_those_asked_for_blocks() -> None:
    """A line that waits, waits for the first whom the wishes leave."""
    life = line_of("abc")
    assert life.pool.choose(life.ledger, ["a", "c"], asked=["b", "c"]) is None


# --- somebody in the horizon -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "seats", "pages"),
    [
        ({"a": 4, "b": 2, "c": 1}, {}, "a"),
        ({"a": 0, "b": 2, "c": 1}, {}, "b"),
        ({"a": 0, "b": 0, "c": 1}, {}, "c"),
        ({"a": 0, "b": 0, "c": 0}, {}, "a"),
        ({"b": 0, "c": 0}, {}, "b"),
        ({"a": 0, "b": 2, "c": 1}, {"count": 2}, "bc"),
        ({"a": 0, "b": 0, "c": 1}, {"count": 2}, "ca"),
        ({"a": 4, "b": 0, "c": 1}, {"seated": frozenset("a")}, "c"),
        ({}, {}, ""),
    ],
)
def test_the_first_with_any_time_is_shown(
    starts: dict[str, int], seats: dict[str, Any], pages: str
) -> None:
    """Whoever has no start at all is passed over, unless nobody has one."""
    assert shown(line_of("abc", **IN_HORIZON), starts, **seats) == pages


def test_who_is_passed_over_in_the_horizon_keeps_the_place() -> None:
    """They are next as soon as they have time again."""
    life = line_of(**IN_HORIZON)
    assert [life.book(free) for free in ("bc", "bc", "abc", "c", "ab")] == ["b", "c", "a", "c", "b"]


def test_who_comes_after_the_first_with_time_is_told_so() -> None:
    """The reason names whom it shows, and those who have no time are hidden for it too."""
    life = line_of("abc", **IN_HORIZON)
    starts = {"a": 0, "b": 2, "c": 1}
    for page in "ac":
        reason = reason_of(life, starts, page)
        assert reason.code == "not_next_in_line"
        assert reason.params == {"next": ("b",), "when_blocked": "next_in_horizon"}


# --- a bound on the lead -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standings", "starts", "seats", "pages"),
    [
        ({"a": 0, "b": 1, "c": 2, "d": 3}, {}, {}, "ab"),
        ({"a": 0, "b": 1, "c": 2, "d": 3}, {}, {"count": 3}, "abc"),
        ({"a": 0, "b": 1, "c": 2, "d": 3}, {}, {"count": 9}, "abcd"),
        ({"a": 0, "b": 1, "c": 2, "d": 3}, {"a": 0}, {}, "ab"),
        ({"a": 0, "b": 1, "c": 2, "d": 3}, {"a": 0, "b": 0}, {}, "abc"),
        ({"a": 0, "b": 1, "c": 2, "d": 3}, {"a": 0, "b": 0, "c": 0}, {}, "abcd"),
        ({"a": 0, "b": 1, "c": 2, "d": 3}, {"a": 0, "b": 0}, {"count": 2}, "abcd"),
        ({"a": 0, "b": 1, "c": 2, "d": 3}, {}, {"seated": frozenset("a")}, "bc"),
        ({"a": -3, "b": -2, "c": -1}, {}, {}, "ab"),
        ({"a": 3, "b": 0, "c": 4}, {}, {}, "b"),
    ],
)
def test_who_is_too_far_ahead_is_hidden(
    standings: dict[str, int], starts: dict[str, int], seats: dict[str, Any], pages: str
) -> None:
    """From the bound on, but never so that fewer than are needed have any time."""
    life = standing_at(standings, **PER_START, max_lead=2)
    assert shown(life, dict.fromkeys(standings, 1) | starts, **seats) == pages


def test_only_those_who_may_be_drawn_set_the_bound() -> None:
    """Whom a rule leaves out, or who isn't in line, holds nobody back."""
    life = standing_at({"a": 0, "b": 2, "c": 3}, **PER_START, max_lead=2)
    assert shown(life, {"b": 1, "c": 1}) == "bc"
    life.pause("a")
    line = life.pool.line(life.ledger)
    assert set(life.pool.distribution.shows(line, {"a": 1, "b": 1, "c": 1})) == {"b", "c"}


def test_the_lead_is_told() -> None:
    """By how much somebody is ahead of whom is data."""
    life = standing_at({"a": 1, "b": 4}, **PER_START, max_lead=3)
    reason = reason_of(life, {"a": 1, "b": 1}, "b")
    assert reason.code == "too_far_ahead"
    assert reason.params == {"standing": Fraction(4), "lowest": Fraction(1), "max_lead": 3}
    assert str(reason) == "b: too far ahead: stands at 4 bookings, and others at 1"


def test_nobody_who_could_be_drawn_has_no_lead() -> None:
    """An empty line shows nobody, whatever the bound."""
    assert shown(line_of("ab", **PER_START, max_lead=1), {}) == ""


def test_a_lead_of_weights_counts_bookings_of_the_smallest() -> None:
    """So that a bound of one doesn't undo the weights, and scaling them changes nothing."""
    for scale in (1, 3):
        life = weighted({"a": 4 * scale, "b": scale}, **PER_START, max_lead=1)
        assert "".join(life.book("a") or "-" for _ in range(4)) == "aaaa"
        assert shown(life, {"a": 1, "b": 1}) == "b"
        assert shown(life, {"a": 1, "b": 0}) == "ba"


def test_who_has_no_weight_sets_no_bound() -> None:
    """Who is only booked in need would otherwise hide everybody else."""
    life = weighted({"a": 1, "b": 1, "z": 0}, **PER_START, max_lead=2)
    assert booked(life, 6) == "ababab"
    assert shown(life, {"a": 1, "b": 1, "z": 1}) == "abz"


@pytest.mark.parametrize(
    ("options", "ahead"),
    [({}, False), (PER_START, False), (IN_HORIZON, True), ({**PER_START, "max_lead": 3}, True)],
)
def test_looking_ahead(options: dict[str, Any], *, ahead: bool) -> None:
    """It says whether what is shown of a start depends on others."""
    assert RoundRobin(**options).looks_ahead is ahead


# --- why ---------------------------------------------------------------------------------------


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


def test_a_ranking_can_be_pickled() -> None:
    """Its reasons come along, though nobody has asked for them yet."""
    life = line_of("ab")
    ranking = life.pool.distribution.rank(life.pool.line(life.ledger), "ab", tie=b"")
    restored = pickle.loads(pickle.dumps(ranking))  # noqa: S301 (our own)
    assert restored == ranking
    assert restored.reasons == ranking.reasons


# --- what is given back ------------------------------------------------------------------------


def ended(life: Life, id: str, verb: str, **options: Any) -> None:
    """Let a booking end by the present terms of the pool."""
    end = getattr(life.bookings[id], verb)
    life.add(end(at=life.tick(), terms=[life.pool.gives_back], **options))


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


def test_a_request_to_reschedule_is_given_back() -> None:
    """Whoever asks the customer to book anew is next."""
    life = line_of()
    assert booked(life, 4) == "abca"
    ended(life, "b-2", "reschedule_requested")
    assert booked(life, 3) == "bcb"


def test_another_time_with_the_same_people_changes_nothing() -> None:
    """Nobody loses anything, and the line stays as it is."""
    life = line_of()
    booked(life, 4)
    before = life.standings()
    ended(life, "b-2", "rescheduled", span=SPAN)
    assert life.standings() == before
    assert life.book() == "b"


def test_another_time_with_somebody_else_moves_the_booking() -> None:
    """One has a booking removed and the credit for it, the other one received and the charge."""
    life = line_of()
    booked(life, 3)
    ended(life, "b-1", "rescheduled", span=SPAN, to="b")
    standings = life.standings()
    assert [(standings[page].received, standings[page].removed) for page in "abc"] == [
        (1, 1),
        (2, 0),
        (1, 0),
    ]
    assert booked(life, 4) == "acab"


def change(life: Life, **options: Any) -> None:
    """Change the options of the method in the middle of a life."""
    life.pool = attrs.evolve(life.pool, distribution=RoundRobin(**options))


def test_switching_correction_off_leaves_what_was_earned() -> None:
    """What was removed before is still given back, what is removed from then on is not."""
    life = line_of()
    assert booked(life, 6) == "abcabc"
    ended(life, "b-2", "cancelled")
    change(life, correction=False)
    ended(life, "b-3", "cancelled")
    assert life.credits() == {"a": -2, "b": -1, "c": -2}
    assert booked(life, 4) == "bacb"


def test_switching_correction_on_leaves_what_was_lost() -> None:
    """What was removed while it was off is not given back later, what is removed later is."""
    life = line_of(correction=False)
    assert booked(life, 6) == "abcabc"
    ended(life, "b-2", "cancelled")
    change(life, correction=True)
    assert life.credits() == {"a": -2, "b": -2, "c": -2}
    ended(life, "b-3", "cancelled")
    assert life.credits() == {"a": -2, "b": -2, "c": -1}
    assert booked(life, 4) == "cabc"


def test_without_the_present_terms_the_promise_holds() -> None:
    """Switching it off doesn't by itself take away what a booking was promised."""
    life = line_of()
    booked(life, 3)
    change(life, correction=False)
    life.cancel("b-2")
    assert life.book() == "b"


def test_who_cancels_need_not_earn_a_credit() -> None:
    """Correction may be on for some losses only."""
    life = line_of(correction=ALL - {Loss.HOST_CANCELLED})
    assert booked(life, 6) == "abcabc"
    life.add(life.bookings["b-2"].cancelled(by="host", at=life.tick()))
    assert life.credits() == {"a": -2, "b": -2, "c": -2}
    life.add(life.bookings["b-3"].cancelled(by="customer", at=life.tick()))
    assert booked(life, 4) == "cabc"


def test_correction_is_on_unless_said_and_of_round_robins_only() -> None:
    """A new pool gives back every loss; methods that go by idle time have no such option."""
    assert RoundRobin().correction == ALL
    assert not hasattr(PooledAvailability(), "correction")


@pytest.mark.parametrize(
    ("correction", "losses", "words"),
    [
        (True, ALL, "True"),
        (ALL, ALL, "True"),
        (False, frozenset(), "False"),
        ([], frozenset(), "False"),
        (
            [Loss.NO_SHOW, "reassigned"],
            {Loss.NO_SHOW, Loss.REASSIGNED},
            "['reassigned', 'no_show']",
        ),
        (iter([Loss.NO_SHOW]), {Loss.NO_SHOW}, "['no_show']"),
    ],
)
def test_correction_is_kept_in_one_form(correction: Any, losses: Any, words: str) -> None:
    """All, none or some losses, in whatever form, are one set and a short repr that gives it."""
    method = RoundRobin(correction=correction)
    assert method.correction == method.gives_back == frozenset(losses)
    assert f"correction={words})" in repr(method)
    assert method == eval(repr(method)) == RoundRobin(correction=list(losses))  # noqa: S307 (ours)
    assert hash(method) == hash(RoundRobin(correction=losses))
    assert (method == RoundRobin()) == (losses == ALL)


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


@pytest.mark.parametrize("policy", ["level", "mean"])
def test_what_lapses_sets_no_level(policy: Any) -> None:
    """Whoever joins or resumes meanwhile would keep for good what others were given for a week."""
    life = line_of("abc", joiners=policy, returners=policy)
    life.pause("c")
    life.adjust("a", 5, lasting=60)
    life.adjust("b", 5, lasting=60)
    life.join("d")
    life.resume("c")
    assert [life.credits()[page] for page in "cd"] == [0, 0]
    life.minute += 60
    assert booked(life, 4) == "abcd"


def test_what_lapses_levels_nobody_twice() -> None:
    """Whoever joins keeps what was given to them for a while, and only for a while."""
    life = line_of("ab")
    life.adjust("b", 5, lasting=60)
    life.join("b")
    assert life.credits()["b"] == 5
    lapsed = life.ledger.standings("sales", ["b"], now=at(61))
    assert {one.page: one.credit for one in lapsed}["b"] == 0


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
    ("standings", "kind", "units"),
    [
        ({"a": 3, "b": 0, "z": 0}, Kind.JOINED, Fraction(-3, 2)),
        ({"a": 3, "b": 0, "z": 5}, Kind.JOINED, Fraction(7, 2)),
        ({"a": -3, "b": -4, "z": 0}, Kind.JOINED, Fraction(7, 2)),
        ({"z": 4}, Kind.JOINED, Fraction(4)),
        ({"a": 3, "b": 0, "z": 0}, Kind.RESUMED, Fraction(-3, 2)),
        ({"a": 3, "b": 0, "z": 2}, Kind.RESUMED, Fraction(0)),
        ({"a": -3, "b": 2, "z": -4}, Kind.RESUMED, Fraction(-7, 2)),
        ({"z": -4}, Kind.RESUMED, Fraction(0)),
    ],
)
def test_level_at_the_mean(standings: dict[str, int], kind: Kind, units: Fraction) -> None:
    """Who joins is put at the mean of the others' standings, who resumes is raised to it."""
    life = standing_at(standings, joiners="mean", returners="mean")
    line = life.pool.line(life.ledger)
    assert life.pool.distribution.level(line, "z", kind) == units * UNIT


def test_a_mean_between_two_units_is_the_one_below() -> None:
    """Levels are whole units, of standings above and below zero alike."""
    for standings, level in (((1, 2), 1), ((-1, -2), -2)):
        life = line_of("abz", joiners="mean")
        for page, units in zip("ab", standings, strict=True):
            life.add(roster(Kind.JOINED, page, units=-units))
        line = life.pool.line(life.ledger)
        assert life.pool.distribution.level(line, "z", Kind.JOINED) == -level


@pytest.mark.parametrize("kind", [Kind.JOINED, Kind.RESUMED])
def test_catching_up_posts_nothing(kind: Kind) -> None:
    """Everybody starts where their account stands."""
    life = standing_at({"a": 3, "b": 2, "z": -1}, joiners="catch_up", returners="catch_up")
    line = life.pool.line(life.ledger)
    assert life.pool.distribution.level(line, "z", kind) == 0


def test_who_catches_up_gets_what_was_missed() -> None:
    """A newcomer at zero, or who was away, is next until they have as much as the others."""
    life = line_of("ab", joiners="catch_up", returners="catch_up")
    assert booked(life, 4) == "abab"
    life.join("z")
    assert booked(life, 5) == "zzabz"
    life.pause("a")
    assert booked(life, 4) == "bzbz"
    life.resume("a")
    assert booked(life, 4) == "aabz"


def test_joiners_and_returners_are_two_policies() -> None:
    """One may start at the mean, and the other catch up."""
    life = standing_at({"a": 4, "b": 0, "z": 0}, joiners="mean", returners="catch_up")
    method, line = life.pool.distribution, life.pool.line(life.ledger)
    levels = [method.level(line, "z", kind) for kind in (Kind.JOINED, Kind.RESUMED)]
    assert levels == [-2 * UNIT, 0]


@pytest.mark.parametrize(("policy", "level"), [("level", 2), ("mean", 3)])
def test_who_has_no_weight_sets_no_level(policy: Any, level: int) -> None:
    """Who is only booked in need stands too low for anybody else, unless there is nobody else."""
    life = weighted({"a": 1, "b": 1, "z": 0, "y": 1}, joiners=policy)
    for page, units in (("a", 2), ("b", 4), ("z", 0)):
        life.add(roster(Kind.JOINED, page, units=-units * UNIT))
    line = life.pool.line(life.ledger)
    assert life.pool.distribution.level(line, "y", Kind.JOINED) == -level * UNIT
    life = weighted({"z": 0, "y": 1}, joiners=policy)
    life.add(roster(Kind.JOINED, "z", units=-5 * UNIT))
    line = life.pool.line(life.ledger)
    assert life.pool.distribution.level(line, "y", Kind.JOINED) == -5 * UNIT


# --- weights -----------------------------------------------------------------------------------


def test_twice_the_weight_gets_twice_as_many() -> None:
    """They are spread out, and whoever would be closest to their share is next."""
    assert booked(weighted({"a": 1, "b": 2}), 9) == "babbabbab"
    assert booked(weighted({"a": 3, "b": 1}), 8) == "abaaabaa"


def test_a_booking_costs_one_divided_by_the_weight() -> None:
    """In whole units, rounded down; without a weight, one."""
    life = weighted({"a": 2, "b": 41, "c": 0})
    line = life.pool.line(life.ledger)
    prices = [
        posting.units
        for page in "abc"
        for posting in life.pool.distribution.charge(line, "abc", page)
    ]
    assert prices == [-UNIT // 2, -(UNIT // 41), -UNIT]


def test_a_new_weight_holds_from_then_on() -> None:
    """What was booked before has cost what it cost."""
    life = weighted({"a": 1, "b": 1})
    assert booked(life, 4) == "abab"
    life.pool = weighted({"a": 1, "b": 3}).pool
    assert booked(life, 8) == "babbbabb"
    assert life.credits() == {"a": -4, "b": -4}


def test_without_weight_only_in_need() -> None:
    """Who has none comes after everybody who has, and takes turns with their like."""
    life = weighted({"y": 0, "a": 1, "z": 0, "b": 5}, **PER_START)
    for _ in range(12):
        assert life.book("yazb") in {"a", "b"}
    assert [life.book(free) for free in ("yz", "yz", "yz", "zay")] == ["y", "z", "y", "a"]
    assert life.credits()["y"] == -2


def test_standings_of_weights_are_told_in_short() -> None:
    """A standing that is no whole number has two decimals in words."""
    life = weighted({"a": 3, "b": 1}, **PER_START)
    life.book("a")
    ranking = life.pool.distribution.rank(life.pool.line(life.ledger), "a", tie=b"")
    assert str(ranking.reasons["a"]).startswith("a: number 2 in line: stands at 0.33 bookings, ")
    assert ranking.reasons["a"].params["standing"] == Fraction(1, 3)


# --- options -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "field"),
    [
        ({"when_blocked": "fall_through"}, InvalidValueError, "when_blocked"),
        ({"correction": "yes"}, InvalidTypeError, "correction"),
        ({"correction": 1}, InvalidTypeError, "correction"),
        ({"correction": ["lost"]}, InvalidValueError, "correction"),
        ({"joiners": "lowest"}, InvalidValueError, "joiners"),
        ({"returners": "freeze"}, InvalidValueError, "returners"),
        ({**PER_START, "max_lead": 0}, InvalidValueError, "max_lead"),
        ({**PER_START, "max_lead": True}, InvalidTypeError, "max_lead"),
        ({**PER_START, "max_lead": 1.5}, InvalidTypeError, "max_lead"),
        ({"max_lead": 2}, InvalidValueError, "max_lead"),
        ({**IN_HORIZON, "max_lead": 2}, InvalidValueError, "max_lead"),
    ],
)
def test_options_are_checked(options: dict[str, Any], error: type[Exception], field: str) -> None:
    """An option that doesn't exist is named."""
    with pytest.raises(error, match=rf"^{field}: "):
        RoundRobin(**options)
