"""Where a request leads, as values: to seats that are to be filled, or nowhere, and why."""

import attrs

from teamsched.constraints import Constraint
from teamsched.reasons import Explanation
from teamsched.requests import Seat
from teamsched.rules.fallbacks import Fallback
from teamsched.targets import Target


@attrs.frozen(order=False)
class Route:
    """Where a request leads: seats with concrete page ids, no conditions left in them.

    Attributes:
        rule: The number of the rule that applied, None if no rule was needed.
        seats: The seats to be filled, the primary one first.
        targets: What fills these seats, as the rule names it; nothing where no rule was needed.
        optional: The pages of people who are invited besides.
        constraints: What else has to be so of those who take part, by a fallback too.
        ladder: What to ask for instead when nothing can be booked, in order.
    """

    rule: int | None
    seats: tuple[Seat, ...]
    targets: tuple[Target, ...] = attrs.field(default=(), kw_only=True)
    optional: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    constraints: tuple[Constraint, ...] = attrs.field(default=(), kw_only=True)
    ladder: "tuple[Rung, ...]" = attrs.field(default=(), kw_only=True)


@attrs.frozen(order=False)
class Rung:
    """A fallback of the rule that applied, as far as rules go: they don't know who has time.

    Attributes:
        fallback: What it changes.
        targets: What fills the seats, as the rule or the fallback names it.
        seats: The seats to be filled, the primary one first.
    """

    fallback: Fallback
    targets: tuple[Target, ...]
    seats: tuple[Seat, ...]


@attrs.frozen(repr=False)
class NoRoute(Explanation):
    """Nothing on the page is for the request, and why: each rule, or what the page offers."""
