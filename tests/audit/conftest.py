import pytest
from django.db import connection

from backend.audit.models import Checkpoint
from backend.audit.source import SeededSource
from tests.audit.ledger.history import busy_street, open_street, unit_from
from tests.audit.ledger.models import Glance, Lamp, Street
from tests.audit.ledger.people import TOM

# What is asked of a large tree is asked of a small one on every database; and it takes its time.
ON_SQLITE = ["test_sqlite.py", "test_large_tree.py"]
collect_ignore = [] if connection.vendor == "sqlite" else ON_SQLITE


@pytest.fixture
def source() -> SeededSource:
    return SeededSource()


@pytest.fixture
def street(db: None, source: SeededSource) -> Street:
    return open_street(source)


@pytest.fixture
def history(db: None, source: SeededSource) -> Street:
    return busy_street(source)


@pytest.fixture
def lamp(street: Street, source: SeededSource) -> Lamp:
    """With a row in every table that is kept."""
    with unit_from(source) as unit:
        lamp = unit.record("lamp.raised", Lamp(street=street, title="Corner"), told=[TOM.id])
    Checkpoint.objects.create(log_id=street.pk, size=2, root=b"", note="", at=source.now())
    Glance.objects.create(what="lamp")
    return lamp
