"""After a commit: "this log is now this long", and nothing else.

A lost ring costs a reader some delay, never an entry; so no subscriber can fail a request.
"""

import logging
from collections.abc import Callable
from uuid import UUID

Subscriber = Callable[[UUID, int], None]

logger = logging.getLogger(__name__)
_subscribers: list[Subscriber] = []


def subscribe(callback: Subscriber) -> None:
    if callback not in _subscribers:
        _subscribers.append(callback)


def unsubscribe(callback: Subscriber) -> None:
    _subscribers.remove(callback)


def ring(log_id: UUID, size: int) -> None:
    for callback in tuple(_subscribers):
        try:
            callback(log_id, size)
        except Exception:
            logger.exception("A doorbell subscriber failed; the change itself is committed.")
