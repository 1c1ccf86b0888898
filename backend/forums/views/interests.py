from uuid import UUID

from backend.forums import operations
from backend.forums.filters import InterestFilters
from backend.forums.models import AgendaItem, Interest
from backend.forums.serializers import interests
from backend.forums.views.base import AtForum, Read
from backend.people.rows import Adding, PartsOf, Row, one_seen


class ListInterests(PartsOf, Read):
    whole = AgendaItem
    belongs_by = "item_id"
    operation_id = "list_interests"
    summary = "List the interests declared in an item of an agenda"
    model = Interest
    answers = interests.InterestOut
    filters = InterestFilters


class GetInterest(Row, Read):
    operation_id = "get_interest"
    summary = "Read one declared interest"
    model = Interest
    answers = interests.InterestOut


class DeclareInterest(AtForum, Adding):
    """Whose interest it is may stand in the body: the operation asks."""

    operation = operations.declare_interest
    operation_id = "declare_interest"
    summary = "Declare what a member has at stake in an item"
    accepts = interests.DeclareInterestIn
    answers = interests.InterestOut
    address = "/api/v1/interests"
    subject_name = "agenda_item"

    def find(self) -> AgendaItem:
        found: AgendaItem = one_seen(AgendaItem, self.actor, self.kwargs["id"], "meeting")
        return found

    def forum_of(self, subject: object) -> UUID:
        assert isinstance(subject, AgendaItem)
        return subject.meeting.forum_id
