"""The application in production: a role that adds to the log and can do nothing else to it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from backend.audit.models import Log
from backend.audit.source import now
from backend.audit.verify import verify_log
from backend.people.models import KeptAnswer
from tests import borough as made
from tests.borough import Borough, action_done
from tests.people.sending import added, is_replayed
from tests.people.test_idempotency_expiry import LIFE, purged

PASSWORD = "of this test alone"
LOG = ("audit_log", "audit_entry", "audit_told", "audit_checkpoint", "audit_disclosure")
CHANGES = (
    "UPDATE audit_entry SET leaf = ''",
    "UPDATE audit_entry SET verb = verb",
    "UPDATE audit_told SET actor = actor",
    "UPDATE audit_checkpoint SET note = ''",
    "UPDATE audit_log SET id = id",
    "UPDATE audit_disclosure SET field = ''",
    "DELETE FROM people_partnership",
    "DELETE FROM audit_signingkey",
    "INSERT INTO django_migrations VALUES (0, 'audit', '9', now())",
)
TRICKS = (
    "SET session_replication_role = replica",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "ALTER TABLE people_partnership DISABLE TRIGGER USER",
    "CREATE OR REPLACE FUNCTION accord_refuse() RETURNS trigger LANGUAGE plpgsql "
    "AS 'BEGIN RETURN NEW; END'",
    "CREATE TABLE audit_shadow (id integer)",
    "ALTER TABLE audit_entry OWNER TO CURRENT_USER",
    "CREATE RULE silent AS ON DELETE TO audit_entry DO INSTEAD NOTHING",
)
# What the role has the right to and the triggers refuse, in these words.
GUARDED = {
    "UPDATE audit_log SET origin = 'elsewhere'": "never changed",
    "UPDATE audit_disclosure SET value = 'other'": "can only be erased",
    "UPDATE people_partnership SET slug = 'other'": "changes only with",
}


def rights(role: str) -> str:
    out = StringIO()
    call_command("database_rights", role, stdout=out)
    return out.getvalue()


@contextmanager
def signed_in_as(role: str, password: str) -> Iterator[None]:
    known = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(USER=role, PASSWORD=password)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(USER=known["USER"], PASSWORD=known["PASSWORD"])


@pytest.fixture
def application(transactional_db: None) -> Iterator[None]:
    """Everything below is done by the role, over a connection of its own."""
    # Roles are the server's: each database of a parallel run has one of its own.
    role = f"app_of_{connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
        cursor.execute(rights(role))
        # As after the next migration.
        cursor.execute(rights(role))
    with signed_in_as(role, PASSWORD):
        yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {role}")
        cursor.execute(f"DROP ROLE {role}")


@pytest.fixture
def knowsley(application: None) -> Borough:
    return made.knowsley()


def answer_to(statement: str) -> str:
    """What the database says to it: one that is carried out fails the test."""
    with pytest.raises(DatabaseError) as error, connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


def not_forbidden(statements: Iterable[str]) -> list[str]:
    said = {one: answer_to(one) for one in statements}
    return [
        f"{statement}: {answer}"
        for statement, answer in said.items()
        if "permission denied" not in answer and "must be owner" not in answer
    ]


@pytest.mark.postgres
def test_it_can_do_all_that_people_ask_of_it(knowsley: Borough) -> None:
    action_done(knowsley)
    first, again = (added(knowsley.as_("Ada"), "one") for _ in range(2))
    purged(knowsley, now() + LIFE)
    call_command("worker", once=True, stdout=StringIO())
    auditor = knowsley.as_("Audrey")
    log = f"/logs/{knowsley.partnership.id}"

    answers = [
        auditor.get(path).status_code
        for path in ("/actions", f"{log}/checkpoint", f"{log}/keys", f"{log}/entries")
    ]

    assert answers == [200] * 4
    assert (first.status_code, is_replayed(again), KeptAnswer.objects.count()) == (201, True, 0)
    assert verify_log(Log.objects.get()).faults == []


@pytest.mark.postgres
def test_it_can_take_nothing_from_the_log(application: None) -> None:
    takings = ("DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}")

    assert not_forbidden(taking.format(table) for taking in takings for table in LOG) == []


@pytest.mark.postgres
def test_it_can_change_nothing_that_was_said(application: None) -> None:
    assert not_forbidden(CHANGES) == []


@pytest.mark.postgres
def test_it_cannot_switch_the_guards_off(application: None) -> None:
    assert not_forbidden(TRICKS) == []


@pytest.mark.postgres
def test_it_is_refused_by_the_triggers_what_it_has_the_right_to(knowsley: Borough) -> None:
    assert {change: why for change, why in GUARDED.items() if why not in answer_to(change)} == {}


def test_it_knows_roles_on_postgresql_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")

    with pytest.raises(CommandError, match="Only PostgreSQL"):
        rights("accord")
