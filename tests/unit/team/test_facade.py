"""What a team refuses when it is made, what it needs, and how it answers."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from teamsched import (
    UNKNOWN,
    Assignment,
    Busy,
    Cap,
    Draw,
    FairShare,
    Interval,
    Ledger,
    PooledAvailability,
    Refusal,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    Seat,
    answer,
    attribute,
)
from teamsched.errors import (
    DuplicateIdError,
    InvalidTypeError,
    InvalidValueError,
    UnknownIdError,
    UnknownZoneError,
)
from tests.unit.team.cast import (
    DAY,
    MONDAY,
    at,
    booking,
    call,
    member,
    page,
    second_page,
    span,
    team,
)

POOL = ResourcePool("pool", ["ana", "bo"], distribution=PooledAvailability())
ASKED = Request("page", "call")


# --- making a team -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"pools": [ResourcePool("ana", ["bo"], distribution=FairShare())]}, "pools"),
        ({"pages": [page(), page()]}, "pages"),
        ({"event_types": [call(), call()]}, "event_types"),
        ({"pools": [POOL, POOL]}, "pools"),
        (
            {
                "pages": [page(Rule("call", "ana"))],
                "pools": [ResourcePool("page", [], distribution=FairShare())],
            },
            "pools",
        ),
    ],
)
def test_ids_share_a_namespace(parts: dict[str, Any], field: str) -> None:
    """Members, pages and pools have ids that differ, and event types among themselves."""
    with pytest.raises(DuplicateIdError) as caught:
        team(**parts)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("parts", "field", "got"),
    [
        ({"pools": [ResourcePool("p", ["zoe"], distribution=FairShare())]}, "pools['p']", "zoe"),
        ({"pages": [page(Rule("call", "zoe"))]}, "pages['page'].rules[0]", "zoe"),
        ({"pages": [page(Rule("talk", "ana"))]}, "pages['page'].rules[0]", "talk"),
        ({"pages": [page(Rule("call", Draw("ana")))]}, "pages['page'].rules[0]", "ana"),
        ({"pages": [second_page(of="zoe")]}, "pages['second'].member", "zoe"),
    ],
)
def test_nothing_dangles(parts: dict[str, Any], field: str, got: str) -> None:
    """Whatever is referred to has to be there, and the error says where it is missing."""
    with pytest.raises(UnknownIdError) as caught:
        team(**parts)
    assert caught.value.field.startswith(field)
    assert caught.value.got == got


def test_zones_of_pages_are_known() -> None:
    """A page in no zone of this world is refused."""
    with pytest.raises(UnknownZoneError, match="zone"):
        page(Rule("call", "ana"), zone="Europe/Atlantis")


def test_a_team_shows_its_size() -> None:
    """The repr counts the parts."""
    shown = "<Team 2 members, 1 pools, 1 event types, 1 master pages>"
    assert repr(team(pools=[POOL], pages=[page(Rule("call", "pool"))])) == shown


# --- calendars ---------------------------------------------------------------------------------


def test_every_member_needs_a_calendar_if_any_has_one() -> None:
    """Whoever is left out is named, not free."""
    with pytest.raises(InvalidValueError, match="none for bo"):
        team().snapshot(now=MONDAY, window=DAY, busy={"ana": []})


def test_unknown_calendars_block_or_are_flagged() -> None:
    """A calendar that could not be read blocks, unless it is allowed, and then it is said."""
    group = team()
    busy: dict[str, Any] = {"ana": UNKNOWN, "bo": UNKNOWN}
    asked = Request("ana", "call")
    blocked = group.snapshot(now=MONDAY, window=DAY, busy=busy)
    assert not group.offer(asked, blocked, Ledger.of()).slots
    assert group.offer(asked, blocked, Ledger.of()).why_not(at("09:00")).codes == {"busy"}
    allowed = group.snapshot(now=MONDAY, window=DAY, busy=busy, unknown="allowed")
    made = group.offer(asked, allowed, Ledger.of()).assign(at("09:00"))
    assert isinstance(made, Assignment)
    assert made.unknown == {"ana"}
    assert "could not be read" in made.explain()


@pytest.mark.parametrize("status", ["tentative", "busy", "out_of_office", "elsewhere"])
def test_statuses_block(status: str) -> None:
    """F62: everything but free blocks, and what blocks is a policy."""
    group = team(member("ana"))
    busy = {"ana": [Busy(span("09:00", "10:00"), status=status)]}
    asked = Request("ana", "call")
    taken = group.snapshot(now=MONDAY, window=DAY, busy=busy)
    assert len(group.offer(asked, taken, Ledger.of()).slots) == 2
    free = group.snapshot(now=MONDAY, window=DAY, busy=busy, blocking=[])
    assert len(group.offer(asked, free, Ledger.of()).slots) == 3


def test_free_time_in_a_calendar_does_not_block() -> None:
    """F62: what a calendar calls free is free."""
    group = team(member("ana"))
    busy = {"ana": [Busy(span("09:00", "12:00"), status="free")]}
    snapshot = group.snapshot(now=MONDAY, window=DAY, busy=busy)
    assert len(group.offer(Request("ana", "call"), snapshot, Ledger.of()).slots) == 3


# --- what to load ------------------------------------------------------------------------------


def test_needs_reach_as_far_as_buffers_may() -> None:
    """Calendars are needed for the booking and its buffers, bookings for any buffers of theirs."""
    minutes = [timedelta(minutes=n) for n in range(0, 60, 5)]
    kinds = [call(buffer_before=minutes[1], buffer_after=minutes[2])]
    needs = team(event_types=kinds).needs(Request("ana", "call"), span("10:00", "11:00", day=12))
    assert needs.busy == span("09:55", "12:10", day=12)
    assert needs.bookings == Interval(at("10:00", day=5), at("12:00", day=19))
    assert needs.depends_on == {"ana"}


def test_needs_take_in_bookings_by_the_buffers_they_were_made_with() -> None:
    """A booking keeps its time free, even if no event type has such buffers any more."""
    long = timedelta(hours=2)
    before = attrs.evolve(booking("b-1", "ana", span("08:00", "09:00")), buffer_after=long)
    after = attrs.evolve(booking("b-2", "ana", span("12:00", "13:00")), buffer_before=long)
    group, window = team(), span("09:00", "11:00")
    needs = group.needs(Request("ana", "call"), window)
    for one in (before, after):
        assert one.span.overlaps(needs.bookings)
        snapshot = group.snapshot(now=MONDAY, window=window, bookings=[one])
        assert len(group.offer(Request("ana", "call"), snapshot, Ledger.of()).slots) < 2


def test_needs_take_in_whole_cap_periods_of_the_members() -> None:
    """A monthly cap needs the member's whole local month, wherever the window lies in it."""
    auckland = member("ana", zone="Pacific/Auckland")
    group = team(auckland, event_types=[call(caps=[Cap(3, "month")])])
    needs = group.needs(Request("ana", "call"), span("10:00", "11:00", day=15))
    assert needs.bookings == Interval(at("11:00", day=1) - timedelta(days=1), at("11:00", day=31))


def test_needs_name_the_pool_and_everybody_in_it() -> None:
    """Whatever the decision could rest on is named, and an assignment rests on a part of it."""
    group = team(pools=[POOL], pages=[page(Rule("call", "pool"))])
    needs = group.needs(ASKED, DAY)
    assert needs.depends_on == {"pool", "ana", "bo"}
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    made = group.offer(ASKED, snapshot, Ledger.of()).assign(at("09:00"))
    assert isinstance(made, Assignment)
    assert made.depends_on <= needs.depends_on
    assert made.guards == ((made.members[0], span("09:00", "10:00")),)


def test_needs_of_a_search_are_those_of_a_page_with_the_same_seats() -> None:
    """Whoever asks without a page is told what to load just the same."""
    group = team(pools=[POOL], pages=[page(Rule("call", "pool", additional=["bo"]))])
    assert group.needs_to_find("call", ["pool", "bo"], DAY) == group.needs(ASKED, DAY)
    assert group.needs_to_find("call", [Seat("one", ["bo"])], DAY).depends_on == {"bo"}
    with pytest.raises(UnknownIdError, match=r"^seats: .*'zoe'"):
        group.needs_to_find("call", ["zoe"], DAY)


def test_needs_of_a_request_that_leads_nowhere() -> None:
    """Where no rule applies there is nothing to lock."""
    rule = Rule("call", "ana", when=answer("vip") == True)  # noqa: E712 (a condition)
    assert team(pages=[page(rule)]).needs(ASKED, DAY).depends_on == frozenset()


# --- asking ------------------------------------------------------------------------------------


def test_facts_in_the_wrong_order_are_refused() -> None:
    """A ledger is no snapshot, and is said to be none before anything is made of it."""
    snapshot: Any = team().snapshot(now=MONDAY, window=DAY)
    ledger: Any = Ledger.of()
    with pytest.raises(InvalidTypeError, match=r"^snapshot: expected a Snapshot, got <Ledger"):
        team().offer(Request("ana", "call"), ledger, snapshot)
    with pytest.raises(InvalidTypeError, match=r"^snapshot: expected a Snapshot, got <Ledger"):
        team().find("call", ["ana"], ledger, snapshot, zone="UTC")
    with pytest.raises(InvalidTypeError, match=r"^ledger: expected a Ledger, got <Snapshot"):
        team().find("call", ["ana"], snapshot, snapshot, zone="UTC")


def test_unknown_pages_and_event_types_are_errors() -> None:
    """A request for something that is not there names it."""
    snapshot = team().snapshot(now=MONDAY, window=DAY)
    with pytest.raises(UnknownIdError, match=r"event_type: .*'talk'"):
        team().offer(Request("ana", "talk"), snapshot, Ledger.of())
    with pytest.raises(UnknownIdError, match=r"page: .*'zoe'"):
        team().offer(Request("zoe", "call"), snapshot, Ledger.of())


def test_a_member_is_a_page() -> None:
    """Somebody can be asked for directly, in their own zone."""
    berlin = member("ana", "daily 09:00-11:00", zone="Europe/Berlin")
    group = team(berlin)
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    slots = group.offer(Request("ana", "call"), snapshot, Ledger.of()).slots
    assert [str(slot) for slot in slots] == ["Mon 2 Mar 09:00–10:00", "Mon 2 Mar 10:00–11:00"]


def test_a_second_page_has_hours_of_its_own_and_the_same_person() -> None:
    """People are never booked twice through two of their pages."""
    group = team(pages=[second_page()])
    busy = {"ana": [Busy(span("13:00", "14:00"))], "bo": []}
    held = [booking("b", "ana", span("10:00", "11:00"))]
    snapshot = group.snapshot(now=MONDAY, window=DAY, busy=busy, bookings=held)
    offer = group.offer(Request("second", "call"), snapshot, Ledger.of())
    assert [f"{slot.start:%H}" for slot in offer.slots] == ["11", "12", "14", "15"]
    both = group.find("call", [Seat("one", ["ana"]), Seat("two", ["second"])], snapshot, zone="UTC")
    assert not both.slots
    assert both.why_not(at("11:00")).codes == {"too_few_people"}


def test_given_starts_have_to_be_on_the_pages_grid() -> None:
    """What a customer makes up is refused, however free everybody is."""
    group = team()
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    starts = [at("09:00"), at("09:07")]
    offer = group.offer(Request("ana", "call"), snapshot, Ledger.of(), starts=starts)
    assert [slot.start for slot in offer.slots] == [at("09:00")]
    refused = offer.assign(at("09:07"))
    assert isinstance(refused, Refusal)
    assert refused.codes == {"off_grid"}
    assert [slot.start for slot in refused.nearest] == [at("09:00")]
    found = group.find("call", ["ana"], snapshot, zone="UTC", starts=starts)
    assert [slot.start for slot in found.slots] == starts


def test_starts_outside_the_window_are_explained() -> None:
    """What the snapshot does not cover is not offered."""
    group = team()
    snapshot = group.snapshot(now=MONDAY, window=span("09:00", "10:00"))
    offer = group.offer(Request("ana", "call"), snapshot, Ledger.of(), starts=[at("10:00")])
    assert not offer.slots
    assert "outside_window" in offer.why_not(at("10:00")).codes


@pytest.mark.parametrize(
    ("seats", "error", "field"),
    [
        ("ana", InvalidTypeError, "seats"),
        (["zoe"], UnknownIdError, "seats"),
        (["ana", "ana"], DuplicateIdError, "seats"),
        ([Seat("one", ["zoe"])], UnknownIdError, "seats"),
        ([Seat("one", ["ana"], pool="zoe")], UnknownIdError, "seats"),
    ],
)
def test_find_checks_its_seats(seats: Any, error: type[Exception], field: str) -> None:
    """Seats without a page are checked like those of a page."""
    snapshot = team().snapshot(now=MONDAY, window=DAY)
    with pytest.raises(error) as caught:
        team().find("call", seats, snapshot, zone="UTC")
    assert getattr(caught.value, "field") == field  # noqa: B009 (of every error here)


def test_find_draws_from_pools() -> None:
    """A search can name pages, pools, and draws with conditions."""
    people = [member("ana", attributes={"senior": True}), member("bo")]
    group = team(*people, pools=[POOL])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    senior = Draw("pool", where=attribute("senior") == True)  # noqa: E712 (a condition)
    made = group.find("call", [senior, "bo"], snapshot, zone="UTC").assign(at("09:00"))
    assert isinstance(made, Assignment)
    assert made.members == ("ana", "bo")
    two = group.find("call", [Draw("pool", count=2)], snapshot, zone="UTC").assign(at("09:00"))
    assert isinstance(two, Assignment)
    assert sorted(two.members) == ["ana", "bo"]


def test_a_pool_of_nobody_is_nobody() -> None:
    """An empty pool fills no seat, and a condition that nobody meets leaves nobody."""
    empty = ResourcePool("empty", [], distribution=FairShare())
    group = team(pools=[POOL, empty])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    nobody = Draw("pool", where=attribute("senior") == True)  # noqa: E712 (a condition)
    for seats in (["empty"], [nobody]):
        offer = group.find("call", seats, snapshot, zone="UTC")
        assert not offer.slots
        assert "too_few_people" in offer.why_not(at("09:00")).codes


# --- why a page is empty -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "rule", "asked", "codes"),
    [
        ("", Rule("call", "pool"), ASKED, {"never_free", "too_few_people"}),
        ("daily 09:00-09:30", Rule("call", "ana"), ASKED, {"never_free", "too_few_people"}),
        (
            "daily 09:00-10:00",
            Rule("call", "ana", when=answer("vip") == True),  # noqa: E712 (a condition)
            ASKED,
            {"condition_failed"},
        ),
    ],
)
def test_an_empty_page_says_why(hours: str, rule: Rule, asked: Request, codes: set[str]) -> None:
    """A refusal names in brief what stands in the way; an offer with slots has none."""
    group = team(member("ana", hours), member("bo", hours), pools=[POOL], pages=[page(rule)])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    refusal = group.offer(asked, snapshot, Ledger.of()).refusal
    assert refusal is not None
    assert refusal.codes == codes


def test_a_blocked_line_says_so() -> None:
    """F10: the next in line has no time, so nobody is shown."""
    people = [member("ana", ""), member("bo")]
    line = ResourcePool("line", ["ana", "bo"], distribution=RoundRobin())
    group = team(*people, pools=[line], pages=[page(Rule("call", "line"))])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    offer = group.offer(ASKED, snapshot, Ledger.of())
    assert offer.refusal is not None
    assert "blocked_line" in offer.refusal.codes
    assert offer.why_not(at("09:00")).codes == {"outside_hours", "not_next_in_line"}


def test_people_who_are_never_free_together() -> None:
    """Everybody has time, and never at once."""
    people = [member("ana", "daily 09:00-10:00"), member("bo", "daily 10:00-11:00")]
    group = team(*people, pages=[page(Rule("call", "ana", additional=["bo"]))])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    refusal = group.offer(ASKED, snapshot, Ledger.of()).refusal
    assert refusal is not None
    assert refusal.codes == {"never_together"}


def test_a_window_without_starts() -> None:
    """A window between two starts has none."""
    group = team()
    snapshot = group.snapshot(now=MONDAY, window=span("09:10", "09:50"))
    refusal = group.offer(Request("ana", "call"), snapshot, Ledger.of()).refusal
    assert refusal is not None
    assert refusal.codes == {"no_starts"}


# --- seats -------------------------------------------------------------------------------------


def test_two_lines_with_the_same_next_do_not_block_each_other() -> None:
    """The second round robin shows whoever comes after the one who sits already."""
    lines = [
        ResourcePool(name, ["ana", "bo"], distribution=RoundRobin()) for name in ("one", "two")
    ]
    group = team(pools=lines, pages=[page(Rule("call", "one", additional=["two"]))])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    made = group.offer(ASKED, snapshot, Ledger.of()).assign(at("09:00"))
    assert isinstance(made, Assignment)
    assert made.members == ("ana", "bo")
    again = group.offer(ASKED, snapshot, Ledger.of([made.booking("b", at=MONDAY)]))
    assert again.who(at("10:00")) == ("bo",)


def test_caps_of_primary_seats_leave_other_seats_open() -> None:
    """F69: a cap of hosts does not concern co-hosts."""
    people = [member("ana"), member("bo", caps=[Cap(1, "day")])]
    rules = [Rule("call", "ana", additional=["bo"])]
    group = team(*people, pages=[page(*rules)])
    held = [booking("b", "bo", span("11:00", "12:00"))]
    snapshot = group.snapshot(now=MONDAY, window=DAY, bookings=held)
    assert len(group.offer(ASKED, snapshot, Ledger.of()).slots) == 2
    alone = group.offer(Request("bo", "call"), snapshot, Ledger.of())
    assert alone.why_not(at("09:00")).codes == {"cap"}


def test_the_primary_seat_comes_first_in_a_booking() -> None:
    """Whatever the order of filling, the first seat of a booking is the primary one."""
    group = team(pools=[POOL], pages=[page(Rule("call", "pool", additional=["bo"]))])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    made = group.offer(ASKED, snapshot, Ledger.of()).assign(at("09:00"))
    assert isinstance(made, Assignment)
    assert [(seat.seat, seat.page, seat.pool) for seat in made.seats] == [
        ("pool", "ana", "pool"),
        ("bo", "bo", None),
    ]
    saved = made.booking("b", at=MONDAY)
    assert [(p.pool, p.page) for p in saved.history[0].postings if p.received] == [
        (None, "bo"),
        ("pool", "ana"),
    ]


def test_explanations_speak_in_the_zone_of_the_page() -> None:
    """Times in words are those of the page's wall clock."""
    group = team(
        member("ana", "daily 09:00-12:00", zone="Asia/Tokyo"),
        pages=[page(Rule("call", "ana"), zone="Asia/Tokyo")],
    )
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    offer = group.offer(ASKED, snapshot, Ledger.of())
    assert (
        offer.why_not(at("05:00")).explain() == "ana: outside working hours: Mon 2 Mar 14:00–15:00"
    )
    assert offer.slots[0].start.utcoffset() == timedelta(hours=9)
    assert "Mon 2 Mar 06:00" in offer.why_not(at("05:00")).explain("Europe/Berlin")
    made = offer.assign(offer.slots[0])
    assert isinstance(made, Assignment)
    assert made.explain("Europe/Berlin").startswith("Mon 2 Mar 01:00–02:00 with ana")


def test_reprs_are_short() -> None:
    """An offer, its slots and an assignment show what they are about."""
    group = team()
    offer = group.offer(Request("ana", "call"), group.snapshot(now=MONDAY, window=DAY), Ledger.of())
    assert repr(offer) == "<Offer of call: 3 slots>"
    assert repr(offer.slots) == "<Slots 3, Mon 2 Mar 09:00–10:00 to Mon 2 Mar 11:00–12:00>"
    assert repr(offer.assign(at("09:00"))) == "<Assignment Mon 2 Mar 09:00–10:00 with ana>"
    assert repr(offer.assign(at("15:00"))) == "<Refusal 1 reasons: outside_hours>"


# --- the edges of time -------------------------------------------------------------------------


def test_notice_and_horizon_include_their_edges() -> None:
    """F65: at 13:00 with three hours of notice 16:00 is offered, and so is the horizon's end."""
    kind = call(notice=timedelta(hours=3), horizon=timedelta(hours=6))
    group = team(member("ana", "daily 00:00-24:00"), event_types=[kind])
    snapshot = group.snapshot(now=at("13:00"), window=DAY)
    offer = group.offer(Request("ana", "call"), snapshot, Ledger.of())
    assert [f"{slot.start:%H}" for slot in offer.slots] == ["16", "17", "18", "19"]
    assert offer.why_not(at("15:00")).codes == {"too_soon"}
    assert offer.why_not(at("20:00")).codes == {"too_far"}
    assert offer.why_not(at("12:00")).codes == {"past", "too_soon"}


def test_a_busy_start_at_the_end_of_the_notice_is_only_busy() -> None:
    """What is early enough is not called too soon."""
    group = team(member("ana", "daily 00:00-24:00"), event_types=[call(notice=timedelta(hours=3))])
    busy = {"ana": [Busy(span("16:00", "17:00"))]}
    snapshot = group.snapshot(now=at("13:00"), window=DAY, busy=busy)
    offer = group.offer(Request("ana", "call"), snapshot, Ledger.of())
    assert offer.why_not(at("16:00")).codes == {"busy"}


def test_a_panel_says_which_seats_lack_people() -> None:
    """Two seats and one person who could take either: nobody is to blame, and it is said."""
    other = ResourcePool("other", ["bo", "ana"], distribution=FairShare())
    group = team(pools=[POOL, other], pages=[page(Rule("call", "pool", additional=["other"]))])
    busy = {"ana": [], "bo": [Busy(span("09:00", "10:00"))]}
    snapshot = group.snapshot(now=MONDAY, window=DAY, busy=busy)
    why = group.offer(ASKED, snapshot, Ledger.of()).why_not(at("09:00"))
    assert why.codes == {"busy", "too_few_people"}
    assert "pool and other need 2 people, only ana can be there" in why.explain()
