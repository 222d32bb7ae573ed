"""The test suite on every supported Python, and on the other major version of python-dateutil."""

import nox

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
TESTS = nox.project.dependency_groups(PROJECT, "tests")

nox.options.error_on_missing_interpreters = False


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Test the built package with its extra."""
    session.install(".[ical]", *TESTS)
    session.run("pytest", "-q", "-n2", "-m", "not long", "tests", "docs", "README.md")


@nox.session(python=PYTHONS[0])
def dateutil4(session: nox.Session) -> None:
    """Test recurrences on python-dateutil 4, which the ical extra does not allow yet."""
    session.install(".", "python-dateutil>=4", *TESTS)
    session.run("pytest", "-q", "-k", "recurrence or rrule", "tests")
