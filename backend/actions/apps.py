from django.apps import AppConfig

from backend.actions.roles import ROLES
from backend.people import roles, waiting


class ActionsConfig(AppConfig):
    name = "backend.actions"

    def ready(self) -> None:
        roles.register(*ROLES)
        waiting.register("backend.actions.waiting.waiting_actions")
