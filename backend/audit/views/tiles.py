from typing import Final

from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from rest_framework.request import Request

from backend.api.filters import refuse_query
from backend.api.frame import request_id_of
from backend.audit.access import log_was_read
from backend.audit.publishing import published_size, read_hashes, read_leaves
from backend.audit.source import now
from backend.audit.tiles import NoSuchTile, Tile, bundle_of, tile_at
from backend.audit.views.base import Bytes, LogView, TileSchema
from backend.errors import NotAllowed, NotVisible

# What was signed never changes. It is behind authentication, so no shared cache may keep it.
FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
FOR_AUDITORS: Final = (
    "Bundles hold every entry whole, so only an auditor reads them. Read the entries you may see "
    "at /entries, or ask the administrator of the partnership to appoint you as an auditor."
)


class TileView(LogView):
    renderer_classes = (Bytes,)  # type: ignore[assignment]  # every other answer is JSON
    schema = TileSchema()

    def tile(self, level: str) -> Tile:
        """Of the caller's own log, as far as it is signed."""
        log_id = self.log().id
        try:
            tile = tile_at(level, self.kwargs["tile"])
        except NoSuchTile:
            raise NotVisible from None
        if not tile.lies_within(published_size(log_id)):
            raise NotVisible
        return tile

    def answer(self, content: bytes) -> HttpResponse:
        return HttpResponse(content, headers=FOR_EVER, content_type=Bytes.media_type)


class GetTile(TileView):
    operation_id = "get_tile"
    summary = "Read a tile of hashes of the log's tree"
    description = (
        "C2SP tlog-tiles: 256 hashes of 32 bytes, or as many as the width says. There are tiles as "
        "far as the newest checkpoint, of any width."
    )
    sample = "(32 bytes for each hash)"

    def get(self, request: Request, **_: object) -> HttpResponse:
        tile = self.tile(self.kwargs["level"])
        refuse_query(request.GET)
        return self.answer(read_hashes(self.actor.partnership_id, tile))


@method_decorator(gzip_page, name="dispatch")
class GetEntryBundle(TileView):
    operation_id = "get_entry_bundle"
    summary = "Read the entries that a tile of the lowest level has the hashes of"
    description = (
        "C2SP tlog-tiles: of each entry its length in two bytes, the higher first, then its leaf "
        "as it was hashed. For auditors."
    )
    scope = "audit:read"
    sample = '\0\x18{"act":"action.started"}'

    def get(self, request: Request, **_: object) -> HttpResponse:
        tile = self.tile("0")
        if not self.actor.audiences.everything:
            raise NotAllowed(FOR_AUDITORS)
        refuse_query(request.GET)
        log_was_read(self.actor, request_id_of(request._request), now())
        return self.answer(bundle_of(read_leaves(self.actor.partnership_id, tile)))
