"""Conflicts: both sides changed a shared field. Nothing is overwritten until a person decides."""

from uuid import UUID

from backend.actions.operations.telling import answering_for_many
from backend.sync.hearing import FieldOutcome, Hearing
from backend.sync.models import ConflictState, FieldConflict, Reference
from backend.sync.reconcile import Judged, Verdict


def contest(hearing: Hearing, judged: list[Judged]) -> None:
    """Internal: part of a sync. What is no longer contested is settled, the rest raised once."""
    conflicts = open_conflicts(hearing.reference)
    for one in judged:
        conflict = conflicts.get(one.name)
        if one.verdict == Verdict.CONTESTED:
            hearing.outcomes[one.name] = _raise(hearing, one, conflict)
        elif conflict is not None and one.verdict not in (Verdict.STALE, Verdict.SILENT):
            conflict.settle(at=hearing.unit.at)
            hearing.unit.record("conflict.settled", conflict, org=hearing.standing.org)


def open_conflicts(reference: Reference) -> dict[str, FieldConflict]:
    """By field; the source is locked, and with it all its conflicts."""
    if reference._state.adding:
        return {}
    rows = FieldConflict.objects.filter(reference=reference, state=ConflictState.OPEN)
    return {one.field: one for one in rows.order_by("id")}


def _raise(hearing: Hearing, judged: Judged, conflict: FieldConflict | None) -> FieldOutcome:
    is_new = conflict is None
    conflict = conflict or FieldConflict(
        partnership_id=hearing.action.partnership_id,
        audience=hearing.action.audience,
        reference=hearing.reference,
        field=judged.name,
        raised_at=hearing.unit.at,
    )
    both = (judged.held, judged.said.value)
    if not is_new and both == (conflict.accord_value, conflict.source_value):
        # Said each time, as the first answer may have been lost; raised once.
        return FieldOutcome.CONFLICT
    conflict.accord_value, conflict.source_value = both
    told = told_of(hearing)
    if is_new:
        hearing.unit.record("conflict.raised", conflict, org=hearing.standing.org, told=told)
    else:
        hearing.unit.record("conflict.restated", conflict, org=hearing.standing.org, told=told)
    return FieldOutcome.CONFLICT


def told_of(hearing: Hearing) -> set[UUID]:
    """Who answers for the action."""
    told = answering_for_many([hearing.action], at=hearing.unit.at)[hearing.action.id]
    return told - {hearing.unit.by.id}
