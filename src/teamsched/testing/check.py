"""Hold a method against its laws, on questions that Hypothesis draws."""

from collections.abc import Collection

from hypothesis import HealthCheck, Verbosity, given, settings, strategies as st
from hypothesis.errors import Flaky

from teamsched.checks import collection, instance, one_of, whole
from teamsched.distribution import DistributionMethod
from teamsched.distribution.methods import a_method
from teamsched.testing.laws import LAWS, Law
from teamsched.testing.questions import Question, questions


def check_method(
    method: DistributionMethod,
    *,
    examples: int = 200,
    asked: st.SearchStrategy[Question] | None = None,
    without: Collection[str] = (),
) -> None:
    """Check that a method keeps the laws of distribution methods.

        >>> from teamsched.distribution import FairShare
        >>> check_method(FairShare(), examples=20)

    The same examples are tried every time, so a failure comes from a change of the method.

    Args:
        method: The method, with its options.
        examples: How many questions it is asked.
        asked: Which questions; left out, any that it might ever be asked.
        without: The names of laws that are not checked; :data:`LAWS` has them all.

    Raises:
        AssertionError: The method breaks a law: says which, how, and by the smallest example found.
    """
    a_method("method", method)
    whole("examples", examples, low=1)
    if asked is not None:
        instance("asked", asked, st.SearchStrategy, "a strategy of Questions")
    left_out = {one_of("without", name, LAWS) for name in collection("without", without, "laws")}
    laws = {name: law for name, law in LAWS.items() if name not in left_out}

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(questions() if asked is None else asked)
    def keeps_all(question: Question) -> None:
        for name, law in laws.items():
            _check(name, law, method, question)

    try:
        keeps_all()
    except Flaky as error:
        raise AssertionError(
            f"{method!r} breaks the law same_again: the same question has different answers"
        ) from error


def _check(name: str, law: Law, method: DistributionMethod, question: Question) -> None:
    """Check one law on one question; a method that raises what it may not breaks it as well."""
    try:
        law(method, question)
    except Exception as error:
        what = str(error) if type(error) is AssertionError else f"raises {error!r}"
        raise AssertionError(
            f"{method!r} breaks the law {name}: {what}, if asked\n{question}"
        ) from error
