"""Routers: ordered rules that lead whoever answers a form to any target."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from teamsched.checks import collection, instance, is_id, is_optional_id, whole
from teamsched.condition_documents import condition_or_none
from teamsched.conditions import Condition, Facts, condition_on, facts
from teamsched.documents import ROOT, each, members, reading
from teamsched.frozen import FrozenDict
from teamsched.rules.first_match import Step, first_match, path
from teamsched.rules.pages import MAX_RULES


@attrs.frozen(order=False)
class Branch:
    """Where a router leads, on a condition or without.

    Attributes:
        to: The target, in your words: such as the id of a page, a form or a message.
        when: A condition on the answers or the customer; left out, the branch always applies.
    """

    to: str = attrs.field(validator=is_id)
    when: Condition | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.when is not None:
            condition_on(("answer", "customer"), "when", self.when)

    def to_dict(self) -> dict[str, Any]:
        """Return the branch as plain data.

        >>> Branch("sales").to_dict()
        {'when': None, 'to': 'sales'}
        """
        return {"when": None if self.when is None else self.when.to_dict(), "to": self.to}

    @classmethod
    def from_dict(cls, given: object, *, place: str = ROOT) -> "Branch":
        """Return the branch that plain data stands for.

        Args:
            given: What may be anything.
            place: Where it stands in a greater document, for the error.
        """
        known = members(place, given, required=("to",), optional=("when",))
        when = condition_or_none(known.get("when"), place=f"{place}.when")
        with reading(place):
            return cls(known["to"], when=when)


@attrs.frozen(order=False)
class Destination:
    """Where a router leads.

    Attributes:
        to: The target; None if no rule applied and there is no fallback.
        rule: The number of the rule that applied; None for the fallback.
    """

    to: str | None
    rule: int | None


def _branches(value: object) -> tuple[Branch, ...]:
    branches = collection("rules", value, "Branches")
    whole("rules", len(branches), low=0, high=MAX_RULES)
    return tuple(instance("rules", one, Branch, "Branches") for one in branches)


@attrs.frozen(order=False)
class Router:
    """Ordered rules: the first whose condition holds leads to its target.

        >>> from teamsched.conditions import answer
        >>> router = Router([Branch("sales", when=answer("size") >= 50)], fallback="self-service")
        >>> router.route({"size": 200})
        Destination(to='sales', rule=0)
        >>> router.route({})
        Destination(to='self-service', rule=None)

    Attributes:
        rules: The branches, in order.
        fallback: Where it leads if none applies.
    """

    rules: tuple[Branch, ...] = attrs.field(converter=_branches)
    fallback: str | None = attrs.field(default=None, validator=is_optional_id, kw_only=True)

    def route(
        self, answers: Mapping[str, Any], *, customer: Mapping[str, Any] = FrozenDict()
    ) -> Destination:
        """Return where some answers lead.

        Args:
            answers: What the customer answered.
            customer: What is known of the customer.
        """
        number = first_match(self._numbered(), *_checked(answers, customer))
        to = self.fallback if number is None else self.rules[number].to
        return Destination(to, number)

    def trace(
        self, answers: Mapping[str, Any], *, customer: Mapping[str, Any] = FrozenDict()
    ) -> tuple[Step, ...]:
        """Return every rule that is looked at for some answers, and why it applies or does not.

        >>> from teamsched.conditions import answer
        >>> router = Router([Branch("sales", when=answer("size") >= 50), Branch("desk")])
        >>> print(*router.trace({"size": 3}), sep="; ")
        rule 0 does not apply: size >= 50 (given 3); rule 1 applies

        Args:
            answers: What the customer answered.
            customer: What is known of the customer.
        """
        return tuple(path(self._numbered(), *_checked(answers, customer)))

    def _numbered(self) -> Iterator[tuple[int, Condition | None]]:
        return ((number, rule.when) for number, rule in enumerate(self.rules))

    def to_dict(self) -> dict[str, Any]:
        """Return the router as plain data, fit for JSON."""
        return {"rules": [rule.to_dict() for rule in self.rules], "fallback": self.fallback}

    @classmethod
    def from_dict(cls, given: object, *, place: str = ROOT) -> "Router":
        """Return the router that plain data stands for.

        Args:
            given: What may be anything.
            place: Where it stands in a greater document, for the error.

        Raises:
            InvalidInputError: It is no router; the field is the place of what is wrong.
        """
        known = members(place, given, required=("rules",), optional=("fallback",))
        rules = each(f"{place}.rules", known["rules"], Branch.from_dict, most=MAX_RULES)
        with reading(place):
            return cls(rules, fallback=known.get("fallback"))


def _checked(answers: Mapping[str, Any], customer: Mapping[str, Any]) -> tuple[Facts, Facts]:
    return facts("answers", answers), facts("customer", customer)
