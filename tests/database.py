"""A test database that is put back from a template, since its triggers refuse to be flushed.

They are on in every test: what a test can do behind them, a mistake could do in production.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

from django.db import connection, connections


class Template(Protocol):
    def keep(self) -> None:
        """Remember the database as it is now."""

    def restore(self) -> None: ...

    def discard(self) -> None: ...


class PostgresTemplate:
    def __init__(self, suffix: str) -> None:
        self._name = connection.ops.quote_name(connection.settings_dict["NAME"])
        self._template = connection.ops.quote_name(connection.settings_dict["NAME"] + suffix)

    def keep(self) -> None:
        self.discard()
        connections.close_all()
        self._execute(f"CREATE DATABASE {self._template} TEMPLATE {self._name}")

    def restore(self) -> None:
        connections.close_all()
        # By force: a thread of the test may have left its connection open.
        self._execute(f"DROP DATABASE {self._name} WITH (FORCE)")
        self._execute(f"CREATE DATABASE {self._name} TEMPLATE {self._template}")

    def discard(self) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {self._template}")

    def _execute(self, statement: str) -> None:
        # Django's own way to the server when the database itself cannot be connected to.
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


class SqliteTemplate:
    def __init__(self, suffix: str) -> None:
        self._file = Path(connection.settings_dict["NAME"])
        self._template = self._file.with_name(self._file.name + suffix)

    def keep(self) -> None:
        self._copy(self._file, self._template)

    def restore(self) -> None:
        self._copy(self._template, self._file)

    def _copy(self, source: Path, target: Path) -> None:
        """By SQLite itself: a thread of the test may have left its connection open, and a file that
        is put in another's place under it is read by some with the write-ahead log of the old one.
        """
        connections.close_all()
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            new.execute("PRAGMA synchronous = OFF")
            old.backup(new)

    def discard(self) -> None:
        self._template.unlink(missing_ok=True)


def template(suffix: str = "_template") -> Template:
    """Of another suffix: a second one, of a database that a test has prepared."""
    of_vendor = PostgresTemplate if connection.vendor == "postgresql" else SqliteTemplate
    return of_vendor(suffix)
