"""Examples in Markdown are really run, and their output really compared."""

from pathlib import Path

import pytest
from sybil import Document
from sybil.example import SybilFailure

from tests.prose import parse_fences

EXECUTED = """
```python
print("two")
print("lines")
```

```text
two
lines
```
"""
DOCTEST = """
```python
>>> 1 + 1
2
```

```text
not an output
```
"""


def check(tmp_path: Path, text: str) -> int:
    """Check a document; return how many examples it has."""
    path = tmp_path / "page.md"
    path.write_text(text)
    examples = list(Document.parse(str(path), parse_fences))
    for example in examples:
        example.evaluate()
    return len(examples)


def test_output_is_compared(tmp_path: Path) -> None:
    """The text fence after a program is its output."""
    assert check(tmp_path, EXECUTED) == 2


def test_doctest_fences_are_checked(tmp_path: Path) -> None:
    """A fence of prompts is a doctest and has its output inside."""
    assert check(tmp_path, DOCTEST) == 1


def test_text_elsewhere_is_not_output(tmp_path: Path) -> None:
    """A sentence between the two fences separates them."""
    assert check(tmp_path, EXECUTED.replace("```\n\n```text", "```\n\nNo.\n\n```text")) == 1


@pytest.mark.parametrize(
    "text",
    [
        EXECUTED.replace('"two"', '"one"'),
        EXECUTED.replace('"lines"', '"lines "'),
        EXECUTED.replace('print("lines")', ""),
        DOCTEST.replace("1 + 1", "1 + 2"),
    ],
)
def test_what_is_not_true_fails(tmp_path: Path, text: str) -> None:
    """A wrong line, a stray space, a missing line and a wrong doctest are all found."""
    with pytest.raises(SybilFailure):
        check(tmp_path, text)
