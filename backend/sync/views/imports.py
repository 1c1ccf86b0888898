from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Any, Final, cast  # Any: rows and JSON

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from backend.api.bodies import raw_body, refuse_other_media
from backend.api.cursors import position_cursor
from backend.api.encoding import encode
from backend.api.filters import query_faults
from backend.api.schema.operations import ApiSchema
from backend.audit.source import now
from backend.errors import InputRefused
from backend.people.exports import IN_MEMORY, Download
from backend.people.readings import note_rows
from backend.people.rows import Row, one_seen
from backend.sync import operations
from backend.sync.filters import ImportFilters
from backend.sync.lines import MEDIA_TYPE, MOST_LINES, lines_in
from backend.sync.models import Import
from backend.sync.operations.results import begun_at, results_of
from backend.sync.policy.sources import require_reader_of_results
from backend.sync.serializers import imports
from backend.sync.views.base import OfSource, Read
from backend.sync.views.items import Sending

RELATED: Final = ("source", "progress")
LINES: Final = (
    '{"external_id": "YTH-7", "changed_at": "2026-11-20T16:04:12Z", "status": "On track"}\n'
    '{"external_id": "YTH-8", "changed_at": "2026-11-20T16:05:40Z", "due_on": "2027-03-31"}\n'
)
RESULTS: Final = (
    '{"line":1,"external_id":"YTH-7","status":200,"outcome":"updated",'
    '"action":"0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d","version":4,'
    '"by_field":[{"field":"status","outcome":"updated"}],"problem":null}\n'
    '{"type":"end","count":1,"changes_cursor":"b2.kQ3…"}\n'
)


class LinesRenderer(BaseRenderer):
    """There is one form: an Accept header can only agree."""

    media_type = MEDIA_TYPE
    format = "ndjson"


class LinesIn(ApiSchema):
    def _get_request_body(self, direction: Any = "request") -> Any:  # Any: spectacular's own
        words = "One JSON object a line, each as one of the `items` of `sync_actions`."
        text = {"type": "string", "minLength": 1, "description": words, "examples": [LINES]}
        return {"content": {MEDIA_TYPE: {"schema": text}}, "required": True}


class LinesOut(ApiSchema):
    def _success(self) -> tuple[int, dict[str, Any]]:
        headers = {"X-Request-ID": {"$ref": "#/components/headers/RequestId"}}
        schema = {"description": "A JSON object in each line.", "examples": [RESULTS]}
        content = {MEDIA_TYPE: {"schema": schema}}
        return 200, {"description": self.view.summary, "headers": headers, "content": content}


class SubmitImport(Sending):
    operation = operations.submit_import
    operation_id = "submit_import"
    summary = "Send a file of a source's actions, which is worked through afterwards"
    description = (
        f"Up to {MOST_LINES:,} lines, each heard as one item of `sync_actions` with `each`, in "
        "order, by what you may do at that moment. A line that is broken or refused stops none of "
        "the others. Blank lines are passed over."
    )
    answers = imports.ImportOut
    success = 202
    rehearses = False
    schema = LinesIn()

    @classmethod
    def media_types(cls) -> tuple[str, ...]:
        return (MEDIA_TYPE,)

    def given(self) -> dict[str, Any]:
        request = self.request._request
        content = raw_body(request)
        if content:
            refuse_other_media(request, self.media_types())
        faults = [*self._query_faults(), *self._header_faults()]
        try:
            lines_in(content)
        except InputRefused as refused:
            faults += refused.faults
        if faults:
            raise InputRefused(faults)
        return {"content": content}

    def location(self, subject: Import) -> str:
        return f"/api/v1/imports/{subject.id}"


class ListImports(OfSource):
    operation_id = "list_imports"
    summary = "List the files that were sent to a source"
    model = Import
    answers = imports.ImportOut
    filters = ImportFilters
    orderings = ("-submitted_at",)

    def of_any(self) -> QuerySet[Any]:
        return super().of_any().select_related("progress")


class GetImport(Row, Read):
    operation_id = "get_import"
    summary = "Read how far an import has come"
    model = Import
    answers = imports.ImportOut
    related = RELATED


class GetImportResults(Read):
    operation_id = "get_import_results"
    summary = "Download what became of each line of an import"
    description = (
        "In the order of the file: `line` is the number of the line in it, the rest is as in the "
        "`results` of `sync_actions`. The last line is of the type `end`, with their `count` and "
        "the `changes_cursor` from which the changes tell all that happened since the import was "
        "submitted. Kept for 30 days."
    )
    refusals = (409, 410)
    renderer_classes = (LinesRenderer,)  # type: ignore[assignment]  # another form
    schema = LinesOut()

    def get(self, request: Request, **_: object) -> HttpResponse:
        whole = self.one()
        faults = query_faults(request.GET, ())
        if faults:
            raise InputRefused(faults)
        results = results_of(whole, at=now())
        note_rows(self.actor, [whole])
        return self._file(results, self._end(whole))

    def _end(self, whole: Import) -> dict[str, object]:
        sight = self.actor.audiences.fingerprint
        cursor = position_cursor(whole.partnership_id, begun_at(whole), sight)
        return {"type": "end", "count": whole.lines, "changes_cursor": cursor}

    def _file(self, results: Iterator[bytes], end: dict[str, object]) -> HttpResponse:
        file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
        try:
            file.writelines(results)
            file.write(encode(end) + b"\n")
        except BaseException:
            file.close()
            raise
        file.seek(0)
        # To Django what is sent in pieces is another kind of answer, but a server sends both.
        return cast("HttpResponse", Download(file, content_type=MEDIA_TYPE))

    def one(self) -> Import:
        whole: Import = one_seen(Import, self.actor, self.kwargs["id"], *RELATED)
        require_reader_of_results(self.actor, whole)
        return whole
