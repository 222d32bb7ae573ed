"""Tables as text and as HTML."""

from collections.abc import Sequence
from html import escape

import attrs

_CAPTION = "text-align:left;font-weight:600;padding:.4em .8em"


@attrs.frozen(order=False)
class Table:
    """A title, rows of cells and some notes, all of them texts.

        >>> print(Table("a title", ("who", "how many"), [("ana", "7"), ("bo", "12")], ["a note"]))
        a title
        who  how many
        ana         7
        bo         12
        a note

    Attributes:
        title: What stands above it.
        head: The name of each column.
        rows: The cells, row by row.
        notes: What stands below it, line by line.
        texts: The columns that hold words, by number; the others hold numbers.
    """

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: Sequence[str]
    texts: frozenset[int] = frozenset({0})

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if number in self.texts else cell.rjust(width)
                for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
            ).rstrip()
            for cells in (self.head, *self.rows)
        ]
        return "\n".join([self.title, *lines, *self.notes])

    def html(self) -> str:
        """Return it as a fragment of HTML without scripts, in the colours of its surroundings."""
        head = self._row("th", self.head)
        rows = "".join(self._row("td", cells) for cells in self.rows)
        notes = "<br>".join(map(escape, self.notes))
        foot = f'<td colspan="{len(self.head)}" style="{_style("left")};opacity:.75">{notes}</td>'
        return (
            '<table style="border-collapse:collapse;font-variant-numeric:tabular-nums">'
            f'<caption style="{_CAPTION}">{escape(self.title)}</caption>'
            f"<thead>{head}</thead><tbody>{rows}</tbody><tfoot><tr>{foot}</tr></tfoot></table>"
        )

    def _row(self, tag: str, cells: tuple[str, ...]) -> str:
        sides = ("left" if number in self.texts else "right" for number in range(len(cells)))
        each = zip(cells, sides, strict=True)
        made = (f'<{tag} style="{_style(side)}">{escape(cell)}</{tag}>' for cell, side in each)
        return f"<tr>{''.join(made)}</tr>"


def _style(side: str) -> str:
    """Return how a cell looks, whatever the colours around it."""
    return f"padding:.25em .8em;text-align:{side};border:0;border-bottom:1px solid #8884"
