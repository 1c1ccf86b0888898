from collections.abc import Mapping
from typing import Any  # an answer has members of many types

from backend.actions.serializers.actions import ChangedOut
from backend.audit.edge import Write
from backend.deals.filters import GrantFilters
from backend.deals.models import Grant
from backend.deals.money import Money
from backend.deals.moves.grants import explain_moves
from backend.deals.operations.grants import (
    GrantMoved,
    account_for_grant,
    apply_for_grant,
    approve_grant,
    pay_grant,
    refuse_grant,
)
from backend.deals.policy import require_any_applicant, require_on_grant
from backend.deals.serializers import grants
from backend.deals.views.funds import FundRead
from backend.people.moves import Explained
from backend.people.rows import Adding, Row, Rows, one_seen
from backend.people.scopes import Scope
from backend.people.transitions import Transitions


class ListGrants(Rows, FundRead):
    operation_id = "list_grants"
    summary = "List grants, newest application first"
    model = Grant
    answers = grants.GrantOut
    filters = GrantFilters
    orderings = ("-applied_at",)


class GetGrant(Row, FundRead):
    operation_id = "get_grant"
    summary = "Read one grant"
    model = Grant
    answers = grants.GrantOut


class ApplyForGrant(Adding):
    """Whose application it is stands in the body: the operation asks."""

    operation = apply_for_grant
    operation_id = "apply_for_grant"
    summary = "Apply for a grant, for a deal or for an action"
    tag = "funds"
    scope = Scope.DEALS_WRITE
    accepts = grants.ApplyForGrantIn
    answers = grants.GrantOut
    address = "/api/v1/grants"

    def permit(self, subject: None) -> None:
        require_any_applicant(self.actor)


class ListGrantTransitions(Transitions, FundRead):
    operation_id = "list_grant_transitions"
    summary = "List what you can do with a grant, and why not the rest"
    answers = grants.AllGrantsExplainedOut
    inputs = {
        "approve_grant": grants.ApproveGrantIn,
        "refuse_grant": grants.RefuseGrantIn,
        "pay_grant": grants.PayGrantIn,
        "account_for_grant": grants.AccountForGrantIn,
    }
    address = "/api/v1/grants"

    def find(self) -> Grant:
        found: Grant = one_seen(Grant, self.actor, self.kwargs["id"], "fund")
        return found

    def explain(self, row: Grant) -> list[Explained[Grant, Money]]:
        return explain_moves(row, self.actor)


class MoveGrant(Write):
    tag = "funds"
    scope = Scope.DEALS_TRANSITION
    answers = grants.GrantOut
    adds = ChangedOut
    requires_if_match = True
    rehearses = True

    def find(self) -> Grant:
        found: Grant = one_seen(Grant, self.actor, self.kwargs["id"])
        return found

    def permit(self, subject: Grant) -> None:
        require_on_grant(self.actor, self.operation_id, subject)

    def present(self, result: GrantMoved) -> tuple[Grant, Mapping[str, Any]]:
        return result.grant, {"changed": result.changed}


class ApproveGrant(MoveGrant):
    operation = approve_grant
    operation_id = "approve_grant"
    summary = "Approve a grant, whole or in part"
    accepts = grants.ApproveGrantIn


class RefuseGrant(MoveGrant):
    operation = refuse_grant
    operation_id = "refuse_grant"
    summary = "Refuse a grant"
    accepts = grants.RefuseGrantIn


class PayGrant(MoveGrant):
    operation = pay_grant
    operation_id = "pay_grant"
    summary = "Record that an approved grant was paid"
    accepts = grants.PayGrantIn


class AccountForGrant(MoveGrant):
    operation = account_for_grant
    operation_id = "account_for_grant"
    summary = "Account for what became of a grant"
    accepts = grants.AccountForGrantIn
