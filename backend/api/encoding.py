"""JSON out: one encoder for answers, problems, tags and cursors."""

from collections.abc import Mapping
from datetime import UTC, datetime

import orjson
from django.http import HttpResponse


def canonical(value: object) -> bytes:
    """The same bytes for the same content, whatever the order its members were put in."""
    return orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS | _OPTIONS)


def encode(value: object) -> bytes:
    return orjson.dumps(value, default=str, option=_OPTIONS)


# Datetimes go through instant_text where a serializer meets them; a raw row's must look the same.
_OPTIONS = orjson.OPT_NON_STR_KEYS


def instant_text(value: datetime) -> str:
    """RFC 3339 in UTC, always with microseconds, so that texts sort as instants do."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class JsonAnswer(HttpResponse):
    """A JSON body encoded once. Not DRF's Response: nothing is rendered later."""

    def __init__(
        self,
        body: Mapping[str, object],
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str = "application/json",
    ) -> None:
        super().__init__(
            encode(body), status=status, headers=dict(headers or {}), content_type=media_type
        )
