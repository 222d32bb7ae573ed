"""Fair share: a ledger of credit, with a proven bound.

Theory of operation
-------------------
Each booking grants what it is worth in total, split by weight over those who could have taken it,
and whoever takes it pays as much. So credits add up to zero, and a page's credit is exactly how
far it is behind its fair share of the bookings that it could have taken. Whoever has the highest
credit *after* the grant gets the booking.

With that rule no credit of *n* pages ever leaves ±s(n − 1)/2, *s* being the most that a booking is
worth, whoever is free when, whatever the weights and however they change: if a set of *k* pages
were to exceed s·k(n − k)/2 together, some page outside of it would have had more credit and been
chosen instead. With equal weights this is the carpool rule of Fagin and Williams (1983), with
everybody free the smooth weighted round robin of nginx. The shares may be any: whatever rounding a
split needs, a part within a part, or a newcomer's smaller weight is a share like others, so the
bound holds exactly.

What the rule did not decide widens it. A booking that is cancelled, handed over or given to another
than the first in the ranking moves any set of pages by *s* at most, once, and the rule never adds
to what a set is over: so after *e* of them, the bound is wider by e·s. An adjustment by hand moves
a set by what it adjusts.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from fractions import Fraction
from functools import partial
from typing import Literal, get_args

import attrs

from teamsched.checks import collection, instance, one_of
from teamsched.distribution.lines import Line, longest_ago
from teamsched.distribution.methods import DistributionMethod, receipt
from teamsched.distribution.ranking import Ranking, in_words, moment
from teamsched.distribution.shares import Node, Weigh, nominal, shares
from teamsched.entries import UNIT, Loss, Posting, listed
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.instants import to_instant
from teamsched.model import Membership
from teamsched.reasons import Reason

Unit = Literal["bookings", "minutes"]
Basis = Literal["available", "all"]

_MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1) // _MICROSECOND
_HANDED_OVER = frozenset({Loss.REASSIGNED, Loss.RESCHEDULED})


def _ends(value: Iterable[Loss]) -> frozenset[Loss]:
    """Return some ends of a booking; a debit that is handed over is nobody's to keep twice."""
    choices = [loss for loss in Loss if loss not in _HANDED_OVER]
    ends = collection("keeps", value, "Losses")
    return frozenset(one_of("keeps", end, choices) for end in ends)


@attrs.frozen
class FairShare(DistributionMethod):
    """Everybody gets their fair share, by weight, of the bookings that they could have taken.

        >>> from teamsched.distribution import Ledger, ResourcePool
        >>> members = [Membership("ana", weight=2), Membership("bo")]
        >>> pool = ResourcePool("sales", members, distribution=FairShare())
        >>> choice = pool.choose(Ledger.of(), free=["ana", "bo"])
        >>> print(choice.ranking.reasons["ana"])
        ana: credit 0.67 with its share of this booking, the highest, never booked

    Customers see everybody's time. Whoever has the highest credit with its share of the booking
    gets it; equal credits go to whoever was booked longest ago (never is longest), then by pool
    order. Who has no weight gets a booking only if nobody with a weight is free.

    With the basis ``"available"`` nobody is ever more than (n − 1)/2 bookings from their fair
    share, n being how many have ever been in the pool; counted in minutes, so many times the
    longest booking. It holds for whatever weights, parts and ramps, and as they change, since what
    changes counts for later bookings only. Each booking that was cancelled, handed over or given
    to another than the first in the ranking widens it by what it is worth, and an adjustment by
    hand by what it adjusts. With everybody free all the time, nobody is ever more than
    1/2 + 1/3 + … + 1/n bookings behind, and equal weights are level after every n bookings.

    With the basis ``"all"`` no bound holds: who is away or busy is owed their share all the same,
    and gets a run of bookings afterwards. A *cap* limits what each can be owed, and so the run;
    while there is room below it for every booking, nobody is further ahead than n − 1 times it.

    A cancellation takes back the whole booking, everybody's share of it with it; a no-show, whose
    time was spent, stays; whoever a booking is handed over to pays for it instead.

    Attributes:
        unit: What a booking is worth: ``"bookings"``, one; ``"minutes"``, its minutes when it is
            made, whatever length it is moved to later. Credit counts the same.
        basis: Whom a booking is split over: those who are free for it, or everybody in the line.
        cap: With the basis ``"all"``, the credit above which no share lifts anybody, a whole number
            or a Fraction. What is above it goes to the others in the line by weight, and to those
            who are free if nobody is below the cap.
        ramp_up: Over how long a newcomer's weight rises to its full value, evenly, from when it
            joined; left out, it is full at once. Only who joined by a roster entry ramps up.
        ramp_from: The part of its weight that a newcomer starts with, between 0 and 1.
        keeps: The ends of a booking that take nothing back: those among cancellations, requests
            to reschedule and no-shows.
    """

    unit: Unit = attrs.field(default="bookings", kw_only=True)
    basis: Basis = attrs.field(default="available", kw_only=True)
    cap: int | Fraction | None = attrs.field(default=None, kw_only=True)
    ramp_up: timedelta | None = attrs.field(default=None, kw_only=True)
    ramp_from: Fraction = attrs.field(default=Fraction(1, 10), kw_only=True)
    keeps: frozenset[Loss] = attrs.field(
        default=frozenset({Loss.NO_SHOW}),
        converter=_ends,
        repr=lambda losses: repr(listed(losses)),
        kw_only=True,
    )

    def __attrs_post_init__(self) -> None:
        one_of("unit", self.unit, get_args(Unit))
        one_of("basis", self.basis, get_args(Basis))
        if self.cap is not None:
            _check_cap(self.cap, self.basis)
        if self.ramp_up is not None:
            _positive("ramp_up", self.ramp_up)
        instance("ramp_from", self.ramp_from, Fraction, "a Fraction")
        if not 0 < self.ramp_from < 1:
            raise InvalidValueError("ramp_from", expected="between 0 and 1", got=self.ramp_from)

    @property
    def gives_back(self) -> frozenset[Loss]:
        """Every loss but those that it keeps."""
        return frozenset(Loss) - self.keeps

    def rank(
        self,
        line: Line,
        free: Collection[str],
        *,
        tie: bytes,  # noqa: ARG002 (nothing is left to chance)
    ) -> Ranking:
        """Return the free ones by their credit, with their shares of this booking in it.

        Raises:
            InvalidValueError: The line does not say how long the booking is to last, or what the
                present is, where that counts.
        """
        members = line.among(free)
        able = frozenset(member.page for member in members)
        weigh = self._weigh(line)
        granted = self._grants(line, able, weigh)
        weighted = granted if self.basis == "available" else shares(1, line.nodes, able, weigh)
        tallies = {page: line.tally(page) for page in able}
        after = {page: tally.units + granted.get(page, 0) for page, tally in tallies.items()}

        def place(member: Membership) -> tuple[bool, int, tuple[bool, int]]:
            page = member.page
            return page not in weighted, -after[page], longest_ago(tallies[page].last_booked)

        members.sort(key=place)
        why = partial(_reasons, line, members, after, self.unit)
        return Ranking((member.page for member in members), why)

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        """Return everybody's share of the booking, and what it costs whoever gets it.

        Raises:
            UnknownIdError: The chosen page is not a free one in the line.
            InvalidValueError: As of :meth:`rank`.
        """
        payer = receipt(line, free, chosen, price=self._worth(line))
        able = frozenset(member.page for member in line.among(free))
        granted = self._grants(line, able, self._weigh(line)).items()
        return (*(Posting(line.pool, page, units=share) for page, share in granted if share), payer)

    def _worth(self, line: Line) -> int:
        """Return what the booking is worth, in parts of UNIT a booking or a minute."""
        if self.unit == "bookings":
            return UNIT
        if line.lasting is None:
            raise InvalidValueError(
                "lasting", expected="how long it lasts, as credit is counted in minutes", got=None
            )
        return UNIT * _positive("lasting", line.lasting) // _MINUTE

    def _weigh(self, line: Line) -> Weigh:
        """Return what weighs members and branches, in a measure in which newcomers' are whole."""
        if self.ramp_up is None:
            return nominal
        joined = {page: line.arrivals[page] for page in line.pages if page in line.arrivals}
        if not joined:
            return nominal
        if line.now is None:
            raise InvalidValueError(
                "now", expected="the present, as newcomers ramp up from when they joined", got=None
            )
        now, whole = to_instant(line.now, "now"), self.ramp_up // _MICROSECOND
        first, of = self.ramp_from.as_integer_ratio()
        full = of * whole
        risen = {
            page: first * whole + (of - first) * min(max(now - to_instant(at), 0), whole)
            for page, at in joined.items()
        }

        def weigh(node: Node) -> int:
            return node.weight * (
                risen.get(node.page, full) if isinstance(node, Membership) else full
            )

        return weigh

    def _grants(self, line: Line, able: frozenset[str], weigh: Weigh) -> Mapping[str, int]:
        """Return what the booking grants to whom; who gets no share has no place in it."""
        worth = self._worth(line)
        if self.basis == "available":
            return shares(worth, line.nodes, able, weigh)
        granted = shares(worth, line.nodes, line.pages, weigh)
        return granted if self.cap is None else _capped(self.cap, line, granted, able, weigh)


def _capped(
    cap: int | Fraction, line: Line, granted: Mapping[str, int], able: frozenset[str], weigh: Weigh
) -> Mapping[str, int]:
    """Return grants that lift nobody above the cap, with the same sum.

    What does not fit under it is split anew over those who have room left, until it fits or nobody
    has; each round but the last fills somebody up, so there are at most as many as pages.
    """
    limit = int(cap * UNIT)
    room = {page: limit - line.tally(page).units for page in granted}
    capped = dict.fromkeys(granted, 0)
    left, excess = sum(granted.values()), granted
    while excess:
        for page, part in excess.items():
            fits = min(part, max(room[page], 0))
            capped[page] += fits
            room[page] -= fits
            left -= fits
        below = [page for page, units in room.items() if units > 0]
        excess = shares(left, line.nodes, below, weigh) if left else {}
    for page, part in shares(left, line.nodes, able, weigh).items():
        capped[page] = capped.get(page, 0) + part
    return capped


def _check_cap(cap: int | Fraction, basis: Basis) -> None:
    expected = "a whole number or a Fraction"
    if isinstance(cap, bool) or not isinstance(cap, int | Fraction):
        raise InvalidTypeError("cap", expected=expected, got=cap)
    if cap <= 0:
        raise InvalidValueError("cap", expected=f"{expected} above 0", got=cap)
    if basis != "all":
        raise InvalidValueError("cap", expected="none with the basis 'available'", got=cap)


def _positive(field: str, length: timedelta) -> int:
    """Return the microseconds of a length above zero."""
    micros = instance(field, length, timedelta, "a timedelta") // _MICROSECOND
    if micros <= 0:
        raise InvalidValueError(field, expected="a timedelta above zero", got=length)
    return micros


def _reasons(
    line: Line, members: Iterable[Membership], after: Mapping[str, int], unit: Unit
) -> Mapping[str, Reason]:
    return {
        member.page: _reason(line, member.page, after[member.page], unit, first=not number)
        for number, member in enumerate(members)
    }


def _reason(line: Line, page: str, units: int, unit: Unit, *, first: bool) -> Reason:
    booked = moment(line.tally(page).last_booked)
    minutes = " minutes" if unit == "minutes" else ""
    highest = ", the highest" if first else ""
    return Reason(
        "credit",
        page=page,
        params={"credit": Fraction(units, UNIT), "last_booked": booked},
        text=f"credit {units / UNIT:z.2f}{minutes} with its share of this booking{highest}, "
        + in_words("last booked", booked),
    )
