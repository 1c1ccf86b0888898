from django.apps import AppConfig

from backend.people import roles


class SyncConfig(AppConfig):
    name = "backend.sync"

    def ready(self) -> None:
        roles.register_table("backend.sync.policy.MAY")
