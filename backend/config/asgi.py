"""REST and sockets in one process. Django runs as WSGI, in a bounded set of threads that live on:
under ASGI it would open a thread and a database connection for every request.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any, cast  # Any: the environment of a request is an open dict

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import HTTPScope, Receive, Send
from a2wsgi.wsgi_typing import WSGIApp
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
# Before the imports below, which need the models.
django = get_wsgi_application()

from backend.live.lifespan import lifespan  # noqa: E402
from backend.live.routing import websockets  # noqa: E402
from backend.sync.lookout import LOOKOUT  # noqa: E402


def requests(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    # The body ends where the server says, so one that was sent in chunks can be read.
    environ["wsgi.input_terminated"] = True
    return django(environ, start_response)


in_threads = WSGIMiddleware(cast("WSGIApp", requests), workers=settings.STREAM_HTTP_THREADS)


async def http(scope: HTTPScope, receive: Receive, send: Send) -> None:
    # X_Real_Ip would become the same WSGI variable as X-Real-Ip, past a proxy that sets only that.
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    await in_threads({**scope, "headers": headers}, receive, send)


async def lifetime(scope: Any, receive: Any, send: Any) -> None:  # Any: as channels has them
    try:
        await lifespan(scope, receive, send)
    finally:
        # Or the process would outlive its server for as long as somebody wants to wait.
        LOOKOUT.close()


application = ProtocolTypeRouter({"http": http, "websocket": websockets, "lifespan": lifetime})
