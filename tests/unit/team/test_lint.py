"""What is wrong with a team's rules, its pools and its seats."""

from typing import Any

from teamsched import (
    Draw,
    EventType,
    MasterPage,
    Member,
    Membership,
    PooledAvailability,
    ResourcePool,
    Rule,
    Team,
    WeeklyHours,
    all_of,
    answer,
    any_of,
    attribute,
)
from teamsched.model import BookingPage
from tests.features.desk import hour

HOURS = WeeklyHours.parse("daily 09:00-17:00", zone="UTC")
SENIOR = attribute("senior") == True  # noqa: E712 (that is how it is asked)
CALL = EventType("call", duration=hour("09:00").duration)


def team(
    pools: dict[str, Any], *rules: Rule, more: tuple[MasterPage | BookingPage, ...] = ()
) -> Team:
    members = [
        Member(one, HOURS, attributes={"senior": one == "ana"}) for one in ("ana", "bo", "cem")
    ]
    made = [ResourcePool(id, some, distribution=PooledAvailability()) for id, some in pools.items()]
    page = MasterPage("page", zone="UTC", rules=rules)
    return Team(members, event_types=[CALL], pools=made, pages=[page, *more])


def found(linted: Team, **possible: Any) -> list[tuple[str, str | None, dict[str, Any]]]:
    return [(one.code, one.page, dict(one.params)) for one in linted.lint(**possible).reasons]


def test_a_team_without_fault() -> None:
    """Nothing is found where every rule applies to somebody, and every seat can be filled."""
    assert not team(
        {"all": ["ana", "bo"]}, Rule("call", Draw("all", count=2), additional=["cem"])
    ).lint()


def test_pages_and_pools_that_nothing_leads_to() -> None:
    """A pool of a rule that is never reached is as unused as one without a rule."""
    idle = MasterPage("idle", zone="UTC", rules=[])
    linted = team(
        {"one": ["ana"], "two": ["bo"], "three": ["cem"]},
        Rule("call", "one", when=all_of()),
        Rule("call", "two"),
        more=(idle,),
    )
    assert found(linted) == [
        ("unused_page", "idle", {}),
        ("shadowed", "page", {"event_type": "call", "rule": 1, "by": (0,)}),
        ("unused_pool", None, {"pool": "three"}),
        ("unused_pool", None, {"pool": "two"}),
    ]
    assert linted.lint().explain().splitlines()[0] == "idle: no rule of the page is ever reached"


def test_seats_that_nobody_can_fill() -> None:
    """By whom a draw leaves out, who takes no part, and who is one person on two pages."""
    few = {"all": ["ana", "bo", Membership("cem", participating=False)], "none": []}
    two_pages = BookingPage("ana-2", "ana")
    for rule, seats, needed, people in (
        (Rule("call", Draw("all", count=2, where=SENIOR)), ("all",), 2, ("ana",)),
        (Rule("call", Draw("all", count=3)), ("all",), 3, ("ana", "bo")),
        (Rule("call", "none", additional=["all"]), ("none",), 1, ()),
        (Rule("call", "ana", additional=["ana-2"]), ("ana", "ana-2"), 2, ("ana",)),
        (
            Rule("call", Draw("all", count=2), additional=["ana"]),
            ("all", "ana"),
            3,
            ("ana", "bo"),
        ),
    ):
        linted = team(few, rule, more=(two_pages,))
        (reason,) = [one for one in linted.lint().reasons if one.code == "never_filled"]
        assert (reason.page, dict(reason.params)) == (
            "page",
            {"rule": 0, "seats": seats, "needed": needed, "people": people},
        )
        words = f"page: rule 0 can't be served: {' and '.join(seats)} need {needed}, and there are "
        assert str(reason) == words + str(len(people))


def test_seats_of_rules_that_are_never_reached_do_not_matter() -> None:
    """Nor do rules that apply to none of the answers that are possible."""
    linted = team({"none": []}, Rule("call", "none", when=any_of()), Rule("call", "ana"))
    assert {code for code, *_ in found(linted)} == {"never_holds", "unused_pool"}
    asked = team({"none": []}, Rule("call", "none", when=answer("size") > 5), Rule("call", "ana"))
    assert {code for code, *_ in found(asked)} == {"never_filled"}
    codes = {code for code, *_ in found(asked, answers={"size": iter([1, 2])})}
    assert codes == {"never_holds", "unused_pool"}
