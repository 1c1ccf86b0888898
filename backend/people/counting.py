"""Counting in fixed windows: how often something was asked within the present one.

Within one process, which is enough for the embedded mode, or over all that share a Redis.
"""

import logging
from collections import Counter
from functools import cache
from threading import Lock
from time import monotonic
from typing import Final, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

# Of a window's own number: the one before it may still be counted by a slower clock.
WINDOWS_KEPT: Final = 2
# After a failure nobody waits for the store for so long.
SECONDS_ASIDE: Final = 5.0

logger = logging.getLogger(__name__)


class Counting(Protocol):
    def add(self, key: str, window: int) -> int:
        """How often it was added to that window, this time included."""


class OneProcess:
    def __init__(self) -> None:
        self._windows: dict[int, Counter[str]] = {}
        self._lock = Lock()

    def add(self, key: str, window: int) -> int:
        with self._lock:
            counts = self._windows.setdefault(window, Counter())
            counts[key] += 1
            while len(self._windows) > WINDOWS_KEPT:
                # The one that was begun first.
                del self._windows[next(iter(self._windows))]
            return counts[key]


class FailingOpen:
    """A store that does not answer limits nobody: it is not what the partnership is here for."""

    def __init__(self, store: Counting, failures: type[Exception]) -> None:
        self._store = store
        self._failures = failures
        self._asks_again_at = 0.0

    def add(self, key: str, window: int) -> int:
        if monotonic() < self._asks_again_at:
            return 0
        try:
            return self._store.add(key, window)
        except self._failures as error:
            self._asks_again_at = monotonic() + SECONDS_ASIDE
            logger.warning("Requests are not counted, and so not limited: %r", error)
            return 0


@cache
def _made(dotted_path: str) -> Counting:
    return cast("Counting", import_string(dotted_path)())


def current_counting() -> Counting:
    return _made(settings.RATE_LIMIT_COUNTING)
