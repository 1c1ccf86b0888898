from typing import Any  # Django hands options over untyped

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.operator import operator
from backend.sync.operations import Resealed, reseal_webhook_secrets


class Command(BaseCommand):
    help = "Seal the secrets of webhooks with the newest of WEBHOOK_KEYS, so that older may go."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.WEBHOOK_KEYS:
            raise CommandError(
                "Set WEBHOOK_KEYS and start every process anew with it, then run this."
            )
        count = closed = 0
        last: int | None = 0
        while last is not None:
            some = self._reseal(last)
            count, closed, last = count + some.count, closed + some.closed, some.last
        self.stdout.write(f"Secrets sealed with the newest of WEBHOOK_KEYS: {count}.")
        if closed:
            raise CommandError(
                f"No key opens {closed} of the secrets, which are left as they are. Add the key "
                "they were sealed with at the end of WEBHOOK_KEYS, or let their owners rotate them."
            )

    def _reseal(self, after: int) -> Resealed:
        with unit_of_work(by=operator(), at=now()) as unit:
            return reseal_webhook_secrets(unit, after=after)
