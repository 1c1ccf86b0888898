from base64 import b64encode
from typing import Any, Final  # Any: a part of the OpenAPI document

from django.http import HttpResponse
from rest_framework.request import Request

from backend.actions.models import Action
from backend.actions.serializers.actions import ActionOut
from backend.api.base import Answers
from backend.api.filters import refuse_query
from backend.api.preconditions import is_unchanged
from backend.api.schema.operations import ApiSchema
from backend.audit.checkpoints import size_of
from backend.audit.past import Past
from backend.audit.source import now
from backend.deals.models import Deal
from backend.deals.serializers.deals import DealOut
from backend.errors import Fault
from backend.forums import operations
from backend.forums.models import BoardPack, Decision, Escalation, Forum, PackContent
from backend.forums.serializers import packs
from backend.forums.serializers.decisions import DecisionOut
from backend.forums.serializers.escalations import EscalationOut
from backend.forums.serializers.forums import ForumOut
from backend.forums.views.base import AddingToForum, OfForum, Read
from backend.people.comparison import Comparing
from backend.people.models import Belonging
from backend.people.rows import Row, Rows, one_seen

COMPARED: Final[dict[str, tuple[type[Belonging], Answers]]] = {
    "actions": (Action, ActionOut),
    "deals": (Deal, DealOut),
    "decisions": (Decision, DecisionOut),
    "escalations": (Escalation, EscalationOut),
    "forums": (Forum, ForumOut),
}


class ListPacks(Rows, Read):
    operation_id = "list_packs"
    summary = "List the packs that were frozen for forums"
    model = BoardPack
    answers = packs.BoardPackOut
    orderings = ("-frozen_at",)


class ListForumPacks(OfForum):
    operation_id = "list_forum_packs"
    summary = "List the packs that were frozen for a forum"
    model = BoardPack
    answers = packs.BoardPackOut
    orderings = ("-frozen_at",)


class GetPack(Row, Read):
    operation_id = "get_pack"
    summary = "Read what a pack was frozen from, and its digest"
    model = BoardPack
    answers = packs.BoardPackOut


class FreezePack(AddingToForum):
    operation = operations.freeze_pack
    operation_id = "freeze_pack"
    summary = "Freeze the plan as it stands, for a meeting"
    description = (
        "All that is open to the whole partnership, with the size and root of the log it shows. "
        "Its content is the same bytes for ever."
    )
    accepts = packs.FreezePackIn
    answers = packs.BoardPackOut
    address = "/api/v1/packs"


class ContentSchema(ApiSchema):
    def _success(self) -> tuple[int, dict[str, Any]]:
        named = {"ETag": "ETag", "X-Request-ID": "RequestId"}
        headers = {shown: {"$ref": f"#/components/headers/{name}"} for shown, name in named.items()}
        content = {"application/json": {"schema": {"type": "object"}}}
        return 200, {"description": self.view.summary, "headers": headers, "content": content}


class GetPackContent(Read):
    operation_id = "get_pack_content"
    summary = "Download a pack"
    description = "Canonical JSON (RFC 8785), whose SHA-256 is the pack's `digest` (RFC 9530)."
    schema = ContentSchema()

    def get(self, request: Request, **_: object) -> HttpResponse:
        pack: BoardPack = one_seen(BoardPack, self.actor, self.kwargs["id"])
        refuse_query(request.GET)
        headers = {"ETag": f'"{pack.digest}"'}
        if is_unchanged(request._request, headers["ETag"]):
            return HttpResponse(status=304, headers=headers)
        digest = b64encode(bytes.fromhex(pack.digest)).decode()
        headers |= {
            "Content-Digest": f"sha-256=:{digest}:",
            "Content-Disposition": f'attachment; filename="pack-{pack.log_size}.json"',
        }
        content = PackContent.objects.get(pack=pack).content
        return HttpResponse(bytes(content), headers=headers, content_type="application/json")


class ListChangesSincePack(Comparing):
    """Nothing it lists has a filter: a pack was frozen without one."""

    operation_id = "list_changes_since_pack"
    summary = "List what changed since a pack was frozen"
    tag = Read.tag
    scope = Read.scope
    beside = ("of",)
    parameters = (
        {
            "name": "of",
            "in": "query",
            "required": True,
            "description": "Of which things.",
            "schema": {"type": "string", "enum": [*COMPARED]},
        },
    )

    def faults_beside(self) -> list[Fault]:
        if self.request.GET.get("of") in COMPARED:
            return []
        sentence = f"of must be one of: {', '.join(COMPARED)}"
        return [Fault("invalid_choice", sentence, parameter="of")]

    def get(self, request: Request, **path: object) -> HttpResponse:
        self.pack: BoardPack = one_seen(BoardPack, self.actor, self.kwargs["id"])
        self.model, self.shows = COMPARED.get(request.GET.get("of", ""), (Action, ActionOut))  # type: ignore[misc]  # of this request, not of the class
        return super().get(request, **path)

    def pasts(self) -> tuple[Past, Past]:
        log_id = self.actor.partnership_id
        then = Past(log_id, self.pack.log_size, self.pack.frozen_at)
        return then, Past(log_id, size_of(log_id), now())
