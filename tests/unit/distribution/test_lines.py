"""The line: what comes first, and what it is once something is charged."""

from teamsched.distribution import FairShare, Ledger, ResourcePool
from teamsched.distribution.lines import longest_ago
from teamsched.entries import UNIT

POOL = ResourcePool("sales", ["ana", "bo"], distribution=FairShare())


def test_never_is_longest_ago() -> None:
    """Whoever was never booked comes before everybody who was, be it before the epoch."""
    assert sorted([7, None, -7, 0], key=longest_ago) == [None, -7, 0, 7]


def test_a_charged_line_is_another() -> None:
    """What one choice charges counts for the next one, and the line it was made on stays."""
    line = POOL.line(Ledger.of())
    charge = POOL.distribution.charge(line, ["ana", "bo"], "ana")
    later = line.charged(charge.postings)
    assert [later.tally(page).units for page in POOL.pages] == [-UNIT // 2, UNIT // 2]
    assert [line.tally(page).units for page in POOL.pages] == [0, 0]
    assert POOL.distribution.rank(later, ["ana", "bo"], tie=b"").order == ("bo", "ana")
