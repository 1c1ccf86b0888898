"""Database work of the event loop: short calls, in few threads that keep their connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final, ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import connections

P = ParamSpec("P")
R = TypeVar("R")

# Not the one thread that asgiref shares: there a ticket waiting for SQLite's write lock would
# hold up every other socket's reading.
_POOL: Final = ThreadPoolExecutor(settings.STREAM_DATABASE_THREADS, thread_name_prefix="stream")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    call = database_sync_to_async(function, thread_sensitive=False, executor=_POOL)
    result: R = await call(*args, **kwargs)
    return result


def release_connections() -> None:
    """Each thread closes its own: nobody else can."""
    everyone = Barrier(settings.STREAM_DATABASE_THREADS)
    for waiting in [_POOL.submit(_release, everyone) for _ in range(everyone.parties)]:
        waiting.result()


def _release(everyone: Barrier) -> None:
    # None goes on before all are here, so that each thread takes exactly one of the calls.
    everyone.wait()
    connections.close_all()
