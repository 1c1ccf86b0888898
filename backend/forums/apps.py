from datetime import time

from django.apps import AppConfig

from backend.actions import askable, escalated
from backend.clock import chores
from backend.forums.asked import ASKABLE
from backend.forums.roles import ROLES
from backend.people import duties, roles, waiting


class ForumsConfig(AppConfig):
    name = "backend.forums"

    def ready(self) -> None:
        roles.register(*ROLES)
        roles.register_table("backend.forums.policy.MAY")
        askable.register(*ASKABLE)
        escalated.register(
            "backend.forums.ladders.escalations_of",
            of_the_past="backend.forums.ladders.past_escalations_of",
        )
        chores.register(
            "escalation_round",
            "backend.forums.operations.run_escalation_round",
            daily_at=time(0, 30),
        )
        waiting.register("backend.forums.waiting.decisions.waiting_decisions")
        waiting.register("backend.forums.waiting.escalations.waiting_escalations")
        waiting.register("backend.forums.waiting.minutes.waiting_minutes")
        duties.register("backend.forums.operations.duties.move_forum_seats")
        waiting.register("backend.forums.waiting.assurances.waiting_assurances")
