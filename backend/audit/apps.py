from typing import Any  # whatever else the signal carries

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "backend.audit"

    def ready(self) -> None:
        # Imported late: models are not loaded before the registry is ready.
        from backend.audit import checks  # noqa: PLC0415

        register(checks.triggers_stand, Tags.database)
        register(checks.recorded_models_are_whole, Tags.models)
        post_migrate.connect(restore_what_models_do_not_say, sender=self)


def restore_what_models_do_not_say(using: str, **kwargs: Any) -> None:
    from backend.audit import entry_indexes, triggers  # noqa: PLC0415

    triggers.install(connections[using])
    entry_indexes.install(connections[using])
