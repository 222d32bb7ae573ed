"""Conditions from plain data, as JSON has it, and what that data looks like."""

from collections.abc import Mapping
from typing import Any, get_args

from teamsched.asking import PATTERNS, SEVERAL, SINGLE
from teamsched.checks import MAX_ID
from teamsched.conditions import MAX_OPTIONS, Condition, all_of, any_of, comparison
from teamsched.documents import ROOT, items, members, reading
from teamsched.errors import InvalidTypeError, InvalidValueError
from teamsched.facts import MAX_ITEMS, MAX_NUMBER, MAX_TEXT
from teamsched.logic import MAX_NESTING, MAX_PARTS, Operator, Source

_JOINED = {"all": all_of, "any": any_of}


def condition_from_dict(given: object, *, place: str = ROOT) -> Condition:
    """Return the condition that plain data stands for; ``condition.to_dict()`` writes it.

        >>> condition_from_dict(
        ...     {"any": [{"field": "country", "op": "==", "value": "DE"},
        ...              {"source": "customer", "field": "plan", "op": "exists"}]}
        ... )
        ((answer('country') == 'DE') | customer('plan').exists())

    It is ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": ...}``, or a comparison
    ``{"field", "op", "value"}``: with a ``source`` unless it is an answer, and without a value
    if the operator is ``exists``. What is ``asked`` about, the time of asking, only has values
    such as ``"mon"``, ``"2026-12-01"`` and ``"17:05"``.

    Args:
        given: What may be anything.
        place: Where it stands in a greater document, for the error.

    Raises:
        InvalidInputError: It is no condition, or too large; the field is the place of what is
            wrong, such as ``$.all[0].op``.
    """
    return _read(given, place, MAX_NESTING)


def _read(given: object, place: str, levels: int) -> Condition:
    if not levels:
        raise InvalidValueError(place, expected=f"at most {MAX_NESTING} levels", got=given)
    kind, inside = _opened(given, place)
    with reading(place, **{"parts of a condition": ""}):
        if kind == "not":
            return ~_read(inside, f"{place}.not", levels - 1)
        if kind in _JOINED:
            parts = items(f"{place}.{kind}", inside, most=MAX_PARTS)
            return _JOINED[kind](
                *(
                    _read(part, f"{place}.{kind}[{number}]", levels - 1)
                    for number, part in enumerate(parts)
                )
            )
        source = inside.get("source", "answer")
        return comparison(source, inside["field"], inside["op"], inside.get("value"))


def _opened(given: object, place: str) -> tuple[str, Any]:
    """Return which kind of condition it is, and what there is to read."""
    if not isinstance(given, Mapping):
        expected = "an object with 'all', 'any', 'not', or 'field' and 'op'"
        raise InvalidTypeError(place, expected=expected, got=given)
    for kind in ("all", "any", "not"):
        if kind in given:
            return kind, members(place, given, required=(kind,))[kind]
    value = () if given.get("op") == "exists" else ("value",)
    required = ("field", "op", *value)
    return "comparison", members(place, given, required=required, optional=("source",))


def condition_definitions() -> dict[str, Any]:
    """Return what conditions look like, as definitions of JSON Schema.

    Left to the reader are the bounds on all of a condition: how deep it is, and how many parts.
    """
    condition = {"$ref": "#/$defs/condition"}
    joined = {"type": "array", "items": condition, "maxItems": MAX_PARTS}
    options = {"type": "array", "items": {"$ref": "#/$defs/value"}, "maxItems": MAX_OPTIONS}
    several, none = ["in", "not in"], ["exists"]
    one = [op for op in get_args(Operator) if op not in several + none]
    text = {"type": "string", "maxLength": MAX_TEXT}
    texts = {"type": "array", "items": text, "maxItems": MAX_ITEMS}
    number = {"type": "number", "minimum": -MAX_NUMBER, "maximum": MAX_NUMBER}
    return {
        "id": {"type": "string", "minLength": 1, "maxLength": MAX_ID},
        "value": {"anyOf": [text, number, {"type": "boolean"}, texts]},
        "condition": {
            "anyOf": [
                closed({"all": joined}),
                closed({"any": joined}),
                closed({"not": condition}),
                _comparison(one, {"value": {"$ref": "#/$defs/value"}}),
                _comparison(several, {"value": options}),
                _comparison(none, {}),
                *(_asked(name) for name in PATTERNS),
            ]
        },
    }


def _comparison(operators: list[str], value: dict[str, Any]) -> dict[str, Any]:
    named = {"field": {"$ref": "#/$defs/id"}, "op": {"enum": operators}}
    sources = [source for source in get_args(Source) if source != "asked"]
    return closed(named | value, source={"enum": sources})


def _asked(name: str) -> dict[str, Any]:
    """Return what the comparisons of one fact about the time of asking look like."""
    text = {"type": "string", "pattern": PATTERNS[name]}
    texts = {"type": "array", "items": text, "maxItems": MAX_OPTIONS}
    of_time = {"source": {"const": "asked"}, "field": {"const": name}}
    return {
        "anyOf": [
            closed({**of_time, "op": {"enum": list(SINGLE[name])}, "value": text}),
            closed({**of_time, "op": {"enum": list(SEVERAL)}, "value": texts}),
        ]
    }


def closed(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """Return the JSON Schema of an object that has some members, may have others, and no more."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def condition_or_none(given: object, *, place: str) -> Condition | None:
    """Return the condition that plain data stands for, or none for none."""
    return None if given is None else condition_from_dict(given, place=place)
