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

from teamsched.checks import MAX_ID, collection, identifier, instance, is_id, one_of, whole
from teamsched.errors import InvalidValueError
from teamsched.instants import to_datetime, to_instant

UNIT = lcm(*range(1, 41))
"""What one booking is worth in a ledger: it splits exactly over up to 40 equal shares."""

HOUSE = "#house"
"""The page that stands for the house: what is adjusted by hand is posted against it."""

MAX_REASON = 1_000
"""Longest text of an entry, in characters: who did it, and why."""

MAX_AMOUNT = 10**40
"""What no amount of a posting reaches."""


class Kind(StrEnum):
    """What an entry records."""

    HELD = "held"
    BOOKED = "booked"
    APPROVED = "approved"
    DECLINED = "declined"
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


def amount(field: str, value: object, *, low: int = 1 - MAX_AMOUNT) -> int:
    """Return *value* if it is a whole number that an account can hold."""
    if type(value) is int and low <= value < MAX_AMOUNT:  # the words of an error take time
        return value
    return whole(field, value, low=low, high=MAX_AMOUNT - 1)


@attrs.frozen(order=False)
class Posting:
    """What an entry adds to the account of one page.

    Attributes:
        pool: The pool whose account it is; None is the page's own, outside of any pool.
        page: The id of the page.
        received: Bookings received.
        removed: Bookings removed.
        units: Credit, in parts of UNIT a booking or, where a method counts them, a minute: above
            zero is owed to the page.
        held: Microseconds of bookings that it holds more, or less.
    """

    pool: str | None
    page: str
    received: int = attrs.field(default=0, kw_only=True)
    removed: int = attrs.field(default=0, kw_only=True)
    units: int = attrs.field(default=0, kw_only=True)
    held: int = attrs.field(default=0, kw_only=True)

    def __attrs_post_init__(self) -> None:
        # Each decision makes as many as there are people: no calls where all is well.
        pool, page = self.pool, self.page
        if not (type(pool) is type(page) is str and 0 < len(page) <= MAX_ID >= len(pool) > 0):
            identifier("page", page)
            if pool is not None:
                identifier("pool", pool)
        received, removed, units, held = self.received, self.removed, self.units, self.held
        if (
            type(received) is type(removed) is type(units) is type(held) is int
            and 0 <= received < MAX_AMOUNT > removed >= 0
            and -MAX_AMOUNT < units < MAX_AMOUNT > held > -MAX_AMOUNT
        ):
            return
        amount("received", received, low=0)
        amount("removed", removed, low=0)
        amount("units", units)
        amount("held", held)


def _pages(value: Iterable[str]) -> tuple[str, ...]:
    pages = value if type(value) is tuple else collection("pages", value, "page ids")
    for page in pages:
        if type(page) is not str or not 0 < len(page) <= MAX_ID:
            identifier("pages", page)
    return pages


def _parts(value: Iterable[int]) -> tuple[int, ...]:
    return value if type(value) is tuple else collection("shares", value, "whole numbers")


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
    pages: tuple[str, ...] = attrs.field(converter=_pages)
    line: tuple[int, ...] = attrs.field(converter=_parts, kw_only=True)
    free: tuple[int, ...] = attrs.field(converter=_parts, kw_only=True)
    asked: tuple[int, ...] = attrs.field(converter=_parts, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if len(set(self.pages)) < len(self.pages):
            raise InvalidValueError("pages", expected="distinct pages", got=self.pages)
        for field, some in (("line", self.line), ("free", self.free), ("asked", self.asked)):
            if len(some) != len(self.pages):
                raise InvalidValueError(field, expected=f"{len(self.pages)} shares", got=some)
            whole_numbers = set(map(type, some)) <= {int}
            if not (
                whole_numbers and 0 <= min(some, default=0) <= max(some, default=0) < MAX_AMOUNT
            ):
                for part in some:
                    amount(field, part, low=0)


def listed(losses: frozenset[Loss]) -> list[str]:
    """Return some losses as texts, in the order in which they are defined."""
    return [loss.value for loss in Loss if loss in losses]


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
        shares: For a booking or a hold: what it was worth to everybody in each line that it was
            drawn from.
        gives_back: For a booking or a hold: which of its losses give back what it was charged, pool
            by pool.
        by: Who did it, such as "customer" or "host", in your words.
        reason: Why, in your words.
        expires: When what it adds counts no longer; None is never. Holds expire, and adjustments
            may.
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
            if text is not None and len(instance(field, text, str, "a text or None")) > MAX_REASON:
                raise InvalidValueError(
                    field, expected=f"at most {MAX_REASON} characters", got=text
                )
        if self.expires is not None and self.kind not in {Kind.ADJUSTED, Kind.HELD}:
            raise InvalidValueError(
                "expires", expected="nothing but holds and adjustments to expire", got=self.kind
            )
        if self.expires is None and self.kind is Kind.HELD:
            raise InvalidValueError("expires", expected="when the hold expires", got=None)
        if self.expires is not None and self.expires <= self.at:
            raise InvalidValueError("expires", expected=f"later than {self.at}", got=self.expires)
