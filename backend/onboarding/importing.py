"""The whole way of a file into Accord, as the commands go it."""

from collections.abc import Callable
from pathlib import Path

from backend.onboarding.agreement import require_agreement
from backend.onboarding.loading import Placement, load
from backend.onboarding.plan_file import read_plan_file
from backend.onboarding.report import Report

Progress = Callable[[int, int], None]


def import_file(
    path: Path,
    *,
    is_rehearsal: bool = False,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Raises FileRefused, and nothing was loaded; or LoadRefused, which says what was."""
    plan_file = read_plan_file(path)
    require_agreement(plan_file)
    placed = Placement(plan_file)
    done = 0

    def on_row() -> None:
        nonlocal done
        done += 1
        progress(done, placed.size)

    return Report(plan_file, load(placed, is_rehearsal=is_rehearsal, on_row=on_row), is_rehearsal)
