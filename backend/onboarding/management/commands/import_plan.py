import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any  # Django hands options over untyped

from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress as Bar

from backend.onboarding.importing import Progress, import_file
from backend.onboarding.loading import LoadRefused
from backend.onboarding.reading import FileRefused
from backend.onboarding.report import Report

SHOWN_FAULTS = 50


class Command(BaseCommand):
    help = "Load the partnerships, plans and actions of a file; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="do it all, then roll it back")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with self._progress(is_silent=options["json"]) as progress:
                report = import_file(
                    options["file"], is_rehearsal=options["dry_run"], progress=progress
                )
        except FileRefused as refused:
            if options["json"]:
                self._answer({"faults": refused.faults})
            raise CommandError(_listed(refused.faults)) from refused
        except LoadRefused as refused:
            if options["json"]:
                self._answer({"faults": [str(refused)]})
            raise CommandError(str(refused)) from refused
        self._report(report, as_json=options["json"])

    def _report(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self._answer(report.members())
        else:
            self.stdout.write("\n".join(report.lines()))

    def _answer(self, members: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(members, indent=2, ensure_ascii=False))

    @contextmanager
    def _progress(self, *, is_silent: bool) -> Iterator[Progress]:
        if is_silent or not self.stdout.isatty():
            yield lambda done, total: None
            return
        with Bar(transient=True) as bar:
            task = bar.add_task("Loading")
            yield lambda done, total: bar.update(task, completed=done, total=total)


def _listed(faults: list[str]) -> str:
    lines = ["Nothing was loaded. Mend the file and run it again:", *faults[:SHOWN_FAULTS]]
    if len(faults) > SHOWN_FAULTS:
        lines.append(f"and {len(faults) - SHOWN_FAULTS} more; --json lists them all")
    return "\n  ".join(lines)
