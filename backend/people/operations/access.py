from uuid import UUID

from backend.audit.unit import Unit
from backend.people.models import AccessKind, AccessRecord


def record_access(
    unit: Unit, *, kind: AccessKind, subject_type: str = "", subject_id: UUID
) -> None:
    """Outside the log; the second reading of one object on one day leaves no second row."""
    AccessRecord.objects.bulk_create(
        [
            AccessRecord(
                id=unit.new_id(),
                partnership_id=unit.by.partnership_id,
                actor_id=unit.by.id,
                kind=kind,
                subject_type=subject_type,
                subject_id=subject_id,
                day=unit.on,
                at=unit.at,
            )
        ],
        ignore_conflicts=True,
    )
