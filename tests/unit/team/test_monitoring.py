"""A pool's report counts what was booked through the pages that draw from it."""

from datetime import UTC, datetime, timedelta

import pytest

from teamsched import (
    Assignment,
    Draw,
    EventType,
    FairShare,
    Interval,
    Ledger,
    MasterPage,
    Member,
    Request,
    ResourcePool,
    Rule,
    Team,
    WeeklyHours,
)

NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)
HOURS = WeeklyHours.parse("Mon-Fri 09:00-17:00", zone="UTC")
POOL = ResourcePool("desk", ["ana", "bo", "cy"], distribution=FairShare())
TEAM = Team(
    [Member(page, HOURS) for page in POOL.pages],
    event_types=[EventType("visit", duration=timedelta(hours=1))],
    pools=[POOL],
    pages=[
        MasterPage("single", zone="UTC", rules=[Rule("visit", "desk")]),
        MasterPage("pairs", zone="UTC", rules=[Rule("visit", Draw("desk", count=2))]),
        MasterPage("ana's", zone="UTC", rules=[Rule("visit", "ana")]),
    ],
)


@pytest.mark.parametrize(
    ("pages", "received", "net"),
    [
        (["single"], 1, [1, 0, 0]),
        (["single", "single", "single"], 3, [1, 1, 1]),
        (["pairs"], 2, [1, 1, 0]),
        (["single", "pairs"], 3, [1, 1, 1]),
        (["ana's", "ana's"], 0, [0, 0, 0]),
        (["ana's", "single"], 1, [1, 0, 0]),
    ],
)
def test_pages_that_draw_from_the_pool_count(
    pages: list[str], received: int, net: list[int]
) -> None:
    """All of them together, each seat of a panel for itself, and a member's own page not at all."""
    ledger = Ledger.of()
    for number, page in enumerate(pages):
        start = NOW + timedelta(hours=2 + number)
        window = Interval.lasting(start, timedelta(minutes=1))
        snapshot = TEAM.snapshot(now=NOW, window=window)
        assignment = TEAM.offer(Request(page, "visit"), snapshot, ledger).assign(start)
        assert isinstance(assignment, Assignment)
        ledger = ledger.add(assignment.booking(f"b-{number}", at=NOW + timedelta(minutes=number)))
    report = POOL.report(ledger, now=NOW + timedelta(hours=1))
    assert (report.total, [one.net for one in report.members]) == (received, net)
    assert all(one.causes.total == one.deviation for one in report.members)
    assert all(not one.causes.unknown for one in report.members)
