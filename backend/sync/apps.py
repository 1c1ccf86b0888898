from datetime import time

from django.apps import AppConfig
from django.core.checks import register

from backend.audit import doorbell
from backend.clock import chores, errands
from backend.people import duties, erasures, roles, waiting
from backend.sync.checks import webhook_keys_are_keys, webhooks_leave_the_machine
from backend.sync.lookout import LOOKOUT


class SyncConfig(AppConfig):
    name = "backend.sync"

    def ready(self) -> None:
        roles.register_table("backend.sync.policy.MAY")
        waiting.register("backend.sync.waiting.waiting_conflicts")
        waiting.register("backend.sync.waiting.waiting_words")
        doorbell.subscribe(LOOKOUT.ring)
        duties.register("backend.sync.operations.duties.move_sources")
        duties.register("backend.sync.operations.endpoints.move_webhook_endpoints")
        erasures.register("backend.sync.operations.endpoints.erase_webhook_endpoints")
        erasures.register("backend.sync.operations.results.forget_import_results")
        chores.register(
            "import_results",
            "backend.sync.operations.results.clear_imports",
            daily_at=time(3, 50),
        )
        chores.register(
            "webhook_journal",
            "backend.sync.operations.journal.clear_webhook_journal",
            daily_at=time(3, 45),
        )
        # Before those who are told what it changes.
        errands.register(
            "imports",
            until="backend.sync.importing.import_until",
            once="backend.sync.importing.import_once",
        )
        errands.register(
            "webhooks",
            until="backend.sync.delivering.deliver_until",
            once="backend.sync.delivering.deliver_once",
        )
        register(webhook_keys_are_keys)
        register(webhooks_leave_the_machine, deploy=True)
