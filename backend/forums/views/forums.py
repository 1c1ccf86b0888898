from backend.forums import operations
from backend.forums.filters import ForumFilters
from backend.forums.models import Forum
from backend.forums.serializers import forums
from backend.forums.views.base import OnForum, Read
from backend.people.comparison import Comparing
from backend.people.hindsight import RowOfAnyTime, RowsOfAnyTime
from backend.people.policy import require_administrator
from backend.people.rows import Adding
from backend.people.scopes import Scope


class ListForums(RowsOfAnyTime, Read):
    operation_id = "list_forums"
    summary = "List the forums of the partnership"
    model = Forum
    answers = forums.ForumOut
    filters = ForumFilters
    orderings = ("name",)


class CompareForums(Comparing, Read):
    operation_id = "compare_forums"
    summary = "List what changed of forums between two moments"
    model = Forum
    shows = forums.ForumOut
    filters = ForumFilters


class GetForum(RowOfAnyTime, Read):
    operation_id = "get_forum"
    summary = "Read one forum"
    model = Forum
    answers = forums.ForumOut


class AddForum(Adding):
    operation = operations.add_forum
    operation_id = "add_forum"
    summary = "Add a forum"
    tag = "forums"
    scope = Scope.FORUMS_WRITE
    accepts = forums.AddForumIn
    answers = forums.ForumOut
    address = "/api/v1/forums"

    def permit(self, subject: None) -> None:
        require_administrator(self.actor, "add a forum")


class ReviseForum(OnForum):
    method = "PATCH"
    operation = operations.revise_forum
    operation_id = "revise_forum"
    summary = "Correct what a forum is called and goes by"
    description = "An escalation under way keeps the limits and the ladder it began with."
    accepts = forums.ReviseForumIn
    answers = forums.ForumOut
    requires_if_match = True
    rehearses = True
