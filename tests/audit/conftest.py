from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from backend.audit.highwater import Mark
from backend.audit.models import Checkpoint
from backend.audit.operations import accept_restored_log, introduce_signing_key
from backend.audit.signing import signer_for
from backend.audit.source import SeededSource
from tests import borough as made
from tests.actions.undoing import undone
from tests.audit.ledger.history import busy_street, open_street, unit_from
from tests.audit.ledger.models import Glance, Lamp, Street
from tests.audit.ledger.people import TOM
from tests.borough import Borough

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
    log = street.log
    with unit_from(source) as unit:
        lamp = unit.record("lamp.raised", Lamp(street=street, title="Corner"), told=[TOM.id])
        introduce_signing_key(unit, log=log, key=str(signer_for(log.origin).verifier))
        accept_restored_log(unit, log=log, lost=Mark(9, bytes(32)), reason="A test.")
    Checkpoint.objects.create(log_id=street.pk, size=2, root=b"", note="", at=source.now())
    Glance.objects.create(what="lamp")
    return lamp


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    with django_db_blocker.unblock(), undone():
        borough = made.knowsley()
        borough.as_("Pat")
        yield borough


@pytest.fixture
def borough(founded: Borough, db: None) -> Borough:
    """What a test changes is undone."""
    return replace(founded, profiles=dict(founded.profiles), tokens=dict(founded.tokens))
