"""Fallbacks answer as asking for one after another by hand would."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import attrs
import pytest

from teamsched import (
    Assignment,
    BookingPage,
    Draw,
    EventType,
    Interval,
    Ledger,
    MasterPage,
    Member,
    PooledAvailability,
    Request,
    ResourcePool,
    RoundRobin,
    Rule,
    Team,
    WeeklyHours,
    attribute,
)
from teamsched.rules import Fallback
from teamsched.targets import Target

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WINDOW = Interval.lasting(MONDAY, timedelta(days=3))
HOUR = timedelta(hours=1)
CODES = {"fallback_people", "fallback_horizon", "fallback_duration", "fallback_notice"}


def drawn_event_type(rng: Random) -> EventType:
    return EventType(
        "call",
        duration=rng.choice([1, 2, 4]) * HOUR,
        notice=rng.choice([0, 6, 48]) * HOUR,
        horizon=rng.choice([None, 12 * HOUR, 30 * HOUR]),
        step=HOUR,
    )


def drawn_target(rng: Random, used: set[str]) -> Target:
    name = rng.choice([one for one in ("one", "two", "a", "b", "c") if one not in used])
    used.add(name)
    if name in {"one", "two"} and rng.random() < 0.3:
        return Draw(name, count=rng.choice([1, 2]), where=attribute("senior") == True)  # noqa: E712
    return name


def drawn_fallback(rng: Random) -> Fallback:
    used: set[str] = set()
    changes: dict[str, Any] = {
        "primary": drawn_target(rng, used),
        "additional": [drawn_target(rng, used)] if rng.random() < 0.2 else [],
        "horizon": rng.choice([20 * HOUR, 80 * HOUR]),
        "duration": rng.choice([HOUR / 2, HOUR]),
        "notice": rng.choice([0, 3]) * HOUR,
    }
    chosen = {name: changes[name] for name in changes if rng.random() < 0.4}
    if "primary" in chosen:
        chosen["additional"] = changes["additional"]
    return Fallback(**(chosen or {"notice": 0 * HOUR}))


def by_hand(event_type: EventType, fallback: Fallback | None) -> EventType:
    """Return the event type of a fallback, which never makes anything narrower."""
    if fallback is None:
        return event_type
    horizon, wider = event_type.horizon, fallback.horizon
    if isinstance(horizon, timedelta) and isinstance(wider, timedelta):
        horizon = max(horizon, wider)
    return attrs.evolve(
        event_type,
        horizon=horizon,
        duration=min(event_type.duration, fallback.duration or event_type.duration),
        notice=event_type.notice
        if fallback.notice is None
        else min(event_type.notice, fallback.notice),
    )


@attrs.frozen
class World:
    """Some people and pools, which any rule and event type can be added to."""

    members: list[Member]
    pools: list[ResourcePool]

    def team(self, rule: Rule, event_type: EventType) -> Team:
        pages = [MasterPage("page", zone="UTC", rules=[rule])]
        return Team(self.members, event_types=[event_type], pools=self.pools, pages=pages)


def drawn_world(rng: Random) -> World:
    hours = ["mon 09:00-11:00", "tue 09:00-12:00", "mon-wed 14:00-17:00", "wed 08:00-09:00"]
    members = [
        Member(
            name,
            WeeklyHours.parse(rng.choice(hours), zone="UTC"),
            attributes={"senior": rng.random() < 0.5},
        )
        for name in "abc"
    ]
    methods = [RoundRobin(), RoundRobin(when_blocked="next_in_horizon"), PooledAvailability()]
    pools = [
        ResourcePool("one", ["a", "b"], distribution=rng.choice(methods)),
        ResourcePool("two", ["b", "c"], distribution=rng.choice(methods)),
    ]
    return World(members, pools)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_first_that_has_any_slot(seed: int) -> None:
    """The slots are those that asking for it by itself finds, and all of them can be booked."""
    rng, answered = Random(seed), Counter[Any]()
    codes: set[str] = set()
    for _ in range(40):
        event_type = drawn_event_type(rng)
        rungs = [drawn_fallback(rng) for _ in range(rng.randint(0, 3))]
        rule = Rule("call", drawn_target(rng, set()), otherwise=rungs)
        world = drawn_world(rng)
        team = world.team(rule, event_type)
        busy: dict[str, Any] = {
            name: [
                Interval.lasting(MONDAY + rng.randrange(70) * HOUR, rng.choice([1, 24]) * HOUR)
                for _ in range(rng.randint(0, 2))
            ]
            for name in "abc"
        }
        ledger = Ledger.of()
        snapshot = team.snapshot(now=MONDAY, window=WINDOW, busy=busy)
        offer = team.offer(Request("page", "call"), snapshot, ledger)
        found, tried = None, None
        for number, rung in enumerate([None, *rungs]):
            typed = by_hand(event_type, rung)
            targets = rule.targets if rung is None else rung.targets(rule.targets)
            same = attrs.evolve(rule, otherwise=())
            alone = world.team(same, typed)
            found = alone.find("call", targets, snapshot, ledger, zone="UTC")
            tried = number
            if found.slots:
                break
        assert found is not None
        assert tried is not None
        assert list(offer.slots) == list(found.slots)
        answered[tried if found.slots else None] += 1
        codes |= {reason.code for reason in offer.relaxed}
        assert all(reason.params["fallback"] == tried - 1 for reason in offer.relaxed)
        if not found.slots:
            assert offer.refusal is not None
            assert offer.relaxed == ()
            assert ("no_fallback" in offer.refusal.codes) == bool(rungs)
        for start in [slot.span.start for slot in offer.slots][::3]:
            request = Request("page", "call")
            one = team.offer(request, snapshot, ledger, starts=[start]).assign(start)
            seen = offer.assign(start)
            assert isinstance(one, Assignment)
            assert isinstance(seen, Assignment)
            assert (one.span, one.seats) == (seen.span, seen.seats)
            assert one.route == seen.route
            assert one.route is not None
            assert one.route.fallback == (None if tried == 0 else tried - 1)
        shown = {slot.span.start for slot in offer.slots}
        hidden = [s for s in (MONDAY + n * HOUR for n in range(72)) if s not in shown]
        asked = team.offer(Request("page", "call"), snapshot, ledger, starts=hidden)
        assert not asked.slots
        assert asked.relaxed == offer.relaxed
    assert min(answered[n] for n in (0, 1, None)) > 0, answered
    assert len(codes) >= 3, codes


@pytest.mark.parametrize("seed", range(4))
def test_who_is_within_the_route_is_who_a_search_of_the_pool_finds(seed: int) -> None:
    """For any draw and filters, after the team has changed: whoever is in the pool and fits."""
    rng = Random(seed)
    sizes: Counter[int] = Counter()
    hours = WeeklyHours.parse("daily 00:00-24:00", zone="UTC")

    def people() -> list[Member]:
        return [
            Member(
                name,
                hours,
                attributes={"senior": rng.random() < 0.6, "lang": rng.choice(["de", "en"])},
            )
            for name in "abcdef"
        ]

    def team_of(members: list[Member], pages: list[str], rule: Rule) -> Team:
        return Team(
            members,
            event_types=[EventType("call", duration=HOUR)],
            pools=[ResourcePool("pool", pages, distribution=RoundRobin())],
            pages=[MasterPage("page", zone="UTC", rules=[rule]), BookingPage("room", "f")],
        )

    for _ in range(25):
        where = rng.choice([None, attribute("senior") == True])  # noqa: E712
        langs = rng.choice([[], ["de"], ["de", "en"], ["fr"]])
        filters = {"lang": langs} if langs else {}
        rule = Rule("call", Draw("pool", where=where), additional=["room"], optional=["f", "e"])
        everybody = people()
        team = team_of(everybody, list("abcde"), rule)
        snapshot = team.snapshot(now=MONDAY, window=WINDOW)
        request = Request("page", "call", filters=filters, also=["d"])
        offer = team.offer(request, snapshot, Ledger.of())
        if not offer.slots:
            continue
        found = offer.assign(offer.slots[0])
        assert isinstance(found, Assignment)
        booking = found.booking("b", at=MONDAY)
        later, pages = people(), rng.sample("abcdef", 4)
        changed = team_of(later, pages, rule)
        fits = {
            one.id
            for one in later
            if one.id in pages
            and (where is None or one.attributes["senior"] is True)
            and (not langs or one.attributes["lang"] in langs)
        }
        assert set(changed.within_route(booking, "pool")) == fits
        assert changed.within_route(booking, "room") == ("room",)
        for seat in booking.seats[2:]:
            assert changed.within_route(booking, seat.seat) == (seat.page,)
        sizes[len(fits)] += 1
    assert len(sizes) > 2
