import re
from dataclasses import asdict
from typing import Any, Final  # Any: a part of the OpenAPI document

from django.db.models import Max, Min
from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from backend.api.base import ApiView
from backend.api.encoding import JsonAnswer
from backend.api.filters import query_faults, refuse_query
from backend.api.frame import request_id_of
from backend.api.paging import DEFAULT_LIMIT, HIGHEST_LIMIT, asked
from backend.api.preconditions import etag, is_unchanged
from backend.api.schema.operations import ApiSchema
from backend.audit.access import log_was_read
from backend.audit.checkpoints import current_checkpoint
from backend.audit.models import Checkpoint, Log
from backend.audit.reading import read_after
from backend.audit.serializers import EntriesOut, KeysOut
from backend.audit.signing import signer_for
from backend.audit.source import now
from backend.errors import Fault, InputRefused, NotVisible

# 2^53 - 1 has sixteen digits: fifteen are as many entries as any log will have.
INDEX: Final = "-1|0|[1-9][0-9]{0,14}"


class LogView(ApiView):
    tag = "audit"

    def log(self) -> Log:
        """Hidden and missing alike, unless it is the caller's own."""
        if self.kwargs["id"] != self.actor.partnership_id:
            raise NotVisible
        return Log.objects.get(id=self.actor.partnership_id)


class PlainText(BaseRenderer):
    media_type = "text/plain"
    format = "txt"


class NoteSchema(ApiSchema):
    """An answer in text, with a tag."""

    def _success(self) -> tuple[int, dict[str, Any]]:
        headers = {name: {"$ref": f"#/components/headers/{ref}"} for name, ref in HEADERS.items()}
        content = {"text/plain": {"schema": {"type": "string"}}}
        return 200, {"description": self.view.summary, "headers": headers, "content": content}


HEADERS: Final = {"ETag": "ETag", "X-Request-ID": "RequestId"}


class GetCheckpoint(LogView):
    operation_id = "get_checkpoint"
    summary = "Read the signed size and root of the log"
    description = "A C2SP checkpoint: origin, size and root, then the signature of the log's key."
    renderer_classes = (PlainText,)  # type: ignore[assignment]  # every other answer is JSON
    schema = NoteSchema()

    def get(self, request: Request, **_: object) -> HttpResponse:
        log = self.log()
        refuse_query(request.GET)
        checkpoint = current_checkpoint(log, now())
        headers = {"ETag": etag(checkpoint.size, checkpoint.note)}
        if is_unchanged(request._request, headers["ETag"]):
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(
            checkpoint.note, headers=headers, content_type="text/plain; charset=utf-8"
        )


class ListEntries(LogView):
    operation_id = "list_entries"
    summary = "Read the log, entry by entry"
    description = "The leaves as they were hashed, and what of them is disclosed to you."
    scope = "audit:read"
    answers = EntriesOut
    parameters = (
        {
            "name": "after",
            "in": "query",
            "description": "The index after which to read; from the first entry without it.",
            "schema": {"type": "integer", "minimum": -1, "maximum": 10**15 - 1, "default": -1},
        },
        {
            "name": "limit",
            "in": "query",
            "description": "How many at most.",
            "schema": {
                "type": "integer",
                "minimum": 1,
                "maximum": HIGHEST_LIMIT,
                "default": DEFAULT_LIMIT,
            },
        },
    )

    def get(self, request: Request, **_: object) -> HttpResponse:
        log = self.log()
        after, limit = self._asked()
        log_was_read(self.actor, request_id_of(request._request), now())
        stretch = read_after(log.id, self.actor.audiences, after=after, limit=limit)
        results = [asdict(entry) for entry in stretch.entries]
        return JsonAnswer({"results": results, "after": stretch.after, "size": stretch.size})

    def _asked(self) -> tuple[int, int]:
        query = self.request.GET
        faults = query_faults(query, ("after", "limit"))
        what, wrong = asked(query, ("index",))
        after = query.get("after") or "-1"
        if not re.fullmatch(INDEX, after, re.ASCII):
            sentence = "after must be the index of an entry, or -1"
            wrong.append(Fault("format", sentence, parameter="after"))
        if faults + wrong:
            raise InputRefused(faults + wrong)
        return int(after), what.limit


class ListKeys(LogView):
    operation_id = "list_log_keys"
    summary = "Read the keys that checkpoints of the log are verified with"
    description = "Each with the first and last size it signed."
    answers = KeysOut

    def get(self, request: Request, **_: object) -> HttpResponse:
        log = self.log()
        refuse_query(request.GET)
        signed = Checkpoint.objects.filter(log=log).aggregate(
            first_size=Min("size"), last_size=Max("size")
        )
        return JsonAnswer({"results": [{"key": str(signer_for(log.origin).verifier), **signed}]})
