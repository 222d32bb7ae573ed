"""How far ahead something can be booked: by days that can be booked, or by dates."""

from datetime import date, datetime
from typing import TypeAlias

import attrs

from teamsched.checks import whole
from teamsched.errors import InvalidTypeError, InvalidValueError

MAX_BOOKABLE_DAYS = 366
"""Most days with open slots that a horizon counts."""


@attrs.frozen
class BookableDays:
    """The first days, from today on, that have anything left to book; others don't count.

    Attributes:
        days: How many.
    """

    days: int

    def __attrs_post_init__(self) -> None:
        whole("days", self.days, low=1, high=MAX_BOOKABLE_DAYS)


@attrs.frozen(order=False)
class DateRange:
    """Some dates of the page's zone, both ends included.

    Attributes:
        first: The first date.
        last: The last date.
    """

    first: date
    last: date

    def __attrs_post_init__(self) -> None:
        for field, value in (("first", self.first), ("last", self.last)):
            if isinstance(value, datetime) or not isinstance(value, date):
                raise InvalidTypeError(field, expected="a date without a time", got=value)
        if self.last < self.first:
            raise InvalidValueError("last", expected=f"{self.first} or later", got=self.last)


Days: TypeAlias = BookableDays | DateRange
"""What limits bookings by days of the page's zone."""
