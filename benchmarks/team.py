"""A thousand members: from their calendars and hours to an offer, and again after a change."""

from collections.abc import Iterable
from itertools import cycle

import numpy as np

from benchmarks import numpy_reference as reference
from benchmarks.plain_loop import plain_loop
from benchmarks.timing import Race, Work, race
from benchmarks.workloads import Scene
from teamsched import Offer
from teamsched.openings import Openings
from teamsched.snapshot import Snapshot
from teamsched.team import Slots

CHANGES = 50
"""How many changes are timed in one turn."""

Offered = tuple[Slots, Openings, list[int]]
"""What a host asks for: the slots, and how many are free at each start; and what that is from."""
Answer = tuple[list[int], list[int], list[int]]
"""Each member's bits, the starts that are offered, and how many are free at each start."""


def cold(scene: Scene, *, rounds: int) -> Race:
    """Time the whole way from calendars and hours to the offered starts and their counts."""
    arrays = reference.arrays_of(scene)
    work = {
        "teamsched": Work(lambda: _offered(scene, _snapshot(scene))),
        "teamsched, as datetimes": Work(lambda: _offer(scene, _snapshot(scene)).free_counts()),
        "numpy": Work(lambda: reference.by_differences(arrays)),
        "numpy, by bits": Work(lambda: reference.by_bits(arrays)),
    }
    expected = _answer(_offered(scene, _snapshot(scene)))
    for way in (reference.by_differences, reference.by_bits):
        free, starts, counts = way(arrays)
        bits = np.packbits(free, axis=1, bitorder="little")
        assert (_as_bits(bits), starts.tolist(), counts.tolist()) == expected
    if not scene.capped:
        rows, offered, free_at = plain_loop(scene)
        bits = np.packbits(np.array([list(row) for row in rows]), axis=1, bitorder="little")
        assert (_as_bits(bits), offered, free_at) == expected
        work["plain loop"] = Work(lambda: plain_loop(scene))
    return race(work, rounds=rounds)


def warm(scene: Scene, *, rounds: int) -> Race:
    """Time the offer anew after one member's calendar has changed; and the first offer beside."""
    snapshot = _snapshot(scene)
    _offered(scene, snapshot)
    changes = cycle(scene.changes)
    numbers = {person.id: number for number, person in enumerate(scene.people)}
    calendars = [(numbers[name], np.array(busy.bounds)) for name, busy in scene.changes]
    same_changes = cycle(calendars)
    redo = reference.Warm(reference.arrays_of(scene))

    def change() -> Offered:
        member, calendar = next(changes)
        return _offered(scene, snapshot.with_busy(member, calendar))

    for _ in scene.changes:
        _, offered, free_at = _answer(change())
        starts, counts = redo.changed(*next(same_changes))
        assert (starts.tolist(), counts.tolist()) == (offered, free_at)
    return race(
        {
            "teamsched": Work(change, CHANGES),
            "teamsched, cold": Work(lambda: _offered(scene, _snapshot(scene))),
            "numpy": Work(lambda: redo.changed(*next(same_changes)), CHANGES),
        },
        rounds=rounds,
    )


def _snapshot(scene: Scene) -> Snapshot:
    return scene.team.snapshot(
        now=scene.now, window=scene.window, busy=scene.busy, bookings=scene.bookings
    )


def _offer(scene: Scene, snapshot: Snapshot) -> Offer:
    return scene.team.offer(scene.request, snapshot, scene.ledger)


def _offered(scene: Scene, snapshot: Snapshot) -> Offered:
    slots = _offer(scene, snapshot).slots
    (openings,) = snapshot.openings.values()
    return slots, openings, openings.counts()


def _answer(offered: Offered) -> Answer:
    slots, openings, counts = offered
    return list(openings.starts.values()), [slot.span.bounds[0] for slot in slots], counts


def _as_bits(rows: Iterable["np.typing.NDArray[np.uint8]"]) -> list[int]:
    return [int.from_bytes(row.tobytes(), "little") for row in rows]
