from collections.abc import Mapping, Sequence
from typing import Any  # results of operations are of many types

from django.db.models import QuerySet

from backend.actions import operations
from backend.actions.counts import Counts
from backend.actions.explain import explain_moves
from backend.actions.filters import ActionFilters
from backend.actions.models import Action
from backend.actions.operations import Moved, Rescheduled
from backend.actions.policy import require_any_proposer
from backend.actions.ratings import with_ratings
from backend.actions.serializers import actions, plans
from backend.actions.serializers.moves import MOVE_INPUTS
from backend.actions.views.base import OnAction, Read, ShowsActions, found_action
from backend.audit.days import today
from backend.people.comparison import Comparing
from backend.people.hindsight import RowOfAnyTime, RowsOfAnyTime
from backend.people.moves import Explained
from backend.people.rows import Adding
from backend.people.scopes import Scope
from backend.people.serializers import OrganisationOut
from backend.people.transitions import Transitions

EXPANDS = {
    "plan": ("plan", plans.PlanOut),
    "priority": ("priority", plans.PriorityOut),
    "lead": ("lead", OrganisationOut),
}


class ListActions(ShowsActions, RowsOfAnyTime, Read):
    operation_id = "list_actions"
    summary = "List actions"
    model = Action
    answers = actions.ActionOut
    filters = ActionFilters
    orderings = ("due_on", "title", "position", "id")
    expands = EXPANDS

    def rows(self) -> QuerySet[Action]:
        return with_ratings(super().rows(), on=self.today)

    def represent(self, rows: Sequence[Action], names: Sequence[str]) -> list[Any]:
        self.rate_all(rows)
        return super().represent(rows, names)


class CompareActions(Comparing, Read):
    operation_id = "compare_actions"
    summary = "List what changed of actions between two moments"
    model = Action
    shows = actions.ActionOut
    filters = ActionFilters


class GetAction(ShowsActions, RowOfAnyTime, Read):
    operation_id = "get_action"
    summary = "Read one action"
    model = Action
    answers = actions.ActionOut
    expands = EXPANDS

    def one(self) -> Action:
        return self.found_rated()


class ProposeAction(ShowsActions, Adding):
    """Who may propose this one depends on what stands in the body: the operation asks."""

    operation = operations.propose_action
    operation_id = "propose_action"
    summary = "Propose an action"
    tag = "actions"
    scope = Scope.ACTIONS_WRITE
    accepts = actions.ProposeActionIn
    answers = actions.ActionOut
    address = "/api/v1/actions"

    def permit(self, subject: None) -> None:
        require_any_proposer(self.actor)

    def present(self, result: Action) -> tuple[Action, Mapping[str, Any]]:
        return self.rated(result), {}


class ReviseAction(OnAction):
    method = "PATCH"
    operation = operations.revise_action
    operation_id = "revise_action"
    summary = "Correct the title or summary of an action"
    accepts = actions.ReviseActionIn


class ListTransitions(Transitions, Read):
    operation_id = "list_action_transitions"
    summary = "List what you can do with an action, and why not the rest"
    answers = actions.AllExplainedOut
    inputs = MOVE_INPUTS
    address = "/api/v1/actions"

    def find(self) -> Action:
        return found_action(self)

    def explain(self, row: Action) -> list[Explained[Action, Counts]]:
        return explain_moves(row, self.actor, today())


class MoveAction(OnAction):
    scope = Scope.ACTIONS_TRANSITION
    adds = actions.ChangedOut

    def present(self, result: Moved) -> tuple[Action, Mapping[str, Any]]:
        return self.rated(result.action), {"changed": result.changed}


class StartAction(MoveAction):
    operation = operations.start_action
    operation_id = "start_action"
    summary = "Start a proposed action"


class FlagActionAtRisk(MoveAction):
    operation = operations.flag_action_at_risk
    operation_id = "flag_action_at_risk"
    summary = "Flag an action as at risk"
    accepts = actions.FlagActionAtRiskIn


class RecoverAction(MoveAction):
    operation = operations.recover_action
    operation_id = "recover_action"
    summary = "Bring an action at risk back on track"
    accepts = actions.RecoverActionIn


class CompleteAction(MoveAction):
    operation = operations.complete_action
    operation_id = "complete_action"
    summary = "Complete an action"
    accepts = actions.CompleteActionIn


class WithdrawAction(MoveAction):
    operation = operations.withdraw_action
    operation_id = "withdraw_action"
    summary = "Withdraw an action"
    accepts = actions.ReasonIn


class ReopenAction(MoveAction):
    operation = operations.reopen_action
    operation_id = "reopen_action"
    summary = "Reopen an action that was done"
    accepts = actions.ReasonIn


class ReinstateAction(MoveAction):
    operation = operations.reinstate_action
    operation_id = "reinstate_action"
    summary = "Propose a withdrawn action again"
    accepts = actions.ReasonIn


class ClaimActionComplete(OnAction):
    operation = operations.claim_action_complete
    operation_id = "claim_action_complete"
    summary = "Claim that an action is complete"
    accepts = actions.ClaimActionCompleteIn


class DeclineActionClaim(OnAction):
    operation = operations.decline_action_claim
    operation_id = "decline_action_claim"
    summary = "Decline the claim that an action is complete"
    accepts = actions.ReasonIn


class RescheduleAction(OnAction):
    operation = operations.reschedule_action
    operation_id = "reschedule_action"
    summary = "Change the dates of an action"
    description = (
        "A lead's date further off than its priority allows becomes a request to the sponsor: "
        "until it is accepted the action keeps the dates it has."
    )
    accepts = actions.RescheduleActionIn
    adds = actions.RescheduledOut

    def present(self, result: Rescheduled) -> tuple[Action, Mapping[str, Any]]:
        request = result.request
        return self.rated(result.action), {
            "changed": request is None,
            "request": request and request.id,
        }


class TransferAction(OnAction):
    operation = operations.transfer_action
    operation_id = "transfer_action"
    summary = "Transfer an action to another priority of its plan"
    accepts = actions.TransferActionIn


class AssignLead(OnAction):
    operation = operations.assign_lead
    operation_id = "assign_lead"
    summary = "Name the lead organisation of an action"
    accepts = actions.AssignLeadIn


class SetActionPriority(OnAction):
    operation = operations.set_action_priority
    operation_id = "set_action_priority"
    summary = "Set the priority of a proposed action that has none"
    accepts = actions.SetActionPriorityIn
