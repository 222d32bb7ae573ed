"""What a pool's report says, event by event, and why a pool is uneven."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest

from teamsched.bookings import Booking
from teamsched.distribution import (
    Attribution,
    Cause,
    DistributionMethod,
    FairShare,
    Ledger,
    PooledAvailability,
    PooledAvailabilityWithPriority,
    PoolReport,
    ResourcePool,
    RoundRobin,
)
from teamsched.entries import Entry, Kind, Posting
from teamsched.errors import InvalidTypeError, InvalidValueError, UnknownIdError
from teamsched.filled import Filled
from teamsched.intervals import Interval
from teamsched.model import Membership
from tests.unit.distribution.life import SPAN, Life, at, booked, booking

PAGES = ["ana", "bo", "cy"]
LATER = Interval.lasting(SPAN.start + timedelta(days=1), timedelta(minutes=45))


def pool(method: DistributionMethod | None = None, **options: Any) -> ResourcePool:
    return ResourcePool("sales", PAGES, distribution=method or FairShare(), **options)


def reported(*bookings: Booking, minute: int = 1_000, **options: Any) -> PoolReport:
    return pool(**options).report(Ledger.of(bookings), now=at(minute))


def numbers(*some: Any) -> tuple[Any, ...]:
    """Return some numbers to be compared with those of other types."""
    return some


def counts(report: PoolReport) -> dict[str, tuple[int, int]]:
    """Return what each received and had removed, of those with anything."""
    return {
        one.page: (one.received, one.removed)
        for one in report.members
        if one.received or one.removed
    }


# What counts as received and as removed

MADE = booking("b-1", booked("ana", 1))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (MADE, {"ana": (1, 0)}),
        (MADE.rescheduled(LATER, at=at(2)), {"ana": (1, 0)}),
        (MADE.rescheduled(LATER, at=at(2), to="bo"), {"ana": (1, 1), "bo": (1, 0)}),
        (MADE.reassigned("bo", at=at(2)), {"ana": (1, 1), "bo": (1, 0)}),
        (MADE.cancelled(at=at(2)), {"ana": (1, 1)}),
        (MADE.cancelled(by="host", at=at(2)), {"ana": (1, 1)}),
        (MADE.reschedule_requested(at=at(2)), {"ana": (1, 1)}),
        (MADE.no_show(at=at(2)), {"ana": (1, 1)}),
        (MADE.no_show(at=at(2)).cancelled(at=at(3)), {"ana": (1, 1)}),
        (MADE.completed(at=at(2)), {"ana": (1, 0)}),
        (MADE.covered("bo", at=at(2)), {"ana": (1, 0)}),
        (MADE.reassigned("bo", at=at(2)).cancelled(at=at(3)), {"ana": (1, 1), "bo": (1, 1)}),
        (MADE.reassigned("dee", at=at(2)), {"ana": (1, 1)}),  # who is not in the pool
    ],
)
def test_what_happens_to_a_booking_is_counted(
    after: Booking, expected: dict[str, tuple[int, int]]
) -> None:
    """Whoever is booked or handed a booking received it; whoever loses it had it removed, once."""
    assert counts(reported(after)) == expected


def test_a_booking_after_a_requested_reschedule_is_a_new_one() -> None:
    """Whoever gets it received one more."""
    again = booking("b-2", booked("bo", 3), page="bo")
    assert counts(reported(MADE.reschedule_requested(at=at(2)), again)) == {
        "ana": (1, 1),
        "bo": (1, 0),
    }


def test_all_pages_that_draw_from_the_pool_count() -> None:
    """It doesn't matter through which page the booking was made."""
    made = [booking(f"b-{page}", booked("ana"), through=page) for page in ("hello", "demos")]
    assert counts(reported(*made)) == {"ana": (2, 0)}


@pytest.mark.parametrize("elsewhere", [None, "support"])
def test_bookings_outside_of_the_pool_do_not_count(elsewhere: str | None) -> None:
    """Neither those of a member's own page nor those of another pool."""
    made = booking("b-1", booked("ana", 1, pool=elsewhere), pool=elsewhere)
    report = reported(made.cancelled(at=at(2)))
    assert (report.total, report.removed, counts(report)) == (0, 0, {})


# The overview


def test_overview() -> None:
    """Total, average, most and least booked, and who is next."""
    pages = ["ana"] * 5 + ["bo"] * 3 + ["cy"] * 2
    report = reported(*(booking(f"b-{n}", booked(page, n)) for n, page in enumerate(pages)))
    assert report.total == 10
    assert report.average == Fraction(10, 3)
    assert report.whole_average == 3
    assert (report.most_booked, report.least_booked) == ("ana", "cy")
    assert [one.page for one in report.members] == PAGES


def test_of_equals_the_first_in_the_pool_is_named() -> None:
    """Most and least don't depend on ids."""
    report = ResourcePool("sales", ["cy", "bo", "ana"], distribution=FairShare()).report(
        Ledger.of([booking("b-1", booked("bo")), booking("b-2", booked("ana"))]), now=at(9)
    )
    assert (report.most_booked, report.least_booked) == ("bo", "cy")


def test_where_nobody_was_booked_nobody_was_most() -> None:
    """Without bookings there are zeros, and neither a most nor a least booked member."""
    report = reported()
    assert numbers(report.total, report.average, report.whole_average) == (0, 0, 0)
    assert (report.most_booked, report.least_booked) == (None, None)
    assert numbers(report.max_deviation, report.gap, report.jain, report.gini) == (0, 0, 1, 0)
    assert numbers(report.theil, report.entropy, report.able_jain) == (0, 1, 1)
    assert report.next_in_line == "ana"


def test_an_empty_pool_has_a_report() -> None:
    """It has no members, no average and nobody in line."""
    report = ResourcePool("sales", distribution=RoundRobin()).report(Ledger.of(), now=at(0))
    assert (report.members, report.rows()) == ((), [])
    assert numbers(report.total, report.average, report.whole_average) == (0, None, None)
    assert (report.most_booked, report.least_booked, report.next_in_line) == (None, None, None)
    assert numbers(report.max_deviation, report.gap, report.jain) == (0, 0, 1)
    assert "average NA, most booked NA, least booked NA" in str(report)


@pytest.mark.parametrize(
    "method",
    [
        FairShare(),
        FairShare(unit="minutes"),
        RoundRobin(),
        RoundRobin(when_blocked="next_per_start"),
        PooledAvailability(),
        PooledAvailabilityWithPriority(),
    ],
)
def test_next_in_line_is_who_is_booked_next(method: DistributionMethod) -> None:
    """It is the pool's method that says, as if everybody had time."""
    some = attrs.evolve(pool(method), members=PAGES)
    ledger = Ledger.of()
    for minute in range(1, 9):
        expected = some.report(ledger, now=at(minute))
        length = SPAN.end - SPAN.start
        choice = some.choose(ledger, PAGES, now=at(minute), lasting=length)
        assert choice is not None
        assert expected.next_in_line == choice.page
        assert expected.member(choice.page).place == 1
        ledger = ledger.add(choice.booking(f"b-{minute}", "demo", SPAN, at=at(minute)))


def test_who_is_not_in_line_has_no_place() -> None:
    """Who pauses is reported, and isn't next."""
    life = Life(pool(RoundRobin()))
    life.pause("ana")
    report = life.pool.report(life.ledger, now=at(9))
    assert [one.place for one in report.members] == [None, 1, 2]
    assert report.next_in_line == "bo"


# Members


def test_a_member_is_found_by_page() -> None:
    """Who is no member can't be asked for."""
    assert reported(MADE).member("ana").received == 1
    with pytest.raises(UnknownIdError, match="page"):
        reported(MADE).member("dee")


def test_minutes_go_where_the_time_goes() -> None:
    """They follow a booking that moves, is made longer or is covered, and end with it."""
    life = Life(pool())
    life.book(["ana"])
    [made] = life.bookings.values()
    for after, expected in [
        (made, [30, 0]),
        (made.rescheduled(LATER, at=at(2)), [45, 0]),
        (made.rescheduled(LATER, at=at(2)).covered("bo", at=at(3)), [0, 45]),
        (made.reassigned("bo", at=at(2)), [0, 30]),
        (made.cancelled(at=at(2)), [0, 0]),
    ]:
        report = reported(after)
        assert [report.member(page).minutes for page in ("ana", "bo")] == expected


def test_opportunities_shares_and_waits() -> None:
    """What somebody could have taken, was due and waited for is counted in the cycle."""
    life = Life(pool(FairShare()))
    for free in (["ana", "bo"], ["ana"], ["bo", "cy"], PAGES):
        life.book(free)
    report = life.pool.report(life.ledger, now=at(9))
    assert [one.opportunities for one in report.members] == [3, 3, 2]
    assert [one.share for one in report.members] == [Fraction(4, 3)] * 3
    assert report.member("cy").able_share == Fraction(1, 2) + Fraction(1, 3)
    assert [one.longest_wait for one in report.members] == [1, 1, 1]
    assert [one.last_booked for one in report.members] == [at(2), at(3), at(4)]


def test_shares_go_by_weight() -> None:
    """Whoever has the double weight is due the double."""
    members = [Membership("ana", weight=2), Membership("bo")]
    life = Life(ResourcePool("sales", members, distribution=FairShare()))
    for _ in range(6):
        life.book()
    report = life.pool.report(life.ledger, now=at(9))
    assert [numbers(one.net, one.target) for one in report.members] == [(4, 4), (2, 2)]
    assert numbers(report.max_deviation, report.gap, report.jain, report.gini) == (0, 0, 1, 0)
    assert [(row["part"], row["target_part"]) for row in report.rows()] == [
        (pytest.approx(2 / 3), pytest.approx(2 / 3)),
        (pytest.approx(1 / 3), pytest.approx(1 / 3)),
    ]


def test_credit_and_place_are_those_of_the_end() -> None:
    """They are of all that was recorded by then, and of nothing later."""
    life = Life(pool(RoundRobin(), cycle="month", zone="UTC"))
    for _ in range(4):
        life.book()
    earlier = life.pool.report(life.ledger, now=at(3))
    assert [one.credit for one in earlier.members] == [-1, -1, -1]
    assert (earlier.next_in_line, earlier.total) == ("ana", 3)
    now = life.pool.report(life.ledger, now=at(4))
    assert [one.credit for one in now.members] == [-2, -1, -1]
    assert (now.next_in_line, now.total) == ("bo", 4)
    april = life.pool.report(life.ledger, now=datetime(2026, 4, 1, tzinfo=UTC))
    assert [one.credit for one in april.members] == [-2, -1, -1]
    assert (april.next_in_line, april.total) == ("bo", 0)


def test_indices_need_loads() -> None:
    """Where more was removed in a cycle than received, no index has a meaning; deviations have."""
    life = Life(pool(cycle="month", zone="UTC"))
    life.book(["ana"])
    cancelled = life.bookings["b-1"].cancelled(at=datetime(2026, 4, 2, tzinfo=UTC))
    april = life.pool.report(life.ledger.add(cancelled), now=datetime(2026, 4, 3, tzinfo=UTC))
    assert counts(april) == {"ana": (0, 1)}
    assert (april.jain, april.able_jain, april.gini) == (None, None, None)
    assert (april.theil, april.entropy) == (None, None)
    assert numbers(april.max_deviation, april.gap) == (1, 1)
    assert "Jain NA" in str(april)


# Checkpoints


def test_a_report_needs_the_bookings_of_its_cycle() -> None:
    """A checkpoint before the cycle is no obstacle, one within it is: it can't be told apart."""
    april = datetime(2026, 4, 1, tzinfo=UTC)
    some = [booking("b-1", booked("ana", 1)), booking("b-2", booked("bo", 2))]
    late = booking("b-3", attrs.evolve(booked("cy"), at=april), page="cy")
    monthly = pool(cycle="month", zone="UTC")
    before = Ledger.of(some).checkpoint(april - timedelta(microseconds=1))
    report = monthly.report(Ledger.of([late], after=before), now=april)
    assert counts(report) == {"cy": (1, 0)}
    assert report.member("ana").last_booked == at(1)
    within = Ledger.of([late], after=Ledger.of(some).checkpoint(april))
    carrying = attrs.evolve(monthly, carry_over=True)
    for asked, ledger in [
        (monthly, within),
        (pool(), Ledger.of([late], after=before)),
        (carrying, Ledger.of([late], after=before)),
    ]:
        with pytest.raises(InvalidValueError, match="ledger: expected one with all bookings"):
            asked.report(ledger, now=april)


def test_a_report_is_not_of_a_time_before_the_checkpoint() -> None:
    """What was known then is not known any more."""
    later = Ledger.of(after=Ledger.of().checkpoint(at(5)))
    with pytest.raises(InvalidValueError, match="now: expected a time from 2026-03-02 09:05"):
        pool(cycle="month", zone="UTC").report(later, now=at(4))


def test_a_report_is_made_of_a_ledger() -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidTypeError, match="ledger"):
        pool().report([], now=at(0))  # type: ignore[arg-type]


# Carrying over


def test_what_a_cycle_leaves_is_carried_over_if_asked_for() -> None:
    """Who held too little in March has a higher target in April."""
    life = Life(pool(cycle="month", zone="UTC"))
    for _ in range(3):
        life.book(["ana"])
    april = datetime(2026, 4, 2, tzinfo=UTC)
    anew = life.pool.report(life.ledger, now=april)
    assert [numbers(one.target, one.deviation) for one in anew.members] == [(0, 0)] * 3
    carrying = attrs.evolve(life.pool, carry_over=True).report(life.ledger, now=april)
    assert [one.target for one in carrying.members] == [-2, 1, 1]
    assert [one.deviation for one in carrying.members] == [2, -1, -1]
    assert [one.causes for one in carrying.members] == [
        Attribution(carried=Fraction(n)) for n in (2, -1, -1)
    ]
    assert anew.next_in_line == carrying.next_in_line == "bo"


# Why it is uneven


def favourite(life: Life) -> None:
    """Let every other customer ask for Ana."""
    for number in range(900):
        wishes = ["ana"] if number % 2 else None
        choice = life.pool.choose(life.ledger, PAGES, asked=wishes, event_type="demo")
        assert choice is not None
        life.add(choice.booking(f"c-{number}", "demo", SPAN, at=life.tick()))


def part_time(life: Life) -> None:
    """Let Ana be free every other time."""
    for number in range(1_200):
        life.book(PAGES if number % 2 else ["bo", "cy"])


def everybody_always(life: Life) -> None:
    """Let everybody be free all the time."""
    for _ in range(900):
        life.book()


def host_who_moves(life: Life) -> None:
    """Let a host hand every third booking of Bo to Ana."""
    everybody_always(life)
    held = [id for id, one in life.bookings.items() if one.seats[0].page == "bo"]
    for id in held[::3]:
        life.reassign(id, "ana")


def customers_who_move(life: Life) -> None:
    """Let customers reschedule every third booking of Bo to Ana."""
    everybody_always(life)
    held = [one for one in life.bookings.values() if one.seats[0].page == "bo"]
    for one in held[::3]:
        life.add(one.rescheduled(LATER, at=life.tick(), to="ana"))


def cancelled_by(end: Callable[[Booking, datetime], Booking]) -> Callable[[Life], None]:
    def unlucky(life: Life) -> None:
        """Let half of Cy's bookings end before their time."""
        everybody_always(life)
        held = [one for one in life.bookings.values() if one.seats[0].page == "cy"]
        for one in held[::2]:
            life.add(end(one, life.tick()))

    return unlucky


def untold(life: Life) -> None:
    """Let bookings come from elsewhere, without a word of what they were worth to whom."""
    for number in range(100):
        life.add(booking(f"c-{number}", booked()))


@pytest.mark.parametrize(
    ("method", "history", "cause"),
    [
        (FairShare(), part_time, Cause.AVAILABILITY),
        (FairShare(), favourite, Cause.CUSTOMERS),
        (PooledAvailability(), customers_who_move, Cause.CUSTOMERS),
        (PooledAvailabilityWithPriority(), everybody_always, Cause.METHOD),
        (PooledAvailability(), host_who_moves, Cause.MANUAL),
        (
            PooledAvailability(),
            cancelled_by(lambda one, now: one.cancelled(at=now)),
            Cause.REMOVALS,
        ),
        (PooledAvailability(), cancelled_by(lambda one, now: one.no_show(at=now)), Cause.REMOVALS),
        (
            PooledAvailability(),
            cancelled_by(lambda one, now: one.reschedule_requested(at=now)),
            Cause.REMOVALS,
        ),
        (FairShare(), untold, Cause.UNKNOWN),
    ],
)
def test_one_cause_is_told_from_the_others(
    method: DistributionMethod, history: Callable[[Life], None], cause: Cause
) -> None:
    """Where one thing made a pool uneven, it is named: for 99 % of what was moved, or more."""
    members = [Membership("ana", priority=9), Membership("bo"), Membership("cy")]
    life = Life(ResourcePool("sales", members, distribution=method))
    history(life)
    report = life.pool.report(life.ledger, now=life.tick())
    assert report.max_deviation > 50
    assert report.causes[cause] >= Fraction(99, 100) * sum(report.causes.values())
    for one in report.members:
        assert one.causes.total == one.deviation


def test_an_even_pool_has_no_causes() -> None:
    """Where everybody got their share, nothing is to be explained."""
    life = Life(pool())
    for _ in range(9):
        life.book()
    report = life.pool.report(life.ledger, now=at(9))
    assert {one.causes for one in report.members} == {Attribution()}
    assert "causes: none" in str(report)


def test_who_moved_a_booking_may_be_unknown() -> None:
    """A booking that moved without a word of who moved it has no cause."""
    handed = [Posting("sales", "ana", removed=1), Posting("sales", "bo", received=1)]
    moved = Entry(Kind.RESCHEDULED, at=at(2), postings=handed)
    causes = reported(booking("b-1", moved)).member("bo").causes
    assert causes == Attribution(unknown=Fraction(1))


def test_adjustments_move_no_bookings() -> None:
    """They change the credit, and who is next."""
    adjusted = pool().adjusting("cy", 2, at=at(1), by="lea", reason="was ill")
    report = pool().report(Ledger.of([], [adjusted]), now=at(2))
    assert numbers(report.member("cy").credit, report.next_in_line) == (2, "cy")
    assert numbers(report.total, report.max_deviation) == (0, 0)
    assert "#house" not in str(report)


# How it looks


def test_rows_are_plain() -> None:
    """Every row has the same columns, and nothing but numbers, texts and times in them."""
    life = Life(pool())
    life.book()
    rows = life.pool.report(life.ledger, now=at(9)).rows()
    assert [row["page"] for row in rows] == PAGES
    assert len({tuple(row) for row in rows}) == 1
    plain = {int, float, str, datetime, type(None)}
    assert {type(value) for row in rows for value in row.values()} <= plain
    assert set(rows[0]) >= {f"by_{cause}" for cause in Cause}


def test_printed_it_is_a_table() -> None:
    """What matters is seen at a glance, and columns are aligned."""
    life = Life(pool(cycle="month", zone="Europe/Berlin"))
    for free in (["ana"], ["ana"], PAGES):
        life.book(free)
    life.cancel("b-2")
    report = life.pool.report(life.ledger, now=at(9))
    because = "availability +1.3, removals -1.0, method -0.3"
    assert str(report).splitlines() == [
        "sales, 2026-03, until 2026-03-02 09:09Z",
        "member  received  removed  net  target  deviation  because of",
        f"ana            2        1    1     1.0       +0.0  {because}",
        "bo             1        0    1     1.0       +0.0  availability -0.7, method +0.7",
        "cy             0        0    0     1.0       -1.0  availability -0.7, method -0.3",
        "total 3, average 1.0, most booked ana, least booked cy",
        "next in line cy",
        "max deviation 1.0, gap 1.0, Jain 0.67, Gini 0.33, Theil 0.41",
        "causes: availability 53%, method 27%, removals 20%",
    ]
    assert repr(report) == "<PoolReport sales 2026-03: 3 bookings, 3 members>"


def test_in_a_notebook_it_is_a_table_too() -> None:
    """Ids are text, whatever is in them."""
    nasty = "<script>alert('&')</script>"
    made = Booking(
        "b-1",
        "demo",
        SPAN,
        seats=[Filled("host", nasty, pool=nasty)],
        history=[Entry(Kind.BOOKED, at=at(0), postings=[Posting(nasty, nasty, received=1)])],
    )
    one = ResourcePool(nasty, [nasty], distribution=FairShare())
    html = one.report(Ledger.of([made]), now=at(9))._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;") == 5
    assert html.startswith("<table")
    assert html.endswith("</table>")
    assert html.count("<tr>") == html.count("</tr>") == 3
    assert html.count("<td ") == 7 + 1
