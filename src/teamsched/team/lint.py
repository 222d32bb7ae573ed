"""What is wrong with a whole team's rules: those that never apply, and what they lead to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from teamsched.conditions import Value
from teamsched.constraints import Constraint
from teamsched.matching import shortages
from teamsched.panels import Places, can_fill, violated
from teamsched.reasons import Reason
from teamsched.requests import Seat
from teamsched.rules import Lint, MasterPage, PageScenario, lint, seats_of, source_of, taken_rules
from teamsched.rules.possible import options_of
from teamsched.team.directory import Directory
from teamsched.team.ladder import relaxed
from teamsched.team.limits import limits_of


def lint_team(
    directory: Directory,
    answers: Mapping[str, Iterable[Value | None]],
    customer: Mapping[str, Iterable[Value | None]],
) -> Lint:
    """Return what is wrong with the rules of every page, with the pools and with the seats."""
    options = options_of(answers, customer)  # which an iterator gives once only
    possible: dict[str, Any] = {
        "answers": {name: some for (about, name), some in options.items() if about == "answer"},
        "customer": {name: some for (about, name), some in options.items() if about != "answer"},
    }
    found: list[Reason] = []
    drawn: set[str] = set()
    for page in directory.master_pages.values():
        if isinstance(page.scenario, PageScenario):
            found += _never_provided(directory, page.id, page.scenario)
            drawn.add(page.id)
            continue
        taken = sorted(taken_rules(page, **possible))
        found += [attrs.evolve(one, page=page.id) for one in lint(page, **possible).reasons]
        if not taken:
            found.append(Reason("unused_page", page.id, text="no rule of the page is ever reached"))
        for rule in taken:
            found += _never_filled(directory, page, rule, None)
            found += _about_fallbacks(directory, page, rule)
        drawn |= {source_of(target) for rule in taken for target in page.rules[rule].all_targets}
    for pool in directory.pools:
        if pool not in drawn:
            text = f"no rule that is ever reached draws from {pool}"
            found.append(Reason("unused_pool", params={"pool": pool}, text=text))
    return Lint(found)


def _never_provided(directory: Directory, page: str, scenario: PageScenario) -> Iterator[Reason]:
    """Yield what nobody provides, and who provides nothing, as long as pages stay disabled."""
    pages = directory.booking_pages
    offered = scenario.offered(pages)
    for kind, providers in offered.items():
        if not any(pages[one].enabled for one in providers):
            text = f"no page that takes bookings provides {kind}"
            yield Reason("not_provided", page, params={"event_type": kind}, text=text)
    providing = {one for some in offered.values() for one in some}
    for one in scenario.pages:
        if one not in providing:
            text = f"{one} provides none of the event types"
            yield Reason("provides_nothing", page, params={"provider": one}, text=text)
    if not offered:
        yield Reason("unused_page", page, text="the page offers nothing")


def _about_fallbacks(directory: Directory, page: MasterPage, number: int) -> Iterator[Reason]:
    """Yield the fallbacks of a rule that can't help: they lack people, or ask nothing new."""
    rule = page.rules[number]
    event_type = directory.event_types[rule.event_type]
    asked = [(rule.targets, event_type)]
    for rung, fallback in enumerate(rule.otherwise):
        yield from _never_filled(directory, page, number, rung)
        asks = rule.targets_by(fallback), relaxed(event_type, fallback)
        if asks in asked:
            same = asked.index(asks)
            text = f"fallback {rung} of rule {number} asks for what " + (
                f"fallback {same - 1} asks for" if same else "the rule asks for"
            )
            params = {"rule": number, "fallback": rung}
            yield Reason("idle_fallback", page.id, params=params, text=text)
        asked.append(asks)


def _never_filled(
    directory: Directory, page: MasterPage, number: int, rung: int | None
) -> Iterator[Reason]:
    """Yield what can't be had even if everybody who takes part is free: people, or constraints."""
    rule, named = page.rules[number], f"rule {number}"
    targets, about = rule.targets, {"rule": number}
    if rung is not None:
        targets, about = rule.targets_by(rule.otherwise[rung]), {**about, "fallback": rung}
        named = f"fallback {rung} of {named}"
    seats = seats_of(rule, targets, pools=directory.pool_pages, attributes=directory.attributes)
    there = {
        seat.name: Places(_people(directory, seat), seat.needed, seat.count, seat.preferred)
        for seat in seats
    }
    for broken in _never_kept(directory, rule.constraints, there):
        text = f"{named} can't be served: {broken}, and that can never be"
        yield Reason("never_kept", page.id, params={**about, "constraint": broken}, text=text)
    names = [name for name, seat in there.items() for _ in range(seat.needed)]
    for short in shortages([seat.people for seat in there.values() for _ in range(seat.needed)]):
        lacking = tuple(dict.fromkeys(names[place] for place in short.places))
        people = tuple(sorted(short.people))
        params = {**about, "seats": lacking, "needed": len(short.places), "people": people}
        text = f"{named} can't be served: {' and '.join(lacking)} need {len(short.places)}"
        yield Reason(
            "never_filled", page.id, params=params, text=f"{text}, and there are {len(people)}"
        )


def _never_kept(
    directory: Directory, constraints: tuple[Constraint, ...], there: Mapping[str, Places]
) -> Iterator[Constraint]:
    """Yield the constraints that can't be kept by the seats; none if people lack anyway."""
    seats = list(there.values())
    limits = limits_of(constraints, attributes=directory.attributes, members=directory.members_of)
    if limits and can_fill(seats):
        for number in violated(seats, [limit.bound(list(there)) for limit in limits]):
            yield limits[number].constraint


def _people(directory: Directory, seat: Seat) -> frozenset[str]:
    """Return the members who may have a seat, and take part at present."""
    pool = directory.pools.get(seat.pool or "")
    if pool is None:
        absent = [page for page in seat.pages if not directory.booking_pages[page].enabled]
    else:
        absent = [one.page for one in pool.memberships if not one.participating]
    return frozenset(directory.members_of[page] for page in seat.pages if page not in absent)
