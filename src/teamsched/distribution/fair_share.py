"""Fair share: a ledger of credit, with a proven bound.

Theory of operation
-------------------
Each booking grants one booking's worth of credit in total, split by weight over those who could
have taken it, and whoever takes it pays one. So credits add up to zero, and a page's credit is
exactly how far it is behind its fair share of the bookings that it could have taken. Whoever has
the highest credit *after* the grant gets the booking.

With that rule no credit of *n* pages ever leaves ±(n − 1)/2, whoever is free when, whatever the
weights and however they change: if a set of *k* pages were to exceed k(n − k)/2 together, some page
outside of it would have had more credit and been chosen instead. With equal weights this is the
carpool rule of Fagin and Williams (1983), with everybody free the smooth weighted round robin of
nginx. Whatever rounding a split needs is a share like any other, so the bound holds exactly.
"""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import partial

import attrs

from teamsched.distribution.lines import Line, longest_ago
from teamsched.distribution.methods import DistributionMethod, receipt
from teamsched.distribution.ranking import Ranking, in_words, moment
from teamsched.distribution.shares import shares
from teamsched.entries import UNIT, Loss, Posting
from teamsched.model import Membership
from teamsched.reasons import Reason


@attrs.frozen
class FairShare(DistributionMethod):
    """Everybody gets their fair share, by weight, of the bookings that they could have taken.

        >>> from teamsched.distribution import Ledger, ResourcePool
        >>> members = [Membership("ana", weight=2), Membership("bo")]
        >>> pool = ResourcePool("sales", members, distribution=FairShare())
        >>> choice = pool.choose(Ledger.of(), free=["ana", "bo"])
        >>> print(choice.ranking.reasons["ana"])
        ana: credit 0.67 with its share of this booking, the highest, never booked

    Customers see everybody's time. Nobody is ever more than (n − 1)/2 bookings from their fair
    share, n being how many there are, except for what was cancelled or reassigned since.
    Equal credits go to whoever was booked longest ago (never is longest), then by pool order.
    Who has no weight gets a booking only if nobody with a weight is free.

    A cancellation takes back the whole booking, everybody's share of it with it; a no-show, whose
    time was spent, stays; whoever a booking is reassigned to pays for it instead.
    """

    @property
    def gives_back(self) -> frozenset[Loss]:
        """Every loss but a no-show."""
        return frozenset(Loss) - {Loss.NO_SHOW}

    def rank(
        self,
        line: Line,
        free: Collection[str],
        *,
        tie: bytes,  # noqa: ARG002 (nothing is left to chance)
    ) -> Ranking:
        """Return the free ones by their credit, with their shares of this booking in it."""
        members = line.among(free)
        granted = self._grants(line, free)
        after = {
            member.page: line.tally(member.page).units + granted[member.page] for member in members
        }
        heaviest = max((member.weight for member in members), default=0)

        def place(member: Membership) -> tuple[bool, int, tuple[bool, int]]:
            last_booked = line.tally(member.page).last_booked
            weightless = heaviest > 0 and not member.weight
            return weightless, -after[member.page], longest_ago(last_booked)

        members.sort(key=place)
        return Ranking((member.page for member in members), partial(_reasons, line, members, after))

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        """Return everybody's share of the booking, and what it costs whoever gets it."""
        payer = receipt(line, free, chosen, price=UNIT)
        granted = self._grants(line, free).items()
        return (*(Posting(line.pool, page, units=share) for page, share in granted if share), payer)

    def _grants(self, line: Line, free: Collection[str]) -> Mapping[str, int]:
        """Return what the booking grants to whom."""
        return shares(UNIT, line.nodes, {member.page for member in line.among(free)})


def _reasons(
    line: Line, members: Iterable[Membership], after: Mapping[str, int]
) -> Mapping[str, Reason]:
    return {
        member.page: _reason(line, member.page, after[member.page], first=not number)
        for number, member in enumerate(members)
    }


def _reason(line: Line, page: str, units: int, *, first: bool) -> Reason:
    booked = moment(line.tally(page).last_booked)
    highest = ", the highest" if first else ""
    return Reason(
        "credit",
        page=page,
        params={"credit": Fraction(units, UNIT), "last_booked": booked},
        text=f"credit {units / UNIT:z.2f} with its share of this booking{highest}, "
        + in_words("last booked", booked),
    )
