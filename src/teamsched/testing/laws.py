"""The laws of distribution methods, each as a check of one method on one question.

They are those that :class:`~teamsched.distribution.DistributionMethod` states, and what follows
from them. A check raises AssertionError with what is wrong. They build on one another: where one
fails, those after it may say so in odd ways.
"""

import copy
import pickle
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import attrs

from teamsched.bookings import Booking
from teamsched.charges import making
from teamsched.distribution import DistributionMethod, Ranking
from teamsched.entries import GivesBack, Kind, Loss, Posting
from teamsched.errors import UnknownIdError
from teamsched.filled import Filled
from teamsched.frozen import FrozenDict
from teamsched.intervals import Interval
from teamsched.reasons import Reason
from teamsched.testing.questions import STRANGER, Question

Law = Callable[[DistributionMethod, Question], None]
"""A check that raises AssertionError where a law is broken."""
Charge = tuple[Posting, ...]

_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_HOUR = timedelta(hours=1)


def untouched(method: DistributionMethod, asked: Question) -> None:
    """A method leaves all that it is given as it is."""
    line, starts, free = copy.deepcopy((asked.line, asked.starts, [*asked.free]))
    seen = attrs.evolve(asked, free=[*asked.free])
    with suppress(Exception):  # the next law is about that
        _answers(method, seen)
    _require((seen.line, seen.starts, seen.free) == (line, starts, free), "has changed", seen)


def answers(method: DistributionMethod, asked: Question) -> None:
    """A method has an answer to every question; nothing is an error but charging who isn't free."""
    _answers(method, asked)


def same_again(method: DistributionMethod, asked: Question) -> None:
    """Asked again, about this line or one that is equal, a method answers the same."""
    _alike(method, asked, method, asked)
    _alike(method, asked, method, copy.deepcopy(asked))


def shown_or_hidden(method: DistributionMethod, asked: Question) -> None:
    """Whoever is in line, may be drawn and isn't seated is shown, or has a reason why not."""
    starts = asked.starts
    shown, hidden = _shows(method, asked), _hides(method, asked)
    able = frozenset(asked.line.pages) & starts.keys() - asked.seated
    _require(shown.keys() <= able, "shown, but not in line, not to be drawn or seated", shown, able)
    for page, bits in shown.items():
        _require(not bits & ~starts[page], f"{page!r} is shown where it can't", bits, starts[page])
    _require(hidden.keys() == able - shown.keys(), "hidden", sorted(hidden), able - shown.keys())
    _reasons_of(hidden)


def seated_stand_aside(method: DistributionMethod, asked: Question) -> None:
    """Who has another seat is passed over like somebody who may not be drawn: the next is shown."""
    others = {page: bits for page, bits in asked.starts.items() if page not in asked.seated}
    without = attrs.evolve(asked, starts=others, seated=frozenset())
    shown, alone = dict(_shows(method, asked)), dict(_shows(method, without))
    _require(shown == alone, "shown beside those who are seated", shown, alone)


def start_by_start(method: DistributionMethod, asked: Question) -> None:
    """What is shown of one start depends on who is free then, unless the method looks ahead."""
    if method.looks_ahead:
        return
    together = _shows(method, asked)
    everything = 0
    for bits in asked.starts.values():
        everything |= bits
    for number in range(everything.bit_length()):
        starts = {page: bits & 1 << number for page, bits in asked.starts.items()}
        alone = _shows(method, attrs.evolve(asked, starts=starts))
        at_once = {page for page, bits in together.items() if bits >> number & 1}
        by_itself = {page for page, bits in alone.items() if bits}
        _require(at_once == by_itself, f"start {number}", sorted(at_once), sorted(by_itself))


def ranked_with_reasons(method: DistributionMethod, asked: Question) -> None:
    """The free ones in line are ranked, each once and with a reason, and nobody else."""
    ranking = _rank(method, asked)
    free = {member.page for member in asked.line.among(asked.free)}
    _require(sorted(ranking.order) == sorted(free), "ranked", ranking.order, sorted(free))
    _require(ranking.reasons.keys() == free, "explained", sorted(ranking.reasons), sorted(free))
    _reasons_of(ranking.reasons)


def charged_once(method: DistributionMethod, asked: Question) -> None:
    """Whoever gets a booking receives it once; it is posted in the pool, and removes nothing."""
    for chosen, charge in _charges(method, asked).items():
        _require(
            isinstance(charge, tuple) and all(isinstance(one, Posting) for one in charge),
            "not a tuple of Postings",
            charge,
        )
        pools = {posting.pool for posting in charge}
        _require(pools == {asked.line.pool}, "posted to pools", pools, {asked.line.pool})
        received = [(one.page, one.received) for one in charge if one.received]
        _require(received == [(chosen, 1)], "received", received, [(chosen, 1)])
        _require(not any(one.removed for one in charge), "something is removed", charge)


def unfree_refused(method: DistributionMethod, asked: Question) -> None:
    """Nobody is charged who isn't free, or not in line: that is an UnknownIdError."""
    free = {member.page for member in asked.line.among(asked.free)}
    for page in {*asked.line.pages, *asked.line.inactive, STRANGER} - free:
        try:
            charge = method.charge(asked.line, asked.free, page)
        except UnknownIdError:
            continue
        _require(False, f"{page!r} is charged", charge, "UnknownIdError")


def passed_over_for_nothing(method: DistributionMethod, asked: Question) -> None:
    """Nobody who isn't free pays for a booking."""
    for charge in _charges(method, asked).values():
        losers = [one for one in charge if one.units < 0 and one.page not in asked.free]
        _require(not losers, "those pay who weren't free", losers)


def given_back(method: DistributionMethod, asked: Question) -> None:
    """A booking that ends in a way that is given back leaves all units as they were.

    It may have a second place, which is charged on the line as the first one has left it.
    """
    losses = method.gives_back
    _require(isinstance(losses, frozenset) and losses <= set(Loss), "not Losses", losses)
    charges = _charges(method, asked)
    for chosen, charge in charges.items():
        _nothing_left(asked, {chosen: charge}, losses)
    for first, second in pairwise(charges):
        line, rest = asked.line.charged(charges[first]), set(asked.free) - {first}
        charge = method.charge(line, sorted(rest), second)
        _nothing_left(asked, {first: charges[first], second: charge}, losses)


def levelled_in_units(method: DistributionMethod, asked: Question) -> None:
    """Whoever joins or resumes is levelled by a whole number of units."""
    for page, kind, units in _levels(method, asked):
        whole = isinstance(units, int) and not isinstance(units, bool)
        _require(whole, f"{page!r} is levelled as it has {kind}", units, "a whole number")


def order_means_nothing(method: DistributionMethod, asked: Question) -> None:
    """In which order the starts and the free ones come changes no answer."""
    starts, free = dict(reversed([*asked.starts.items()])), asked.free[::-1]
    _alike(method, asked, method, attrs.evolve(asked, starts=starts, free=free))


def pickled(method: DistributionMethod, asked: Question) -> None:
    """Pickled and back, a method answers the same: it may go to another process."""
    _alike(method, asked, pickle.loads(pickle.dumps(method)), asked)  # noqa: S301 (our own)


LAWS: Mapping[str, Law] = FrozenDict(
    (law.__name__, law)
    for law in (
        untouched,
        answers,
        same_again,
        shown_or_hidden,
        seated_stand_aside,
        start_by_start,
        ranked_with_reasons,
        charged_once,
        unfree_refused,
        passed_over_for_nothing,
        given_back,
        levelled_in_units,
        order_means_nothing,
        pickled,
    )
)
"""The laws by name, in the order in which they are checked."""


_ENDS: Mapping[Loss, Callable[[Booking], Booking]] = {
    Loss.CUSTOMER_CANCELLED: lambda booking: booking.cancelled(at=_AT),
    Loss.HOST_CANCELLED: lambda booking: booking.cancelled(by="host", at=_AT),
    Loss.RESCHEDULE_REQUESTED: lambda booking: booking.reschedule_requested(at=_AT),
    Loss.NO_SHOW: lambda booking: booking.no_show(at=_AT),
}


def _nothing_left(asked: Question, charges: Mapping[str, Charge], losses: frozenset[Loss]) -> None:
    """Require that a booking of some people leaves no units when it is lost and given back."""
    booking = _booking(asked, charges, losses)
    for loss in sorted(losses & _ENDS.keys()):
        units: Counter[str] = Counter()
        for entry in _ENDS[loss](booking).history:
            for posting in entry.postings:
                units[posting.page] += posting.units
        left = {page: amount for page, amount in units.items() if amount}
        who = " and ".join(map(repr, charges))
        _require(not left, f"{who} has it, and after {loss} units are left", left)


def _booking(asked: Question, charges: Mapping[str, Charge], losses: frozenset[Loss]) -> Booking:
    span, pool = Interval.lasting(_AT, asked.line.lasting or _HOUR), asked.line.pool
    terms = [GivesBack(pool, losses)]
    postings = [posting for charge in charges.values() for posting in charge]
    made = making(span, at=_AT, postings=postings, shares=[], gives_back=terms)
    seats = [Filled("host", page, pool=pool) for page in charges]
    return Booking("b", "e", span, seats=seats, history=[made])


def _shows(method: DistributionMethod, asked: Question) -> Mapping[str, int]:
    return method.shows(asked.line, asked.starts, count=asked.count, seated=asked.seated)


def _hides(method: DistributionMethod, asked: Question) -> Mapping[str, Reason]:
    return method.hides(asked.line, asked.starts, count=asked.count, seated=asked.seated)


def _rank(method: DistributionMethod, asked: Question) -> Ranking:
    ranking = method.rank(asked.line, asked.free, tie=asked.tie)
    _require(isinstance(ranking, Ranking), "not a Ranking", ranking)
    return ranking


def _charges(method: DistributionMethod, asked: Question) -> Mapping[str, Charge]:
    """Return the charge for each who could be chosen."""
    able = [member.page for member in asked.line.among(asked.free)]
    return {page: method.charge(asked.line, asked.free, page) for page in able}


def _levels(method: DistributionMethod, asked: Question) -> list[tuple[str, Kind, int]]:
    return [
        (page, kind, method.level(asked.line, page, kind))
        for page in (*asked.line.pages, *asked.line.inactive)
        for kind in (Kind.JOINED, Kind.RESUMED)
    ]


def _answers(method: DistributionMethod, asked: Question) -> Mapping[str, Any]:
    """Return everything that a method answers, by what it was asked."""
    ranking = _rank(method, asked)
    return {
        "gives_back": method.gives_back,
        "looks_ahead": method.looks_ahead,
        "yields": method.yields,
        "shows": _shows(method, asked),
        "hides": _in_full(_hides(method, asked)),
        "rank": (ranking.order, _in_full(ranking.reasons)),
        "charge": _charges(method, asked),
        "level": _levels(method, asked),
    }


def _in_full(reasons: Mapping[str, Reason]) -> Mapping[str, tuple[Reason, str]]:
    """Return reasons with their words, which don't count when reasons are compared."""
    return {page: (reason, str(reason)) for page, reason in reasons.items()}


def _alike(
    method: DistributionMethod, asked: Question, again: DistributionMethod, anew: Question
) -> None:
    first, second = _answers(method, asked), _answers(again, anew)
    for name, answer in first.items():
        _require(second[name] == answer, f"{name} differs", second[name], answer)


def _reasons_of(reasons: Mapping[str, Reason]) -> None:
    """Require that every page has a reason of its own."""
    for page, reason in reasons.items():
        _require(isinstance(reason, Reason), f"no Reason for {page!r}", reason)
        _require(reason.page == page, f"the reason for {page!r} is another's", reason.page, page)


def _require(holds: bool, what: str, got: object, expected: object = None) -> None:  # noqa: FBT001
    if not holds:
        raise AssertionError(
            f"{what}: {got!r}" + (f" instead of {expected!r}" if expected is not None else "")
        )
