"""What the database itself refuses, on PostgreSQL and SQLite.

Whoever comes past the operations (a shell, `update()`, raw SQL) meets these: a recorded row changes
only together with a new entry, the log only grows, and a disclosure's value only goes to nothing.

Django drops a table's triggers without a word when it remakes the table on SQLite; `install` runs
after every migration, and `missing` says what is not there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from backend.audit.models import AppendOnly, Disclosure, Entry, Recorded

PREFIX = "accord_keep"
FUNCTION = "accord_refuse"
FUNCTION_BODY = (
    "BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END"
)

NO_CHANGE = "Rows of {table} are never changed or removed: append a new one."
NO_SILENT_CHANGE = "A row of {table} changes only with its next version and a new entry."
NO_REMOVAL = "Rows of {table} are never removed: end or withdraw the thing instead."
ONLY_ERASED = "A disclosure can only be erased: set its value to null and leave the rest."
NOT_REPLACED = "A row of {table} with this key stands: it cannot be replaced."
NO_GAP = "An entry must have the index after the last of its log, and an id of its own."

BLUNT = {
    "postgresql": f"the function {FUNCTION}() does not refuse: migrate again to restore it",
    "sqlite": "the connection lacks PRAGMA recursive_triggers=ON: INSERT OR REPLACE walks past",
}


@dataclass(frozen=True)
class Guard:
    """One refusal: of which statement, on which rows, in which words."""

    table: str
    event: str
    message: str
    when: str = ""

    @property
    def name(self) -> str:
        """Carries the guard's content, so that one from an earlier release counts as missing."""
        content = "\n".join((self.table, self.event, self.message, self.when))
        return f"{PREFIX}_{sha256(content.encode()).hexdigest()[:16]}"

    @property
    def condition(self) -> str:
        return f" WHEN ({self.when})" if self.when else ""


def guards(vendor: str) -> list[Guard]:
    found: list[Guard] = []
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        if issubclass(model, AppendOnly):
            found += _guards_of_append_only(model)
        elif issubclass(model, Recorded):
            found += _guards_of_recorded(model)
        elif model is Disclosure:
            found += _guards_of_disclosures()
        else:
            continue
        found += _truncation(model) if vendor == "postgresql" else _replacement(model)
    return found


def _guards_of_append_only(model: type[Model]) -> Iterator[Guard]:
    table = model._meta.db_table
    for event in ("UPDATE", "DELETE"):
        yield Guard(table, event, NO_CHANGE.format(table=table))


def _guards_of_recorded(model: type[Recorded]) -> Iterator[Guard]:
    table, key = model._meta.db_table, model._meta.pk.column
    yield Guard(
        table,
        "UPDATE",
        NO_SILENT_CHANGE.format(table=table),
        # The version, too: it is what stops a writer that read the row before another changed it.
        f'NEW."entry_id" = OLD."entry_id" OR NEW."version" <> OLD."version" + 1 '
        f'OR NEW."{key}" <> OLD."{key}"',
    )
    yield Guard(table, "DELETE", NO_REMOVAL.format(table=table))


def _guards_of_disclosures() -> Iterator[Guard]:
    table = Disclosure._meta.db_table
    kept = [one.column for one in Disclosure._meta.concrete_fields if one.name != "value"]
    changed = " OR ".join(_differs(column) for column in kept)
    erased = 'OLD."value" IS NOT NULL AND NEW."value" IS NULL'
    yield Guard(table, "UPDATE", ONLY_ERASED, f"NOT ({erased}) OR {changed}")
    yield Guard(table, "DELETE", ONLY_ERASED)


def _differs(column: str | None) -> str:
    """Spelled out: the two databases share no operator for "differs, and null is a value"."""
    new, old = f'NEW."{column}"', f'OLD."{column}"'
    return f"{new} <> {old} OR ({new} IS NULL) <> ({old} IS NULL)"


def _truncation(model: type[Model]) -> Iterator[Guard]:
    table = model._meta.db_table
    yield Guard(table, "TRUNCATE", NO_REMOVAL.format(table=table))


def _replacement(model: type[Model]) -> Iterator[Guard]:
    """On SQLite INSERT OR REPLACE removes the row that stands without waking a delete trigger.

    Other apps' append-only tables may want INSERT OR IGNORE, which this would refuse; for them
    the connection's recursive_triggers stands guard.
    """
    table = model._meta.db_table
    if model is Entry:
        yield Guard(table, "INSERT", NO_GAP, _breaks_the_order(table))
    elif issubclass(model, Recorded) or model._meta.app_label == Entry._meta.app_label:
        columns = [one.column for one in model._meta.pk_fields]
        same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        stands = f'EXISTS (SELECT 1 FROM "{table}" WHERE {same})'  # noqa: S608  # names of ours
        yield Guard(table, "INSERT", NOT_REPLACED.format(table=table), stands)


def _breaks_the_order(table: str) -> str:
    last = f'SELECT MAX("index") FROM "{table}" WHERE "log_id" = NEW."log_id"'  # noqa: S608  # likewise
    known = f'EXISTS (SELECT 1 FROM "{table}" WHERE "id" = NEW."id")'  # noqa: S608  # likewise
    return f'NEW."index" <> COALESCE(({last}), -1) + 1 OR {known}'


def install(connection: BaseDatabaseWrapper) -> None:
    """Make good what is missing, and drop what earlier releases left. Safe to run at any time."""
    wanted = _wanted(connection)
    installed = _installed(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_function_statement())
        for name in installed.keys() - {guard.name for guard in wanted}:
            cursor.execute(_drop_statement(connection.vendor, name, installed[name]))
        for guard in wanted:
            if guard.name not in installed:
                for statement in _create_statements(connection.vendor, guard):
                    cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """A line for each guard that should stand and does not."""
    wanted = _wanted(connection)
    installed = _installed(connection)
    lines = [
        f"{guard.table}: no trigger {guard.name} against {guard.event}"
        for guard in wanted
        if guard.name not in installed
    ]
    if wanted and not _triggers_bite(connection):
        lines.append(BLUNT[connection.vendor])
    return lines


def _wanted(connection: BaseDatabaseWrapper) -> list[Guard]:
    tables = set(connection.introspection.table_names())
    return [guard for guard in guards(connection.vendor) if guard.table in tables]


def _installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The table of each of our triggers that is there and switched on."""
    query = {
        "postgresql": (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE %s AND t.tgenabled = 'A' AND pg_table_is_visible(c.oid)"
        ),
        "sqlite": (
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def _triggers_bite(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA recursive_triggers")
            return bool(cursor.fetchone() == (1,))
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [FUNCTION])
        return bool(cursor.fetchall() == [(FUNCTION_BODY,)])


def _function_statement() -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $body${FUNCTION_BODY}$body$"
    )


def _create_statements(vendor: str, guard: Guard) -> list[str]:
    head = f'BEFORE {guard.event} ON "{guard.table}"'
    if vendor == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        return [f"CREATE TRIGGER {guard.name} {head} FOR EACH ROW{guard.condition} {refusal}"]
    each = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    call = f"EXECUTE FUNCTION {FUNCTION}('{guard.message}')"
    return [
        # One switched off keeps its name.
        f'DROP TRIGGER IF EXISTS {guard.name} ON "{guard.table}"',
        f"CREATE TRIGGER {guard.name} {head} FOR EACH {each}{guard.condition} {call}",
        # Or session_replication_role = replica walks past it.
        f'ALTER TABLE "{guard.table}" ENABLE ALWAYS TRIGGER {guard.name}',
    ]


def _drop_statement(vendor: str, name: str, table: str) -> str:
    return f"DROP TRIGGER {name}" + (f' ON "{table}"' if vendor == "postgresql" else "")
