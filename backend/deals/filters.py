from backend.actions.filters import DocumentedFilters
from backend.api.filters import ChoicesFilter, SearchFilter, UUIDFilter
from backend.deals.models import FundKind, GrantState


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
