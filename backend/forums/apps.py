from django.apps import AppConfig

from backend.forums.roles import ROLES
from backend.people.roles import register


class ForumsConfig(AppConfig):
    name = "backend.forums"

    def ready(self) -> None:
        register(*ROLES)
