"""What settles ties: a key of the question, so that chance can be replayed."""

from collections.abc import Mapping
from hashlib import blake2b
from json import dumps
from typing import Any

from teamsched.instants import to_micros
from teamsched.requests import Request
from teamsched.team.seating import Situation


def tie_of(situation: Situation, index: int) -> bytes:
    """Return the key that settles ties, so that the same question has the same answer.

    When it is asked is not in it: what has been shown is booked a moment later.
    """
    request = situation.request
    facts: dict[str, Any] = {
        "event_type": situation.event_type.id,
        "page": request.page if request else None,
        "answers": dict(request.answers) if request else {},
        "customer": request.customer if request else None,
        "filters": _wanted(request) if request else {},
        "owners": request.owners if request else (),
        "duration": to_micros(situation.event_type.duration),
        "start": situation.grid.instants[index],
    }
    if request is not None:
        facts |= _if_any(
            host=request.host,
            also=request.also,
            tags=request.tags,
            provider=request.provider,
            customer_attributes=dict(request.customer_attributes),
        )
    return keyed(situation.seed, facts)


def keyed(seed: str, facts: Mapping[str, object]) -> bytes:
    """Return the key that settles ties for some facts, as a team's seed has it."""
    key = blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    canonical = dumps(facts, sort_keys=True, separators=(",", ":"))
    return blake2b(canonical.encode(), key=key, digest_size=32).digest()


def _if_any(**facts: Any) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}


def _wanted(request: Request) -> Mapping[str, list[str]]:
    return {name: sorted(map(repr, values)) for name, values in request.filters.items()}
