from collections import defaultdict
from typing import Any  # rows of any model

import pytest
from django.apps import apps
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.state import ProjectState

from backend.audit import triggers
from backend.audit.models import (
    AppendOnly,
    Checkpoint,
    Disclosure,
    Entry,
    Log,
    Recorded,
    RestoredLog,
    SigningKey,
    Told,
)
from backend.audit.source import SeededSource
from tests.audit.ledger.history import raise_lamp, unit_from
from tests.audit.ledger.models import Glance, Lamp, Street
from tests.audit.ledger.people import TOM, uuid_of

GROWS_ONLY = [Log, Entry, Told, Checkpoint, Glance]
KEPT = [*GROWS_ONLY, Disclosure, Lamp, Street, SigningKey, RestoredLog]


def refused(query: models.QuerySet[Any], **change: object) -> bool:
    """Whether the database itself says no; an empty change deletes."""
    try:
        with transaction.atomic():
            query.update(**change) if change else query._raw_delete(query.db)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("model", KEPT)
def test_it_refuses_to_delete(model: type[models.Model], lamp: Lamp) -> None:
    assert refused(model._default_manager.all())


def raw_refused(statement: str) -> bool:
    """Whether whoever speaks SQL past Django is told no as well."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("model", KEPT)
def test_it_refuses_raw_sql(model: type[models.Model], lamp: Lamp) -> None:
    table, column = model._meta.db_table, model._meta.concrete_fields[-1].column

    assert raw_refused(f'DELETE FROM "{table}"')  # noqa: S608  # names of ours
    assert raw_refused(f'UPDATE "{table}" SET "{column}" = "{column}"')  # noqa: S608  # likewise


def test_it_refuses_rows_added_many_at_once_without_an_entry(street: Street) -> None:
    lamps = [
        Lamp(id=uuid_of(str(n)), street=street, title="Dark", version=1, entry_id=uuid_of(f"e{n}"))
        for n in range(3)
    ]
    Lamp.objects.bulk_create(lamps)

    with pytest.raises(IntegrityError):
        connection.check_constraints()
    transaction.set_rollback(True)


def test_it_refuses_rows_changed_many_at_once_without_an_entry(lamp: Lamp) -> None:
    lamp.title = "Elsewhere"

    with pytest.raises(IntegrityError), transaction.atomic():
        Lamp.objects.bulk_update([lamp], ["title"])


def test_it_guards_every_table_that_is_recorded_or_only_grows(db: None) -> None:
    kept = {
        one._meta.db_table
        for one in apps.get_models()
        if issubclass(one, Recorded | AppendOnly) and not one._meta.proxy
    }

    events = defaultdict(set)
    for guard in triggers.guards(connection.vendor):
        events[guard.table].add(guard.event)
    assert len(kept) > len(KEPT)
    assert all({"UPDATE", "DELETE"} <= events[table] for table in kept)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Log, {"origin": "elsewhere"}),
        (Entry, {"verb": "lamp.lowered"}),
        (Told, {"actor": uuid_of("sam")}),
        (Checkpoint, {"note": "x"}),
        (Glance, {"what": "x"}),
    ],
)
def test_it_refuses_to_change_what_only_grows(
    model: type[models.Model], change: dict[str, object], lamp: Lamp
) -> None:
    assert refused(model._default_manager.all(), **change)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Elsewhere"},
        {"version": 2},
        {"entry": uuid_of("new"), "version": 1},
        {"entry": uuid_of("new"), "version": 3},
        {"entry": uuid_of("new"), "version": 2, "id": uuid_of("lamp")},
    ],
)
def test_it_refuses_to_change_a_row_in_silence(change: dict[str, object], lamp: Lamp) -> None:
    assert refused(Lamp.objects.all(), **change)


def test_it_refuses_a_second_writer_of_one_version(lamp: Lamp, source: SeededSource) -> None:
    stale = Lamp.objects.get()
    with unit_from(source) as unit:
        unit.record("lamp.checked", Lamp.objects.get())

    with pytest.raises(IntegrityError), unit_from(source) as unit:
        unit.record("lamp.checked", stale)


def test_it_refuses_an_entry_that_never_comes(lamp: Lamp) -> None:
    Lamp.objects.update(entry=uuid_of("never"), version=2, title="Elsewhere")

    with pytest.raises(IntegrityError):
        connection.check_constraints()
    transaction.set_rollback(True)


@pytest.mark.parametrize(
    "change",
    [
        {"value": "other"},
        {"value": None, "field": "remark"},
        {"value": None, "concerns": TOM.id},
        {"value": None, "digest": "x"},
        {"audience": "auditors"},
    ],
)
def test_it_refuses_to_change_a_disclosure(change: dict[str, object], lamp: Lamp) -> None:
    assert refused(Disclosure.objects.filter(field="title"), **change)


def test_it_lets_a_disclosure_be_erased_once(lamp: Lamp) -> None:
    title = Disclosure.objects.filter(field="title")

    assert not refused(title, value=None)
    assert refused(title, value=None)
    assert refused(title, value="back")


@pytest.mark.postgres
@pytest.mark.parametrize("model", KEPT)
def test_it_refuses_to_truncate(model: type[models.Model], lamp: Lamp) -> None:
    connection.check_constraints()

    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')


@pytest.mark.postgres
@pytest.mark.parametrize("model", KEPT)
def test_it_refuses_a_replica_too(model: type[models.Model], lamp: Lamp) -> None:
    """That role lets ordinary triggers sleep."""
    connection.check_constraints()
    table, column = model._meta.db_table, model._meta.concrete_fields[-1].column
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")

    assert raw_refused(f'UPDATE "{table}" SET "{column}" = "{column}"')  # noqa: S608  # names of ours
    assert raw_refused(f'DELETE FROM "{table}"')  # noqa: S608  # likewise
    assert raw_refused(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "label", ["ledger.lamp", "audit.entry", "audit.log", "audit.checkpoint", "audit.signingkey"]
)
def test_it_restores_what_a_remade_table_lost(label: str) -> None:
    with connection.schema_editor() as editor:
        remade = ProjectState.from_apps(apps).apps.get_model(label)
        table = remade._meta.db_table
        colour = models.CharField(max_length=10, default="white")
        colour.set_attributes_from_name("colour")
        editor.add_field(remade, colour)
        if connection.vendor == "postgresql":
            editor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    said = run_checks(tags=[Tags.database], databases=["default"])

    call_command("migrate", verbosity=0)

    assert {one.id for one in said} == {"audit.W001"}
    assert f"{table}: no trigger" in said[0].msg
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_it_says_which_trigger_is_missing() -> None:
    name, table = next(iter(triggers._installed(connection).items()))
    with connection.cursor() as cursor:
        cursor.execute(triggers._drop_statement(connection.vendor, name, table))

    said = run_checks(tags=[Tags.database], databases=["default"])

    assert [one.id for one in said] == ["audit.W001"]
    assert f"{table}: no trigger {name}" in said[0].msg


def test_it_installs_twice_without_harm(db: None) -> None:
    triggers.install(connection)

    assert triggers.missing(connection) == []


def test_it_lets_other_apps_insert_once(db: None) -> None:
    glance = Glance.objects.create(what="lamp")

    Glance.objects.bulk_create([Glance(id=glance.id, what="other")], ignore_conflicts=True)

    assert Glance.objects.get().what == "lamp"


def test_it_raises_lamps_all_the_same(street: Street, source: SeededSource) -> None:
    assert raise_lamp(source, street).version == 1
