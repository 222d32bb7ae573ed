"""The shared log: views by number, and one claim per number."""

from itertools import count

import attrs
import pytest

from teamsched.bookings import Booking
from teamsched.distribution.log import Log
from tests.unit.distribution.life import at, booked, booking

ONE = booking("b-1", booked("ana", 1))
TWO = booking("b-2", booked("bo", 2))
ENDED = ONE.cancelled(at=at(5))


def test_a_view_looks_past_what_came_later() -> None:
    """Every number sees what was appended up to it."""
    log = Log([ONE])
    assert log.append(TWO, 0) == (log, 1)
    assert log.append(ENDED, 1) == (log, 2)
    assert [log.visible(number) for number in range(3)] == [[ONE], [ONE, TWO], [ENDED, TWO]]
    assert [log.find("b-1", number) for number in range(3)] == [ONE, ONE, ENDED]
    assert [log.find("b-2", number) for number in range(3)] == [None, TWO, TWO]


def test_a_view_of_a_customer_looks_past_what_came_later() -> None:
    """A booking counts for whoever is its customer in the revision that is seen."""
    kim, lee = attrs.evolve(ONE, customer="kim"), attrs.evolve(ENDED, customer="lee")
    log = Log([kim])
    log.append(attrs.evolve(TWO, customer="lee"), 0)
    log.append(lee, 1)
    assert [len(log.of_customer("kim", number)) for number in range(3)] == [1, 1, 0]
    assert [len(log.of_customer("lee", number)) for number in range(3)] == [0, 1, 2]
    assert log.of_customer("max", 2) == []


def test_a_number_is_claimed_once() -> None:
    """Whoever comes second goes on with a copy, of which the first knows nothing."""
    log = Log([ONE])
    log.append(TWO, 0)
    copy, number = log.append(ENDED, 0)
    assert copy is not log
    assert copy.visible(number) == [ENDED]
    assert log.visible(1) == [ONE, TWO]


def test_somebody_may_append_while_others_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A view is looked at as it was when the look began."""
    log, tips, find = Log([ONE, TWO]), count(), Log.find

    def find_and_append(self: Log, id: str, number: int) -> Booking | None:
        log.append(booking(f"after {id}", booked("cy", 9)), next(tips))
        return find(self, id, number)

    monkeypatch.setattr(Log, "find", find_and_append)
    assert log.visible(0) == [ONE, TWO]
