"""What an escalation marks in the rooms below: there it is known that it is open, and answered."""

from typing import TypedDict
from uuid import UUID

from backend.actions import operations as actions
from backend.audit.unit import Unit
from backend.deals import operations as deals
from backend.forums.models import Escalation


class Mark(TypedDict):
    escalation_id: UUID


def mark_subject_escalated(unit: Unit, *, escalation: Escalation) -> None:
    """Internal."""
    one, mark = escalation, Mark(escalation_id=escalation.id)
    if one.action_id is not None:
        actions.mark_escalated(unit, action_id=one.action_id, **mark)
    elif one.deal_id is not None:
        deals.mark_deal_escalated(unit, deal_id=one.deal_id, **mark)
    elif one.commitment_id is not None:
        deals.mark_commitment_escalated(unit, commitment_id=one.commitment_id, **mark)
    else:
        actions.mark_priority_escalated(unit, priority_id=one.priority_id, **mark)


def mark_subject_answered(unit: Unit, *, escalation: Escalation) -> None:
    """Internal: with the answer, which stands in the subject's own history."""
    one, mark, answer = escalation, Mark(escalation_id=escalation.id), escalation.answer
    if one.action_id is not None:
        actions.mark_escalation_answered(unit, action_id=one.action_id, answer=answer, **mark)
    elif one.deal_id is not None:
        deals.mark_deal_answered(unit, deal_id=one.deal_id, answer=answer, **mark)
    elif one.commitment_id is not None:
        found = one.commitment_id
        deals.mark_commitment_answered(unit, commitment_id=found, answer=answer, **mark)
    else:
        actions.mark_priority_answered(unit, priority_id=one.priority_id, answer=answer, **mark)


def mark_subject_released(unit: Unit, *, escalation: Escalation) -> None:
    """Internal: it was withdrawn."""
    one, mark = escalation, Mark(escalation_id=escalation.id)
    if one.action_id is not None:
        actions.mark_escalation_withdrawn(unit, action_id=one.action_id, **mark)
    elif one.deal_id is not None:
        deals.mark_deal_withdrawn(unit, deal_id=one.deal_id, **mark)
    elif one.commitment_id is not None:
        deals.mark_commitment_withdrawn(unit, commitment_id=one.commitment_id, **mark)
    else:
        actions.mark_priority_withdrawn(unit, priority_id=one.priority_id, **mark)
