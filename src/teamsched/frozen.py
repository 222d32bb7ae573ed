"""A mapping that never changes: hashable, picklable, and as fast as a dict."""

from typing import NoReturn, TypeVar

from teamsched.errors import InvalidTypeError

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that refuses to be changed, so that values can hold one.

    >>> answers = FrozenDict({"country": "DE"})
    >>> answers["country"], answers == {"country": "DE"}
    ('DE', True)
    """

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise InvalidTypeError("mapping", expected="a new mapping: this one is frozen", got=self)

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[object, ...]:
        return FrozenDict, (dict(self),)
