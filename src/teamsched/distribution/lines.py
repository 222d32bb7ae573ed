"""A pool as it stands: who is in line, and what is known of them."""

from collections.abc import Collection, Iterable, Mapping

import attrs

from teamsched.bookings import Posting
from teamsched.distribution.accounts import NOTHING, Tally
from teamsched.model import Membership
from teamsched.reasons import Reason


@attrs.frozen(order=False)
class Line:
    """The members of a pool that take part at present, with all that a method may go by.

    Attributes:
        pool: The id of the pool.
        members: Those in line, in pool order: they participate and don't pause.
        accounts: The tallies of the pool, page by page.
        clocks: When each page was last booked, where idle time counts.
        inactive: Why the other members are not in line.
    """

    pool: str
    members: tuple[Membership, ...]
    accounts: Mapping[str, Tally] = attrs.field(hash=False)
    clocks: Mapping[str, int] = attrs.field(hash=False)
    inactive: Mapping[str, Reason] = attrs.field(hash=False)

    def tally(self, page: str) -> Tally:
        """Return what a page's postings add up to."""
        return self.accounts.get(page, NOTHING)

    def among(self, pages: Collection[str]) -> list[Membership]:
        """Return the members that are among some pages, in pool order."""
        wanted = frozenset(pages)
        return [member for member in self.members if member.page in wanted]

    def charged(self, postings: Iterable[Posting]) -> "Line":
        """Return the line as it stands once some postings are added, for the next choice."""
        accounts = dict(self.accounts)
        for posting in postings:
            before = accounts.get(posting.page, NOTHING)
            accounts[posting.page] = before.plus(
                posting.received, posting.removed, posting.units, None
            )
        return attrs.evolve(self, accounts=accounts)


def longest_ago(instant: int | None) -> tuple[bool, int]:
    """Return what sorts instants with the earliest first; never is before all of them."""
    return instant is not None, instant or 0
