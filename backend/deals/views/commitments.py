from collections.abc import Mapping
from typing import Any  # results of operations are of many types

from django.db.models import QuerySet

from backend.api.base import ApiView
from backend.audit.edge import Write
from backend.deals import operations
from backend.deals.filters import CommitmentFilters
from backend.deals.models import Commitment
from backend.deals.moves.commitments import COMMITMENTS
from backend.deals.operations.delivery import CommitmentMoved
from backend.deals.policy import require_on_commitment
from backend.deals.residents import with_residents
from backend.deals.serializers import commitments
from backend.deals.views.base import AddingToDeal, OfDeal, Read
from backend.errors import NotVisible
from backend.people.moves import Explained
from backend.people.rows import Row, Rows, seen
from backend.people.scopes import Scope
from backend.people.transitions import Transitions


class ListCommitments(Rows, Read):
    operation_id = "list_commitments"
    summary = "List commitments"
    model = Commitment
    answers = commitments.CommitmentOut
    filters = CommitmentFilters
    orderings = ("due_on", "id")

    def rows(self) -> QuerySet[Commitment]:
        return shown(super().rows())


class ListDealCommitments(OfDeal):
    operation_id = "list_deal_commitments"
    summary = "List the commitments of a deal"
    model = Commitment
    answers = commitments.CommitmentOut
    orderings = ("id", "due_on")

    def rows(self) -> QuerySet[Commitment]:
        return shown(super().rows())


class GetCommitment(Row, Read):
    operation_id = "get_commitment"
    summary = "Read one commitment"
    model = Commitment
    answers = commitments.CommitmentOut

    def one(self) -> Commitment:
        return found_commitment(self)


class ListCommitmentTransitions(Transitions, Read):
    operation_id = "list_commitment_transitions"
    summary = "List what you can do with a commitment, and why not the rest"
    answers = commitments.CommitmentExplainedAllOut
    inputs = commitments.COMMITMENT_INPUTS
    address = "/api/v1/commitments"

    def find(self) -> Commitment:
        return found_commitment(self)

    def explain(self, row: Commitment) -> list[Explained[Commitment, None]]:
        return COMMITMENTS.explain(row, self.actor, None)


class OfferCommitment(AddingToDeal):
    """For which party stands in the body: the operation asks whether it is theirs."""

    operation = operations.offer_commitment
    operation_id = "offer_commitment"
    summary = "Offer a commitment of a party to a deal"
    accepts = commitments.OfferCommitmentIn
    answers = commitments.CommitmentOut
    address = "/api/v1/commitments"

    def present(self, result: Commitment) -> tuple[Commitment, Mapping[str, Any]]:
        return again(result), {}


class OnCommitment(Write):
    tag = "deals"
    scope = Scope.DEALS_WRITE
    answers = commitments.CommitmentOut
    requires_if_match = True

    def find(self) -> Commitment:
        return found_commitment(self)

    def permit(self, subject: Commitment) -> None:
        require_on_commitment(self.actor, self.operation_id, subject)

    def present(self, result: Any) -> tuple[Commitment, Mapping[str, Any]]:
        return again(result), {}


class AmendCommitment(OnCommitment):
    method = "PATCH"
    operation = operations.amend_commitment
    operation_id = "amend_commitment"
    summary = "Say a commitment of an open deal anew"
    accepts = commitments.AmendCommitmentIn


class WithdrawCommitment(OnCommitment):
    operation = operations.withdraw_commitment
    operation_id = "withdraw_commitment"
    summary = "Withdraw a commitment from an open deal"
    accepts = commitments.WithdrawCommitmentIn


class MoveCommitment(OnCommitment):
    scope = Scope.DEALS_TRANSITION
    rehearses = True
    adds = commitments.CommitmentChangedOut

    def present(self, result: CommitmentMoved) -> tuple[Commitment, Mapping[str, Any]]:
        return again(result.commitment), {"changed": result.changed}


class ReportDelivery(MoveCommitment):
    operation = operations.report_delivery
    operation_id = "report_delivery"
    summary = "Report whether a commitment was kept"
    description = "Until it is judged it may be reported again; the time to answer starts anew."
    accepts = commitments.ReportDeliveryIn


class ConfirmDelivery(MoveCommitment):
    operation = operations.confirm_delivery
    operation_id = "confirm_delivery"
    summary = "Confirm what the owner of a commitment reported"
    accepts = commitments.ConfirmDeliveryIn


class DisputeDelivery(MoveCommitment):
    operation = operations.dispute_delivery
    operation_id = "dispute_delivery"
    summary = "Dispute what the owner of a commitment reported"
    description = "With another result than the owner's, which then is the commitment's."
    accepts = commitments.DisputeDeliveryIn


class ReleaseCommitment(MoveCommitment):
    operation = operations.release_commitment
    operation_id = "release_commitment"
    summary = "Release a party from a commitment"
    accepts = commitments.ReleaseCommitmentIn


def shown(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return with_residents(rows).select_related("party")


def found_commitment(view: ApiView) -> Commitment:
    """With its deal and both parties, whom its moves ask about. Raises NotVisible."""
    rows = with_residents(seen(Commitment, view.actor))
    found = rows.select_related("deal", "party", "counterparty").filter(id=view.kwargs["id"])
    commitment = found.first()
    if commitment is None:
        raise NotVisible
    return commitment


def again(commitment: Commitment) -> Commitment:
    """As a reader is shown it: with how many residents stand behind it."""
    return shown(Commitment.objects.filter(id=commitment.id)).get()
