"""What a partner system has in a partnership, by the noun that stands in its address."""

from uuid import UUID

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.people import operations as people
from backend.sync import operations as sync
from backend.sync.models import (
    FieldConflict,
    Import,
    ImportProgress,
    ImportState,
    Reference,
    Source,
)
from tests.borough import Borough

# Of every partnership alike, so that an address names the caller's own.
SLUG = "tracker"
EXTERNAL_ID = "YTH-7"


def of_a_source(borough: Borough, administrator: str, action_id: UUID) -> dict[str, UUID]:
    """Which knows one action, and contests its title."""
    with unit_of_work(by=borough.who(administrator), at=now()) as unit:
        system = people.add_person(
            unit, kind="system", name="Council tracker", organisation_id=borough.council.id
        )
        source = sync.add_source(
            unit,
            slug=SLUG,
            name="Council tracker",
            organisation_id=borough.council.id,
            system_id=system.id,
            ordered_by="changed_at",
        )
        mapping = sync.map_status(unit, source_id=source.id, word="Live", means="in_progress")
        reference = Reference(
            partnership=borough.partnership,
            source=source,
            external_id=EXTERNAL_ID,
            action_id=action_id,
            synced_at=unit.at,
        )
        unit.record("reference.added", reference)
        conflict = FieldConflict(
            partnership=borough.partnership,
            reference=reference,
            field="title",
            accord_value="Open five youth centres",
            source_value="Open six youth centres",
            raised_at=unit.at,
        )
        return {
            "imports": _of_an_import(unit, source),
            "status-mappings": mapping.id,
            "conflicts": unit.record("conflict.raised", conflict).id,
        }


def _of_an_import(unit: Unit, source: Source) -> UUID:
    """One that is finished, so that its results are there."""
    whole = Import(
        partnership_id=source.partnership_id,
        source=source,
        submitted_by_id=unit.by.id,
        submitted_at=unit.at,
        sha256="0" * 64,
        lines=1,
        finished_at=unit.at,
    )
    unit.record("import.submitted", whole)
    ImportProgress.objects.create(
        whole=whole, request_id=unit.request_id, due_at=unit.at, state=ImportState.FINISHED
    )
    return whole.id
