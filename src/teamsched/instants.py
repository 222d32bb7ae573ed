"""The door between datetimes and the integers inside.

An *instant* is a whole number of microseconds since 1970-01-01T00:00Z.
Every aware datetime becomes one on the way in, and a UTC datetime comes back on the way out.
"""

from datetime import UTC, datetime, timedelta

from teamsched.errors import InvalidTypeError, InvalidValueError, NaiveDatetimeError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

_EPOCH_ORDINAL = EPOCH.toordinal()
_MICROSECOND = timedelta(microseconds=1)


def local_micros(moment: datetime) -> int:
    """Return what the wall clock of *moment* shows, as microseconds since 1970 began on it."""
    days = moment.toordinal() - _EPOCH_ORDINAL
    seconds = days * 86_400 + moment.hour * 3_600 + moment.minute * 60 + moment.second
    return seconds * SECOND + moment.microsecond


FIRST = local_micros(datetime.min)  # noqa: DTZ901 (in UTC)
"""The first instant of the year 1."""
LAST = local_micros(datetime.max)  # noqa: DTZ901 (in UTC)
"""The last instant of the year 9999."""


def to_instant(moment: datetime, field: str = "datetime") -> int:
    """Return the instant of an aware datetime.

    It reads the fields and the offset only, so subclasses may do arithmetic as they like,
    and the fold of a repeated hour counts.

        >>> to_instant(datetime(2026, 3, 2, 10, tzinfo=UTC))
        1772445600000000

    Raises:
        NaiveDatetimeError: The datetime has no zone, or a zone without an offset.
        InvalidTypeError: It is not a datetime.
    """
    if not isinstance(moment, datetime):
        raise InvalidTypeError(field, expected="an aware datetime", got=moment)
    offset = moment.utcoffset()
    if offset is None:
        raise NaiveDatetimeError(field, got=moment)
    return local_micros(moment) - offset // _MICROSECOND


def ordered(low: int, high: int) -> tuple[int, int]:
    """Return two instants if they are the start and the end of something.

    Raises:
        InvalidValueError: One lies outside the years 1 to 9999, or the end is not after the start.
        InvalidTypeError: One is no whole number.
    """
    an_instant("start", low)
    an_instant("end", high)
    if low >= high:
        expected = f"a time after {to_datetime(low)}"
        raise InvalidValueError("end", expected=expected, got=to_datetime(high))
    return low, high


def an_instant(field: str, value: int) -> int:
    """Return *value* if it is an instant of the years 1 to 9999."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidTypeError(field, expected="an instant: microseconds since 1970", got=value)
    if not FIRST <= value <= LAST:
        raise InvalidValueError(field, expected="an instant of the years 1 to 9999", got=value)
    return value


def to_datetime(instant: int) -> datetime:
    """Return the UTC datetime of an instant.

    Raises:
        InvalidValueError: The instant lies outside the years 1 to 9999.
    """
    try:
        return EPOCH + timedelta(microseconds=instant)
    except OverflowError:
        raise InvalidValueError(
            "instant", expected="an instant of the years 1 to 9999", got=instant
        ) from None


def to_micros(length: timedelta, field: str = "length") -> int:
    """Return a timedelta as a whole number of microseconds."""
    if not isinstance(length, timedelta):
        raise InvalidTypeError(field, expected="a timedelta", got=length)
    return length // _MICROSECOND


def to_timedelta(micros: int) -> timedelta:
    """Return a number of microseconds as a timedelta."""
    return timedelta(microseconds=micros)
