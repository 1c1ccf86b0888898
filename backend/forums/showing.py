"""Escalations as they are shown: where each is placed now and which decision resolved it, as far as
the reader may know.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, UUIDField

from backend.api.actor import Actor
from backend.audit.past import Past
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
    resolved = _resolved_among(escalations, on)
    if not resolved:
        return []
    effects = DecisionEffect.objects.visible_to(actor).filter(_resolves(resolved))
    return _name_decisions(resolved, list(effects.order_by("id")))


def recall_placed(
    actor: Actor, escalations: Sequence[Escalation], past: Past
) -> list[DecisionEffect]:
    """The same of escalations as they were: their places, and what had resolved them."""
    items = past.rows(AgendaItem.objects.filter(escalation__in=[one.id for one in escalations]))
    places = {one.escalation_id: one for one in items if one.ended_at is None}
    for one in escalations:
        item = places.get(one.id)
        one.item, one.meeting = (item.id, item.meeting_id) if item else (None, None)  # type: ignore[attr-defined]  # shown, not kept
    resolved = _resolved_among(escalations, past.on)
    effects = past.rows(DecisionEffect.objects.filter(_resolves(resolved))) if resolved else []
    seen = [one for one in effects if one.audience in actor.audiences]
    return _name_decisions(resolved, sorted(seen, key=lambda one: one.id))


def _resolved_among(escalations: Sequence[Escalation], on: date) -> dict[UUID, Escalation]:
    for one in escalations:
        one.is_overdue = is_out_of_time(one, on=on)  # type: ignore[attr-defined]  # shown, not kept
        one.decision = None  # type: ignore[attr-defined]  # likewise
    return {one.id: one for one in escalations if one.state == EscalationState.RESOLVED}


def _resolves(escalations: Collection[UUID]) -> Q:
    return Q(
        kind=EffectKind.ESCALATION_RESOLVED, on_type=Escalation.subject_type, on_id__in=escalations
    )


def _name_decisions(
    resolved: dict[UUID, Escalation], effects: list[DecisionEffect]
) -> list[DecisionEffect]:
    for effect in effects:
        resolved[effect.on_id].decision = effect.decision_id  # type: ignore[attr-defined]  # likewise
    return effects
