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

from collections.abc import Collection, Sequence
from fractions import Fraction

import attrs

from teamsched.bookings import UNIT, GivesBack, Kind, Posting
from teamsched.distribution.lines import Line, longest_ago
from teamsched.distribution.methods import DistributionMethod, receipt
from teamsched.distribution.ranking import Charge, Ranking, in_words, moment
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

    def rank(
        self,
        line: Line,
        free: Collection[str],
        *,
        tie: bytes,  # noqa: ARG002 (nothing is left to chance)
    ) -> Ranking:
        """Return the free ones by their credit, with their shares of this booking in it."""
        members = line.among(free)
        grants = zip(members, _shares(members), strict=True)
        after = {member.page: line.tally(member.page).units + share for member, share in grants}
        heaviest = max((member.weight for member in members), default=0)

        def place(member: Membership) -> tuple[bool, int, tuple[bool, int]]:
            last_booked = line.tally(member.page).last_booked
            weightless = heaviest > 0 and not member.weight
            return weightless, -after[member.page], longest_ago(last_booked)

        members.sort(key=place)
        reasons = {
            member.page: _reason(line, member.page, after[member.page], first=not number)
            for number, member in enumerate(members)
        }
        return Ranking(reasons, reasons)

    def charge(self, line: Line, free: Collection[str], chosen: str) -> Charge:
        """Return everybody's share of the booking, and what it costs whoever gets it."""
        payer = receipt(line, free, chosen, bookings=1)
        members = line.among(free)
        postings = [
            Posting(line.pool, member.page, units=share)
            for member, share in zip(members, _shares(members), strict=True)
            if share
        ]
        return Charge([*postings, payer], GivesBack(line.pool, {Kind.CANCELLED, Kind.REASSIGNED}))


def _shares(members: Sequence[Membership]) -> list[int]:
    """Split one booking's units by weight, equally if there is none."""
    weights = [member.weight for member in members]
    return split(UNIT, weights if any(weights) else [1] * len(weights))


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Split a whole number in proportion to weights, by largest remainder.

        >>> split(10, [1, 1, 2])
        [3, 2, 5]

    The parts add up to the total, and each is less than one from its exact share. Of equal
    remainders the first ones are rounded up.
    """
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    left = total - sum(parts)
    for index in sorted(range(len(weights)), key=lambda index: -remainders[index])[:left]:
        parts[index] += 1
    return parts


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
