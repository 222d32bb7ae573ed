"""What may be booked, who could take it, and why the rest may not: what a host is given."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from teamsched.bits import positions
from teamsched.errors import InvalidTypeError
from teamsched.instants import to_datetime, to_instant, to_micros
from teamsched.reasons import Explanation, Reason, distinct
from teamsched.team.assign import assign
from teamsched.team.assignment import Assignment, Refusal
from teamsched.team.brief import why_empty, why_no_fallback
from teamsched.team.choosing import asks_who, check_choice, chosen, why_not_chosen
from teamsched.team.explain import why_not
from teamsched.team.hosts import hosts_at
from teamsched.team.seating import Situation
from teamsched.team.slots import Slot, Slots

NEAREST = 3
"""How many slots a refusal names as the nearest ones."""


@attrs.frozen(eq=False, repr=False)
class Offer:
    """Everything that may be booked for one request, on one snapshot and one ledger.

    Offered is bookable: ``assign`` works on the very bits that ``slots`` are read from.

    A soft claim makes two situations of one request. The preferred one, in which whoever the
    customer belongs to has a place, holds where it can be booked, and elsewhere the plain one,
    which is what explains why a start is not offered.
    """

    _situation: Situation
    _preferred: Situation | None = None
    _preferred_bits: int = attrs.field(init=False)
    _bits: int = attrs.field(init=False)

    @_preferred_bits.default
    def _offered_preferred(self) -> int:
        return self._preferred.offered() if self._preferred is not None else 0

    @_bits.default
    def _offered_at_all(self) -> int:
        return self._situation.offered() | self._preferred_bits

    @property
    def slots(self) -> Slots:
        """Every slot that may be booked, in order, in the zone of the page."""
        return self._slots(self._situation.grid.select(self._bits))

    @property
    def withheld(self) -> Slots:
        """The slots that could be booked, but that the pools' methods keep back for fairness."""
        withheld = self._situation.withheld() & ~self._bits
        return self._slots(self._situation.grid.select(withheld))

    def _slots(self, starts: list[int]) -> Slots:
        duration = to_micros(self._situation.event_type.duration)
        return Slots(starts, duration=duration, zone=self._situation.zone)

    @property
    def relaxed(self) -> tuple[Reason, ...]:
        """What had to be relaxed, since nothing could be booked by the rule itself."""
        return self._situation.background.relaxed

    @property
    def ignored(self) -> tuple[Reason, ...]:
        """What of the request could not be done, and was left aside."""
        return self._situation.background.ignored

    @property
    def refusal(self) -> Refusal | None:
        """In brief why nothing at all may be booked, None if something may."""
        if self._bits:
            return None
        situation = self._situation
        reasons = situation.no_route.reasons if situation.no_route else why_empty(situation)
        reasons = (*reasons, *why_no_fallback(situation))
        return Refusal(reasons, zone=situation.zone)

    def who(self, start: Slot | datetime) -> tuple[str, ...]:
        """Return the pages that could fill the primary seat at a start, in the seat's order."""
        index = self._offered(start)
        if index is None:
            return ()
        return tuple(hosts_at(self._booked_at(index), index))

    def places(self, start: Slot | datetime, *, to: str | None = None) -> int:
        """Return how many bookings have room in the session that a start leads to, 0 if none.

        Args:
            start: A slot of this offer, or any aware datetime.
            to: The page that the customer has chosen, as for ``assign``.

        Raises:
            InvalidValueError: As for ``assign``.
        """
        found = self.assign(start, to=to)
        return found.places_left + 1 if isinstance(found, Assignment) else 0

    def free_counts(self) -> Mapping[datetime, int]:
        """Return for each start, in UTC, how many pages of the primary seat are free."""
        if not self._bits:
            return {}
        situation = self._situation
        counts = [plan.openings.counts() for plan in situation.primary]
        return {
            to_datetime(situation.grid.instants[index]): sum(some[index] for some in counts)
            for index in positions(self._bits)
        }

    def why_not(self, start: Slot | datetime) -> Explanation:
        """Return every reason why a start is not offered; no reason at all if it is.

        Each reason names a page and the interval or the setting behind it. Undoing exactly that
        removes the reason, undoing all of them makes the start offered.
        """
        situation, instant = self._situation, _instant(start)
        if situation.no_route is not None:
            return situation.no_route
        index = situation.grid.index(instant)
        if index is None:
            situation, index = situation.around(instant), 0
        elif self._bits >> index & 1:
            return Explanation(zone=situation.zone)
        return Explanation(why_not(situation, index), zone=situation.zone)

    @property
    def asks_who(self) -> bool:
        """Whether the customer chooses whom, of ``who`` is free at the time they have chosen."""
        return asks_who(self._situation)

    def assign(self, start: Slot | datetime, *, to: str | None = None) -> Assignment | Refusal:
        """Choose the people for a start, each seat by its own method; or say why nobody can be.

        Args:
            start: A slot of this offer, or any aware datetime.
            to: The page that the customer has chosen, where ``asks_who`` says that they do.

        Returns:
            An assignment, which is not yet a booking, or a refusal with all reasons.

        Raises:
            InvalidValueError: The customer has to choose and has not, or chose what can't be.
        """
        check_choice(self._situation, to)
        index = self._offered(start)
        if index is None:
            return self._refused(self.why_not(start).reasons, start, self._bits)
        if to is None:
            return assign(self._booked_at(index), index)
        narrowed = chosen(self._situation, to)
        offered = narrowed.offered()
        if offered >> index & 1:
            return assign(narrowed, index)
        return self._refused(why_not_chosen(self._situation, to, index), start, offered)

    def _refused(self, reasons: Iterable[Reason], start: Slot | datetime, bits: int) -> Refusal:
        """Return a refusal with the nearest of the starts that can be booked."""
        instant, starts = _instant(start), self._situation.grid.select(bits)
        after = bisect_left(starts, instant)
        around = starts[max(0, after - NEAREST) : after + NEAREST]
        nearest = sorted(sorted(around, key=lambda one: abs(one - instant))[:NEAREST])
        return Refusal(distinct(reasons), zone=self._situation.zone, nearest=self._slots(nearest))

    def _booked_at(self, index: int) -> Situation:
        """Return the situation in which the offered start of a number is booked."""
        if self._preferred is not None and self._preferred_bits >> index & 1:
            return self._preferred
        return self._situation

    def _offered(self, start: Slot | datetime) -> int | None:
        index = self._situation.grid.index(_instant(start))
        return index if index is not None and self._bits >> index & 1 else None

    def __repr__(self) -> str:
        count = self._bits.bit_count()
        return f"<Offer of {self._situation.event_type.id}: {count} slots>"


def _instant(start: Slot | datetime) -> int:
    if isinstance(start, Slot):
        return start.span.bounds[0]
    if not isinstance(start, datetime):
        raise InvalidTypeError("start", expected="a Slot or an aware datetime", got=start)
    return to_instant(start, "start")
