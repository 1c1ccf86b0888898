from typing import Any, Final  # Any: a part of the OpenAPI document

from rest_framework.renderers import BaseRenderer

from backend.api.base import ApiView
from backend.api.schema.operations import ApiSchema
from backend.audit.models import Log
from backend.errors import NotVisible


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
