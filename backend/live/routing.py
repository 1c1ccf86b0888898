"""Addresses of websockets. The last takes all others: stock routing would answer them with 500."""

from channels.routing import URLRouter
from django.urls import path, re_path

from backend.live.consumer import StreamConsumer
from backend.live.handshake import nothing_here

websockets = URLRouter(
    [
        path("api/v1/stream", StreamConsumer.as_asgi()),
        re_path("", nothing_here),  # type: ignore[arg-type]  # an ASGI application, not a view
    ]
)
