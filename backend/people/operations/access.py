from collections.abc import Mapping
from uuid import UUID

from backend.audit.unit import Unit
from backend.people.models import AccessKind, AccessRecord


def record_access(
    unit: Unit, *, kind: AccessKind, subject_type: str = "", subject_id: UUID
) -> None:
    """Outside the log; the second reading of one object on one day leaves no second row."""
    _keep([_record(unit, kind, subject_type, subject_id)])


def record_readings(unit: Unit, *, read: Mapping[UUID, str]) -> None:
    """Of many objects at once: each id with its type."""
    _keep([_record(unit, AccessKind.OBJECT, name, one) for one, name in sorted(read.items())])


def _record(unit: Unit, kind: AccessKind, subject_type: str, subject_id: UUID) -> AccessRecord:
    return AccessRecord(
        id=unit.new_id(),
        partnership_id=unit.by.partnership_id,
        actor_id=unit.by.id,
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        day=unit.on,
        at=unit.at,
    )


def _keep(records: list[AccessRecord]) -> None:
    AccessRecord.objects.bulk_create(records, ignore_conflicts=True)
