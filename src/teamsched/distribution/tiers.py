"""Tiers: any method, among those of the highest priority who are free."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

import attrs

from teamsched.distribution.lines import Line
from teamsched.distribution.methods import DistributionMethod, a_method
from teamsched.distribution.ranking import Ranking
from teamsched.distribution.shares import Branch, Node
from teamsched.entries import Kind, Loss, Posting
from teamsched.errors import UnknownIdError
from teamsched.model import Membership
from teamsched.reasons import Reason


@attrs.frozen
class InTiers(DistributionMethod):
    """The highest priority that is free, and within it whatever a method says.

        >>> from teamsched.distribution import FairShare, Ledger, ResourcePool
        >>> members = [Membership("ana"), Membership("bo", priority=8), Membership("cy")]
        >>> pool = ResourcePool("sales", members, distribution=InTiers(FairShare()))
        >>> choice = pool.choose(Ledger.of(), free=["ana", "bo", "cy"])
        >>> choice.ranking.order
        ('bo', 'ana', 'cy')
        >>> print(choice.ranking.reasons["ana"])
        ana: priority 5, credit 0.50 with its share of this booking, the highest, never booked

    The members of one priority are a tier, and each tier is a line of its own: its method shows,
    ranks, charges and levels as if there were nobody else. So what a method promises it promises
    within each tier, and nobody is charged for, or gains by, what another tier gets. Of those who
    are shown and free at a start, a lower tier gets nothing while there is anybody of a higher one.

    Attributes:
        method: The method within a tier.
    """

    method: DistributionMethod

    def __attrs_post_init__(self) -> None:
        a_method("method", self.method)

    @property
    def gives_back(self) -> frozenset[Loss]:
        """What the method gives back."""
        return self.method.gives_back

    @property
    def looks_ahead(self) -> bool:
        """Whether the method looks ahead."""
        return self.method.looks_ahead

    @property
    def yields(self) -> bool:
        """Whether the method yields."""
        return self.method.yields

    def shows(
        self,
        line: Line,
        starts: Mapping[str, int],
        *,
        count: int = 1,
        seated: frozenset[str] = frozenset(),
    ) -> Mapping[str, int]:
        """Return what customers may see: what the method shows of each tier."""
        return {
            page: bits
            for _, tier in _tiers(line, starts)
            for page, bits in self.method.shows(tier, starts, count=count, seated=seated).items()
        }

    def hides(
        self,
        line: Line,
        starts: Mapping[str, int],
        *,
        count: int = 1,
        seated: frozenset[str] = frozenset(),
    ) -> Mapping[str, Reason]:
        """Return for everybody else why the method doesn't show them in their tier."""
        return {
            page: reason
            for _, tier in _tiers(line, starts)
            for page, reason in self.method.hides(tier, starts, count=count, seated=seated).items()
        }

    def rank(self, line: Line, free: Collection[str], *, tie: bytes) -> Ranking:
        """Return the free ones tier by tier, the highest priority first."""
        rankings = [
            (priority, self.method.rank(tier, free, tie=tie))
            for priority, tier in _tiers(line, free)
        ]
        order = [page for _, ranking in rankings for page in ranking.order]
        return Ranking(order, partial(_reasons, rankings))

    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        """Return what the booking costs whom in the tier of whoever gets it."""
        for _, tier in _tiers(line, [chosen]):
            return self.method.charge(tier, free, chosen)
        raise UnknownIdError("chosen", expected="a free page of the line", got=chosen)

    def level(self, line: Line, page: str, kind: Kind) -> int:
        """Return the units that level a page with its tier, as the method levels."""
        member = _found(line.nodes, page)
        return 0 if member is None else self.method.level(_tier(line, member.priority), page, kind)


def _tiers(line: Line, pages: Collection[str]) -> Iterator[tuple[int, Line]]:
    """Yield the tiers that some pages are in, the highest priority first."""
    priorities = {member.priority for member in line.among(pages)}
    for priority in sorted(priorities, reverse=True):
        yield priority, _tier(line, priority)


def _tier(line: Line, priority: int) -> Line:
    """Return the line of one priority."""
    members = tuple(member for member in line.members if member.priority == priority)
    return attrs.evolve(line, members=members)


def _found(nodes: Iterable[Node], page: str) -> Membership | None:
    """Return a page's membership, also of one that is not in line at present."""
    for node in nodes:
        member = _found(node.nodes, page) if isinstance(node, Branch) else node
        if member is not None and member.page == page:
            return member
    return None


def _reasons(rankings: Iterable[tuple[int, Ranking]]) -> Mapping[str, Reason]:
    return {
        page: attrs.evolve(
            reason,
            params={**reason.params, "priority": priority},
            text=f"priority {priority}, {reason.text}",
        )
        for priority, ranking in rankings
        for page, reason in ranking.reasons.items()
    }
