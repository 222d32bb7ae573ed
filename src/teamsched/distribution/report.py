"""Monitoring: what everybody in a pool received over a cycle, how even that is, and why."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from functools import cached_property

import attrs

from teamsched.distribution import fairness
from teamsched.distribution.attribution import Attribution, Cause
from teamsched.distribution.cycles import Cycle
from teamsched.distribution.ranking import short
from teamsched.distribution.tables import Table
from teamsched.errors import UnknownIdError


@attrs.frozen(order=False)
class MemberReport:
    """What happened to one member of a pool within a cycle, and how it stands at its end.

    Attributes:
        page: The id of the page.
        received: Bookings received in the cycle.
        removed: Bookings removed in the cycle, whenever they were received.
        minutes: Minutes of bookings that it took on in the cycle, less those it gave up.
        opportunities: Bookings of the cycle that it was free for when they were made.
        longest_wait: The most opportunities in a row that others got, in the cycle.
        share: What it would have got by its weight, had everybody in line always been free.
        able_share: The same, of the bookings that it was free for.
        causes: Why it holds more, or less, than its target.
        credit: What is owed to it at the end, by the pool's method: bookings, or minutes where
            that counts them; no cycle changes that.
        place: Its place in the line at the end, had everybody time; None for who isn't in line.
        last_booked: When the last booking was made with it, in this cycle or before, in UTC.
    """

    page: str
    received: int
    removed: int
    minutes: Fraction
    opportunities: int
    longest_wait: int
    share: Fraction
    able_share: Fraction
    causes: Attribution
    credit: Fraction
    place: int | None
    last_booked: datetime | None

    @property
    def net(self) -> int:
        """What was received less what was removed."""
        return self.received - self.removed

    @property
    def target(self) -> Fraction:
        """What it should hold: its share of the line, and what earlier cycles left of it."""
        return self.share - self.causes.carried

    @property
    def deviation(self) -> Fraction:
        """What it holds more than its target."""
        return self.net - self.target

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the table for people."""
        parts = [(part, cause) for cause, part in self.causes.by_cause.items() if part]
        parts.sort(key=lambda one: -abs(one[0]))
        return (
            self.page,
            str(self.received),
            str(self.removed),
            str(self.net),
            f"{float(self.target):.1f}",
            f"{float(self.deviation):+.1f}",
            ", ".join(f"{cause} {float(part):+.1f}" for part, cause in parts),
        )

    def row(self) -> dict[str, object]:
        """Return everything as plain values, in columns that data frames take."""
        return {
            "page": self.page,
            "received": self.received,
            "removed": self.removed,
            "net": self.net,
            "target": float(self.target),
            "deviation": float(self.deviation),
            "minutes": float(self.minutes),
            "opportunities": self.opportunities,
            "longest_wait": self.longest_wait,
            "share": float(self.share),
            "able_share": float(self.able_share),
            "credit": float(self.credit),
            "place": self.place,
            "last_booked": self.last_booked,
            **{f"by_{cause}": float(part) for cause, part in self.causes.by_cause.items()},
        }


@attrs.frozen(order=False, repr=False)
class PoolReport:
    """What everybody in a pool received within a cycle, how even that is, and why it is not.

        >>> from datetime import UTC
        >>> from teamsched.distribution import FairShare, Ledger, ResourcePool
        >>> pool = ResourcePool("sales", ["ana", "bo"], distribution=FairShare())
        >>> report = pool.report(Ledger.of(), now=datetime(2026, 3, 2, tzinfo=UTC))
        >>> report.total, report.most_booked, report.next_in_line
        (0, None, 'ana')

    :meth:`ResourcePool.report` makes it. Printed it is a table, and so it is in a notebook.

    Attributes:
        pool: The id of the pool.
        now: Up to when it reports, in UTC.
        cycle: The cycle that holds that moment.
        members: What happened to each member, in pool order.
        next_in_line: Who would get the next booking, had everybody time; None if nobody would.
    """

    pool: str
    now: datetime
    cycle: Cycle
    members: tuple[MemberReport, ...]
    next_in_line: str | None

    def member(self, page: str) -> MemberReport:
        """Return what happened to one member.

        Raises:
            UnknownIdError: It isn't in the pool.
        """
        for member in self.members:
            if member.page == page:
                return member
        raise UnknownIdError("page", expected=f"a page of the pool {self.pool!r}", got=page)

    @property
    def total(self) -> int:
        """Bookings received, by all members."""
        return sum(member.received for member in self.members)

    @property
    def removed(self) -> int:
        """Bookings removed, from all members."""
        return sum(member.removed for member in self.members)

    @property
    def average(self) -> Fraction | None:
        """Bookings received per member, None without members."""
        return Fraction(self.total, len(self.members)) if self.members else None

    @property
    def whole_average(self) -> int | None:
        """The average without its fraction, None without members."""
        return None if self.average is None else int(self.average)

    @property
    def most_booked(self) -> str | None:
        """Who received most, None if nobody received any; of equals the first in the pool."""
        ranked = sorted(self.members, key=lambda member: -member.received)
        return ranked[0].page if self.total else None

    @property
    def least_booked(self) -> str | None:
        """Who received least, None if nobody received any; of equals the first in the pool."""
        ranked = sorted(self.members, key=lambda member: member.received)
        return ranked[0].page if self.total else None

    # How even it is

    @property
    def max_deviation(self) -> Fraction:
        """The furthest that anybody is from their target, in bookings."""
        return max((abs(member.deviation) for member in self.members), default=Fraction(0))

    @property
    def gap(self) -> Fraction:
        """How much more one holds than another at most, had they the same share of the line."""
        return fairness.gap(self._held, self._shares)

    @property
    def jain(self) -> Fraction | None:
        """Jain's index of what is held, relative to the shares of the line; 1 is even.

        No index has a meaning, and all are None, where more was removed from somebody than they
        received in the cycle, or somebody without a share of the line holds bookings.
        """
        return None if self._loads is None else fairness.jain(self._loads)

    @property
    def able_jain(self) -> Fraction | None:
        """Jain's index of what is held, relative to the shares of those who were free."""
        loads = fairness.relative(self._held, [member.able_share for member in self.members])
        return None if loads is None else fairness.jain(loads)

    @property
    def gini(self) -> Fraction | None:
        """The Gini coefficient of what is held, relative to the shares of the line; 0 is even."""
        return None if self._loads is None else fairness.gini(self._loads)

    @property
    def theil(self) -> float | None:
        """Theil's T of what is held, relative to the shares of the line; 0 is even."""
        return None if self._loads is None else fairness.theil(self._loads)

    @property
    def entropy(self) -> float | None:
        """The normalised entropy of what is held, relative to the shares of the line; 1 is even."""
        return None if self._loads is None else fairness.entropy(self._loads)

    @property
    def causes(self) -> Mapping[Cause, Fraction]:
        """How many bookings each cause moved to or from members, whatever the direction."""
        parts = [member.causes.by_cause for member in self.members]
        return {cause: sum((abs(part[cause]) for part in parts), Fraction(0)) for cause in Cause}

    @property
    def _held(self) -> list[int]:
        return [member.net for member in self.members]

    @property
    def _shares(self) -> list[Fraction]:
        return [member.share for member in self.members]

    @cached_property
    def _loads(self) -> list[Fraction] | None:
        return fairness.relative(self._held, self._shares)

    # How it looks

    def rows(self) -> list[dict[str, object]]:
        """Return one dict of plain values for each member, such as a data frame takes."""
        net, due = sum(self._held), sum(self._shares)
        return [
            member.row()
            | {
                "part": member.net / net if net else None,
                "target_part": float(member.share / due) if due else None,
            }
            for member in self.members
        ]

    def __repr__(self) -> str:
        count = len(self.members)
        return (
            f"<PoolReport {self.pool} {self.cycle.name}: {self.total} "
            f"booking{'' if self.total == 1 else 's'}, {count} member{'' if count == 1 else 's'}>"
        )

    def __str__(self) -> str:
        return str(self._table)

    def _repr_html_(self) -> str:
        return self._table.html()

    @property
    def _table(self) -> Table:
        """What people want to see first; everything is in the rows."""
        head = "member", "received", "removed", "net", "target", "deviation", "because of"
        rows = [member.cells() for member in self.members]
        title = f"{self.pool}, {self.cycle.name}, until {short(self.now)}"
        return Table(title, head, rows, self._notes(), texts=frozenset({0, len(head) - 1}))

    def _notes(self) -> list[str]:
        average = "NA" if self.average is None else f"{float(self.average):.1f}"
        most, least, following = (
            page or "NA" for page in (self.most_booked, self.least_booked, self.next_in_line)
        )
        indices = {"Jain": self.jain, "Gini": self.gini, "Theil": self.theil}
        evenness = ", ".join(
            f"{name} {'NA' if value is None else f'{float(value):.2f}'}"
            for name, value in indices.items()
        )
        whole = sum(self.causes.values())
        parts = sorted(((part, cause) for cause, part in self.causes.items() if part), reverse=True)
        reasons = ", ".join(f"{cause} {float(part / whole):.0%}" for part, cause in parts)
        return [
            f"total {self.total}, average {average}, most booked {most}, least booked {least}",
            f"next in line {following}",
            f"max deviation {float(self.max_deviation):.1f}, gap {float(self.gap):.1f}, {evenness}",
            f"causes: {reasons or 'none'}",
        ]
