"""Constraints as they are for a team: the people whom each counts."""

from collections.abc import Container, Iterable, Mapping, Sequence

import attrs

from teamsched.conditions import Condition, Facts
from teamsched.constraints import Constraint
from teamsched.errors import UnknownIdError
from teamsched.filled import Filled
from teamsched.panels import Bound


@attrs.frozen(order=False)
class Limit:
    """A constraint, and whom it counts.

    Attributes:
        constraint: The constraint.
        people: The ids of the members it is about.
    """

    constraint: Constraint
    people: frozenset[str]

    def bound(self, seats: Sequence[str]) -> Bound:
        """Return how many of them may take part, where the seats have some names."""
        named = self.constraint.seats
        numbers = frozenset(number for number, name in enumerate(seats) if name in named)
        return Bound(self.people, *self.constraint.limits, numbers if named else None)

    def kept_by(self, seated: Iterable[Filled], *, preferred: Container[str]) -> bool:
        """Tell whether it is kept by people who have seats, and without those only preferred."""
        named = self.constraint.seats
        counted = [
            one.seat
            for one in seated
            if one.member in self.people and (not named or one.seat in named)
        ]
        low, high = self.constraint.limits
        enough = sum(seat not in preferred for seat in counted) >= low
        return enough and (high is None or len(counted) <= high)


def limits_of(
    constraints: Iterable[Constraint],
    *,
    attributes: Mapping[str, Facts],
    members: Mapping[str, str],
) -> tuple[Limit, ...]:
    """Return some constraints with the people whom they count; who is no longer there is nobody.

    Args:
        constraints: The constraints.
        attributes: The attributes of the member behind each page.
        members: The member behind each page.
    """
    return tuple(Limit(one, _people(one, attributes, members)) for one in constraints)


def _people(
    constraint: Constraint, attributes: Mapping[str, Facts], members: Mapping[str, str]
) -> frozenset[str]:
    if isinstance(constraint.of, Condition):
        holds = constraint.of.holds
        return frozenset(members[page] for page, facts in attributes.items() if holds(facts))
    return frozenset(members[page] for page in constraint.of if page in members)


def check_people(constraints: Iterable[Constraint], members: Mapping[str, str]) -> None:
    """Require that whoever constraints name is there.

    Raises:
        UnknownIdError: Somebody is not.
    """
    for constraint in constraints:
        for page in () if isinstance(constraint.of, Condition) else constraint.of:
            if page not in members:
                raise UnknownIdError("constraints", expected="people of this team", got=page)
