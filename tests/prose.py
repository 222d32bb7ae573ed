"""How the examples in Markdown are checked.

A ``python`` fence is executed, or checked as a doctest where it begins with ``>>>``.
A ``text`` fence right after an executed one is, to the letter, what that one prints.
"""

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from difflib import ndiff
from doctest import ELLIPSIS

from sybil import Document, Example, Region
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser


def parse_fences(document: Document) -> Iterator[Region]:
    """Find the fences of one document that can be checked."""
    execute = PythonEvaluator()
    printed = ""

    def run(example: Example) -> None:
        nonlocal printed
        with redirect_stdout(io.StringIO()) as out:
            execute(example)
        printed = out.getvalue()

    def compare(example: Example) -> str | None:
        if printed == example.parsed:
            return None
        expected, got = example.parsed.splitlines(), printed.splitlines()
        return "- is shown, + is printed:\n" + "\n".join(ndiff(expected, got))

    ends = []
    for region in PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)(document):
        if isinstance(region.evaluator, PythonEvaluator):
            region.evaluator = run
            ends.append(region.end)
        yield region
    for region in CodeBlockParser("text", compare)(document):
        before = document.text[: region.start].rstrip()
        if len(before) in ends:
            yield region
