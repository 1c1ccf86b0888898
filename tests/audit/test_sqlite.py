"""What only SQLite lets anyone try."""

from itertools import count

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from backend.audit.models import (
    Checkpoint,
    Disclosure,
    Entry,
    Log,
    RestoredLog,
    SigningKey,
    Told,
)
from backend.audit.source import SeededSource, SystemSource
from tests.audit.ledger.history import open_street, unit_from
from tests.audit.ledger.models import Glance, Lamp, Street
from tests.audit.ledger.people import uuid_of
from tests.database import template

KEPT = [Log, Entry, Told, Checkpoint, Glance, Disclosure, Lamp, Street, SigningKey, RestoredLog]


@pytest.mark.parametrize("model", KEPT)
def test_it_refuses_to_replace(model: type[models.Model], lamp: Lamp) -> None:
    table = model._meta.db_table

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"')  # noqa: S608


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        # Full: a commit that was answered for survives a power cut.
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
    ],
)
def test_it_keeps_what_it_commits(pragma: str, value: str | int, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)


@pytest.mark.django_db(transaction=True)
def test_it_takes_its_turn_as_a_unit_begins() -> None:
    """Begun deferred, a unit that had read could no longer write behind another."""
    with CaptureQueriesContext(connection) as seen, unit_from(SystemSource()):
        pass

    assert seen.captured_queries[0]["sql"] == "BEGIN IMMEDIATE"


@pytest.mark.django_db(transaction=True)
def test_it_works_no_harder_the_more_rows_there_are(street: Street) -> None:
    few = steps_of_ten_lamps(street)
    for _ in range(60):
        steps_of_ten_lamps(street)

    assert steps_of_ten_lamps(street) < 1.5 * few


def steps_of_ten_lamps(street: Street) -> int:
    """Of SQLite's virtual machine, to raise ten of them in one unit."""
    steps = count()
    connection.connection.set_progress_handler(lambda: next(steps) and 0, 1)
    try:
        with unit_from(SystemSource()) as unit:
            for number in range(10):
                unit.record("lamp.raised", Lamp(street=street, title=f"Lamp {number}"))
    finally:
        connection.connection.set_progress_handler(None, 1)
    return next(steps)


@pytest.mark.django_db(transaction=True)
def test_it_is_put_back_under_a_connection_that_was_left_open(source: SeededSource) -> None:
    """As every such test puts it back, whatever its threads left behind."""
    kept, left = template(".kept"), connection.copy()
    kept.keep()
    open_street(source)
    with left.cursor() as cursor:
        cursor.execute("SELECT 1")

    kept.restore()

    assert not Log.objects.exists()
    assert open_street(source).version == 1
    left.close()
    kept.discard()


@pytest.mark.parametrize("index", [0, 1, 3])
def test_it_refuses_a_gap(index: int, lamp: Lamp) -> None:
    entry = Entry.objects.order_by("-index").first()
    assert entry is not None
    entry.index, entry.id = index, uuid_of("other")

    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
