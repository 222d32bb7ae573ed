"""Importing the library needs nothing but its own dependencies."""

import subprocess
import sys

import pytest

# Everything else is refused, and what was asked for is listed even where the asker copes.
SCRIPT = """
import sys

ALLOWED = {"attr", "attrs", "dateutil", "six", "sortedcontainers", "teamsched", "tzdata"}
ALLOWED |= {"org"}  # the standard library's pickle looks for another Python
refused = set()

class Blocker:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in ALLOWED | sys.stdlib_module_names and not top.startswith("_"):
            refused.add(top)
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Blocker())
import teamsched
"""


def refused(more: str = "") -> str:
    """Return what an interpreter asks for beyond the dependencies, one name per line."""
    script = SCRIPT + more + "\nprint(*sorted(refused), sep='\\n', end='')"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_import_needs_no_extra() -> None:
    """Neither an extra nor a tool is asked for."""
    assert refused() == ""


@pytest.mark.parametrize("name", ["icalendar", "portion"])
def test_other_packages_are_refused(name: str) -> None:
    """The check sees a package that is installed and not a dependency."""
    assert refused(f"try: import {name}\nexcept ImportError: pass") == name
