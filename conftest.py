"""Every example of the README, the docs and the docstrings runs; how hard Hypothesis looks."""

import os
from doctest import ELLIPSIS

from hypothesis import Phase, settings
from sybil import Sybil
from sybil.parsers.markdown import SkipParser
from sybil.parsers.rest import DocTestParser

from tests.prose import parse_fences

prose = Sybil([parse_fences, SkipParser()], pattern="*.md")
docstrings = Sybil([DocTestParser(ELLIPSIS)], path="src", pattern="*.py")
pytest_collect_file = (prose + docstrings).pytest()

# The default looks at the same examples every time: what fails was broken by the change at hand.
settings.register_profile("dev", deadline=None, derandomize=True, max_examples=100, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=2000, print_blob=True)
# A planted fault only has to be found, not to be shown at its smallest.
settings.register_profile(
    "faults", settings.get_profile("dev"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
