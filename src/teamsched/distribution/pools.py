"""Resource pools: who shares the bookings, and by which method."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs

from teamsched.checks import collection, identifier, instance, is_id, whole
from teamsched.conditions import Condition, Facts
from teamsched.distribution.choices import Choice
from teamsched.distribution.ledger import Ledger
from teamsched.distribution.lines import Line
from teamsched.distribution.methods import DistributionMethod
from teamsched.distribution.ranking import short
from teamsched.distribution.shares import Branch, Node
from teamsched.entries import HOUSE, UNIT, Entry, GivesBack, Kind, Posting
from teamsched.errors import DuplicateIdError, InvalidTypeError, InvalidValueError, UnknownIdError
from teamsched.model import MAX_WEIGHT, Membership, condition_on
from teamsched.reasons import Reason


@attrs.frozen(order=False)
class Part:
    """A pool within a pool: its members share what the part gets.

    Attributes:
        pool: The pool; its own method does not count here.
        weight: The part's share, in proportion to that of its neighbours.
    """

    pool: "ResourcePool"
    weight: int = 1

    def __attrs_post_init__(self) -> None:
        instance("pool", self.pool, ResourcePool, "a ResourcePool")
        whole("weight", self.weight, low=0, high=MAX_WEIGHT)


def _members(value: Iterable[str | Membership | Part]) -> tuple[Membership | Part, ...]:
    expected = "page ids, Memberships or Parts"
    items = collection("members", value, expected)
    for item in items:
        if not isinstance(item, str | Membership | Part):
            raise InvalidTypeError("members", expected=expected, got=item)
    return tuple(Membership(item) if isinstance(item, str) else item for item in items)


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
        >>> from teamsched.intervals import Interval
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
        members: Who is in it: pages, each a :class:`Membership` if it needs more than an id, and
            pools within the pool, each a :class:`Part`; their order is the pool order.
        distribution: The method by which bookings are handed out.
        where: A condition on attributes; who fits it is in the pool without being named.

    Raises:
        DuplicateIdError: A page is in it twice.
    """

    id: str = attrs.field(validator=is_id)
    members: tuple[Membership | Part, ...] = attrs.field(default=(), converter=_members)
    distribution: DistributionMethod = attrs.field(validator=_is_method, kw_only=True)
    where: Condition | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.where is not None:
            condition_on("attribute", "where", self.where)
        pages = set()
        for page in self.pages:
            if page == HOUSE:
                raise InvalidValueError("members", expected="ids unlike the house's", got=page)
            if page in pages:
                raise DuplicateIdError("members", expected="distinct pages", got=page)
            pages.add(page)

    @cached_property
    def memberships(self) -> tuple[Membership, ...]:
        """The members, those of its parts among them, in pool order."""
        found: list[Membership] = []
        for member in self.members:
            found += member.pool.memberships if isinstance(member, Part) else [member]
        return tuple(found)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The ids of the members' pages, in pool order."""
        return tuple(member.page for member in self.memberships)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The members and the branches that the parts are, for splitting."""
        return tuple(
            Branch(member.weight, member.pool.nodes) if isinstance(member, Part) else member
            for member in self.members
        )

    @property
    def gives_back(self) -> GivesBack:
        """Which losses give back what a booking was charged here: its terms at present."""
        return GivesBack(self.id, self.distribution.gives_back)

    def matching(self, attributes: Mapping[str, Facts]) -> "ResourcePool":
        """Return the pool with everybody whose attributes fit its condition, at its end by id.

        Without a condition nobody is added, and nobody ever leaves.

        Args:
            attributes: The attributes of each page.
        """
        if self.where is None:
            return self
        known = set(self.pages)
        fitting = [
            page
            for page in sorted(attributes)
            if page not in known and self.where.holds(attributes[page])
        ]
        return self.including(*fitting)

    def including(self, *members: str | Membership | Part) -> "ResourcePool":
        """Return the pool with more members, at the end of the pool order."""
        return attrs.evolve(self, members=(*self.members, *members))

    def line(
        self,
        ledger: Ledger,
        *,
        page: str | None = None,
        event_type: str | None = None,
        lasting: timedelta | None = None,
        now: datetime | None = None,
    ) -> Line:
        """Return the pool as it stands.

        Args:
            ledger: What has happened.
            page: The page that is booked through, where idle times are kept apart by it.
            event_type: The event type that is booked, where idle times are kept apart by it; left
                out, any booking of the pool stops a page's idle time.
            lasting: How long the booking is to last, where a method counts minutes.
            now: The present, where members ramp up and adjustments expire.
        """
        instance("ledger", ledger, Ledger, "a Ledger")
        account, away = ledger.account(self.id, now=now), ledger.away(self.id)
        inactive = {
            member.page: _why_inactive(member, away.get(member.page))
            for member in self.memberships
            if not member.participating or member.page in away
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
            tuple(member for member in self.memberships if member.page not in inactive)
            if inactive
            else self.memberships,
            account,
            clocks,
            inactive,
            nodes=self.nodes,
            arrivals=ledger.arrivals(self.id),
            now=now,
            lasting=lasting,
        )

    def choose(
        self,
        ledger: Ledger,
        free: Iterable[str],
        *,
        asked: Iterable[str] | None = None,
        page: str | None = None,
        event_type: str | None = None,
        lasting: timedelta | None = None,
        now: datetime | None = None,
        tie: bytes = b"",
    ) -> Choice | None:
        """Return who should get a booking, None if nobody may.

        It is all that is needed to use a pool without the rest of the library.

        Args:
            ledger: What has happened.
            free: Who could take it; who isn't in the pool, or pauses, doesn't count.
            asked: Whom the customer's wishes leave; left out, everybody. Who is passed over keeps
                their place.
            page: The page that is booked through, as for :meth:`line`.
            event_type: The event type that is booked, as for :meth:`line`.
            lasting: How long the booking is to last, as for :meth:`line`.
            now: The present, as for :meth:`line`.
            tie: What settles what would be left to chance.
        """
        instance("tie", tie, bytes, "bytes")
        able = _pages("free", free)
        wanted = able if asked is None else able & _pages("asked", asked)
        line = self.line(ledger, page=page, event_type=event_type, lasting=lasting, now=now)
        drawn = frozenset(self.pages) if asked is None else _pages("asked", asked)
        starts = {
            member.page: int(member.page in wanted)
            for member in line.members
            if member.page in drawn
        }
        shown = self.distribution.shows(line, starts)
        candidates = frozenset(page for page, bits in shown.items() if bits)
        if not candidates:
            return None
        ranking = self.distribution.rank(line, candidates, tie=tie)
        chosen = ranking.order[0]
        return Choice(
            chosen,
            ranking,
            self.distribution.charge(line, candidates, chosen),
            line.shares(able, wanted),
            self.gives_back,
            page,
        )

    # Roster entries, for the host to keep and the ledger to add

    def newcomers(self, ledger: Ledger) -> tuple[str, ...]:
        """Return the pages of which the ledger knows nothing here: let them join."""
        known = ledger.known(self.id)
        return tuple(page for page in self.pages if page not in known)

    def joining(self, page: str, ledger: Ledger, *, at: datetime) -> Entry:
        """Return the entry of a member who joins, level with the others where the method levels.

        Raises:
            UnknownIdError: It isn't in the pool: include it first.
        """
        return self._entry(Kind.JOINED, page, ledger, at)

    def leaving(self, page: str, ledger: Ledger, *, at: datetime) -> Entry:
        """Return the entry of a member who is in no line until it joins anew; its account stays."""
        return self._entry(Kind.LEFT, page, ledger, at)

    def pausing(self, page: str, ledger: Ledger, *, at: datetime) -> Entry:
        """Return the entry of a member who is in no line until it resumes."""
        return self._entry(Kind.PAUSED, page, ledger, at)

    def resuming(self, page: str, ledger: Ledger, *, at: datetime) -> Entry:
        """Return the entry of a member who is back, level with the others where the method levels.

        For a member who doesn't pause it levels nothing.
        """
        return self._entry(Kind.RESUMED, page, ledger, at)

    def adjusting(
        self,
        page: str,
        bookings: int | Fraction,
        *,
        at: datetime,
        by: str,
        reason: str,
        expires: datetime | None = None,
    ) -> Entry:
        """Return the entry of an adjustment by hand, which is posted against the house.

        Args:
            page: Whose account is adjusted.
            bookings: How many bookings are owed to it more; below zero, fewer.
            at: When.
            by: Who does it.
            reason: Why.
            expires: When it counts no longer; left out, never.
        """
        self._known(page)
        if not isinstance(bookings, int | Fraction):
            raise InvalidTypeError(
                "bookings", expected="a whole number or a Fraction", got=bookings
            )
        units = round(bookings * UNIT)
        return Entry(
            Kind.ADJUSTED,
            at=at,
            postings=[Posting(self.id, page, units=units), Posting(self.id, HOUSE, units=-units)],
            by=by,
            reason=reason,
            expires=expires,
        )

    def _entry(self, kind: Kind, page: str, ledger: Ledger, at: datetime) -> Entry:
        self._known(page)
        line, away = self.line(ledger, now=at), ledger.away(self.id)
        levels = kind is Kind.JOINED or (kind is Kind.RESUMED and page in away)
        units = self.distribution.level(line, page, kind) if levels else 0
        return Entry(kind, at=at, postings=[Posting(self.id, page, units=units)])

    def _known(self, page: str) -> None:
        if identifier("page", page) not in self.pages:
            raise UnknownIdError("page", expected=f"a page of the pool {self.id!r}", got=page)


def _pages(field: str, value: Iterable[str]) -> frozenset[str]:
    return frozenset(identifier(field, item) for item in collection(field, value, "page ids"))


_AWAY = {Kind.PAUSED: ("paused", "paused since"), Kind.LEFT: ("left", "left the pool on")}


def _why_inactive(member: Membership, away: tuple[Kind, datetime] | None) -> Reason:
    if away is None:
        return Reason("not_participating", page=member.page, text="does not take part at present")
    kind, since = away
    code, words = _AWAY[kind]
    return Reason(code, page=member.page, params={"since": since}, text=f"{words} {short(since)}")
