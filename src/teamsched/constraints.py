"""Constraints on who takes part together: at least, at most so many of some, or these apart."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, get_args

import attrs

from teamsched.checks import collection, distinct_ids, whole
from teamsched.condition_documents import closed, condition_from_dict
from teamsched.conditions import Condition, condition_on
from teamsched.documents import ROOT, items, members, reading
from teamsched.errors import InvalidTypeError, InvalidValueError, UnknownIdError

MAX_CONSTRAINTS = 100
"""Most constraints of one rule."""
MAX_CONSTRAINED = 1_000
"""Most people whom one constraint names, and most seats in which it counts them."""
MAX_NUMBER = 1_000
"""Most people whom a constraint asks for."""

Whom: TypeAlias = Condition | tuple[str, ...]


def _whom(value: object) -> Whom:
    if isinstance(value, Condition):
        return condition_on("attribute", "of", value)
    ids = distinct_ids("of", value)
    whole("of", len(ids), low=1, high=MAX_CONSTRAINED)
    return ids


def _seats(value: object) -> tuple[str, ...]:
    seats = distinct_ids("seats", value)
    whole("seats", len(seats), low=0, high=MAX_CONSTRAINED)
    return seats


def _called(of: Whom, joined: str) -> str:
    return f"those with {of}" if isinstance(of, Condition) else f" {joined} ".join(of)


@attrs.frozen(order=False)
class AtLeast:
    """At least so many of some people have to take part.

        >>> from teamsched import attribute
        >>> print(AtLeast(1, attribute("senior") == True))
        at least 1 of those with senior == True has to be there

    Whoever has to be there counts, and not who is there by preference only.

    Attributes:
        count: How many.
        of: Of whom: a condition on attributes, or ids of members or of their pages.
        seats: The seats in which they are counted, by the pool or the page that fills each; none
            are all of them.
    """

    count: int
    of: Whom = attrs.field(converter=_whom)
    seats: tuple[str, ...] = attrs.field(default=(), converter=_seats, kw_only=True)

    def __attrs_post_init__(self) -> None:
        whole("count", self.count, low=1, high=MAX_NUMBER)

    @property
    def limits(self) -> tuple[int, int | None]:
        """The least and the most that may be there, None for any number."""
        return self.count, None

    def to_dict(self) -> dict[str, Any]:
        """Return the constraint as plain data.

        >>> AtLeast(1, ["ana", "bo"]).to_dict()
        {'at_least': 1, 'of': ['ana', 'bo']}
        """
        return {"at_least": self.count, **_plain(self.of, self.seats)}

    def __str__(self) -> str:
        verb = "has" if self.count == 1 else "have"
        return f"at least {self.count} of {_called(self.of, 'or')} {verb} to be there"


@attrs.frozen(order=False)
class AtMost:
    """At most so many of some people may take part.

        >>> from teamsched import attribute
        >>> print(AtMost(2, attribute("department") == "sales"))
        at most 2 of those with department == 'sales' may be there

    Attributes:
        count: How many.
        of: Of whom: a condition on attributes, or ids of members or of their pages.
        seats: The seats in which they are counted, by the pool or the page that fills each; none
            are all of them.
    """

    count: int
    of: Whom = attrs.field(converter=_whom)
    seats: tuple[str, ...] = attrs.field(default=(), converter=_seats, kw_only=True)

    def __attrs_post_init__(self) -> None:
        whole("count", self.count, low=0, high=MAX_NUMBER)

    @property
    def limits(self) -> tuple[int, int | None]:
        """The least and the most that may be there, None for any number."""
        return 0, self.count

    def to_dict(self) -> dict[str, Any]:
        """Return the constraint as plain data.

        >>> AtMost(1, ["ana", "bo"], seats=["sales"]).to_dict()
        {'at_most': 1, 'of': ['ana', 'bo'], 'seats': ['sales']}
        """
        return {"at_most": self.count, **_plain(self.of, self.seats)}

    def __str__(self) -> str:
        return f"at most {self.count} of {_called(self.of, 'and')} may be there"


@attrs.frozen(order=False, init=False)
class Apart:
    """No two of some people may take part together.

        >>> print(Apart("ana", "bo"))
        ana and bo are kept apart

    Attributes:
        of: The ids of these people, or of pages of theirs.
    """

    of: tuple[str, ...]

    def __init__(self, *of: str) -> None:
        whole("of", len(of), low=2, high=MAX_CONSTRAINED)
        people = distinct_ids("of", of)
        if len(people) < len(of):
            raise InvalidValueError("of", expected="different people", got=of)
        self.__attrs_init__(people)

    @property
    def seats(self) -> tuple[str, ...]:
        """The seats in which they are counted: none are all of them."""
        return ()

    @property
    def limits(self) -> tuple[int, int | None]:
        """The least and the most that may be there, None for any number."""
        return 0, 1

    def to_dict(self) -> dict[str, Any]:
        """Return the constraint as plain data.

        >>> Apart("ana", "bo").to_dict()
        {'apart': ['ana', 'bo']}
        """
        return {"apart": list(self.of)}

    def __str__(self) -> str:
        return f"{' and '.join(self.of)} are kept apart"


Constraint: TypeAlias = AtLeast | AtMost | Apart


def constraints_on(
    names: Iterable[str], given: object, *, field: str = "constraints"
) -> tuple[Constraint, ...]:
    """Return *given* if they are constraints on seats of some names; each of them once.

    Args:
        names: The names of the seats.
        given: What may be anything.
        field: What has these seats, for the error.

    Raises:
        UnknownIdError: A constraint is about a seat that is not among these.
    """
    found = collection("constraints", given, "constraints")
    whole("constraints", len(found), low=0, high=MAX_CONSTRAINTS)
    known = list(names)
    for one in found:
        if not isinstance(one, get_args(Constraint)):
            expected = "constraints: AtLeast, AtMost or Apart"
            raise InvalidTypeError("constraints", expected=expected, got=one)
        for name in one.seats:
            if name not in known:
                expected = f"constraints on seats, of {known}"
                raise UnknownIdError(field, expected=expected, got=name)
    return tuple(dict.fromkeys(found))


# As plain data


def _plain(of: Whom, seats: tuple[str, ...]) -> dict[str, Any]:
    people = of.to_dict() if isinstance(of, Condition) else list(of)
    return {"of": people, **({"seats": list(seats)} if seats else {})}


def constraint_from_dict(given: object, *, place: str = ROOT) -> Constraint:
    """Return the constraint that plain data stands for.

        >>> print(constraint_from_dict({"apart": ["ana", "bo"]}))
        ana and bo are kept apart

    Args:
        given: What may be anything.
        place: Where it stands in a greater document, for the error.

    Raises:
        InvalidInputError: It is no constraint; the field is the place of what is wrong.
    """
    if not isinstance(given, Mapping):
        expected = "an object with 'at_least', 'at_most' or 'apart'"
        raise InvalidTypeError(place, expected=expected, got=given)
    if "apart" in given:
        inside = members(place, given, required=("apart",))["apart"]
        with reading(place, of="apart"):
            return Apart(*items(f"{place}.apart", inside, most=MAX_CONSTRAINED))
    kind = "at_most" if "at_most" in given else "at_least"
    parts = members(place, given, required=(kind, "of"), optional=("seats",))
    of = parts["of"]
    whom = (
        condition_from_dict(of, place=f"{place}.of")
        if isinstance(of, Mapping)
        else items(f"{place}.of", of, most=MAX_CONSTRAINED)
    )
    seats = items(f"{place}.seats", parts.get("seats", []), most=MAX_CONSTRAINED)
    with reading(place, count=kind):
        return (AtMost if kind == "at_most" else AtLeast)(parts[kind], whom, seats=seats)


def constraint_definition() -> dict[str, Any]:
    """Return what constraints look like, as JSON Schema beside the definitions of conditions."""
    one = {"$ref": "#/$defs/id"}
    ids = {"type": "array", "items": one, "maxItems": MAX_CONSTRAINED}
    whom = {"anyOf": [{"$ref": "#/$defs/condition"}, {**ids, "minItems": 1}]}
    least = {"type": "integer", "minimum": 1, "maximum": MAX_NUMBER}
    most = {**least, "minimum": 0}
    return {
        "anyOf": [
            closed({"at_least": least, "of": whom}, seats=ids),
            closed({"at_most": most, "of": whom}, seats=ids),
            closed({"apart": {**ids, "minItems": 2, "uniqueItems": True}}),
        ]
    }
