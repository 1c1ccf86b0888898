from django.apps import AppConfig
from django.core.checks import register

from backend.clock import chores
from backend.clock.checks import worker_has_a_place


class ClockConfig(AppConfig):
    name = "backend.clock"

    def ready(self) -> None:
        register(worker_has_a_place)
        # Named here, since people stand below the clock.
        chores.register_hourly("answer_purge", "backend.people.operations.purge_answers")
