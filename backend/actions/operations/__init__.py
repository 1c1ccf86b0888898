from backend.actions.operations.actions import (
    assign_lead,
    propose_action,
    revise_action,
    set_action_priority,
    transfer_action,
)
from backend.actions.operations.asking import ask_for_transition
from backend.actions.operations.bulk import BulkRefused, Item, Verdict, transition_actions
from backend.actions.operations.carrying import carry_action_forward, merge_action
from backend.actions.operations.contributors import add_contributor, remove_contributor
from backend.actions.operations.dates import Rescheduled, reschedule_action
from backend.actions.operations.dependencies import (
    add_dependency,
    locked_with_successors,
    remove_dependency,
    review_threats,
)
from backend.actions.operations.escalated import (
    mark_escalated,
    mark_escalation_answered,
    mark_escalation_withdrawn,
    mark_priority_answered,
    mark_priority_escalated,
    mark_priority_withdrawn,
)
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
from backend.actions.operations.requests import accept_request, decline_request, withdraw_request
from backend.actions.operations.rollover import roll_over_plan
from backend.actions.operations.update_links import (
    UpdateLinkUnusable,
    issue_update_link,
    issuer_of,
    report_by_link,
)

__all__ = [
    "BulkRefused",
    "Item",
    "Moved",
    "Rescheduled",
    "UpdateLinkUnusable",
    "Verdict",
    "accept_request",
    "add_contributor",
    "add_dated_event",
    "add_dependency",
    "add_evidence",
    "add_milestone",
    "add_outcome",
    "add_plan",
    "add_principle",
    "add_priority",
    "add_success_measure",
    "answer_update_request",
    "ask_for_transition",
    "assign_lead",
    "carry_action_forward",
    "claim_action_complete",
    "complete_action",
    "complete_milestone",
    "decline_action_claim",
    "decline_request",
    "flag_action_at_risk",
    "issue_update_link",
    "issuer_of",
    "link_outcome",
    "locked_with_successors",
    "mark_escalated",
    "mark_escalation_answered",
    "mark_escalation_withdrawn",
    "mark_priority_answered",
    "mark_priority_escalated",
    "mark_priority_withdrawn",
    "merge_action",
    "propose_action",
    "recover_action",
    "reinstate_action",
    "remove_contributor",
    "remove_dependency",
    "reopen_action",
    "report_by_link",
    "reschedule_action",
    "review_threats",
    "revise_action",
    "revise_priority",
    "roll_over_plan",
    "run_update_round",
    "set_action_priority",
    "start_action",
    "transfer_action",
    "transition_actions",
    "update_action",
    "waive_milestone",
    "withdraw_action",
    "withdraw_request",
]
