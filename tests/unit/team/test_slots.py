"""Slots as they are shown, which never changes what they are."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from teamsched import Interval, Slot
from teamsched.instants import to_instant
from teamsched.team import Slots

BERLIN = ZoneInfo("Europe/Berlin")
HALF_HOUR = 30 * 60 * 1_000_000


def slots(*starts: str, zone: ZoneInfo = BERLIN) -> Slots:
    """Return slots of half an hour."""
    instants = [to_instant(datetime.fromisoformat(start)) for start in starts]
    return Slots(instants, duration=HALF_HOUR, zone=zone)


NIGHT = slots("2026-10-24T22:30+00:00", "2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00")
"""The night on which the clocks of Berlin show half past two twice."""


def test_slots_of_a_repeated_hour_are_two() -> None:
    """What a slot is, is its instants: the same wall time twice is two slots."""
    assert [f"{slot.start:%H:%M}" for slot in NIGHT] == ["00:30", "02:30", "02:30"]
    assert len(set(NIGHT)) == 3


def test_days_are_those_of_the_zone() -> None:
    """Grouping by day follows the wall clock that is shown."""
    assert {day: len(some) for day, some in NIGHT.by_day().items()} == {date(2026, 10, 25): 3}
    elsewhere = NIGHT.in_zone("America/New_York").by_day()
    assert {day: len(some) for day, some in elsewhere.items()} == {date(2026, 10, 24): 3}


def test_a_zone_only_shows() -> None:
    """Slots in another zone are the same slots."""
    assert NIGHT.in_zone("Asia/Tokyo") == NIGHT
    assert hash(NIGHT.in_zone("Asia/Tokyo")) == hash(NIGHT)
    assert slots("2026-10-24T22:30+00:00") != NIGHT
    assert NIGHT[0] == NIGHT.in_zone("Asia/Tokyo")[0]


def test_slots_are_a_sequence() -> None:
    """Indexing gives slots, slicing gives slots of slots, and both ends show in the repr."""
    assert NIGHT[-1].end == datetime(2026, 10, 25, 2, tzinfo=UTC)
    assert list(NIGHT[:2]) == [NIGHT[0], NIGHT[1]]
    assert NIGHT[0] in NIGHT
    assert not slots()
    assert repr(slots()) == "<Slots none>"
    first = datetime(2026, 10, 25, 0, 30, tzinfo=BERLIN)
    assert Slot(Interval.lasting(first, timedelta(minutes=30)), BERLIN) == NIGHT[0]
    assert repr(NIGHT[0]) == "<Slot Sun 25 Oct 00:30–01:00>"
