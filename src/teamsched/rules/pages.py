"""Master pages and their rules: which seats a booking of an event type has, and from where."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

import attrs

from teamsched.checks import collection, identifier, instance, is_id, whole
from teamsched.claims import NO_CLAIMS
from teamsched.condition_documents import condition_or_none
from teamsched.conditions import Condition, condition_on
from teamsched.constraints import (
    MAX_CONSTRAINTS,
    Constraint,
    constraint_from_dict,
    constraints_on,
)
from teamsched.documents import ROOT, Reader, each, members, reading
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.requests import Draw
from teamsched.zonekeys import key_of, zone_identity, zone_of

MAX_RULES = 1_000
"""Most rules of one page."""
MAX_ADDITIONAL = 200
"""Most seats of a rule, besides the primary one."""


def _target(field: str, value: object) -> Draw | str:
    if isinstance(value, Draw):
        return value
    if isinstance(value, str):
        return identifier(field, value)
    raise InvalidTypeError(field, expected="the id of a page or pool, or a Draw", got=value)


def _primary(value: object) -> Draw | str:
    return _target("primary", value)


def _additional(value: object) -> tuple[Draw | str, ...]:
    targets = collection("additional", value, "ids of pages or pools, or Draws")
    whole("additional", len(targets), low=0, high=MAX_ADDITIONAL)
    return tuple(_target("additional", target) for target in targets)


def _preferred(value: object) -> tuple[Draw | str, ...]:
    targets = collection("preferred", value, "ids of pages or pools, or Draws")
    whole("preferred", len(targets), low=0, high=MAX_ADDITIONAL)
    found = tuple(_target("preferred", target) for target in targets)
    for target in found:
        if isinstance(target, Draw) and (target.at_least is not None or target.claims != NO_CLAIMS):
            expected = "draws that need nobody: without claims, and without a number at least"
            raise InvalidValueError("preferred", expected=expected, got=target)
    return found


def _constraints(value: object) -> tuple[Constraint, ...]:
    return tuple(dict.fromkeys(collection("constraints", value, "constraints")))


@attrs.frozen(order=False)
class Rule:
    """Who provides an event type on a master page, on a condition or without.

        >>> from teamsched.conditions import answer
        >>> Rule("demo", "sales", additional=["room"], when=answer("country") == "DE").when
        (answer('country') == 'DE')

    Attributes:
        event_type: The id of the event type.
        primary: The page, the pool, or the draw from a pool that fills the primary seat.
        additional: Those that fill the further seats of a panel.
        when: A condition on the answers or the customer; left out, the rule always applies.
        preferred: Those that fill further seats where they can: with whoever is left once all
            other seats are filled. They rule no start out.
        constraints: What else has to be so of those who take part.

    Raises:
        InvalidValueError: A pool or a page stands in the rule twice.
        UnknownIdError: A constraint is about a seat that the rule does not have.
    """

    event_type: str = attrs.field(validator=is_id)
    primary: Draw | str = attrs.field(converter=_primary)
    additional: tuple[Draw | str, ...] = attrs.field(
        default=(), converter=_additional, kw_only=True
    )
    when: Condition | None = attrs.field(default=None, kw_only=True)
    preferred: tuple[Draw | str, ...] = attrs.field(default=(), converter=_preferred, kw_only=True)
    constraints: tuple[Constraint, ...] = attrs.field(
        default=(), converter=_constraints, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        if self.when is not None:
            condition_on(("answer", "customer"), "when", self.when)
        sources = [source_of(target) for target in self.targets]
        for source in sources:
            if sources.count(source) > 1:
                raise InvalidValueError(
                    "additional",
                    expected=f"{source!r} once in a rule; for two people of a pool "
                    f"Draw({source!r}, count=2)",
                    got=sources,
                )
        constraints_on(sources, self.constraints)

    @property
    def targets(self) -> tuple[Draw | str, ...]:
        """What fills the seats, the primary one first and those that are preferred last."""
        return (self.primary, *self.additional, *self.preferred)

    @property
    def asks_for(self) -> object:
        """Everything that it asks for, to be compared with what other rules do."""
        return self.primary, self.additional, self.preferred, self.constraints

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as plain data, without what is as usual.

        >>> Rule("demo", "sales", additional=["room"]).to_dict()
        {'event_type': 'demo', 'primary': 'sales', 'additional': ['room']}
        """
        additional = [_plain(target) for target in self.additional]
        preferred = [_plain(target) for target in self.preferred]
        constraints = [one.to_dict() for one in self.constraints]
        return {
            "event_type": self.event_type,
            "primary": _plain(self.primary),
            **({"additional": additional} if additional else {}),
            **({} if self.when is None else {"when": self.when.to_dict()}),
            **({"preferred": preferred} if preferred else {}),
            **({"constraints": constraints} if constraints else {}),
        }

    @classmethod
    def from_dict(cls, given: object, *, place: str = ROOT) -> "Rule":
        """Return the rule that plain data stands for.

        Args:
            given: What may be anything.
            place: Where it stands in a greater document, for the error.

        Raises:
            InvalidInputError: It is no rule; the field is the place of what is wrong.
        """
        optional = ("additional", "when", "preferred", "constraints")
        known = members(place, given, required=("event_type", "primary"), optional=optional)
        when = condition_or_none(known.get("when"), place=f"{place}.when")
        more = {
            name: each(f"{place}.{name}", known[name], read, most=most)
            for name, read, most in _LISTS
            if name in known
        }
        primary = _read_target(known["primary"], place=f"{place}.primary")
        with reading(place):
            return cls(known["event_type"], primary, when=when, **more)


def _plain(target: Draw | str) -> dict[str, Any] | str:
    return target.to_dict() if isinstance(target, Draw) else target


def _read_target(given: object, *, place: str) -> Draw | str:
    if isinstance(given, Mapping):
        return Draw.from_dict(given, place=place)
    return _target(place, given)


_LISTS: tuple[tuple[str, Reader[Any], int], ...] = (
    ("additional", _read_target, MAX_ADDITIONAL),
    ("preferred", _read_target, MAX_ADDITIONAL),
    ("constraints", constraint_from_dict, MAX_CONSTRAINTS),
)


def source_of(target: Draw | str) -> str:
    """Return the id of the page or pool that a target names."""
    return target.pool if isinstance(target, Draw) else target


def _rules(value: object) -> tuple[Rule, ...]:
    rules = collection("rules", value, "Rules")
    whole("rules", len(rules), low=0, high=MAX_RULES)
    return tuple(instance("rules", rule, Rule, "Rules") for rule in rules)


@attrs.frozen(order=False)
class MasterPage:
    """One page where customers book several event types with several people.

    The first rule of the event type whose condition holds applies. An event type may recur only
    after rules that carry a condition, since nothing comes after one that always applies.

    Attributes:
        id: Its id, unique among members, pages and pools.
        zone: The zone whose wall clock its starts follow, given by its key or as a tzinfo.
        rules: The rules, in order.

    Raises:
        UnknownZoneError: There is no such zone.
        InvalidValueError: A rule comes after an unconditional one of the same event type.
    """

    id: str = attrs.field(validator=is_id)
    zone: tzinfo = attrs.field(converter=zone_of, eq=zone_identity, kw_only=True)
    rules: tuple[Rule, ...] = attrs.field(converter=_rules, kw_only=True)

    def __attrs_post_init__(self) -> None:
        settled: set[str] = set()
        for number, rule in enumerate(self.rules):
            if rule.event_type in settled:
                raise InvalidValueError(
                    f"rules[{number}]",
                    expected=f"no rule for {rule.event_type!r} after one without a condition",
                    got=rule,
                )
            if rule.when is None:
                settled.add(rule.event_type)

    def to_dict(self) -> dict[str, Any]:
        """Return the page as plain data, fit for JSON.

        >>> MasterPage("demos", zone="Europe/Berlin", rules=[Rule("demo", "sales")]).to_dict()
        {'id': 'demos', 'zone': 'Europe/Berlin', 'rules': [{'event_type': 'demo', ...}]}

        Raises:
            InvalidValueError: Its zone has no key of the time zone database.
        """
        rules = [rule.to_dict() for rule in self.rules]
        return {"id": self.id, "zone": key_of(self.zone), "rules": rules}

    @classmethod
    def from_dict(cls, given: object, *, place: str = ROOT) -> "MasterPage":
        """Return the page that plain data stands for.

        Args:
            given: What may be anything.
            place: Where it stands in a greater document, for the error.

        Raises:
            InvalidInputError: It is no master page; the field is the place of what is wrong,
                such as ``$.rules[2].when.all[0].op``.
        """
        known = members(place, given, required=("id", "zone", "rules"))
        rules = each(f"{place}.rules", known["rules"], Rule.from_dict, most=MAX_RULES)
        with reading(place):
            return cls(known["id"], zone=known["zone"], rules=rules)
