"""The route that a booking was made by: kept with it, so that changes can stay inside it."""

from collections.abc import Mapping
from typing import Any

import attrs

from teamsched.checks import collection, distinct_ids, whole
from teamsched.conditions import Value
from teamsched.constraints import (
    MAX_CONSTRAINTS,
    Constraint,
    constraint_from_dict,
    constraints_on,
)
from teamsched.documents import ROOT, each, members, reading
from teamsched.requests import as_filters
from teamsched.targets import (
    MAX_ADDITIONAL,
    Target,
    plain_target,
    read_target,
    source_of,
    targets,
)

MAX_TARGETS = 1 + 2 * MAX_ADDITIONAL
"""Most seats of a route: the primary one, the additional and the preferred ones of a rule."""


def _constraints(value: object) -> tuple[Constraint, ...]:
    return collection("constraints", value, "constraints")


def _tags(value: object) -> tuple[str, ...]:
    return distinct_ids("tags", value)


def _targets(value: object) -> tuple[Target, ...]:
    return targets("targets", value, most=MAX_TARGETS)


@attrs.frozen(order=False)
class BookedRoute:
    """By which rule a booking was made, and what the rule and the customer asked for.

    It names pools and conditions, not the people of that day: who is inside the route is asked
    anew, of ``Team.within_route``.

    Attributes:
        rule: The number of the rule; None where no rule was needed.
        targets: What fills each seat, as declared, the primary one first.
        filters: What the customer filtered by.
        fallback: Which of the rule's fallbacks it was; None for the rule itself.
        constraints: What else has to be so of those who take part.
        tags: Any of which the customer wanted a booking page to have, where there are tags.
    """

    rule: int | None
    targets: tuple[Target, ...] = attrs.field(converter=_targets)
    filters: Mapping[str, tuple[Value, ...]] = attrs.field(
        factory=dict, converter=as_filters, kw_only=True
    )
    fallback: int | None = attrs.field(default=None, kw_only=True)
    constraints: tuple[Constraint, ...] = attrs.field(
        default=(), converter=_constraints, kw_only=True
    )
    tags: tuple[str, ...] = attrs.field(default=(), converter=_tags, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for field, number in (("rule", self.rule), ("fallback", self.fallback)):
            if number is not None:
                whole(field, number, low=0)
        constraints_on(map(source_of, self.targets), self.constraints)

    def target_of(self, seat: str) -> Target | None:
        """Return what fills the seat of a name; None if the route has no such seat."""
        return next((one for one in self.targets if source_of(one) == seat), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the route as plain data, fit for JSON.

        >>> BookedRoute(2, ["sales"], filters={"langs": ["de"]}).to_dict()
        {'rule': 2, 'targets': ['sales'], 'filters': {'langs': ['de']}, 'fallback': None, ...}
        """
        return {
            "rule": self.rule,
            "targets": [plain_target(one) for one in self.targets],
            "filters": {
                name: [list(one) if isinstance(one, tuple) else one for one in values]
                for name, values in self.filters.items()
            },
            "fallback": self.fallback,
            "constraints": [one.to_dict() for one in self.constraints],
            "tags": list(self.tags),
        }

    @classmethod
    def from_dict(cls, given: object, *, place: str = ROOT) -> "BookedRoute":
        """Return the route that plain data stands for.

        Args:
            given: What may be anything.
            place: Where it stands in a greater document, for the error.

        Raises:
            InvalidInputError: It is no route; the field is the place of what is wrong.
        """
        known = members(
            place,
            given,
            required=("rule", "targets"),
            optional=("filters", "fallback", "constraints", "tags"),
        )
        named = each(f"{place}.targets", known["targets"], read_target, most=MAX_TARGETS)
        constraints = each(
            f"{place}.constraints",
            known.get("constraints", []),
            constraint_from_dict,
            most=MAX_CONSTRAINTS,
        )
        with reading(place):
            return cls(
                known["rule"],
                named,
                filters=known.get("filters", {}),
                fallback=known.get("fallback"),
                constraints=constraints,
                tags=known.get("tags", ()),
            )
