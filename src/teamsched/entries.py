"""The entries of a history: what happened, with everything that was decided when it did.

*Decide on append, add on fold.* Every entry carries the postings that it was decided with, so a
ledger only ever adds postings up, and never has to know a pool's method, weights or members of
the time.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from math import lcm

import attrs

from teamsched.checks import collection, instance, is_id, one_of
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.instants import to_datetime, to_instant

UNIT = lcm(*range(1, 41))
"""What one booking is worth in a ledger: it splits exactly over up to 40 equal shares."""

HOUSE = "#house"
"""The page that stands for the house: what is adjusted by hand is posted against it."""

MAX_REASON = 1_000
"""Longest reason of an entry, in characters."""


class Kind(StrEnum):
    """What an entry records."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    COMPLETED = "completed"
    RESCHEDULE_REQUESTED = "reschedule_requested"
    RESCHEDULED = "rescheduled"
    REASSIGNED = "reassigned"
    COVERED = "covered"
    JOINED = "joined"
    LEFT = "left"
    PAUSED = "paused"
    RESUMED = "resumed"
    ADJUSTED = "adjusted"


PRESENCE_KINDS = frozenset({Kind.JOINED, Kind.LEFT, Kind.PAUSED, Kind.RESUMED})
"""The kinds that tell of a member's place in a pool."""
ROSTER_KINDS = PRESENCE_KINDS | {Kind.ADJUSTED}
"""The kinds that are not of a booking."""


class Loss(StrEnum):
    """How a page loses a booking that it received."""

    CUSTOMER_CANCELLED = "customer_cancelled"
    HOST_CANCELLED = "host_cancelled"
    RESCHEDULE_REQUESTED = "reschedule_requested"
    RESCHEDULED = "rescheduled"
    REASSIGNED = "reassigned"
    NO_SHOW = "no_show"


def _utc(value: datetime) -> datetime:
    return to_datetime(to_instant(value, "at"))


def _utc_or_never(value: datetime | None) -> datetime | None:
    return None if value is None else to_datetime(to_instant(value, "expires"))


@attrs.frozen(order=False)
class Posting:
    """What an entry adds to the account of one page.

    Attributes:
        pool: The pool whose account it is; None is the page's own, outside of any pool.
        page: The id of the page.
        received: Bookings received.
        removed: Bookings removed.
        units: Credit, in parts of UNIT a booking: above zero is owed to the page.
        held: Microseconds of bookings that it holds more, or less.
    """

    pool: str | None
    page: str = attrs.field(validator=is_id)
    received: int = attrs.field(default=0, kw_only=True)
    removed: int = attrs.field(default=0, kw_only=True)
    units: int = attrs.field(default=0, kw_only=True)
    held: int = attrs.field(default=0, kw_only=True)


def _units(value: Iterable[int]) -> tuple[int, ...]:
    return tuple(value)


@attrs.frozen(order=False)
class Shares:
    """What a booking was worth to everybody in the line that it was drawn from.

    Three times one booking is split by weight, in units: over everybody in the line, over those
    who were free, and over those of them whom the customer's wishes left. What a page received
    differs from its share of the line for three reasons, which are the differences between these:
    its own time, what customers chose, and the method.

    Attributes:
        pool: The id of the pool.
        pages: The pages in line.
        line: The share of each, had everybody been free.
        free: The share of each, zero for those who were not.
        asked: The share of each, zero for those who were not free or not wanted.
    """

    pool: str = attrs.field(validator=is_id)
    pages: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    line: tuple[int, ...] = attrs.field(converter=_units, kw_only=True)
    free: tuple[int, ...] = attrs.field(converter=_units, kw_only=True)
    asked: tuple[int, ...] = attrs.field(converter=_units, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for field, some in (("line", self.line), ("free", self.free), ("asked", self.asked)):
            if len(some) != len(self.pages):
                raise InvalidValueError(field, expected=f"{len(self.pages)} shares", got=some)


def _losses(value: Iterable[Loss]) -> frozenset[Loss]:
    losses = collection("losses", value, "Losses")
    return frozenset(one_of("losses", loss, Loss) for loss in losses)


@attrs.frozen(order=False)
class GivesBack:
    """Which losses of a booking give back what it was charged in one pool."""

    pool: str = attrs.field(validator=is_id)
    losses: frozenset[Loss] = attrs.field(converter=_losses)


def _kind(value: object) -> Kind:
    return one_of("kind", value, Kind)


def _postings(value: Iterable[Posting]) -> tuple[Posting, ...]:
    postings = collection("postings", value, "Postings")
    return tuple(instance("postings", posting, Posting, "Postings") for posting in postings)


def _shares(value: Iterable[Shares]) -> tuple[Shares, ...]:
    shares = collection("shares", value, "Shares")
    return tuple(instance("shares", one, Shares, "Shares") for one in shares)


def given_back(field: str, value: Iterable[GivesBack]) -> tuple[GivesBack, ...]:
    """Return some GivesBacks, checked."""
    given = collection(field, value, "GivesBacks")
    return tuple(instance(field, one, GivesBack, "GivesBacks") for one in given)


def _gives_back(value: Iterable[GivesBack]) -> tuple[GivesBack, ...]:
    return given_back("gives_back", value)


@attrs.frozen(order=False)
class Entry:
    """One thing that happened, with everything that was decided when it did.

    Attributes:
        kind: What happened.
        at: When it was recorded, in UTC.
        postings: What it adds to whose account.
        shares: For a booking: what it was worth to everybody in each line it was drawn from.
        gives_back: For a booking: which of its losses give back what it was charged, pool by pool.
        by: Who did it, such as "customer" or "host".
        reason: Why, in your words.
        expires: When what it adds counts no longer; None is never. Only adjustments expire.
    """

    kind: Kind = attrs.field(converter=_kind)
    at: datetime = attrs.field(converter=_utc, kw_only=True)
    postings: tuple[Posting, ...] = attrs.field(default=(), converter=_postings, kw_only=True)
    shares: tuple[Shares, ...] = attrs.field(default=(), converter=_shares, kw_only=True)
    gives_back: tuple[GivesBack, ...] = attrs.field(default=(), converter=_gives_back, kw_only=True)
    by: str | None = attrs.field(default=None, kw_only=True)
    reason: str | None = attrs.field(default=None, kw_only=True)
    expires: datetime | None = attrs.field(default=None, converter=_utc_or_never, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for field in ("by", "reason"):
            text = getattr(self, field)
            if text is not None and not isinstance(text, str):
                raise InvalidTypeError(field, expected="a text or None", got=text)
        if self.reason is not None and len(self.reason) > MAX_REASON:
            raise InvalidValueError(
                "reason", expected=f"at most {MAX_REASON} characters", got=self.reason
            )
        if self.expires is not None and self.kind is not Kind.ADJUSTED:
            raise InvalidValueError(
                "expires", expected="nothing but adjustments to expire", got=self.kind
            )
