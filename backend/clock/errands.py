"""What a worker runs beside its chores, since it waits for others: each app registers its own.

An errand keeps nothing in memory that its rows do not say, so that it may be killed at any time.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final

from django.utils.module_loading import import_string

# Longer than an errand takes to end in order; a thread that hangs ends with the process.
SECONDS_TO_END: Final = 9.0
SECONDS_TO_BEGIN_AGAIN: Final = 5.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Errand:
    name: str
    # Dotted: apps register before their models can be imported. Each takes the event that tells it
    # to stop; the first goes on until then, the second does what is due and says how much.
    until: str
    once: str

    def run_until(self, stop: Event) -> None:
        run: Callable[[Event], None] = import_string(self.until)
        run(stop)

    def run_once(self, stop: Event) -> int:
        run: Callable[[Event], int] = import_string(self.once)
        return run(stop)


_errands: Final[dict[str, Errand]] = {}


def register(name: str, *, until: str, once: str) -> None:
    _errands[name] = Errand(name, until, once)


def all_errands() -> list[Errand]:
    return list(_errands.values())


@contextmanager
def errands_running(stop: Event) -> Iterator[None]:
    """Each in a thread of its own: none waits for a chore, and no chore for it."""
    threads = [
        Thread(target=_keep_running, args=(one, stop), name=one.name, daemon=True)
        for one in all_errands()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(SECONDS_TO_END)


def _keep_running(errand: Errand, stop: Event) -> None:
    """One that fails is begun again: its thread would be missed by nobody."""
    while not stop.is_set():
        try:
            errand.run_until(stop)
        except Exception:
            logger.exception("The errand %s failed, and is begun again.", errand.name)
            stop.wait(SECONDS_TO_BEGIN_AGAIN)


def errands_once(stop: Event) -> int:
    return sum(one.run_once(stop) for one in all_errands())
