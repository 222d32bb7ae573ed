"""Every public case of the kinds that are answered is answered right."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.adapters import ADAPTERS, answer

CASES = Path(__file__).parent / "cases"
FILES = sorted(path.name for path in CASES.glob("*.json"))


def cases_of(kind: str, file: str) -> list[dict[str, Any]]:
    """Read the cases of one kind in one file."""
    cases = json.loads((CASES / file).read_text(encoding="utf-8"))
    return [case for case in cases if case["kind"] == kind]


def asked(case: dict[str, Any]) -> dict[str, Any]:
    """Return a case without its solution."""
    return {key: value for key, value in case.items() if key != "expected"}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("kind", sorted(ADAPTERS))
def test_answers_are_expected(kind: str, file: str) -> None:
    """No answer differs from what is expected; the ids of those that do are shown."""
    cases = cases_of(kind, file)
    assert [case["id"] for case in cases if answer(asked(case)) != case["expected"]] == []


@pytest.mark.parametrize("kind", sorted(ADAPTERS))
def test_every_kind_has_cases(kind: str) -> None:
    """No kind passes for want of cases."""
    assert sum(len(cases_of(kind, file)) for file in FILES) >= 10


@pytest.mark.parametrize("kind", sorted(ADAPTERS))
def test_a_wrong_answer_is_found(kind: str) -> None:
    """What one case expects is not what all others of its kind are answered with."""
    expected, *others = [case for file in FILES for case in cases_of(kind, file)]
    assert any(answer(asked(case)) != expected["expected"] for case in others)


def test_ids_are_distinct() -> None:
    """An id names one case, whatever the file."""
    ids = [case["id"] for file in FILES for case in json.loads((CASES / file).read_text("utf-8"))]
    assert len(ids) == len(set(ids))


def test_command_prints_answers_in_order(tmp_path: Path) -> None:
    """The command prints one JSON list and nothing else; what can't be answered is an error."""
    resolved = cases_of("resolve", "time.json")[0]
    nowhere = resolved | {"id": "nowhere", "zone": "Mars/Olympus"}
    unknown = {"id": "unknown", "kind": "divination"}
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(json.dumps([unknown, asked(resolved)]), encoding="utf-8")
    second.write_text(json.dumps([nowhere]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.conformance", str(first), str(second)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [
        {"id": "unknown", "answer": {"error": "KeyError"}},
        {"id": resolved["id"], "answer": resolved["expected"]},
        {"id": "nowhere", "answer": {"error": "UnknownZoneError"}},
    ]
    assert done.stderr == ""


def test_answers_do_not_depend_on_the_process() -> None:
    """Every case has the same answer, to the byte, under another hash seed and another zone."""
    printed = []
    for seed, zone in (("0", "UTC"), ("4711", "Pacific/Apia")):
        done = subprocess.run(
            [sys.executable, "-m", "tests.conformance", *(str(CASES / file) for file in FILES)],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        )
        printed.append(done.stdout)
    assert printed[0] == printed[1]
