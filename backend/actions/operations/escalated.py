"""What an escalation leaves on its subject here, in the unit that raises or closes it.

Internal, all of them: whoever escalates has no part in the action's own moves.
"""

from uuid import UUID

from backend.actions.models import Action, Priority
from backend.audit.unit import Unit


def mark_escalated(unit: Unit, *, action_id: UUID, escalation_id: UUID) -> Action:
    """Internal: part of raising an escalation on the action."""
    action = _action(action_id)
    action.open_escalations += 1
    action.escalation_count += 1
    return unit.record("action.escalated", action, escalation=escalation_id)


def mark_escalation_answered(
    unit: Unit, *, action_id: UUID, escalation_id: UUID, answer: str
) -> Action:
    """Internal: part of resolving it; `answer` stands in the action's own history."""
    action = _action(action_id)
    action.open_escalations -= 1
    return unit.record(
        "action.escalation_answered", action, escalation=escalation_id, answer=answer
    )


def mark_escalation_withdrawn(unit: Unit, *, action_id: UUID, escalation_id: UUID) -> Action:
    """Internal: part of withdrawing it, unanswered."""
    action = _action(action_id)
    action.open_escalations -= 1
    return unit.record("action.escalation_withdrawn", action, escalation=escalation_id)


def mark_priority_escalated(unit: Unit, *, priority_id: UUID, escalation_id: UUID) -> Priority:
    """Internal: likewise of the priority itself."""
    priority = _priority(priority_id)
    priority.open_escalations += 1
    return unit.record("priority.escalated", priority, escalation=escalation_id)


def mark_priority_answered(
    unit: Unit, *, priority_id: UUID, escalation_id: UUID, answer: str
) -> Priority:
    """Internal."""
    priority = _priority(priority_id)
    priority.open_escalations -= 1
    return unit.record(
        "priority.escalation_answered", priority, escalation=escalation_id, answer=answer
    )


def mark_priority_withdrawn(unit: Unit, *, priority_id: UUID, escalation_id: UUID) -> Priority:
    """Internal."""
    priority = _priority(priority_id)
    priority.open_escalations -= 1
    return unit.record("priority.escalation_withdrawn", priority, escalation=escalation_id)


def _action(action_id: UUID) -> Action:
    return Action.objects.select_for_update(of=("self",)).get(id=action_id)


def _priority(priority_id: UUID) -> Priority:
    return Priority.objects.select_for_update(of=("self",), no_key=True).get(id=priority_id)
