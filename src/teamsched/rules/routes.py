"""Where a request leads, as values: to seats that are to be filled, or nowhere, and why."""

import attrs

from teamsched.reasons import Explanation
from teamsched.requests import Seat


@attrs.frozen(order=False)
class Route:
    """Where a request leads: seats with concrete page ids, no conditions left in them.

    Attributes:
        rule: The number of the rule that applied, None if no rule was needed.
        seats: The seats to be filled, the primary one first.
    """

    rule: int | None
    seats: tuple[Seat, ...]


@attrs.frozen(repr=False)
class NoRoute(Explanation):
    """Nothing on the page is for the request, and why: each rule, or what the page offers."""
