"""The plain scene in a plain Python loop: a row of bytes for each member, cut out span by span.

It is here for orientation only: this is what one writes first. It knows one zone, hours that are
the same for all, and neither caps nor bookings.
"""

from benchmarks.workloads import BUFFER, DAY, DURATION, MINUTE, STEP, Scene

_LANES = 255
"""Up to how many rows can be added as bytes."""


def plain_loop(scene: Scene) -> tuple[list[bytes], list[int], list[int]]:
    """Return who is free when, the starts that are offered, and how many are free at each."""
    step = STEP * MINUTE
    width = (scene.last - scene.first) // step
    hours, shut = _hours(scene, width), bytes(width)
    first = scene.first + (DURATION + BUFFER - STEP) * MINUTE
    last = scene.first - (BUFFER + STEP) * MINUTE + 1
    rows = []
    for person in scene.people:
        row = bytearray(hours)
        for start, end in zip(person.busy[::2], person.busy[1::2], strict=True):
            low, high = (start - first) // step, (end - last) // step
            if high > 0:
                low = max(low, 0)
                row[low:high] = shut[low:high]
        rows.append(bytes(row))
    counts = [0] * width
    for place in range(0, len(rows), _LANES):
        lanes = sum(int.from_bytes(row, "little") for row in rows[place : place + _LANES])
        counts = list(map(int.__add__, counts, lanes.to_bytes(width, "little")))
    starts = [scene.first + step * number for number, count in enumerate(counts) if count]
    return rows, starts, counts


def _hours(scene: Scene, width: int) -> bytes:
    """Return the starts, as bytes, from which a whole booking lies within the hours."""
    weekly = scene.people[0].weekly
    flags = bytearray(width)
    for number in range(width):
        since = scene.first + number * STEP * MINUTE
        weekday, minute = (since // DAY + 3) % 7, since % DAY // MINUTE
        flags[number] = any(
            day == weekday and start <= minute <= end - DURATION for day, start, end in weekly
        )
    return bytes(flags)
