"""What auditors read by virtue of being one, put on record before it is answered.

A failure here fails the read: what cannot be accounted for is not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from backend.api.actor import Actor
from backend.audit.days import day_of
from backend.audit.models import Entry, Recorded
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.identity import Identity
from backend.people.models import AccessKind, AccessRecord
from backend.people.operations import record_access, record_readings

# At once: a database takes only so many values in one statement.
_MOST: Final = 500


@dataclass(frozen=True)
class Reader(Identity):
    """Someone who reads in a snapshot, where nothing can be put on record: what they read by
    virtue of being an auditor is kept until it is over, and noted before it is answered.
    """

    read: dict[UUID, str] = field(default_factory=dict)


def note_rows(actor: Actor, rows: Sequence[Recorded]) -> None:
    """Of these rows, the ones their reader sees only because they see everything."""
    _note(actor, {row.pk: row.subject_type for row in rows if _is_beyond(actor, row)})


def note_entries(actor: Actor, entries: Sequence[Entry]) -> None:
    """The same for what the log tells of such rows."""
    _note(actor, {one.subject_id: one.subject_type for one in entries if _is_beyond(actor, one)})


def note_log_read(by: Actor, request_id: UUID, at: datetime) -> None:
    """The log itself: once per request, whatever of it was shown."""
    with unit_of_work(by=by, at=at, request_id=request_id) as unit:
        record_access(unit, kind=AccessKind.LOG, subject_id=request_id)


def note_what_was_read(reader: Reader) -> None:
    """Once the snapshot is over."""
    waiting = iter(reader.read.items())
    while some := dict(islice(waiting, _MOST)):
        _keep(reader, some)


def _is_beyond(actor: Actor, row: Recorded | Entry) -> bool:
    return actor.audiences.everything and row.audience not in actor.audiences.names


def _note(actor: Actor, read: dict[UUID, str]) -> None:
    if isinstance(actor, Reader):
        actor.read.update(read)
    elif read:
        _keep(actor, read)


def _keep(actor: Actor, read: dict[UUID, str]) -> None:
    at = now()
    # Asked first, so that the second reading of a day does not write.
    known = AccessRecord.objects.filter(
        partnership_id=actor.partnership_id,
        actor_id=actor.id,
        kind=AccessKind.OBJECT,
        day=day_of(at),
        subject_id__in=read,
    ).values_list("subject_id", flat=True)
    fresh = read.keys() - set(known)
    if fresh:
        with unit_of_work(by=actor, at=at) as unit:
            record_readings(unit, read={one: read[one] for one in fresh})
