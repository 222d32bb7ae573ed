"""What rules look like as plain data: JSON Schema, for editors and for other programs."""

from typing import Any, get_args

from teamsched.claims import Stickiness
from teamsched.condition_documents import closed, condition_definitions
from teamsched.constraints import MAX_CONSTRAINTS, constraint_definition
from teamsched.model import MAX_LISTED
from teamsched.requests import MAX_COUNT, CountsIn
from teamsched.rules.fallbacks import MAX_FALLBACKS, fallback_schema
from teamsched.rules.pages import MAX_OPTIONAL, MAX_RULES
from teamsched.rules.scenario_documents import scenario_schemas
from teamsched.targets import MAX_ADDITIONAL

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_ID = {"$ref": "#/$defs/id"}
_CONDITION = {"anyOf": [{"$ref": "#/$defs/condition"}, {"type": "null"}]}


def page_schema() -> dict[str, Any]:
    """Return the JSON Schema of master pages as ``MasterPage.to_dict`` writes them.

    >>> page_schema()["required"]
    ['id', 'zone', 'rules']

    What it can't say is left to ``MasterPage.from_dict``: how deep a condition is, that there is
    such a zone, that nothing stands in a rule twice or has two priorities, that constraints are on
    seats of their rule and of its fallbacks, that no more people are needed than are drawn, that
    preferred draws need nobody, that no rule comes after one that always applies, and that
    priorities have a use. Conditions of rules are on answers and the customer, those of draws and
    constraints on attributes.
    """
    sticky = {"enum": list(get_args(Stickiness))}
    claims = closed({}, owner=sticky, returning=sticky, counted={"type": "boolean"})
    count = {"type": "integer", "minimum": 1, "maximum": MAX_COUNT}
    draw = closed(
        {"pool": _ID},
        count=count,
        at_least={"anyOf": [count, {"type": "null"}]},
        where=_CONDITION,
        claims=claims,
        counts_in={"enum": list(get_args(CountsIn))},
    )
    target = {"anyOf": [_ID, draw]}
    others = {"type": "array", "items": {"$ref": "#/$defs/target"}, "maxItems": MAX_ADDITIONAL}
    rule = closed(
        {"event_type": _ID, "primary": {"$ref": "#/$defs/target"}},
        additional=others,
        when=_CONDITION,
        optional={"type": "array", "items": _ID, "maxItems": MAX_OPTIONAL},
        otherwise={
            "type": "array",
            "items": {"$ref": "#/$defs/fallback"},
            "maxItems": MAX_FALLBACKS,
        },
        preferred=others,
        constraints={
            "type": "array",
            "items": {"$ref": "#/$defs/constraint"},
            "maxItems": MAX_CONSTRAINTS,
        },
    )
    fallback = fallback_schema({"$ref": "#/$defs/target"})
    rules = {"anyOf": [_rules(), *scenario_schemas()]}
    page = closed(
        {"id": _ID, "zone": {"type": "string"}, "rules": rules}, enabled={"type": "boolean"}
    )
    parts = {"target": target, "fallback": fallback, "rule": rule}
    return _schema("A master page", page, **parts, constraint=constraint_definition())


def booking_page_schema() -> dict[str, Any]:
    """Return the JSON Schema of booking pages as ``BookingPage.to_dict`` writes them.

    >>> booking_page_schema()["required"]
    ['id', 'member']
    """
    ids = {"type": "array", "items": _ID, "maxItems": MAX_LISTED}
    page = closed(
        {"id": _ID, "member": _ID},
        event_types={"anyOf": [ids, {"type": "null"}]},
        tags={"anyOf": [ids, {"type": "null"}]},
        enabled={"type": "boolean"},
    )
    return _schema("A booking page", page)


def router_schema() -> dict[str, Any]:
    """Return the JSON Schema of routers as ``Router.to_dict`` writes them.

    >>> router_schema()["properties"]["rules"]["maxItems"]
    1000
    """
    fallback = {"anyOf": [_ID, {"type": "null"}]}
    router = closed({"rules": _rules()}, fallback=fallback)
    return _schema("A router", router, rule=closed({"to": _ID}, when=_CONDITION))


def _rules() -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": "#/$defs/rule"}, "maxItems": MAX_RULES}


def _schema(title: str, root: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"$schema": DIALECT, "title": title, **root, "$defs": condition_definitions() | parts}
