"""A frozen mapping reads like a dict, never changes, and is a value."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from teamsched.errors import InvalidTypeError
from teamsched.frozen import FrozenDict

SIZES = FrozenDict({"a": 1, "b": 2})

CHANGES: dict[str, Callable[[Any], object]] = {
    "d[k] = v": lambda given: given.__setitem__("a", 3),
    "del d[k]": lambda given: given.__delitem__("a"),
    "d |= other": lambda given: given.__ior__({"c": 3}),
    "clear": lambda given: given.clear(),
    "pop": lambda given: given.pop("a"),
    "popitem": lambda given: given.popitem(),
    "setdefault": lambda given: given.setdefault("c", 3),
    "update": lambda given: given.update(c=3),
}


def test_it_reads_like_a_dict() -> None:
    """It equals a dict of the same items, in whatever order these were given."""
    assert SIZES == {"b": 2, "a": 1} == FrozenDict(b=2, a=1)
    assert (SIZES["a"], SIZES.get("c"), list(SIZES), len(SIZES)) == (1, None, ["a", "b"], 2)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_never_changes(change: Callable[[Any], object]) -> None:
    """Every way to change a dict is refused, and has changed nothing."""
    with pytest.raises(InvalidTypeError, match=r"^mapping: .* this one is frozen, got {'a': 1"):
        change(SIZES)
    assert SIZES == {"a": 1, "b": 2}
    assert not hasattr(SIZES, "__dict__")


def test_it_is_a_value() -> None:
    """Equal ones have equal hashes, and pickles and copies are equal and frozen as well."""
    assert hash(FrozenDict(b=2, a=1)) == hash(SIZES)
    for same in (
        pickle.loads(pickle.dumps(SIZES)),  # noqa: S301 (it is our own)
        copy.copy(SIZES),
        copy.deepcopy(SIZES),
    ):
        assert same == SIZES
        assert type(same) is FrozenDict
