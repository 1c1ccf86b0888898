"""The server's start and stop: sockets are told to come back, threads close their connections."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any  # ASGI messages are open dicts

from django.conf import settings

from backend.live.clockwork import Clockwork
from backend.live.handshake import Scope, Send
from backend.live.hub import current_hub
from backend.live.threads import release_connections


async def lifespan(
    scope: Scope, receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
) -> None:
    await receive()
    # Made now, so that the first write already rings on this loop.
    hub = current_hub()
    clockwork = Clockwork() if settings.WORKER == "in-process" else None
    if clockwork:
        clockwork.start()
    # What was made up to here lasts as long as the server, and no request should wait while it is
    # looked through for garbage; nor each time that one has made some hundreds of objects.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    hub.close()
    if clockwork:
        await asyncio.to_thread(clockwork.stop)
    await asyncio.to_thread(release_connections)
    await send({"type": "lifespan.shutdown.complete"})
