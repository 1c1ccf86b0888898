"""The worker as a thread of the server, so that one process is enough to keep every promise."""

from threading import Event, Thread
from typing import Final

from backend.clock.worker import work_until

SECONDS_TO_FINISH: Final = 10


class Clockwork:
    def __init__(self) -> None:
        self._stop = Event()
        # A chore that hangs must not keep the server from ending: killed, it leaves no trace.
        self._thread = Thread(target=work_until, args=(self._stop,), name="worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when what was begun is done and the thread has closed its connections."""
        self._stop.set()
        self._thread.join(SECONDS_TO_FINISH)
