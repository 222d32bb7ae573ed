"""For each feature of iCalendar in the examples' calendars: what it blocks, worked out by hand.

Taking one event, or one line of it, out of a calendar changes the starts on offer exactly as the
minute-by-minute oracle says that the spans worked out by hand do.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

pytest.importorskip("icalendar")
sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

from team import CALENDARS, HOURS, build_team

from teamsched import Interval, Ledger, Request
from teamsched.interop.ical import read_busy
from tests import oracle
from tests.worlds import text_of

NOW = datetime(2026, 3, 26, 15, tzinfo=UTC)
WINDOW = Interval.lasting(NOW, timedelta(days=8))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
WEEKLY = {
    "ana": {day: [["09:00", "12:30"], ["13:30", "17:00"]] for day in WEEKDAYS},
    "ben": {day: [["09:00", "17:00"]] for day in WEEKDAYS},
    "chen": {day: [["08:30", "16:30"]] for day in WEEKDAYS},
    "devi": {day: [["12:00", "20:00"]] for day in WEEKDAYS},
    "eva": {day: [["10:00", "15:00"]] for day in WEEKDAYS[:4]},
}

STAND_UPS = ["27 08:30-09:00", "30 07:30-08:00", "33 07:30-08:00", "34 07:30-08:00"]
MOVED, LEAVE = "32 12:30-13:00", "33 22:00-34 22:00"
FORECASTS, DENTIST = ["30 14:00-15:00", "32 14:00-15:00"], "31 13:00-14:30"
SCHOOL = [
    *(f"{day} 15:00-16:00" for day in (26, 27, 28)),
    *(f"{day} 14:00-15:00" for day in (29, 30, 31, 33)),
]
WORKSHOP = "31 08:00-11:00"
TRAINING, FOCUS = ["30 08:30-11:30", "31 08:30-11:30"], "32 07:00-09:00"
WEEKLY_TALK, EXTRA_TALK = "33 09:00-09:30", "31 09:00-09:30"


@attrs.frozen
class Feature:
    """Something in a calendar, and what it blocks with and without it, as UTC days of March."""

    name: str
    whose: str
    without: str
    before: list[str]
    after: list[str]


ANA = [*STAND_UPS, MOVED, LEAVE]
BEN = [*FORECASTS, DENTIST]
CHEN = [*SCHOOL, WORKSHOP]
DEVI = [*TRAINING, FOCUS]
EVA = [WEEKLY_TALK, EXTRA_TALK]

FEATURES = [
    Feature("series", "ana", "UID:ana-standup", ANA, [LEAVE]),
    Feature("moved", "ana", "RECURRENCE-ID", ANA, [*STAND_UPS, "32 07:30-08:00", LEAVE]),
    Feature("excluded date", "ana", "line EXDATE", ANA, [*ANA, "31 07:30-08:00"]),
    Feature("all day", "ana", "UID:ana-leave", ANA, [*STAND_UPS, MOVED]),
    Feature("transparent", "ana", "UID:ana-anniversary", ANA, ANA),
    Feature("every other week, by duration", "ben", "UID:ben-forecast", BEN, [DENTIST]),
    Feature("tentative", "ben", "UID:ben-hold", BEN, FORECASTS),
    Feature("cancelled", "ben", "UID:ben-old", BEN, BEN),
    Feature("until, over a clock change", "chen", "UID:chen-school", CHEN, [WORKSHOP]),
    Feature("in UTC", "chen", "UID:chen-workshop", CHEN, SCHOOL),
    Feature("count", "devi", "UID:devi-training", DEVI, [FOCUS]),
    Feature("floating", "devi", "UID:devi-focus", DEVI, TRAINING),
    Feature("weekly, with an extra date", "eva", "UID:eva-oneonone", EVA, []),
    Feature("extra date", "eva", "line RDATE", EVA, [WEEKLY_TALK]),
]


def calendar(whose: str, without: str | None = None) -> str:
    """Return somebody's calendar, perhaps without some events, or lines that begin like that."""
    text = (CALENDARS / f"{whose}.ics").read_text("utf-8")
    if without is None:
        return text
    lines = text.splitlines()
    if without.startswith("line "):
        return "\n".join(line for line in lines if not line.startswith(without[5:]))
    head, *events = text.split("BEGIN:VEVENT")
    *events, last = [*events[:-1], *events[-1].split("END:VCALENDAR")]
    kept = [event for event in events if without not in event]
    return "".join([head, *("BEGIN:VEVENT" + event for event in kept), "END:VCALENDAR", last])


def offered(whose: str, text: str) -> list[str]:
    """Return the starts at which somebody can be booked for an introduction."""
    team = build_team()
    busy = {
        name: read_busy(calendar(name), window=WINDOW, zone=z) for name, (_, z) in HOURS.items()
    }
    busy[whose] = read_busy(text, window=WINDOW, zone=HOURS[whose][1])
    snapshot = team.snapshot(now=NOW, window=WINDOW, busy=busy)
    return [
        text_of(slot.start)
        for slot in team.offer(Request(whose, "intro"), snapshot, Ledger.of()).slots
    ]


def by_hand(whose: str, spans: list[str]) -> list[str]:
    """Return the starts that the oracle offers."""
    zone = HOURS[whose][1]
    case: dict[str, Any] = {
        "now": text_of(WINDOW.start),
        "window": [text_of(WINDOW.start), text_of(WINDOW.end)],
        "grid": {"zone": zone, "step_min": 30, "offset_min": 0},
        "event": {"duration_min": 30, "buffer_after_min": 10, "notice_min": 240},
        "members": {whose: {"zone": zone, "weekly": WEEKLY[whose], "busy": map_spans(spans)}},
        "seats": [{"count": 1, "from": [whose]}],
    }
    return oracle.offered_starts(case)


def map_spans(spans: list[str]) -> list[list[str]]:
    return [[moment(end, span) for end in span.split("-")] for span in spans]


def moment(text: str, span: str) -> str:
    """Read ``31 07:30``, or ``07:30`` of the span's first day, counting on after 31 March."""
    day, _, clock = text.rpartition(" ")
    first = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(
        days=int(day or span.split(maxsplit=1)[0]) - 1
    )
    return f"{first:%Y-%m-%d}T{clock}:00Z"


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_removing_it_changes_the_starts_as_the_oracle_says(feature: Feature) -> None:
    """With it and without it, what is offered is what the spans worked out by hand leave."""
    assert offered(feature.whose, calendar(feature.whose)) == by_hand(feature.whose, feature.before)
    without = calendar(feature.whose, feature.without)
    assert offered(feature.whose, without) == by_hand(feature.whose, feature.after)


def test_the_features_that_block_change_something() -> None:
    """Only the transparent and the cancelled event make no difference."""
    alike = {feature.name for feature in FEATURES if feature.before == feature.after}
    assert alike == {"transparent", "cancelled"}
