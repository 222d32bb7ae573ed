"""The library does no I/O, reads no clock and throws no dice.

Read off the syntax trees, so that it also holds for lines which no test reaches.
"""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.source import FILES, name_of, parse

THIRD_PARTY = {"attr", "attrs", "dateutil", "sortedcontainers", "teamsched"}

IMPURE_MODULES = {
    "asyncio",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "uuid",
}
IMPURE_BUILTINS = {"__import__", "breakpoint", "eval", "exec", "input", "open", "print"}
CLOCKS = {"now", "today", "utcnow"}

ZONE_MODULES = {"zonekeys.py"}
"""The files that may look up a zone by name."""


def impurities(tree: ast.Module, file: str) -> list[str]:
    """List what a file must not do, each with its line."""
    dates = {"date", "datetime"} | {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "datetime"
        for alias in node.names
        if alias.asname and alias.name in {"date", "datetime"}
    }
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt | ast.expr):
            continue
        for module in imported(node):
            if module == "zoneinfo" and file not in ZONE_MODULES:
                found.append((node, "zoneinfo"))
            if module in IMPURE_MODULES:
                found.append((node, module))
            if module not in sys.stdlib_module_names | THIRD_PARTY:
                found.append((node, module))
        match node:
            case ast.Name(id=name) if name in IMPURE_BUILTINS:
                found.append((node, name))
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name) if (
                owner in dates and name in CLOCKS
            ):
                found.append((node, f"{owner}.{name}"))
    return [f"{file}:{node.lineno} {what}" for node, what in found]


def imported(node: ast.stmt | ast.expr) -> Iterator[str]:
    """Name the top-level modules that a statement imports."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name.partition(".")[0] for alias in names)
        case ast.ImportFrom(module=str(module), level=0):
            yield module.partition(".")[0]


def test_sources_are_pure() -> None:
    """Outside the extras, which stand on libraries of their own, nothing is impure."""
    files = [file for file in FILES if not name_of(file).startswith(("interop/", "testing/"))]
    assert [words for file in files for words in impurities(parse(file), name_of(file))] == []


@pytest.mark.parametrize(
    ("snippet", "what"),
    [
        ("import os", "os"),
        ("import os.path as p", "os"),
        ("from os import environ", "os"),
        ("import time", "time"),
        ("from time import monotonic", "time"),
        ("if TYPE_CHECKING:\n    import pathlib", "pathlib"),
        ("def f():\n    import random", "random"),
        ("import zoneinfo", "zoneinfo"),
        ("from zoneinfo import ZoneInfo", "zoneinfo"),
        ("import numpy", "numpy"),
        ("from icalendar.cal import Event", "icalendar"),
        ("open('a')", "open"),
        ("show = print", "print"),
        ("eval('1')", "eval"),
        ("exec('1')", "exec"),
        ("__import__('os')", "__import__"),
        ("input()", "input"),
        ("datetime.now(UTC)", "datetime.now"),
        ("datetime.datetime.utcnow()", "datetime.utcnow"),
        ("attrs.field(factory=date.today)", "date.today"),
        ("from datetime import datetime as d\nd.now()", "d.now"),
    ],
)
def test_impurities_are_found(snippet: str, what: str) -> None:
    """Each kind of impurity is seen, wherever in a file it stands."""
    lines = snippet.count("\n") + 1
    assert impurities(ast.parse(snippet), "model.py") == [f"model.py:{lines} {what}"]


@pytest.mark.parametrize(
    "snippet",
    [
        "from datetime import datetime, time\ntime(9)",
        "from teamsched.errors import TeamschedError",
        "from . import sweep",
        "import dateutil.tz",
        "snapshot.now",
        "hours.open",
        "reopen()",
    ],
)
def test_pure_code_passes(snippet: str) -> None:
    """Words that only look impure are let through."""
    assert impurities(ast.parse(snippet), "model.py") == []


def test_zones_are_looked_up_in_one_place() -> None:
    """The files listed for it may import zoneinfo."""
    tree = ast.parse("import zoneinfo")
    assert [impurities(tree, file) for file in sorted(ZONE_MODULES)] == [[]] * len(ZONE_MODULES)
