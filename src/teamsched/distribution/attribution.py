"""Why a pool is uneven: each page's deviation from its share, split over what caused it.

Theory of operation
-------------------
A booking carries three splits of itself over the line: had everybody been free, over those who
were, and over those whom the customer's wishes left. What a page got of it differs from its share
of the line by three differences that add up: the page's own time, the customer's wishes, and what
the method made of the rest. Whatever moves a booking later has a cause in its kind. So every cause
is a sum over entries, and the causes of a page add up to its deviation, exactly.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction

import attrs

from teamsched.distribution.accounts import opportunities
from teamsched.entries import UNIT, Entry, Kind


class Cause(StrEnum):
    """What makes a page hold more or less than its share of the line."""

    AVAILABILITY = "availability"
    CUSTOMERS = "customers"
    METHOD = "method"
    MANUAL = "manual"
    REMOVALS = "removals"
    CARRIED = "carried"
    UNKNOWN = "unknown"


_ENDS = frozenset({Kind.CANCELLED, Kind.DECLINED, Kind.NO_SHOW, Kind.RESCHEDULE_REQUESTED})
_MOVERS = {"customer": Cause.CUSTOMERS, "host": Cause.MANUAL}


@attrs.frozen(order=False)
class Attribution:
    """A deviation in bookings, split over its causes: above zero, the page holds more for it.

    Attributes:
        availability: It was free more, or less, than the others when bookings were made.
        customers: Customers asked for it or for others, or rescheduled to somebody else.
        method: What the pool's method did with those who were free and wanted.
        manual: Bookings that hosts moved.
        removals: Bookings that were cancelled, not come to, or asked to be booked anew.
        carried: What it held more, or less, than its share at the end of earlier cycles.
        unknown: Bookings that don't say what they were worth to whom, or who moved them.
    """

    availability: Fraction = Fraction(0)
    customers: Fraction = Fraction(0)
    method: Fraction = Fraction(0)
    manual: Fraction = Fraction(0)
    removals: Fraction = Fraction(0)
    carried: Fraction = Fraction(0)
    unknown: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        """The deviation: all causes together."""
        return sum(self.by_cause.values(), Fraction(0))

    @property
    def by_cause(self) -> Mapping[Cause, Fraction]:
        """What each cause makes."""
        return {cause: getattr(self, cause) for cause in Cause}


class Share:
    """What some entries say of one page, in the making.

    Attributes:
        received: Bookings received.
        removed: Bookings removed.
        held: Microseconds of bookings that it holds more, or less.
        chances: Bookings that it was free for when they were made.
        line: Its share of the bookings, had everybody been free, in units.
        able: Its share of those that it was free for, in units.
        causes: What each cause adds to its deviation, in units.
    """

    def __init__(self) -> None:
        self.received = self.removed = self.held = self.chances = self.line = self.able = 0
        self.causes: Counter[Cause] = Counter()

    @property
    def deviation(self) -> int:
        """What it holds more than its share of the line, in units."""
        return self.causes.total()

    def attribution(self) -> Attribution:
        """Return the deviation as a value, in bookings."""
        return Attribution(**{cause: Fraction(self.causes[cause], UNIT) for cause in Cause})


def shares_of(pool: str, entries: Iterable[Entry]) -> dict[str, Share]:
    """Return what some entries say of every page in a pool, of others nothing.

    Complexity:
        Linear in the entries, with all their postings and shares.
    """
    found: dict[str, Share] = defaultdict(Share)
    for entry in entries:
        split = [shares for shares in entry.shares if shares.pool == pool]
        cause = _cause(entry, known=bool(split))
        for posting in entry.postings:
            if posting.pool == pool:
                share = found[posting.page]
                share.received += posting.received
                share.removed += posting.removed
                share.held += posting.held
                share.causes[cause] += (posting.received - posting.removed) * UNIT
        for shares in split:
            each = zip(shares.pages, shares.line, shares.free, shares.asked, strict=True)
            for page, line, free, asked in each:
                share = found[page]
                share.line += line
                share.able += free
                share.causes[Cause.AVAILABILITY] += free - line
                share.causes[Cause.CUSTOMERS] += asked - free
                share.causes[Cause.METHOD] -= asked
        for page in opportunities(entry).get(pool, ()):
            found[page].chances += 1
    return found


def _cause(entry: Entry, *, known: bool) -> Cause:
    """Return why an entry moves bookings to a page, or away from it.

    Args:
        entry: The entry.
        known: Whether it says what the booking was worth to whom.
    """
    if entry.kind is Kind.BOOKED:
        return Cause.METHOD if known else Cause.UNKNOWN
    if entry.kind is Kind.RESCHEDULED:
        return _MOVERS.get(entry.by or "", Cause.UNKNOWN)
    return Cause.REMOVALS if entry.kind in _ENDS else Cause.MANUAL
