from argparse import ArgumentParser
from pathlib import Path
from typing import Any  # the options, as the command line gave them

from django.core.management.base import BaseCommand, CommandError

from backend.audit.export import DirectoryInUse, export_log
from backend.audit.management.bars import shown_progress
from backend.audit.models import Log
from backend.audit.source import now
from backend.errors import Refused


class Command(BaseCommand):
    help = (
        "Write a log into a new directory, for the stand-alone verifier: checkpoint, keys, tiles, "
        "entries, and what of them is disclosed. It holds personal data; only you can read it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--log", metavar="ORIGIN", help="the log of this origin, if several")

    def handle(self, *args: Any, **options: Any) -> None:
        log = self._log(options["log"])
        try:
            with shown_progress(self, log.origin) as progress:
                checkpoint = export_log(log, options["directory"], now(), progress)
        except DirectoryInUse as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except Refused as refused:
            raise CommandError(refused.detail) from refused
        self.stdout.write(f"{log.origin}: {checkpoint.size} entries in {options['directory']}")

    def _log(self, origin: str | None) -> Log:
        logs = {one.origin: one for one in Log.objects.order_by("origin")}
        if origin is None and len(logs) == 1:
            return logs.popitem()[1]
        if origin in logs:
            return logs[origin]
        why = f"No log here has the origin {origin}" if origin else "Say which log with --log"
        known = ", ".join(logs) or "there is none yet"
        raise CommandError(f"{why}. The logs here: {known}.", returncode=2)
