from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.deals.views import cohorts, commitments, scorecards

# Commitments, the residents behind them, and what became of both.
_COMMITMENTS: Final = [
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

urlpatterns: Final[list[URLPattern]] = [*_COMMITMENTS]
