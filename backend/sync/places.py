"""Where each kind of thing can be read: asked of the addresses themselves, so that no list of them
is kept beside.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final  # Django's patterns are untyped
from uuid import UUID

from django.urls import URLResolver, get_resolver

from backend.api.frame import public_url
from backend.people.rows import Row

ID: Final = "<uuid:id>"


def place_of(subject_type: str, subject_id: UUID | str) -> str | None:
    """None of what has no address of its own."""
    place = _places().get(subject_type)
    return None if place is None else public_url(place.replace(ID, str(subject_id)))


@cache
def _places() -> dict[str, str]:
    return {
        view.model.subject_type: f"/{place}"
        for place, view in _readings(get_resolver().url_patterns)
        if place.endswith(f"/{ID}") and issubclass(view, Row)
    }


def _readings(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, type]]:
    for one in patterns:
        place = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _readings(one.url_patterns, place)
        elif "GET" in getattr(one.callback, "by_method", ()):
            yield place, one.callback.by_method["GET"].cls
