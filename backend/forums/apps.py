from django.apps import AppConfig

from backend.forums.roles import ROLES
from backend.people import duties, roles, waiting


class ForumsConfig(AppConfig):
    name = "backend.forums"

    def ready(self) -> None:
        roles.register(*ROLES)
        roles.register_table("backend.forums.policy.MAY")
        waiting.register("backend.forums.waiting.minutes.waiting_minutes")
        duties.register("backend.forums.operations.duties.move_forum_seats")
        waiting.register("backend.forums.waiting.assurances.waiting_assurances")
