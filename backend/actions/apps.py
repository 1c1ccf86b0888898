from datetime import time

from django.apps import AppConfig

from backend.actions.roles import ROLES
from backend.clock import chores
from backend.people import duties, roles, waiting


class ActionsConfig(AppConfig):
    name = "backend.actions"

    def ready(self) -> None:
        roles.register(*ROLES)
        roles.register_table("backend.actions.policy.MAY")
        waiting.register("backend.actions.waiting.waiting_actions")
        waiting.register("backend.actions.waiting.waiting_updates")
        chores.register(
            "update_round", "backend.actions.operations.run_update_round", daily_at=time(7)
        )
        duties.register("backend.actions.operations.duties.move_work")
