"""Sessions where customers choose, where somebody claims them, and on isolated pages."""

from typing import Any

import pytest

from teamsched import (
    Assignment,
    BookingPage,
    Claims,
    Draw,
    FairShare,
    Member,
    PooledAvailability,
    Refusal,
    ResourcePool,
    Rule,
    StaticRules,
)
from tests.features.counter import Counter, hourly
from tests.features.desk import HOURS, at

NINE = at("09:00")
SECOND = BookingPage("second", "a")
PAGES = ("with-a", "with-b", "with-c")
KINDS = ["group", "concurrent"]


class Chooser(Counter):
    """A page whose customers choose one of three people once they have chosen a time."""

    def __init__(self, sessions: Any) -> None:
        pages = [BookingPage(page, page[-1], event_types=["call"]) for page in PAGES]
        kind = hourly(capacity=3, sessions=sessions)
        super().__init__("abc", kind, host="a", pages=pages)
        self.rules: Any = StaticRules(PAGES, assign="customer")

    def choose(self, to: str) -> Assignment | Refusal:
        """Book nine o'clock with somebody, if that is possible."""
        found = self.offer().assign(NINE, to=to)
        if isinstance(found, Assignment):
            self.count += 1
            self.keep(found.booking(f"b{self.count}", at=self.tick()))
        return found


@pytest.mark.parametrize("sessions", KINDS)
def test_f41_whom_the_customer_chooses_hosts_the_session(sessions: str) -> None:
    """Be it that somebody else's session has room at that time."""
    desk = Chooser(sessions)
    for to, joins in (("with-b", ()), ("with-a", ()), ("with-b", ("b1",)), ("with-c", ())):
        assert set(desk.offer().who(NINE)) == set(PAGES)
        found = desk.choose(to)
        assert isinstance(found, Assignment)
        assert (found.seats[0].page, found.joins) == (to, joins)


@pytest.mark.parametrize("sessions", KINDS)
def test_f41_whose_session_is_full_cannot_be_chosen(sessions: str) -> None:
    """What stands in the way is that they are booked; others can still be chosen."""
    desk = Chooser(sessions)
    for places in (3, 2, 1, 0):
        assert desk.offer().places(NINE, to="with-b") == places
        refusal = desk.choose("with-b")
    assert isinstance(refusal, Refusal)
    assert {(one.code, one.page) for one in refusal.reasons} == {("booked", "with-b")}
    assert desk.offer().who(NINE) == ("with-a", "with-c")


@pytest.mark.parametrize("sessions", KINDS)
def test_f75_a_claimed_host_is_joined_in_their_session(sessions: Any) -> None:
    """Be it that nobody could open another one, and that the claim counts."""
    pool = ResourcePool("hosts", ["a", "b"], distribution=FairShare())
    desk = Counter("abc", hourly(capacity=2, sessions=sessions), host="hosts", pools=[pool])
    claims = Claims(owner="soft")
    desk.rules = [Rule("call", Draw("hosts", claims=claims), additional=["c"])]
    first = desk.book("09:00", owners=["a"])
    joined = desk.assign("09:00", owners=["a"])
    assert joined is not None
    assert (joined.joins, joined.members) == ((first.id,), ("a", "c"))
    desk.book("09:00", owners=["a"])
    assert sum(one.credit for one in desk.ledger.standings("hosts")) == 0
    assert "09:00" not in desk.starts(owners=["a"])


def test_f80_each_isolated_page_has_sessions_of_its_own() -> None:
    """Three pages of capacity three take nine bookings at one time."""
    pool = ResourcePool("hosts", ["a", "second", "b"], distribution=PooledAvailability())
    isolated = Member("a", HOURS, isolated_pages=True)
    kind = hourly(capacity=3)
    desk = Counter([isolated, "b"], kind, host="hosts", pools=[pool], pages=[SECOND])
    made: list[tuple[str, int]] = []
    while desk.offer().places(NINE):
        left = desk.offer().places(NINE)
        made.append((desk.book("09:00").seats[0].page, left))
    assert sorted(made) == [(page, left) for page in ("a", "b", "second") for left in (1, 2, 3)]
