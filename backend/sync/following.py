"""Following the log: one page of it, or the first that has something in it within a time."""

from dataclasses import dataclass
from typing import Final

from django.db import connections
from rest_framework.exceptions import AuthenticationFailed

from backend.api.cursors import InvalidPosition, Place, read_position_cursor
from backend.audit.checkpoints import size_of
from backend.audit.feed import Stretch, Types, read_feed
from backend.audit.source import now
from backend.people.identity import Identity
from backend.people.standing import key_of, stand
from backend.sync.lookout import Lookout
from backend.sync.refusals import AudiencesChanged

LATEST: Final = "latest"
# A doorbell that rings in another process is heard in none: so often the log is looked at anyhow.
LOOK_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Asked:
    """What a reader asks of the changes, checked."""

    cursor: str
    limit: int
    types: Types


@dataclass(frozen=True)
class Followed:
    """A stretch of the log, and its reader as they stood when it was read."""

    reader: Identity
    stretch: Stretch


def follow(reader: Identity, asked: Asked) -> Followed:
    """Raises InvalidPosition, AudiencesChanged and AuthenticationFailed."""
    while True:
        position = _start(reader, asked.cursor)
        stretch = _read(reader, asked, position)
        current = _standing(reader)
        if current.audiences == reader.audiences:
            return Followed(reader, stretch)
        reader = _begin_again(current, asked)


def follow_within(seconds: float, reader: Identity, asked: Asked, lookout: Lookout) -> Followed:
    """The same, when there is something to be told or the time is over."""
    log_id, until = reader.partnership_id, lookout.now() + seconds
    position = _start(reader, asked.cursor)
    while True:
        heard = lookout.heard(log_id)
        stretch = _read(reader, asked, position)
        current = _standing(reader)
        if current.audiences != reader.audiences:
            reader = _begin_again(current, asked)
            position = _start(reader, asked.cursor)
            continue
        left = until - lookout.now()
        if stretch.entries or stretch.has_more or left <= 0:
            return Followed(reader, stretch)
        position = stretch.position
        _let_go()
        if not lookout.wait(log_id, heard, min(left, LOOK_SECONDS)):
            return Followed(reader, stretch)


def _begin_again(current: Identity, asked: Asked) -> Identity:
    """Of those who only begin, nothing is lost: they do so with what they may see by now. Raises
    AudiencesChanged.
    """
    if asked.cursor != LATEST:
        raise AudiencesChanged
    return current


def _start(reader: Identity, cursor: str) -> int:
    if cursor == LATEST:
        return size_of(reader.partnership_id)
    place: Place = read_position_cursor(cursor, reader.partnership_id)
    if not place.is_seen_by(reader.audiences):
        raise AudiencesChanged
    return place.position


def _read(reader: Identity, asked: Asked, position: int) -> Stretch:
    stretch = read_feed(
        reader.partnership_id,
        reader.audiences,
        position=position,
        limit=asked.limit,
        types=asked.types,
    )
    if position > stretch.size:
        # Signed by us for a log that has since been put back to an earlier state.
        raise InvalidPosition
    return stretch


def _standing(reader: Identity) -> Identity:
    """After the reading: an appointment that ended before the last of them is seen to have ended.
    Raises AuthenticationFailed.
    """
    current = stand([reader], now()).get(key_of(reader))
    if current is None:
        raise AuthenticationFailed
    return current


def _let_go() -> None:
    """Who only waits holds no connection, but for one in a transaction that somebody else began."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
