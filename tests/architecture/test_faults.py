"""The planted faults are well-formed, and the planter tells caught ones from survivors."""

from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.faults.planter import Fault, read_faults, run_tests, survives

ROOT = Path(__file__).parents[2]

FAULT = Fault(
    name="no_sum",
    why="Two and two would be nothing.",
    file="sums.py",
    old="a + b",
    new="a - b",
    tests=("tests/test_sums.py::test_sum",),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write a project of one function, a test that minds it and one that doesn't."""
    package = tmp_path / "src" / "teamsched"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "sums.py").write_text("def plus(a, b):\n    return a + b\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_sums.py").write_text(
        "from teamsched.sums import plus\n"
        "def test_sum(): assert plus(2, 2) == 4\n"
        "def test_sum_of_nothing(): assert plus(0, 0) == 0\n"
    )
    return tmp_path


def test_every_fault_is_well_formed() -> None:
    """Each has all its keys, a text that occurs exactly once, and a test file that exists."""
    assert [words for fault in read_faults(ROOT) for words in fault.problems(ROOT)] == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"why": " "}, "why is empty"),
        ({"old": "a"}, "old occurs 2 times in sums.py, not once"),
        ({"old": "a * b"}, "old occurs 0 times in sums.py, not once"),
        ({"file": "quotients.py"}, "old occurs 0 times in quotients.py, not once"),
        ({"old": "(a, b):\n    return"}, "old is not one line"),
        ({"new": "a\n+ b"}, "new is not one line"),
        ({"new": "a + b"}, "new is the same as old"),
        ({"tests": ()}, "it names no test"),
        (
            {"tests": ("tests/test_quotients.py::test_sum",)},
            "no such file: tests/test_quotients.py",
        ),
    ],
)
def test_problems_of_a_fault_are_named(project: Path, change: dict[str, Any], problem: str) -> None:
    """What is wrong with a fault is said before anything is planted."""
    assert FAULT.problems(project) == []
    assert attrs.evolve(FAULT, **change).problems(project) == [f"no_sum: {problem}"]


@pytest.mark.long
def test_a_fault_is_caught_or_survives(project: Path) -> None:
    """Every test that a fault names must fail; that the package no longer imports is not enough."""
    both = (*FAULT.tests, "tests/test_sums.py::test_sum_of_nothing")
    assert run_tests(project, project / "src", both)[0] == 0
    assert survives(FAULT, project)[0] == ""
    assert survives(attrs.evolve(FAULT, tests=both), project)[0] == f"not failed: {both[1]}"
    assert "did not run" in survives(attrs.evolve(FAULT, new="a +"), project)[0]
