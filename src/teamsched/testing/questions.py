"""What a method can be asked, for Hypothesis to draw: lines as odd as they come, and more."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

import attrs
from hypothesis import strategies as st

from teamsched.distribution import Line, Tally
from teamsched.distribution.shares import Branch, Node
from teamsched.entries import UNIT
from teamsched.instants import to_instant
from teamsched.model import Membership
from teamsched.reasons import Reason

PAGES = ("dan", "ada", "bea", "eve", "cho")
"""The pages of the lines that are drawn; pool order is not the order of the alphabet."""
STRANGER = "zed"
"""A page that is in no line, and may be free all the same."""

_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_MICROS = _HOUR // timedelta(microseconds=1)

_INSTANTS = tuple(to_instant(_NOW - hours * _HOUR) for hours in range(4))

# One choice for each thing, from tables that begin with the plainest: so an example that breaks a
# law shrinks fast.
_MOSTLY = st.sampled_from([False, True, True])
_SELDOM = st.sampled_from([False, False, True])
_RARELY = st.sampled_from([False, False, False, False, True])
_WEIGHTS = (1, 2, 0, 3, 43)
_PRIORITIES = (5, 8, 1)
_STARTS = st.sampled_from([None, None, None, *range(0b1000)])
_COUNTS = st.sampled_from([1, 2, 3])
_LENGTHS = st.sampled_from([_HOUR, _HOUR / 3, 2 * _HOUR])
_TIES = st.sampled_from([b"", b"a", b"b", b"c"])
_CLOCKS = st.sampled_from([None, *_INSTANTS])
_ARRIVALS = st.sampled_from([None, *(_NOW - hours * _HOUR for hours in (4, 2, 1, 0, -1))])
_PARTS = st.sampled_from([None, *product(_WEIGHTS, range(4), range(4))])
_TALLIES = st.sampled_from(
    [
        Tally(
            kept + removed,
            removed,
            units,
            kept * (_HOUR // timedelta(microseconds=1)),
            kept + removed + missed,
            last_booked if kept + removed else None,
        )
        for kept, removed, missed, units, last_booked in product(
            range(4),
            range(2),
            range(2),
            (0, -UNIT, UNIT, UNIT // 3 + 1, -3 * UNIT, 5 * UNIT // 2),
            _INSTANTS,
        )
    ]
)


@attrs.frozen(order=False)
class Question:
    """All that one method is asked about one booking, before and after a start is picked.

    Attributes:
        line: The pool as it stands.
        starts: What each page that may be drawn can take; some are in no line.
        count: How many pages are to be drawn.
        seated: Who has another seat.
        free: Who is free at the start that was picked; some are in no line.
        tie: What settles what would be left to chance.
    """

    line: Line
    starts: Mapping[str, int] = attrs.field(hash=False)
    count: int
    seated: frozenset[str]
    free: Sequence[str] = attrs.field(hash=False)
    tie: bytes

    def __str__(self) -> str:
        fields = attrs.asdict(self, recurse=False)
        return "\n".join(f"    {name} = {value!r}" for name, value in fields.items())


def memberships(page: str) -> st.SearchStrategy[Membership]:
    """Draw how a page is in a pool: of any priority, and of any weight, none among them."""
    places = product(_WEIGHTS, _PRIORITIES)
    return st.sampled_from(
        [Membership(page, weight=weight, priority=priority) for weight, priority in places]
    )


def tallies() -> st.SearchStrategy[Tally]:
    """Draw what a page's postings add up to: owing or owed, booked before or never."""
    return _TALLIES


@st.composite
def lines(draw: st.DrawFn, pages: Sequence[str] = PAGES) -> Line:
    """Draw a pool as it stands.

    Any number of the pages are in it, in that order, perhaps none; some may pause. It may have
    parts. The present, and how long the booking is to last, are always said.

    Args:
        pages: The pages that may be in it.
    """
    members = [draw(memberships(page)) for page in pages if draw(_MOSTLY)]
    if draw(_RARELY):
        members = [attrs.evolve(member, weight=0) for member in members]
    inactive = {member.page for member in members if draw(_SELDOM)}
    known = [*(member.page for member in members), STRANGER]  # who has left has an account as well
    clocks = {page: draw(_CLOCKS) for page in known}
    arrivals = {page: draw(_ARRIVALS) for page in known}
    return Line(
        "pool",
        tuple(member for member in members if member.page not in inactive),
        {page: draw(_TALLIES) for page in known if draw(_MOSTLY)},
        {page: instant for page, instant in clocks.items() if instant is not None},
        {page: Reason("paused", page=page) for page in inactive},
        nodes=_nodes(draw, members),
        arrivals={page: at for page, at in arrivals.items() if at is not None},
        now=_NOW,
        lasting=draw(_LENGTHS),
    )


_LINES = lines()


@st.composite
def questions(draw: st.DrawFn, about: st.SearchStrategy[Line] | None = None) -> Question:
    """Draw what a method is asked about a line.

    Nobody may be free or drawn, or everybody; some of those who are free are in no line.

    Args:
        about: What lines to ask about; left out, any.
    """
    line = draw(_LINES if about is None else about)
    pages = [*line.pages, *line.inactive, STRANGER]
    starts = {page: draw(_STARTS) for page in pages}
    free = [page for page in pages if draw(_MOSTLY)]
    return Question(
        line,
        {page: bits for page, bits in starts.items() if bits is not None},
        draw(_COUNTS),
        frozenset(page for page in pages if draw(_SELDOM)),
        () if draw(_RARELY) else tuple(free),
        draw(_TIES),
    )


def _nodes(draw: st.DrawFn, members: Sequence[Membership]) -> tuple[Node, ...]:
    """Draw the members with some neighbours made a part, perhaps with a part in it."""
    nodes: tuple[Node, ...] = tuple(members)
    for _ in range(2):
        part = draw(_PARTS)
        if part is not None:
            weight, first, size = part
            last = first + size
            nodes = (*nodes[:first], Branch(weight, nodes[first:last]), *nodes[last:])
    return nodes
