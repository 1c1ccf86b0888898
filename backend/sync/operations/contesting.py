"""Conflicts: both sides changed a shared field. Nothing is overwritten until a person decides."""

from backend.sync.hearing import FieldOutcome, Hearing
from backend.sync.models import FieldConflict
from backend.sync.reconcile import Judged, Verdict


def contest(hearing: Hearing, judged: list[Judged]) -> None:
    """Internal: part of a sync. What is no longer contested is settled, the rest raised once."""
    for one in judged:
        conflict = hearing.conflicts.get(one.name)
        if one.verdict == Verdict.CONTESTED:
            hearing.outcomes[one.name] = _raise(hearing, one, conflict)
        elif conflict is not None and one.verdict not in (Verdict.STALE, Verdict.SILENT):
            conflict.settle(at=hearing.unit.at)
            hearing.unit.record("conflict.settled", conflict, org=hearing.standing.org)
            del hearing.conflicts[one.name]


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
    unit, org = hearing.unit, hearing.standing.org
    if is_new:
        unit.record("conflict.raised", conflict, org=org, told=hearing.told)
    else:
        unit.record("conflict.restated", conflict, org=org, told=hearing.told)
    hearing.conflicts[judged.name] = conflict
    return FieldOutcome.CONFLICT
