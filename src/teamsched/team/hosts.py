"""Who could fill the primary seat at a start: of those who are free, and of those in sessions."""

from collections.abc import Iterator

from teamsched.picking import options_within
from teamsched.team.choosing import asks_who
from teamsched.team.seating import Situation


def hosts_at(situation: Situation, index: int) -> list[str]:
    """Return the pages that could fill the primary seat at an offered start, in its order.

    These are they with whom all other seats can be filled, and the hosts of sessions that may be
    joined; in a group, nobody but those of the session that is filled first, unless the customer
    chooses.
    """
    sessions = situation.sessions_at(index)
    fills_first = situation.sessions.group and not asks_who(situation)
    hosts = {page for session in sessions[: 1 if fills_first else None] for page in session.hosts}
    if not (hosts and fills_first):
        hosts |= set(fresh_hosts(situation, index))
    pages = (page for plan in situation.primary for page in plan.openings.starts)
    return [page for page in dict.fromkeys(pages) if page in hosts]


def fresh_hosts(situation: Situation, index: int) -> Iterator[str]:
    """Yield the pages that could have a place of the primary seat without any session."""
    if not situation.fresh() >> index & 1:
        return
    seats, bounds = situation.seats_at(index), situation.bounds
    for plan in situation.primary:
        people = options_within(seats, bounds, situation.plans.index(plan))
        yield from (page for page in plan.pages_at(index) if plan.members[page] in people)
