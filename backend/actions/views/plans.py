from backend.actions import operations
from backend.actions.filters import (
    DocumentedFilters,
    OfPlanFilters,
    OfPriorityFilters,
    OutcomeLinkFilters,
)
from backend.actions.models import (
    Outcome,
    OutcomeLink,
    Plan,
    Principle,
    Priority,
    SuccessMeasure,
)
from backend.actions.serializers import plans
from backend.actions.views.base import AddingToPlans, PlanRead
from backend.audit.edge import Write
from backend.people.policy import require_administrator
from backend.people.rows import Row, Rows, one_seen
from backend.people.scopes import Scope


class ListPlans(Rows, PlanRead):
    operation_id = "list_plans"
    summary = "List the plans of the partnership"
    model = Plan
    answers = plans.PlanOut
    filters = DocumentedFilters
    orderings = ("title",)


class GetPlan(Row, PlanRead):
    operation_id = "get_plan"
    summary = "Read one plan"
    model = Plan
    answers = plans.PlanOut


class AddPlan(AddingToPlans):
    operation = operations.add_plan
    operation_id = "add_plan"
    summary = "Add a plan"
    deed = "add a plan"
    accepts = plans.AddPlanIn
    answers = plans.PlanOut
    address = "/api/v1/plans"


class ListPriorities(Rows, PlanRead):
    operation_id = "list_priorities"
    summary = "List the priorities of the partnership"
    model = Priority
    answers = plans.PriorityOut
    filters = OfPlanFilters
    orderings = (
        "position",
        "title",
    )


class GetPriority(Row, PlanRead):
    operation_id = "get_priority"
    summary = "Read one priority"
    model = Priority
    answers = plans.PriorityOut


class AddPriority(AddingToPlans):
    operation = operations.add_priority
    operation_id = "add_priority"
    summary = "Add a priority"
    deed = "add a priority"
    accepts = plans.AddPriorityIn
    answers = plans.PriorityOut
    address = "/api/v1/priorities"


class RevisePriority(Write):
    method = "PATCH"
    operation = operations.revise_priority
    operation_id = "revise_priority"
    summary = "Change what a priority is called and what it asks of its actions"
    tag = "plans"
    scope = Scope.ACTIONS_WRITE
    accepts = plans.RevisePriorityIn
    answers = plans.PriorityOut
    requires_if_match = True

    def find(self) -> Priority:
        found: Priority = one_seen(Priority, self.actor, self.kwargs["id"])
        return found

    def permit(self, subject: Priority) -> None:
        require_administrator(self.actor, "revise a priority")


class ListOutcomes(Rows, PlanRead):
    operation_id = "list_outcomes"
    summary = "List the outcomes of the partnership"
    model = Outcome
    answers = plans.OutcomeOut
    filters = OfPlanFilters
    orderings = (
        "position",
        "title",
    )


class GetOutcome(Row, PlanRead):
    operation_id = "get_outcome"
    summary = "Read one outcome"
    model = Outcome
    answers = plans.OutcomeOut


class AddOutcome(AddingToPlans):
    operation = operations.add_outcome
    operation_id = "add_outcome"
    summary = "Add an outcome"
    deed = "add an outcome"
    accepts = plans.AddOutcomeIn
    answers = plans.OutcomeOut
    address = "/api/v1/outcomes"


class ListPrinciples(Rows, PlanRead):
    operation_id = "list_principles"
    summary = "List the principles of the partnership"
    model = Principle
    answers = plans.PrincipleOut
    filters = OfPlanFilters
    orderings = (
        "position",
        "title",
    )


class GetPrinciple(Row, PlanRead):
    operation_id = "get_principle"
    summary = "Read one principle"
    model = Principle
    answers = plans.PrincipleOut


class AddPrinciple(AddingToPlans):
    operation = operations.add_principle
    operation_id = "add_principle"
    summary = "Add a principle"
    deed = "add a principle"
    accepts = plans.AddPrincipleIn
    answers = plans.PrincipleOut
    address = "/api/v1/principles"


class ListSuccessMeasures(Rows, PlanRead):
    operation_id = "list_success_measures"
    summary = "List the success measures of the partnership"
    model = SuccessMeasure
    answers = plans.SuccessMeasureOut
    filters = OfPriorityFilters
    orderings = (
        "position",
        "title",
    )


class GetSuccessMeasure(Row, PlanRead):
    operation_id = "get_success_measure"
    summary = "Read one success measure"
    model = SuccessMeasure
    answers = plans.SuccessMeasureOut


class AddSuccessMeasure(AddingToPlans):
    operation = operations.add_success_measure
    operation_id = "add_success_measure"
    summary = "Add a success measure"
    deed = "add a success measure"
    accepts = plans.AddSuccessMeasureIn
    answers = plans.SuccessMeasureOut
    address = "/api/v1/success-measures"


class ListOutcomeLinks(Rows, PlanRead):
    operation_id = "list_outcome_links"
    summary = "List the outcome links of the partnership"
    model = OutcomeLink
    answers = plans.OutcomeLinkOut
    filters = OutcomeLinkFilters
    orderings = ("id",)


class GetOutcomeLink(Row, PlanRead):
    operation_id = "get_outcome_link"
    summary = "Read one outcome link"
    model = OutcomeLink
    answers = plans.OutcomeLinkOut


class LinkOutcome(AddingToPlans):
    operation = operations.link_outcome
    operation_id = "link_outcome"
    summary = "Link a priority to an outcome"
    deed = "link a priority to an outcome"
    accepts = plans.LinkOutcomeIn
    answers = plans.OutcomeLinkOut
    address = "/api/v1/outcome-links"
