"""What is kept of the route of a booking."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from teamsched import Booking, Draw, Filled, UnknownIdError
from teamsched.booked_routes import BookedRoute
from teamsched.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from tests.generators.conditions import values
from tests.generators.rules import draws
from tests.unit.team.cast import span, team

any_route: Any = BookedRoute
routes = st.builds(
    BookedRoute,
    st.none() | st.integers(0, 5),
    st.lists(st.sampled_from(["ana", "sales"]) | draws, max_size=3),
    filters=st.dictionaries(st.sampled_from("ab"), st.lists(values, max_size=2)),
    fallback=st.none() | st.integers(0, 5),
)


@given(routes)
def test_a_route_comes_back(route: BookedRoute) -> None:
    """Through JSON, as it went."""
    document = json.loads(json.dumps(route.to_dict()))
    again = BookedRoute.from_dict(document)
    assert again == route
    assert repr(again.to_dict()) == repr(route.to_dict())
    assert hash(again) == hash(route)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: any_route(-1, []), InvalidValueError, r"^rule: expected a whole number"),
        (lambda: any_route(0, "ana"), InvalidTypeError, r"^targets: expected ids of pages"),
        (lambda: any_route(0, [], fallback="x"), InvalidTypeError, r"^fallback: expected a whole"),
        (
            lambda: any_route(0, [], filters={"a": 3}),
            InvalidTypeError,
            r"^filters\['a'\]: expected",
        ),
        (lambda: BookedRoute.from_dict([]), InvalidTypeError, r"^\$: expected an object"),
        (lambda: BookedRoute.from_dict({"rule": 0}), InvalidValueError, r"^\$: .* 'targets'"),
        (
            lambda: BookedRoute.from_dict({"rule": 0, "targets": ["ana", {"pool": 3}]}),
            InvalidTypeError,
            r"^\$\.targets\[1\]\.pool: expected an id",
        ),
        (
            lambda: Booking("b", "call", span("09:00", "10:00"), seats=[], route="x"),  # type: ignore[arg-type]
            InvalidTypeError,
            r"^route: expected a BookedRoute or None",
        ),
    ],
)
def test_what_is_no_route_is_refused(
    make: Callable[[], object], error: type[InvalidInputError], message: str
) -> None:
    """By its field, or its place in a document."""
    with pytest.raises(error, match=message):
        make()


def test_who_is_within_a_route_that_is_gone() -> None:
    """Nobody, where pool or page are no more; without a route or a seat it is an error."""
    route = BookedRoute(0, [Draw("gone"), "nobody"])
    seats = [Filled("gone", "ana"), Filled("nobody", "bo"), Filled("left", "left")]
    booking = Booking("b", "call", span("09:00", "10:00"), seats=seats, route=route)
    some = team()
    assert [some.within_route(booking, one.seat) for one in seats] == [(), (), ()]
    with pytest.raises(UnknownIdError, match=r"^seat: expected one of \['gone', 'nobody', 'left'"):
        some.within_route(booking, "ana")
    bare = Booking("b", "call", span("09:00", "10:00"), seats=seats)
    with pytest.raises(InvalidValueError, match=r"^booking: expected one that its route was kept"):
        some.within_route(bare, "gone")


def test_what_is_optional_never_counts() -> None:
    """It can't be both; left out, it doesn't count."""
    assert not Filled("a", "a", optional=True).counted
    with pytest.raises(InvalidValueError, match=r"^counted: expected False for an optional seat"):
        Filled("a", "a", optional=True, counted=True)
