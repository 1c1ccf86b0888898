"""An append is right, or fails: whatever its transaction saw of the log before its turn came."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, connections
from django.test.utils import CaptureQueriesContext

from backend.audit.checkpoints import size_of
from backend.audit.models import Entry, Log
from backend.audit.source import SeededSource, SystemSource
from backend.audit.verify import verify_log
from tests.audit.ledger.history import open_street, raise_lamp, unit_from
from tests.audit.ledger.models import Lamp, Street
from tests.audit.ledger.people import STREET_ID, uuid_of

APPENDS = 5


@pytest.fixture
def street(transactional_db: None) -> Street:
    return open_street(SystemSource())


def raise_elsewhere(street: Street) -> None:
    """By another connection, committed when this returns."""

    def work() -> None:
        raise_lamp(SystemSource(), street, title="Elsewhere")
        connections.close_all()

    with ThreadPoolExecutor(1) as other:
        other.submit(work).result()


@contextmanager
def open_snapshot() -> Iterator[None]:
    """Another connection that goes on reading the database as it is now: a dump, a report."""
    other = connection.copy()
    with other.cursor() as cursor:
        if other.vendor == "postgresql":
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        else:
            cursor.execute("BEGIN DEFERRED")
        cursor.execute("SELECT count(*) FROM audit_entry")
        before = cursor.fetchone()
        yield
        cursor.execute("SELECT count(*) FROM audit_entry")
        assert cursor.fetchone() == before
        cursor.execute("ROLLBACK")
    other.close()


def test_it_appends_past_a_snapshot_held_open(street: Street) -> None:
    with open_snapshot():
        for _ in range(APPENDS):
            raise_lamp(SystemSource(), street)

    assert size_of(street.pk) == APPENDS + 1
    assert verify_log(Log.objects.get()).faults == []


@pytest.mark.postgres
def test_it_numbers_behind_what_was_committed_since_its_unit_began(street: Street) -> None:
    with unit_from(SystemSource()) as unit:
        assert size_of(street.pk) == 1
        raise_elsewhere(street)
        unit.record("lamp.raised", Lamp(street=street, title="Here"))

    assert [one.index for one in Entry.objects.order_by("index")] == [0, 1, 2]
    assert verify_log(Log.objects.get()).faults == []


def raise_from_a_snapshot(street: Street, isolation: str) -> None:
    with unit_from(SystemSource()) as unit:
        with connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
        assert size_of(street.pk) == 1
        raise_elsewhere(street)
        unit.record("lamp.raised", Lamp(street=street, title="Here"))


@pytest.mark.postgres
@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_it_fails_where_it_can_only_see_the_past(isolation: str, street: Street) -> None:
    with pytest.raises(DatabaseError):
        raise_from_a_snapshot(street, isolation)

    assert (size_of(street.pk), Lamp.objects.count()) == (2, 1)
    assert verify_log(Log.objects.get()).faults == []


def waits(backend: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [backend])
        return bool(cursor.fetchone() == (True,))


@pytest.mark.postgres
def test_it_reads_the_log_anew_after_waiting_for_its_turn(street: Street) -> None:
    """Read in one statement with the lock, the log would be that from before the wait."""
    backends: list[int] = []

    def wait_and_raise() -> None:
        connection.ensure_connection()
        backends.append(connection.connection.info.backend_pid)
        raise_lamp(SystemSource(), street, title="Second")
        connections.close_all()

    with ThreadPoolExecutor(1) as other, unit_from(SystemSource()) as unit:
        unit.record("lamp.raised", Lamp(street=street, title="First"))
        unit.close()
        unit._collected.clear()
        second = other.submit(wait_and_raise)
        while not (backends and waits(backends[0])):
            assert not second.done()
    second.result()

    titles = Lamp.objects.order_by("entry__index").values_list("title", flat=True)
    assert list(titles) == ["First", "Second"]
    assert verify_log(Log.objects.get()).faults == []


def test_it_locks_two_logs_in_the_order_of_their_ids(db: None) -> None:
    source = SeededSource()
    streets = [open_street(source, one) for one in (STREET_ID, uuid_of("another"))]
    streets.sort(key=lambda one: one.pk, reverse=True)

    with CaptureQueriesContext(connection) as seen, unit_from(source) as unit:
        for street in streets:
            unit.record("lamp.raised", Lamp(street=street, title="Corner"))

    locks = [one["sql"] for one in seen if 'FROM "audit_log"' in one["sql"]]
    ids = sorted(one.pk for one in streets)
    assert len(locks) == 2
    assert all(own.hex in lock.replace("-", "") for own, lock in zip(ids, locks, strict=True))
