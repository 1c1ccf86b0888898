from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.deals.views import (
    cohorts,
    commitments,
    deals,
    funds,
    grants,
    parties,
    scorecards,
    signing,
)

DEALS: Final = [
    path("deals", methods(deals.ListDeals, deals.DraftDeal)),
    path("deals/comparison", methods(deals.CompareDeals)),
    path("deals/<uuid:id>", methods(deals.GetDeal, deals.ReviseDeal)),
    path("deals/<uuid:id>/transitions", methods(deals.ListDealTransitions)),
    path("deals/<uuid:id>/open", methods(deals.OpenDeal)),
    path("deals/<uuid:id>/call-for-signatures", methods(deals.CallForSignatures)),
    path("deals/<uuid:id>/sign", methods(deals.SignDeal)),
    path("deals/<uuid:id>/decline", methods(deals.DeclineDeal)),
    path("deals/<uuid:id>/amend", methods(deals.AmendDeal)),
    path("deals/<uuid:id>/leave", methods(deals.LeaveDeal)),
    path("deals/<uuid:id>/fulfil", methods(deals.FulfilDeal)),
    path("deals/<uuid:id>/end", methods(deals.EndDeal)),
    path("deals/<uuid:id>/parties", methods(parties.ListDealParties, parties.AddParty)),
    path("parties/<uuid:id>", methods(parties.GetParty)),
    path("parties/<uuid:id>/remove", methods(parties.RemoveParty)),
    path("deals/<uuid:id>/principles", methods(parties.ListDealPrinciples, parties.LinkPrinciple)),
    path("principle-links/<uuid:id>", methods(parties.GetPrincipleLink)),
    path("principle-links/<uuid:id>/unlink", methods(parties.UnlinkPrinciple)),
    path("deals/<uuid:id>/actions", methods(parties.ListDealActions, parties.LinkAction)),
    path("action-links/<uuid:id>", methods(parties.GetActionLink)),
    path("action-links/<uuid:id>/unlink", methods(parties.UnlinkAction)),
    path(
        "deals/<uuid:id>/contributions",
        methods(parties.ListDealContributions, parties.ContributeToDeal),
    ),
    path("deal-contributions/<uuid:id>", methods(parties.GetContribution)),
    path("deal-contributions/<uuid:id>/erase", methods(parties.EraseContribution)),
    path("deals/<uuid:id>/versions", methods(signing.ListDealVersions)),
    path("deal-versions/<uuid:id>", methods(signing.GetDealVersion)),
    path("deals/<uuid:id>/signatures", methods(signing.ListDealSignatures)),
    path("signatures/<uuid:id>", methods(signing.GetSignature)),
]

FUNDS: Final = [
    path("funds", methods(funds.ListFunds, funds.AddFund)),
    path("funds/<uuid:id>", methods(funds.GetFund)),
    path(
        "funds/<uuid:id>/supported-projects",
        methods(funds.ListSupportedProjects, funds.AddSupportedProject),
    ),
    path("supported-projects/<uuid:id>", methods(funds.GetSupportedProject)),
]

GRANTS: Final = [
    path("grants", methods(grants.ListGrants, grants.ApplyForGrant)),
    path("grants/<uuid:id>", methods(grants.GetGrant)),
    path("grants/<uuid:id>/transitions", methods(grants.ListGrantTransitions)),
    path("grants/<uuid:id>/approve", methods(grants.ApproveGrant)),
    path("grants/<uuid:id>/refuse", methods(grants.RefuseGrant)),
    path("grants/<uuid:id>/pay", methods(grants.PayGrant)),
    path("grants/<uuid:id>/account-for", methods(grants.AccountForGrant)),
]

# Commitments, the residents behind them, and what became of both.
COMMITMENTS: Final = [
    path(
        "deals/<uuid:id>/commitments",
        methods(commitments.ListDealCommitments, commitments.OfferCommitment),
    ),
    path("commitments", methods(commitments.ListCommitments)),
    path("commitments/<uuid:id>", methods(commitments.GetCommitment, commitments.AmendCommitment)),
    path("commitments/<uuid:id>/transitions", methods(commitments.ListCommitmentTransitions)),
    path("commitments/<uuid:id>/withdraw", methods(commitments.WithdrawCommitment)),
    path("commitments/<uuid:id>/report-delivery", methods(commitments.ReportDelivery)),
    path("commitments/<uuid:id>/confirm-delivery", methods(commitments.ConfirmDelivery)),
    path("commitments/<uuid:id>/dispute-delivery", methods(commitments.DisputeDelivery)),
    path("commitments/<uuid:id>/release", methods(commitments.ReleaseCommitment)),
    path("commitments/<uuid:id>/cohort-tokens", methods(cohorts.IssueCohortTokens)),
    path("cohorts/join", methods(cohorts.JoinCohort)),
    path("cohorts/leave", methods(cohorts.LeaveCohort)),
    path("organisations/<uuid:id>/scorecard", methods(scorecards.GetScorecard)),
]

urlpatterns: Final[list[URLPattern]] = [*DEALS, *COMMITMENTS, *FUNDS, *GRANTS]
