"""What a method decides: an order with its reasons."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property

import attrs

from teamsched.frozen import FrozenDict
from teamsched.instants import to_datetime
from teamsched.reasons import Reason


def _order(pages: Iterable[str]) -> tuple[str, ...]:
    return tuple(pages)


@attrs.frozen(order=False)
class Ranking:
    """Who should get a booking.

    Attributes:
        order: The ids of those who are free, whoever should get it first.
    """

    order: tuple[str, ...] = attrs.field(converter=_order)
    _why: Callable[[], Mapping[str, Reason]] = attrs.field(eq=False, repr=False)

    @cached_property
    def reasons(self) -> Mapping[str, Reason]:
        """Why each is at its place: worked out when it is asked for."""
        return FrozenDict(self._why())


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
