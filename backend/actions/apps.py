from django.apps import AppConfig

from backend.actions.roles import ROLES
from backend.people import duties, roles, waiting


class ActionsConfig(AppConfig):
    name = "backend.actions"

    def ready(self) -> None:
        roles.register(*ROLES)
        roles.register_table("backend.actions.policy.MAY")
        waiting.register("backend.actions.waiting.waiting_actions")
        duties.register("backend.actions.operations.duties.move_work")
