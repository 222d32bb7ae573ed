"""Plant every fault, or those named, two at a time: ``python -m tests.faults [NAME …]``."""

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.faults.planter import read_faults, run_tests, survives

ROOT = Path(__file__).parents[2]


def main(names: list[str]) -> int:
    """Return 0 if every fault is caught."""
    faults = read_faults(ROOT)
    if unknown := set(names) - {fault.name for fault in faults}:
        sys.exit(f"no such fault: {', '.join(sorted(unknown))}")
    faults = [fault for fault in faults if not names or fault.name in names]
    if problems := [words for fault in faults for words in fault.problems(ROOT)]:
        sys.exit("\n".join(problems))
    if tests := tuple(sorted({test for fault in faults for test in fault.tests})):
        print(f"{len(faults)} faults; first their tests without them", flush=True)
        code, output = run_tests(ROOT, ROOT / "src", tests)
        if code:
            sys.exit(f"the tests fail without any fault:\n{output}")

    lost = 0
    with ThreadPoolExecutor(2) as pool:
        results = pool.map(partial(survives, root=ROOT), faults)
        for fault, (wrong, seconds) in zip(faults, results, strict=True):
            verdict = "SURVIVED" if wrong else "caught"
            print(f"{verdict:8}  {fault.name:40}  {seconds:5.1f} s", flush=True)
            if wrong:
                lost += 1
                print(f"          {fault.why}\n          {wrong}", flush=True)
    print(f"{len(faults) - lost} passed, {lost} failed")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
