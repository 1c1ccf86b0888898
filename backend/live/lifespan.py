"""The server's start and stop: sockets are told to come back, threads close their connections."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any  # ASGI messages are open dicts

from backend.live.handshake import Scope, Send
from backend.live.hub import current_hub
from backend.live.threads import release_connections


async def lifespan(
    scope: Scope, receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
) -> None:
    await receive()
    # Made now, so that the first write already rings on this loop.
    hub = current_hub()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    hub.close()
    await asyncio.to_thread(release_connections)
    await send({"type": "lifespan.shutdown.complete"})
