"""Cursors: opaque to clients, signed, and good only for whom and what they were made."""

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import ClassVar, NamedTuple
from uuid import UUID

import orjson
from django.core.signing import BadSignature, Signer

from backend.api.actor import Actor, Audiences
from backend.api.encoding import canonical
from backend.errors import Fault, InputRefused, Refused

# A payload and its signature.
CURSOR_PATTERN = r"^[0-9A-Za-z_-]+\.[0-9A-Za-z_-]{43}$"
# What the reader could see, which is not signed; then where they stand, which is.
_POSITION = re.compile(r"(?:([0-9a-f]{16})-)?(.*)", re.DOTALL)
_BASE = 36
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class InvalidCursor(InputRefused):
    """The cursor was changed, or belongs to another list, filter, order or person."""

    code = "invalid_cursor"
    title = "The cursor does not fit this list"
    remedy = "Start again without a cursor and follow the links of the answers."
    sentence: ClassVar[str] = "Use a cursor from an answer to this same list, or start without one"

    def __init__(self) -> None:
        super().__init__([Fault("invalid_cursor", self.sentence, parameter="cursor")])


class InvalidPosition(InvalidCursor):
    """Of those who follow the log: there is no such place in it."""

    sentence = (
        "Use latest, the changes_cursor of a list, or a cursor from the changes or the stream"
    )


class CursorExpired(Refused):
    """What the cursor points at is no longer kept."""

    code = "cursor_expired"
    status: ClassVar[int] = 410
    title = "The cursor is too old"
    remedy = "Read the lists anew, then follow the changes from their changes_cursor."


class Place(NamedTuple):
    """Where a reader of the log stands, and what they could see when they were told so."""

    position: int
    sight: str | None = None

    def is_seen_by(self, audiences: Audiences) -> bool:
        """Whether whoever went on from here would see what was left behind as it was shown."""
        return self.sight is None or self.sight == audiences.fingerprint


def page_salt(*, actor: Actor, place: str, query: object) -> str:
    """Bound to reader, list, filters and order: a cursor from elsewhere has a wrong signature."""
    named = [actor.id, actor.partnership_id, place, query]
    return "accord.page:" + hashlib.sha256(canonical(named)).hexdigest()


def page_cursor(salt: str, *, forward: bool, place: Place, values: Sequence[object]) -> str:
    """`place` is where the log stood as of page 1; `values` are those of the page's edge row."""
    packed = orjson.dumps([int(forward), *place, *values])
    return _signer(salt).sign(base64.urlsafe_b64encode(packed).decode().rstrip("="))


def read_page_cursor(text: str, salt: str) -> tuple[bool, Place, list[object]]:
    packed = _unsigned(text, salt)
    forward, position, sight, *values = orjson.loads(
        base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    )
    return bool(forward), Place(position, sight), values


def position_cursor(partnership_id: UUID, index: int, sight: str | None = None) -> str:
    """Where a reader of the log stands: good in the partnership for ever, for whoever may see the
    same. `sight` is the fingerprint of what they may see; without it nobody is held to it.
    """
    return seen_with(_signer(f"accord.position:{partnership_id}").sign(_base36(index)), sight)


def seen_with(cursor: str, sight: str | None) -> str:
    """Adds it to the cursor of a position. Unsigned, so that one signature does for all readers:
    whoever alters theirs is asked to begin anew, or is not, and sees what they may either way.
    """
    return cursor if sight is None else f"{sight}-{cursor}"


def read_position_cursor(text: str, partnership_id: UUID) -> Place:
    """Raises InvalidPosition."""
    found = _POSITION.fullmatch(text)
    assert found is not None, "the pattern takes any text"
    sight, signed = found.groups()
    try:
        return Place(int(_unsigned(signed, f"accord.position:{partnership_id}"), _BASE), sight)
    except InvalidCursor:
        raise InvalidPosition from None


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
