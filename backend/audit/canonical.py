"""Canonical JSON (RFC 8785), in the strict profile of the log.

No floats: their text differs between languages' printers. Integers within ±(2^53-1): beyond it
readers in JavaScript lose digits. ASCII keys: code point order is then UTF-16 order, which the
RFC asks for and Python does not sort by. Exact types only, so that no subclass brings its own text.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Plain: TypeAlias = "bool | int | str | Sequence[Plain] | Mapping[str, Plain] | None"

# The largest whole number that every JSON client reads exactly.
LARGEST_INTEGER = 2**53 - 1

# Made once: `dumps` makes one anew for each value.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class NotCanonical(ValueError):
    """The value has no form every reader would hash alike."""


def encode(value: Plain) -> bytes:
    _check(value)
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("Text with half of a surrogate pair has no bytes.") from error


def _check(value: object) -> None:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return
    if kind is dict:
        _check_members(value)  # type: ignore[arg-type]  # the exact type was just compared
    elif kind is list:
        for item in value:  # type: ignore[attr-defined]  # likewise
            _check(item)
    elif kind is int:
        if abs(value) > LARGEST_INTEGER:  # type: ignore[arg-type]  # likewise
            raise NotCanonical(f"{value} is beyond the integers every reader keeps exactly.")
    else:
        raise NotCanonical(f"{kind.__name__} has no canonical form here.")


def _check_members(value: dict[object, object]) -> None:
    for key, member in value.items():
        if type(key) is not str or not key.isascii():
            raise NotCanonical(f"The key {key!r} is not ASCII text.")
        _check(member)
