"""Whether a run has tried it all: each operation, as each principal, once well and once refused.

A finding would fail the run by itself; what was never called finds nothing.

    python -m tests.contract.gaps OPENAPI REPORT…      (reports are named PLACE-SEED.ndjson)
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final  # Any: the report's events

import yaml
from rich.console import Console
from rich.table import Table

GOOD: Final = "2xx"
REFUSED: Final = "4xx"
# Operation, principal, class of the answer.
Seen = Counter[tuple[str, str, str]]


def operations(openapi: Path) -> dict[tuple[str, str], str]:
    """operationId by method and path."""
    document = yaml.safe_load(openapi.read_text())
    return {
        (method.upper(), path): operation["operationId"]
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def answers(report: Path) -> Iterator[tuple[str, str, str, int]]:
    """Method, path, principal and status of every call of one run."""
    place = report.name.partition("-")[0]
    with report.open() as lines:
        for line in lines:
            recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
            yield from _answers_of(recorder, place)


def _answers_of(recorder: dict[str, Any], place: str) -> Iterator[tuple[str, str, str, int]]:
    for case_id, interaction in recorder.get("interactions", {}).items():
        case = recorder["cases"].get(case_id, {}).get("value")
        response = interaction.get("response")
        if case and response:
            principal = case.get("auth_identity") or place
            yield case["method"], case["path"], principal, response["status_code"]


def tally(known: dict[tuple[str, str], str], reports: Iterable[Path]) -> Seen:
    found: Seen = Counter()
    for report in reports:
        for method, path, principal, status in answers(report):
            operation_id = known.get((method, path))
            if operation_id:
                found[operation_id, principal, f"{status // 100}xx"] += 1
    return found


def gaps(known: Iterable[str], principals: Iterable[str], seen: Seen) -> list[str]:
    places = list(principals)
    return [
        f"{operation_id} as {principal}: no {wanted} answer"
        for operation_id in known
        for principal in places
        for wanted in (GOOD, REFUSED)
        if not seen[operation_id, principal, wanted]
    ]


def table(known: list[str], principals: list[str], seen: Seen) -> Table:
    made = Table(
        "principal", "operations", "answered 2xx", "answered 4xx", "calls 2xx", "calls 4xx"
    )
    for principal in principals:
        answered = [
            sum(seen[one, principal, kind] > 0 for one in known) for kind in (GOOD, REFUSED)
        ]
        calls = [sum(seen[one, principal, kind] for one in known) for kind in (GOOD, REFUSED)]
        made.add_row(principal, str(len(known)), *map(str, (*answered, *calls)))
    return made


def main(openapi: Path, reports: list[Path]) -> int:
    known = operations(openapi)
    principals = sorted({report.name.partition("-")[0] for report in reports})
    seen = tally(known, reports)
    console = Console(width=100)
    console.print(table(list(known.values()), principals, seen))
    found = gaps(known.values(), principals, seen)
    for gap in found:
        console.print(f"gap: {gap}")
    console.print("no gaps" if not found else f"{len(found)} gaps")
    return min(len(found), 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]]))
