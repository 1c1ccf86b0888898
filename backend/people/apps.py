from django.apps import AppConfig
from django.utils.module_loading import import_string

from backend.audit import access, answers
from backend.people import duties


class PeopleConfig(AppConfig):
    name = "backend.people"

    def ready(self) -> None:
        # By its path: models cannot be imported when this module is.
        access.watch(import_string("backend.people.readings.note_log_read"))
        access.watch_entries(import_string("backend.people.readings.note_entries"))
        answers.register(import_string("backend.people.operations.answers"))
        duties.register("backend.people.operations.duties.move_people")
