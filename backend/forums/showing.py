"""Escalations as they are shown: where each is placed now and which decision resolved it, as far as
the reader may know.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField

from backend.api.actor import Actor
from backend.forums.ladders import is_out_of_time
from backend.forums.models import (
    AgendaItem,
    DecisionEffect,
    EffectKind,
    Escalation,
    EscalationState,
)


def placed(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    """Each with the item it has on an agenda, which is as open as the escalation itself."""
    items = AgendaItem.objects.filter(escalation=OuterRef("pk"), ended_at=None)
    return rows.annotate(
        item=Subquery(items.values("id")[:1]),
        # Of a key's column the database's own value would come back.
        meeting=Subquery(items.values("meeting_id")[:1], output_field=UUIDField()),
    )


def with_decisions(
    actor: Actor, escalations: Sequence[Escalation], *, on: date
) -> list[DecisionEffect]:
    """Adds what the reader may see of how each was resolved; the links it read."""
    for one in escalations:
        one.is_overdue = is_out_of_time(one, on=on)  # type: ignore[attr-defined]  # shown, not kept
        one.decision = None  # type: ignore[attr-defined]  # likewise
    resolved = {one.id: one for one in escalations if one.state == EscalationState.RESOLVED}
    if not resolved:
        return []
    effects = DecisionEffect.objects.visible_to(actor).filter(
        kind=EffectKind.ESCALATION_RESOLVED, on_type=Escalation.subject_type, on_id__in=resolved
    )
    found = list(effects.order_by("id"))
    for effect in found:
        resolved[effect.on_id].decision = effect.decision_id  # type: ignore[attr-defined]  # likewise
    return found
