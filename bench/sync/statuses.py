"""A thousand statuses synced in one request, beside the same rows written by plain SQL."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final  # rows of any table

from django.db import connection, transaction

from bench.measuring import in_turns, spread
from bench.table import Line
from tests import borough as boroughs
from tests.borough import Borough
from tests.sync.sending import RISK, TRACKER, delegated, with_source

SIZE: Final = 1_000
MOST: Final = 4.0
PLACE: Final = f"/sources/{TRACKER}/actions"
FIRST: Final = datetime(2026, 11, 20, 9, tzinfo=UTC)

# By table what a sync changes of a row, beside its version.
CHANGED: Final = {
    "actions_action": (
        "entry_id",
        "state",
        "risk_cause",
        "risk_explanation",
        "risk_mitigation",
        "recovery_expected_on",
    ),
    "sync_reference": ("entry_id", "seen", "synced_at"),
}
# What it adds, and by what a row is known.
ADDED: Final = {"audit_entry": "id", "audit_disclosure": "digest", "audit_told": "entry_id"}


class Tracker:
    """A council's system whose thousand actions are at risk and back on their way in turns."""

    def __init__(self, borough: Borough) -> None:
        with_source(borough)
        delegated(borough, "start_delegate", "recover_delegate")
        self._caller = borough.as_("Tracker")
        self._rounds = count(1)
        whole = {"plan": str(borough.plan.id), "priority": str(borough.youth.id), "status": "Live"}
        self._send(
            0, [{"title": f"Action {place:04}", "due_on": "2027-03-31", **whole} for place in ids()]
        )

    def sync(self) -> None:
        """Each action is given another status than it has."""
        number = next(self._rounds)
        said = {"status": "Delayed", "risk": RISK} if number % 2 else {"status": "Live"}
        self._send(number, [said] * SIZE)

    def _send(self, number: int, said: Sequence[dict[str, Any]]) -> None:
        at = (FIRST + timedelta(minutes=number)).isoformat()
        items = [
            {"external_id": f"T-{place}", "changed_at": at, **one}
            for place, one in zip(ids(), said, strict=True)
        ]
        answer = self._caller.post(PLACE, {"mode": "atomic", "items": items})
        counts = answer.json()["counts"]
        assert counts["updated"] + counts["created"] == SIZE, counts


def ids() -> range:
    return range(SIZE)


class Floor:
    """The rows that one sync left, written by one UPDATE and one COPY a table: into tables of the
    same columns with a primary key at most.
    """

    def __init__(self, tracker: Tracker) -> None:
        with connection.cursor() as cursor:
            for table in (*CHANGED, *ADDED):
                cursor.execute(f"CREATE TABLE bare_{table} AS TABLE {table}")
            for table in CHANGED:
                cursor.execute(f"ALTER TABLE bare_{table} ADD PRIMARY KEY (id)")
            tracker.sync()
            self._updates = [(_update(table, CHANGED[table]), _now(table)) for table in CHANGED]
            self._copies = []
            for table, key in ADDED.items():
                cursor.execute(
                    f"SELECT * FROM {table} WHERE {key} NOT IN (SELECT {key} FROM bare_{table})"  # noqa: S608  # names of ours
                )
                columns = ", ".join(f'"{one.name}"' for one in cursor.description)
                self._copies.append(
                    (f"COPY bare_{table} ({columns}) FROM STDIN", cursor.fetchall())
                )

    def write(self) -> None:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            for statement, rows in self._updates:
                cursor.execute(statement, [rows])
                assert cursor.rowcount == SIZE
            cursor.execute("SELECT 1 FROM audit_log FOR NO KEY UPDATE")
            for statement, rows in self._copies:
                with cursor.cursor.copy(statement) as copy:
                    for row in rows:
                        copy.write_row(row)


def _update(table: str, columns: Sequence[str]) -> str:
    changed = ", ".join(f"{one} = new.{one}" for one in columns)
    return (
        f"UPDATE bare_{table} AS old SET version = old.version + 1, {changed} "  # noqa: S608  # names of ours
        f"FROM jsonb_populate_recordset(NULL::bare_{table}, %s) AS new WHERE old.id = new.id"
    )


def _now(table: str) -> str:
    columns = ", ".join(("id", *CHANGED[table]))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT jsonb_agg(row)::text FROM (SELECT {columns} FROM {table}) AS row")  # noqa: S608  # names of ours
        found: str = cursor.fetchone()[0]
    return found


def _statements(tracker: Tracker) -> int:
    """How many one request sends."""
    sent = count()

    def counted(execute: Callable[..., Any], *given: Any) -> Any:
        next(sent)
        return execute(*given)

    with connection.execute_wrapper(counted):
        tracker.sync()
    return next(sent)


def lines(rounds: int) -> list[Line]:
    tracker = Tracker(boroughs.knowsley())
    floor = Floor(tracker)
    tracker.sync()
    sent = _statements(tracker)
    pairs = in_turns(floor.write, tracker.sync, rounds)
    started = time.process_time()
    tracker.sync()
    cpu = time.process_time() - started
    ratio = pairs.ratio
    return [
        Line(
            f"{SIZE:,} statuses synced, each recorded",
            f"{SIZE / spread(pairs.floor).middle:,.0f}/s",
            f"{SIZE / spread(pairs.ours).middle:,.0f}/s",
            str(ratio),
            f"≤ {MOST:.1f}",
            ratio.middle <= MOST,
            [
                "one request in this process, from its bytes to those of its answer: actions "
                "flagged at risk and recovered in turns, each with an entry of its own and one of "
                "its reference. The floor writes the very same rows, made ready before, in one "
                "transaction: an UPDATE from a JSON recordset for each of the two tables, the "
                "log's lock, a COPY of the entries, the disclosures and who is told, into tables "
                "without foreign keys, triggers or indexes but for the key of what is updated; the "
                "ratio is of times.",
                f"{sent} statements a request, those of signing in among them; by CPU time "
                f"of this process, PostgreSQL left out: {SIZE / cpu:,.0f}/s",
            ],
        )
    ]
