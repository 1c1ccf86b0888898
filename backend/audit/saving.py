"""How recorded rows reach their tables: each at once, or gathered and a table at a time."""

from collections.abc import Iterator
from itertools import groupby
from typing import TypeAlias
from uuid import UUID

from django.db import connection

from backend.audit.models import Recorded

Row: TypeAlias = tuple[type[Recorded], UUID]

# What an entry never changes: whose row it is.
FIXED = frozenset({"id"})


class AtOnce:
    """Whatever asks the database afterwards finds the row as it is now."""

    def is_new(self, subject: Recorded) -> bool:
        return subject._state.adding

    def take(self, subject: Recorded) -> None:
        if self.is_new(subject):
            subject.save(force_insert=True)
        else:
            subject.save(force_update=True)


class Gathered:
    """Rows wait until `flush`, which on PostgreSQL takes as many statements for two rows as for a
    thousand. Until then nobody asks the database about them, this unit included.
    """

    def __init__(self) -> None:
        self._rows: dict[Row, Recorded] = {}

    def is_new(self, subject: Recorded) -> bool:
        return subject._state.adding and (type(subject), subject.pk) not in self._rows

    def take(self, subject: Recorded) -> None:
        self._rows[type(subject), subject.pk] = subject

    def flush(self) -> None:
        for fresh, rows in self._by_table():
            if fresh:
                type(rows[0])._default_manager.bulk_create(rows)
            else:
                _update(rows)
        self._rows.clear()

    def _by_table(self) -> Iterator[tuple[bool, list[Recorded]]]:
        rows = sorted(self._rows.values(), key=_table)
        for _, group in groupby(rows, key=_table):
            their = list(group)
            yield their[0]._state.adding, their


def _table(row: Recorded) -> tuple[str, bool]:
    return row._meta.db_table, row._state.adding


def _update(rows: list[Recorded]) -> None:
    if connection.vendor == "sqlite":
        # There an INSERT over a row may be a REPLACE, which deletes unseen: triggers refuse it.
        for row in rows:
            row.save(force_update=True)
        return
    model = type(rows[0])
    # An INSERT that finds each of its rows there: the one UPDATE that gives many rows values of
    # their own.
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=_changeable(model)
    )


def _changeable(model: type[Recorded]) -> list[str]:
    return [one.name for one in model._meta.concrete_fields if one.name not in FIXED]
