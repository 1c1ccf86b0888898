"""Frames in and out. What comes in is held to the published schemas, by the few words they use."""

import re
from collections.abc import Mapping
from typing import Any, cast  # Any: a schema is a JSON document

from backend.api.bodies import parse_json
from backend.api.encoding import encode
from backend.errors import InputRefused
from backend.live.closing import Close, Closing
from backend.live.messages import FROM_CLIENT

Frame = dict[str, Any]


def read_frame(text: str | None) -> Frame:
    """A message of the protocol; `type` says which. Raises Closing for anything else."""
    if text is None:
        raise Closing(Close.BAD_FRAME, "Frames are text, in JSON. Send no binary ones.")
    try:
        frame = parse_json(text.encode("utf-8"))
    except (InputRefused, UnicodeEncodeError):
        raise Closing(Close.BAD_FRAME, "The frame is not one JSON object in UTF-8.") from None
    if not isinstance(frame, dict):
        raise Closing(Close.BAD_FRAME, "The frame is not a JSON object.")
    kind = frame.get("type")
    if not isinstance(kind, str) or kind not in FROM_CLIENT:
        raise Closing(Close.BAD_FRAME, f"Its type must be one of: {', '.join(FROM_CLIENT)}.")
    if not fits(frame, FROM_CLIENT[kind]):
        raise Closing(Close.BAD_FRAME, f"The members of this {kind} are not those it may have.")
    return cast("Frame", frame)


def write_frame(kind: str, **members: object) -> str:
    return encode({"type": kind, **members}).decode()


def fits(value: object, schema: Mapping[str, Any]) -> bool:
    if "const" in schema:
        return bool(value == schema["const"])
    checks = {"object": _object_fits, "array": _array_fits, "string": _text_fits}
    return checks[schema["type"]](value, schema)


def _object_fits(value: object, schema: Mapping[str, Any]) -> bool:
    if not isinstance(value, dict):
        return False
    members = schema["properties"]
    return value.keys() >= set(schema["required"]) and all(
        name in members and fits(member, members[name]) for name, member in value.items()
    )


def _array_fits(value: object, schema: Mapping[str, Any]) -> bool:
    return (
        isinstance(value, list)
        and schema["minItems"] <= len(value) <= schema["maxItems"]
        and all(fits(item, schema["items"]) for item in value)
    )


def _text_fits(value: object, schema: Mapping[str, Any]) -> bool:
    if not isinstance(value, str):
        return False
    # With fullmatch, for `$` alone would let a line break pass at the end.
    pattern = schema.get("pattern")
    return (
        schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        and value in schema.get("enum", (value,))
        and (pattern is None or re.fullmatch(pattern, value) is not None)
    )
