"""Whoever keeps account of what auditors read asks here to be told of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from backend.api.actor import Actor

if TYPE_CHECKING:
    # Apps register before models can be imported.
    from backend.audit.models import Entry

Watcher = Callable[[Actor, UUID, datetime], None]
EntriesWatcher = Callable[[Actor, "Sequence[Entry]"], None]

_watchers: list[Watcher] = []
_of_entries: list[EntriesWatcher] = []


def watch(callback: Watcher) -> None:
    """Called with the reader, the id of the request and the instant, before the answer is made."""
    if callback not in _watchers:
        _watchers.append(callback)


def log_was_read(by: Actor, request_id: UUID, at: datetime) -> None:
    """A failure here fails the read: what cannot be accounted for is not shown."""
    if by.audiences.everything:
        for callback in _watchers:
            callback(by, request_id, at)


def watch_entries(callback: EntriesWatcher) -> None:
    """Called with the reader and the entries that are told to them, before the answer is made."""
    if callback not in _of_entries:
        _of_entries.append(callback)


def entries_were_read(by: Actor, entries: "Sequence[Entry]") -> None:
    """Where entries are sought by what they are about, it is kept what that was."""
    for callback in _of_entries:
        callback(by, entries)
