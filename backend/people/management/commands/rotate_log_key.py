from argparse import ArgumentParser
from pathlib import Path
from typing import Any  # Django hands options over untyped

from django.core.management.base import BaseCommand, CommandError

from backend.audit.models import SigningKey
from backend.audit.operations import introduce_signing_key, retire_signing_key
from backend.audit.rotation import Turn, turns
from backend.audit.seeds import KeptElsewhere, make_key
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.operator import examiners, operator


class Command(BaseCommand):
    help = "Let a new key sign checkpoints beside the present one; --retire ends the older."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--retire", action="store_true", help="from now on the newest key signs alone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retire"]:
            self._retire()
        else:
            self._introduce()

    def _introduce(self) -> None:
        lacking = [one for one in turns() if one.lacks_newest]
        if not lacking:
            self.stdout.write(f"A new key lies in {_new_key()}: keep a copy of it.")
            lacking = turns()
        # In one unit: no log is left with other keys than the next.
        at = now()
        with unit_of_work(by=operator(), at=at) as unit:
            for one in lacking:
                introduce_signing_key(
                    unit,
                    log=one.log,
                    key=str(one.newest),
                    before=one.unrecorded,
                    told=examiners(one.log.id, at),
                )
        for one in lacking:
            self.stdout.write(f"{one.log.origin}: {one.newest} signs beside the others.")

    def _retire(self) -> None:
        standing = turns()
        if unprepared := [one.log.origin for one in standing if one.lacks_newest]:
            raise CommandError(
                f"{', '.join(unprepared)}: the newest key is not introduced there. "
                "Run rotate_log_key without --retire first."
            )
        ending = [one for one in standing if one.older]
        if not ending:
            raise CommandError("The newest key signs alone already. Introduce another first.")
        at = now()
        with unit_of_work(by=operator(), at=at) as unit:
            for one in ending:
                for row in _rows(one):
                    retire_signing_key(unit, row=row, told=examiners(one.log.id, at))
        for one in ending:
            for key in one.older:
                self.stdout.write(f"{one.log.origin}: {key} signs no more.")
        self.stdout.write("Destroy the secrets of these keys; the newest signs alone.")


def _new_key() -> Path:
    if any(one.older for one in turns()):
        raise CommandError("Two keys sign already. End the older with --retire first.")
    try:
        return make_key()
    except KeptElsewhere:
        raise CommandError(
            "The keys come from LOG_SIGNING_KEY. Add a new one at its end, start every process "
            "anew with it, and run this again."
        ) from None


def _rows(turn: Turn) -> list[SigningKey]:
    keys = [str(one) for one in turn.older]
    rows = SigningKey.objects.select_for_update().filter(log=turn.log, key__in=keys)
    return list(rows.order_by("id"))
