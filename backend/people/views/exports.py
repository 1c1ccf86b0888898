"""The tables that organisations, people and their roles are downloaded as."""

from typing import Final

from backend.people.exports import Exporting
from backend.people.views import clients, people, succession


class ExportOrganisations(Exporting, people.ListOrganisations):
    table = "organisations"


class ExportSuccessions(Exporting, succession.ListSuccessions):
    table = "successions"


class ExportPeople(Exporting, people.ListPeople):
    table = "people"


class ExportAppointments(Exporting, people.ListAppointments):
    table = "appointments"


class ExportClients(Exporting, clients.ListClients):
    table = "clients"


TABLES: Final[tuple[type[Exporting], ...]] = (
    ExportOrganisations,
    ExportSuccessions,
    ExportPeople,
    ExportAppointments,
    ExportClients,
)
