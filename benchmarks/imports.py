"""How long the import takes, in a fresh Python each time."""

import subprocess
import sys
from collections.abc import Mapping

from benchmarks.timing import MILLISECOND, Race

IMPORTS: Mapping[str, str] = {
    "teamsched": "import teamsched",
    "its dependencies": "import attrs, dateutil.rrule, sortedcontainers, zoneinfo",
    "attrs and dateutil": "import attrs, dateutil.rrule",
}

_TIMED = """
from time import process_time_ns
begun = process_time_ns()
{work}
print(process_time_ns() - begun)
"""


def imports(*, rounds: int) -> Race:
    """Time the imports in turns; the first round only fills the caches of compiled code."""
    times: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for number in range(rounds + 1):
        for name, work in IMPORTS.items():
            taken = _time(work)
            if number:
                times[name].append(taken)
    return Race({name: tuple(taken) for name, taken in times.items()})


def _time(work: str) -> float:
    command = [sys.executable, "-c", _TIMED.format(work=work)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) / MILLISECOND
