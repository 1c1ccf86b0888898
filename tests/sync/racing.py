"""Writers who wait and give up, and readers who follow them, each in a thread of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from random import Random
from typing import Any  # bodies are JSON

from django.db import connection, connections

from backend.audit.unit import Unit
from tests.sync.feed import Told


def let_go(work: Callable[..., Any]) -> Callable[..., Any]:
    """Whatever happens in it, its thread leaves no connection behind."""

    def working(*args: Any) -> Any:
        try:
            return work(*args)
        finally:
            connections.close_all()

    return working


def delay(chance: Random) -> None:
    """In the database, while the transaction is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [chance.random() / 200])


def number(unit: Unit) -> None:
    """Its entries are numbered now, and committed when the unit is left."""
    unit.close()
    unit._collected.clear()


@let_go
def follow(read: Callable[[str], Told], cursor: str, writers: Sequence[Future[None]]) -> list[Told]:
    """Page after page, until nobody writes any more and there is no more to read."""
    met: list[Told] = []
    while True:
        # Before the reading: what ends after it has been read, or is met in the next round.
        is_over = all(one.done() for one in writers)
        body = read(cursor)
        met += body["results"]
        cursor = body["next_cursor"]
        if is_over and not body["has_more"]:
            return met
