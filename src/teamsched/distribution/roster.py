"""Roster entries: what happened to members of a pool, rather than to bookings."""

from datetime import datetime
from fractions import Fraction

import attrs

from teamsched.checks import instance
from teamsched.distribution.ranking import short
from teamsched.entries import HOUSE, PRESENCE_KINDS, UNIT, Entry, Kind, Posting
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.instants import to_instant
from teamsched.reasons import Reason


def on_roster(field: str, entry: Entry) -> Entry:
    """Return *entry* if it tells of a page's place in one pool, or adjusts accounts in one."""
    pools = {posting.pool for posting in entry.postings}
    if len(pools) == 1 and None not in pools and _is_credit_only(entry):
        if entry.kind in PRESENCE_KINDS and len(entry.postings) == 1:
            return entry
        if entry.kind is Kind.ADJUSTED and not sum(one.units for one in entry.postings):
            return entry
    kinds = ", ".join(sorted(PRESENCE_KINDS))
    raise InvalidValueError(
        field,
        expected=f"an entry of the kinds {kinds}, with one posting to a pool, or an adjustment "
        "that adds up to zero, and nothing but credit in them",
        got=entry,
    )


def _is_credit_only(entry: Entry) -> bool:
    """Whether nothing in an entry would count as a booking."""
    of_bookings = (one.received or one.removed or one.held for one in entry.postings)
    return not (any(of_bookings) or entry.shares or entry.gives_back)


def by_time(entry: Entry) -> tuple[int, str, str]:
    """Return what sorts roster entries: by time, and alike wherever they come from."""
    postings = [attrs.astuple(posting) for posting in entry.postings]
    rest = postings, entry.by, entry.reason, entry.expires and to_instant(entry.expires)
    return to_instant(entry.at), entry.kind.value, ascii(rest)


def adjustment(
    pool: str,
    page: str,
    amount: int | Fraction,
    *,
    at: datetime,
    by: str,
    reason: str,
    expires: datetime | None,
) -> Entry:
    """Return the entry of an adjustment by hand, which is posted against the house.

    Raises:
        InvalidTypeError: The amount is no exact number, or nobody says who does it and why.
    """
    if isinstance(amount, bool) or not isinstance(amount, int | Fraction):
        raise InvalidTypeError("amount", expected="a whole number or a Fraction", got=amount)
    units = round(amount * UNIT)
    return Entry(
        Kind.ADJUSTED,
        at=at,
        postings=[Posting(pool, page, units=units), Posting(pool, HOUSE, units=-units)],
        by=instance("by", by, str, "a text"),
        reason=instance("reason", reason, str, "a text"),
        expires=expires,
    )


def why_inactive(page: str, away: tuple[Kind, datetime] | None) -> Reason:
    """Return why a member is not in line: because of the roster, or of the pool itself."""
    if away is None:
        return Reason("not_participating", page=page, text="does not take part at present")
    kind, since = away
    params = {"since": since}
    if kind is Kind.LEFT:
        text = f"left the pool on {short(since)}"
        return Reason("left", page=page, params=params, text=text)
    return Reason("paused", page=page, params=params, text=f"paused since {short(since)}")
