"""Round robin: everybody in turn, whoever has received least first."""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Literal, get_args

import attrs

from teamsched.checks import instance, one_of
from teamsched.distribution.lines import Line, longest_ago
from teamsched.distribution.methods import DistributionMethod, receipt
from teamsched.distribution.ranking import Ranking, in_words, moment
from teamsched.entries import UNIT, Kind, Loss, Posting
from teamsched.reasons import Reason

WhenBlocked = Literal["wait", "next_per_start"]


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

    Whoever joins starts level with the lowest standing in the line, and whoever resumes has at
    least that: nobody gets a burst of bookings for having been away.

    Attributes:
        when_blocked: What customers see if the next in line has no time. ``"wait"``: nothing but
            the next in line's time. ``"next_per_start"``: everybody's, and at each start the first
            in line who is free gets it.
        correction: Whether a booking that is cancelled, not come to or reassigned is given back, so
            that who lost it comes to the front until they have caught up.
    """

    when_blocked: WhenBlocked = attrs.field(default="wait", kw_only=True)
    correction: bool = attrs.field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        one_of("when_blocked", self.when_blocked, get_args(WhenBlocked))
        instance("correction", self.correction, bool, "True or False")

    @property
    def gives_back(self) -> frozenset[Loss]:
        """Every loss, with correction on; none without."""
        return frozenset(Loss) if self.correction else frozenset()

    def shows(
        self,
        line: Line,
        starts: Mapping[str, int],
        *,
        count: int = 1,
        seated: frozenset[str] = frozenset(),
    ) -> Mapping[str, int]:
        """Return what customers may see: the first *count* in line, or everybody."""
        return {page: starts[page] for page in self._shown(line, starts, count, seated)}

    def hides(
        self,
        line: Line,
        starts: Mapping[str, int],
        *,
        count: int = 1,
        seated: frozenset[str] = frozenset(),
    ) -> Mapping[str, Reason]:
        """Return for everybody else in the line who is before them."""
        shown = self._shown(line, starts, count, seated)
        params = {"next": tuple(shown), "when_blocked": self.when_blocked}
        text = f"not next in line: before it comes {' and '.join(shown)}"
        return {
            member.page: Reason("not_next_in_line", page=member.page, params=params, text=text)
            for member in line.among(frozenset(starts) - seated - frozenset(shown))
        }

    def rank(
        self,
        line: Line,
        free: Collection[str],
        *,
        tie: bytes,  # noqa: ARG002 (nothing is left to chance)
    ) -> Ranking:
        """Return the free ones as they stand in line."""
        wanted = frozenset(free)
        placed = [(n, page) for n, page in enumerate(_in_order(line), start=1) if page in wanted]
        return Ranking((page for _, page in placed), partial(_reasons, line, placed))

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        """Return a charge of one booking, for whoever gets it."""
        return (receipt(line, free, chosen, price=UNIT),)

    def level(self, line: Line, page: str, kind: Kind) -> int:
        """Return what puts a page level with the lowest standing of the others in the line.

        Whoever joins is put there, and at zero if there are no others; whoever resumes is only
        ever raised to it.
        """
        own = line.tally(page).units
        others = [line.tally(member.page).units for member in line.members if member.page != page]
        if kind is Kind.JOINED:
            return max(others, default=0) - own
        return min(own, max(others, default=own)) - own

    def _shown(
        self, line: Line, pages: Collection[str], count: int, seated: frozenset[str]
    ) -> list[str]:
        able = frozenset(pages) - seated
        in_order = [page for page in _in_order(line) if page in able]
        return in_order[:count] if self.when_blocked == "wait" else in_order


def _in_order(line: Line) -> list[str]:
    """Return the pages in line, whoever is next first; what is equal stays in pool order."""

    def standing(page: str) -> tuple[int, tuple[bool, int]]:
        tally = line.tally(page)
        return -tally.units, longest_ago(tally.last_booked)

    return sorted((member.page for member in line.members), key=standing)


def _reasons(line: Line, placed: Iterable[tuple[int, str]]) -> Mapping[str, Reason]:
    return {page: _reason(line, place, page) for place, page in placed}


def _reason(line: Line, place: int, page: str) -> Reason:
    tally = line.tally(page)
    standing, booked = Fraction(-tally.units, UNIT), moment(tally.last_booked)
    words = "next in line" if place == 1 else f"number {place} in line"
    plural = "" if standing == 1 else "s"
    return Reason(
        "in_line",
        page=page,
        params={"place": place, "standing": standing, "last_booked": booked},
        text=f"{words}: stands at {standing} booking{plural}, {in_words('last booked', booked)}",
    )
