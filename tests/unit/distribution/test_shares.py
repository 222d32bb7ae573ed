"""Splitting: by weight, exactly, and part by part; and pools within pools."""

from fractions import Fraction

import pytest

from teamsched.distribution import FairShare, Ledger, ResourcePool
from teamsched.distribution.parts import MAX_NESTING, Part
from teamsched.distribution.shares import Branch, Node, nominal, shares, split
from teamsched.entries import UNIT
from teamsched.errors import DuplicateIdError, InvalidTypeError, InvalidValueError
from teamsched.model import Membership
from tests.unit.distribution.life import Life


def pool(id: str, *members: str | Membership | Part) -> ResourcePool:
    return ResourcePool(id, members, distribution=FairShare())


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (12, [1, 1, 1], [4, 4, 4]),
        (10, [1, 1, 1], [4, 3, 3]),
        (11, [1, 1, 1], [4, 4, 3]),
        (10, [1, 5, 1], [2, 7, 1]),
        (10, [1, 6, 1], [1, 8, 1]),
        (7, [0, 1], [0, 7]),
        (7, [3], [7]),
        (0, [1, 2], [0, 0]),
        (100, [1, 2, 3, 5], [9, 18, 27, 46]),
    ],
)
def test_split(total: int, weights: list[int], parts: list[int]) -> None:
    """The parts add up, and the greatest remainders are rounded up, the first among equals."""
    assert split(total, weights) == parts


A, B, C, NIL = (Membership(page, weight=w) for page, w in zip("abcz", (1, 2, 3, 0), strict=True))


@pytest.mark.parametrize(
    ("nodes", "among", "found"),
    [
        ([A, B, C], "abc", {"a": 10, "b": 20, "c": 30}),
        ([A, B, C], "cax", {"a": 15, "c": 45}),
        ([A, B, C], "", {}),
        ([], "abc", {}),
        ([A, NIL], "az", {"a": 60}),
        ([NIL, Membership("y", weight=0)], "yz", {"z": 30, "y": 30}),
        ([Branch(3, (A, B)), C], "abc", {"a": 10, "b": 20, "c": 30}),
        ([Branch(3, (A, B)), C], "bc", {"b": 30, "c": 30}),
        ([Branch(3, (A, B)), C], "c", {"c": 60}),
        ([Branch(0, (A, B)), C], "ac", {"c": 60}),
        ([Branch(0, (A, B)), C], "ab", {"a": 20, "b": 40}),
        ([Branch(0, (A, B)), NIL], "abz", {"a": 10, "b": 20, "z": 30}),
        ([Branch(1, (Branch(1, (A,)), Branch(2, (B,)))), C], "abc", {"a": 5, "b": 10, "c": 45}),
        ([Branch(1, (Branch(1, (A,)), Branch(2, (B,)))), C], "ac", {"a": 15, "c": 45}),
        ([Branch(1, (NIL, A)), C], "zc", {"z": 15, "c": 45}),
    ],
)
def test_shares(nodes: list[Node], among: str, found: dict[str, int]) -> None:
    """Only those asked about share, level by level; without a weight only if nobody has one."""
    assert shares(60, nodes, among) == found


def test_a_branch_is_weighed_in_the_same_measure() -> None:
    """Whatever weighs the members weighs the branches beside them."""
    nodes: list[Node] = [Branch(3, (A, B)), C]
    scaled = shares(60, nodes, "abc", lambda node: 7 * nominal(node))
    assert scaled == shares(60, nodes, "abc")


# --- pools within pools --------------------------------------------------------------------------


NORTH = pool("north", "ana", Membership("bo", weight=2))
SOUTH = pool("south", "cy")


def test_members_of_the_parts_are_members() -> None:
    """In pool order, wherever they are; the parts are the branches that share."""
    both = pool("sales", Part(NORTH, 60), "eve", Part(SOUTH, 40))
    assert both.pages == ("ana", "bo", "eve", "cy")
    assert [member.weight for member in both.memberships] == [1, 2, 1, 1]
    assert both.nodes == (
        Branch(60, NORTH.memberships),
        Membership("eve"),
        Branch(40, SOUTH.memberships),
    )


def test_an_empty_part_is_no_branch() -> None:
    """Nobody is in it, so nothing is to be split there."""
    assert pool("sales", Part(pool("nobody"), 9), "ana").nodes == (Membership("ana"),)


def test_parts_get_their_share_of_the_bookings() -> None:
    """60 to 40, and inside by the inner weights; whoever is there takes an absent part's share."""
    life = Life(pool("sales", Part(NORTH, 60), Part(SOUTH, 40)))
    for _ in range(50):
        life.book()
    assert life.received() == [10, 20, 20]
    assert set(life.credits().values()) == {0}
    for _ in range(30):
        life.book(["ana", "bo"])
    assert life.received() == [20, 40, 20]
    life.book(["bo", "cy"])
    assert life.credits() == {"ana": 0, "bo": Fraction(-2, 5), "cy": Fraction(2, 5)}


def test_a_part_without_a_weight_is_a_last_resort() -> None:
    """So are its members, whatever their own weights."""
    life = Life(pool("sales", Part(NORTH, 0), Part(SOUTH, 1)))
    assert [life.book(), life.book(), life.book(["ana", "bo"])] == ["cy", "cy", "bo"]


def test_nobody_twice() -> None:
    """A page has one share, however deep it is found."""
    with pytest.raises(DuplicateIdError, match="got 'cy'"):
        pool("sales", "cy", Part(pool("deep", Part(SOUTH)), 3))
    with pytest.raises(DuplicateIdError, match="got 'ana'"):
        pool("sales", Part(NORTH), Part(NORTH))


def test_nesting_is_bounded() -> None:
    """A chain of pools ends somewhere, with an error of ours; empty pools count."""
    for innermost in (SOUTH, pool("nobody")):
        nested = innermost
        for level in range(2, MAX_NESTING + 1):
            nested = pool(f"level-{level}", Part(nested))
        assert nested.pages == innermost.pages
        with pytest.raises(InvalidValueError, match=f"^pool: .*at most {MAX_NESTING} levels"):
            Part(nested)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("north", 1), InvalidTypeError, "pool: "),
        ((NORTH, -1), InvalidValueError, "weight: "),
        ((NORTH, 1_000_001), InvalidValueError, "weight: "),
        ((NORTH, 0.5), InvalidTypeError, "weight: "),
    ],
)
def test_a_part_is_checked(
    arguments: tuple[object, ...], error: type[Exception], words: str
) -> None:
    """What is wrong with it is said."""
    with pytest.raises(error, match=f"^{words}"):
        Part(*arguments)  # type: ignore[arg-type]


def test_shares_of_a_choice_go_by_the_parts() -> None:
    """What a booking was worth to everybody is split in the same way."""
    both = pool("sales", Part(NORTH, 60), Part(SOUTH, 40))
    choice = both.choose(Ledger.of(), free=["bo", "cy"])
    assert choice is not None
    assert choice.shares.line == (UNIT // 5, UNIT * 2 // 5, UNIT * 2 // 5)
    assert choice.shares.free == (0, UNIT * 3 // 5, UNIT * 2 // 5)
