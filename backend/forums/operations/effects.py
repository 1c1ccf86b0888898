"""The link between a decision and what it brought about, read by whoever reads the decision."""

from uuid import UUID

from backend.audit.unit import Unit
from backend.forums.models import Decision, DecisionEffect


def note_effect(
    unit: Unit, *, decision: Decision, kind: str, on_type: str, on_id: UUID
) -> DecisionEffect:
    """Internal: nothing is kept on what it was done to, which others may read."""
    effect = DecisionEffect(
        partnership_id=decision.partnership_id,
        audience=decision.audience,
        decision=decision,
        kind=kind,
        on_type=on_type,
        on_id=on_id,
    )
    return unit.record("decision_effect.noted", effect)
