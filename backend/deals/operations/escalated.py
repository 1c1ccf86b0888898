"""What an escalation leaves on its subject here, in the unit that raises or closes it.

Internal, all of them: by then the deal may be open to its parties alone, and still gets its answer.
"""

from uuid import UUID

from backend.audit.unit import Unit
from backend.deals.models import Commitment, Deal


def mark_deal_escalated(unit: Unit, *, deal_id: UUID, escalation_id: UUID) -> Deal:
    deal = _deal(deal_id)
    deal.open_escalations += 1
    return unit.record("deal.escalated", deal, escalation=escalation_id)


def mark_deal_answered(unit: Unit, *, deal_id: UUID, escalation_id: UUID, answer: str) -> Deal:
    deal = _deal(deal_id)
    deal.open_escalations -= 1
    return unit.record("deal.escalation_answered", deal, escalation=escalation_id, answer=answer)


def mark_deal_withdrawn(unit: Unit, *, deal_id: UUID, escalation_id: UUID) -> Deal:
    deal = _deal(deal_id)
    deal.open_escalations -= 1
    return unit.record("deal.escalation_withdrawn", deal, escalation=escalation_id)


def mark_commitment_escalated(
    unit: Unit, *, commitment_id: UUID, escalation_id: UUID
) -> Commitment:
    commitment = _commitment(commitment_id)
    commitment.open_escalations += 1
    return unit.record("commitment.escalated", commitment, escalation=escalation_id)


def mark_commitment_answered(
    unit: Unit, *, commitment_id: UUID, escalation_id: UUID, answer: str
) -> Commitment:
    commitment = _commitment(commitment_id)
    commitment.open_escalations -= 1
    return unit.record(
        "commitment.escalation_answered", commitment, escalation=escalation_id, answer=answer
    )


def mark_commitment_withdrawn(
    unit: Unit, *, commitment_id: UUID, escalation_id: UUID
) -> Commitment:
    commitment = _commitment(commitment_id)
    commitment.open_escalations -= 1
    return unit.record("commitment.escalation_withdrawn", commitment, escalation=escalation_id)


def _deal(deal_id: UUID) -> Deal:
    return Deal.objects.select_for_update(of=("self",)).get(id=deal_id)


def _commitment(commitment_id: UUID) -> Commitment:
    """With its deal, locked before it, as everyone does."""
    own = Commitment.objects.filter(id=commitment_id)
    _deal(own.values_list("deal_id", flat=True).get())
    return own.select_for_update(of=("self",)).get()
