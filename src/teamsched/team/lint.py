"""What is wrong with a whole team's rules: those that never apply, and what they lead to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from teamsched.conditions import Value
from teamsched.matching import shortages
from teamsched.panels import Places, can_fill, violated
from teamsched.reasons import Reason
from teamsched.requests import Seat
from teamsched.rules import Lint, MasterPage, lint, seats_of, source_of, taken_rules
from teamsched.rules.possible import options_of
from teamsched.team.directory import Directory
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
        taken = sorted(taken_rules(page, **possible))
        found += [attrs.evolve(one, page=page.id) for one in lint(page, **possible).reasons]
        if not taken:
            found.append(Reason("unused_page", page.id, text="no rule of the page is ever reached"))
        found += _never_filled(directory, page, taken)
        drawn |= {source_of(target) for rule in taken for target in page.rules[rule].targets}
    for pool in directory.pools:
        if pool not in drawn:
            text = f"no rule that is ever reached draws from {pool}"
            found.append(Reason("unused_pool", params={"pool": pool}, text=text))
    return Lint(found)


def _never_filled(directory: Directory, page: MasterPage, taken: Iterable[int]) -> Iterator[Reason]:
    """Yield the seats that lack people even if everybody who takes part is free."""
    for number in taken:
        rule = page.rules[number]
        seats = seats_of(rule, directory.pool_pages, directory.attributes)
        there = [
            Places(_people(directory, seat), seat.needed, seat.count, seat.preferred)
            for seat in seats
        ]
        names = [seat.name for seat in seats]
        yield from _never_kept(directory, page, number, names, there)
        names = [seat.name for seat in seats for _ in range(seat.needed)]
        for short in shortages([seat.people for seat in there for _ in range(seat.needed)]):
            lacking = tuple(dict.fromkeys(names[place] for place in short.places))
            people = tuple(sorted(short.people))
            yield Reason(
                "never_filled",
                page.id,
                params={
                    "rule": number,
                    "seats": lacking,
                    "needed": len(short.places),
                    "people": people,
                },
                text=f"rule {number} can't be served: {' and '.join(lacking)} "
                f"need {len(short.places)}, and there are {len(people)}",
            )


def _never_kept(
    directory: Directory, page: MasterPage, number: int, names: list[str], there: list[Places]
) -> Iterator[Reason]:
    """Yield the constraints that can't be kept even then; none if people lack anyway."""
    limits = limits_of(
        page.rules[number].constraints,
        attributes=directory.attributes,
        members=directory.members_of,
    )
    if limits and can_fill(there):
        for broken in violated(there, [limit.bound(names) for limit in limits]):
            constraint = limits[broken].constraint
            text = f"rule {number} can't be served: {constraint}, and that can never be"
            params = {"rule": number, "constraint": constraint}
            yield Reason("never_kept", page.id, params=params, text=text)


def _people(directory: Directory, seat: Seat) -> frozenset[str]:
    """Return the members who may have a seat, and take part at present."""
    pool = directory.pools.get(seat.pool or "")
    absent = () if pool is None else [m.page for m in pool.memberships if not m.participating]
    return frozenset(directory.members_of[page] for page in seat.pages if page not in absent)
