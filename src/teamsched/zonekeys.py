"""Zones by their keys: the one place where the library looks one up."""

from datetime import tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from teamsched.errors import InvalidTypeError, InvalidValueError, UnknownZoneError

_CACHED_ZONES = 1024

_OF_THE_MACHINE = {"localtime", "posixrules"}
"""Keys that mean something else on every machine."""


def zone_of(zone: str | tzinfo, field: str = "zone") -> tzinfo:
    """Return a time zone by its key; a tzinfo object is taken as it is.

        >>> zone_of("Europe/Berlin")
        zoneinfo.ZoneInfo(key='Europe/Berlin')

    Nowhere else does the library look up a zone: whoever passes tzinfo objects, such as those of
    pinned zone data, decides which clocks it goes by.

    Raises:
        UnknownZoneError: The time zone database has no such key.
        InvalidTypeError: It is neither a text nor a tzinfo.
    """
    if isinstance(zone, tzinfo):
        return zone
    expected = "a key of the time zone database such as 'Europe/Berlin'"
    if not isinstance(zone, str):
        raise InvalidTypeError(field, expected=f"{expected}, or a tzinfo", got=zone)
    try:
        return _zone(zone)
    except (KeyError, ValueError, OSError):
        raise UnknownZoneError(field, expected=expected, got=zone) from None


@lru_cache(_CACHED_ZONES)
def _zone(key: str) -> tzinfo:
    if key in _OF_THE_MACHINE:
        raise KeyError(key)
    return ZoneInfo(key)


def key_of(zone: tzinfo, field: str = "zone") -> str:
    """Return the key that ``zone_of`` makes an equal zone of.

    Raises:
        InvalidValueError: There is none, as for a tzinfo of another library.
    """
    key = getattr(zone, "key", None)
    if not isinstance(key, str) or zone_identity(zone_of(key)) != zone_identity(zone):
        expected = "a zone by its key of the time zone database, since others can't be written"
        raise InvalidValueError(field, expected=expected, got=zone)
    return key


def zone_identity(zone: tzinfo) -> object:
    """Return what equals that of another zone if both are one: values compare zones by it."""
    return zone if is_hashable(zone) else id(zone)


def is_hashable(zone: tzinfo) -> bool:
    """Tell whether a zone can be a key: some of other libraries have no hash."""
    return type(zone).__hash__ is not None
