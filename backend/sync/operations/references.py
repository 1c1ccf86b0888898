from collections.abc import Mapping
from uuid import UUID

from backend.audit.unit import Unit
from backend.sync.models import Field, Reference
from backend.sync.reconcile import Seen


def remember(
    unit: Unit, *, reference: Reference, seen: Mapping[Field, Seen], org: UUID | None
) -> None:
    """Internal: part of a sync and of resolving a conflict. Nothing new leaves no entry."""
    kept = {name.value: one.as_json() for name, one in seen.items()}
    if kept == reference.seen:
        return
    is_first = not reference.seen
    reference.seen, reference.synced_at = kept, unit.at
    if is_first:
        unit.record("reference.added", reference, org=org)
    else:
        unit.record("reference.synced", reference, org=org)


def seen_of(reference: Reference) -> dict[Field, Seen]:
    return {Field(name): Seen.from_json(kept) for name, kept in reference.seen.items()}
