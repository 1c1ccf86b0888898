"""A reader that follows the log misses nothing, whoever writes, waits and gives up meanwhile."""

from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection, connections

from backend.audit.models import Entry
from backend.audit.reading import read_after
from backend.audit.source import SystemSource
from tests.audit.ledger.history import open_street, unit_from
from tests.audit.ledger.models import Lamp, Street
from tests.audit.ledger.people import AUDITOR

WRITERS, UNITS = 8, 25


def delay(chance: Random) -> None:
    """In the database, while the transaction is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [chance.random() / 200])


def write(seed: int) -> None:
    """Units of one to three entries, a fifth of them given up."""
    chance = Random(seed)
    street = Street.objects.get()
    for number in range(UNITS):
        with unit_from(SystemSource()) as unit:
            delay(chance)
            for _ in range(chance.randint(1, 3)):
                unit.record("lamp.raised", Lamp(street=street, title=f"{seed}/{number}"))
            # Numbered and not committed: here a reader of a sequence would be led past them.
            unit.close()
            unit._collected.clear()
            delay(chance)
            if chance.random() < 0.2:
                unit.rehearse()
    connections.close_all()


def follow(street: Street, writers: list[Future[None]]) -> list[int]:
    """Every index met, from the first entry on, until nobody writes and nothing is left."""
    met: list[int] = []
    after = -1
    while True:
        # Before the reading: what ends after it has been read, or is met in the next round.
        is_over = all(one.done() for one in writers)
        stretch = read_after(street.pk, AUDITOR.audiences, after=after, limit=7)
        met += [one.index for one in stretch.entries]
        after = stretch.after
        if is_over and after == stretch.size - 1:
            return met


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_it_misses_no_entry_under_eight_writers() -> None:
    street = open_street(SystemSource())

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, seed) for seed in range(WRITERS)]
        met = follow(street, writers)

    kept = list(Entry.objects.order_by("index").values_list("index", flat=True))
    assert met == kept == list(range(len(kept)))
    # Some were given up: their numbers went to others.
    assert WRITERS * UNITS * 0.5 < len(kept) - 1 == Lamp.objects.count() < WRITERS * UNITS * 3
    assert [one.result() for one in writers] == [None] * WRITERS
