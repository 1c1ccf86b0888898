"""Whoever keeps account of what auditors read asks here to be told of it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from backend.api.actor import Actor

Watcher = Callable[[Actor, UUID, datetime], None]

_watchers: list[Watcher] = []


def watch(callback: Watcher) -> None:
    """Called with the reader, the id of the request and the instant, before the answer is made."""
    if callback not in _watchers:
        _watchers.append(callback)


def log_was_read(by: Actor, request_id: UUID, at: datetime) -> None:
    """A failure here fails the read: what cannot be accounted for is not shown."""
    if by.audiences.everything:
        for callback in _watchers:
            callback(by, request_id, at)
