"""Rows F31 to F34: what is counted of a pool, and over which stretch of time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import attrs
import pytest

from teamsched import (
    Booking,
    BookingPage,
    Claims,
    FairShare,
    PooledAvailability,
    ResourcePool,
    RoundRobin,
    Rule,
)
from teamsched.distribution import CycleLength, DistributionMethod, PoolReport
from tests.features.desk import Desk, drawing, hour, pool_of

METHODS = [RoundRobin(), RoundRobin(correction=False), PooledAvailability(), FairShare()]
MINUTE = timedelta(minutes=1)


def counts(report: PoolReport) -> dict[str, tuple[int, int]]:
    """Return what everybody received and had removed."""
    return {one.page: (one.received, one.removed) for one in report.members}


def first_of_a(desk: Desk) -> Booking:
    """Book an hour that only a is free for."""
    desk.block("b", hour("09:00"))
    return desk.book("09:00")


# What counts

Event = Callable[[Desk, Booking], Booking]

EVENTS: dict[str, tuple[Event, tuple[int, int], tuple[int, int]]] = {
    "a customer reschedules": (
        lambda desk, made: made.rescheduled(hour("15:00"), at=desk.tick()),
        (1, 0),
        (0, 0),
    ),
    "a host reschedules": (
        lambda desk, made: made.rescheduled(hour("15:00"), by="host", at=desk.tick()),
        (1, 0),
        (0, 0),
    ),
    "a customer reschedules to another page": (
        lambda desk, made: made.rescheduled(hour("15:00"), to="b", at=desk.tick()),
        (1, 1),
        (1, 0),
    ),
    "a host reassigns": (
        lambda desk, made: made.reassigned("b", at=desk.tick()),
        (1, 1),
        (1, 0),
    ),
    "it is reassigned to its holder": (
        lambda desk, made: made.reassigned("a", at=desk.tick()),
        (1, 0),
        (0, 0),
    ),
    "it is reassigned there and back": (
        lambda desk, made: made.reassigned("b", at=desk.tick()).reassigned("a", at=desk.tick()),
        (2, 1),
        (1, 1),
    ),
    "a customer cancels": (
        lambda desk, made: made.cancelled(by="customer", at=desk.tick()),
        (1, 1),
        (0, 0),
    ),
    "a host cancels": (
        lambda desk, made: made.cancelled(by="host", at=desk.tick()),
        (1, 1),
        (0, 0),
    ),
    "it is cancelled twice": (
        lambda desk, made: made.cancelled(at=desk.tick()).cancelled(by="host", at=desk.tick()),
        (1, 1),
        (0, 0),
    ),
    "a host asks to reschedule": (
        lambda desk, made: made.reschedule_requested(at=desk.tick()),
        (1, 1),
        (0, 0),
    ),
    "the customer doesn't come": (
        lambda desk, made: made.no_show(at=desk.tick()),
        (1, 1),
        (0, 0),
    ),
    "a no-show is cancelled": (
        lambda desk, made: made.no_show(at=desk.tick()).cancelled(at=desk.tick()),
        (1, 1),
        (0, 0),
    ),
    "it takes place": (
        lambda desk, made: made.completed(at=desk.tick()),
        (1, 0),
        (0, 0),
    ),
    "it takes place and is cancelled": (
        lambda desk, made: made.completed(at=desk.tick()).cancelled(at=desk.tick()),
        (1, 1),
        (0, 0),
    ),
    "it is reassigned and then cancelled": (
        lambda desk, made: made.reassigned("b", at=desk.tick()).cancelled(at=desk.tick()),
        (1, 1),
        (1, 1),
    ),
}


@pytest.mark.parametrize("method", METHODS, ids=repr)
@pytest.mark.parametrize("event", EVENTS)
def test_f31_what_happens_to_a_booking_is_counted(event: str, method: DistributionMethod) -> None:
    """Whatever the method makes of it, it counts as the event says."""
    happens, of_a, of_b = EVENTS[event]
    desk = Desk("ab", method)
    assert counts(desk.report()) == {"a": (0, 0), "b": (0, 0)}
    made = first_of_a(desk)
    assert counts(desk.report()) == {"a": (1, 0), "b": (0, 0)}
    desk.keep(happens(desk, made))
    assert counts(desk.report()) == {"a": of_a, "b": of_b}
    assert (desk.received(), desk.removed()) == (
        {"a": of_a[0], "b": of_b[0]},
        {"a": of_a[1], "b": of_b[1]},
    )


@pytest.mark.parametrize("method", METHODS, ids=repr)
@pytest.mark.parametrize(("anew", "of_a", "of_b"), [("a", (2, 1), (0, 0)), ("b", (1, 1), (1, 0))])
def test_f31_what_is_booked_anew_is_received_anew(
    anew: str, of_a: tuple[int, int], of_b: tuple[int, int], method: DistributionMethod
) -> None:
    """A host asks to reschedule: the booking is removed, and who gets the next one receives it."""
    desk = Desk("ab", method, rules=drawing(claims=Claims(owner="hard")))
    made = desk.book("09:00", owners=["a"])
    desk.keep(made.reschedule_requested(at=desk.tick()))
    desk.book("10:00", owners=[anew])
    assert counts(desk.report()) == {"a": of_a, "b": of_b}


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_f31_who_is_not_in_the_pool_has_no_counts(method: DistributionMethod) -> None:
    """Reassigned out of the pool, a booking is removed from who had it, and once."""
    desk = Desk("abd", pool=pool_of("a", "b", distribution=method))
    moved = desk.keep(first_of_a(desk).reassigned("d", at=desk.tick()))
    assert counts(desk.report()) == {"a": (1, 1), "b": (0, 0)}
    assert desk.report().total == 1
    desk.cancel(moved)
    assert counts(desk.report()) == {"a": (1, 1), "b": (0, 0)}


def test_f31_all_pages_that_draw_from_the_pool_add_up() -> None:
    """Received and removed are those of every page and event type together."""
    desk = Desk("ab", rules=[Rule("call", "pool"), Rule("demo", "pool")])
    made = [
        desk.book(f"{clock:02}:00", page=page, event_type=event_type)
        for clock, page, event_type in [
            (9, "page", "call"),
            (10, "other", "call"),
            (11, "page", "demo"),
            (12, "other", "demo"),
        ]
    ]
    assert counts(desk.report()) == {"a": (2, 0), "b": (2, 0)}
    desk.cancel(made[0])
    desk.keep(made[3].no_show(at=desk.tick()))
    assert counts(desk.report()) == {"a": (2, 1), "b": (2, 1)}


# Over which time


def by_calendar(cycle: CycleLength, zone: str) -> Desk:
    """Return a desk whose pool reports by the calendar of a zone."""
    pool = ResourcePool("pool", ["a", "b"], distribution=RoundRobin(), cycle=cycle, zone=zone)
    return Desk("ab", pool=pool)


def local(day: str, clock: str, zone: str) -> datetime:
    """Return the instant, in UTC, at which clocks of a zone show a time."""
    shown = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(zone))
    return shown.astimezone(UTC)


EDGES: list[tuple[CycleLength, str, str, str]] = [
    ("month", "UTC", "2026-03-31", "2026-04-01"),
    ("month", "Europe/Berlin", "2026-02-28", "2026-03-01"),  # in winter
    ("month", "Europe/Berlin", "2026-03-31", "2026-04-01"),  # in summer
    ("quarter", "Europe/Berlin", "2026-03-31", "2026-04-01"),
    ("quarter", "Europe/Berlin", "2026-12-31", "2027-01-01"),
    ("month", "America/New_York", "2026-10-31", "2026-11-01"),  # clocks are put back that night
    ("month", "Pacific/Kiritimati", "2026-04-30", "2026-05-01"),  # 14 hours ahead
    ("quarter", "Pacific/Kiritimati", "2026-09-30", "2026-10-01"),
    ("month", "Pacific/Pago_Pago", "2026-06-30", "2026-07-01"),  # 11 hours behind
    ("quarter", "Pacific/Pago_Pago", "2026-06-30", "2026-07-01"),
    ("month", "Asia/Kathmandu", "2026-12-31", "2027-01-01"),
]


@pytest.mark.parametrize(("cycle", "zone", "last", "first"), EDGES)
def test_f32_statistics_begin_anew_at_midnight_in_the_zone(
    cycle: CycleLength, zone: str, last: str, first: str
) -> None:
    """23:59 is of the old month or quarter, 00:01 of the new one; the line goes on."""
    desk = by_calendar(cycle, zone)
    before, midnight, after = (
        local(last, "23:59", zone),
        local(first, "00:00", zone),
        local(first, "00:01", zone),
    )
    assert after - before == 2 * MINUTE
    desk.book_at(before)
    assert counts(desk.report()) == {"a": (1, 0), "b": (0, 0)}
    desk.book_at(after)
    for now, of_a, of_b in [
        (before, 1, 0),
        (midnight - timedelta(microseconds=1), 1, 0),
        (midnight, 0, 0),
        (after, 0, 1),
    ]:
        report = desk.report(now)
        assert counts(report) == {"a": (of_a, 0), "b": (of_b, 0)}
        assert report.total == of_a + of_b
    assert desk.report().most_booked == "b"
    endless = attrs.evolve(desk.pool, cycle="never")
    assert counts(endless.report(desk.ledger, now=after)) == {"a": (1, 0), "b": (1, 0)}


@pytest.mark.parametrize(
    ("cycle", "totals"),
    [("never", [1, 2, 3, 4, 5]), ("quarter", [1, 2, 3, 1, 2]), ("month", [1, 1, 1, 1, 1])],
)
def test_f32_a_quarter_has_three_months(cycle: CycleLength, totals: list[int]) -> None:
    """Statistics by quarter begin anew in January, April, July and October only."""
    desk = by_calendar(cycle, "Asia/Tokyo")
    found = []
    for month in (1, 2, 3, 4, 5):
        desk.book_at(local(f"2026-{month:02}-01", "00:01", "Asia/Tokyo"))
        found.append(desk.report().total)
    assert found == totals


def test_f32_a_removal_counts_when_it_happens() -> None:
    """A booking of March that is cancelled in April was received in March and removed in April."""
    desk = by_calendar("month", "Europe/Berlin")
    end = local("2026-04-01", "00:00", "Europe/Berlin")
    made = desk.book_at(end - MINUTE)
    desk.keep(made.cancelled(at=end + MINUTE))
    assert counts(desk.report(end - MINUTE)) == {"a": (1, 0), "b": (0, 0)}
    assert counts(desk.report(end + MINUTE)) == {"a": (0, 1), "b": (0, 0)}


# The overview


def of_owners(**numbers: int) -> Desk:
    """Return a desk where everybody received so many bookings."""
    desk = Desk("".join(numbers), rules=drawing(claims=Claims(owner="hard")))
    for page, number in numbers.items():
        assert desk.turns(number, owners=[page]) == page * number
    return desk


def test_f33_total_average_most_and_least() -> None:
    """Of what was received, whatever has been removed since."""
    desk = of_owners(a=5, b=2, c=6)
    for one in desk.ledger.bookings:
        if one.seats[0].page == "c":
            desk.cancel(one)
    report = desk.report()
    assert (report.total, report.removed) == (13, 6)
    assert (report.average, report.whole_average) == (Fraction(13, 3), 4)
    assert (report.most_booked, report.least_booked) == ("c", "b")
    assert "total 13, average 4.3, most booked c, least booked b" in str(report)


def test_f33_of_equals_the_first_is_named() -> None:
    """In the order of the pool."""
    report = of_owners(a=1, b=2, c=2, d=1).report()
    assert (report.most_booked, report.least_booked) == ("b", "a")


def test_f33_without_bookings_there_is_no_most_and_no_least() -> None:
    """Nothing in total; nor after a month in which there were some."""
    desk = by_calendar("month", "UTC")
    empty = desk.report()
    assert empty.total == empty.average == empty.whole_average == 0
    assert (empty.most_booked, empty.least_booked) == (None, None)
    assert "total 0, average 0.0, most booked NA, least booked NA" in str(empty)
    desk.book_at(local("2026-03-31", "23:59", "UTC"))
    assert (desk.report().most_booked, desk.report().least_booked) == ("a", "b")
    later = desk.report(local("2026-04-01", "00:00", "UTC"))
    assert (later.total, later.most_booked, later.least_booked) == (0, None, None)


def test_f33_an_empty_pool_has_no_average() -> None:
    """There is nobody to divide by; and nothing is offered."""
    desk = Desk("a", pool=pool_of(distribution=RoundRobin()))
    assert desk.starts() == []
    report = desk.report()
    assert (report.total, report.members) == (0, ())
    assert (report.average, report.whole_average) == (None, None)
    assert (report.most_booked, report.least_booked, report.next_in_line) == (None, None, None)
    assert "total 0, average NA, most booked NA, least booked NA" in str(report)


# What doesn't count


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_f34_what_is_booked_on_a_members_own_page_does_not_count(
    method: DistributionMethod,
) -> None:
    """Be it theirs, a further one, or one whose rule names them; and nobody's turn passes."""
    vip = BookingPage("vip", "a")
    desk = Desk("ab", method, rules=[Rule("call", "pool"), Rule("demo", "a")], pages=[vip])
    line = desk.pool.line(desk.ledger)
    own = desk.book("09:00", page="a")
    further = desk.book("10:00", page="vip")
    named = desk.book("11:00", event_type="demo")
    assert [one.seats[0].page for one in (own, further, named)] == ["a", "vip", "a"]
    desk.cancel(own)
    desk.keep(further.no_show(at=desk.tick()))
    desk.keep(named.reassigned("b", at=desk.tick()))
    assert counts(desk.report()) == {"a": (0, 0), "b": (0, 0)}
    assert desk.report().total == 0
    assert desk.pool.line(desk.ledger) == line
    assert desk.report().next_in_line == "a"


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_f34_what_another_pool_gives_does_not_count(method: DistributionMethod) -> None:
    """Each pool has its own counts, whoever is in both."""
    second = ResourcePool("second", ["b", "a"], distribution=RoundRobin())
    desk = Desk("ab", method, rules=[Rule("call", "pool"), Rule("demo", "second")])
    desk.more_pools = [second]
    made = [desk.book(clock, event_type="demo") for clock in ("09:00", "10:00", "11:00")]
    desk.cancel(made[0])
    assert counts(desk.report()) == {"a": (0, 0), "b": (0, 0)}
    assert counts(second.report(desk.ledger, now=desk.now)) == {"b": (2, 1), "a": (1, 0)}
    desk.block("b", hour("13:00"))
    desk.book("13:00")
    assert counts(desk.report()) == {"a": (1, 0), "b": (0, 0)}
    assert second.report(desk.ledger, now=desk.now).total == 3
