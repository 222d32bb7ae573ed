"""How a report comes out of a ledger: what was recorded in the cycle, and what stood at its end."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from teamsched.checks import instance
from teamsched.distribution.attribution import Cause, Share, shares_of
from teamsched.distribution.checkpoints import as_of
from teamsched.distribution.cycles import Cycle
from teamsched.distribution.ledger import Ledger
from teamsched.distribution.lines import Line
from teamsched.distribution.report import MemberReport, PoolReport
from teamsched.distribution.waits import Wait, waits
from teamsched.entries import UNIT, Entry, Kind
from teamsched.errors import InvalidValueError
from teamsched.instants import MINUTE, to_datetime, to_instant

_MICROSECOND = timedelta(microseconds=1)


def known_at(ledger: Ledger, now: datetime) -> Ledger:
    """Return a ledger as it was at a moment, had everything been told at once.

    Raises:
        InvalidValueError: The moment is before the checkpoint that the ledger goes on from.
    """
    instance("ledger", ledger, Ledger, "a Ledger")
    until, checkpoint = to_datetime(to_instant(now, "now")), ledger._after
    if checkpoint is not None and until < checkpoint.at:
        raise InvalidValueError("now", expected=f"a time from {checkpoint.at} on", got=now)
    if all(entry.at <= until for entry in _entries(ledger)):
        return ledger
    bookings = [as_of(booking, until) for booking in ledger.bookings]
    return Ledger.of(bookings, [one for one in ledger.roster if one.at <= until], after=checkpoint)


def report_of(
    ledger: Ledger,
    line: Line,
    cycle: Cycle,
    *,
    now: datetime,
    pages: Sequence[str],
    order: Sequence[str],
    next_in_line: str | None,
    carry_over: bool,
) -> PoolReport:
    """Return the report of a pool.

    Args:
        ledger: What has happened, and nothing later than now; see :func:`known_at`.
        line: The pool as it stands at the end.
        cycle: The cycle to report.
        now: The moment that is the end.
        pages: The members, in pool order.
        order: Those in line, whoever is next first.
        next_in_line: Who would get the next booking.
        carry_over: Whether what earlier cycles left is in everybody's target.

    Raises:
        InvalidValueError: The ledger doesn't reach back to the beginning of the cycle, or to the
            very first one if they are carried over.

    Complexity:
        Linear in everything that was recorded.
    """
    _reaches_back(ledger, cycle, carry_over=carry_over)
    told = [entry for entry in _entries(ledger) if entry.kind is not Kind.HELD]
    within = shares_of(line.pool, (entry for entry in told if _in(cycle, entry)))
    if carry_over:
        before = shares_of(line.pool, (entry for entry in told if not _in(cycle, entry)))
        for page, share in before.items():
            within[page].causes[Cause.CARRIED] = share.deviation
    since = None if cycle.start is None else cycle.start - _MICROSECOND
    waited = waits(ledger.bookings, since={}, after=since).get(line.pool, {})
    members = tuple(
        _member(page, within[page], line, waited.get(page, Wait()).longest, order) for page in pages
    )
    return PoolReport(line.pool, to_datetime(to_instant(now)), cycle, members, next_in_line)


def _reaches_back(ledger: Ledger, cycle: Cycle, *, carry_over: bool) -> None:
    """Require a ledger that knows of every single entry that the report is about."""
    begin, checkpoint = None if carry_over else cycle.start, ledger._after
    if checkpoint is not None and (begin is None or checkpoint.at >= begin):
        expected = "one with all bookings of the cycle" + (" and before" if carry_over else "")
        raise InvalidValueError("ledger", expected=expected, got=ledger)


def _entries(ledger: Ledger) -> Iterable[Entry]:
    for booking in ledger.bookings:
        yield from booking.history
    yield from ledger.roster


def _in(cycle: Cycle, entry: Entry) -> bool:
    """Whether an entry is not of an earlier cycle."""
    return cycle.start is None or entry.at >= cycle.start


def _member(
    page: str, share: Share, line: Line, longest_wait: int, order: Sequence[str]
) -> MemberReport:
    tally = line.tally(page)
    return MemberReport(
        page,
        received=share.received,
        removed=share.removed,
        minutes=Fraction(share.held, MINUTE),
        opportunities=share.chances,
        longest_wait=longest_wait,
        share=Fraction(share.line, UNIT),
        able_share=Fraction(share.able, UNIT),
        causes=share.attribution(),
        credit=Fraction(tally.units, UNIT),
        place=order.index(page) + 1 if page in order else None,
        last_booked=None if tally.last_booked is None else to_datetime(tally.last_booked),
    )
