"""Resource pools: who shares the bookings, and by which method."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs

from teamsched.checks import identifier, instance, page_ids
from teamsched.distribution.choices import Choice
from teamsched.distribution.cycles import CycleLength, check_cycle, cycle_at, optional_zone
from teamsched.distribution.ledger import Ledger
from teamsched.distribution.lines import Line
from teamsched.distribution.methods import DistributionMethod, a_method
from teamsched.distribution.monitoring import known_at, report_of
from teamsched.distribution.parts import Composed
from teamsched.distribution.report import PoolReport
from teamsched.distribution.roster import adjustment, why_inactive
from teamsched.entries import Entry, GivesBack, Kind, Posting
from teamsched.errors import UnknownIdError
from teamsched.zonekeys import zone_identity


def _is_method(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    a_method(attribute.name, value)


@attrs.frozen(order=False)
class ResourcePool(Composed):
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
        cycle: How long a cycle of its reports is. Lines and credits go on from one to the next.
        zone: The time zone in which a month or quarter of its reports begins, not needed else.
        carry_over: Whether what earlier cycles left of a member's share is in the next target.

    Raises:
        DuplicateIdError: A page is in it twice.
        InvalidValueError: Its reports go by the calendar, and it has no zone.
    """

    distribution: DistributionMethod = attrs.field(validator=_is_method, kw_only=True)
    cycle: CycleLength = attrs.field(default="never", kw_only=True)
    zone: tzinfo | None = attrs.field(
        default=None, converter=optional_zone, eq=zone_identity, kw_only=True
    )
    carry_over: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_cycle(self.cycle, self.zone, self.carry_over)

    @cached_property
    def gives_back(self) -> GivesBack:
        """Which losses give back what a booking was charged here: its terms at present."""
        return GivesBack(self.id, self.distribution.gives_back)

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
            member.page: why_inactive(member.page, away.get(member.page))
            for member in self.memberships
            if not member.participating or member.page in away
        }
        if event_type is not None:
            clocks = ledger.clocks(page, event_type, now=now)
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
            lapsing=ledger.lapsing(self.id, now=now),
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
        able = frozenset(page_ids("free", free))
        drawn = frozenset(self.pages if asked is None else page_ids("asked", asked))
        line = self.line(ledger, page=page, event_type=event_type, lasting=lasting, now=now)
        starts = {page: int(page in able) for page in line.pages if page in drawn}
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
            line.shares(able, drawn),
            self.gives_back,
            page,
        )

    def report(self, ledger: Ledger, *, now: datetime) -> PoolReport:
        """Return what everybody received in the cycle that holds a moment, until then, and why.

        Raises:
            InvalidValueError: The ledger goes on from a checkpoint within what is to be reported.
        """
        past = known_at(ledger, now)
        line = self.line(past, now=now, lasting=_BRIEFLY)
        following = self.choose(past, line.pages, now=now, lasting=_BRIEFLY)
        return report_of(
            past,
            line,
            cycle_at(self.cycle, self.zone, now),
            now=now,
            pages=self.pages,
            order=self.distribution.rank(line, line.pages, tie=b"").order,
            next_in_line=following.page if following else None,
            carry_over=self.carry_over,
        )

    # Roster entries, for the host to keep and the ledger to add

    def newcomers(self, ledger: Ledger) -> tuple[str, ...]:
        """Return the pages of which the ledger knows nothing here: let them join."""
        known = instance("ledger", ledger, Ledger, "a Ledger").known(self.id)
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
        amount: int | Fraction,
        *,
        at: datetime,
        by: str,
        reason: str,
        expires: datetime | None = None,
    ) -> Entry:
        """Return the entry of an adjustment by hand, which is posted against the house.

        It matters to methods that go by credit: ``RoundRobin`` and ``FairShare``.

        Args:
            page: Whose account is adjusted.
            amount: How much is owed to it more, in bookings, or in minutes where the pool's method
                counts them; below zero, how much less.
            at: When.
            by: Who does it.
            reason: Why.
            expires: When it counts no longer; left out, never.
        """
        self._known(page)
        return adjustment(self.id, page, amount, at=at, by=by, reason=reason, expires=expires)

    def _entry(self, kind: Kind, page: str, ledger: Ledger, at: datetime) -> Entry:
        self._known(page)
        line, away = self.line(ledger, now=at), ledger.away(self.id)
        pauses = page in away and away[page][0] is Kind.PAUSED
        levels = kind is Kind.JOINED or (kind is Kind.RESUMED and pauses)
        units = self.distribution.level(line, page, kind) if levels else 0
        return Entry(kind, at=at, postings=[Posting(self.id, page, units=units)])

    def _known(self, page: str) -> None:
        if identifier("page", page) not in self.pages:
            raise UnknownIdError("page", expected=f"a page of the pool {self.id!r}", got=page)


_BRIEFLY = timedelta(minutes=1)
"""Where minutes count, the next booking is taken to be so short that it hardly does."""
