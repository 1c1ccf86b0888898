"""One state of the record for as many statements as a long reading takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast  # Any: a connection's own, which differs by database

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Nothing can be written in it, and nobody's writing waits for it. Not to be held while a
    client is waited for: PostgreSQL keeps every dead row that it might still see.
    """
    if connection.in_atomic_block:
        # Whoever began the transaction has said what is to be seen in it.
        yield
        return
    with _deferred(), transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _deferred() -> Iterator[None]:
    """SQLite's transactions are made to write, and each takes the one lock at once; but this one
    only reads, and the first statement gives it its state.
    """
    held = cast("Any", connection)
    if connection.vendor != "sqlite":
        yield
        return
    mode, held.transaction_mode = held.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        held.transaction_mode = mode
