"""What settles ties: the same question has the same answer, another one may have another."""

from datetime import UTC, datetime
from typing import Any

from teamsched import Ledger, PooledAvailability, Request, ResourcePool, Rule
from tests.unit.team.cast import DAY, MONDAY, at, member, page, team

NAMES = list("abcdefgh")


def winner(**parts: Any) -> str:
    """Return who gets the booking where nobody has had any."""
    some = team(
        *map(member, NAMES),
        pools=[ResourcePool("all", NAMES, distribution=PooledAvailability())],
        pages=[page(Rule("call", "all"))],
    )
    snapshot = some.snapshot(now=MONDAY, window=DAY)
    found: Any = some.offer(Request("page", "call", **parts), snapshot, Ledger.of())
    return str(found.assign(at("09:00")).members[0])


def test_every_part_of_a_request_may_settle_a_tie() -> None:
    """Host, further people, tags, provider and what is known of the customer, whatever they do."""
    for part in ("host", "also", "tags", "customer_attributes"):
        found = set()
        for number in range(10):
            value: Any = {"host": f"x{number}", "customer_attributes": {"n": number}}.get(
                part, [f"x{number}"]
            )
            found.add(winner(**{part: value}))
            assert winner(**{part: value}) == winner(**{part: value})
        assert len(found) > 1, part


def test_the_time_of_asking_settles_nothing() -> None:
    """What has been shown is booked a moment later."""
    moments = [datetime(2026, 3, 1, 12, minute, tzinfo=UTC) for minute in range(10)]
    assert {winner(at=moment) for moment in moments} == {winner()}
