"""The storeys stand on the ground floor, and each dependency is seen where it belongs."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINT = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True, no_logo=True))
"""


def test_contracts_are_kept() -> None:
    """Every contract of pyproject.toml holds."""
    done = subprocess.run(
        [sys.executable, "-c", LINT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
