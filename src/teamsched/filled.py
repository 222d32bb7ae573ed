"""A seat of a booking, filled: who takes part, and in whose account that counts."""

import attrs

from teamsched.checks import is_a, is_id, is_optional_id
from teamsched.errors import InvalidValueError


@attrs.frozen(order=False)
class Filled:
    """One filled seat of a booking.

    Attributes:
        seat: The name of the seat.
        page: The page that fills it.
        member: The member behind the page; left out, the member of the same id.
        pool: The pool it was drawn from, None for a named page.
        account: The page in whose account it counts, which is another one while it is covered;
            left out, the page that fills it.
        optional: Whether they are invited only: their time is neither asked for nor taken.
        counted: Whether it counts in an account at all, whoever fills it now or later; what is
            optional never does.
    """

    seat: str = attrs.field(validator=is_id)
    page: str = attrs.field(validator=is_id)
    member: str = attrs.field(
        default=attrs.Factory(lambda self: self.page, takes_self=True),
        validator=is_id,
        kw_only=True,
    )
    pool: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)
    account: str = attrs.field(
        default=attrs.Factory(lambda self: self.page, takes_self=True),
        validator=is_id,
        kw_only=True,
    )
    optional: bool = attrs.field(default=False, validator=is_a(bool, "a bool"), kw_only=True)
    counted: bool = attrs.field(
        default=attrs.Factory(lambda self: not self.optional, takes_self=True),
        validator=is_a(bool, "a bool"),
        kw_only=True,
    )

    def __attrs_post_init__(self) -> None:
        if self.optional and self.counted:
            expected = "False for an optional seat"
            raise InvalidValueError("counted", expected=expected, got=self.counted)
