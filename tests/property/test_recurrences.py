"""Laws of recurrences, against what python-dateutil says of the same rules."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import given, strategies as st

from teamsched.availability import Recurrence
from teamsched.intervals import Interval
from tests.property.test_hours_and_zones import ONE_DAY, local_times, shown_at


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule that has instances, without an end."""
    frequency = draw(st.sampled_from(["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    interval = draw(st.integers(1, 3))
    day = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
    nth_day = st.builds("{}{}".format, st.sampled_from(["1", "2", "-1"]), day)
    parts: dict[str, st.SearchStrategy[object]] = {"BYMINUTE": st.sampled_from([0, 15, 30, 45])}
    if frequency != "HOURLY":
        parts["BYHOUR"] = st.integers(0, 3)
    if frequency in ("DAILY", "WEEKLY"):
        parts["BYMONTH"] = st.integers(1, 12)
    # Together these two could be so rare that there is one instance in a century.
    if frequency in ("DAILY", "MONTHLY", "YEARLY") and draw(st.booleans()):
        parts["BYMONTHDAY"] = st.integers(1, 28) | st.integers(-28, -1)
    elif frequency != "HOURLY":
        nth = frequency in ("MONTHLY", "YEARLY") and draw(st.booleans())
        parts["BYDAY"] = nth_day if nth else day  # both at once are more than dateutil can do
    chosen = draw(st.lists(st.sampled_from(sorted(parts)), unique=True, max_size=3))
    values = {name: draw(st.lists(parts[name], min_size=1, max_size=3)) for name in chosen}
    text = [f"{name}={','.join(map(str, numbers))}" for name, numbers in values.items()]
    if frequency != "HOURLY" and chosen:
        text += draw(st.sampled_from([[], ["BYSETPOS=1"], ["BYSETPOS=-1"]]))
    week_start = draw(st.sampled_from([[], ["WKST=SU"], ["WKST=WE"]]))
    return ";".join([f"FREQ={frequency}", f"INTERVAL={interval}", *text, *week_start])


def instances(zone: str, rule: str, start: datetime) -> Iterator[datetime]:
    """Yield the instances that a rule has for python-dateutil, less those that don't exist."""
    for local in rrulestr(rule, dtstart=start):
        moment = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if shown_at(zone, moment) == local:
            yield moment


@given(rules(), local_times(), st.integers(1, 12))
def test_rules_are_dateutils_less_what_is_skipped(
    rule: str, drawn: tuple[str, datetime], count: int
) -> None:
    """COUNT counts what happens; nothing else differs from what python-dateutil says."""
    zone, start = drawn
    expected = list(islice(instances(zone, rule, start), count))
    made = Recurrence(f"{rule};COUNT={count}", start=start, zone=zone)
    assert list(made.occurrences()) == sorted(set(expected))
    until = f"{expected[-1]:UNTIL=%Y%m%dT%H%M%SZ}"
    assert Recurrence(f"{rule};{until}", start=start, zone=zone).occurrences() == made.occurrences()


@given(rules(), local_times(), st.integers(0, 600), st.integers(1, 60))
def test_a_window_selects_from_the_whole(
    rule: str, drawn: tuple[str, datetime], later: int, length: int
) -> None:
    """Leaping to the window changes nothing: it holds what a walk from the start finds in it."""
    zone, start = drawn
    low = (start + later * ONE_DAY).replace(tzinfo=UTC)
    window = Interval.lasting(low, length * ONE_DAY)
    walked = takewhile(lambda moment: moment < window.end, instances(zone, rule, start))
    expected = [moment for moment in walked if window.start <= moment]
    assert list(Recurrence(rule, start=start, zone=zone).occurrences(window)) == expected


@given(rules(), local_times())
def test_skipping_leaves_out_only_what_does_not_exist(
    rule: str, drawn: tuple[str, datetime]
) -> None:
    """Moving skipped instances adds some to what skipping them leaves; all excluded is nothing."""
    zone, start = drawn
    window = Interval.lasting((start - ONE_DAY).replace(tzinfo=UTC), 60 * ONE_DAY)

    def found(**options: Any) -> set[datetime]:
        made = Recurrence(rule, **{"start": start, "zone": zone, **options})
        return set(made.occurrences(window))

    skipping = found()
    assert skipping <= found(disambiguate="compatible")
    assert found(exclude=skipping) == set()
    assert found(include=skipping) == skipping
