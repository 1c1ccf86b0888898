from backend.actions.operations.actions import (
    assign_lead,
    mark_escalated,
    mark_escalation_answered,
    propose_action,
    reschedule_action,
    revise_action,
    set_action_priority,
)
from backend.actions.operations.carrying import carry_action_forward, merge_action
from backend.actions.operations.contributors import add_contributor, remove_contributor
from backend.actions.operations.milestones import (
    add_dated_event,
    add_milestone,
    complete_milestone,
    waive_milestone,
)
from backend.actions.operations.moves import (
    Moved,
    complete_action,
    flag_action_at_risk,
    recover_action,
    reinstate_action,
    reopen_action,
    start_action,
    withdraw_action,
)
from backend.actions.operations.plans import (
    add_outcome,
    add_plan,
    add_principle,
    add_priority,
    add_success_measure,
    link_outcome,
)
from backend.actions.operations.reports import (
    add_evidence,
    claim_action_complete,
    decline_action_claim,
    update_action,
)
from backend.actions.operations.rollover import roll_over_plan

__all__ = [
    "Moved",
    "add_contributor",
    "add_dated_event",
    "add_evidence",
    "add_milestone",
    "add_outcome",
    "add_plan",
    "add_principle",
    "add_priority",
    "add_success_measure",
    "assign_lead",
    "carry_action_forward",
    "claim_action_complete",
    "complete_action",
    "complete_milestone",
    "decline_action_claim",
    "flag_action_at_risk",
    "link_outcome",
    "mark_escalated",
    "mark_escalation_answered",
    "merge_action",
    "propose_action",
    "recover_action",
    "reinstate_action",
    "remove_contributor",
    "reopen_action",
    "reschedule_action",
    "revise_action",
    "roll_over_plan",
    "set_action_priority",
    "start_action",
    "update_action",
    "waive_milestone",
    "withdraw_action",
]
