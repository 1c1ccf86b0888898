"""How recorded rows reach their tables: each at once, or gathered and a table at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from itertools import groupby
from typing import TypeAlias
from uuid import UUID

from django.db import connection

from backend.audit.models import Recorded
from backend.errors import Refused

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
        self._taken: list[Recorded] = []
        self._fresh: set[Row] = set()

    def is_new(self, subject: Recorded) -> bool:
        return subject._state.adding and _key(subject) not in self._fresh

    def take(self, subject: Recorded) -> None:
        if subject._state.adding:
            self._fresh.add(_key(subject))
            self._taken.append(subject)
        else:
            # As it is now: a row that changes again goes to its table once for each version.
            self._taken.append(copy(subject))

    @contextmanager
    def attempt(self) -> Iterator[None]:
        held = len(self._taken)
        try:
            yield
        except Refused:
            del self._taken[held:]
            self._fresh = {_key(one) for one in self._taken if one._state.adding}
            raise

    def flush(self) -> None:
        # New ones in their last version alone.
        fresh = {_key(one): one for one in self._taken if one._state.adding}
        rounds = self._rounds()
        for rows in _by_table(fresh.values()):
            type(rows[0])._default_manager.bulk_create(rows)
        for changes in rounds:
            for rows in _by_table(changes):
                _update(rows)
        self._taken.clear()
        self._fresh.clear()

    def _rounds(self) -> list[list[Recorded]]:
        """The first change of each row, then the second of each that has one, and so on."""
        found: list[list[Recorded]] = []
        times: Counter[Row] = Counter()
        for one in self._taken:
            if one._state.adding:
                continue
            nth = times[_key(one)]
            times[_key(one)] += 1
            if nth == len(found):
                found.append([])
            found[nth].append(one)
        return found


def _key(row: Recorded) -> Row:
    return type(row), row.pk


def _by_table(rows: Iterable[Recorded]) -> Iterator[list[Recorded]]:
    for _, group in groupby(sorted(rows, key=_table), key=_table):
        yield list(group)


def _table(row: Recorded) -> str:
    return row._meta.db_table


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
