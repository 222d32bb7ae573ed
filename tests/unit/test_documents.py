"""What the documents promise is there: policies with their defaults, reasons with their codes."""

import ast
import inspect
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
import pytest

import teamsched
from teamsched.event_types import EventType

ROOT = Path(__file__).parents[2]
OWNERS = {
    f"Team.{name}": getattr(teamsched.Team, name)
    for name in ("snapshot", "reschedule", "candidates", "reassign")
}


def rows(document: str, columns: int) -> list[tuple[str, ...]]:
    """Return the rows of a document's tables that have so many columns, without their heads."""
    found = []
    for line in (ROOT / "docs" / document).read_text("utf-8").splitlines():
        cells = tuple(cell.strip().replace("`", "") for cell in line.strip("|").split("|"))
        if line.startswith("|") and len(cells) == columns and not set(line) <= set("|- "):
            found.append(cells)
    return [row for row in found if row[0] not in {"policy", "code"}]


POLICIES = rows("policies.md", 5)


def owner_of(name: str) -> Any:
    return OWNERS.get(name) or getattr(teamsched, name)


def default_of(owner: Any, policy: str) -> object:
    if attrs.has(owner) and policy in {field.name for field in attrs.fields(owner)}:
        return next(field.default for field in attrs.fields(owner) if field.name == policy)
    return inspect.signature(owner).parameters[policy].default


def shown(default: object) -> str:
    """Return a default as the table shows it."""
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return "the duration"
    if isinstance(default, frozenset):
        return ", ".join(one.value for one in type(next(iter(default))) if one in default)
    return str(default)


def literals(hint: object) -> Iterator[tuple[str, ...]]:
    if get_origin(hint) is Literal:
        yield get_args(hint)


def hint_of(owner: Any, policy: str) -> object:
    hints = get_type_hints(owner)
    return hints.get(policy) or get_type_hints(owner.__init__)[policy]


@pytest.mark.parametrize(("policy", "where", "values", "default", "source"), POLICIES)
def test_policy_is_as_documented(
    policy: str, where: str, values: str, default: str, source: str
) -> None:
    """A policy exists under its name, with its default, its values, and a source."""
    owner = owner_of(where)
    assert shown(default_of(owner, policy)) == default
    for options in literals(hint_of(owner, policy)):
        assert values == ", ".join(options)
    assert source


def test_step_defaults_to_the_duration() -> None:
    """Left out, the step is the duration."""
    hour = timedelta(hours=1)
    assert EventType("call", duration=hour).step == hour


def test_every_option_of_a_method_is_a_documented_policy() -> None:
    """No distribution method has an option that the table leaves out."""
    methods = ("RoundRobin", "PooledAvailability", "PooledAvailabilityWithPriority", "FairShare")
    options = {(f.name, name) for name in methods for f in attrs.fields(getattr(teamsched, name))}
    assert options <= {(policy, where) for policy, where, *_ in POLICIES}


def codes_in_source() -> set[str]:
    """Return every code that a Reason is made with, in the library's sources."""
    found = set()
    for file in (ROOT / "src" / "teamsched").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
                found |= {
                    one.value
                    for one in ast.walk(node.args[0])
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


def test_every_reason_is_documented() -> None:
    """The codes in the table are those in the code."""
    documented = {row[0] for columns in (5, 2, 3) for row in rows("reasons.md", columns)}
    assert documented == codes_in_source()
