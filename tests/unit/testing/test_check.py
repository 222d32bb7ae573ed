"""The law kit: every law of a method is checked."""

# ruff: noqa: ARG002 (broken methods overlook what they are told)

import random
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from itertools import count
from typing import Any

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given, settings

from teamsched.distribution import (
    DistributionMethod,
    FairShare,
    Line,
    Ordered,
    Ranking,
    RoundRobin,
)
from teamsched.entries import UNIT, Loss, Posting
from teamsched.errors import InvalidTypeError, InvalidValueError, UnknownIdError
from teamsched.reasons import Reason
from teamsched.testing import LAWS, Question, check_method, lines, memberships, questions, tallies

# --- methods that break a law --------------------------------------------------------------------


class Plain(Ordered):
    """Everybody in pool order: what the broken methods have right."""

    __slots__ = ()


class ShowsSeated(Plain):
    def shows(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, int]:
        return super().shows(line, starts, count=asked["count"])


class ShowsStrangers(Plain):
    def shows(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, int]:
        return {page: bits for page, bits in starts.items() if page not in asked["seated"]}


class ShowsMore(Plain):
    def shows(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, int]:
        return {page: bits | 1 for page, bits in super().shows(line, starts, **asked).items()}


class ShowsFirst(Plain):
    """Shows the first in pool order only, and doesn't say why."""

    def shows(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, int]:
        return dict([*super().shows(line, starts, **asked).items()][:1])


class HidesForAnother(ShowsFirst):
    def hides(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, Reason]:
        able = Plain().shows(line, starts, **asked)
        return {page: Reason("not_first", page="ada") for page in [*able][1:]}


class HidesShown(Plain):
    def hides(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, Reason]:
        return {page: Reason("why", page=page) for page in self.shows(line, starts, **asked)}


class ShowsTheBusiestSecretly(Plain):
    """Shows whoever can take most, which depends on all the starts."""

    def shows(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, int]:
        able = super().shows(line, starts, **asked)
        first = sorted(able, key=lambda page: (-able[page].bit_count(), page))[:1]
        return {page: able[page] for page in first}

    def hides(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, Reason]:
        able, shown = super().shows(line, starts, **asked), self.shows(line, starts, **asked)
        return {page: Reason("less", page=page) for page in able.keys() - shown.keys()}


class ShowsTheBusiest(ShowsTheBusiestSecretly):
    """It says that it looks ahead, and so it may."""

    looks_ahead = True


class WaitsForSeated(Plain):
    """Shows the first in pool order, and nobody if that one has another seat."""

    def shows(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, int]:
        first = [*super().shows(line, starts)][:1]
        return {page: starts[page] for page in first if page not in asked["seated"]}

    def hides(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, Reason]:
        able, shown = super().shows(line, starts, **asked), self.shows(line, starts, **asked)
        return {page: Reason("later", page=page) for page in able if page not in shown}


class Ranks(Plain):
    """Ranks by a list of pages, with a reason for each of them."""

    def pages(self, line: Line, free: Collection[str]) -> list[str]:
        raise NotImplementedError

    def rank(self, line: Line, free: Collection[str], *, tie: bytes) -> Ranking:
        pages = self.pages(line, free)
        return Ranking(pages, lambda: {page: Reason("why", page=page) for page in pages})


class RanksStrangers(Ranks):
    def pages(self, line: Line, free: Collection[str]) -> list[str]:
        return sorted(free)


class RanksTwoOnly(Ranks):
    def pages(self, line: Line, free: Collection[str]) -> list[str]:
        return [member.page for member in line.among(free)][:2]


class RanksTwice(Ranks):
    def pages(self, line: Line, free: Collection[str]) -> list[str]:
        return 2 * [member.page for member in line.among(free)]


class RanksAsTheyCome(Ranks):
    def pages(self, line: Line, free: Collection[str]) -> list[str]:
        return [page for page in free if page in line.pages]


class RanksAtRandom(Ranks):
    def pages(self, line: Line, free: Collection[str]) -> list[str]:
        pages = sorted(member.page for member in line.among(free))
        return random.sample(pages, len(pages))


TIMES = count()


class RanksInTurn(Ranks):
    """Counts how often it was asked."""

    def pages(self, line: Line, free: Collection[str]) -> list[str]:
        return sorted((member.page for member in line.among(free)), reverse=next(TIMES) % 2 == 0)


class RanksByIdentity(Ranks):
    """Goes by which object the line is, not by what is in it."""

    seen: list[Line] = []  # noqa: RUF012 (it is shared, and that is the fault)

    def pages(self, line: Line, free: Collection[str]) -> list[str]:
        known = any(one is line for one in self.seen)
        self.seen[:] = [*self.seen[-3:], line]
        return sorted((member.page for member in line.among(free)), reverse=not known)


class RanksInAList(Plain):
    def rank(self, line: Line, free: Collection[str], *, tie: bytes) -> Any:
        return list(super().rank(line, free, tie=tie).order)


class RanksWithoutWeight(Plain):
    """Divides by the weights, of which there may be none."""

    def rank(self, line: Line, free: Collection[str], *, tie: bytes) -> Ranking:
        sum(1 // member.weight for member in line.among(free))
        return super().rank(line, free, tie=tie)


class Explains(Plain):
    def reasons(self, pages: tuple[str, ...]) -> Any:
        raise NotImplementedError

    def rank(self, line: Line, free: Collection[str], *, tie: bytes) -> Ranking:
        order = super().rank(line, free, tie=tie).order
        return Ranking(order, lambda: self.reasons(order))


class ExplainsNothing(Explains):
    def reasons(self, pages: tuple[str, ...]) -> Any:
        return {}


class ExplainsNobody(Explains):
    def reasons(self, pages: tuple[str, ...]) -> Any:
        return {page: Reason("why") for page in pages}


class ExplainsInWords(Explains):
    def reasons(self, pages: tuple[str, ...]) -> Any:
        return dict.fromkeys(pages, "because")


class Charges(Plain):
    """Charges something more, or something else."""

    def more(self, line: Line, free: Collection[str], chosen: str) -> Iterator[Posting]:
        raise NotImplementedError

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        return (*super().charge(line, free, chosen), *self.more(line, free, chosen))


class ChargesElsewhere(Charges):
    def more(self, line: Line, free: Collection[str], chosen: str) -> Iterator[Posting]:
        yield Posting(None, chosen, units=-UNIT)


class ChargesTwice(Charges):
    """Two receipts; a booking that ends gives one of them back."""

    gives_back = frozenset(Loss)

    def more(self, line: Line, free: Collection[str], chosen: str) -> Iterator[Posting]:
        yield Posting(line.pool, chosen, received=1, units=-UNIT)
        yield Posting(line.pool, chosen, received=1, units=-UNIT)


class ChargesAnother(Charges):
    def more(self, line: Line, free: Collection[str], chosen: str) -> Iterator[Posting]:
        yield Posting(line.pool, line.pages[0], received=1)


class ChargesARemoval(Charges):
    def more(self, line: Line, free: Collection[str], chosen: str) -> Iterator[Posting]:
        yield Posting(line.pool, chosen, removed=1)


class ChargesTheAbsent(Charges):
    def more(self, line: Line, free: Collection[str], chosen: str) -> Iterator[Posting]:
        for page in line.pages:
            if page not in free:
                yield Posting(line.pool, page, units=-1)


class ChargesInAList(Plain):
    def charge(self, line: Line, free: Collection[str], chosen: str) -> Any:
        return list(super().charge(line, free, chosen))


class ChargesNothing(Plain):
    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        super().charge(line, free, chosen)
        return (Posting(line.pool, chosen, units=-UNIT),)


class ChargesAnybody(Plain):
    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        return (Posting(line.pool, chosen, received=1),)


class ChargesAnybodyFree(Plain):
    """Asks whether somebody is free, and not whether they are in line."""

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        if chosen not in free:
            raise UnknownIdError("chosen", expected="a free page", got=chosen)
        return (Posting(line.pool, chosen, received=1),)


class RefusesInItsOwnWords(Plain):
    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        return {page: Plain().charge(line, free, page) for page in {*line.pages} & {*free}}[chosen]


class GivesBackWords(Plain):
    gives_back: Any = frozenset({"cancelled"})


class GivesBackAList(Plain):
    gives_back: Any = (Loss.NO_SHOW,)


class LevelsByParts(Plain):
    def level(self, line: Line, page: str, kind: Any) -> Any:
        return Fraction(line.tally(page).units, 2)


class HidesByOrder(Plain):
    """Shows whoever comes first in what may be drawn."""

    def shows(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, int]:
        able = super().shows(line, starts, **asked)
        return {page: able[page] for page in [page for page in starts if page in able][:1]}

    def hides(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, Reason]:
        able, shown = super().shows(line, starts, **asked), self.shows(line, starts, **asked)
        return {page: Reason("later", page=page) for page in able if page not in shown}


class TakesStarts(Plain):
    def shows(self, line: Line, starts: Mapping[str, int], **asked: Any) -> Mapping[str, int]:
        shown = super().shows(line, starts, **asked)
        starts.clear()  # type: ignore[attr-defined]
        return shown


class SortsTheFree(Plain):
    def rank(self, line: Line, free: Collection[str], *, tie: bytes) -> Ranking:
        if isinstance(free, list):
            free.sort()
        return super().rank(line, free, tie=tie)


class KeepsAccounts(Plain):
    """Writes the charge into the line right away."""

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        postings = super().charge(line, free, chosen)
        line.accounts.update(line.charged(postings).accounts)  # type: ignore[attr-defined]
        return postings


class ForgetsItself(FairShare):
    """Comes out of a pickle with its default options."""

    def __reduce__(self) -> tuple[object, ...]:
        return ForgetsItself, ()


def stuck() -> DistributionMethod:
    """Return a method that no pickle can name."""

    class Local(Plain):
        pass

    return Local()


BROKEN: list[tuple[str, Callable[[], Any]]] = [
    ("untouched", TakesStarts),
    ("untouched", SortsTheFree),
    ("untouched", KeepsAccounts),
    ("answers", RanksInAList),
    ("answers", RanksWithoutWeight),
    ("same_again", RanksAtRandom),
    ("same_again", RanksInTurn),
    ("same_again", RanksByIdentity),
    ("shown_or_hidden", ShowsSeated),
    ("shown_or_hidden", ShowsStrangers),
    ("shown_or_hidden", ShowsMore),
    ("shown_or_hidden", ShowsFirst),
    ("shown_or_hidden", HidesShown),
    ("shown_or_hidden", HidesForAnother),
    ("seated_stand_aside", WaitsForSeated),
    ("start_by_start", ShowsTheBusiestSecretly),
    ("ranked_with_reasons", RanksStrangers),
    ("ranked_with_reasons", RanksTwoOnly),
    ("ranked_with_reasons", RanksTwice),
    ("ranked_with_reasons", ExplainsNothing),
    ("ranked_with_reasons", ExplainsNobody),
    ("ranked_with_reasons", ExplainsInWords),
    ("charged_once", ChargesElsewhere),
    ("charged_once", ChargesTwice),
    ("charged_once", ChargesAnother),
    ("charged_once", ChargesARemoval),
    ("charged_once", ChargesInAList),
    ("charged_once", ChargesNothing),
    ("unfree_refused", ChargesAnybody),
    ("unfree_refused", ChargesAnybodyFree),
    ("unfree_refused", RefusesInItsOwnWords),
    ("passed_over_for_nothing", ChargesTheAbsent),
    ("given_back", GivesBackWords),
    ("given_back", GivesBackAList),
    ("levelled_in_units", LevelsByParts),
    ("order_means_nothing", RanksAsTheyCome),
    ("order_means_nothing", HidesByOrder),
    ("pickled", lambda: ForgetsItself(basis="all")),
    ("pickled", stuck),
]


@pytest.fixture
def unshrunk() -> Iterator[None]:
    """Let any example do."""
    usual = settings.get_current_profile_name()
    settings.load_profile("faults")
    yield
    settings.load_profile(usual)


@pytest.mark.usefixtures("unshrunk")
@pytest.mark.parametrize(("law", "broken"), BROKEN)
def test_a_broken_law_is_named(law: str, broken: Callable[[], Any]) -> None:
    """Who breaks a law is told which, and by which example."""
    with pytest.raises(AssertionError, match=rf" breaks the law {law}: ") as caught:
        check_method(broken())
    assert law == "same_again" or "    free = (" in str(caught.value)


def test_every_law_can_be_broken() -> None:
    """There is a method for each that it catches."""
    assert {law for law, _ in BROKEN} == LAWS.keys()


@pytest.mark.parametrize("method", [Plain(), ShowsTheBusiest()])
def test_what_is_not_broken_is_let_through(method: DistributionMethod) -> None:
    """What the broken methods have in common is right."""
    check_method(method)


def test_what_an_end_gives_back_is_added_up() -> None:
    """Where a charge is given back in part only, units are left."""
    left = r"breaks the law given_back: '...' has it, and after customer_cancelled units are left"
    with pytest.raises(AssertionError, match=left):
        check_method(ChargesTwice(), without=["charged_once"])


def test_the_example_is_the_smallest() -> None:
    """A free page, with the weight that makes the difference, and hardly anything else."""
    with pytest.raises(AssertionError, match="raises ZeroDivisionError") as caught:
        check_method(RanksWithoutWeight())
    words = str(caught.value)
    assert "accounts={}" in words
    assert "starts = {}" in words
    assert words.count("weight=0") <= words.count("Membership(") <= 4


def test_laws_are_left_out_by_name() -> None:
    """A method that can't be pickled may be checked for the rest."""
    check_method(stuck(), without=["pickled"])
    with pytest.raises(InvalidValueError, match=r"^without: "):
        check_method(Plain(), without=["pickle"])


def test_questions_may_be_ones_own() -> None:
    """A method that knows only some lines is asked about these."""
    about = lines(pages=["only"]).filter(lambda line: all(one.weight for one in line.members))
    check_method(RanksWithoutWeight(), asked=questions(about))


@pytest.mark.parametrize("what", [RoundRobin, None, "round robin"])
def test_only_methods_are_checked(what: Any) -> None:
    """A class is none, it has no options."""
    with pytest.raises(InvalidTypeError, match=r"^method: "):
        check_method(what)


def test_only_questions_are_asked() -> None:
    """What draws none is named."""
    nonsense: Any = "x"
    with pytest.raises(InvalidTypeError, match=r"^asked: "):
        check_method(Plain(), asked=nonsense)


@pytest.mark.parametrize("examples", [0, -1])
def test_no_examples_are_no_check(examples: int) -> None:
    """A check that tries nothing would pass."""
    with pytest.raises(InvalidValueError, match=r"^examples: "):
        check_method(Plain(), examples=examples)


# --- what is drawn -------------------------------------------------------------------------------


@given(questions())
def test_questions_are_consistent(asked: Question) -> None:
    """A member is in line or not, once, and the parts hold them all."""
    line = asked.line
    assert not line.inactive.keys() & set(line.pages)
    assert len(set(line.pages)) == len(line.pages)
    nodes, pages = [*line.nodes], []
    while nodes:
        node = nodes.pop()
        pages += [node.page] if hasattr(node, "page") else []
        nodes += getattr(node, "nodes", ())
    assert sorted(pages) == sorted([*line.pages, *line.inactive])


@pytest.mark.parametrize(
    "oddity",
    [
        lambda asked: not asked.line.members,
        lambda asked: len(asked.line.members) > 3,
        lambda asked: asked.line.members and not any(m.weight for m in asked.line.members),
        lambda asked: not asked.free,
        lambda asked: not asked.starts,
        lambda asked: set(asked.free) - set(asked.line.pages),
        lambda asked: asked.line.inactive.keys() & set(asked.free),
        lambda asked: set(asked.starts) - set(asked.line.pages),
        lambda asked: any(not bits for bits in asked.starts.values()),
        lambda asked: asked.seated & asked.starts.keys(),
        lambda asked: len(asked.line.nodes) < len(asked.line.pages),
        lambda asked: asked.count > len({*asked.line.pages} & asked.starts.keys()) > 0,
        lambda asked: asked.line.accounts.keys() - {*asked.line.pages, *asked.line.inactive},
    ],
)
def test_oddities_are_drawn(oddity: Callable[[Question], object]) -> None:
    """What methods get wrong does come up."""
    found = False

    @given(questions())
    def look(asked: Question) -> None:
        nonlocal found
        found = found or bool(oddity(asked))

    look()
    assert found


@given(memberships("ana"), tallies())
def test_parts_of_a_line_can_be_drawn(member: Any, tally: Any) -> None:
    """They are for tests that make lines of their own."""
    assert member.page == "ana"
    assert 0 <= tally.removed <= tally.received <= tally.chances
    assert (tally.last_booked is None) == (not tally.received)
