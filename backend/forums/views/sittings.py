"""What the views of attendance, interests and minutes share: they only add to a meeting."""

from uuid import UUID

from backend.forums.models import AgendaItem, Meeting
from backend.forums.views.base import AtForum, Read
from backend.people.rows import PartsOf, one_seen


class OfSitting(PartsOf, Read):
    whole = Meeting
    belongs_by = "meeting_id"


class OfAgendaItem(PartsOf, Read):
    whole = AgendaItem
    belongs_by = "item_id"


class AtSitting(AtForum):
    """Something at the meeting of the address; the meeting itself does not change."""

    def find(self) -> Meeting:
        found: Meeting = one_seen(Meeting, self.actor, self.kwargs["id"])
        return found

    def forum_of(self, subject: object) -> UUID:
        assert isinstance(subject, Meeting)
        return subject.forum_id
