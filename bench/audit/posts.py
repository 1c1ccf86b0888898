"""Logs of short rows, and the two transactions that are compared: with an entry, and without."""

from uuid import UUID

from django.db import transaction

from backend.audit.models import Entry, Log
from backend.audit.source import SystemSource
from backend.audit.unit import unit_of_work
from bench.floor.models import Placard, PlainEntry, PlainPost, Post
from tests.audit.ledger.people import PRIYA

SOURCE = SystemSource()
TITLE = "Mend the lamp at the corner of the lane"

Kind = type[Post] | type[Placard]


def new_log() -> Log:
    log_id = SOURCE.new_id(SOURCE.now())
    return Log.objects.create(id=log_id, origin=f"accord.example/{log_id}")


def new_row(log: Log, kind: Kind) -> UUID:
    with unit_of_work(by=PRIYA, at=SOURCE.now()) as unit:
        row_id: UUID = unit.record("post.put_up", kind(log=log, title=TITLE)).pk
    return row_id


def new_plain_row(log: Log) -> UUID:
    row_id = SOURCE.new_id(SOURCE.now())
    PlainPost.objects.create(
        id=row_id, version=1, audience="partnership", log=log, title=TITLE, count=0
    )
    return row_id


def recorded_change(kind: Kind, row_id: UUID) -> None:
    with unit_of_work(by=PRIYA, at=SOURCE.now()) as unit:
        row = kind._default_manager.select_for_update().get(id=row_id)
        row.count += 1
        unit.record("post.changed", row)


def plain_change(row_id: UUID, leaf: bytes) -> None:
    """The same row, read and saved the same way, and one plain INSERT beside it."""
    at = SOURCE.now()
    with transaction.atomic(durable=True):
        row = PlainPost.objects.select_for_update().get(id=row_id)
        row.count += 1
        row.version += 1
        row.save(force_update=True)
        PlainEntry(
            leaf=leaf,
            verb="post.changed",
            subject_type="post",
            subject_id=row_id,
            actor=PRIYA.id,
            at=at,
        ).save(force_insert=True)


def last_leaf(log: Log) -> bytes:
    """What a plain entry holds is as long as ours."""
    return bytes(Entry.objects.filter(log=log).order_by("-index")[0].leaf)
