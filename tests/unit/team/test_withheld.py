"""What a pool's method keeps back; and what looks ahead is the same on a page and on one start."""

from datetime import timedelta
from random import Random

import pytest

from teamsched import (
    Draw,
    Interval,
    Member,
    ResourcePool,
    RoundRobin,
    Rule,
    UnknownIdError,
    attribute,
)
from teamsched.distribution import DistributionMethod
from tests.features.desk import HOURS, WEEK, Desk, at, hour, pool_of

HORIZON = RoundRobin(when_blocked="next_in_horizon")
LEAD = RoundRobin(when_blocked="next_per_start", max_lead=1)


def starts_of(slots: object) -> list[str]:
    """Return the starts of the first day, by the clock."""
    return [f"{slot.start:%H:%M}" for slot in slots if slot.start.day == 2]  # type: ignore[attr-defined]


def test_what_fairness_costs_is_told() -> None:
    """Slots that somebody could take, but that the next in line can't."""
    desk = Desk("ab", RoundRobin())
    desk.block("a", hour("10:00"), hour("12:00"))
    desk.block("b", hour("12:00"), hour("13:00"))
    offer = desk.offer()
    assert starts_of(offer.withheld) == ["10:00"]
    assert not {slot.span for slot in offer.withheld} & {slot.span for slot in offer.slots}
    desk.pool = pool_of("a", "b", distribution=RoundRobin(when_blocked="next_per_start"))
    assert list(desk.offer().withheld) == []


def test_whoever_is_too_far_ahead_is_hidden_and_the_price_is_told() -> None:
    """After one booking, a waits for b; what only a could take is kept back."""
    desk = Desk("ab", LEAD)
    desk.block("b", hour("10:00"))
    desk.book("09:00")
    offer = desk.offer()
    assert "10:00" not in starts_of(offer.slots)
    assert starts_of(offer.withheld) == ["10:00"]
    assert offer.why_not(at("10:00")).codes == {"busy", "too_far_ahead"}


def test_a_page_is_never_empty_because_of_a_lead() -> None:
    """Where nobody else has any time, whoever is ahead is shown after all, explained or not."""
    desk = Desk("ab", LEAD)
    desk.book("09:00")
    desk.block("b", WEEK)
    assert starts_of(desk.offer().slots)[0] == "10:00"
    assert "too_far_ahead" not in desk.offer().why_not(at("09:00")).codes


def test_a_panel_is_never_empty_because_of_a_lead() -> None:
    """Each pool has somebody to show; but only those who are ahead can be there together."""
    desk = Desk("abcd", pool=pool_of("a", "b", distribution=LEAD))
    desk.more_pools = [ResourcePool("second", ["c", "d"], distribution=LEAD)]
    desk.rules = [Rule("call", "pool", additional=["second"])]
    morning, rest = Interval(at("00:00"), at("13:00")), Interval(at("13:00"), WEEK.end)
    desk.book("09:00")
    desk.block("b", morning)
    desk.block("d", rest)
    assert desk.ledger.standings("pool")[0].received == 1
    assert starts_of(desk.offer().slots)[0] == "10:00"


@pytest.mark.parametrize("method", [HORIZON, LEAD, RoundRobin()], ids=repr)
@pytest.mark.parametrize("seed", range(20))
def test_asking_about_one_start_is_asking_the_page(method: DistributionMethod, seed: int) -> None:
    """What looks ahead judges the whole page, whatever starts are asked about."""
    random = Random(seed)
    desk = Desk("abc", method, rules=[Rule("call", Draw("pool", count=random.choice([1, 2])))])
    for page in "abc":
        for _ in range(random.choice([0, 3, 30])):
            start = WEEK.start + timedelta(hours=random.randrange(7 * 24))
            desk.block(page, Interval.lasting(start, timedelta(hours=random.choice([1, 8]))))
    for _ in range(3):
        slots = desk.offer().slots
        if slots:
            desk.book(random.choice(slots).span.start)
    whole = desk.offer()
    offered = {slot.span.start for slot in whole.slots}
    snapshot = desk.team.snapshot(
        now=desk.now, window=WEEK, busy=desk.busy, bookings=desk.ledger.bookings
    )
    for number in range(9, 17):
        start = at(f"{number:02}:00", day=3)
        one = desk.team.offer(desk.request(), snapshot, desk.ledger, starts=[start])
        assert bool(one.slots) == (start in offered)
        assert one.who(start) == whole.who(start)
        assert one.why_not(start).reasons == whole.why_not(start).reasons


@pytest.mark.parametrize(
    ("method", "looks"), [(HORIZON, True), (LEAD, True), (RoundRobin(), False)]
)
def test_needs_say_what_looks_ahead(method: DistributionMethod, looks: bool) -> None:
    """Then a booking has to be decided on the window that was shown."""
    desk = Desk("ab", method)
    assert desk.team.needs(desk.request(), WEEK).looks_ahead is looks


def test_a_team_has_its_pools_with_whoever_fits() -> None:
    """What is found by attributes can be monitored and let in."""
    speaks = attribute("language") == "es"
    members = [Member(name, HOURS, attributes={"language": "es"}) for name in "ab"]
    desk = Desk(members, pool=ResourcePool("pool", distribution=RoundRobin(), where=speaks))
    assert desk.pool.pages == ()
    pool = desk.team.pool("pool")
    assert pool.newcomers(desk.ledger) == ("a", "b")
    desk.turns(3)
    assert pool.report(desk.ledger, now=desk.now).total == 3
    with pytest.raises(UnknownIdError, match=r"^id: expected one of \['pool'\], got 'a'$"):
        desk.team.pool("a")
