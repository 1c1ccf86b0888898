from django.apps import AppConfig

from backend.people import duties, roles


class SyncConfig(AppConfig):
    name = "backend.sync"

    def ready(self) -> None:
        roles.register_table("backend.sync.policy.MAY")
        duties.register("backend.sync.operations.duties.move_sources")
