"""A pool's reports go by the months and quarters of its own calendar."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from teamsched.distribution import Cycle, CycleLength, FairShare, Ledger, ResourcePool
from teamsched.distribution.cycles import cycle_at
from teamsched.errors import (
    InvalidTypeError,
    InvalidValueError,
    NaiveDatetimeError,
    UnknownZoneError,
)
from teamsched.zonekeys import zone_of
from tests.unit.distribution.life import booked, booking

MICROSECOND = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def pool(**options: Any) -> ResourcePool:
    return ResourcePool("sales", ["ana", "bo"], distribution=FairShare(), **options)


@pytest.mark.parametrize("length", ["month", "quarter"])
def test_a_calendar_needs_a_zone(length: CycleLength) -> None:
    """Nobody can know when a month begins without a zone."""
    with pytest.raises(InvalidValueError, match=f"zone: expected .* a {length} begins, got None"):
        pool(cycle=length)
    assert str(pool(cycle=length, zone="Europe/Berlin").zone) == "Europe/Berlin"


def test_without_cycles_no_zone_is_needed() -> None:
    """Statistics that never begin anew have no calendar."""
    assert (pool().cycle, pool().zone, pool().carry_over) == ("never", None, False)
    assert pool(zone=UTC).zone is UTC


@pytest.mark.parametrize(
    ("options", "error", "field"),
    [
        ({"cycle": "week", "zone": "UTC"}, InvalidValueError, "cycle"),
        ({"cycle": None}, InvalidValueError, "cycle"),
        ({"cycle": "month", "zone": "Mars/Olympus"}, UnknownZoneError, "zone"),
        ({"cycle": "month", "zone": 1}, InvalidTypeError, "zone"),
        ({"carry_over": 1}, InvalidTypeError, "carry_over"),
    ],
)
def test_what_makes_no_cycle_is_refused(
    options: dict[str, Any], error: type[InvalidValueError], field: str
) -> None:
    """The error names the field."""
    with pytest.raises(error) as info:
        pool(**options)
    assert info.value.field == field


@pytest.mark.parametrize("field", ["id", "distribution", "cycle", "zone", "carry_over"])
def test_a_pool_is_what_it_was_made(field: str) -> None:
    """Another cycle, method or name takes a new pool."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(pool(), field, None)


def test_pools_with_equal_cycles_are_equal() -> None:
    """The zone counts, however it was named."""
    named, given = (
        pool(cycle="month", zone=zone) for zone in ("Asia/Tokyo", zone_of("Asia/Tokyo"))
    )
    assert named == given
    assert named != pool(cycle="month", zone="Asia/Seoul")
    assert named != pool(cycle="quarter", zone="Asia/Tokyo")


@pytest.mark.parametrize(
    ("length", "zone", "now", "cycle"),
    [
        ("month", "UTC", "2026-03-01T00:00", ("2026-03", "2026-03-01T00:00", "2026-04-01T00:00")),
        ("month", "UTC", "2026-12-31T23:59", ("2026-12", "2026-12-01T00:00", "2027-01-01T00:00")),
        ("quarter", "UTC", "2026-03-31T23:59", ("2026-Q1", "2026-01-01T00:00", "2026-04-01T00:00")),
        ("quarter", "UTC", "2026-12-01T00:00", ("2026-Q4", "2026-10-01T00:00", "2027-01-01T00:00")),
        # The month is an hour short, or an hour long.
        (
            "month",
            "Europe/Berlin",
            "2026-02-28T23:00",
            ("2026-03", "2026-02-28T23:00", "2026-03-31T22:00"),
        ),
        (
            "month",
            "Europe/Berlin",
            "2026-02-28T22:59",
            ("2026-02", "2026-01-31T23:00", "2026-02-28T23:00"),
        ),
        (
            "month",
            "Europe/Berlin",
            "2026-10-31T22:59",
            ("2026-10", "2026-09-30T22:00", "2026-10-31T23:00"),
        ),
        # The clocks go from 00:00 to 01:00 as October begins: there is no midnight.
        (
            "month",
            "America/Asuncion",
            "2023-10-01T04:00",
            ("2023-10", "2023-10-01T04:00", "2023-11-01T03:00"),
        ),
        # On the 1st they are put back from 01:00 to 00:00: midnight comes twice.
        (
            "month",
            "America/Havana",
            "2020-11-01T05:30",
            ("2020-11", "2020-11-01T04:00", "2020-12-01T05:00"),
        ),
        # On the 1st at 00:01 they are put back to 23:01: November begins once, an hour before
        # it is October for the last time.
        (
            "month",
            "America/St_Johns",
            "2009-11-01T02:45",
            ("2009-11", "2009-11-01T02:30", "2009-12-01T03:30"),
        ),
    ],
)
def test_cycles_are_those_of_the_zone(
    length: CycleLength, zone: str, now: str, cycle: tuple[str, str, str]
) -> None:
    """A cycle begins when the clocks of the zone first show its first day."""
    name, start, end = cycle
    assert cycle_at(length, zone_of(zone), utc(now)) == Cycle(name, utc(start), utc(end))


def test_never_is_all_time() -> None:
    """Statistics that never begin anew have neither a start nor an end."""
    assert cycle_at("never", None, utc("2026-03-01T00:00")) == Cycle("all time", None, None)


@pytest.mark.parametrize("year", [1, 9999])
def test_cycles_end_with_the_years(year: int) -> None:
    """A cycle that no datetime can bound is refused."""
    now = datetime(year, 1 if year == 1 else 12, 15, tzinfo=UTC)
    with pytest.raises(InvalidValueError):
        cycle_at("month", timezone(timedelta(hours=3)) if year == 1 else UTC, now)


def test_the_present_is_an_instant() -> None:
    """A datetime without a zone is refused."""
    with pytest.raises(NaiveDatetimeError, match="now"):
        pool(cycle="month", zone="UTC").report(Ledger.of(), now=datetime(2026, 3, 1))


@pytest.mark.parametrize(
    ("zone", "length", "first"),
    [
        ("Europe/Berlin", "month", "2026-03-31T22:00"),
        ("Europe/Berlin", "quarter", "2026-09-30T22:00"),
        ("America/New_York", "month", "2026-11-01T04:00"),  # the day on which clocks are put back
        ("Asia/Tokyo", "quarter", "2026-06-30T15:00"),
    ],
)
def test_bookings_around_midnight_count_on_their_side(
    zone: str, length: CycleLength, first: str
) -> None:
    """What was booked at 23:59 is of the old cycle, at 00:00 and at 00:01 of the new one."""
    edge = utc(first)
    ledger = Ledger.of(
        booking(f"{minutes}", attrs.evolve(booked(), at=edge + timedelta(minutes=minutes)))
        for minutes in (-1, 0, 1)
    )
    reporting = pool(cycle=length, zone=zone)
    for now, total in [
        (edge - MICROSECOND, 1),
        (edge, 1),
        (edge + timedelta(seconds=59), 1),
        (edge + timedelta(minutes=1), 2),
    ]:
        assert reporting.report(ledger, now=now).total == total
        assert pool().report(ledger, now=now).total == (total if now < edge else total + 1)
