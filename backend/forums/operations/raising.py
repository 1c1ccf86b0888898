"""Carrying a barrier or risk to a forum: only what is open, and only by whoever answers for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any  # inputs are JSON
from uuid import UUID

from backend.actions.models import Action, Priority
from backend.actions.operations.opening import locked_actions, refuse_closed
from backend.audit.unit import Unit
from backend.deals.models import Commitment, CommitmentState, Deal, DealState
from backend.deals.operations.opening import locked_commitment, locked_deal
from backend.errors import Fault, InputRefused, NotAllowed, NotVisible, WrongState
from backend.forums.ladders import frozen_ladder, limits
from backend.forums.models import Escalation, Forum
from backend.forums.operations.concerned import about_escalation, at_forums
from backend.forums.operations.hops import begin_hop
from backend.forums.operations.subjects import mark_subject_escalated
from backend.forums.policy import MAY, require_for, who_could

TO_BE_KEPT = (CommitmentState.OFFERED, CommitmentState.AGREED)
IN_SIGHT = (DealState.SIGNING, DealState.ACTIVE)


@dataclass(frozen=True)
class Subject:
    """What is escalated: one of the three, or the priority itself. It is locked."""

    priority: Priority
    action: Action | None = None
    deal: Deal | None = None
    commitment: Commitment | None = None


def raise_escalation(
    unit: Unit,
    *,
    forum_id: UUID,
    kind: str,
    summary: str,
    tried: str,
    ask: str,
    needed_by: date,
    action_id: UUID | None = None,
    deal_id: UUID | None = None,
    commitment_id: UUID | None = None,
    priority_id: UUID | None = None,
    why_only_the_board: str = "",
) -> Escalation:
    """The forums are only read: whoever changes their limits meanwhile comes before or after."""
    subject = _subject(unit, action_id, deal_id, commitment_id, priority_id)
    standing = require_for(unit.by, "raise_escalation", subject.priority)
    forum = _forum(unit, forum_id)
    _refuse_wrong(unit, forum, needed_by, why_only_the_board)
    refuse_not_open(subject)
    ladder = frozen_ladder(forum)
    escalation = Escalation(
        id=unit.new_id(),
        partnership_id=unit.by.partnership_id,
        priority=subject.priority,
        action=subject.action,
        deal=subject.deal,
        commitment=subject.commitment,
        kind=kind,
        summary=summary,
        tried=tried,
        ask=ask,
        needed_by=needed_by,
        why_only_the_board=why_only_the_board,
        forum=forum,
        ladder=ladder,
        raised_by_id=unit.by.id,
        raised_at=unit.at,
        **limits(ladder, 0, on=unit.on),
    )
    unit.record(
        "escalation.raised",
        escalation,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=at_forums(unit, forum_ids=[forum.id]) | about_escalation(unit, escalation=escalation),
    )
    begin_hop(unit, escalation=escalation)
    mark_subject_escalated(unit, escalation=escalation)
    return escalation


def raise_as_asked(
    unit: Unit,
    *,
    action_id: UUID,
    version: int,
    forum: str,
    needed_by: str,
    **said: Any,
) -> Escalation:
    """Internal: part of accepting a request, with the inputs as they were sent.

    The request has seen to it that the action is still at `version`.
    """
    return raise_escalation(
        unit,
        action_id=action_id,
        forum_id=UUID(forum),
        needed_by=date.fromisoformat(needed_by),
        **said,
    )


def refuse_not_open(subject: Subject) -> None:
    """Raises WrongState."""
    if subject.action is not None:
        refuse_closed(subject.action, "escalate it")
    deal = subject.commitment.deal if subject.commitment else subject.deal
    if deal is not None and deal.state not in IN_SIGHT:
        raise WrongState(
            f"This deal is {deal.get_state_display().lower()}, so nothing of it can be escalated: "
            "it must be in signing or active.",
            current_state=deal.state,
        )
    if subject.commitment is not None:
        _refuse_settled(subject.commitment)


def _refuse_settled(commitment: Commitment) -> None:
    state = commitment.get_state_display().lower() if commitment.ended_at is None else "withdrawn"
    if commitment.ended_at is not None or commitment.state not in TO_BE_KEPT:
        raise WrongState(
            f"This commitment is {state}, so you cannot escalate it.",
            current_state=commitment.state,
        )


def _forum(unit: Unit, forum_id: UUID) -> Forum:
    forum = Forum.objects.visible_to(unit.by).filter(id=forum_id).first()
    if forum is None:
        raise _unknown("forum")
    return forum


def _subject(
    unit: Unit,
    action_id: UUID | None,
    deal_id: UUID | None,
    commitment_id: UUID | None,
    priority_id: UUID | None,
) -> Subject:
    """Raises InputRefused for what the caller cannot see, and NotAllowed where nobody sponsors."""
    if action_id is not None:
        return _of_action(unit, action_id, priority_id)
    assert priority_id is not None, "the input names it with whatever is no action"
    priority = Priority.objects.visible_to(unit.by).filter(id=priority_id).first()
    if priority is None:
        raise _unknown("priority")
    try:
        if deal_id is not None:
            return Subject(priority, deal=locked_deal(unit, deal_id=deal_id))
        if commitment_id is not None:
            commitment = locked_commitment(unit, commitment_id=commitment_id)
            return Subject(priority, commitment=commitment)
    except NotVisible:
        raise _unknown("deal" if deal_id else "commitment") from None
    return Subject(priority)


def _of_action(unit: Unit, action_id: UUID, priority_id: UUID | None) -> Subject:
    action = locked_actions(unit, action_ids=[action_id]).get(action_id)
    if action is None:
        raise _unknown("action")
    if action.priority is None:
        raise NotAllowed(who_could("raise_escalation"), who=list(MAY["raise_escalation"]))
    if priority_id not in (None, action.priority_id):
        sentence = "The action is under another priority: leave this out."
        raise InputRefused([Fault("unknown_reference", sentence, "#/priority")])
    return Subject(action.priority, action=action)


def _unknown(noun: str) -> InputRefused:
    sentence = f"No {noun} has this id. Check it."
    return InputRefused([Fault("unknown_reference", sentence, f"#/{noun}")])


def _refuse_wrong(unit: Unit, forum: Forum, needed_by: date, why_only_the_board: str) -> None:
    faults = []
    if needed_by < unit.on:
        sentence = "Enter a date that is not in the past."
        faults.append(Fault("in_the_past", sentence, "#/needed_by"))
    if forum.is_board and not why_only_the_board:
        sentence = "Say why only the Board can resolve it, or raise it to a forum below."
        faults.append(Fault("required", sentence, "#/why_only_the_board"))
    if faults:
        raise InputRefused(faults)
