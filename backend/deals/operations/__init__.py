from backend.deals.operations.amending import Added, Amendment, Changed, amend_deal
from backend.deals.operations.begin import Moved
from backend.deals.operations.cohorts import (
    count_cohorts,
    issue_cohort_tokens,
    join_cohort,
    leave_cohort,
)
from backend.deals.operations.commitments import (
    Promise,
    amend_commitment,
    offer_commitment,
    withdraw_commitment,
)
from backend.deals.operations.contributions import contribute_to_deal
from backend.deals.operations.deals import (
    draft_deal,
    end_deal,
    fulfil_deal,
    open_deal,
    revise_deal,
)
from backend.deals.operations.delivery import (
    confirm_delivery,
    dispute_delivery,
    release_commitment,
    report_delivery,
)
from backend.deals.operations.erasing import erase_contribution
from backend.deals.operations.escalated import (
    mark_commitment_answered,
    mark_commitment_escalated,
    mark_commitment_withdrawn,
    mark_deal_answered,
    mark_deal_escalated,
    mark_deal_withdrawn,
)
from backend.deals.operations.leaving import leave_deal
from backend.deals.operations.parties import (
    add_party,
    link_action,
    link_principle,
    remove_party,
    unlink_action,
    unlink_principle,
)
from backend.deals.operations.rounds import run_deal_round
from backend.deals.operations.signing import Paper, call_for_signatures, decline_deal, sign_deal

__all__ = [
    "Added",
    "Amendment",
    "Changed",
    "Moved",
    "Paper",
    "Promise",
    "add_party",
    "amend_commitment",
    "amend_deal",
    "call_for_signatures",
    "confirm_delivery",
    "contribute_to_deal",
    "count_cohorts",
    "decline_deal",
    "dispute_delivery",
    "draft_deal",
    "end_deal",
    "erase_contribution",
    "fulfil_deal",
    "issue_cohort_tokens",
    "join_cohort",
    "leave_cohort",
    "leave_deal",
    "link_action",
    "link_principle",
    "mark_commitment_answered",
    "mark_commitment_escalated",
    "mark_commitment_withdrawn",
    "mark_deal_answered",
    "mark_deal_escalated",
    "mark_deal_withdrawn",
    "offer_commitment",
    "open_deal",
    "release_commitment",
    "remove_party",
    "report_delivery",
    "revise_deal",
    "run_deal_round",
    "sign_deal",
    "unlink_action",
    "unlink_principle",
    "withdraw_commitment",
]
