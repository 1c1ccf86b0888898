from backend.api import fields
from backend.forums.models import ForumKind
from backend.people.serializers import DocumentedIn, DocumentedOut


class AddForumIn(DocumentedIn):
    name = fields.Char(max_length=200)
    kind = fields.Choice(choices=ForumKind.choices)
    parent = fields.UUID(source="parent_id", required=False)  # type: ignore[assignment]  # a field, not its parent

    example = {"name": "Growth forum", "kind": "forum"}


class ForumOut(DocumentedOut):
    name = fields.Char(max_length=200)
    kind = fields.Choice(choices=ForumKind.choices)
    parent = fields.UUID(source="parent_id", allow_null=True)  # type: ignore[assignment]  # a field, not its parent
