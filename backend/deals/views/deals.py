from collections.abc import Mapping
from typing import Any  # what an operation gives back is of many types

from backend.actions.serializers.actions import ChangedOut, NothingIn, ReasonIn
from backend.deals import operations
from backend.deals.facts import Facts
from backend.deals.filters import DealFilters
from backend.deals.models import Deal
from backend.deals.moves.deals import DEALS
from backend.deals.operations import Added, Amendment, Changed, Moved, Paper
from backend.deals.policy import require_any_drafter
from backend.deals.serializers import deals
from backend.deals.views.base import OnDeal, Read, found_deal
from backend.people.comparison import Comparing
from backend.people.hindsight import RowOfAnyTime, RowsOfAnyTime
from backend.people.moves import Explained
from backend.people.rows import Adding
from backend.people.scopes import Scope
from backend.people.transitions import Transitions


class ListDeals(RowsOfAnyTime, Read):
    operation_id = "list_deals"
    summary = "List deals"
    model = Deal
    answers = deals.DealOut
    filters = DealFilters
    orderings = ("title", "starts_on", "ends_on", "id")


class CompareDeals(Comparing, Read):
    operation_id = "compare_deals"
    summary = "List what changed of deals between two moments"
    model = Deal
    shows = deals.DealOut
    filters = DealFilters


class GetDeal(RowOfAnyTime, Read):
    operation_id = "get_deal"
    summary = "Read one deal"
    model = Deal
    answers = deals.DealOut


class DraftDeal(Adding):
    """For which organisation stands in the body: the operation asks."""

    operation = operations.draft_deal
    operation_id = "draft_deal"
    summary = "Draft a deal"
    description = "The organisation it is drafted for is its first party."
    tag = "deals"
    scope = Scope.DEALS_WRITE
    accepts = deals.DraftDealIn
    answers = deals.DealOut
    address = "/api/v1/deals"

    def permit(self, subject: None) -> None:
        require_any_drafter(self.actor)


class ReviseDeal(OnDeal):
    method = "PATCH"
    operation = operations.revise_deal
    operation_id = "revise_deal"
    summary = "Correct what a deal says while it is made"
    accepts = deals.ReviseDealIn


class ListDealTransitions(Transitions, Read):
    operation_id = "list_deal_transitions"
    summary = "List what you can do with a deal, and why not the rest"
    answers = deals.AllDealsExplainedOut
    inputs = {
        "open_deal": NothingIn,
        "call_for_signatures": NothingIn,
        "sign_deal": deals.SignDealIn,
        "decline_deal": deals.DeclineDealIn,
        "amend_deal": deals.AmendDealIn,
        "leave_deal": deals.LeaveDealIn,
        "fulfil_deal": NothingIn,
        "end_deal": ReasonIn,
    }
    address = "/api/v1/deals"

    def find(self) -> Deal:
        return found_deal(self)

    def explain(self, row: Deal) -> list[Explained[Deal, Facts]]:
        return DEALS.explain(row, self.actor, Facts(row))


class MoveDeal(OnDeal):
    scope = Scope.DEALS_TRANSITION
    adds = ChangedOut

    def present(self, result: Moved) -> tuple[Deal, Mapping[str, Any]]:
        return result.deal, {"changed": result.changed}


class OpenDeal(MoveDeal):
    operation = operations.open_deal
    operation_id = "open_deal"
    summary = "Open a drafted deal to what its parties offer"


class CallForSignatures(MoveDeal):
    operation = operations.call_for_signatures
    operation_id = "call_for_signatures"
    summary = "Freeze a version of the terms and call for signatures to it"


class SignDeal(MoveDeal):
    operation = operations.sign_deal
    operation_id = "sign_deal"
    summary = "Sign the version on the table for a party"
    description = (
        "The last signature makes the deal active. What was signed on paper is entered by the "
        "facilitator, with its evidence."
    )
    accepts = deals.SignDealIn

    def given(self) -> dict[str, Any]:
        given = super().given()
        paper = given.pop("paper", None)
        return {**given, "paper": Paper(**paper) if paper else None}


class DeclineDeal(MoveDeal):
    operation = operations.decline_deal
    operation_id = "decline_deal"
    summary = "Decline the version on the table for a party"
    accepts = deals.DeclineDealIn


class AmendDeal(MoveDeal):
    operation = operations.amend_deal
    operation_id = "amend_deal"
    summary = "Amend a deal: a new version"
    description = (
        "Those sign again whose commitments or conditions it changes, or who had not agreed yet. "
        "The others may decline for the days stated; after that their silence is consent."
    )
    accepts = deals.AmendDealIn

    def given(self) -> dict[str, Any]:
        given = super().given()
        named = {name: given.pop(name) for name in ("objection_days", "reason")}
        parts = {name: given.pop(name, ()) for name in ("change", "add", "remove")}
        # What is left is of the deal itself.
        return {**named, "amendment": _amendment(given, **parts)}


def _amendment(deal: Any, *, change: Any, add: Any, remove: Any) -> Amendment:
    return Amendment(
        deal=deal,
        changed=[Changed(one.pop("commitment_id"), one) for one in change],
        added=[Added(one.pop("party_id"), one) for one in add],
        removed=remove,
    )


class LeaveDeal(MoveDeal):
    operation = operations.leave_deal
    operation_id = "leave_deal"
    summary = "Leave a deal for a party, with notice"
    accepts = deals.LeaveDealIn


class FulfilDeal(MoveDeal):
    operation = operations.fulfil_deal
    operation_id = "fulfil_deal"
    summary = "Declare a deal fulfilled"


class EndDeal(MoveDeal):
    operation = operations.end_deal
    operation_id = "end_deal"
    summary = "End a deal"
    accepts = ReasonIn
