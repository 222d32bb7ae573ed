"""The same work in vectorised NumPy, from arrays that are ready before the clock starts.

It is exact where the library is exact: hours are preimages of the wall clock, also where clocks
change within them, buffers don't need hours, and caps count local dates and weeks.

Two ways to know who is free when:

- ``by_differences``: every span adds one where it begins to block and takes it away where it ends,
  in a table of members and starts, and the running sum is how many spans block. That is how one
  writes it in NumPy, and most of the time is the running sum. Tried and not kept: ``bincount`` in
  place of ``add.at`` (one and a half times as long, since its integers are wide), the transposed
  table (a third longer), joining the spans first (no difference).
- ``by_bits``: the library's own idea told to NumPy: one bit a start, and the running parity of the
  edges by doubling, in words of 64.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from benchmarks import workloads as w
from benchmarks.workloads import DAY, EPOCH, MINUTE

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

DURATION, STEP, BUFFER = w.DURATION * MINUTE, w.STEP * MINUTE, w.BUFFER * MINUTE
HOUR = 60 * MINUTE
MONDAY = 3
"""How many days before the first of January 1970 its week began."""
MARGIN = 4 * DAY
"""How far around the window clocks and hours are looked at."""
APART = 1 << 50
"""Longer than any window: it keeps the times of different schedules apart."""


@dataclass(frozen=True)
class Arrays:
    """A scene as arrays. Starts and ends are instants in microseconds, the rest are numbers."""

    first: int
    last: int
    capped: bool
    # Busy spans and bookings, with the number of their member.
    starts: Ints
    ends: Ints
    owner: Ints
    booked: Ints
    holder: Ints
    # Of each member the schedule and the zone; of each schedule the zone.
    schedule: Ints
    zone: Ints
    clock: Ints
    # Rows of a schedule, a weekday or a day, a start and an end; or just the schedule and the day.
    weekly: Ints
    dated: Ints
    overridden: Ints
    # Of each zone the pieces of constant offset, as many for each: start, end, offset.
    segments: Ints


def arrays_of(scene: w.Scene) -> Arrays:
    """Return the arrays of a scene; nobody times this."""
    people = scene.people
    zones = list(dict.fromkeys(person.zone for person in people))
    keys = [(person.zone, person.weekly, tuple(person.overrides.items())) for person in people]
    schedules = list(dict.fromkeys(keys))
    number = {key: place for place, key in enumerate(schedules)}
    dates = [(number[key], _day(day), windows) for key in schedules for day, windows in key[2]]
    busy = [np.array(person.busy, np.int64) for person in people]
    booked = np.array(scene.booked, np.int64).reshape(-1, 2)
    return Arrays(
        first=scene.first,
        last=scene.last,
        capped=scene.capped,
        starts=np.concatenate([some[::2] for some in busy]),
        ends=np.concatenate([some[1::2] for some in busy]),
        owner=np.repeat(np.arange(len(busy)), [len(some) // 2 for some in busy]),
        booked=booked[:, 1].copy(),
        holder=booked[:, 0].copy(),
        schedule=np.array([number[key] for key in keys]),
        zone=np.array([zones.index(person.zone) for person in people]),
        clock=np.array([zones.index(zone) for zone, _, _ in schedules]),
        weekly=_rows(
            (number[key], day, start * MINUTE, end * MINUTE)
            for key in schedules
            for day, start, end in key[1]
        ),
        dated=_rows(
            (place, day, start * MINUTE, end * MINUTE)
            for place, day, windows in dates
            for start, end in windows
        ),
        overridden=_rows((place, day, 0, 0) for place, day, _ in dates),
        segments=_padded(
            [list(_segments(zone, scene.first - MARGIN, scene.last + MARGIN)) for zone in zones]
        ),
    )


def _day(day: date) -> int:
    return (day - EPOCH.date()).days


def _rows(rows: Iterable[tuple[int, int, int, int]]) -> Ints:
    return np.array(list(rows), np.int64).reshape(-1, 4)


def _padded(segments: list[list[tuple[int, int, int]]]) -> Ints:
    most = max(map(len, segments))
    return np.array([some + [(0, 0, 0)] * (most - len(some)) for some in segments], np.int64)


def _segments(zone: str, low: int, high: int) -> Iterator[tuple[int, int, int]]:
    """Yield the pieces of constant offset; clocks change on full hours only in these months."""
    start, offset = low, _offset(zone, low)
    for hour in range(low, high, HOUR):
        if (there := _offset(zone, hour)) != offset:
            yield start, hour, offset
            start, offset = hour, there
    yield start, high, offset


def _offset(zone: str, instant: int) -> int:
    moment = EPOCH + timedelta(microseconds=instant)
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset // timedelta(microseconds=1)


# What is timed


def by_differences(given: Arrays) -> tuple[Bools, Ints, Ints]:
    """Return who is free when, the starts that are offered, and how many are free at each."""
    width = (given.last - given.first) // STEP
    table = np.zeros((len(given.schedule), width + 1), np.int8)
    flat = table.reshape(-1)
    for owner, low, high in _blocked(given, width):
        row = owner * (width + 1)
        np.add.at(flat, row + low, np.int8(1))
        np.subtract.at(flat, row + high, np.int8(1))
    np.cumsum(table, axis=1, out=table)
    free = table[:, :width] == 0
    free &= _open(given, width)[given.schedule]
    if given.capped:
        for rows, full in _full(given, width):
            free[rows] &= ~full
    counts = np.add.reduce(free.view(np.int8), axis=0, dtype=np.int16)
    return free, _starts(given, width)[counts > 0], counts.astype(np.int64)


def by_bits(given: Arrays) -> tuple[Bools, Ints, Ints]:
    """Return the same, from bits in words of 64."""
    width = (given.last - given.first) // STEP
    padded = width // 64 * 64 + 64
    edges = np.zeros((len(given.schedule), padded), np.uint8)
    flat = edges.reshape(-1)
    blocked = np.zeros((len(given.schedule), padded // 64), np.uint64)
    for owner, low, high in _blocked(given, width):
        flat[:] = 0
        apart = np.empty(len(owner) + 1, np.bool_)
        apart[0] = apart[-1] = True
        apart[1:-1] = (low[1:] > high[:-1]) | (owner[1:] != owner[:-1])
        row = owner * padded
        flat[(row + low)[apart[:-1]]] = 1
        flat[(row + high)[apart[1:]]] ^= 1
        blocked |= _parity(_packed(edges))
    free = ~blocked
    free &= _packed(np.pad(_open(given, width), ((0, 0), (0, padded - width))))[given.schedule]
    if given.capped:
        for rows, full in _full(given, width):
            free[rows] &= ~_packed(np.pad(full, ((0, 0), (0, padded - width))))
    bits = np.unpackbits(free.view(np.uint8), axis=1, bitorder="little")[:, :width]
    counts = np.add.reduce(bits, axis=0, dtype=np.int16)
    return bits.view(np.bool_), _starts(given, width)[counts > 0], counts.astype(np.int64)


def _packed(flags: NDArray[np.uint8] | Bools) -> NDArray[np.uint64]:
    return np.packbits(flags, axis=1, bitorder="little").view(np.uint64)


def _parity(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for reach in (1, 2, 4, 8, 16, 32):
        words ^= words << np.uint64(reach)
    carried = np.bitwise_xor.accumulate(words >> np.uint64(63), axis=1)
    words[:, 1:] ^= np.uint64(0) - carried[:, :-1]
    return words


def _starts(given: Arrays, width: int) -> Ints:
    return given.first + STEP * np.arange(width)


def _blocked(given: Arrays, width: int) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yield, for busy times and bookings, whose starts are ruled out from where to where."""
    yield given.owner, *_ruled_out(given.starts, given.ends, given.first, width)
    if len(given.booked):
        ends = given.booked + DURATION
        yield given.holder, *_ruled_out(given.booked, ends, given.first, width)


def _ruled_out(starts: Ints, ends: Ints, first: int, width: int) -> tuple[Ints, Ints]:
    low = (starts - (first + DURATION + BUFFER - STEP)) // STEP
    high = (ends - (first - BUFFER - STEP + 1)) // STEP
    return np.clip(low, 0, width), np.clip(high, 0, width)


def _open(given: Arrays, width: int) -> Bools:
    """Return at which starts a whole slot lies within the hours of each schedule."""
    schedule, low, high = _joined(*_instants(given, *_windows(given)))
    lows = np.clip(-((given.first - low) // STEP), 0, width)
    highs = np.clip((high - DURATION - given.first) // STEP + 1, 0, width)
    real = lows < highs
    table = np.zeros((len(given.clock), width + 1), np.int8)
    row = schedule[real] * (width + 1)
    np.add.at(table.reshape(-1), row + lows[real], np.int8(1))
    np.subtract.at(table.reshape(-1), row + highs[real], np.int8(1))
    return np.cumsum(table, axis=1, out=table)[:, :width] > 0


def _windows(given: Arrays) -> tuple[Ints, Ints, Ints]:
    """Return every window of every date: its schedule, and between what its clock shows."""
    days = np.arange((given.first - MARGIN) // DAY, (given.last + MARGIN) // DAY)
    other = np.zeros((len(given.clock), len(days)), np.bool_)
    other[given.overridden[:, 0], given.overridden[:, 1] - days[0]] = True
    row, day = np.nonzero(given.weekly[:, 1][:, None] == (days + MONDAY) % 7)
    usual = ~other[given.weekly[row, 0], day]
    row, midnight = row[usual], days[day[usual]] * DAY
    dated = given.dated[:, 1] * DAY
    return (
        np.concatenate([given.weekly[row, 0], given.dated[:, 0]]),
        np.concatenate([midnight + given.weekly[row, 2], dated + given.dated[:, 2]]),
        np.concatenate([midnight + given.weekly[row, 3], dated + given.dated[:, 3]]),
    )


def _instants(given: Arrays, schedule: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the instants at which clocks show the windows, piece by piece."""
    start, end, offset = np.moveaxis(given.segments[given.clock[schedule]], 2, 0)
    lows = np.maximum(low[:, None] - offset, start)
    highs = np.minimum(high[:, None] - offset, end)
    real = lows < highs
    owner = np.broadcast_to(schedule[:, None], real.shape)
    return owner[real], lows[real], highs[real]


def _joined(owner: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the pieces of each owner, joined where they touch or overlap."""
    order = np.argsort(owner * APART + low, kind="stable")
    shift = owner[order] * APART
    low, high = low[order] + shift, np.maximum.accumulate(high[order] + shift)
    begins = np.empty(len(low), np.bool_)
    begins[0] = True
    begins[1:] = low[1:] > high[:-1]
    place = np.flatnonzero(begins)
    last = np.append(place[1:], len(low)) - 1
    shift = shift[place]
    return owner[order][place], low[place] - shift, high[last] - shift


def _full(given: Arrays, width: int) -> Iterator[tuple[Ints, Bools]]:
    """Yield, for days and for weeks, members with a full one, and the starts that are in it."""
    base = (given.first - MARGIN) // DAY
    days = (given.last - given.first + 2 * MARGIN) // DAY
    booked = _local_day(given, given.zone[given.holder], given.booked[:, None])[:, 0]
    starts = _local_day(given, np.arange(len(given.segments)), _starts(given, width)[None, :])
    for cap, origin, length in ((w.DAY_CAP, base, 1), (w.WEEK_CAP, base - (base + MONDAY) % 7, 7)):
        periods = days // length + 2
        number = given.holder * periods + (booked - origin) // length
        size = len(given.schedule) * periods
        full = np.bincount(number, minlength=size).reshape(-1, periods) >= cap
        rows = np.flatnonzero(full.any(axis=1))
        period = (starts[given.zone[rows]] - origin) // length
        yield rows, np.take_along_axis(full[rows], period, axis=1)


def _local_day(given: Arrays, zone: Ints, instants: Ints) -> Ints:
    """Return the date that each zone's clock shows, a row of instants for each or one for all."""
    start, end, offset = np.moveaxis(given.segments[zone][:, :, None, :], 3, 0)
    there = (start <= instants[:, None, :]) & (instants[:, None, :] < end)
    local: Ints = (instants + (offset * there).sum(axis=1)) // DAY
    return local


class Warm:
    """A scene that has been answered once, to be answered anew when one calendar changes."""

    def __init__(self, given: Arrays) -> None:
        none = given.starts[:0]
        self._given = given
        self._rest = by_differences(replace(given, starts=none, ends=none, owner=none))[0]
        self._free, _, self._counts = by_differences(given)

    def changed(self, member: int, bounds: Ints) -> tuple[Ints, Ints]:
        """Return the offered starts and the counts, if this were the calendar of a member."""
        width = self._free.shape[1]
        low, high = _ruled_out(bounds[::2], bounds[1::2], self._given.first, width)
        row = np.zeros(width + 1, np.int8)
        np.add.at(row, low, np.int8(1))
        np.subtract.at(row, high, np.int8(1))
        free = np.cumsum(row)[:width] == 0
        free &= self._rest[member]
        counts = self._counts + free - self._free[member]
        return _starts(self._given, width)[counts > 0], counts
