"""What customers are asked leads to what may be booked, whatever they choose."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, strategies as st

from teamsched import (
    Assignment,
    BookingPage,
    BookingPagesFirst,
    BookingPagesOnly,
    Chosen,
    EventType,
    EventTypesFirst,
    Explanation,
    Ledger,
    MasterPage,
    Member,
    NextStep,
    ResourcePool,
    RoundRobin,
    Rule,
    StaticRules,
    Team,
)
from teamsched.errors import InvalidInputError
from tests.features.desk import HOURS, MONDAY, WEEK

KINDS = ("call", "demo", "talk")
HOUR = timedelta(hours=1)
MORNING = [MONDAY + timedelta(hours=9)]


def some(rng: Random, of: Any, least: int = 0) -> list[Any]:
    return rng.sample(list(of), rng.randint(least, len(of)))


def categories(rng: Random, items: Any) -> dict[str, list[Any]]:
    """Return categories that hold all of some items, or none."""
    found: dict[str, list[Any]] = {name: some(rng, items) for name in some(rng, "xyz")}
    inside = {one for held in found.values() for one in held}
    if found:
        next(iter(found.values())).extend(one for one in items if one not in inside)
    return found


class World:
    """A team with a page of each scenario, over pages that offer this and that."""

    def __init__(self, rng: Random) -> None:
        offering = [
            BookingPage(f"p{n}", rng.choice("abc"), event_types=some(rng, KINDS, 1), **more(rng))
            for n in range(rng.randint(1, 4))
        ]
        plain = [BookingPage(f"q{n}", rng.choice("abc"), **more(rng)) for n in range(3)]
        self.pages = {page.id: page for page in (*offering, *plain)}
        names, mixed = [page.id for page in offering], list(self.pages)
        kinds = rng.choice([None, some(rng, KINDS)])
        listed = [kind for kind in KINDS if any(kind in self.offers(name) for name in names)]
        self.scenarios: dict[str, Any] = {
            "rules": [Rule(kind, rng.choice(["pool", *mixed])) for kind in some(rng, KINDS)],
            "pooled": StaticRules(some(rng, mixed), event_types=kinds),
            "customer": StaticRules(some(rng, mixed), event_types=kinds, assign="customer"),
            "types first": EventTypesFirst(names, categories=categories(rng, listed)),
            "some types first": EventTypesFirst(some(rng, names), event_types=kinds),
            "pages first": BookingPagesFirst(
                names, event_types=kinds, categories=categories(rng, names)
            ),
            "pages only": BookingPagesOnly(
                some(rng, [page.id for page in plain]), event_type="call"
            ),
        }
        lengths = [HOUR, 2 * HOUR]
        self.team = Team(
            [Member(name, HOURS) for name in "abc"],
            event_types=[
                EventType(kind, duration=HOUR, durations=some(rng, lengths)) for kind in KINDS
            ],
            pools=[ResourcePool("pool", some(rng, mixed, 1), distribution=RoundRobin())],
            pages=[
                *self.pages.values(),
                *(
                    MasterPage(name, zone="UTC", rules=rules, enabled=rng.random() < 0.95)
                    for name, rules in self.scenarios.items()
                ),
            ],
        )
        self.snapshot = self.team.snapshot(now=MONDAY, window=WEEK)

    def offers(self, name: str) -> tuple[str, ...]:
        return self.pages[name].event_types or ()

    def followed(self, page: str, chosen: Chosen) -> Iterator[NextStep]:
        """Yield the steps that all choices lead to in the end."""
        found = self.team.next_step(page, chosen)
        if not isinstance(found, NextStep):
            assert chosen == Chosen(tags=chosen.tags)  # no choice leads nowhere
            assert found
            return
        if found.asks == "time":
            yield found
            return
        assert len(found.options) > 1
        assert len(set(found.options)) == len(found.options)
        for option in found.options:
            yield from self.followed(page, found.choosing(option))


def more(rng: Random) -> dict[str, Any]:
    return {"tags": some(rng, ["de", "fr"]), "enabled": rng.random() < 0.8}


def expected(world: World, page: str, tags: tuple[str, ...]) -> set[tuple[Any, Any]]:
    """Return which event types may be asked of whom, by looking through all pairs."""
    rules = world.scenarios[page]
    if isinstance(rules, list):
        return {(rule.event_type, None) for rule in rules}
    found = set()
    for name in rules.pages:
        one = world.pages[name]
        if not one.enabled or (tags and not any(tag in one.tags for tag in tags)):
            continue
        if isinstance(rules, BookingPagesOnly):
            found.add((rules.event_type, name))
            continue
        for kind in KINDS:
            listed = rules.event_types is None or kind in rules.event_types
            if listed and kind in (one.event_types or ()):
                found.add((kind, None if isinstance(rules, StaticRules) else name))
    return found


@given(st.randoms(use_true_random=False))
def test_every_choice_leads_to_a_time(rng: Random) -> None:
    """All that is possible is reached, nothing else is, and each request has an answer."""
    world = World(rng)
    tags = tuple(some(rng, ["de", "fr", "es"]))
    for page in world.scenarios:
        ends = list(world.followed(page, Chosen(tags=tags)))
        requests = [end.request for end in ends if end.request is not None]
        assert len(requests) == len(ends)
        enabled = world.team.next_step(page, Chosen(tags=tags))
        closed = isinstance(enabled, Explanation) and enabled.codes == {"disabled"}
        reached = {(request.event_type, request.provider) for request in requests}
        assert reached == expected(world, page, tags) or (closed and not reached)
        for end, request in zip(ends, requests, strict=True):
            offer = world.team.offer(request, world.snapshot, Ledger.of(), starts=MORNING)
            assert offer.asks_who == end.asks_who
            assert bool(offer.slots) != bool(offer.why_not(MORNING[0]))
            for slot in offer.slots:
                for chosen in offer.who(slot) if end.asks_who else (None,):
                    made = offer.assign(slot, to=chosen)
                    assert isinstance(made, Assignment)
                    assert chosen in {None, made.seats[0].page}
                    assert all(world.pages[one.page].enabled for one in made.seats)


@given(st.randoms(use_true_random=False))
def test_what_is_no_option_is_refused(rng: Random) -> None:
    """Whatever is chosen, it is one of the options, or an error that names them."""
    world = World(rng)
    page = rng.choice(list(world.scenarios))
    chosen = Chosen(
        category=rng.choice([None, None, "x", "unheard of"]),
        event_type=rng.choice([None, *KINDS, "unheard of"]),
        provider=rng.choice([None, *world.pages, "pool"]),
        duration=rng.choice([None, HOUR, 3 * HOUR]),
    )
    found = answered(world, page, chosen)
    if isinstance(found, InvalidInputError):
        assert found.field in {"category", "event_type", "provider", "duration"}
        assert found.got == getattr(chosen, found.field)
    if isinstance(found, NextStep):
        reached = {(one.event_type, one.provider) for one in requests_of(world, page, found.chosen)}
        assert reached
        assert all(chosen.event_type in {None, kind} for kind, _ in reached)
        assert all(chosen.provider in {None, who} for _, who in reached)


def answered(world: World, page: str, chosen: Chosen) -> Any:
    """Return the next step, or why what is chosen is refused."""
    try:
        return world.team.next_step(page, chosen)
    except InvalidInputError as error:
        return error


def requests_of(world: World, page: str, chosen: Chosen) -> list[Any]:
    return [end.request for end in world.followed(page, chosen)]


def test_choosing_what_is_no_option_is_refused() -> None:
    """A step takes its own options only."""
    step = World(Random(1)).team.next_step("a")
    assert isinstance(step, NextStep)
    assert step.options == KINDS
    with pytest.raises(InvalidInputError, match=r"^option: expected one of"):
        step.choosing("unheard of")
