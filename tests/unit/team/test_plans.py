"""Plans for many bookings: what they are about, what they leave alone, and what they say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from teamsched import (
    UNKNOWN,
    AtLeast,
    BookedRoute,
    Booking,
    BookingPage,
    Busy,
    Cap,
    Draw,
    Entry,
    EventType,
    Filled,
    Interval,
    InvalidInputError,
    Kind,
    Ledger,
    Loads,
    MasterPage,
    Member,
    Membership,
    Plan,
    PooledAvailability,
    Posting,
    ResourcePool,
    Rule,
    StaleError,
    Status,
    Team,
    UnknownIdError,
    WeeklyHours,
)
from teamsched.team import handing

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
DAY = Interval.lasting(NOW, timedelta(hours=10))
HOURS = WeeklyHours.parse("daily 08:00-18:00", zone="UTC")
HOUR = timedelta(hours=1)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-01T{clock}+00:00")


def booked(id: str, clock: str, *pages: str, **more: Any) -> Booking:
    """Return an hour in which some take part, drawn from the pool."""
    postings = [Posting("pool", page, received=1) for page in pages]
    fields: dict[str, Any] = {
        "seats": [Filled(f"seat {n}", page, pool="pool") for n, page in enumerate(pages)],
        "history": [Entry(Kind.BOOKED, at=NOW - HOUR, postings=postings)],
        "page": "page",
    }
    return Booking(id, "call", Interval.lasting(at(clock), HOUR), **{**fields, **more})


class Desk:
    """A team of some people in one pool, and what is booked with them."""

    def __init__(self, *bookings: Booking, **more: Any) -> None:
        options: dict[str, Any] = {
            "members": [Member(one, HOURS) for one in ("ana", "bo", "cy")],
            "pool": ["ana", "bo", "cy"],
            "event_type": EventType("call", duration=HOUR),
            "pages": [],
            **more,
        }
        pool = ResourcePool("pool", options["pool"], distribution=PooledAvailability())
        page = MasterPage("page", zone="UTC", rules=[Rule("call", "pool")])
        self.team = Team(
            options["members"],
            event_types=[options["event_type"]],
            pools=[pool],
            pages=[page, *options["pages"]],
        )
        self.ledger = Ledger.of(bookings)
        self.busy: dict[str, Any] = {one.id: [] for one in options["members"]}

    @property
    def snapshot(self) -> Any:
        return self.team.snapshot(
            now=NOW, window=DAY, busy=self.busy, bookings=self.ledger.bookings
        )

    def absence(self, member: str = "ana", span: Interval = DAY, **options: Any) -> Plan:
        return self.team.plan_absence(member, span, self.snapshot, self.ledger, **options)

    def conflicts(self, **options: Any) -> Plan:
        return self.team.plan_conflicts("ana", self.snapshot, self.ledger, **options)

    def rebalance(self, **options: Any) -> Plan:
        return self.team.rebalance("pool", self.snapshot, self.ledger, **options)


def given(plan: Plan) -> dict[str, str]:
    return {move.booking.id: move.to for move in plan.moves}


def test_nothing_to_do_is_an_empty_plan() -> None:
    """It has no moves, is the best, and applies to nothing."""
    plan = Desk(booked("b", "09:00", "bo")).absence()
    assert (plan.moves, plan.unplaced, plan.optimal) == ((), (), True)
    assert plan.apply(Ledger.of(), at=NOW) == ()
    assert repr(plan) == "<Plan 0 moves, 0 unplaced>"


def test_what_has_begun_or_lies_elsewhere_stays() -> None:
    """Only what overlaps the absence, has not begun, is agreed on, and needs the person."""
    invited = [Filled("host", "bo", pool="pool"), Filled("guest", "ana", optional=True)]
    desk = Desk(
        booked("begun", "07:30", "ana"),
        booked("now", "08:00", "ana"),
        booked("in", "10:00", "ana"),
        booked("after", "12:00", "ana"),
        booked("gone", "10:00", "ana", status=Status.CANCELLED),
        booked("asked", "10:30", "ana", status=Status.REQUESTED, approval="open"),
        booked("guest", "11:00", "bo", seats=invited),
    )
    span = Interval(at("07:00"), at("12:00"))
    assert given(desk.absence(span=span)).keys() == {"in", "now"}


def test_what_is_for_several_customers_keeps_together() -> None:
    """It stays, and says so; as does what starts outside of what is known."""
    desk = Desk(
        booked("b", "09:00", "ana"),
        booked("late", "20:00", "ana"),
        event_type=EventType("call", duration=HOUR, capacity=3),
    )
    plan = desk.absence(span=Interval.lasting(NOW, timedelta(days=1)))
    found = {booking.id: refusal.codes for booking, refusal in plan.unplaced}
    assert found == {"b": {"group"}, "late": {"group", "outside_window"}}
    assert not plan.moves


def test_whoever_sits_in_a_booking_keeps_their_seat() -> None:
    """Others of a panel don't take a second seat; the seat itself is handed over alone."""
    desk = Desk(booked("b", "09:00", "bo", "ana"))
    plan = desk.absence()
    (move,) = plan.moves
    assert (move.of, move.to, move.seat.seat) == ("ana", "cy", "seat 1")
    assert [reason.code for reason in move.others] == ["seated"]
    (changed,) = plan.apply(desk.ledger, at=NOW)
    assert [seat.page for seat in changed.seats] == ["bo", "cy"]


def test_constraints_of_the_route_are_kept() -> None:
    """Whoever takes a seat over must not break what the others in the booking keep."""
    lead = AtLeast(1, ["ana", "cy"])
    route = BookedRoute(0, ["pool", Draw("pool")], constraints=[lead])
    seats = [Filled("pool", "ana", pool="pool"), Filled("pool 2", "bo", pool="pool")]
    people = [Member(one, HOURS) for one in ("ana", "bo", "cy", "di")]
    desk = Desk(
        booked("b", "09:00", "ana", seats=seats, route=route),
        *(booked(f"o{n}", f"{n + 10}:00", "cy") for n in range(3)),
        members=people,
        pool=["ana", "bo", "cy", "di"],
    )
    (move,) = desk.absence().moves
    assert move.to == "cy"
    assert [(one.code, one.page) for one in move.others if one.page == "di" or not one.page] == [
        ("constraint", None)
    ]
    assert given(desk.absence(within="pool")) == {"b": "di"}
    assert "b" not in given(desk.rebalance())


def test_nobody_else_may_take_a_named_seat() -> None:
    """A page that was named has nobody in its place, unless anybody will do."""
    desk = Desk(booked("b", "09:00", "ana", seats=[Filled("host", "ana")]))
    ((_, refusal),) = desk.absence().unplaced
    assert refusal.codes == {"nobody_else"}
    assert given(desk.absence(within="anywhere")).keys() == {"b"}


def test_a_cover_leaves_the_accounts() -> None:
    """Whoever stands in has the time, and nothing else."""
    desk = Desk(booked("b", "09:00", "ana"))
    (changed,) = desk.absence(credit="cover").apply(desk.ledger, at=NOW)
    nets = {s.page: s.net for s in desk.ledger.add(changed).standings("pool")}
    assert nets == {"ana": 1, changed.seats[0].page: 0}
    assert changed.seats[0].account == "ana"


def test_somebody_who_has_left_hands_over() -> None:
    """They need not be in the team any more; but somebody must know them."""
    desk = Desk(booked("b", "09:00", "zoe"))
    assert desk.absence("zoe").moves
    with pytest.raises(UnknownIdError, match=r"^member: "):
        desk.absence("yve")


def test_a_person_is_booked_once_over_all_pages() -> None:
    """Two pages of one person are one candidate, with one load."""
    desk = Desk(
        booked("a", "09:00", "ana"),
        booked("b", "09:30", "ana"),
        members=[Member("ana", HOURS), Member("bo", HOURS)],
        pool=["ana", "bo", "bo-2"],
        pages=[BookingPage("bo-2", "bo")],
    )
    plan = desk.absence()
    assert len(plan.moves) == len(plan.unplaced) == 1
    assert dict(plan.after.of) == {"ana": 1, "bo": 1}


def test_who_hands_over_takes_nothing() -> None:
    """Not on another page either, which knows nothing of the booking that nobody can take."""
    people = [Member("ana", HOURS, isolated_pages=True), Member("bo", HOURS)]
    desk = Desk(
        booked("b", "09:00", "ana"),
        booked("o", "09:00", "bo"),
        members=people,
        pool=["ana", "bo", "ana-2"],
        pages=[BookingPage("ana-2", "ana")],
    )
    plan = desk.absence(moving=True)
    assert not plan.moves
    desk.team = Team(
        [*people, Member("cy", HOURS)],
        event_types=[EventType("call", duration=HOUR)],
        pools=[ResourcePool("pool", ["bo", "ana-2", "cy"], distribution=PooledAvailability())],
        pages=[
            BookingPage("ana-2", "ana"),
            MasterPage("page", zone="UTC", rules=[Rule("call", "pool")]),
        ],
    )
    desk.busy["cy"] = [Busy(Interval.lasting(at("09:30"), HOUR))]
    short = attrs.evolve(booked("o", "09:00", "bo"), span=Interval(at("09:00"), at("09:30")))
    late = attrs.evolve(booked("b", "09:15", "ana"), span=Interval(at("09:15"), at("10:15")))
    desk.ledger = Ledger.of([short, late])
    plan = desk.absence(moving=True)
    assert given(plan) == {"o": "cy", "b": "bo"}
    moved = next(move for move in plan.moves if move.makes_room)
    assert [(one.page, one.code) for one in moved.others] == [("ana-2", "absent")]
    assert moved.of == "bo"


def test_hours_and_notice_of_an_event_type_bound_customers_only() -> None:
    """What is booked is handed over whatever its event type asks of customers today."""
    short = WeeklyHours.parse("daily 12:00-13:00", zone="UTC")
    far, soon = timedelta(days=9), timedelta(minutes=1)
    for kind in (
        EventType("call", duration=HOUR, notice=far),
        EventType("call", duration=HOUR, horizon=soon),
        EventType("call", duration=HOUR, hours=short),
        EventType("call", duration=HOUR, hours=short, hours_mode="instead"),
        EventType("call", duration=HOUR, caps=[Cap(30, "day", unit="minutes")]),
    ):
        assert desk_with(kind).absence().moves


def desk_with(kind: EventType) -> Desk:
    return Desk(booked("b", "09:00", "ana"), event_type=kind)


def test_a_calendar_that_is_not_known_is_no_conflict() -> None:
    """What could not be read hands nothing over; what is busy does."""
    desk = Desk(booked("b", "09:00", "ana"))
    desk.busy["ana"] = UNKNOWN
    assert not desk.conflicts().moves
    desk.busy["ana"] = [Busy(Interval.lasting(at("09:30"), HOUR))]
    assert desk.conflicts().moves


def test_weights_are_what_people_carry() -> None:
    """Who has no weight gets something only where nobody else can."""
    starts = ["08:00", "09:30", "11:00", "12:30", "14:00", "15:30"]
    desk = Desk(
        *(booked(f"b{n}", clock, "ana") for n, clock in enumerate(starts)),
        pool=["ana", Membership("bo", weight=2), "cy"],
    )
    assert dict(desk.absence().after.of) == {"ana": 0, "bo": 4, "cy": 2}
    desk = Desk(
        *(booked(f"b{n}", clock, "ana") for n, clock in enumerate(starts)),
        pool=["ana", Membership("bo", weight=0), "cy"],
    )
    assert dict(desk.absence().after.of) == {"ana": 0, "bo": 0, "cy": 6}


def test_of_many_ways_a_few_are_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they lead to is as even as anything, or else everything is tried."""
    starts = ["08:00", "09:30", "11:00", "12:30", "14:00"]
    desk = Desk(
        *(booked(f"b{n}", clock, "ana") for n, clock in enumerate(starts)),
        booked("o", "16:00", "bo"),
    )
    expected = desk.absence()
    for few in (1, 2):
        monkeypatch.setattr(handing, "MANY", 0)
        monkeypatch.setattr(handing, "FEW", few)
        plan = desk.absence()
        assert (plan.after, plan.optimal, plan.unplaced) == (expected.after, True, ())


def test_minutes_that_can_t_be_settled_are_kept_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The plan may not be the best then, and says so."""
    monkeypatch.setattr(handing, "MAX_CUTS", 0)
    half = Interval.lasting(at("11:00"), HOUR / 2)
    desk = Desk(
        booked("long", "09:00", "ana"),
        attrs.evolve(booked("short", "11:00", "ana"), span=half),
        members=[
            Member("ana", HOURS),
            Member("bo", HOURS, caps=[Cap(80, "day", unit="minutes")]),
        ],
        pool=["ana", "bo"],
    )
    plan = desk.absence()
    assert len(plan.moves) == len(plan.unplaced) == 1
    assert not plan.optimal
    assert "not proved the best" in repr(plan)
    assert plan.explain().startswith("1 move, 1 unplaced, which may not be the best\n")


def test_who_has_too_much_keeps_it() -> None:
    """Caps that are broken already, and bookings that meet, are nothing that evening out undoes."""
    desk = Desk(
        booked("a", "09:00", "ana"),
        booked("b", "09:30", "ana"),
        booked("c", "12:00", "ana"),
        booked("d", "14:00", "ana"),
        members=[Member(one, HOURS, caps=[Cap(1, "day")]) for one in ("ana", "bo", "cy")],
    )
    plan = desk.rebalance()
    assert given(plan).keys() == {"c", "d"}
    assert set(given(plan).values()) == {"bo", "cy"}


def test_what_others_stand_in_for_stays() -> None:
    """Evening out leaves covered bookings alone, and those outside of its span."""
    covered = booked("b", "09:00", "ana").covered("bo", at=NOW)
    desk = Desk(covered, booked("c", "11:00", "bo"), booked("d", "13:00", "bo"))
    span = Interval(at("08:00"), at("12:30"))
    assert given(desk.rebalance(span=span)).keys() <= {"c"}
    assert "b" not in given(desk.rebalance())


def test_without_effort_nothing_becomes_worse() -> None:
    """Where limits cross and nothing is searched, loads are no less even than they were."""
    clocks = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    desk = Desk(*(booked(f"b{n}", clock, "abc"[n % 2] * 2) for n, clock in enumerate(clocks)))
    plan = desk.rebalance(effort=0)
    assert plan.after.sum_of_squares <= plan.before.sum_of_squares


def test_the_ledger_and_the_snapshot_say_the_same() -> None:
    """A plan on two different revisions of a booking is none."""
    desk = Desk(booked("b", "09:00", "ana"))
    moved = booked("b", "09:00", "ana").rescheduled(DAY, at=NOW)
    with pytest.raises(InvalidInputError, match=r"^ledger: "):
        desk.team.plan_absence("ana", DAY, desk.snapshot, Ledger.of([moved]))


def test_another_booking_under_the_same_revision_is_stale() -> None:
    """It is not enough that revisions agree."""
    desk = Desk(booked("b", "09:00", "ana"))
    other = booked("b", "10:00", "ana")
    with pytest.raises(StaleError):
        desk.absence().apply(Ledger.of([other]), at=NOW)


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (lambda desk: desk.absence(span="today"), "span"),
        (lambda desk: desk.absence(within="town"), "within"),
        (lambda desk: desk.absence(credit="gift"), "credit"),
        (lambda desk: desk.absence(moving=1), "moving"),
        (lambda desk: desk.absence(effort=-1), "effort"),
        (lambda desk: desk.absence(7), "member"),
        (lambda desk: desk.conflicts(within="town"), "within"),
        (lambda desk: desk.rebalance(credit="gift"), "credit"),
        (lambda desk: desk.rebalance(span=3), "span"),
        (lambda desk: desk.team.rebalance("none", desk.snapshot, desk.ledger), "pool"),
        (lambda desk: desk.team.rebalance("pool", None, desk.ledger), "snapshot"),
        (lambda desk: desk.absence().apply(None, at=NOW), "ledger"),
    ],
)
def test_what_cannot_be_asked(ask: Any, field: str) -> None:
    """The error names what is wrong."""
    with pytest.raises(InvalidInputError, match=rf"^{field}: "):
        ask(Desk(booked("b", "09:00", "ana")))


def test_an_event_type_that_is_gone_is_named() -> None:
    """Nobody knows what its bookings need."""
    desk = Desk(attrs.evolve(booked("b", "09:00", "ana"), event_type="old"))
    with pytest.raises(UnknownIdError, match=r"^event_type: "):
        desk.absence()


def test_loads_tell_how_uneven_they_are() -> None:
    """The spread and the squares; nobody has nothing."""
    loads = Loads({"ana": 3, "bo": 1})
    assert (loads.spread, loads.sum_of_squares) == (2, 10)
    assert loads.words() == "ana 3, bo 1 (spread 2, squares 10)"
    assert Loads({}).words() == "nobody (spread 0, squares 0)"


def test_a_plan_names_what_it_rests_on() -> None:
    """Its guards, its bookings, and the ids of everybody who was considered."""
    plan = Desk(booked("b", "09:00", "ana")).absence()
    ((member, span),) = plan.guards
    assert (member, span) == (plan.moves[0].member, plan.bookings[0].span)
    assert plan.depends_on == {"ana", "bo", "cy", "pool"}
    assert dict(plan.versions) == {"b": 1}
    assert repr(plan.moves[0]) == f"<Move of b: ana → {member}>"


def test_a_plan_needs_everybody() -> None:
    """All calendars of the span, and the bookings of the weeks that caps count in."""
    members = [Member("ana", HOURS), Member("bo", HOURS, caps=[Cap(9, "week")])]
    kind = EventType("call", duration=HOUR, durations=[HOUR, 2 * HOUR], buffer_before=HOUR)
    desk = Desk(members=members, pool=["ana", "bo"], event_type=kind)
    needs = desk.team.needs_to_plan(DAY)
    assert needs.busy == DAY.padded(before=HOUR, after=2 * HOUR)
    monday = datetime(2026, 6, 1, tzinfo=UTC)
    assert needs.bookings.start <= monday
    assert needs.bookings.end >= monday + timedelta(days=7)
    assert needs.depends_on == {"ana", "bo", "pool"}
    assert not needs.looks_ahead
