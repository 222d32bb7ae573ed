"""Integers that count what is done with them, so that complexity can be tested without a clock."""

from collections.abc import Callable
from typing import Any, Self, SupportsIndex


class Steps:
    """How often something was done."""

    def __init__(self) -> None:
        self.count = 0

    def of(self, work: Callable[[], object]) -> int:
        """Return how many steps some work takes."""
        before = self.count
        work()
        return self.count - before


def _counting(name: str) -> Callable[[Any, Any], Any]:
    plain: Callable[[int, int], Any] = getattr(int, name)

    def method(self: "Counted", other: int) -> Any:
        self.steps.count += 1
        result = plain(self, other)
        keeps_counting = type(result) is int and isinstance(self, Bits)
        return Bits(result, self.steps) if keeps_counting else result

    return method


class Counted(int):
    """An instant that counts comparisons and sums; what comes out of sums is a plain integer."""

    steps: Steps

    def __new__(cls, value: SupportsIndex, steps: Steps) -> Self:
        made = super().__new__(cls, value)
        made.steps = steps
        return made

    __lt__, __le__, __gt__, __ge__ = map(_counting, ("__lt__", "__le__", "__gt__", "__ge__"))
    __eq__, __ne__ = map(_counting, ("__eq__", "__ne__"))
    __add__, __radd__ = map(_counting, ("__add__", "__radd__"))
    __sub__, __rsub__ = map(_counting, ("__sub__", "__rsub__"))
    __hash__ = int.__hash__


class Bits(Counted):
    """A set of starts that counts set operations; what comes out of them counts as well."""

    __and__, __rand__ = map(_counting, ("__and__", "__rand__"))
    __or__, __ror__ = map(_counting, ("__or__", "__ror__"))
    __xor__, __rxor__ = map(_counting, ("__xor__", "__rxor__"))

    def __invert__(self) -> "Bits":
        self.steps.count += 1
        return Bits(int.__invert__(self), self.steps)
