"""Claims: who a customer belongs to, and how much that counts."""

from typing import Any, Literal, get_args

import attrs

from teamsched.checks import is_a, one_of
from teamsched.documents import ROOT, members, reading

Stickiness = Literal["no", "soft", "hard"]


@attrs.frozen(order=False)
class Claims:
    """What a pool's page makes of a customer who belongs to somebody.

    A claim is of somebody who can be drawn: who is in line, and whom rules and filters leave. It
    takes one place of the booking, in the first seat that can give them; where several people are
    drawn, the others are as ever. Who sits in the booking anyway needs no other seat.

    A *hard* claim offers what can be booked with them, and nothing else: if they have no time,
    there is none. A *soft* one takes no time away: they get the booking where it can be booked with
    them, and elsewhere it is as if nobody had a claim.
    The owner's claim comes before that of whoever the customer was with last time.

    Attributes:
        owner: Of the first in the request's ``owners`` who can be drawn.
        returning: Of whoever the customer last booked with, of those who can be drawn.
        counted: Whether a booking by claim counts in the pool: it takes a turn, and is paid for as
            if the method had chosen them of all who were free. One that doesn't leaves no trace in
            the pool, whatever becomes of it.
    """

    owner: Stickiness = attrs.field(default="no", kw_only=True)
    returning: Stickiness = attrs.field(default="no", kw_only=True)
    counted: bool = attrs.field(default=True, validator=is_a(bool, "True or False"), kw_only=True)

    def __attrs_post_init__(self) -> None:
        one_of("owner", self.owner, get_args(Stickiness))
        one_of("returning", self.returning, get_args(Stickiness))

    def to_dict(self) -> dict[str, Any]:
        """Return the claims as plain data.

        >>> Claims(owner="soft").to_dict()
        {'owner': 'soft', 'returning': 'no', 'counted': True}
        """
        return attrs.asdict(self)

    @classmethod
    def from_dict(cls, given: object, *, place: str = ROOT) -> "Claims":
        """Return the claims that plain data stands for; what is left out is as without it.

        Args:
            given: What may be anything.
            place: Where it stands in a greater document, for the error.
        """
        names = ("owner", "returning", "counted")
        with reading(place):
            return cls(**members(place, given, required=(), optional=names))


NO_CLAIMS = Claims()
"""Nobody belongs to anybody."""
