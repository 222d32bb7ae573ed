"""Answer the cases of some files: ``python -m tests.conformance FILE...``."""

import json
import sys
from pathlib import Path

from tests.conformance.adapters import answer

cases = [case for file in sys.argv[1:] for case in json.loads(Path(file).read_text("utf-8"))]
print(json.dumps([{"id": case["id"], "answer": answer(case)} for case in cases]))
