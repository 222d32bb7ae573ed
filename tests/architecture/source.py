"""Where the sources are, and how to read them."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "teamsched"
FILES = sorted(PACKAGE.rglob("*.py"))


def name_of(file: Path) -> str:
    """Return a file's place in the package, such as ``availability/zones.py``."""
    return file.relative_to(PACKAGE).as_posix()


def parse(file: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"))
