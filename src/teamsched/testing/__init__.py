"""For the tests of host applications: lines to draw, and the laws that any method has to keep.

Install it with ``pip install 'teamsched[testing]'``. Nothing else in the library imports it.
"""

try:
    import hypothesis as _hypothesis  # noqa: F401 (only whether it is there)
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"laws are checked with {error.name}: install it with pip install 'teamsched[testing]'",
        name=error.name,
    ) from error

from teamsched.testing.check import check_method
from teamsched.testing.laws import LAWS
from teamsched.testing.questions import Question, lines, memberships, questions, tallies

__all__ = ["LAWS", "Question", "check_method", "lines", "memberships", "questions", "tallies"]
