"""What a team answers can be copied and sent to another process, and says the same there."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from teamsched import Assignment, Ledger, Offer, Refusal, Request, ResourcePool, RoundRobin, Rule
from tests.unit.team.cast import DAY, MONDAY, at, page, team


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301 (it is our own)


COPIES = pytest.mark.parametrize("copied", [copy.deepcopy, pickled])
Copy = Callable[[Any], Any]


def an_offer() -> Offer:
    """Return an offer of a line, in which Ana is next."""
    line = ResourcePool("line", ["ana", "bo"], distribution=RoundRobin())
    group = team(pools=[line], pages=[page(Rule("call", "line"), zone="Europe/Berlin")])
    snapshot = group.snapshot(now=MONDAY, window=DAY)
    return group.offer(Request("page", "call"), snapshot, Ledger.of())


@COPIES
def test_answers_can_be_copied(copied: Copy) -> None:
    """Slots, explanations and refusals are values."""
    offer = an_offer()
    refused = offer.assign(at("15:00"))
    assert isinstance(refused, Refusal)
    for value in (offer.slots, offer.slots[0], offer.why_not(at("15:00")), refused):
        again = copied(value)
        assert again == value
        assert hash(again) == hash(value)
        assert repr(again) == repr(value)
    assert copied(refused).nearest == refused.nearest
    assert copied(refused).explain() == refused.explain()


@COPIES
def test_offers_and_assignments_can_be_copied(copied: Copy) -> None:
    """They answer what they answered, down to the reasons that are worked out when asked for."""
    offer = an_offer()
    made, again = offer.assign(at("09:00")), copied(offer)
    assert isinstance(made, Assignment)
    assert again.slots == offer.slots
    assert again.assign(at("09:00")) == made
    assert again.why_not(at("15:07")) == offer.why_not(at("15:07"))
    assert copied(made) == made
    assert copied(made).explain() == made.explain()
