from typing import Any  # django-filter has no types

from django.db.models import Q, QuerySet

from backend.api.filters import (
    BooleanFilter,
    ChoicesFilter,
    DateFilter,
    StrictFilterSet,
    UUIDFilter,
)
from backend.audit.days import today
from backend.deals.models import CommitmentState


class UnreportedFilter(BooleanFilter):
    """Agreed, past its due date today, in London, and its owner has said nothing."""

    def filter(self, rows: QuerySet[Any], value: bool | None) -> QuerySet[Any]:  # noqa: FBT001 - as the base calls it
        if value is None:
            return rows
        late = Q(state=CommitmentState.AGREED, ended_at=None, reported_at=None, due_on__lt=today())
        # Without a due date nothing is late, and `NOT (NULL < today)` would find nothing.
        return rows.filter(late) if value else rows.filter(~late | Q(due_on=None))


class CommitmentFilters(StrictFilterSet):
    deal = UUIDFilter(field_name="deal_id")
    organisation = UUIDFilter(
        field_name="party__organisation_id", label="Of the party that commits itself."
    )
    state = ChoicesFilter(choices=CommitmentState.values)
    owner = UUIDFilter(field_name="owner_id")
    due_on__lt = DateFilter(field_name="due_on", lookup_expr="lt")
    overdue = UnreportedFilter(label="Agreed, past its due date and not yet reported.")
    condition_unmet = BooleanFilter(
        field_name="condition_unmet_at",
        lookup_expr="isnull",
        exclude=True,
        label="Whether a commitment it depends on cannot be counted on any more.",
    )


class ScorecardFilters(StrictFilterSet):
    due_on__gte = DateFilter(
        field_name="due_on", lookup_expr="gte", label="Only what is due on this day or later."
    )
    due_on__lte = DateFilter(
        field_name="due_on", lookup_expr="lte", label="Only what is due on this day or earlier."
    )
