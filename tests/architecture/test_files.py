"""Files stay short, whatever is public says what it does, and values can't change."""

import ast
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

import attrs
import pytest

import teamsched
from tests.architecture.source import FILES, name_of, parse

MAX_LINES = 350


def undocumented(tree: ast.Module, file: str) -> list[str]:
    """List the public functions, classes and methods without a docstring, and the file itself."""
    found = [] if ast.get_docstring(tree) else [file]
    return found + [f"{file} {name}" for name, node in public(tree) if not ast.get_docstring(node)]


def public(
    tree: ast.Module | ast.ClassDef, prefix: str = ""
) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Name what a module or a class offers, except the typing overloads of a function."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if "overload" not in map(ast.unparse, node.decorator_list):
                yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node, f"{node.name}.")


def changeable(cls: type) -> bool:
    """Whether an attrs class lets its instances be changed or given new attributes."""
    instance: object = object.__new__(cls)
    try:
        instance.anything = None  # type: ignore[attr-defined]
    except attrs.exceptions.FrozenInstanceError:
        return hasattr(instance, "__dict__")
    except AttributeError:
        pass
    return True


def test_no_file_is_long() -> None:
    """A file is one idea, and can be read at a sitting."""
    lines = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in FILES}
    assert {file: count for file, count in lines.items() if count > MAX_LINES} == {}


def test_everything_public_has_a_docstring() -> None:
    """Whoever may call a thing is told what it does."""
    # An empty file offers nothing.
    files = [file for file in FILES if parse(file).body]
    assert [words for file in files for words in undocumented(parse(file), name_of(file))] == []


def test_values_are_frozen_and_slotted() -> None:
    """Every attrs class of the library makes values that are safe to share."""
    names = [found.name for found in pkgutil.walk_packages(teamsched.__path__, "teamsched.")]
    classes = {
        cls
        for name in names
        for cls in vars(import_module(name)).values()
        if isinstance(cls, type) and attrs.has(cls) and cls.__module__ == name
    }
    assert classes
    assert {f"{cls.__module__}.{cls.__qualname__}" for cls in classes if changeable(cls)} == set()


@pytest.mark.parametrize(
    ("snippet", "found"),
    [
        ("x = 1", ["a.py"]),
        ('"""A."""\ndef f(): pass', ["a.py f"]),
        ('"""A."""\nclass C:\n  """C."""\n  def m(self): pass', ["a.py C.m"]),
        ('"""A."""\nclass C:\n  """C."""\n  class D: pass', ["a.py C.D"]),
        ('"""A."""\n@overload\ndef f(): ...\ndef _f(): ...\ndef f():\n  """F."""', []),
        ('"""A."""\nclass C:\n  """C."""\n  def __len__(self): return 0', []),
    ],
)
def test_missing_docstrings_are_found(snippet: str, found: list[str]) -> None:
    """A module, a function, a method and a nested class are all looked at."""
    assert undocumented(ast.parse(snippet), "a.py") == found


@pytest.mark.parametrize(
    ("make", "is_changeable"),
    [
        (attrs.frozen, False),
        (attrs.define, True),
        (attrs.frozen(slots=False), True),
        (attrs.mutable(slots=False), True),
    ],
)
def test_changeable_classes_are_found(make: Callable[[type], type], *, is_changeable: bool) -> None:
    """A class is a value only if it is both frozen and slotted."""

    class Thing:
        size: int

    assert changeable(make(Thing)) is is_changeable
