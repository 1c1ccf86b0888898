from collections.abc import Mapping
from typing import Any  # rows are of several models

from django.db.models import QuerySet

from backend.api.base import ApiView
from backend.deals.filters import FundFilters
from backend.deals.models import Fund, SupportedProject
from backend.deals.money import with_money
from backend.deals.operations.funds import add_fund, add_supported_project
from backend.deals.serializers import funds
from backend.errors import NotVisible
from backend.people.policy import require_administrator
from backend.people.rows import Adding, PartsOf, Row, Rows, one_seen, seen
from backend.people.scopes import Scope


class FundRead(ApiView):
    tag = "funds"
    scope = Scope.DEALS_READ


class ListFunds(Rows, FundRead):
    operation_id = "list_funds"
    summary = "List the funds of the partnership, with what is left of each"
    model = Fund
    answers = funds.FundOut
    filters = FundFilters
    orderings = ("title",)

    def rows(self) -> QuerySet[Any]:
        return with_money(super().rows())


class GetFund(Row, FundRead):
    operation_id = "get_fund"
    summary = "Read one fund, with what is left of it"
    model = Fund
    answers = funds.FundOut

    def one(self) -> Fund:
        rows = with_money(seen(Fund, self.actor))
        found: Fund | None = rows.filter(id=self.kwargs["id"]).first()
        if found is None:
            raise NotVisible
        return found


class AddFund(Adding):
    operation = add_fund
    operation_id = "add_fund"
    summary = "Add a fund"
    tag = "funds"
    scope = Scope.DEALS_WRITE
    accepts = funds.AddFundIn
    answers = funds.FundOut
    address = "/api/v1/funds"

    def permit(self, subject: None) -> None:
        require_administrator(self.actor, "add a fund")

    def present(self, result: Fund) -> tuple[Fund, Mapping[str, Any]]:
        return with_money(seen(Fund, self.actor)).get(id=result.id), {}


class ListSupportedProjects(PartsOf, FundRead):
    operation_id = "list_supported_projects"
    summary = "List what a fund supported before Accord"
    model = SupportedProject
    answers = funds.SupportedProjectOut
    orderings = ("title",)
    whole = Fund
    belongs_by = "fund_id"


class AddSupportedProject(Adding):
    operation = add_supported_project
    operation_id = "add_supported_project"
    summary = "Add what a fund supported before Accord"
    tag = "funds"
    scope = Scope.DEALS_WRITE
    accepts = funds.AddSupportedProjectIn
    answers = funds.SupportedProjectOut
    address = "/api/v1/supported-projects"

    def find(self) -> Fund:
        found: Fund = one_seen(Fund, self.actor, self.kwargs["id"])
        return found

    def permit(self, subject: Fund) -> None:
        require_administrator(self.actor, "add a project to this fund")


class GetSupportedProject(Row, FundRead):
    operation_id = "get_supported_project"
    summary = "Read one thing a fund supported before Accord"
    model = SupportedProject
    answers = funds.SupportedProjectOut
