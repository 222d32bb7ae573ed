"""The examples run, and print what is kept of them, wherever and under whatever seed they run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("icalendar")

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SCRIPTS = sorted(
    path for path in EXAMPLES.glob("*.py") if (EXAMPLES / "expected" / f"{path.stem}.txt").exists()
)
MODULES = {"team"}
"""What examples import, and nobody runs."""


def printed(script: Path, **environment: str) -> str:
    """Return what an example prints in an environment that should not matter."""
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        cwd=ROOT / "docs",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("seed", "zone"), [("1", "Pacific/Apia"), ("2", "America/St_Johns")], ids=["apia", "st_johns"]
)
def test_example_prints_what_is_kept(script: Path, seed: str, zone: str) -> None:
    """The output is the same under another hash seed, zone, locale and folder."""
    expected = (EXAMPLES / "expected" / f"{script.stem}.txt").read_text("utf-8")
    assert printed(script, PYTHONHASHSEED=seed, TZ=zone, LC_ALL="C") == expected


def test_every_example_is_run() -> None:
    """No script in the folder goes untested."""
    assert {path.stem for path in EXAMPLES.glob("*.py")} - MODULES == {p.stem for p in SCRIPTS}


def test_the_readme_shows_the_first_example() -> None:
    """The README's code and its output are those of ``examples/readme.py``."""
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert found is not None
    assert (EXAMPLES / "readme.py").read_text("utf-8").endswith(found[1])
    assert (EXAMPLES / "expected" / "readme.txt").read_text("utf-8") == found[2]
