"""What every request carries besides its content: an id, and the public base of addresses."""

import re
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest

_CANONICAL_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def request_id_of(request: HttpRequest) -> UUID:
    """The client's X-Request-ID when it is a UUID, else one made here; the same all along."""
    known = getattr(request, "request_id", None)
    if isinstance(known, UUID):
        return known
    sent = request.headers.get("X-Request-ID", "")
    fresh = UUID(sent) if _CANONICAL_UUID.fullmatch(sent) else uuid4()
    request.request_id = fresh  # type: ignore[attr-defined]
    return fresh


def public_url(path: str) -> str:
    """Absolute, from the configured base: a Host header is the caller's to choose."""
    return str(settings.PUBLIC_BASE_URL).rstrip("/") + path


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
