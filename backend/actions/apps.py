from datetime import time

from django.apps import AppConfig

from backend.actions.roles import ROLES
from backend.clock import chores
from backend.people import roles, waiting


class ActionsConfig(AppConfig):
    name = "backend.actions"

    def ready(self) -> None:
        roles.register(*ROLES)
        waiting.register("backend.actions.waiting.waiting_actions")
        waiting.register("backend.actions.waiting.waiting_updates")
        chores.register(
            "update_round", "backend.actions.operations.run_update_round", daily_at=time(7)
        )
