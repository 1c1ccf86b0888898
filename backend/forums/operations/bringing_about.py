"""What a decision brings about, in the unit that records it."""

from datetime import date
from typing import Final
from uuid import UUID

from backend.actions.models import Action, Request
from backend.actions.operations.actions import propose_mandated_action
from backend.actions.operations.dependencies import locked_with_successors
from backend.actions.operations.grounds import Grounds
from backend.actions.operations.opening import hold_plan
from backend.actions.operations.requests import approve_redatings
from backend.audit.unit import Unit
from backend.deals.models import Commitment, Deal
from backend.deals.operations.endorsing import mark_deal_endorsed
from backend.deals.operations.opening import locked_deal
from backend.errors import NotVisible
from backend.forums.effects import (
    ANSWERS,
    ENDORSEMENTS,
    PROPOSALS,
    REDATINGS,
    REFERRALS,
    Named,
)
from backend.forums.models import Decision, EffectKind, Escalation
from backend.forums.operations.answering import refer_by_decision, resolve_by_decision
from backend.forums.operations.effects import note_effect
from backend.people.operations.organisations import hold_organisation
from backend.people.policy import Standing

UNNAMED: Final = ""


def hold_what_it_touches(unit: Unit, *, decision: Decision) -> None:
    """Internal: all at once and in the order of the rooms, before the first of them changes. The
    decision and the forums of every ladder are locked already.
    """
    named = Named(decision.effects, unit.by)
    escalations = Escalation.objects.select_for_update(of=("self",)).filter(
        id__in=named.escalations
    )
    held = list(escalations.order_by("id"))
    for lead in sorted(named.leads):
        hold_organisation(unit, organisation_id=UUID(lead))
    for deal_id in sorted({*map(UUID, named.deals), *_deals_of(held)}):
        _hold_deal(unit, deal_id)
    for plan in sorted(named.plans):
        hold_plan(unit, plan_id=UUID(plan))
    redated = {request.action_id for request in named.requests.values()}
    escalated = {one.action_id for one in held if one.action_id is not None}
    locked_with_successors(unit, action_ids=redated | escalated)


def _deals_of(escalations: list[Escalation]) -> set[UUID]:
    """Of those about a deal or a commitment: the deal is locked before what hangs on it."""
    commitments = [one.commitment_id for one in escalations if one.commitment_id is not None]
    found = Commitment.objects.filter(id__in=commitments).values_list("deal_id", flat=True)
    return {*found, *(one.deal_id for one in escalations if one.deal_id is not None)}


def _hold_deal(unit: Unit, deal_id: UUID) -> None:
    """One that went back among its parties stands against the decision, later and by name."""
    try:
        locked_deal(unit, deal_id=deal_id)
    except NotVisible:
        return


def bring_about(unit: Unit, *, decision: Decision, standing: Standing) -> None:
    """Internal: the decision has its reference and its audience. Dates come first: whatever else
    touches an action makes what was asked of it stale.
    """
    _redate(unit, decision, standing)
    for one in decision.effects[ANSWERS]:
        resolve_by_decision(
            unit,
            decision=decision,
            escalation_id=UUID(one["escalation"]),
            answer=one["answer"],
            org=standing.org,
        )
    for one in decision.effects[REFERRALS]:
        refer_by_decision(
            unit,
            decision=decision,
            escalation_id=UUID(one["escalation"]),
            reason=one["reason"],
            org=standing.org,
        )
    _endorse(unit, decision)
    _propose(unit, decision, standing)


def _redate(unit: Unit, decision: Decision, standing: Standing) -> None:
    approved = approve_redatings(
        unit,
        request_ids=[UUID(one) for one in decision.effects[REDATINGS]],
        note=_source(decision),
        standing=standing,
    )
    for request in approved:
        note_effect(
            unit,
            decision=decision,
            kind=EffectKind.REDATING_APPROVED,
            on_type=Request.subject_type,
            on_id=request.id,
        )


def _endorse(unit: Unit, decision: Decision) -> None:
    for deal_id in decision.effects[ENDORSEMENTS]:
        deal = mark_deal_endorsed(unit, deal_id=UUID(deal_id))
        note_effect(
            unit,
            decision=decision,
            kind=EffectKind.DEAL_ENDORSED,
            on_type=Deal.subject_type,
            on_id=deal.id,
        )


def _propose(unit: Unit, decision: Decision, standing: Standing) -> None:
    for one in decision.effects[PROPOSALS]:
        plan_id = UUID(one["plan"])
        priority_id = UUID(one["priority"]) if one["priority"] else None
        grounds = Grounds(
            unit,
            plan_ids=[plan_id],
            priority_ids=[priority_id] if priority_id else [],
            lead_id=UUID(one["lead"]) if one["lead"] else None,
        )
        action = propose_mandated_action(
            unit,
            plan_id=plan_id,
            title=one["title"],
            summary=one["summary"],
            priority_id=priority_id,
            grounds=grounds,
            due_on=date.fromisoformat(one["due_on"]) if one["due_on"] else None,
            source=_source(decision),
            standing=standing,
        )
        note_effect(
            unit,
            decision=decision,
            kind=EffectKind.ACTION_PROPOSED,
            on_type=Action.subject_type,
            on_id=action.id,
        )


def _source(decision: Decision) -> str:
    """For everyone who reads what came of it: nothing, where not all may read the decision."""
    if decision.restricted:
        return UNNAMED
    return f"Decided by {decision.forum.name}: {decision.reference}."
