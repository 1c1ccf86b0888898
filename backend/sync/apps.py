from django.apps import AppConfig

from backend.audit import doorbell
from backend.people import roles
from backend.sync.lookout import LOOKOUT


class SyncConfig(AppConfig):
    name = "backend.sync"

    def ready(self) -> None:
        roles.register_table("backend.sync.policy.MAY")
        doorbell.subscribe(LOOKOUT.ring)
