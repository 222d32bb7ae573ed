"""Zones are found by key, in one database, whatever the machine is set to."""

import pickle
from datetime import UTC, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

from teamsched.errors import InvalidTypeError, InvalidValueError, UnknownZoneError
from teamsched.zonekeys import key_of, zone_identity, zone_of


def test_a_key_is_found_and_a_tzinfo_taken_as_it_is() -> None:
    """Keys name zones of the time zone database; any other tzinfo is the caller's business."""
    fixed = timezone(timedelta(hours=3))
    assert zone_of("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    assert zone_of("Europe/Berlin") is zone_of("Europe/Berlin")
    assert zone_of(fixed) is fixed


@pytest.mark.parametrize(
    "key",
    [
        "Mars/Olympus",
        "",
        " ",
        "../x",
        "/etc/localtime",
        "Europe",
        "Europe//Berlin",
        "Europe/Berlin/",
        "tzdata.zi",
        "a\0b",
        "\ud800",
        "x" * 5000,
        "localtime",
        "posixrules",
    ],
)
def test_what_is_no_key_is_an_unknown_zone(key: str) -> None:
    """Paths, folders, odd characters and names of the machine's own zone are no keys."""
    with pytest.raises(UnknownZoneError, match=r"^home: expected a key of the time zone database"):
        zone_of(key, "home")


def test_a_zone_is_a_text_or_a_tzinfo() -> None:
    """Anything else is the wrong type, and a slip that is named."""
    with pytest.raises(InvalidTypeError, match=r"^zone: .* or a tzinfo, got 3$"):
        zone_of(3)  # type: ignore[arg-type]


def test_zones_are_told_apart_even_if_they_have_no_hash() -> None:
    """Some tzinfo objects of other libraries have no hash; they are themselves and nothing else."""
    zone, other = tz.gettz("Europe/Berlin"), tz.gettz("Europe/Paris")
    assert zone is not None
    assert other is not None
    assert zone_identity(zone) == zone_identity(zone) != zone_identity(other)
    unpickled = pickle.loads(pickle.dumps(zone_of("UTC")))  # noqa: S301 (it is our own)
    assert zone_identity(ZoneInfo("UTC")) == zone_identity(unpickled)


def test_a_zone_is_written_as_the_key_that_it_is_found_by() -> None:
    """A zone without one, or with one that is found as another zone, can't be written."""
    assert key_of(zone_of("Europe/Berlin")) == "Europe/Berlin"
    nowhere = tz.gettz("Europe/Berlin")
    assert nowhere is not None
    for zone in (UTC, timezone(timedelta(hours=3)), nowhere, KeyedZone()):
        with pytest.raises(InvalidValueError, match=r"^zone: expected a zone by its key"):
            key_of(zone)


class KeyedZone(tz.tzutc):
    """A zone of another library that has a key too."""

    key = "Europe/Berlin"
