from backend.api.base import ApiView
from backend.forums import operations, serializers
from backend.forums.models import Forum
from backend.people.policy import require_administrator
from backend.people.rows import Adding, Row, Rows
from backend.people.scopes import Scope


class Read(ApiView):
    tag = "forums"
    scope = Scope.FORUMS_READ


class ListForums(Rows, Read):
    operation_id = "list_forums"
    summary = "List the forums of the partnership"
    model = Forum
    answers = serializers.ForumOut
    orderings = ("name",)


class GetForum(Row, Read):
    operation_id = "get_forum"
    summary = "Read one forum"
    model = Forum
    answers = serializers.ForumOut


class AddForum(Adding):
    operation = operations.add_forum
    operation_id = "add_forum"
    summary = "Add a forum"
    tag = "forums"
    scope = Scope.FORUMS_WRITE
    accepts = serializers.AddForumIn
    answers = serializers.ForumOut
    address = "/api/v1/forums"

    def permit(self, subject: None) -> None:
        require_administrator(self.actor, "add a forum")
