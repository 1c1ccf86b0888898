"""A thousand entries in one transaction, against the same rows copied in."""

import time
from typing import Any  # rows of any table

from django.db import connection, transaction

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from bench.audit import posts
from bench.audit.posts import SOURCE, TITLE, Kind
from bench.floor.models import Placard, Post
from bench.measuring import in_turns, spread
from bench.table import Line
from tests.audit.ledger.people import PRIYA

SIZE = 1_000
LEAST = 10_000


def lines(rounds: int) -> list[Line]:
    return [
        _line("rows of plain fields", Post, rounds),
        _line("rows with free text", Placard, rounds),
    ]


def _line(what: str, kind: Kind, rounds: int) -> Line:
    log = posts.new_log()

    def ours() -> None:
        with unit_of_work(by=PRIYA, at=now()) as unit, unit.gathering():
            for _ in range(SIZE):
                row_id = SOURCE.new_id(unit.at)
                unit.record("post.put_up", kind(id=row_id, log=log, title=TITLE))

    ours()
    copies = _copies(kind, str(log.id))

    def floor() -> None:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            for table, columns, rows in copies:
                with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)

    pairs = in_turns(floor, ours, rounds)
    started = time.process_time()
    ours()
    cpu = time.process_time() - started
    speed = SIZE / spread(pairs.ours).middle
    return Line(
        f"{SIZE:,} entries in one transaction: {what}",
        f"{SIZE / spread(pairs.floor).middle:,.0f}/s",
        f"{speed:,.0f}/s",
        str(pairs.inverse),
        f"≥ {LEAST:,}/s",
        speed >= LEAST,
        [
            "new rows, recorded in one unit and committed. The floor is COPY of the very same rows "
            "(rows, entries, disclosures), made ready before, into tables of the same columns "
            "without keys, indexes or triggers; the ratio is of speeds.",
            f"by CPU time of the writer instead of the clock, its database left out: "
            f"{SIZE / cpu:,.0f}/s",
        ],
    )


def _copies(kind: Kind, log_id: str) -> list[tuple[str, str, list[Any]]]:
    """Of each table that the unit wrote: a bare table beside it, its columns, what it wrote."""
    found = []
    own = kind._meta.db_table
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_disclosure", own):
            bare = f"bare_{table}_{kind.__name__.lower()}"
            cursor.execute(f"CREATE TABLE {bare} (LIKE {table})")
            cursor.execute(f"SELECT * FROM {table} WHERE log_id = %s", [log_id])  # noqa: S608  # names of ours
            columns = ", ".join(f'"{one.name}"' for one in cursor.description)
            if rows := cursor.fetchall():
                found.append((bare, columns, rows))
    return found
