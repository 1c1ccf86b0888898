"""Where each kind of recorded thing is read: found among the addresses there are."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final  # Any: Django's patterns are untyped
from uuid import UUID

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from backend.api.frame import public_url
from backend.api.reads import Detail

ONE: Final = "/<uuid:id>"


def url_of(kind: str, subject_id: UUID) -> str | None:
    """None where things of this kind have no address of their own."""
    place = _places(settings.ROOT_URLCONF).get(kind)
    return None if place is None else public_url(f"/{place}/{subject_id}")


@cache
def _places(urls: str) -> dict[str, str]:
    """By kind, the address without the id."""
    return {
        kind: place.removesuffix(ONE)
        for place, view in _views(get_resolver(urls).url_patterns)
        if place.endswith(ONE) and (kind := _kind_shown(view)) is not None
    }


def _views(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, type]]:
    for one in patterns:
        place = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _views(one.url_patterns, place)
        elif isinstance(one, URLPattern):
            by_method = getattr(one.callback, "by_method", {})
            if "GET" in by_method:
                yield place, by_method["GET"].cls


def _kind_shown(view: type) -> str | None:
    kind = getattr(getattr(view, "model", None), "subject_type", None)
    return str(kind) if kind and issubclass(view, Detail) else None
