"""Resource pools: who shares the bookings, and by which method."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

import attrs

from teamsched.bookings import Booking, Entry, Filled, Kind, Posting
from teamsched.checks import collection, identifier, instance, is_id
from teamsched.distribution.ledger import Ledger
from teamsched.distribution.lines import Line
from teamsched.distribution.methods import DistributionMethod
from teamsched.distribution.ranking import Charge, Ranking, short
from teamsched.errors import DuplicateIdError, InvalidTypeError, UnknownIdError
from teamsched.intervals import Interval
from teamsched.model import Membership
from teamsched.reasons import Reason


@attrs.frozen(order=False)
class Choice:
    """Who gets a booking, and what that costs.

    Attributes:
        page: The id of the page.
        ranking: Everybody who was considered, with reasons.
        charge: What the booking adds to the pool's accounts.
    """

    page: str
    ranking: Ranking
    charge: Charge

    def booking(
        self, id: str, event_type: str, span: Interval, *, at: datetime, member: str | None = None
    ) -> Booking:
        """Return the booking to save, with one seat, of the pool's name.

        Args:
            id: The booking's id, the host's choice.
            event_type: The id of what is booked.
            span: When it takes place.
            at: When it is made.
            member: The member behind the page; left out, the member of the same id.
        """
        charge = self.charge
        entry = Entry(Kind.BOOKED, at=at, postings=charge.postings, gives_back=[charge.gives_back])
        pool = charge.gives_back.pool
        behind = self.page if member is None else member
        seats = [Filled(pool, self.page, member=behind, pool=pool)]
        return Booking(id, event_type, span, seats=seats, history=[entry])


def _members(value: Iterable[str | Membership]) -> tuple[Membership, ...]:
    members = tuple(
        Membership(item) if isinstance(item, str) else item
        for item in collection("members", value, "page ids or Memberships")
    )
    pages = set()
    for member in members:
        instance("members", member, Membership, "page ids or Memberships")
        if member.page in pages:
            raise DuplicateIdError("members", expected="distinct pages", got=member.page)
        pages.add(member.page)
    return members


def _is_method(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if isinstance(value, type) or not isinstance(value, DistributionMethod):
        raise InvalidTypeError(
            attribute.name, expected="a distribution method, such as RoundRobin()", got=value
        )


@attrs.frozen(order=False)
class ResourcePool:
    """Pages that share bookings, and the method by which they do.

        >>> from datetime import UTC, datetime
        >>> from teamsched.distribution import RoundRobin
        >>> pool = ResourcePool("sales", ["ana", "bo"], distribution=RoundRobin())
        >>> choice = pool.choose(Ledger.of(), free=["ana", "bo"])
        >>> print(choice.ranking.reasons[choice.page])
        ana: next in line: stands at 0 bookings, never booked
        >>> hour = Interval.parse("2026-03-04T09:00Z/10:00")
        >>> booking = choice.booking("b-1", "call", hour, at=datetime(2026, 3, 2, 9, tzinfo=UTC))
        >>> pool.choose(Ledger.of([booking]), free=["ana", "bo"]).page
        'bo'

    Attributes:
        id: Its id, unique among members, pages and pools.
        members: Who is in it, pages or :class:`Membership`; their order is the pool order.
        distribution: The method by which bookings are handed out.

    Raises:
        DuplicateIdError: A page is in it twice.
    """

    id: str = attrs.field(validator=is_id)
    members: tuple[Membership, ...] = attrs.field(converter=_members)
    distribution: DistributionMethod = attrs.field(validator=_is_method, kw_only=True)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The ids of the members' pages, in pool order."""
        return tuple(member.page for member in self.members)

    def including(self, *members: str | Membership) -> "ResourcePool":
        """Return the pool with more members, at the end of the pool order."""
        return attrs.evolve(self, members=(*self.members, *members))

    def line(
        self, ledger: Ledger, *, page: str | None = None, event_type: str | None = None
    ) -> Line:
        """Return the pool as it stands.

        Args:
            ledger: What has happened.
            page: The page that is booked through, where idle times are kept apart by it.
            event_type: The event type that is booked, where idle times are kept apart by it; left
                out, any booking of the pool stops a page's idle time.
        """
        instance("ledger", ledger, Ledger, "a Ledger")
        account, paused = ledger.account(self.id), ledger.paused(self.id)
        inactive = {
            member.page: _why_inactive(member, paused.get(member.page))
            for member in self.members
            if not member.participating or member.page in paused
        }
        if event_type is not None:
            clocks = ledger.clocks(page, event_type)
        else:
            clocks = {
                booked: tally.last_booked
                for booked, tally in account.items()
                if tally.last_booked is not None
            }
        return Line(
            self.id,
            tuple(member for member in self.members if member.page not in inactive)
            if inactive
            else self.members,
            account,
            clocks,
            inactive,
        )

    def choose(
        self,
        ledger: Ledger,
        free: Iterable[str],
        *,
        page: str | None = None,
        event_type: str | None = None,
        tie: bytes = b"",
    ) -> Choice | None:
        """Return who should get a booking, None if nobody may.

        It is all that is needed to use a pool without the rest of the library.

        Args:
            ledger: What has happened.
            free: Who could take it; who isn't in the pool, or pauses, doesn't count.
            page: The page that is booked through, as for :meth:`line`.
            event_type: The event type that is booked, as for :meth:`line`.
            tie: What settles what would be left to chance.
        """
        instance("tie", tie, bytes, "bytes")
        able = {identifier("free", item) for item in collection("free", free, "page ids")}
        line = self.line(ledger, page=page, event_type=event_type)
        starts = {member.page: int(member.page in able) for member in line.members}
        shown = self.distribution.shows(line, starts)
        candidates = frozenset(page for page, bits in shown.items() if bits)
        if not candidates:
            return None
        ranking = self.distribution.rank(line, candidates, tie=tie)
        chosen = ranking.order[0]
        return Choice(chosen, ranking, self.distribution.charge(line, candidates, chosen))

    # Roster entries, for the host to keep and the ledger to add

    def joining(self, page: str, ledger: Ledger, *, at: datetime) -> Entry:
        """Return the entry of a member who joins, level with the others where the method levels.

        Raises:
            UnknownIdError: It isn't in the pool: include it first.
        """
        return self._entry(Kind.JOINED, page, ledger, at)

    def pausing(self, page: str, ledger: Ledger, *, at: datetime) -> Entry:
        """Return the entry of a member who is in no line until it resumes."""
        return self._entry(Kind.PAUSED, page, ledger, at)

    def resuming(self, page: str, ledger: Ledger, *, at: datetime) -> Entry:
        """Return the entry of a member who is back, level with the others where the method levels.

        For a member who doesn't pause it levels nothing.
        """
        return self._entry(Kind.RESUMED, page, ledger, at)

    def _entry(self, kind: Kind, page: str, ledger: Ledger, at: datetime) -> Entry:
        if page not in self.pages:
            raise UnknownIdError("page", expected=f"a page of the pool {self.id!r}", got=page)
        line, paused = self.line(ledger), ledger.paused(self.id)
        levels = kind is Kind.JOINED or (kind is Kind.RESUMED and page in paused)
        units = self.distribution.level(line, page, kind) if levels else 0
        return Entry(kind, at=at, postings=[Posting(self.id, page, units=units)])


def _why_inactive(member: Membership, paused_since: datetime | None) -> Reason:
    if paused_since is None:
        return Reason("not_participating", page=member.page, text="does not take part at present")
    return Reason(
        "paused",
        page=member.page,
        params={"since": paused_since},
        text=f"paused since {short(paused_since)}",
    )
