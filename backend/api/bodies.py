"""JSON in: strict, so that what is stored is what was sent."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import NoReturn

from django.http import HttpRequest
from django.http.request import RawPostDataException
from django.utils.http import parse_header_parameters
from rest_framework import exceptions

from backend.api.faults import MOST_FAULTS
from backend.errors import Fault, InputRefused

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
# The same thing by two names.
PATCHES = (JSON, MERGE_PATCH)
DEEPEST = 32
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class NotJson(InputRefused):
    """The body is not one JSON text in UTF-8."""

    code = "parse_error"
    title = "The body is not JSON"
    remedy = "Send one JSON object in UTF-8; a linter shows where it goes wrong."


def read_body(request: HttpRequest, media_types: Sequence[str]) -> object:
    """The parsed body; an empty one counts as `{}`, whatever its Content-Type."""
    if not _has_body(request):
        return {}
    refuse_other_media(request, media_types)
    raw = raw_body(request)
    return parse_json(raw) if raw else {}


def raw_body(request: HttpRequest) -> bytes:
    """As it was sent. Raises UnsupportedMediaType."""
    if not _has_body(request):
        return b""
    try:
        return request.body
    except RawPostDataException:
        # A form was read from it before: not JSON, whatever it called itself.
        raise exceptions.UnsupportedMediaType(request.content_type or "") from None


def _has_body(request: HttpRequest) -> bool:
    return str(request.META.get("CONTENT_LENGTH") or "0").strip("0") != ""


def refuse_other_media(request: HttpRequest, media_types: Sequence[str]) -> None:
    """Raises UnsupportedMediaType."""
    sent = str(request.META.get("CONTENT_TYPE") or "")
    try:
        media_type, parameters = parse_header_parameters(sent)
    except ValueError:
        raise exceptions.UnsupportedMediaType(sent) from None
    charset = str(parameters.get("charset", "utf-8")).lower()
    if media_type.lower() not in media_types or charset not in ("utf-8", "utf8"):
        raise exceptions.UnsupportedMediaType(sent)


def parse_json(raw: bytes) -> object:
    """Refuses what JSON leaves open: repeated names, NaN, broken text, endless nesting."""
    try:
        parsed: object = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_not_finite,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise NotJson([Fault("parse_error", "Send the body in UTF-8", pointer="#")]) from None
    except json.JSONDecodeError as broken:
        where = f"line {broken.lineno}, column {broken.colno}"
        sentence = f"The body stops being JSON at {where}"
        raise NotJson([Fault("parse_error", sentence, pointer="#")]) from None
    except RecursionError:
        _too_deep()
    except ValueError:
        # Python gives up on numbers of thousands of digits.
        raise NotJson([Fault("parse_error", "A number is too long", pointer="#")]) from None
    _check_depth(parsed)
    if _ESCAPED_SURROGATE.search(raw):
        _check_text(parsed)
    return parsed


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    twice = sorted(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    raise InputRefused(
        [
            Fault("duplicate_key", f"Give {_shown(name)} only once", pointer="#")
            for name in twice[:MOST_FAULTS]
        ]
    )


def _shown(name: str) -> str:
    return name[:100].encode("utf-8", "replace").decode()


def _not_finite(_text: str) -> NoReturn:
    raise InputRefused([Fault("not_finite", "Use numbers that JSON has", pointer="#")])


def _finite(text: str) -> float:
    number = float(text)
    return number if abs(number) != float("inf") else _not_finite(text)


def _too_deep() -> NoReturn:
    sentence = f"Nest objects and lists {DEEPEST} deep or less"
    raise InputRefused([Fault("too_deep", sentence, pointer="#")])


def _check_depth(parsed: object) -> None:
    level = [parsed]
    for _ in range(DEEPEST + 1):
        level = [
            child
            for one in level
            if isinstance(one, (dict, list))
            for child in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    _too_deep()


def _check_text(parsed: object) -> None:
    # A lone surrogate parses as JSON, but no database or answer can hold it.
    try:
        json.dumps(parsed, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        sentence = "The body has text that is not Unicode"
        raise NotJson([Fault("parse_error", sentence, pointer="#")]) from None
