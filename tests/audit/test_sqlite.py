"""What only SQLite lets anyone try."""

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
from backend.audit.source import SystemSource
from tests.audit.ledger.history import unit_from
from tests.audit.ledger.models import Glance, Lamp, Street
from tests.audit.ledger.people import uuid_of

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


@pytest.mark.parametrize("index", [0, 1, 3])
def test_it_refuses_a_gap(index: int, lamp: Lamp) -> None:
    entry = Entry.objects.order_by("-index").first()
    assert entry is not None
    entry.index, entry.id = index, uuid_of("other")

    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
