from typing import Any  # what a request gives is of many types

from django.http import HttpResponse
from rest_framework.request import Request

from backend.actions import operations
from backend.actions.models import Carriage, Plan
from backend.actions.operations import BulkRefused
from backend.actions.operations.rollover import Item
from backend.actions.rollovers import lineage_of, rollover_of
from backend.actions.serializers import rollover
from backend.actions.serializers.plans import PlanOut
from backend.actions.views.base import OnAction, PlanRead, Read, found_action
from backend.api.encoding import JsonAnswer
from backend.api.filters import refuse_query
from backend.api.problems import problem_members
from backend.audit.edge import Write
from backend.people.policy import require_administrator
from backend.people.readings import note_rows
from backend.people.rows import one_seen
from backend.people.scopes import Scope


class CarryActionForward(OnAction):
    operation = operations.carry_action_forward
    operation_id = "carry_action_forward"
    summary = "Carry an action forward to a plan that succeeds its own"
    accepts = rollover.CarryActionForwardIn


class MergeAction(OnAction):
    operation = operations.merge_action
    operation_id = "merge_action"
    summary = "Merge an action into another, which goes on with its work"
    scope = Scope.ACTIONS_TRANSITION
    accepts = rollover.MergeActionIn


class RollOverPlan(Write):
    operation = operations.roll_over_plan
    operation_id = "roll_over_plan"
    summary = "Roll a plan over into the one that succeeds it: all of it or nothing"
    tag = "plans"
    scope = Scope.ACTIONS_WRITE
    accepts = rollover.RollOverPlanIn
    answers = PlanOut
    requires_if_match = True

    def find(self) -> Plan:
        found: Plan = one_seen(Plan, self.actor, self.kwargs["id"])
        return found

    def permit(self, subject: Plan) -> None:
        require_administrator(self.actor, "roll a plan over")

    def given(self) -> dict[str, Any]:
        given = super().given()
        return {**given, "items": [Item(**item) for item in given["items"]]}

    def handle(self, request: Request, **kwargs: object) -> HttpResponse:
        try:
            return super().handle(request, **kwargs)
        except BulkRefused as refused:
            refused.extensions["results"] = [
                {"index": place, "problem": problem_members(request._request, one.refused)}
                for place, one in enumerate(refused.verdicts)
                if one.refused
            ]
            raise


class GetRollover(PlanRead):
    operation_id = "get_rollover"
    summary = "Read what became of the actions of a plan that another succeeds"
    answers = rollover.RolloverOut

    def get(self, request: Request, **_: object) -> HttpResponse:
        plan = one_seen(Plan, self.actor, self.kwargs["id"])
        refuse_query(request.GET)
        found = rollover_of(plan, self.actor)
        note_rows(self.actor, [plan, *(item.action for item in found.items)])
        return JsonAnswer(rollover.RolloverOut().to_representation(found))


class GetLineage(Read):
    operation_id = "get_lineage"
    summary = "Read from which plan and action to which an action went"
    answers = rollover.LineageOut

    def get(self, request: Request, **_: object) -> HttpResponse:
        action = found_action(self)
        refuse_query(request.GET)
        found = lineage_of(action, self.actor)
        steps: list[Carriage] = [*found.path, *found.absorbed]
        note_rows(self.actor, [action, *steps])
        return JsonAnswer(rollover.LineageOut().to_representation(found))
