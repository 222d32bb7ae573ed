"""Master pages and their rules: which seats a booking of an event type has, and from where."""

from datetime import tzinfo
from itertools import chain
from typing import Any

import attrs

from teamsched.checks import collection, distinct_ids, instance, is_a, is_id, whole
from teamsched.claims import NO_CLAIMS
from teamsched.condition_documents import condition_or_none
from teamsched.conditions import Condition, condition_on
from teamsched.constraints import (
    MAX_CONSTRAINTS,
    Constraint,
    constraint_from_dict,
    constraints_on,
)
from teamsched.documents import ROOT, Reader, each, members, read_id, reading
from teamsched.errors import InvalidValueError
from teamsched.requests import Draw
from teamsched.rules.fallbacks import MAX_FALLBACKS, Fallback
from teamsched.rules.scenario_documents import scenario_from_dict
from teamsched.rules.scenarios import PageScenario
from teamsched.targets import (
    MAX_ADDITIONAL,
    Target,
    plain_target,
    read_target,
    source_of,
    target,
    targets,
)
from teamsched.zonekeys import key_of, zone_identity, zone_of

MAX_RULES = 1_000
"""Most rules of one page."""
MAX_OPTIONAL = 200
"""Most people whom a rule invites, besides those whom it needs."""


def _primary(value: object) -> Target:
    return target("primary", value)


def _additional(value: object) -> tuple[Target, ...]:
    return targets("additional", value)


def _preferred(value: object) -> tuple[Target, ...]:
    found = targets("preferred", value)
    for one in found:
        if isinstance(one, Draw) and (one.at_least is not None or one.claims != NO_CLAIMS):
            expected = "draws that need nobody: without claims, and without a number at least"
            raise InvalidValueError("preferred", expected=expected, got=one)
    return found


def _constraints(value: object) -> tuple[Constraint, ...]:
    return tuple(dict.fromkeys(collection("constraints", value, "constraints")))


def _optional(value: object) -> tuple[str, ...]:
    pages = distinct_ids("optional", value)
    whole("optional", len(pages), low=0, high=MAX_OPTIONAL)
    return pages


def _otherwise(value: object) -> tuple[Fallback, ...]:
    rungs = collection("otherwise", value, "Fallbacks")
    whole("otherwise", len(rungs), low=0, high=MAX_FALLBACKS)
    return tuple(instance("otherwise", one, Fallback, "Fallbacks") for one in rungs)


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
        when: A condition on the answers, the customer or the time of asking; left out, the rule
            always applies.
        optional: The pages of further people who are invited: whether they have time is not asked,
            and the booking takes none of it.
        otherwise: What is asked for instead when nothing can be booked, in order.
        preferred: Those that fill further seats where they can: with whoever is left once all
            other seats are filled. They rule no start out, and are so by a fallback too.
        constraints: What else has to be so of those who take part, by a fallback too.

    Raises:
        InvalidValueError: A pool or a page stands in the rule twice.
        UnknownIdError: A constraint is about a seat that the rule, or a fallback, does not have.
    """

    event_type: str = attrs.field(validator=is_id)
    primary: Target = attrs.field(converter=_primary)
    additional: tuple[Target, ...] = attrs.field(default=(), converter=_additional, kw_only=True)
    when: Condition | None = attrs.field(default=None, kw_only=True)
    optional: tuple[str, ...] = attrs.field(default=(), converter=_optional, kw_only=True)
    otherwise: tuple[Fallback, ...] = attrs.field(default=(), converter=_otherwise, kw_only=True)
    preferred: tuple[Target, ...] = attrs.field(default=(), converter=_preferred, kw_only=True)
    constraints: tuple[Constraint, ...] = attrs.field(
        default=(), converter=_constraints, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        if self.when is not None:
            condition_on(("answer", "customer", "asked"), "when", self.when)
        constraints_on(_once("additional", self.targets), self.constraints)
        for number, rung in enumerate(self.otherwise):
            field = f"otherwise[{number}]"
            constraints_on(_once(field, self.targets_by(rung)), self.constraints, field=field)

    @property
    def targets(self) -> tuple[Target, ...]:
        """What fills the seats, the primary one first and those that are preferred last."""
        return (self.primary, *self.additional, *self.preferred)

    def targets_by(self, rung: Fallback) -> tuple[Target, ...]:
        """Return what fills the seats by a fallback; what is preferred stays as it is."""
        return (*rung.targets((self.primary, *self.additional)), *self.preferred)

    @property
    def all_targets(self) -> tuple[Target, ...]:
        """What fills the seats, of the rule or of any of its fallbacks."""
        ways = [self.targets, *map(self.targets_by, self.otherwise)]
        return tuple(dict.fromkeys(chain.from_iterable(ways)))

    @property
    def leads_to(self) -> object:
        """What the rule comes to, apart from its condition: equal where rules lead to the same."""
        needed = self.primary, self.additional
        return needed, self.optional, self.otherwise, self.preferred, self.constraints

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as plain data, without what is as usual.

        >>> Rule("demo", "sales", additional=["room"]).to_dict()
        {'event_type': 'demo', 'primary': 'sales', 'additional': ['room']}
        """
        additional = [plain_target(one) for one in self.additional]
        otherwise = [rung.to_dict() for rung in self.otherwise]
        preferred = [plain_target(one) for one in self.preferred]
        constraints = [one.to_dict() for one in self.constraints]
        return {
            "event_type": self.event_type,
            "primary": plain_target(self.primary),
            **({"additional": additional} if additional else {}),
            **({} if self.when is None else {"when": self.when.to_dict()}),
            **({"optional": list(self.optional)} if self.optional else {}),
            **({"otherwise": otherwise} if otherwise else {}),
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
        optional = ("when", *(name for name, _, _ in _LISTS))
        known = members(place, given, required=("event_type", "primary"), optional=optional)
        when = condition_or_none(known.get("when"), place=f"{place}.when")
        more = {
            name: each(f"{place}.{name}", known[name], read, most=most)
            for name, read, most in _LISTS
            if name in known
        }
        primary = read_target(known["primary"], place=f"{place}.primary")
        with reading(place):
            return cls(known["event_type"], primary, when=when, **more)


_LISTS: tuple[tuple[str, Reader[Any], int], ...] = (
    ("additional", read_target, MAX_ADDITIONAL),
    ("optional", read_id, MAX_OPTIONAL),
    ("otherwise", Fallback.from_dict, MAX_FALLBACKS),
    ("preferred", read_target, MAX_ADDITIONAL),
    ("constraints", constraint_from_dict, MAX_CONSTRAINTS),
)


def _once(field: str, some: tuple[Target, ...]) -> list[str]:
    """Return the names of the seats that some targets fill, each of which has to be there once."""
    sources = [source_of(one) for one in some]
    for source in sources:
        if sources.count(source) > 1:
            raise InvalidValueError(
                field,
                expected=f"{source!r} once in a rule; for two people of a pool "
                f"Draw({source!r}, count=2)",
                got=sources,
            )
    return sources


def _rules(value: object) -> tuple[Rule, ...]:
    rules = collection("rules", value, "Rules")
    whole("rules", len(rules), low=0, high=MAX_RULES)
    return tuple(instance("rules", rule, Rule, "Rules") for rule in rules)


@attrs.frozen(order=False)
class DynamicRules:
    """Each event type is provided by whomever the rules of the page name, whatever these offer.

    The first rule of the event type whose condition holds applies. An event type may recur only
    after rules that carry a condition, since nothing comes after one that always applies.

    Attributes:
        rules: The rules, in order.

    Raises:
        InvalidValueError: A rule comes after an unconditional one of the same event type.
    """

    rules: tuple[Rule, ...] = attrs.field(converter=_rules)

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


def _scenario(value: object) -> DynamicRules | PageScenario:
    if isinstance(value, DynamicRules | PageScenario):
        return value
    return DynamicRules(value)  # which refuses what is no list of rules


@attrs.frozen(order=False)
class MasterPage:
    """One page where customers book several event types with several people.

        >>> from teamsched.rules import EventTypesFirst
        >>> MasterPage("sales", zone="UTC", rules=[Rule("demo", "sales-pool")]).rules[0].event_type
        'demo'
        >>> MasterPage("sales", zone="UTC", rules=EventTypesFirst(["ana", "bo"])).scenario.pages
        ('ana', 'bo')

    Its scenario is part of what it is: whoever wants another one makes another page.

    Attributes:
        id: Its id, unique among members, pages and pools.
        zone: The zone whose wall clock its starts follow, given by its key or as a tzinfo.
        scenario: Who provides what, and what the customer chooses, given as ``rules``: rules
            are :class:`DynamicRules`, and in place of them there may be :class:`StaticRules`,
            :class:`EventTypesFirst`, :class:`BookingPagesFirst` or :class:`BookingPagesOnly`.
        enabled: Whether it takes bookings at present.

    Raises:
        UnknownZoneError: There is no such zone.
    """

    id: str = attrs.field(validator=is_id)
    zone: tzinfo = attrs.field(converter=zone_of, eq=zone_identity, kw_only=True)
    scenario: DynamicRules | PageScenario = attrs.field(
        converter=_scenario, alias="rules", kw_only=True
    )
    enabled: bool = attrs.field(default=True, validator=is_a(bool, "True or False"), kw_only=True)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, in order; none where the scenario is not of rules."""
        return self.scenario.rules if isinstance(self.scenario, DynamicRules) else ()

    def to_dict(self) -> dict[str, Any]:
        """Return the page as plain data, fit for JSON.

        >>> MasterPage("demos", zone="Europe/Berlin", rules=[Rule("demo", "sales")]).to_dict()
        {'id': 'demos', 'zone': 'Europe/Berlin', 'rules': [{'event_type': 'demo', ...}]}

        Raises:
            InvalidValueError: Its zone has no key of the time zone database.
        """
        rules: Any = [rule.to_dict() for rule in self.rules]
        if isinstance(self.scenario, PageScenario):
            rules = self.scenario.to_dict()
        return {
            "id": self.id,
            "zone": key_of(self.zone),
            "rules": rules,
            **({} if self.enabled else {"enabled": False}),
        }

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
        known = members(place, given, required=("id", "zone", "rules"), optional=("enabled",))
        rules: Any = known["rules"]
        if isinstance(rules, list | tuple):
            rules = each(f"{place}.rules", rules, Rule.from_dict, most=MAX_RULES)
        else:
            rules = scenario_from_dict(rules, place=f"{place}.rules")
        with reading(place):
            return cls(
                known["id"], zone=known["zone"], rules=rules, enabled=known.get("enabled", True)
            )
