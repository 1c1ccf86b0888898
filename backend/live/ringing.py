"""The doorbell, from the thread that committed to every process with sockets: a hint, no data.

It takes nothing from the request that rings: no waiting, no failing. A ring that is lost is made
good when the log is next looked at.
"""

import asyncio
import logging
from collections.abc import Coroutine
from threading import Lock, Thread
from typing import Any, Final  # Any: what a coroutine is sent is nobody's business
from uuid import UUID

from channels.layers import InMemoryChannelLayer, get_channel_layer

SECONDS_TO_RING: Final = 5

logger = logging.getLogger(__name__)


def group_of(log_id: UUID) -> str:
    return f"log.{log_id}"


class Bell:
    def __init__(self) -> None:
        self._lock = Lock()
        # What each loop was asked to ring and has not rung yet: one ring stands for many.
        self._pending: dict[tuple[asyncio.AbstractEventLoop, UUID], int] = {}
        self._server: asyncio.AbstractEventLoop | None = None
        self._own: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ring on the server's own loop: in-memory channels are heard nowhere else."""
        self._server = loop

    def ring(self, log_id: UUID, size: int) -> None:
        loop = self._loop()
        if loop is None:
            return
        with self._lock:
            waits_already = (loop, log_id) in self._pending
            self._pending[loop, log_id] = size
        if not waits_already and not self._begun(self._send(loop, log_id), loop):
            self._pending.pop((loop, log_id), None)

    def _begun(self, sending: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop) -> bool:
        try:
            asyncio.run_coroutine_threadsafe(sending, loop)
        except RuntimeError:
            # The server is going down; who connects elsewhere finds the entry in the log.
            sending.close()
            return False
        return True

    def _loop(self) -> asyncio.AbstractEventLoop | None:
        if self._server is not None and self._server.is_running():
            return self._server
        if isinstance(get_channel_layer(), InMemoryChannelLayer):
            return None
        with self._lock:
            return self._running_loop()

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        # A fork takes the loop along but not its thread.
        if self._own is None or self._thread is None or not self._thread.is_alive():
            self._own = asyncio.new_event_loop()
            self._thread = Thread(target=self._own.run_forever, name="doorbell", daemon=True)
            self._thread.start()
        return self._own

    async def _send(self, loop: asyncio.AbstractEventLoop, log_id: UUID) -> None:
        size = self._pending.pop((loop, log_id))
        message = {"type": "log.grew", "log": str(log_id), "size": size}
        try:
            async with asyncio.timeout(SECONDS_TO_RING):
                await get_channel_layer().group_send(group_of(log_id), message)
        except Exception as error:
            logger.warning("The doorbell of %s could not be rung: %r", log_id, error)


BELL: Final = Bell()
