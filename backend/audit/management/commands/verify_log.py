import json
from argparse import ArgumentParser
from base64 import b64encode
from typing import Any  # the options, as the command line gave them

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from backend.audit.management.bars import shown_progress
from backend.audit.models import Log
from backend.audit.verify import Verdict, verify_log, verify_surroundings


class Command(BaseCommand):
    help = "Verify every log, or one: entries, checkpoints, disclosures, live rows, triggers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--log", metavar="ORIGIN", help="only the log of this origin")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        verdicts = []
        for log in self._logs(options["log"]):
            with shown_progress(self, log.origin, silent=options["json"]) as progress:
                verdicts.append(verify_log(log, progress))
        around = verify_surroundings()
        if options["json"]:
            self.stdout.write(json.dumps(_as_members(verdicts, around), indent=2))
        else:
            self._write(verdicts, around)
        if around or any(one.faults for one in verdicts):
            raise CommandError("The record does not verify.", returncode=1)

    def _logs(self, origin: str | None) -> QuerySet[Log]:
        logs = Log.objects.order_by("origin")
        if origin is None:
            return logs
        if not logs.filter(origin=origin).exists():
            raise CommandError(f"No log here has the origin {origin}.", returncode=2)
        return logs.filter(origin=origin)

    def _write(self, verdicts: list[Verdict], around: list[str]) -> None:
        for verdict in verdicts:
            if verdict.faults:
                self.stdout.write(f"{verdict.log.origin}: {verdict.faults[0]}")
                self._write_rest(len(verdict.faults) - 1)
            else:
                root = b64encode(verdict.root).decode()
                self.stdout.write(f"{verdict.log.origin}: {verdict.size} entries, root {root}")
        for line in around:
            self.stdout.write(line)

    def _write_rest(self, count: int) -> None:
        if count:
            self.stdout.write(f"  and {count} more behind it; --json lists them")


def _as_members(verdicts: list[Verdict], around: list[str]) -> dict[str, object]:
    return {
        "verified": not around and not any(one.faults for one in verdicts),
        "logs": [
            {
                "log": str(one.log.id),
                "origin": one.log.origin,
                "size": one.size,
                "root": b64encode(one.root).decode(),
                "faults": [{"index": fault.index, "why": fault.why} for fault in one.faults],
            }
            for one in verdicts
        ],
        "around": around,
    }
