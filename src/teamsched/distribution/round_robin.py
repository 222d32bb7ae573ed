"""Round robin: everybody in turn, whoever has received least first.

Theory of operation
-------------------
A page's *standing* is what its bookings cost it less what it was given back, and a booking costs
one divided by the page's weight. Next in line is whose standing is lowest with half of their next
booking on top of it: where everybody is always free, that is Webster's method, by which seats of a
parliament go to parties. With equal weights it is simply the lowest standing.

The line knows what everybody received, not what they could have taken. Whoever was seldom free has
fallen behind, is first as soon as they are free, and stays so until they have caught up. So the
counts come close to each other, or to the weights, where times allow it; how far anybody is from
their share of the bookings that they were free for has no bound, it grows with their number. What
has one is :class:`~teamsched.distribution.fair_share.FairShare`.
"""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Literal, get_args

import attrs

from teamsched.checks import collection, one_of, whole
from teamsched.distribution.lines import Line, longest_ago
from teamsched.distribution.methods import DistributionMethod, receipt
from teamsched.distribution.ranking import Ranking, in_words, moment
from teamsched.entries import UNIT, Kind, Loss, Posting, listed
from teamsched.errors import InvalidValueError
from teamsched.model import Membership
from teamsched.reasons import Reason

WhenBlocked = Literal["wait", "next_per_start", "next_in_horizon"]
Level = Literal["level", "mean", "catch_up"]


def _losses(value: bool | Iterable[Loss]) -> frozenset[Loss]:  # noqa: FBT001 (a converter)
    if isinstance(value, bool):
        return frozenset(Loss) if value else frozenset()
    losses = collection("correction", value, "True, False or Losses")
    return frozenset(one_of("correction", loss, Loss) for loss in losses)


def _as_given(losses: frozenset[Loss]) -> str:
    if losses in (frozenset(), frozenset(Loss)):
        return repr(bool(losses))
    return repr(listed(losses))


@attrs.frozen
class RoundRobin(DistributionMethod):
    """Everybody gets the same number of bookings, in turn.

        >>> from teamsched.distribution import Ledger, ResourcePool
        >>> pool = ResourcePool("sales", ["ana", "bo"], distribution=RoundRobin())
        >>> pool.choose(Ledger.of(), free=["ana", "bo"]).page
        'ana'
        >>> pool.choose(Ledger.of(), free=["bo"]) is None
        True

    A page's *standing* is what it received less what it was given back. Next in line is the lowest
    standing, of these whoever was booked longest ago (never is longest), then who comes first in
    the pool. The turn passes when a booking is made, not when somebody looks.

    With weights everybody gets their share instead: a booking counts one divided by the weight, and
    the line goes by the standing with half of the next booking added to it. Whoever has no weight
    comes after everybody who has, pays like weight 1, and is nobody's measure. A booking costs
    whoever it is handed over to what it cost when it was made. The parts of a pool are one line.

    It is received bookings that come out even. How far anybody is from their share of those that
    they were free for has no bound: that is what :class:`FairShare` is for.

    Attributes:
        when_blocked: What customers see if the next in line has no time. ``"wait"``: nothing but
            the next in line's time. ``"next_per_start"``: everybody's, and at each start the first
            in line who is free gets it. ``"next_in_horizon"``: that of the first in line who has
            any; the others keep their place.
            Judged is the whole window of the snapshot.
        max_lead: With ``"next_per_start"``: whoever stands so many bookings above the lowest
            standing, or more, is not shown as long as enough others have any time; None is no
            bound. Of several weights, these are bookings of the smallest.
        joiners: Where members start who join. ``"level"``: at the lowest standing of the others in
            line; ``"mean"``: at their mean; at zero, if there are no others; ``"catch_up"``: where
            their account stands, a newcomer's at zero.
        returners: Where members resume: the same, but they are only ever raised to it, and
            with ``"catch_up"`` stay where they are.
        correction: Which losses of a booking are given back, so that who lost it comes to the front
            until they have caught up: all (True), none (False) or some, such as all but
            ``Loss.HOST_CANCELLED``. Kept as a frozenset.

    Raises:
        InvalidValueError: There is a *max_lead* where it would have no effect.
    """

    when_blocked: WhenBlocked = attrs.field(default="wait", kw_only=True)
    max_lead: int | None = attrs.field(default=None, kw_only=True)
    joiners: Level = attrs.field(default="level", kw_only=True)
    returners: Level = attrs.field(default="level", kw_only=True)
    correction: frozenset[Loss] = attrs.field(
        default=True, converter=_losses, repr=_as_given, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        one_of("when_blocked", self.when_blocked, get_args(WhenBlocked))
        one_of("joiners", self.joiners, get_args(Level))
        one_of("returners", self.returners, get_args(Level))
        if self.max_lead is not None:
            whole("max_lead", self.max_lead, low=1)
            if self.when_blocked != "next_per_start":
                raise InvalidValueError(
                    "max_lead",
                    expected=f"None, with when_blocked={self.when_blocked!r}",
                    got=self.max_lead,
                )

    @property
    def gives_back(self) -> frozenset[Loss]:
        """The losses that correction is on for."""
        return self.correction

    @property
    def looks_ahead(self) -> bool:
        """Whether whom it shows depends on who has any time at all."""
        return self.when_blocked == "next_in_horizon" or self.max_lead is not None

    @property
    def yields(self) -> bool:
        """Whether a page shows those who are too far ahead before it shows nothing."""
        return self.max_lead is not None

    def shows(
        self,
        line: Line,
        starts: Mapping[str, int],
        *,
        count: int = 1,
        seated: frozenset[str] = frozenset(),
    ) -> Mapping[str, int]:
        """Return what customers may see: the first *count* in line, or everybody in bounds."""
        return {page: starts[page] for page in self._shown(line, starts, count, seated)}

    def hides(
        self,
        line: Line,
        starts: Mapping[str, int],
        *,
        count: int = 1,
        seated: frozenset[str] = frozenset(),
    ) -> Mapping[str, Reason]:
        """Return for everybody else in the line who is before them, or how far ahead they are."""
        shown = self._shown(line, starts, count, seated)
        hidden = line.among(starts.keys() - seated - frozenset(shown))
        if self.max_lead is not None and hidden:
            lowest = _lowest(line, line.among(starts.keys() - seated))
            return {
                member.page: _too_far(line, member.page, lowest, self.max_lead) for member in hidden
            }
        params = {"next": tuple(shown), "when_blocked": self.when_blocked}
        text = f"not next in line: before it comes {' and '.join(shown)}"
        return {
            member.page: Reason("not_next_in_line", page=member.page, params=params, text=text)
            for member in hidden
        }

    def rank(
        self,
        line: Line,
        free: Collection[str],
        *,
        tie: bytes,  # noqa: ARG002 (nothing is left to chance)
    ) -> Ranking:
        """Return the free ones as they stand in line."""
        order = _in_order(line, frozenset(free))
        return Ranking(order, partial(_reasons, line, order))

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        """Return a charge of one booking divided by the weight, for whoever gets it."""
        steps = (_step(member) for member in line.members if member.page == chosen)
        return (receipt(line, free, chosen, price=next(steps, UNIT)),)

    def level(self, line: Line, page: str, kind: Kind) -> int:
        """Return what puts a page where those start who join, or raises it to where they resume."""
        joins = kind is Kind.JOINED
        policy = self.joiners if joins else self.returners
        if policy == "catch_up":
            return 0
        # What lapses is left out: it would be passed on to somebody who keeps it for good.
        own = line.for_good(page)
        others = [member for member in line.members if member.page != page]
        if not others:
            return -own if joins else 0
        levels = [line.for_good(member.page) for member in _measure(others)]
        change = (max(levels) if policy == "level" else _mean(levels)) - own
        return change if joins else min(change, 0)

    def _shown(
        self, line: Line, starts: Mapping[str, int], count: int, seated: frozenset[str]
    ) -> list[str]:
        in_order = _in_order(line, starts.keys() - seated if seated else starts)
        if self.when_blocked == "wait":
            return in_order[:count]
        if self.when_blocked == "next_in_horizon":
            return sorted(in_order, key=lambda page: not starts[page])[:count]
        if self.max_lead is not None and in_order:
            return _in_bounds(line, starts, in_order, count, self.max_lead)
        return in_order


def _step(member: Membership) -> int:
    """Return what a booking costs a member."""
    return UNIT // (member.weight or 1)


def _in_order(line: Line, pages: Collection[str]) -> list[str]:
    """Return those of some pages who are in line, whoever is next first."""
    places = []
    for number, member in enumerate(line.members):
        if member.page in pages:
            tally = line.tally(member.page)
            # Twice the standing and half of the next step, so as not to round.
            height = _step(member) - 2 * tally.units
            since = longest_ago(tally.last_booked)
            places.append((not member.weight, height, since, number, member.page))
    places.sort()
    return [place[-1] for place in places]


def _in_bounds(
    line: Line, starts: Mapping[str, int], in_order: list[str], count: int, max_lead: int
) -> list[str]:
    """Return who is less than so far ahead, and the next in line until enough have any time."""
    members = line.among(in_order)
    bound = _lowest(line, members) - max_lead * max(map(_step, _measure(members)))
    shown = [page for page in in_order if line.tally(page).units > bound]
    able = sum(starts[page] != 0 for page in shown)
    for page in in_order:
        if able >= count:
            break
        if line.tally(page).units <= bound:
            shown.append(page)
            able += starts[page] != 0
    return shown


def _measure(members: list[Membership]) -> list[Membership]:
    """Return those by whom the others are measured: who has no weight may never be booked."""
    return [member for member in members if member.weight] or members


def _lowest(line: Line, members: list[Membership]) -> int:
    """Return the credit of the lowest standing of some members."""
    return max(line.tally(member.page).units for member in _measure(members))


def _mean(units: list[int]) -> int:
    """Return the credit of the mean standing, to the unit below."""
    return -(-sum(units) // len(units))


def _reasons(line: Line, order: Iterable[str]) -> Mapping[str, Reason]:
    """Return the reasons of some pages, by their places among all in the line."""
    places = {page: place for place, page in enumerate(_in_order(line, line.pages), start=1)}
    return {page: _reason(line, places[page], page) for page in order}


def _reason(line: Line, place: int, page: str) -> Reason:
    tally = line.tally(page)
    standing, booked = _standing(tally.units), moment(tally.last_booked)
    words = "next in line" if place == 1 else f"number {place} in line"
    return Reason(
        "in_line",
        page=page,
        params={"place": place, "standing": standing, "last_booked": booked},
        text=f"{words}: stands at {_bookings(standing)}, {in_words('last booked', booked)}",
    )


def _too_far(line: Line, page: str, lowest: int, max_lead: int) -> Reason:
    standing, others = _standing(line.tally(page).units), _standing(lowest)
    return Reason(
        "too_far_ahead",
        page=page,
        params={"standing": standing, "lowest": others, "max_lead": max_lead},
        text=f"too far ahead: stands at {_bookings(standing)}, and others at {_number(others)}",
    )


def _standing(credit: int) -> Fraction:
    return Fraction(-credit, UNIT)


def _bookings(standing: Fraction) -> str:
    return f"{_number(standing)} booking{'' if standing == 1 else 's'}"


def _number(standing: Fraction) -> str:
    return str(standing) if standing.denominator == 1 else f"{float(standing):z.2f}"
