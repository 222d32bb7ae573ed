"""Travel: dates on which somebody lives by the clocks of another zone."""

from collections.abc import Iterable
from datetime import date, tzinfo
from itertools import pairwise
from operator import attrgetter

import attrs

from teamsched.availability.zones import dates_within
from teamsched.checks import collection, instance, whole
from teamsched.errors import InvalidValueError
from teamsched.horizons import DateRange
from teamsched.intervals import Interval, IntervalSet
from teamsched.zonekeys import zone_identity, zone_of

MAX_TRAVELS = 1_000
"""Most travels of one schedule."""


@attrs.frozen(order=False)
class Travel:
    """Some dates in another zone, whose clocks hours follow then.

    Attributes:
        first: The first date, as the clocks there show it.
        last: The last date, included.
        zone: The zone travelled to: a key of the time zone database or a tzinfo.
    """

    first: date
    last: date
    zone: tzinfo = attrs.field(converter=zone_of, eq=zone_identity)

    def __attrs_post_init__(self) -> None:
        DateRange(self.first, self.last)  # what it asks of its dates

    def during(self, window: Interval) -> IntervalSet:
        """Return when, within a window, the clocks there show one of the dates."""
        return dates_within(window, self.first, self.last, zone=self.zone)


def travels(value: Iterable[Travel]) -> tuple[Travel, ...]:
    """Return some travels in order, checked: none begins before another is over."""
    items = collection("travel", value, "Travels")
    whole("travel", len(items), low=0, high=MAX_TRAVELS)
    checked = [instance("travel", item, Travel, "Travels") for item in items]
    ordered = sorted(checked, key=attrgetter("first"))
    for one, other in pairwise(ordered):
        if other.first <= one.last:
            expected = f"every date in one travel only, and {one.last} is in one already"
            raise InvalidValueError("travel", expected=expected, got=other)
    return tuple(ordered)
