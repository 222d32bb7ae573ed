"""The line: what comes first, and what it is once something is charged."""

import copy
import pickle
from datetime import timedelta

from teamsched.distribution import FairShare, Ledger, ResourcePool
from teamsched.distribution.lines import longest_ago
from teamsched.entries import UNIT, Kind
from tests.unit.distribution.life import at, booked, booking, roster

POOL = ResourcePool("sales", ["ana", "bo"], distribution=FairShare())


def test_never_is_longest_ago() -> None:
    """Whoever was never booked comes before everybody who was, be it before the epoch."""
    assert sorted([7, None, -7, 0], key=longest_ago) == [None, -7, 0, 7]


def test_a_charged_line_is_another() -> None:
    """What one choice charges counts for the next one, and the line it was made on stays."""
    line = POOL.line(Ledger.of())
    charge = POOL.distribution.charge(line, ["ana", "bo"], "ana")
    later = line.charged(charge)
    assert [later.tally(page).units for page in POOL.pages] == [-UNIT // 2, UNIT // 2]
    assert [line.tally(page).units for page in POOL.pages] == [0, 0]
    assert POOL.distribution.rank(later, ["ana", "bo"], tie=b"").order == ("bo", "ana")


def test_a_booking_is_worth_something_to_everybody() -> None:
    """Split over all in line, over those who are free, and over those of them who are wanted."""
    pool = ResourcePool("sales", ["ana", "bo", "cy", "di"], distribution=FairShare())
    line = pool.line(Ledger.of(roster=[roster(Kind.PAUSED, "di")]))
    shares = line.shares(["ana", "cy", "di", "eve"], ["cy", "bo"])
    assert (shares.pool, shares.pages) == ("sales", ("ana", "bo", "cy"))
    assert shares.line == (UNIT // 3,) * 3
    assert shares.free == (UNIT // 2, 0, UNIT // 2)
    assert shares.asked == (0, 0, UNIT)
    nobody = line.shares([], [])
    assert (nobody.line, nobody.free, nobody.asked) == (shares.line, (0, 0, 0), (0, 0, 0))


def test_a_line_is_a_value() -> None:
    """It is copied and pickled with all that a method may go by."""
    told = [roster(Kind.JOINED, "ana", 1), roster(Kind.PAUSED, "bo", 2)]
    ledger = Ledger.of([booking("b-1", booked("ana", 3))], told)
    line = POOL.line(ledger, now=at(5), lasting=timedelta(minutes=30))
    for same in (
        pickle.loads(pickle.dumps(line)),  # noqa: S301 (it is our own)
        copy.deepcopy(line),
        POOL.line(ledger, now=at(5), lasting=timedelta(minutes=30)),
    ):
        assert same == line
        assert hash(same) == hash(line)
    assert (line.arrivals, line.now, line.pages) == ({"ana": at(1)}, at(5), ("ana",))
