from typing import ClassVar
from uuid import UUID

from backend.forums import operations
from backend.forums.filters import AgendaItemFilters
from backend.forums.models import AgendaItem, AgendaVersion
from backend.forums.serializers import agenda
from backend.forums.views.base import AddingToMeeting, AtForum, OfMeeting, Read
from backend.people.rows import Row, one_seen


class ListAgendaItems(OfMeeting):
    operation_id = "list_agenda_items"
    summary = "List what stands on the agenda of a meeting, or stood there"
    model = AgendaItem
    answers = agenda.AgendaItemOut
    filters = AgendaItemFilters
    orderings = ("position", "id")


class GetAgendaItem(Row, Read):
    operation_id = "get_agenda_item"
    summary = "Read one item of an agenda"
    model = AgendaItem
    answers = agenda.AgendaItemOut


class ListAgendaVersions(OfMeeting):
    operation_id = "list_agenda_versions"
    summary = "List the agendas of a meeting as they were published"
    model = AgendaVersion
    answers = agenda.AgendaVersionOut
    orderings = ("number", "id")


class GetAgendaVersion(Row, Read):
    operation_id = "get_agenda_version"
    summary = "Read an agenda as it was published"
    model = AgendaVersion
    answers = agenda.AgendaVersionOut


class AddAgendaItem(AddingToMeeting):
    operation = operations.add_agenda_item
    operation_id = "add_agenda_item"
    summary = "Add an item to an agenda that is not published yet"
    accepts = agenda.AddAgendaItemIn
    answers = agenda.AgendaItemOut
    address = "/api/v1/agenda-items"


class AdmitUrgentItem(AddingToMeeting):
    operation = operations.admit_urgent_item
    operation_id = "admit_urgent_item"
    summary = "Admit an urgent item to a published agenda: a further version of it"
    accepts = agenda.AdmitUrgentItemIn
    answers = agenda.AgendaItemOut
    address = "/api/v1/agenda-items"


class WithdrawAgendaItem(AtForum):
    operation = operations.withdraw_agenda_item
    operation_id = "withdraw_agenda_item"
    summary = "Withdraw an item from an agenda that is not published yet"
    accepts = agenda.WithdrawAgendaItemIn
    answers = agenda.AgendaItemOut
    requires_if_match = True
    rehearses = True
    subject_name: ClassVar[str] = "agenda_item"

    def find(self) -> AgendaItem:
        found: AgendaItem = one_seen(AgendaItem, self.actor, self.kwargs["id"], "meeting")
        return found

    def forum_of(self, subject: object) -> UUID:
        assert isinstance(subject, AgendaItem)
        return subject.meeting.forum_id
