"""The statements every append is made of, as text.

Composed by the ORM each cost more than the database took to answer it, and most of that while every
other writer of the log waits.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple  # columns are of every type
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

from backend.audit.models import Log

# Fewer are sent sooner as they are than announced.
WORTH_COPYING = 100
# SQLite refuses a statement with more than 32,766 parameters.
MOST_AT_ONCE = 1_000

LOCK = 'SELECT "origin" FROM "audit_log" WHERE "id" = %s'
# The last entry, and those whose nodes are the other peaks of the tree: each ends where the size,
# written in binary, has lost one more of its lowest ones.
FRONTIER = """
WITH RECURSIVE peak(size) AS (
    SELECT MAX("index") + 1 FROM "audit_entry" WHERE "log_id" = %s
    UNION ALL SELECT size & (size - 1) FROM peak WHERE size & (size - 1) > 0
)
SELECT entry."index", entry."leaf_hash", entry."nodes", entry."logged"
FROM peak JOIN "audit_entry" entry ON entry."log_id" = %s AND entry."index" = peak.size - 1
ORDER BY entry."index"
"""
LEAVES = 'SELECT "id", "audience", "leaf" FROM "audit_entry" WHERE "id" IN ({places})'

Stored = tuple[int, bytes, bytes, datetime]


class NewEntry(NamedTuple):
    """What an `Entry` keeps. A model takes longer to make than the database takes to keep it."""

    log_id: UUID
    index: int  # type: ignore[assignment]  # hides a method of tuples that nobody asks of a row
    id: UUID
    leaf: bytes
    leaf_hash: bytes
    nodes: bytes
    verb: str
    subject_type: str
    subject_id: UUID
    subject_version: int
    actor: UUID
    audience: str
    was: str
    cause: UUID
    at: datetime
    logged: datetime
    request_id: UUID
    origin_client: str


class NewDisclosure(NamedTuple):
    """What a `Disclosure` keeps, likewise."""

    digest: str
    log_id: UUID
    subject_type: str
    subject_id: UUID
    field: str
    concerns: UUID | None
    audience: str
    value: str | None


def lock(log_id: UUID) -> str:
    """The log's origin; until the commit nobody else numbers entries of it. Raises DoesNotExist."""
    # NO KEY: a plain FOR UPDATE would hold up every insert of a row that refers to the log.
    keeps = connection.features.has_select_for_no_key_update
    with connection.cursor() as cursor:
        cursor.execute(LOCK + (" FOR NO KEY UPDATE" if keeps else ""), [_key(log_id)])
        found = cursor.fetchone()
    if found is None:
        raise Log.DoesNotExist
    origin: str = found[0]
    return origin


def read_peaks(log_id: UUID) -> list[Stored]:
    """The entries that hold the frontier of the tree, the last one last."""
    key = _key(log_id)
    with connection.cursor() as cursor:
        cursor.execute(FRONTIER, [key, key])
        return [
            (index, bytes(leaf_hash), bytes(nodes), _instant(logged))
            for index, leaf_hash, nodes, logged in cursor.fetchall()
        ]


def read_leaves(entry_ids: Sequence[UUID]) -> list[tuple[UUID, str, bytes]]:
    """The audience and the leaf of each."""
    places = ", ".join(["%s"] * len(entry_ids))
    key = Log._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(LEAVES.format(places=places), [_key(one) for one in entry_ids])
        return [
            (key.to_python(entry_id), audience, bytes(leaf))
            for entry_id, audience, leaf in cursor.fetchall()
        ]


def insert(table: type[Model], rows: Sequence[NewEntry] | Sequence[NewDisclosure]) -> None:
    if not rows:
        return
    names = rows[0]._fields
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > WORTH_COPYING:
            with cursor.copy(_copy(table, names)) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        for start in range(0, len(rows), MOST_AT_ONCE):
            some = rows[start : start + MOST_AT_ONCE]
            values = [value for row in some for value in _values(table, row)]
            cursor.execute(_insert(table, names, len(some)), values)


def _values(table: type[Model], row: NewEntry | NewDisclosure) -> Sequence[Any]:
    if connection.vendor == "postgresql":
        # Its driver knows every type they are of.
        return row
    fields = _fields(table, row._fields)
    return [one.get_db_prep_save(value, connection) for one, value in zip(fields, row, strict=True)]


@cache
def _fields(table: type[Model], names: tuple[str, ...]) -> "list[Field[Any, Any]]":
    columns = {one.attname: one for one in table._meta.concrete_fields}
    return [columns[name] for name in names]


@cache
def _into(table: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{one.column}"' for one in _fields(table, names))
    return f'"{table._meta.db_table}" ({columns})'


@cache
def _insert(table: type[Model], names: tuple[str, ...], rows: int) -> str:
    row = f"({', '.join('%s' for _ in names)})"
    values = ", ".join([row] * rows)
    return f"INSERT INTO {_into(table, names)} VALUES {values}"  # noqa: S608  # names of ours


@cache
def _copy(table: type[Model], names: tuple[str, ...]) -> str:
    return f"COPY {_into(table, names)} FROM STDIN"


def _key(known: UUID) -> Any:
    return Log._meta.pk.get_db_prep_value(known, connection)


def _instant(value: datetime) -> datetime:
    """SQLite keeps instants in UTC without saying so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)
