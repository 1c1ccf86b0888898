"""Cursors: opaque to clients, signed, and good only for whom and what they were made."""

import base64
import hashlib
from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

import orjson
from django.core.signing import BadSignature, Signer

from backend.api.actor import Actor
from backend.api.encoding import canonical
from backend.errors import Fault, InputRefused, Refused

# A payload and its signature.
CURSOR_PATTERN = r"^[0-9A-Za-z_-]+\.[0-9A-Za-z_-]{43}$"
_BASE = 36
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class InvalidCursor(InputRefused):
    """The cursor was changed, or belongs to another list, filter, order or person."""

    code = "invalid_cursor"
    title = "The cursor does not fit this list"
    remedy = "Start again without a cursor and follow the links of the answers."

    def __init__(self) -> None:
        sentence = "Use a cursor from an answer to this same list, or start without one"
        super().__init__([Fault("invalid_cursor", sentence, parameter="cursor")])


class CursorExpired(Refused):
    """What the cursor points at is no longer kept."""

    code = "cursor_expired"
    status: ClassVar[int] = 410
    title = "The cursor is too old"
    remedy = "Read the lists anew, then follow the changes from their changes_cursor."


def page_salt(*, actor: Actor, place: str, query: object) -> str:
    """Bound to reader, list, filters and order: a cursor from elsewhere has a wrong signature."""
    named = [actor.id, actor.partnership_id, place, query]
    return "accord.page:" + hashlib.sha256(canonical(named)).hexdigest()


def page_cursor(salt: str, *, forward: bool, position: int, values: Sequence[object]) -> str:
    """`position` is the log's index as of page 1; `values` are those of the page's edge row."""
    packed = orjson.dumps([int(forward), position, *values])
    return _signer(salt).sign(base64.urlsafe_b64encode(packed).decode().rstrip("="))


def read_page_cursor(text: str, salt: str) -> tuple[bool, int, list[object]]:
    packed = _unsigned(text, salt)
    forward, position, *values = orjson.loads(
        base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    )
    return bool(forward), int(position), values


def position_cursor(partnership_id: UUID, index: int) -> str:
    """Where a reader of the log stands: good for anyone of the partnership, for ever."""
    return _signer(f"accord.position:{partnership_id}").sign(_base36(index))


def read_position_cursor(text: str, partnership_id: UUID) -> int:
    return int(_unsigned(text, f"accord.position:{partnership_id}"), _BASE)


def _signer(salt: str) -> Signer:
    return Signer(salt=salt, sep=".")


def _unsigned(text: str, salt: str) -> str:
    try:
        return _signer(salt).unsign(text)
    except BadSignature:
        raise InvalidCursor from None


def _base36(number: int) -> str:
    digits = ""
    while number >= _BASE:
        number, rest = divmod(number, _BASE)
        digits = _DIGITS[rest] + digits
    return _DIGITS[number] + digits
