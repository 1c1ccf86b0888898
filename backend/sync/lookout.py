"""Where readers wait for a log to grow: woken by its doorbell, if that rings in this process.

Each waits in a thread that serves requests, so only so many may.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic
from typing import Final
from uuid import UUID


class Lookout:
    def __init__(self) -> None:
        self._stirred = Condition()
        # How often each log rang, not how long it is: one put back from a backup has grown shorter.
        self._rings: Counter[UUID] = Counter()
        self._waiting = 0
        self._is_closed = False

    def now(self) -> float:
        """In seconds, of a clock that nobody sets."""
        return monotonic()

    def ring(self, log_id: UUID, size: int) -> None:
        with self._stirred:
            self._rings[log_id] += 1
            self._stirred.notify_all()

    def heard(self, log_id: UUID) -> int:
        """To be asked before the log is read: what rings from then on ends the wait."""
        with self._stirred:
            return self._rings[log_id]

    @contextmanager
    def place(self, most: int) -> Iterator[bool]:
        """Whether there is one to wait in; until it is left, it is taken."""
        with self._stirred:
            is_free = self._waiting < most and not self._is_closed
            self._waiting += is_free
        try:
            yield is_free
        finally:
            with self._stirred:
                self._waiting -= is_free

    def wait(self, log_id: UUID, heard: int, seconds: float) -> bool:
        """Whether it is worth while to go on: false when the server goes down."""
        with self._stirred:
            self._stirred.wait_for(lambda: self._is_closed or self._rings[log_id] != heard, seconds)
            return not self._is_closed

    def close(self) -> None:
        with self._stirred:
            self._is_closed = True
            self._stirred.notify_all()


LOOKOUT: Final = Lookout()
