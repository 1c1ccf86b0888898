"""A unit held up with all its work done, before it locks its log, while a test wants it there."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Final

import pytest

from backend.audit.unit import Unit

PATIENCE: Final = 30


class Gate:
    """The first unit that comes waits in front of it; the others pass."""

    def __init__(self, fails: str) -> None:
        self._fails = fails
        self._first = Lock()
        self.is_held, self.is_open = Event(), Event()

    def wait(self) -> None:
        if not self._first.acquire(blocking=False):
            return
        self.is_held.set()
        assert self.is_open.wait(PATIENCE)
        if self._fails:
            raise RuntimeError(self._fails)


@contextmanager
def gate(patched: pytest.MonkeyPatch, fails: str = "") -> Iterator[Gate]:
    """Open when the block is left, whatever went wrong in it."""
    made, close = Gate(fails), Unit.close

    def closed(unit: Unit) -> None:
        made.wait()
        close(unit)

    patched.setattr(Unit, "close", closed)
    try:
        yield made
    finally:
        made.is_open.set()
