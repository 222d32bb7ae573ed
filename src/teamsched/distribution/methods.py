"""What every distribution method can do, as laws."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import Protocol, runtime_checkable

from teamsched.distribution.lines import Line
from teamsched.distribution.ranking import Ranking
from teamsched.entries import Kind, Loss, Posting
from teamsched.errors import InvalidTypeError, UnknownIdError
from teamsched.reasons import Reason


@runtime_checkable
class DistributionMethod(Protocol):
    """How a pool hands out bookings.

    A method holds its options and nothing else: what it goes by is in the line. It is asked twice,
    before the customer picks a time and after. A subclass has to bring :meth:`rank` and
    :meth:`charge`; as it stands, the rest shows everybody and leaves newcomers at zero.

    Laws:
        1. ``shows`` gives members of the line only, none of them more than its own bits, and none
           that is seated. ``hides`` has a reason for exactly the others that are in the line,
           among the pages that may be drawn and not seated.
        2. Being passed over costs nothing: a page that has another seat, that no rule lets be drawn
           or that isn't free keeps its place.
        3. ``rank`` orders exactly those of the free ones who are in the line, and has a reason for
           each.
        4. ``charge`` posts to the pool of the line only. Exactly one posting has a ``received``,
           which is 1, and is for the chosen page. None removes anything.
        5. The same line, options and arguments give the same results; the order of ``starts`` and
           of ``free`` means nothing, the order of the line's members does.
    """

    __slots__ = ()

    @property
    def gives_back(self) -> frozenset[Loss]:
        """Which losses of a booking give back what it was charged."""
        return frozenset()

    @property
    def looks_ahead(self) -> bool:
        """Whether who is shown depends on when they are free: then whole pages are, or are not."""
        return False

    @property
    def yields(self) -> bool:
        """Whether everybody is shown after all where nothing would be left to book."""
        return False

    def shows(
        self,
        line: Line,
        starts: Mapping[str, int],
        *,
        count: int = 1,  # noqa: ARG002 (it narrows nothing)
        seated: frozenset[str] = frozenset(),
    ) -> Mapping[str, int]:
        """Return what customers may see of each page, before they pick a start.

        Args:
            line: The pool as it stands.
            starts: What each page that may be drawn can take, as bits; a page that can take
                nothing still has its place here, one that a rule leaves out has none.
            count: How many distinct pages are to be drawn.
            seated: Who has another seat of the same booking.

        Returns:
            A mapping that is not to be changed: where nobody is left out, it is *starts* itself.
        """
        pages = [member.page for member in line.members]
        if not seated and pages == list(starts):
            return starts
        return {page: starts[page] for page in pages if page in starts and page not in seated}

    def hides(
        self,
        line: Line,  # noqa: ARG002 (it hides nobody)
        starts: Mapping[str, int],  # noqa: ARG002
        *,
        count: int = 1,  # noqa: ARG002
        seated: frozenset[str] = frozenset(),  # noqa: ARG002
    ) -> Mapping[str, Reason]:
        """Return why :meth:`shows` leaves out whom it leaves out."""
        return {}

    @abstractmethod
    def rank(self, line: Line, free: Collection[str], *, tie: bytes) -> Ranking:
        """Return who should get the booking, of those who are free at the start that was picked.

        Args:
            line: The pool as it stands.
            free: Who could take it.
            tie: What settles what would be left to chance; the same bytes settle it alike.
        """

    @abstractmethod
    def charge(self, line: Line, free: Collection[str], chosen: str) -> tuple[Posting, ...]:
        """Return what the booking costs whom, if *chosen* of those who are free gets it.

        *chosen* need not be the first in the ranking: a customer may have asked for them.

        Raises:
            UnknownIdError: The chosen page is not a free one in the line.
        """

    def level(
        self,
        line: Line,  # noqa: ARG002 (everybody stays where they are)
        page: str,  # noqa: ARG002
        kind: Kind,  # noqa: ARG002
    ) -> int:
        """Return the units that level a page with the line as it joins or resumes."""
        return 0


def receipt(line: Line, free: Collection[str], chosen: str, *, price: int) -> Posting:
    """Return the posting of whoever gets a booking, and pays so many units for it."""
    if chosen not in free or all(member.page != chosen for member in line.members):
        raise UnknownIdError("chosen", expected="a free page of the line", got=chosen)
    return Posting(line.pool, chosen, received=1, units=-price)


def a_method(field: str, value: object) -> DistributionMethod:
    """Return *value* if it is a distribution method, and not the class of one."""
    if isinstance(value, type) or not isinstance(value, DistributionMethod):
        raise InvalidTypeError(
            field, expected="a distribution method, such as RoundRobin()", got=value
        )
    return value
