"""Roster entries: what happened to members of a pool, rather than to bookings."""

import attrs

from teamsched.entries import PRESENCE_KINDS, Entry, Kind
from teamsched.errors import InvalidValueError
from teamsched.instants import to_instant


def on_roster(field: str, entry: Entry) -> Entry:
    """Return *entry* if it tells of a page's place in one pool, or adjusts accounts in one."""
    pools = {posting.pool for posting in entry.postings}
    if len(pools) == 1 and None not in pools:
        if entry.kind in PRESENCE_KINDS and len(entry.postings) == 1:
            return entry
        if entry.kind is Kind.ADJUSTED and not sum(one.units for one in entry.postings):
            return entry
    kinds = ", ".join(sorted(PRESENCE_KINDS))
    raise InvalidValueError(
        field,
        expected=f"an entry of the kinds {kinds}, with one posting to a pool, or an adjustment "
        "that adds up to zero",
        got=entry,
    )


def by_time(entry: Entry) -> tuple[int, str, str]:
    """Return what sorts roster entries: by time, and alike wherever they come from."""
    postings = [attrs.astuple(posting) for posting in entry.postings]
    return to_instant(entry.at), entry.kind.value, ascii((postings, entry.by))
