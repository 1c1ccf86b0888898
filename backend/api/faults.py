"""From the nested errors of serializers to one Fault per broken rule, each with its pointer."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from rest_framework.settings import api_settings

from backend.errors import Fault

# One request can break as many rules as it has bytes; nobody reads past these.
MOST_FAULTS = 1000
_UNESCAPED = "~!$&'()*+,;=:@-._/?"


def pointer(*path: str | int) -> str:
    """RFC 6901 in its URI fragment form: `#/items/2/title`."""
    return "#" + "".join(f"/{_token(str(part))}" for part in path)


def _token(part: str) -> str:
    escaped = part.replace("~", "~0").replace("/", "~1")
    return quote(escaped, safe=_UNESCAPED.replace("/", ""), errors="replace")


def faults_of(detail: object) -> list[Fault]:
    """Takes DRF's lists, dicts, dicts keyed by index (3.18) and single sentences."""
    return list(_walk(detail, ()))[:MOST_FAULTS]


def _walk(detail: object, path: tuple[str | int, ...]) -> Iterator[Fault]:
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            own = key == api_settings.NON_FIELD_ERRORS_KEY
            yield from _walk(value, path if own else (*path, key))
    elif isinstance(detail, (list, tuple)):
        for index, value in enumerate(detail):
            # Sentences in a list are about the place itself; anything deeper is about one item.
            inner = isinstance(value, (Mapping, list, tuple))
            yield from _walk(value, (*path, index) if inner else path)
    elif detail is not None:
        code = str(getattr(detail, "code", None) or "invalid")
        yield Fault(code=code, detail=str(detail), pointer=pointer(*path))
