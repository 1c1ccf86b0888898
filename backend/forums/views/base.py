from uuid import UUID

from backend.api.base import ApiView
from backend.audit.edge import Write
from backend.forums.models import Forum, Meeting
from backend.forums.policy import MAY, require_at
from backend.people.rows import Adding, PartsOf, one_seen
from backend.people.scopes import Scope


class Read(ApiView):
    tag = "forums"
    scope = Scope.FORUMS_READ


class OfForum(PartsOf, Read):
    whole = Forum
    belongs_by = "forum_id"


class OfMeeting(PartsOf, Read):
    whole = Meeting
    belongs_by = "meeting_id"


class AtForum(Write):
    """An operation on something of a forum: 404, then 403 by the app's role table."""

    tag = "forums"
    scope = Scope.FORUMS_WRITE

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        assert not cls.operation_id or cls.operation_id in MAY

    def forum_of(self, subject: object) -> UUID:
        """The id of the forum at which the role is held."""
        raise NotImplementedError

    def permit(self, subject: object) -> None:
        require_at(self.actor, self.operation_id, self.forum_of(subject))


class OnForum(AtForum):
    def find(self) -> Forum:
        return found_forum(self)

    def forum_of(self, subject: object) -> UUID:
        assert isinstance(subject, Forum)
        return subject.id


class AddingToForum(OnForum, Adding):
    """Something new at the forum of the address; the forum itself does not change."""


def found_forum(view: ApiView) -> Forum:
    """Raises NotVisible."""
    found: Forum = one_seen(Forum, view.actor, view.kwargs["id"])
    return found


class OnMeeting(AtForum):
    def find(self) -> Meeting:
        return found_meeting(self)

    def forum_of(self, subject: object) -> UUID:
        assert isinstance(subject, Meeting)
        return subject.forum_id


class AddingToMeeting(OnMeeting, Adding):
    """Something new at the meeting of the address."""


def found_meeting(view: ApiView) -> Meeting:
    """Raises NotVisible."""
    found: Meeting = one_seen(Meeting, view.actor, view.kwargs["id"])
    return found
