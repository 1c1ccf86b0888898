from typing import Any  # django-filter has no types
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet

from backend.actions.filters import DocumentedFilters
from backend.api.filters import ChoicesFilter, SearchFilter, UUIDFilter
from backend.deals.models import (
    ActionLink,
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
        self.part = model._default_manager.filter(deal=OuterRef("pk"), ended_at=None)
        self.name = name

    def filter(self, rows: QuerySet[Any], value: UUID | None) -> QuerySet[Any]:
        return (
            rows if value is None else rows.filter(Exists(self.part.filter(**{self.name: value})))
        )


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
