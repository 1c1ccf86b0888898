"""What one socket may ask of the server, and how long either waits for the other."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Limits:
    origins: frozenset[str]
    heartbeat: float
    init_within: float
    # At least this often the log and everyone's standing are looked up, bell or no bell.
    look_every: float
    silence: float
    window: int
    page: int
    frame_bytes: int
    sockets: int
    subscriptions: int


def limits_in_force() -> Limits:
    return Limits(
        origins=frozenset(settings.STREAM_ALLOWED_ORIGINS),
        heartbeat=settings.STREAM_HEARTBEAT_SECONDS,
        init_within=settings.STREAM_INIT_SECONDS,
        look_every=settings.STREAM_LOOK_SECONDS,
        silence=settings.STREAM_SILENCE_SECONDS,
        window=settings.STREAM_WINDOW,
        page=settings.STREAM_PAGE,
        frame_bytes=settings.STREAM_FRAME_BYTES,
        sockets=settings.STREAM_SOCKETS_PER_PRINCIPAL,
        subscriptions=settings.STREAM_SUBSCRIPTIONS_PER_SOCKET,
    )
