from collections.abc import Sequence
from typing import Any  # django-filter has no types
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from backend.actions.filters import DocumentedFilters
from backend.api.filters import (
    BooleanFilter,
    ChoicesFilter,
    DateFilter,
    SearchFilter,
    StrictFilterSet,
    UUIDFilter,
)
from backend.api.recalling import Held, Past
from backend.audit.days import today
from backend.deals.models import (
    ActionLink,
    CommitmentState,
    DealState,
    FundKind,
    GrantState,
    Party,
    PrincipleLink,
)


class PresentFilter(UUIDFilter):
    """Deals of which this is a part, and has not ended. Whoever reads the deal reads the part."""

    def __init__(self, model: type[Model], name: str) -> None:
        super().__init__()
        self.model_of_part = model
        self.part = model._default_manager.filter(deal=OuterRef("pk"), ended_at=None)
        self.name = name

    def filter(self, rows: QuerySet[Any], value: UUID | None) -> QuerySet[Any]:
        return (
            rows if value is None else rows.filter(Exists(self.part.filter(**{self.name: value})))
        )

    def recall(self, held: Sequence[Held], value: UUID, past: Past) -> list[Held]:
        parts = past.held(self.model_of_part._default_manager.filter(**{self.name: value}))
        wholes = {one.values["deal"] for one in parts if one.values["ended_at"] is None}
        return [one for one in held if one.id in wholes]


class DealFilters(DocumentedFilters):
    state = ChoicesFilter(choices=DealState.values)
    organisation = PresentFilter(Party, "organisation_id")
    principle = PresentFilter(PrincipleLink, "principle_id")
    action = PresentFilter(ActionLink, "action_id")
    q = SearchFilter("title", "goal")

    dates = ("starts_on", "ends_on")


class FundFilters(DocumentedFilters):
    kind = ChoicesFilter(choices=FundKind.values)
    organisation = UUIDFilter(field_name="organisation_id")
    q = SearchFilter("title")


class GrantFilters(DocumentedFilters):
    fund = UUIDFilter(field_name="fund_id")
    state = ChoicesFilter(choices=GrantState.values)
    applicant = UUIDFilter(field_name="applicant_id")
    deal = UUIDFilter(field_name="deal_id")
    action = UUIDFilter(field_name="action_id")


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
