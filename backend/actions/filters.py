from typing import Any  # django-filter has no types

from django.db.models import Q, QuerySet

from backend.actions.models import ActionState, MilestoneState, Rung, UpdateRequestState
from backend.api.filters import (
    BooleanFilter,
    ChoicesFilter,
    SearchFilter,
    StrictFilterSet,
    TextFilter,
    UUIDFilter,
)
from backend.audit.source import now
from backend.audit.unit import HOME


class DocumentedFilters(StrictFilterSet):
    reference = TextFilter()


class OfPlanFilters(DocumentedFilters):
    plan = UUIDFilter(field_name="plan_id")


class OfPriorityFilters(OfPlanFilters):
    priority = UUIDFilter(field_name="priority_id")


class OutcomeLinkFilters(StrictFilterSet):
    priority = UUIDFilter(field_name="priority_id")
    outcome = UUIDFilter(field_name="outcome_id")


class OverdueFilter(BooleanFilter):
    """Past its current due date today, in London, and not closed."""

    def filter(self, rows: QuerySet[Any], value: bool | None) -> QuerySet[Any]:  # noqa: FBT001 - as the base calls it
        if value is None:
            return rows
        closed = Q(state__in=[ActionState.DONE, ActionState.WITHDRAWN])
        late = Q(due_on__lt=now().astimezone(HOME).date()) & ~closed
        # Without a due date nothing is late, and `NOT (NULL < today)` would find nothing.
        return rows.filter(late) if value else rows.filter(~late | Q(due_on=None))


class ActionFilters(OfPriorityFilters):
    state = ChoicesFilter(choices=ActionState.values)
    lead = UUIDFilter(field_name="lead_id")
    parent = UUIDFilter(field_name="parent_id")
    overdue = OverdueFilter()
    q = SearchFilter("title", "summary")

    dates = ("due_on",)


class MilestoneFilters(DocumentedFilters):
    action = UUIDFilter(field_name="action_id")
    state = ChoicesFilter(choices=MilestoneState.values)

    dates = ("due_on",)


class UpdateRequestFilters(StrictFilterSet):
    action = UUIDFilter(field_name="action_id")
    state = ChoicesFilter(choices=UpdateRequestState.values)
    rung = ChoicesFilter(choices=map(str, Rung.values))
