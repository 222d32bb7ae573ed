"""Plant one fault in a copy of the sources, and see whether the tests named for it fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import attrs

TIMEOUT = 300
"""Seconds after which the tests of one fault are stopped."""

# The package that the tests import must be the one under test, whatever else is installed.
PYTEST = """
import sys, pytest, teamsched
if not teamsched.__file__.startswith(sys.argv[1]):
    sys.exit(f"tested {teamsched.__file__}, not {sys.argv[1]}")
sys.exit(pytest.main(sys.argv[2:]))
"""


@attrs.frozen
class Fault:
    """One line of the sources, what to put there, and the tests that must notice."""

    name: str
    why: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> "Fault":
        """Read a fault from its TOML file; a wrong or missing key raises."""
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        tests = fields.pop("test")
        return cls(
            name=path.stem, tests=(tests,) if isinstance(tests, str) else tuple(tests), **fields
        )

    def problems(self, root: Path) -> list[str]:
        """Say what is wrong with the fault itself, if anything."""
        source = root / "src" / "teamsched" / self.file
        found = source.read_text(encoding="utf-8").count(self.old) if source.is_file() else 0
        files = {test.split("::")[0] for test in self.tests}
        missing = sorted(file for file in files if not (root / file).is_file())
        wrong = {
            "why is empty": not self.why.strip(),
            "old is not one line": not self.old.strip() or "\n" in self.old,
            "new is not one line": "\n" in self.new,
            "new is the same as old": self.old == self.new,
            f"old occurs {found} times in {self.file}, not once": found != 1,
            "it names no test": not self.tests,
            f"no such file: {', '.join(missing)}": bool(missing),
        }
        return [f"{self.name}: {words}" for words, is_so in wrong.items() if is_so]

    def plant(self, source: Path) -> None:
        """Put the fault into a copy of the sources."""
        path = source / "teamsched" / self.file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def read_faults(root: Path) -> list[Fault]:
    """Read every fault of a project, by name."""
    return [Fault.read(path) for path in sorted((root / "tests" / "faults").glob("*.toml"))]


def run_tests(
    root: Path, source: Path, tests: tuple[str, ...], *, timeout: float | None = None
) -> tuple[int, str]:
    """Run tests against these sources; return the exit code and what was printed."""
    options = ["-q", "--tb=line", "-rfE", "-p", "no:cacheprovider"]
    options += ["--exitfirst"] if len(tests) == 1 else []
    done = subprocess.run(
        [sys.executable, "-c", PYTEST, str(source), *options, *tests],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(source), "HYPOTHESIS_PROFILE": "faults"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )
    return done.returncode, done.stdout


def failed(test: str, output: str) -> bool:
    """Whether pytest lists this test, or a case or a part of it, as failed."""
    return any(
        f"{line} ".startswith(f"FAILED {test}{follows}")  # a long name has no message after it
        for line in output.splitlines()
        for follows in (" ", "[", "::")
    )


def survives(fault: Fault, root: Path) -> tuple[str, float]:
    """Plant a fault and run its tests; return what is wrong ("" if caught), and the seconds."""
    started = monotonic()
    with TemporaryDirectory() as directory:
        source = Path(directory).resolve() / "src"
        shutil.copytree(root / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        fault.plant(source)
        try:
            code, output = run_tests(root, source, fault.tests, timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            return f"still running after {TIMEOUT} s", monotonic() - started
    unmoved = [test for test in fault.tests if not failed(test, output)]
    wrong = f"not failed: {', '.join(unmoved)}" if unmoved else ""
    if code not in (0, 1):
        wrong = f"the tests did not run:\n{output}"
    return wrong, monotonic() - started
