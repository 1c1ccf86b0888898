from django.http import HttpResponse
from rest_framework.request import Request

from backend.api.filters import refuse_query
from backend.audit.checkpoints import current_checkpoint
from backend.audit.source import now
from backend.audit.views.base import LogView, NoteSchema, PlainText, tagged_note


class GetCheckpoint(LogView):
    operation_id = "get_checkpoint"
    summary = "Read the signed size and root of the log"
    description = "A C2SP checkpoint: origin, size and root, then signatures by the log's keys."
    refusals = (503,)
    renderer_classes = (PlainText,)  # type: ignore[assignment]  # every other answer is JSON
    schema = NoteSchema()

    def get(self, request: Request, **_: object) -> HttpResponse:
        log = self.log()
        refuse_query(request.GET)
        checkpoint = current_checkpoint(log, now())
        return tagged_note(request, checkpoint.size, checkpoint.note)
