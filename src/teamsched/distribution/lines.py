"""A pool as it stands: who is in line, and what is known of them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

import attrs

from teamsched.distribution.accounts import NOTHING, Sums, Tally
from teamsched.distribution.shares import Node, portions, shares
from teamsched.entries import UNIT, Posting, Shares
from teamsched.model import Membership
from teamsched.reasons import Reason


@attrs.frozen(order=False)
class Line:
    """The members of a pool that take part at present, with all that a method may go by.

    Attributes:
        pool: The id of the pool.
        members: Those in line, in pool order: they participate, have not left and don't pause.
        accounts: The tallies of the pool, page by page.
        clocks: When each page was last booked, where idle time counts.
        inactive: Why the other members are not in line.
        nodes: The members, and the parts that they make up, each with a share of its own; left
            out, the members.
        arrivals: When pages joined, of those of whom that is known.
        now: The present, None where nobody said.
        lasting: How long the booking is to last, None where nobody said.
        lapsing: The units of the tallies that will lapse, page by page.
    """

    pool: str
    members: tuple[Membership, ...]
    accounts: Mapping[str, Tally] = attrs.field(hash=False)
    clocks: Mapping[str, int] = attrs.field(hash=False)
    inactive: Mapping[str, Reason] = attrs.field(hash=False)
    nodes: tuple[Node, ...] = attrs.field(
        default=attrs.Factory(lambda self: self.members, takes_self=True), kw_only=True
    )
    arrivals: Mapping[str, datetime] = attrs.field(factory=dict, hash=False, kw_only=True)
    now: datetime | None = attrs.field(default=None, kw_only=True)
    lasting: timedelta | None = attrs.field(default=None, kw_only=True)
    lapsing: Mapping[str, int] = attrs.field(factory=dict, hash=False, kw_only=True)

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages in line, in pool order."""
        return tuple(member.page for member in self.members)

    def tally(self, page: str) -> Tally:
        """Return what a page's postings add up to."""
        return self.accounts.get(page, NOTHING)

    def for_good(self, page: str) -> int:
        """Return a page's credit without what will lapse, in units."""
        return self.tally(page).units - self.lapsing.get(page, 0)

    def among(self, pages: Collection[str]) -> list[Membership]:
        """Return the members that are among some pages, in pool order."""
        wanted = frozenset(pages)
        return [member for member in self.members if member.page in wanted]

    def charged(self, postings: Iterable[Posting]) -> "Line":
        """Return the line as it stands once some postings are added, for the next choice."""
        accounts = dict(self.accounts)
        for posting in postings:
            sums = Sums()
            sums.add(posting)
            accounts[posting.page] = accounts.get(posting.page, NOTHING).plus(sums, None)
        return attrs.evolve(self, accounts=accounts)

    def shares(self, free: Collection[str], asked: Collection[str]) -> Shares:
        """Return what a booking is worth to everybody in line.

        Args:
            free: Who is free for it.
            asked: Whom of those the customer's wishes leave.
        """
        pages = self.pages
        able = frozenset(free).intersection(pages)
        wanted = able.intersection(asked)
        of_free = self._split(able)
        return Shares(
            self.pool,
            pages,
            line=self._split(frozenset(pages)),
            free=of_free,
            asked=of_free if wanted == able else self._split(wanted),
        )

    def _split(self, among: Collection[str]) -> tuple[int, ...]:
        """Return the share of one booking that each of the line has, if some pages share it."""
        members = self.members
        if self.nodes is members:  # no parts: the weights alone tell, and pools ask again and again
            weights = tuple([one.weight if one.page in among else 0 for one in members])
            if any(weights):
                return portions(UNIT, weights)
        parts = shares(UNIT, self.nodes, among)
        return tuple([parts.get(one.page, 0) for one in members])


def longest_ago(instant: int | None) -> tuple[bool, int]:
    """Return what sorts instants with the earliest first; never is before all of them."""
    return instant is not None, instant or 0
