"""What only SQLite lets anyone try."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from backend.audit.models import Checkpoint, Disclosure, Entry, Log, Told
from tests.audit.ledger.models import Glance, Lamp, Street
from tests.audit.ledger.people import uuid_of

KEPT = [Log, Entry, Told, Checkpoint, Glance, Disclosure, Lamp, Street]


@pytest.mark.parametrize("model", KEPT)
def test_it_refuses_to_replace(model: type[models.Model], lamp: Lamp) -> None:
    table = model._meta.db_table

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"')  # noqa: S608


@pytest.mark.parametrize("index", [0, 1, 3])
def test_it_refuses_a_gap(index: int, lamp: Lamp) -> None:
    entry = Entry.objects.order_by("-index").first()
    assert entry is not None
    entry.index, entry.id = index, uuid_of("other")

    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
