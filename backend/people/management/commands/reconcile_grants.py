from argparse import ArgumentParser
from typing import Any  # Django hands options over untyped

from django.core.management.base import BaseCommand

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.operations.grants import differences, reconcile_grants
from backend.people.operator import operator


class Command(BaseCommand):
    help = "Report any difference between appointments and the grants they give; --repair mends it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = self._repair() if options["repair"] else differences()
        for difference in found:
            self.stdout.write(str(difference))
        mended = "mended" if options["repair"] else "found"
        self.stdout.write(f"{len(found)} differences {mended}.")
        if found and not options["repair"]:
            raise SystemExit(1)

    def _repair(self) -> list[Any]:
        with unit_of_work(by=operator(), at=now()) as unit:
            return reconcile_grants(unit)
