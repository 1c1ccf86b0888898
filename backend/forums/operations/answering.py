"""The answer to an escalation: a decision of the forum that holds it, written to the subject in the
same unit. What is to become of the subject is proposed, never done.
"""

from typing import Final
from uuid import UUID

from backend.actions.models import Action, ActionState
from backend.actions.operations.asking import put_request
from backend.actions.operations.opening import locked_actions
from backend.actions.policy import standing as standing_on_action
from backend.audit.unit import Unit
from backend.errors import Fault, GuardFailed, InputRefused, NotVisible, Unmet
from backend.forums.models import (
    HELD_BY_A_FORUM,
    Decision,
    DecisionState,
    EffectKind,
    Escalation,
    EscalationState,
    HopEnd,
)
from backend.forums.moves.escalations import ESCALATIONS
from backend.forums.operations.concerned import everyone_concerned
from backend.forums.operations.effects import note_effect
from backend.forums.operations.escalations import (
    EscalationMoved,
    begun_escalation,
    refuse_at_the_top,
    send_up,
)
from backend.forums.operations.hops import end_hop
from backend.forums.operations.placing import take_off_if_ahead
from backend.forums.operations.subjects import mark_subject_answered
from backend.forums.policy import SECRETARY

BINDING: Final = (DecisionState.RECORDED, DecisionState.RATIFIED)
# As long as what a request for it may say.
WHAT_CHANGED: Final = 2000
PROPOSED: Final = "Its escalation was answered: see what changed."


def resolve_escalation(
    unit: Unit, *, escalation_id: UUID, version: int, decision_id: UUID, answer: str
) -> EscalationMoved:
    start = begun_escalation(
        unit, operation="resolve_escalation", escalation_id=escalation_id, version=version
    )
    if start.settled:
        return EscalationMoved(start.escalation, changed=False)
    decision = _named(unit, start.escalation, decision_id)
    move = ESCALATIONS.named["resolve_escalation"]
    unmet = ESCALATIONS.unmet(start.escalation, move, unit.by, decision)
    if unmet:
        raise GuardFailed(unmet)
    give_answer(
        unit,
        escalation=start.escalation,
        decision=decision,
        answer=answer,
        org=start.standing.org,
    )
    return EscalationMoved(start.escalation)


def resolve_by_decision(
    unit: Unit, *, decision: Decision, escalation_id: UUID, answer: str, org: UUID | None
) -> Escalation:
    """Internal: part of recording a decision that binds; its forum is locked.

    Raises GuardFailed where the escalation is not acknowledged there, or not any more.
    """
    escalation = _held_there(
        unit, decision=decision, escalation_id=escalation_id, states=[EscalationState.ACKNOWLEDGED]
    )
    give_answer(unit, escalation=escalation, decision=decision, answer=answer, org=org)
    return escalation


def refer_by_decision(
    unit: Unit, *, decision: Decision, escalation_id: UUID, reason: str, org: UUID | None
) -> Escalation:
    """Internal: likewise. Raises GuardFailed, also at the top of its ladder."""
    escalation = _held_there(
        unit, decision=decision, escalation_id=escalation_id, states=HELD_BY_A_FORUM
    )
    refuse_at_the_top(unit, escalation=escalation)
    send_up(unit, escalation=escalation, reason=reason, org=org)
    note_effect(
        unit,
        decision=decision,
        kind=EffectKind.ESCALATION_REFERRED,
        on_type=Escalation.subject_type,
        on_id=escalation.id,
    )
    return escalation


def give_answer(
    unit: Unit, *, escalation: Escalation, decision: Decision, answer: str, org: UUID | None
) -> None:
    """Internal: it is locked, and acknowledged."""
    end_hop(unit, escalation=escalation, end=HopEnd.RESOLVED)
    take_off_if_ahead(unit, escalation=escalation)
    escalation.resolve(at=unit.at, answer=answer)
    unit.record(
        "escalation.resolved",
        escalation,
        org=org,
        told=everyone_concerned(unit, escalation=escalation),
    )
    note_effect(
        unit,
        decision=decision,
        kind=EffectKind.ESCALATION_RESOLVED,
        on_type=Escalation.subject_type,
        on_id=escalation.id,
    )
    mark_subject_answered(unit, escalation=escalation)
    propose_recovery(unit, escalation=escalation, org=org)


def propose_recovery(unit: Unit, *, escalation: Escalation, org: UUID | None) -> None:
    """Internal: of an action at risk that nothing else is escalated of, to its sponsor."""
    if escalation.action_id is None:
        return
    action = locked_actions(unit, action_ids=[escalation.action_id]).get(escalation.action_id)
    if action is None or not _can_be_asked(unit, action):
        return
    put_request(
        unit,
        action=action,
        operation="recover_action",
        inputs={"what_changed": escalation.answer[:WHAT_CHANGED]},
        note=PROPOSED,
        org=org,
    )


def _can_be_asked(unit: Unit, action: Action) -> bool:
    """Whoever may recover it themselves needs no request; what is asked while another escalation
    is open would be of an older version by the time it could be accepted.
    """
    is_stuck = action.state == ActionState.AT_RISK and action.open_escalations == 0
    return is_stuck and standing_on_action(unit.by, "recover_action", action) is None


def _named(unit: Unit, escalation: Escalation, decision_id: UUID) -> Decision:
    """Its forum is locked, and so what it decided stays as it is. Raises InputRefused."""
    rows = Decision.objects.visible_to(unit.by).filter(
        id=decision_id, forum=escalation.forum_id, state__in=BINDING
    )
    decision = rows.first()
    if decision is None:
        sentence = "The forum that holds it recorded no decision with this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/decision")])
    return decision


def _held_there(
    unit: Unit, *, decision: Decision, escalation_id: UUID, states: list[str] | tuple[str, ...]
) -> Escalation:
    rows = Escalation.objects.select_for_update(of=("self",)).filter(
        partnership_id=unit.by.partnership_id, id=escalation_id
    )
    escalation = rows.first()
    if escalation is None:
        raise NotVisible
    if escalation.forum_id != decision.forum_id or escalation.state not in states:
        sentence = "The escalation it names does not wait for this forum: take it out, or wait."
        raise GuardFailed([Unmet("escalation_not_held", sentence, (SECRETARY,))])
    return escalation
