"""What an operator does to a log's keys, and says of a log put back from a backup."""

from base64 import b64encode
from collections.abc import Iterable
from uuid import UUID

from backend.audit.checkpoints import root_of, size_of
from backend.audit.highwater import Mark
from backend.audit.models import Log, RestoredLog, SigningKey
from backend.audit.unit import Unit


def introduce_signing_key(
    unit: Unit, *, log: Log, key: str, before: str | None = None, told: Iterable[UUID] = ()
) -> SigningKey:
    """From this entry on it signs beside the others. `before`: the key that signed until now, when
    it is not on record yet.
    """
    if before is not None:
        _put_on_record(unit, SigningKey(log=log, key=before), told)
    return _put_on_record(unit, SigningKey(log=log, key=key, introduced_at=unit.at), told)


def _put_on_record(unit: Unit, row: SigningKey, told: Iterable[UUID]) -> SigningKey:
    return unit.record("signing_key.introduced", row, told=told)


def retire_signing_key(unit: Unit, *, row: SigningKey, told: Iterable[UUID] = ()) -> SigningKey:
    """The tree before this entry is the last that it signs."""
    row.retired_at = unit.at
    return unit.record("signing_key.retired", row, told=told)


def accept_restored_log(
    unit: Unit, *, log: Log, lost: Mark, reason: str, told: Iterable[UUID] = ()
) -> RestoredLog:
    """The first entry after the backup: what it says of the tree is what stands right before it."""
    # Locked here already: nothing may be appended between the size that is said and the entry.
    Log.objects.select_for_update(no_key=True).get(id=log.id)
    size = size_of(log.id)
    row = RestoredLog(
        log=log,
        lost_size=lost.size,
        lost_root=b64encode(lost.root).decode(),
        size=size,
        root=b64encode(root_of(log.id, size)).decode(),
        reason=reason,
    )
    return unit.record("restored_log.accepted", row, told=told)
