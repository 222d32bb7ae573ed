"""Rows F04 and F35 to F44: what master pages are over, and who may be on them."""

from functools import partial
from typing import Any

import attrs
import pytest

from teamsched import (
    Assignment,
    BookingPage,
    BookingPagesFirst,
    BookingPagesOnly,
    Chosen,
    Draw,
    DynamicRules,
    EventType,
    EventTypesFirst,
    MasterPage,
    NextStep,
    Refusal,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    StaticRules,
    Team,
)
from teamsched.errors import InvalidInputError, InvalidValueError
from tests.features.desk import WEEK, Desk, at, hour

CALLS = BookingPage("a-calls", "a", event_types=["call"])
BOTH = BookingPage("b-both", "b", event_types=["call", "demo"])
DEMOS = BookingPage("c-demos", "c", event_types=["demo"])
NAMES = ("a-calls", "b-both", "c-demos")


def over(scenario: Any, *pages: BookingPage, **more: Any) -> Desk:
    """Return a desk with a page "sales" over the booking pages of three members."""
    sales = MasterPage("sales", zone="UTC", rules=scenario)
    return Desk("abc", pages=[*(pages or (CALLS, BOTH, DEMOS)), sales], **more)


def step(desk: Desk, page: str = "sales", **chosen: Any) -> NextStep:
    found = desk.team.next_step(page, Chosen(**chosen))
    assert isinstance(found, NextStep)
    return found


OF_PAGES: list[Any] = [
    StaticRules,
    EventTypesFirst,
    BookingPagesFirst,
    partial(BookingPagesOnly, event_type="call"),
]


@pytest.mark.parametrize("scenario", OF_PAGES)
def test_f04_pools_are_drawn_from_by_rules_only(scenario: Any) -> None:
    """On a page of any other scenario a pool can't be."""
    with pytest.raises(InvalidValueError, match=r"^pages\['sales'\].rules.pages: expected booking"):
        over(scenario(["pool"])).team  # noqa: B018


@pytest.mark.parametrize("scenario", OF_PAGES)
def test_f35_the_scenario_does_not_change(scenario: Any) -> None:
    """Nor does what it is over; whoever wants another one makes another page."""
    page = MasterPage("sales", zone="UTC", rules=scenario(["a"]))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        page.scenario = DynamicRules([])  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        page.scenario.pages = ()  # type: ignore[misc, union-attr]
    assert page.rules == ()


def test_f35_rules_are_a_scenario_too() -> None:
    """They may be given as they are."""
    rules = [Rule("call", "a")]
    page = MasterPage("sales", zone="UTC", rules=rules)
    assert page == MasterPage("sales", zone="UTC", rules=DynamicRules(rules))
    assert page.rules == tuple(rules)
    assert attrs.evolve(page, rules=[]).scenario == DynamicRules([])


def test_f36_event_types_first() -> None:
    """Event type, then one of the pages that offer it, then a time of that page."""
    desk = over(EventTypesFirst(NAMES))
    first = step(desk)
    assert (first.asks, first.options) == ("event_type", ("call", "demo"))
    second = step(desk, event_type="demo")
    assert (second.asks, second.options) == ("booking_page", ("b-both", "c-demos"))
    last = step(desk, event_type="demo", provider="c-demos")
    assert (last.asks, last.options) == ("time", ())
    assert last.request == Request("sales", "demo", provider="c-demos")
    desk.block("c", hour("09:00"))
    offered = desk.starts(page="sales", event_type="demo", provider="c-demos")
    assert offered[:2] == ["10:00", "11:00"]
    made = desk.book("10:00", page="sales", event_type="demo", provider="c-demos")
    assert (made.page, made.seats[0].page, made.seats[0].member) == ("sales", "c-demos", "c")


def test_f36_booking_pages_first() -> None:
    """Booking page, then one of its event types, then a time."""
    desk = over(BookingPagesFirst(NAMES))
    first = step(desk)
    assert (first.asks, first.options) == ("booking_page", NAMES)
    second = step(desk, provider="b-both")
    assert (second.asks, second.options) == ("event_type", ("call", "demo"))
    last = step(desk, provider="b-both", event_type="demo")
    assert last.request == Request("sales", "demo", provider="b-both")


def test_f36_booking_pages_only() -> None:
    """Booking page, then a time, of pages that have no event types of their own."""
    desk = over(BookingPagesOnly(["a", "c"], event_type="call"))
    first = step(desk)
    assert (first.asks, first.options) == ("booking_page", ("a", "c"))
    assert step(desk, provider="c").request == Request("sales", "call", provider="c")
    assert desk.book("09:00", page="sales", provider="c").seats[0].page == "c"


@pytest.mark.parametrize(
    ("scenario", "page"),
    [
        (EventTypesFirst, BookingPage("z", "a")),
        (EventTypesFirst, BookingPage("z", "a", event_types=[])),
        (BookingPagesFirst, BookingPage("z", "a")),
        (lambda pages: BookingPagesOnly(pages, event_type="call"), BOTH),
        (
            partial(BookingPagesOnly, event_type="call"),
            attrs.evolve(BOTH, event_types=[]),
        ),
    ],
)
def test_f36_pages_that_do_not_fit_are_refused(scenario: Any, page: BookingPage) -> None:
    """Those without event types where one is chosen, those with event types where none is."""
    with pytest.raises(InvalidValueError, match=r"^pages\['sales'\]\.rules\.pages: expected pages"):
        over(scenario([page.id]), page).team  # noqa: B018


@pytest.mark.parametrize("scenario", [EventTypesFirst, BookingPagesFirst])
def test_f36_who_is_none_of_the_options_is_refused(scenario: Any) -> None:
    """By a step as by an offer, each with what there is to choose from; choosing comes first."""
    desk = over(scenario(NAMES))
    with pytest.raises(InvalidValueError, match=r"^provider: expected one of \['b-both', 'c-"):
        step(desk, event_type="demo", provider="a-calls")
    for provider in ("a-calls", "a", None):
        with pytest.raises(InvalidValueError, match=r"^provider: expected one of \['b-both', 'c-"):
            desk.offer(page="sales", event_type="demo", provider=provider)
    with pytest.raises(InvalidValueError, match=r"^event_type: expected one of \['call', 'demo'\]"):
        step(desk, event_type="talk")
    with pytest.raises(InvalidValueError, match=r"^provider: expected none"):
        desk.offer(page="page", provider="a")


def test_f37_a_single_event_type_is_not_asked() -> None:
    """It goes to the page, or to the time."""
    desk = over(EventTypesFirst(NAMES, event_types=["demo"]))
    assert step(desk).asks == "booking_page"
    assert step(desk).chosen.event_type == "demo"
    only = over(StaticRules(["a-calls", "b-both"], event_types=["call"]))
    assert step(only).request == Request("sales", "call")
    assert step(only, page="page").request == Request("page", "call")  # a page of one rule


def test_f37_a_single_page_is_not_asked() -> None:
    """If one page only offers what was chosen, or one only is there, it is theirs."""
    desk = over(EventTypesFirst(["a-calls", "c-demos"]))
    assert step(desk, event_type="demo").request == Request("sales", "demo", provider="c-demos")
    assert desk.book("09:00", page="sales", event_type="demo").seats[0].page == "c-demos"
    first = over(BookingPagesFirst(["b-both"]))
    assert (step(first).asks, step(first).chosen.provider) == ("event_type", "b-both")
    assert step(over(BookingPagesFirst(["a-calls"]))).asks == "time"
    assert step(over(BookingPagesOnly(["b"], event_type="demo"))).asks == "time"


def test_f37_the_only_event_type_of_the_chosen_page_is_not_asked() -> None:
    """The next is the time."""
    desk = over(BookingPagesFirst(NAMES))
    assert step(desk, provider="c-demos").request == Request("sales", "demo", provider="c-demos")


def test_f37_categories_come_first_and_a_single_one_is_not_asked() -> None:
    """They group event types or pages, whichever is chosen first; rules have none."""
    two = {"talk to us": ["call"], "see it": ["demo"]}
    desk = over(EventTypesFirst(NAMES, categories=two))
    assert (step(desk).asks, step(desk).options) == ("category", ("talk to us", "see it"))
    chosen = step(desk, category="see it")
    assert (chosen.asks, chosen.options) == ("booking_page", ("b-both", "c-demos"))
    assert step(desk, event_type="call").asks == "booking_page"  # the event type has been found
    one = over(EventTypesFirst(NAMES, categories={"all": ["call", "demo"]}))
    assert step(one).asks == "event_type"
    pages = over(BookingPagesFirst(NAMES, categories={"x": NAMES[:2], "y": NAMES[2:]}))
    assert step(pages).options == ("x", "y")
    assert step(pages, category="x").options == ("a-calls", "b-both")
    with pytest.raises(InvalidValueError, match=r"^category: expected nothing"):
        step(desk, page="page", category="x")


def test_f38_rules_go_by_no_associations() -> None:
    """Any page may serve any event type, if a rule says so."""
    rules = [Rule("demo", "a-calls"), Rule("call", Draw("calls"))]
    desk = over(rules)
    desk.more_pools = [ResourcePool("calls", ["c-demos", "b"], distribution=RoundRobin())]
    assert desk.offer(page="sales", event_type="demo").who(at("09:00")) == ("a-calls",)
    assert desk.offer(page="sales", event_type="call").who(at("09:00")) == ("c-demos",)


@pytest.mark.parametrize("assign", ["pooled", "priority", "customer"])
def test_f39_only_who_offers_an_event_type_provides_it(assign: Any) -> None:
    """On a static page; a page that keeps none provides none."""
    desk = over(StaticRules([*NAMES, "c"], assign=assign))
    assert desk.offer(page="sales", event_type="call").who(at("09:00")) == ("a-calls", "b-both")
    assert desk.offer(page="sales", event_type="demo").who(at("09:00")) == ("b-both", "c-demos")
    nobody = over(StaticRules(["a-calls"], event_types=["call", "demo"], assign=assign))
    offer = nobody.offer(page="sales", event_type="demo")
    assert offer.refusal is not None
    assert offer.refusal.codes == {"not_offered"}
    assert not offer.slots
    assert nobody.starts(page="sales", event_type="call")


def test_f39_who_is_asked_directly_offers_what_they_offer() -> None:
    """No more than what they keep, and anything if they keep none."""
    desk = over([])
    assert desk.starts(page="a-calls", event_type="call")
    refusal = desk.offer(page="a-calls", event_type="demo").refusal
    assert refusal is not None
    assert refusal.codes == {"not_offered"}
    assert desk.starts(page="a", event_type="demo")
    assert step(desk, page="b-both").options == ("call", "demo")
    assert step(desk, page="a-calls").request == Request("a-calls", "call")
    assert step(desk, page="a").options == ("call", "demo")


@pytest.mark.parametrize("assign", ["round_robin", RoundRobin(), "fair_share", None, 1])
def test_f40_no_round_robin_on_static_pages(assign: Any) -> None:
    """Pooled, with priority, or by the customer."""
    with pytest.raises(InvalidInputError, match=r"^assign: expected one of 'pooled', 'priority',"):
        StaticRules(NAMES, assign=assign)


def test_f40_no_panels_on_static_pages() -> None:
    """What is on them are pages."""
    with pytest.raises(InvalidInputError, match=r"^pages: expected an id"):
        StaticRules([("a-calls", "b-both")])
    with pytest.raises(InvalidInputError, match=r"^pages: expected an id"):
        StaticRules([Draw("pool")])


def test_f40_static_pooled_goes_by_idle_time() -> None:
    """Everybody's times together; whoever has been idle longest, for each event type."""
    desk = over(StaticRules(NAMES))
    desk.block("a", hour("09:00"))
    assert "09:00" in desk.starts(page="sales")
    assert desk.book("09:00", page="sales").seats[0].page == "b-both"
    assert desk.book("10:00", page="sales").seats[0].page == "a-calls"
    assert desk.book("11:00", page="sales").seats[0].page == "b-both"
    demo = desk.book("12:00", page="sales", event_type="demo")
    assert desk.book("13:00", page="sales", event_type="demo").seats[0].page != demo.seats[0].page
    assert demo.seats[0].pool == "sales"
    report = desk.team.pool("sales").report(desk.ledger, now=desk.now)
    assert report.total == 5


def test_f40_static_with_priority_goes_by_priority() -> None:
    """The highest of those who are free, then idle time; 5 unless said otherwise."""
    desk = over(StaticRules(NAMES, assign="priority", priorities={"b-both": 9, "a-calls": 2}))
    assert desk.book("09:00", page="sales").seats[0].page == "b-both"
    assert desk.book("10:00", page="sales").seats[0].page == "b-both"
    assert desk.book("10:00", page="sales").seats[0].page == "a-calls"
    usual = over(StaticRules(NAMES, assign="priority", priorities={"b-both": 4}))
    assert usual.book("09:00", page="sales").seats[0].page == "a-calls"


def test_f41_the_customer_chooses_of_those_who_are_free() -> None:
    """First a time of anybody, then who; it is booked with them."""
    desk = over(StaticRules(NAMES, assign="customer"))
    desk.block("a", hour("09:00"))
    found = step(desk, event_type="call")
    assert found.asks_who
    offer = desk.offer(page="sales")
    assert offer.asks_who
    assert [offer.who(at(clock)) for clock in ("09:00", "10:00")] == [("b-both",), NAMES[:2]]
    for chosen in ("a-calls", "b-both"):
        assignment = offer.assign(at("10:00"), to=chosen)
        assert isinstance(assignment, Assignment)
        assert assignment.seats[0].page == chosen


def test_f41_who_is_none_of_them_is_refused() -> None:
    """Who may not be chosen is an error, who is not free a refusal, with when they are."""
    desk = over(StaticRules(NAMES, assign="customer"))
    desk.block("a", hour("09:00"))
    offer = desk.offer(page="sales")
    for wrong in ("c-demos", "a", "nobody", None):
        with pytest.raises(InvalidValueError, match=r"^to: expected one of \['a-calls', 'b-both'"):
            offer.assign(at("10:00"), to=wrong)
    refusal = offer.assign(at("09:00"), to="a-calls")
    assert isinstance(refusal, Refusal)
    assert {(one.code, one.page) for one in refusal.reasons} == {("busy", "a-calls")}
    assert refusal.nearest[0].span.start == at("10:00")
    late = offer.assign(at("20:00"), to="a-calls")
    assert isinstance(late, Refusal)
    assert "off_grid" not in late.codes
    with pytest.raises(InvalidValueError, match=r"^to: expected none"):
        desk.offer(page="page").assign(at("10:00"), to="a")


def test_f41_tags_narrow_whom_the_customer_may_choose() -> None:
    """Any of them will do; who has none can't be chosen, for that reason."""
    pages = [
        attrs.evolve(CALLS, tags=["german"]),
        attrs.evolve(BOTH, tags=["french", "senior"]),
        attrs.evolve(DEMOS, event_types=["call"]),
    ]
    desk = over(StaticRules(NAMES, assign="customer"), *pages)
    assert desk.offer(page="sales").who(at("09:00")) == NAMES
    offer = desk.offer(page="sales", tags=["german", "senior"])
    assert offer.who(at("09:00")) == ("a-calls", "b-both")
    refusal = offer.assign(at("09:00"), to="c-demos")
    assert isinstance(refusal, Refusal)
    assert {(one.code, one.page) for one in refusal.reasons} == {("not_tagged", "c-demos")}
    pooled = over(StaticRules(NAMES), *pages).offer(page="sales", tags=["senior"])
    assert pooled.who(at("09:00")) == ("b-both",)
    none = desk.offer(page="sales", tags=["spanish"])
    assert not none.slots
    assert none.refusal is not None
    assert none.refusal.codes == {"not_tagged", "too_few_people"}


@pytest.mark.parametrize("scenario", [EventTypesFirst, BookingPagesFirst])
def test_f41_tags_narrow_the_pages_to_choose_from(scenario: Any) -> None:
    """In the steps as in what is offered."""
    pages = [attrs.evolve(CALLS, tags=["german"]), attrs.evolve(BOTH, tags=["french"]), DEMOS]
    desk = over(scenario(NAMES), *pages)
    found = step(desk, event_type="call", tags=["french", "spanish"])
    assert found.request == Request("sales", "call", provider="b-both", tags=["french", "spanish"])
    assert desk.book("09:00", page="sales", tags=["french"]).seats[0].page == "b-both"
    untagged = desk.offer(page="sales", provider="a-calls", tags=["french"])
    assert untagged.refusal is not None
    assert untagged.refusal.codes == {"not_tagged"}
    nowhere = desk.team.next_step("sales", Chosen(tags=["spanish"]))
    assert not isinstance(nowhere, NextStep)
    assert nowhere.codes == {"not_tagged"}


def test_f42_one_rule_for_an_event_type() -> None:
    """A second one is refused, unless the first has a condition; another page has its own."""
    with pytest.raises(InvalidValueError, match=r"^rules\[1\]: expected no rule for 'call' after"):
        MasterPage("sales", zone="UTC", rules=[Rule("call", "a"), Rule("call", "b")])
    with pytest.raises(InvalidValueError, match=r"^rules\[2\]: expected no rule for 'call' after"):
        DynamicRules([Rule("call", "a"), Rule("demo", "a"), Rule("call", "a")])
    assert over([Rule("call", "a"), Rule("demo", "a")]).starts(page="sales")


@pytest.mark.parametrize(
    ("primary", "additional"),
    [
        ("pool", ["pool"]),
        ("pool", [Draw("pool")]),
        (Draw("pool", count=2), ["a", "pool"]),
        ("a", ["pool", "pool"]),
        ("a", ["a"]),
        ("a", ["b", "pool", "b"]),
    ],
)
def test_f43_nothing_is_in_a_rule_twice(primary: Any, additional: Any) -> None:
    """Neither a pool nor a page, in whichever places."""
    with pytest.raises(InvalidValueError, match=r"^additional: expected '(pool|a|b)' once"):
        Rule("call", primary, additional=additional)


def test_f43_several_rules_may_draw_from_one_pool() -> None:
    """And one rule from several."""
    desk = Desk("abcd", pool=ResourcePool("pool", ["a", "b"], distribution=RoundRobin()))
    desk.more_pools = [ResourcePool("second", ["c", "d"], distribution=RoundRobin())]
    desk.rules = [Rule("call", "pool", additional=["second"]), Rule("demo", "second")]
    assert [one.page for one in desk.book("09:00").seats] == ["a", "c"]
    assert desk.book("10:00", event_type="demo").seats[0].page == "d"


@pytest.mark.parametrize("approval", ["holds", "open"])
@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ([Rule("demo", "a"), Rule("call", "a")], r"rules\[1\]"),
        (StaticRules(["calls"]), r"rules\.event_types"),
        (StaticRules(["calls"], assign="priority"), r"rules\.event_types"),
        (StaticRules(["calls"], assign="customer"), r"rules\.event_types"),
    ],
)
def test_f44_what_needs_approval_is_not_handed_out(approval: Any, rules: Any, field: str) -> None:
    """A page that assigns people takes event types that are booked automatically only."""
    call = EventType("call", duration=hour("09:00").duration, approval=approval)
    with pytest.raises(
        InvalidValueError, match=rf"^pages\['sales'\]\.{field}: .* booked automatically.*got 'call'"
    ):
        approving(call, rules)
    approving(attrs.evolve(call, approval="automatic"), rules)
    approving(call, EventTypesFirst(["calls"]))


def approving(call: EventType, rules: Any) -> Team:
    """Return a team with a page for calls, as they are, and demos."""
    return Team(
        Desk("a").members,
        event_types=[call, EventType("demo", duration=call.duration)],
        pages=[
            BookingPage("calls", "a", event_types=["call"]),
            MasterPage("sales", zone="UTC", rules=rules),
        ],
    )


def test_two_pages_of_one_person_are_never_booked_at_once() -> None:
    """What is booked on one takes the time of the other, but each has a place in line."""
    pages = [BookingPage("a-calls", "a", event_types=["call"]),
             BookingPage("a-more", "a", event_types=["call"])]  # fmt: skip
    desk = over(StaticRules(["a-calls", "a-more"]), *pages)
    first = desk.book("09:00", page="sales").seats[0].page
    assert "09:00" not in desk.starts(page="sales")
    second = desk.book("10:00", page="sales").seats[0].page
    assert {first, second} == {"a-calls", "a-more"}
    assert desk.starts(page="a")[0] == "11:00"
    snapshot = desk.team.snapshot(now=desk.now, window=WEEK, bookings=desk.ledger.bookings)
    panel = desk.team.find("call", ["a-calls", "a-more"], snapshot, zone="UTC")
    assert not panel.slots
