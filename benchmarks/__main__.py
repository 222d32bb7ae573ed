"""Run all workloads: ``python -m benchmarks``, or ``make bench``.

It prints a table for each and writes ``benchmarks/results/latest.json``. Before anything is timed,
the answers have been compared: whoever takes part gives the same.
"""

import json
import os
import platform
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from benchmarks.absences import absences
from benchmarks.algebra import operations
from benchmarks.distribution import decisions, fold
from benchmarks.imports import imports
from benchmarks.panels import panels
from benchmarks.plans import plans
from benchmarks.team import cold, warm
from benchmarks.timing import Race, race, together
from benchmarks.workloads import full_scene, plain_scene

RESULTS = Path(__file__).parent / "results" / "latest.json"
ROUNDS = 15
FEW_ROUNDS = 7
PACKAGES = ("teamsched", "attrs", "numpy", "portion", "python-dateutil")


def main() -> None:
    """Time everything, print it, and write it down."""
    begun = perf_counter()
    where = machine()
    print(*(f"{name}: {value}" for name, value in where.items()), sep="\n")
    races: dict[str, Race] = {}
    _tell("two sets of 10,000 intervals")
    algebra = {name: race(work, rounds=FEW_ROUNDS) for name, work in operations().items()}
    races |= {f"algebra: {name}": one for name, one in algebra.items()}
    races["algebra: all three"] = together(algebra)
    _tell("a thousand members")
    full, plain = full_scene(), plain_scene()
    _tell("team cold")
    races["team cold"] = cold(full, rounds=ROUNDS)
    _tell("team cold, without zones and caps")
    races["team cold, plain"] = cold(plain, rounds=ROUNDS)
    _tell("team warm")
    races["team warm"] = warm(full, rounds=ROUNDS)
    _tell("decisions")
    races |= decisions(rounds=FEW_ROUNDS)
    _tell("panels")
    races |= panels(rounds=FEW_ROUNDS)
    _tell("a hundred thousand bookings")
    races["fold of 100,000 bookings"] = fold(rounds=FEW_ROUNDS)
    _tell("plans")
    races |= plans(rounds=FEW_ROUNDS)
    _tell("absences")
    races |= absences(rounds=FEW_ROUNDS)
    _tell("import")
    races["import"] = imports(rounds=ROUNDS)
    for name, one in races.items():
        print(f"\n{name}\n{table(one)}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report(where, races), indent=2) + "\n", encoding="utf-8")
    print(f"\n{perf_counter() - begun:.0f} seconds; the numbers are in {RESULTS.name}")


def _tell(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def machine() -> Mapping[str, str]:
    """Return what the numbers depend on."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        **{name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def table(one: Race) -> str:
    """Return the times and ratios of one race, for reading."""
    lines = [f"  {'':26}{'fastest':>12}{'usual':>12}{'ratio':>10}"]
    for name in one.contenders:
        times = f"{_time(one.fastest(name)):>12}{_time(one.usual(name)):>12}"
        lines.append(f"  {name:26}{times}{one.ratio(name):>10.3g}")
    return "\n".join(lines)


def _time(milliseconds: float) -> str:
    return f"{milliseconds:.3g} ms"


def report(where: Mapping[str, str], races: Mapping[str, Race]) -> Mapping[str, object]:
    """Return the same for programs."""
    return {
        "machine": where,
        "workloads": {
            workload: {
                name: {
                    "fastest_ms": one.fastest(name),
                    "median_ms": one.usual(name),
                    "ratio": one.ratio(name),
                }
                for name in one.contenders
            }
            for workload, one in races.items()
        },
    }


if __name__ == "__main__":
    main()
