"""The adapters of the conformance cases only translate: they hold no algorithm of their own.

Otherwise the cases would test the adapters, and the library could do without what they ask for.
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import parse

ADAPTERS = Path(__file__).parents[1] / "conformance" / "adapters.py"

MAX_LINES = 15
"""Longest function, from its ``def`` to its last line, without the docstring."""

ALLOWED_MODULES = {"collections.abc", "datetime", "functools", "json", "teamsched", "typing"}
"""The library, JSON, and plain types to translate to; ``functools`` is for ``reduce``."""

DECIDING = (ast.While, ast.Break, ast.Continue, ast.AugAssign, ast.Lambda)
"""What an algorithm is made of, and a translation is not; see also :func:`decides`."""


def algorithms(tree: ast.Module) -> list[str]:
    """List what does not belong in an adapter, each with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr) and (isinstance(node, DECIDING) or decides(node)):
            found.append((node.lineno, type(node).__name__))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found += [(node.lineno, module) for module in imported(node) if not allowed(module)]
        elif isinstance(node, ast.FunctionDef):
            inner = [one for one in ast.walk(node) if isinstance(one, ast.FunctionDef)]
            found += [(one.lineno, "nested function") for one in inner if one is not node]
            found += [(node.lineno, f"{length(node)} lines")] if length(node) > MAX_LINES else []
    return [f"{line} {what}" for line, what in sorted(found)]


def decides(node: ast.AST) -> bool:
    """Tell whether a node computes; asking whether a key is there, and ``A | None``, do not."""
    if isinstance(node, ast.Compare):
        return not all(isinstance(one, ast.In) for one in node.ops)
    return isinstance(node, ast.BinOp) and not isinstance(node.op, ast.BitOr)


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Name the modules that a statement imports."""
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return [alias.name for alias in node.names]


def allowed(module: str) -> bool:
    """Tell whether an adapter may import a module."""
    return module in ALLOWED_MODULES or module.startswith("teamsched.")


def length(node: ast.FunctionDef) -> int:
    """Return how many lines a function has, without its docstring."""
    first = node.body[1:2] if ast.get_docstring(node) else node.body[:1]
    body = node.body[-1].end_lineno or node.lineno
    return body - first[0].lineno + 2 if first else 1


def test_adapters_hold_no_algorithm() -> None:
    """Short functions, nothing but the library to call, and nothing that computes."""
    assert algorithms(parse(ADAPTERS)) == []


@pytest.mark.parametrize(
    ("snippet", "found"),
    [
        ("import portion", ["1 portion"]),
        ("from zoneinfo import ZoneInfo", ["1 zoneinfo"]),
        ("from tests.oracle import offered_starts", ["1 tests.oracle"]),
        ("from . import helpers", ["1 ."]),
        ("def f(a):\n  while a: a.pop()", ["2 While"]),
        ("def f(a):\n  for b in a:\n    if b: break", ["3 Break"]),
        ("def f(a, b):\n  return a < b", ["2 Compare"]),
        ("def f(a, b):\n  return a - b", ["2 BinOp"]),
        ("def f(a):\n  a += 1", ["2 AugAssign"]),
        ("f = lambda a: a", ["1 Lambda"]),
        ("def f():\n  def g(): pass\n  return g", ["2 nested function"]),
        ("def f(a):\n" + "  a()\n" * MAX_LINES, [f"1 {MAX_LINES + 1} lines"]),
        ("class A:\n  def f(self):\n" + "    f()\n" * MAX_LINES, [f"2 {MAX_LINES + 1} lines"]),
    ],
)
def test_algorithms_are_found(snippet: str, found: list[str]) -> None:
    """Each thing that an adapter must not hold is seen."""
    assert algorithms(ast.parse(snippet)) == found


@pytest.mark.parametrize(
    "snippet",
    [
        "from teamsched.availability import day_grid",
        "from collections.abc import Callable",
        'def f(a):\n  """Translate.\n\n  At length.\n  """\n' + "  a()\n" * (MAX_LINES - 1),
        "def f(case):\n  return [g(a) for a in case['b']]",
        "def f(case):\n  for step in case['steps']:\n    match step:\n      case {'a': a}: g(a)",
    ],
)
def test_translations_pass(snippet: str) -> None:
    """Calling the library, over and over too, is what adapters are for."""
    assert algorithms(ast.parse(snippet)) == []
