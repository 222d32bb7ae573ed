"""What a method decides: an order with its reasons, and what the chosen one is charged."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from teamsched.bookings import GivesBack, Posting
from teamsched.frozen import FrozenDict
from teamsched.instants import to_datetime
from teamsched.reasons import Reason


def _order(pages: Iterable[str]) -> tuple[str, ...]:
    return tuple(pages)


def _postings(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    return tuple(postings)


def _frozen(reasons: Mapping[str, Reason]) -> Mapping[str, Reason]:
    return FrozenDict(reasons)


@attrs.frozen(order=False)
class Ranking:
    """Who should get a booking.

    Attributes:
        order: The ids of those who are free, whoever should get it first.
        reasons: Why each is at its place.
    """

    order: tuple[str, ...] = attrs.field(converter=_order)
    reasons: Mapping[str, Reason] = attrs.field(converter=_frozen)


@attrs.frozen(order=False)
class Charge:
    """What a booking adds to a pool's accounts; it is stored with the booking.

    Attributes:
        postings: What is added to whose account; one has ``received=1``, for whoever is chosen.
        gives_back: Which ends of the booking give it back.
    """

    postings: tuple[Posting, ...] = attrs.field(converter=_postings)
    gives_back: GivesBack


def moment(instant: int | None) -> datetime | None:
    """Return an instant as a reason tells it."""
    return None if instant is None else to_datetime(instant)


def in_words(before: str, booked: datetime | None) -> str:
    """Return a sentence's end about the last booking: when it was, or that there was none.

    >>> in_words("last booked", moment(0)), in_words("last booked", None)
    ('last booked 1970-01-01 00:00Z', 'never booked')
    """
    return f"{before} {short(booked)}" if booked else "never booked"


def short(moment: datetime) -> str:
    """Return a UTC datetime to the minute."""
    return moment.isoformat(" ")[:16] + "Z"
