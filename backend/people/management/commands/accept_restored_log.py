from argparse import ArgumentParser
from base64 import b64encode
from typing import Any  # Django hands options over untyped

from django.core.management.base import BaseCommand, CommandError

from backend.audit.checkpoints import has_grown_from, tree_of
from backend.audit.highwater import Mark, mark_of, move_mark
from backend.audit.models import Log, RestoredLog
from backend.audit.operations import accept_restored_log
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.operator import examiners, operator


class Command(BaseCommand):
    help = "Say in a log put back from a backup that what was signed beyond it is lost, and go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "origin", metavar="ORIGIN", help="the log, by the name it is signed with"
        )
        parser.add_argument(
            "--reason", required=True, help="what happened, for those who audit the log"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["reason"].strip():
            raise CommandError("Say what happened: whoever audits the log reads it there.")
        log = Log.objects.filter(origin=options["origin"]).first()
        if log is None:
            raise CommandError(f"No log here has the origin {options['origin']}.")
        lost = mark_of(log.origin)
        if lost is None or has_grown_from(lost, log, tree_of(log)):
            raise CommandError(
                "The log holds all that was signed of it: there is nothing to accept."
            )
        self._accept(log, lost, options["reason"])

    def _accept(self, log: Log, lost: Mark, reason: str) -> None:
        if not _is_said(log, lost):
            at = now()
            with unit_of_work(by=operator(), at=at) as unit:
                accept_restored_log(
                    unit, log=log, lost=lost, reason=reason, told=examiners(log.id, at)
                )
        # After the commit. Killed in between, the next run finds the entry and moves the mark.
        tree = tree_of(log)
        if not move_mark(log.origin, was=lost, to=tree):
            raise CommandError("The mark was moved meanwhile. Run verify_log.")
        self.stdout.write(
            f"{log.origin} was signed at {lost.size} entries with the root "
            f"{b64encode(lost.root).decode()}; that is lost and the log says so. "
            f"It goes on with {tree.size} entries."
        )


def _is_said(log: Log, lost: Mark) -> bool:
    root = b64encode(lost.root).decode()
    return RestoredLog.objects.filter(log=log, lost_size=lost.size, lost_root=root).exists()
