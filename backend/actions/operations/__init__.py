from backend.actions.operations.actions import (
    assign_lead,
    mark_escalated,
    mark_escalation_answered,
    propose_action,
    reschedule_action,
    revise_action,
    set_action_priority,
)
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
    revise_priority,
)
from backend.actions.operations.reporting import answer_update_request, run_update_round
from backend.actions.operations.reports import (
    add_evidence,
    claim_action_complete,
    decline_action_claim,
    update_action,
)
from backend.actions.operations.update_links import (
    UpdateLinkUnusable,
    issue_update_link,
    issuer_of,
    report_by_link,
)

__all__ = [
    "Moved",
    "UpdateLinkUnusable",
    "add_contributor",
    "add_dated_event",
    "add_evidence",
    "add_milestone",
    "add_outcome",
    "add_plan",
    "add_principle",
    "add_priority",
    "add_success_measure",
    "answer_update_request",
    "assign_lead",
    "claim_action_complete",
    "complete_action",
    "complete_milestone",
    "decline_action_claim",
    "flag_action_at_risk",
    "issue_update_link",
    "issuer_of",
    "link_outcome",
    "mark_escalated",
    "mark_escalation_answered",
    "propose_action",
    "recover_action",
    "reinstate_action",
    "remove_contributor",
    "reopen_action",
    "report_by_link",
    "reschedule_action",
    "revise_action",
    "revise_priority",
    "run_update_round",
    "set_action_priority",
    "start_action",
    "update_action",
    "waive_milestone",
    "withdraw_action",
]
