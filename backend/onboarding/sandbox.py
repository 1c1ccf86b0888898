"""The demo's first state, kept beside it when it was made, so that it can be put back.

The database is put back whole: no operation could take back what stands in the log. With it go the
files that must agree with it, above all the marks of what was signed, which no restore of anything
but a sandbox may touch.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from django.db import connection

from backend.audit.seeds import keys
from backend.people.models import Partnership

FIRST_STATE: Final = "first-state"
DATABASE: Final = "accord.sqlite3"
FILES: Final = ("demo-tokens.json", "demo.env", "log-marks.json", "log-signing*.key")


class NotASandbox(Exception):
    """What is there was not made by the demo, or not by the demo alone."""


class InUse(Exception):
    """A process has the database open: it would go on from a state that is gone."""

    def __init__(self) -> None:
        super().__init__("Something uses the database. Stop the server and the workers first.")


def keep_first_state(directory: Path) -> None:
    """Whole or not at all, in place of one of a database that is gone. On SQLite alone."""
    if connection.vendor != "sqlite":
        return
    # Made with the first signature otherwise, and then it would be no part of this state.
    keys()
    fresh = directory / f"{FIRST_STATE}.{os.getpid()}"
    fresh.mkdir(mode=0o700)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(fresh / DATABASE)])
    _copy(_files(directory), fresh)
    shutil.rmtree(directory / FIRST_STATE, ignore_errors=True)
    fresh.rename(directory / FIRST_STATE)


def put_back_first_state(directory: Path) -> None:
    """Raises NotASandbox or InUse, before anything is touched. A crash in the middle leaves the old
    database or the new one, and a second run does the rest.
    """
    kept = directory / FIRST_STATE
    _require_sandbox(kept)
    _put_back_database(kept / DATABASE)
    for file in _files(directory):
        file.unlink()
    _copy(_files(kept), directory)


def _require_sandbox(kept: Path) -> None:
    if connection.vendor != "sqlite":
        raise NotASandbox(f"This database is {connection.display_name}, and a sandbox is SQLite.")
    if not (kept / DATABASE).exists():
        raise NotASandbox(
            f"There is no {kept}, where `manage.py demo` keeps what it makes of an empty database."
        )
    strangers = set(Partnership.objects.values_list("slug", flat=True)) - _partnerships_in(kept)
    if strangers:
        raise NotASandbox(
            f"This database holds what the demo did not make: {', '.join(sorted(strangers))}."
        )


def _partnerships_in(kept: Path) -> set[str]:
    table = connection.ops.quote_name(Partnership._meta.db_table)
    with closing(sqlite3.connect(kept / DATABASE)) as first:
        return {slug for (slug,) in first.execute(f"SELECT slug FROM {table}")}  # noqa: S608


def _put_back_database(kept: Path) -> None:
    connection.close()
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(kept)) as first, closing(sqlite3.connect(name)) as target:
        _take_for_oneself(target)
        first.backup(target)


def _take_for_oneself(target: sqlite3.Connection) -> None:
    """Until it is closed. Raises InUse: the log before the writes is given up only by the last one
    to have the database open.
    """
    try:
        target.execute("PRAGMA busy_timeout=0")
        target.execute("PRAGMA locking_mode=EXCLUSIVE")
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute("BEGIN EXCLUSIVE")
        target.execute("COMMIT")
    except sqlite3.OperationalError as locked:
        raise InUse from locked


def _files(directory: Path) -> Iterator[Path]:
    for pattern in FILES:
        yield from sorted(directory.glob(pattern))


def _copy(files: Iterator[Path], directory: Path) -> None:
    """With their modes: others may not read them."""
    for file in files:
        shutil.copy2(file, directory / file.name)
