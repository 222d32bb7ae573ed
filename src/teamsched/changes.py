"""Until when customers may change what they have booked: by whatever the host promised them."""

from datetime import datetime, timedelta
from typing import Literal, get_args

import attrs

from teamsched.checks import one_of
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.instants import to_datetime, to_instant, to_micros
from teamsched.intervals import Interval
from teamsched.reasons import Explanation, Reason

Until = timedelta | Literal["any_time", "never"]
Change = Literal["cancel", "reschedule"]
AskedFor = Literal["mandatory", "optional", "not_asked"]


def _is_until(_: object, attribute: "attrs.Attribute[Until]", value: object) -> None:
    if isinstance(value, timedelta):
        if value < timedelta(0):
            expected = "a timedelta of zero or more"
            raise InvalidValueError(attribute.name, expected=expected, got=value)
    elif not isinstance(value, str):
        expected = "a timedelta, 'any_time' or 'never'"
        raise InvalidTypeError(attribute.name, expected=expected, got=value)
    else:
        one_of(attribute.name, value, ("any_time", "never"))


@attrs.frozen(order=False)
class ChangePolicy:
    """Until when customers may cancel and reschedule what they have booked.

        >>> policy = ChangePolicy(cancel=timedelta(hours=24), reschedule="never")
        >>> hour = Interval.parse("2026-03-04T09:00Z/10:00")
        >>> policy.why_not("cancel", hour, at=datetime.fromisoformat("2026-03-03T09:00Z"))
        <Explanation 0 reasons: none>
        >>> print(policy.why_not("reschedule", hour, at=hour.start).explain())
        customers may not reschedule it at all

    Hosts are never bound by it.

    Attributes:
        cancel: "any_time" before it starts, until so long before its start, or "never".
        reschedule: The same, for another time.
        reason: Whether customers have to say why: for you to ask, no verb looks at it.
    """

    cancel: Until = attrs.field(default="any_time", validator=_is_until, kw_only=True)
    reschedule: Until = attrs.field(default="any_time", validator=_is_until, kw_only=True)
    reason: AskedFor = attrs.field(default="optional", kw_only=True)

    def __attrs_post_init__(self) -> None:
        one_of("reason", self.reason, get_args(AskedFor))

    def why_not(self, change: Change, span: Interval, *, at: datetime) -> Explanation:
        """Return why a customer may not change a booking at some time, nothing if they may.

        Args:
            change: What they want.
            span: When the booking takes place.
            at: When they want it changed.
        """
        until: Until = getattr(self, one_of("change", change, get_args(Change)))
        asked, start = to_instant(at, "at"), span.bounds[0]
        if until == "never":
            text, last = f"customers may not {change} it at all", None
        elif isinstance(until, timedelta):
            last = start - to_micros(until)
            text = f"customers may {change} it until {until} before it starts"
        else:
            last = start - 1
            text = f"customers may {change} it until it starts"
        if last is not None and asked <= last:
            return Explanation()
        params = {"change": change, "until": until if last is None else to_datetime(last)}
        return Explanation([Reason("change_policy", params=params, text=text)])
