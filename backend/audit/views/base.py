from typing import ClassVar, Final

from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from backend.api.base import ApiView
from backend.api.preconditions import etag, is_unchanged
from backend.api.schema.components import Json
from backend.api.schema.operations import ApiSchema
from backend.audit.models import Log
from backend.audit.tiles import ADDRESS, HIGHEST_LEVEL
from backend.errors import NotVisible

UNTAGGED: Final = {"X-Request-ID": "RequestId"}
TAGGED: Final = {"ETag": "ETag", **UNTAGGED}
ADDRESSED: Final[dict[str, Json]] = {
    "level": {
        "description": "0 has the hashes of the entries, each above one for a whole tile below.",
        "schema": {"type": "integer", "minimum": 0, "maximum": HIGHEST_LEVEL},
        "example": 0,
    },
    "tile": {
        "description": "The number of the tile in threes, as `x001/x234/067`; then `.p/` and the "
        "width, where it has fewer than 256.",
        "schema": {"type": "string", "pattern": f"^{ADDRESS}$"},
        "example": "000.p/1",
    },
}


class LogView(ApiView):
    tag = "audit"
    # For the document, where the answer is not JSON.
    sample: ClassVar[str] = ""

    def log(self) -> Log:
        """Hidden and missing alike, unless it is the caller's own."""
        if self.kwargs["id"] != self.actor.partnership_id:
            raise NotVisible
        return Log.objects.get(id=self.actor.partnership_id)


class PlainText(BaseRenderer):
    media_type = "text/plain"
    format = "txt"


def tagged_note(request: Request, version: int, text: str) -> HttpResponse:
    headers = {"ETag": etag(version, text)}
    if is_unchanged(request._request, headers["ETag"]):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(
        text, headers=headers, content_type=f"{PlainText.media_type}; charset=utf-8"
    )


class Bytes(BaseRenderer):
    media_type = "application/octet-stream"
    format = "bin"


class NoteSchema(ApiSchema):
    """An answer in text, with a tag."""

    def _success(self) -> tuple[int, Json]:
        return 200, _answer(self.view, PlainText.media_type, {"type": "string"}, TAGGED)


class TileSchema(ApiSchema):
    """An answer in bytes, which never change and so need no tag; the address has a form."""

    def _get_parameters(self) -> list[Json]:
        found = super()._get_parameters()
        return [one | ADDRESSED.get(one.get("name", ""), {}) for one in found]

    def _success(self) -> tuple[int, Json]:
        schema = {"type": "string", "format": "binary"}
        return 200, _answer(self.view, Bytes.media_type, schema, UNTAGGED)


def _answer(view: LogView, media_type: str, schema: Json, headers: dict[str, str]) -> Json:
    refs = {name: {"$ref": f"#/components/headers/{ref}"} for name, ref in headers.items()}
    example = {"example": view.sample} if view.sample else {}
    content = {media_type: {"schema": {**schema, **example}}}
    return {"description": view.summary, "headers": refs, "content": content}
